"""What is played now, and starting a session."""

from __future__ import annotations

from nicegui import ui

from clinic.console.frame import frame, heading
from clinic.console.pages.play.starting import show_form
from clinic.console.pages.play.words import ENDS, minutes, phase, said, where
from clinic.console.visit import AVisit, Visit
from clinic.link.hub import LiveGame


@ui.page("/play")
async def page(visit: AVisit, patient: str = "", level: str = "", resume: str = "") -> None:
    """The list and the form; what is chosen beforehand is said by who links here."""
    with frame(visit, "Play", "/play"):
        await visit.look("live sessions", lambda _: None)
        heading("Played now")
        _Games(visit)
        if visit.visitor.may("care"):
            heading("Go on with a session" if resume else "Start a session")
            await show_form(visit, patient, level, resume)
        else:
            ui.label("Your role may watch, and start no sessions.").classes("small")


class _Games:
    """Live games; follows as they come and go."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._place = ui.element("div").classes("live-games")
        self._lines: dict[str, ui.label] = {}
        self._shown: list[tuple[str, bool, bool]] | None = None
        ui.timer(1.0, self._follow)

    def _follow(self) -> None:
        games = list(self._visit.console.hub.games.values())
        games.sort(key=lambda game: (game.over, game.hello.start_utc), reverse=False)
        now = [(game.hello.session_id, game.connected, game.over) for game in games]
        if now != self._shown:
            self._shown = now
            self._make(games)
        for game in games:
            label, line = self._lines[game.hello.session_id], _line(game)
            if label.text != line:
                label.text = line

    def _make(self, games: list[LiveGame]) -> None:
        self._place.clear()
        self._lines.clear()
        with self._place:
            if not games:
                ui.label("Nobody plays now.").classes("small")
            for game in games:
                with ui.element("section").classes("card live-game"):
                    hello = game.hello
                    with ui.element("div"):
                        ui.label(f"{hello.patient_code}, {hello.level_title}").classes("strong")
                        ui.label(f"at {game.station.name}").classes("small")
                        self._lines[hello.session_id] = ui.label()
                    link = ui.link("Watch", f"/play/{hello.session_id}").classes("go")
                    link.props["aria-label"] = f"Watch {hello.patient_code}"
                    if game.over:
                        link.classes("second")


def _line(game: LiveGame) -> str:
    if game.over:
        return f"Over: {ENDS.get(game.status, said(game.status))}"
    if not game.connected:
        return f"No link since {game.heard_utc.astimezone():%H:%M:%S}; the game goes on by itself"
    state = game.state
    if state is None:
        return "Starting"
    parts = (phase(state), where(state), f"{minutes(state.elapsed_s)} since the start")
    return "; ".join(part for part in parts if part)
