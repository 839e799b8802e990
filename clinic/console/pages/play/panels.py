"""What the live page tells beside the picture: a panel a class, each changes only what differs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from statistics import median
from typing import Any, Final

from nicegui import ui

from clinic.console.pages.play import words
from clinic.console.pages.play.shown import Seen
from clinic.link.hub import LiveGame
from clinic.link.protocol import Board, State
from game.words import MissingWordError, Words
from metrics.entries.measure import Measure
from metrics.registry import measures_of

LATELY: Final = 10
_EVENTS: Final = 60
_WELL: Final = ((0.95, "good"), (0.8, "fair"), (0.0, "poor"))


class Facts:
    """Names and values in two columns."""

    def __init__(self, names: Sequence[str]) -> None:
        self._values: dict[str, ui.label] = {}
        with ui.element("dl").classes("facts live-facts"):
            for name in names:
                with ui.element("dt"):
                    ui.label(name)
                with ui.element("dd"):
                    self._values[name] = ui.label("-")

    def tell(self, name: str, value: str) -> None:
        """Change one value."""
        if self._values[name].text != value:
            self._values[name].text = value


class Now:
    """What goes on, how hard it is and why, how much was done, how well it is tracked."""

    def __init__(self, game: LiveGame) -> None:
        self._game = game
        self._seen = Seen()
        self._words = Words.load()
        self._phase = ui.label("Waiting for the first word of the game").classes("live-phase")
        self._where = ui.label().classes("live-where")
        self._reads = ui.label().classes("small")
        self._facts: Facts

    def facts(self) -> None:
        """Make the part that stands below the picture."""
        self._facts = Facts(
            ("Difficulty", "Why", "Won of the last 10", "Done", "Time", "Tracking", "Answers")
        )

    def show(self, state: State) -> None:
        """Follow."""
        self._seen.take(state)
        _say(self._phase, words.phase(state))
        _say(self._where, words.where(state))
        _say(self._reads, self._before_the_patient(state.boards))
        tell = self._facts.tell
        tell("Difficulty", _difficulty(state))
        tell("Why", state.difficulty.why or "-")
        tally = state.tally
        tell(
            "Done",
            f"{tally.done} of {tally.planned} repetitions; {tally.won} of {tally.scored} won",
        )
        tell(
            "Time",
            f"{words.minutes(state.elapsed_s)} since the start, "
            f"{words.minutes(state.active_s)} without pauses",
        )
        tell("Tracking", self._tracking())

    def recount(self) -> None:
        """After a repetition or an event."""
        scored = [each.row for each in self._game.trials if each.row.get("scored")][-LATELY:]
        won = sum(bool(row.get("success")) for row in scored)
        self._facts.tell("Won of the last 10", f"{won} of {len(scored)}" if scored else "none yet")
        checks = [each.row for each in self._game.events if each.row.get("kind") == "check"]
        self._facts.tell("Answers", "; ".join(map(words.answer, checks)) or "none yet")

    def _tracking(self) -> str:
        by_word: dict[str, list[str]] = {}
        for name, share in self._seen.shares().items():
            word = _well(share)
            how = "" if word == "good" else f" ({share:.0%})"
            by_word.setdefault(word, []).append(f"{words.said(name)}{how}")
        order = [word for _, word in reversed(_WELL) if word in by_word]
        return "; ".join(f"{word}: {', '.join(by_word[word])}" for word in order) or "-"

    def _before_the_patient(self, boards: Iterable[Board]) -> str:
        read = []
        for board in islice(boards, 4):
            try:
                read.append(self._words.text(board.key, board.values))
            except (MissingWordError, ValueError, IndexError, AttributeError, KeyError):
                continue
        return f"The patient reads: {' / '.join(read)}" if read else ""


class Measures:
    """The last repetition's measures beside the median of the last ten of that side."""

    def __init__(self, game: LiveGame) -> None:
        self._game = game
        nothing = '<p class="small">No repetition is finished yet.</p>'
        self._table = ui.html(nothing, sanitize=False).classes("scrolls")

    def show(self) -> None:
        """After a repetition."""
        rows = [each.row for each in self._game.trials]
        if not rows:
            return
        last = rows[-1]
        same = [r for r in rows if (r.get("task"), r.get("side")) == (last["task"], last["side"])]
        success = "won" if last.get("success") else words.said(last.get("end_reason"))
        caption = f"Repetition {last['trial_num']}, {last['side']}: {success.lower()}"
        body = "".join(
            _measure_row(entry, last, same[-LATELY:])
            for entry in measures_of(str(last["task"]))
            if entry.shown
        )
        # One piece of HTML: elements of their own for every cell would keep the console busy.
        self._table.content = (
            f'<table class="told"><caption>{escape(caption)}</caption>{_HEAD}'
            f"<tbody>{body}</tbody></table>"
        )


_HEAD: Final = (
    '<thead><tr><th scope="col">Measure</th><th scope="col">Last</th>'
    '<th scope="col">Median of the last 10</th></tr></thead>'
)


def _measure_row(entry: Measure, last: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    values = [v for row in rows if (v := (row.get("measures") or {}).get(entry.name)) is not None]
    name = f"{entry.label}, {entry.unit}" if entry.unit != "1" else entry.label
    cells = "".join(
        f'<td class="number">{"-" if value is None else f"{value:.{entry.decimals}f}"}</td>'
        for value in ((last.get("measures") or {}).get(entry.name), _median(values))
    )
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


class Happened:
    """What happened, the newest first."""

    def __init__(self, game: LiveGame) -> None:
        self._game = game
        self._told_seq = 0
        self._began_ns: int | None = None
        self._lines: deque[ui.element] = deque()
        self._list = (
            ui.element("ol").classes("live-events").props('aria-label="Events" tabindex="0"')
        )

    def show(self) -> None:
        """Add what came."""
        fresh = [each for each in self._game.events if each.seq > self._told_seq]
        for each in fresh:
            if self._began_ns is None:
                self._began_ns = _time_ns(each.row)
        lines = [(each, line) for each in fresh if (line := words.told(each.row))]
        for each, line in lines[-_EVENTS:]:
            at = words.minutes((_time_ns(each.row) - (self._began_ns or 0)) * 1e-9)
            with self._list, ui.element("li") as item:
                ui.label(at).classes("clock")
                ui.label(line)
            item.move(target_index=0)
            self._lines.append(item)
            if len(self._lines) > _EVENTS:
                self._lines.popleft().delete()
        if fresh:
            self._told_seq = fresh[-1].seq


def _time_ns(row: dict[str, Any]) -> int:
    at = row.get("time_ns")
    return at if isinstance(at, int) else 0


def _difficulty(state: State) -> str:
    now = state.difficulty
    if now.value is None:
        return "-"
    side = f", {now.side} side" if now.side else ""
    held = ", held" if now.locked else ""
    return f"{now.value:.2f} (0 easiest, 1 hardest){side}{held}"


def _well(share: float) -> str:
    return next(word for least, word in _WELL if share >= least)


def _say(label: ui.label, text: str) -> None:
    if label.text != text:
        label.text = text
        label.visible = bool(text)
