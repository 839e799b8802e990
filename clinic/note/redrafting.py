"""What changed between two drafts, brought into a text that was written on from the first."""

from __future__ import annotations

from difflib import SequenceMatcher


def redrafted(text: str, old: str, new: str) -> str | None:
    """`text` with the lines in which the draft `old` differs from `new` as they are in `new`.

    None where `text` does not hold each of those places once: somebody has written there.
    """
    was, now = old.splitlines(), new.splitlines()
    lines = text.splitlines()
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        # Lines that are only added have their place after the line before them.
        gone, come = (
            (was[a:b], now[c:d]) if a < b else (was[a - 1 : a], [*was[a - 1 : a], *now[c:d]])
        )
        places = [at for at in range(len(lines)) if lines[at : at + len(gone)] == gone]
        if not gone or len(places) != 1:
            return None
        lines[places[0] : places[0] + len(gone)] = come
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")
