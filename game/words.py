"""The message catalogue: every word a patient reads, one flat YAML file a language.

A line is `key: text with {placeholders}`. Keys name messages, never words.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Formatter

import yaml

_PLAIN = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)


class WordsError(Exception):
    """A catalogue can't be read; the message names file, line and what is allowed."""


class MissingWordError(LookupError):
    """A message or one of its placeholders is missing; the message names both."""


class Words:
    """One language's messages."""

    def __init__(self, language: str, messages: Mapping[str, str]) -> None:
        self.language = language
        self._messages = dict(messages)

    @classmethod
    def load(cls, language: str = "en", folder: Path | None = None) -> Words:
        """Read the catalogue of `language`, the shipped one unless a folder is given.

        Raises `WordsError` when there is none or it is not a flat mapping of texts.
        """
        if folder is None:
            folder = Path(str(files("assets").joinpath("words")))
        path = folder / f"{language}.yaml"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            known = ", ".join(sorted(file.stem for file in folder.glob("*.yaml"))) or "none"
            raise WordsError(f"{path}: no such catalogue; there is: {known}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise WordsError(f"{path}: can't be read as UTF-8 text: {error}") from None
        return cls(language, _parse(text, path))

    @property
    def keys(self) -> frozenset[str]:
        """Every message there is."""
        return frozenset(self._messages)

    def text(self, key: str, values: Mapping[str, object] | None = None) -> str:
        """The message `key` with its placeholders filled in.

        Raises `MissingWordError` for an unknown key or a placeholder without a value.
        """
        try:
            message = self._messages[key]
        except KeyError:
            raise MissingWordError(f"no message {key!r} in language {self.language!r}") from None
        try:
            return message.format_map(values or {})
        except KeyError as error:
            raise MissingWordError(
                f"message {key!r} in language {self.language!r} needs a value for {error}"
            ) from None


def _parse(text: str, path: Path) -> dict[str, str]:
    # The node tree, and not the loaded object: it keeps line numbers and repeated keys, and
    # reads `no: No` as the texts they are.
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", "not YAML")
        raise WordsError(f"{path}:{line}: {problem}") from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise WordsError(f"{path}:1: expected lines of `key: text`")
    messages: dict[str, str] = {}
    for key, value in root.value:
        where = f"{path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise WordsError(f"{where}: expected `key: text` on one level")
        if key.tag not in _PLAIN or value.tag not in _PLAIN:
            raise WordsError(f"{where}: plain text only, no tags")
        if key.value in messages:
            raise WordsError(f"{where}: {key.value!r} is there twice")
        _check_placeholders(value.value, where)
        messages[key.value] = value.value
    return messages


def _check_placeholders(message: str, where: str) -> None:
    try:
        fields = [
            f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
            for _, name, spec, conversion in Formatter().parse(message)
            if name is not None
        ]
    except ValueError as error:
        raise WordsError(f"{where}: {error}; write {{{{ and }}}} for plain braces") from None
    for name in fields:
        if not name.isidentifier():
            raise WordsError(f"{where}: placeholder {{{name}}} must be a plain name")
