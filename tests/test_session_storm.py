"""Whatever people and devices do to a session, in any order: it stands, and it ends when told."""

from __future__ import annotations

import math
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.player import SMALL_LEVEL, Player

from controllers.frame import Button, InputFrame
from game.commands import KINDS
from tasks.scene import Role
from tasks.trial import EndReason

COMMANDS = (
    *KINDS, "nonsense", "",
)  # fmt: skip
INVALID = {reason.value for reason in EndReason if not reason.scored}
NAN = math.nan


def _unfocused(frame: InputFrame) -> None:
    frame.focused = False


def _unplugged(frame: InputFrame) -> None:
    frame.connected = False


def _unseen(frame: InputFrame) -> None:
    for hand in (frame.left_hand, frame.right_hand):
        hand.lose()
    frame.settle_samples()


def _blind(frame: InputFrame) -> None:
    frame.head.lose()
    frame.settle_samples()


def _not_a_number(frame: InputFrame) -> None:
    for point in (frame.head, frame.left_hand, frame.right_hand):
        point.set((NAN, NAN, NAN), (NAN, NAN, NAN, NAN))
    frame.settle_samples()


def _infinite(frame: InputFrame) -> None:
    for point in (frame.head, frame.left_hand, frame.right_hand):
        point.set((math.inf, -math.inf, 1e38), (0.0, 0.0, 0.0, 0.0))
    frame.settle_samples()


def _far(frame: InputFrame) -> None:
    x, y, z = frame.head.position_m
    frame.head.set((x + 20.0, y, z - 20.0))
    frame.left_hand.set((20.0, -20.0, 20.0))
    frame.right_hand.set((-20.0, 20.0, -20.0))
    frame.settle_samples()


def _every_button(frame: InputFrame) -> None:
    frame.buttons = 0xFFFF


def _stop_button(frame: InputFrame) -> None:
    frame.buttons = int(Button.STOP)


def _moved_space(frame: InputFrame) -> None:
    frame.buttons = int(Button.RECENTRE)


class _Clock:
    """Shifts the frames' times, for good."""

    def __init__(self) -> None:
        self.offset_ns = 0
        self.frozen_ns: int | None = None

    def __call__(self, frame: InputFrame) -> None:
        time_ns = frame.display_time_ns + self.offset_ns
        if self.frozen_ns is not None:
            time_ns = self.frozen_ns
        frame.set_times(frame.frame_index, time_ns, time_ns)


FAULTS: tuple[Callable[[InputFrame], None], ...] = (
    lambda _: None, _unfocused, _unplugged, _unseen, _blind, _not_a_number, _infinite, _far,
    _every_button, _stop_button, _moved_space,
)  # fmt: skip
FRAMES = st.sampled_from([1, 2, 9, 30, 60, 120, 200])
STEPS = st.one_of(
    st.tuples(
        st.just("command"), st.sampled_from([kind for kind in COMMANDS if kind != "end"]), FRAMES
    ),
    st.tuples(st.just("fault"), st.sampled_from(FAULTS), FRAMES),
    st.tuples(st.just("play"), st.none(), st.sampled_from([30, 200, 600, 1500])),
    st.tuples(st.just("shift_s"), st.sampled_from([-5.0, -0.02, 0.2, 3.0, 400.0, 1e5]), FRAMES),
    st.tuples(st.just("freeze"), st.none(), FRAMES),
)


def _weather(player: Player, steps: list[tuple[str, object, int]]) -> None:
    clock = _Clock()
    for kind, what, frames in steps:
        fault: Callable[[InputFrame], None] = FAULTS[0]
        clock.frozen_ns = None
        if kind == "command":
            player.command(str(what))
        elif kind == "fault":
            assert callable(what)
            fault = what
        elif kind == "shift_s":
            assert isinstance(what, float)
            clock.offset_ns += round(what * 1e9)
        elif kind == "freeze":
            clock.frozen_ns = player.frame.display_time_ns

        def change(frame: InputFrame, fault: Callable[[InputFrame], None] = fault) -> None:
            clock(frame)
            fault(frame)

        for _ in range(frames):
            if player.session.done:
                return
            player.step(change)


def _check_story(player: Player) -> None:
    notes, session = player.notes, player.session
    kinds = notes.kinds()
    assert kinds[0] == "session_start"
    assert kinds[-1] == "session_end"
    assert kinds.count("session_end") == 1
    numbers = [row["trial_num"] for row in notes.trials]
    assert numbers == list(range(1, len(numbers) + 1))
    assert kinds.count("trial_start") == kinds.count("trial_end") == len(numbers)
    for row in notes.trials:
        assert not (row["scored"] and row["end_reason"] in INVALID), row
        assert not (row["scored"] and row["familiarisation"]), row
        assert not (row["success"] and row["end_reason"] != EndReason.SUCCESS.value), row
        assert 0.0 <= row["difficulty"] <= 1.0
        for value in row["measures"].values():
            assert value is None or math.isfinite(value), row["measures"]
    assert sum(row["scored"] for row in notes.trials) == session.tally.scored
    assert session.tally.won <= session.tally.scored <= session.planned
    assert session.progress == session.finished <= session.planned
    paused = False
    for kind in kinds:
        if kind == "pause":
            assert not paused
            paused = True
        elif kind == "resume":
            assert paused
            paused = False
        elif kind == "trial_start":
            assert not paused
    locks = [event["on"] for event in notes.of("lock")]
    assert locks == [number % 2 == 0 for number in range(len(locks))]
    assert player.context.lock.on == bool(locks and locks[-1])
    _check_lock(player)
    for begun, ended in (("phase_start", "phase_end"), ("exercise_start", "exercise_end")):
        assert kinds.count(begun) == kinds.count(ended)


def _check_lock(player: Player) -> None:
    """While it is on, the difficulty moves when a person asks and at no other time."""
    locked = False
    for event in player.notes.events:
        if event["kind"] == "lock":
            locked = event["on"]
        elif event["kind"] == "difficulty_change" and locked:
            assert event["reason"].split(";")[0] in ("therapist", "patient"), event


def _check_nothing_is_left(player: Player) -> None:
    scene = player.scene
    assert scene.panels == []
    assert scene.wanted_side is None
    for role in (Role.TARGET, Role.START, Role.GHOST, Role.DISTRACTOR):
        assert not scene.of(role), role


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=25), demonstrate=st.booleans(), seed=st.integers(0, 99))
def test_a_storm_of_commands_and_faults_ends_when_told(
    steps: list[tuple[str, object, int]], *, demonstrate: bool, seed: int
) -> None:
    player = Player(SMALL_LEVEL, demonstrate=demonstrate, seed=seed)
    _weather(player, steps)
    if not player.session.done:
        player.command("end")
        player.step()
        assert player.session.status == "ended"
    _check_story(player)
    _check_nothing_is_left(player)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=12), seed=st.integers(0, 99))
def test_after_any_storm_the_rest_is_played_to_its_end(
    steps: list[tuple[str, object, int]], seed: int
) -> None:
    player = Player(SMALL_LEVEL, demonstrate=True, seed=seed)
    _weather(player, steps)
    before = player.notes.of("command")
    skipped = sum(event["command"] == "skip" for event in before)
    if player.session.phase == "pause":
        player.command("resume")
    latest_ns = player.frame.display_time_ns

    def later(frame: InputFrame) -> None:
        time_ns = frame.display_time_ns + latest_ns
        frame.set_times(frame.frame_index, time_ns, time_ns)
        if player.session.phase == "ask":  # after a long pause; a therapist goes on
            player.command("skip")

    player.until(lambda: player.session.done, later, within_s=600.0)
    assert player.session.status == "completed"
    _check_story(player)
    _check_nothing_is_left(player)
    if not skipped and not player.notes.of("cap"):
        assert player.session.tally.scored == 6


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    phase=st.sampled_from(["align", "instruct", "familiarisation", "set", "rest", "summary"]),
    commands=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=5),
    apart=st.sampled_from([0, 1, 20, 200]),
    waited=st.sampled_from([0, 1, 40]),
)
def test_any_commands_in_any_phase_leave_a_session_that_can_be_played_on(
    phase: str, commands: list[str], apart: int, waited: int
) -> None:
    player = Player(SMALL_LEVEL, demonstrate=True)
    player.until(lambda: player.session.phase == phase)
    for _ in range(waited):
        player.step()
    for command in commands:
        player.command(command)
        for _ in range(apart):
            if not player.session.done:
                player.step()
    if not player.session.done:
        player.step()
    if player.session.phase == "pause":
        player.command("resume")

    def answered(_: InputFrame) -> None:
        if player.session.phase == "ask":  # where it hurts; a therapist goes on
            player.command("skip")

    player.until(lambda: player.session.done, answered)
    told_to_end = any(event["command"] == "end" for event in player.notes.of("command"))
    assert player.session.status == ("ended" if told_to_end else "completed")
    _check_story(player)
    _check_nothing_is_left(player)
