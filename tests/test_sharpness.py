"""Sharpness goes down on a slow machine, step by step, and stays."""

from __future__ import annotations

from game.view.sharpness import PATIENCE, STEPS, TOO_SLOW_S, Sharpness


def test_a_fast_machine_draws_at_full_resolution_for_ever() -> None:
    sharpness = Sharpness()
    for _ in range(1000):
        sharpness.drawn(TOO_SLOW_S / 2)
    assert sharpness.share == 1.0


def test_a_slow_machine_goes_down_to_the_last_step_and_stays_there() -> None:
    sharpness, seen = Sharpness(), [1.0]
    for _ in range(10 * PATIENCE):
        sharpness.drawn(2 * TOO_SLOW_S)
        if sharpness.share != seen[-1]:
            seen.append(sharpness.share)
    assert tuple(seen) == STEPS
    for _ in range(1000):
        sharpness.drawn(TOO_SLOW_S / 10)
    assert sharpness.share == STEPS[-1]


def test_a_single_slow_frame_changes_nothing() -> None:
    sharpness = Sharpness()
    for number in range(100):
        sharpness.drawn(1.0 if number % PATIENCE == 0 else TOO_SLOW_S / 2)
    assert sharpness.share == 1.0
