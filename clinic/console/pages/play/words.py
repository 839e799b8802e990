"""What a running session tells, in a therapist's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from clinic.link.protocol import State

Row = Mapping[str, Any]

PHASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "Getting ready",
        "menu": "Choosing a level",
        "align": "Looking ahead, to find where the patient sits",
        "check_in": "Questions before the start",
        "check_out": "Questions at the end",
        "supervision": "Waiting for a therapist's word",
        "posture": "Changing posture",
        "calibration": "Measuring the body",
        "eyes": "Measuring the height of the eyes",
        "ankles": "Measuring the feet",
        "instruct": "Showing the movement",
        "familiarisation": "Warming up",
        "set": "Playing",
        "rest": "Resting",
        "ask": "Asking how to go on",
        "summary": "Showing how it went",
    }
)
PAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stopped": "Stopped: somebody has to say go on",
        "tracking_lost": "Standing still: the tracking is lost; goes on by itself",
        "focus_lost": "Standing still: the headset is off or the window is not in front",
        "disconnected": "Standing still: the device is not connected",
    }
)
ENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "completed": "played to its end",
        "stopped": "the patient wished to stop",
        "ended": "ended by the therapist",
        "device_lost": "the device was lost",
    }
)
_WHEN: Final = {"in": "before", "out": "after"}
_SCALES: Final = {"pain": "/10", "exertion": "/10"}


def said(name: object) -> str:
    """A name of the recording as words."""
    return str(name).replace("_", " ")


def phase(state: State) -> str:
    """What goes on."""
    if state.paused is not None:
        return PAUSES.get(state.paused, f"Standing still: {said(state.paused)}")
    name = state.phase
    if name.startswith(("rest_", "reach_")):
        part, _, side = name.partition("_")
        return f"Measuring the {side} arm {'at rest' if part == 'rest' else 'reaching'}"
    return PHASES.get(name, said(name).capitalize())


def where(state: State) -> str:
    """The exercise, set and repetition; empty outside of any."""
    at = state.exercise
    if at is None:
        return ""
    part = "warm-up" if at.set == 0 else f"set {at.set} of {at.sets}"
    return f"{at.number}. {at.name}: {part}, repetition {at.repetition} of {at.repetitions}"


def minutes(seconds: float) -> str:
    """As on a clock: 3:07."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def answer(row: Row) -> str:
    """What a patient answered at a check: "pain before: 3/10"."""
    when = _WHEN.get(str(row.get("when")), str(row.get("when", "")))
    skipped = ("kind", "frame_index", "time_ns", "when", "exercise")
    parts = [
        f"{said(name)} {when}: {said(value)}{_SCALES.get(name, '')}"
        for name, value in row.items()
        if name not in skipped and value is not None
    ]
    return ", ".join(parts)


def told(row: Row) -> str:
    """An event as a line; empty for what only a recording needs."""
    make = _TOLD.get(str(row.get("kind")))
    return make(row) if make else ""


def _end(row: Row) -> str:
    return f"Session over: {ENDS.get(str(row.get('status')), said(row.get('status')))}"


def _phase(row: Row) -> str:
    name = str(row.get("phase", ""))
    if name == "set":
        return f"Set {row.get('set')} begins"
    part = f" ({said(row['part'])})" if row.get("part") else ""
    return PHASES.get(name, said(name).capitalize()) + part


def _trial_end(row: Row) -> str:
    reason = said(row.get("end_reason", "")).lower()
    return f"Repetition {row.get('trial_num')}: {reason}"


def _difficulty(row: Row) -> str:
    try:
        old, new = float(row.get("old", 0.0)), float(row.get("new", 0.0))
    except (TypeError, ValueError):
        return ""
    moved = "stays at" if f"{old:.2f}" == f"{new:.2f}" else f"{old:.2f} to"
    side = f", {row['side']}" if row.get("side") else ""
    return f"Difficulty{side} {moved} {new:.2f}: {said(row.get('reason', ''))}"


def _command(row: Row) -> str:
    data = row.get("data") or {}
    more = ""
    if isinstance(data, Mapping):
        if row.get("command") == "cue":
            more = f" {data.get('kind')}, {data.get('amount')}"
        elif row.get("command") == "note":
            more = f': "{data.get("text")}"'
    by = data.get("by") if isinstance(data, Mapping) else None
    who = row.get("by") or by or row.get("source", "")
    return f"{said(row.get('command', '')).capitalize()}{more} ({who})"


def _pause(row: Row) -> str:
    cause = PAUSES.get(str(row.get("cause")), said(row.get("cause"))).partition(":")
    words = cause[2].strip() if cause[0] == "Standing still" else "stopped"
    return f"Stands still: {words} (by {said(row.get('by', ''))})"


def _check(row: Row) -> str:
    return f"Answer: {answer(row)}"


_TOLD: Final[Mapping[str, Callable[[Row], str]]] = MappingProxyType(
    {
        "session_start": lambda row: f"Session begins: {row.get('level')}",
        "session_end": _end,
        "resumed": lambda row: f"Goes on from session {row.get('session')}",
        "phase_start": _phase,
        "exercise_start": lambda row: f"Exercise {row.get('exercise')}: {row.get('name')}",
        "trial_end": _trial_end,
        "repetition_skipped": lambda _: "Repetition left out",
        "recentre": lambda _: "Looking ahead anew",
        "grasped": lambda _: "Grasped",
        "dropped": lambda _: "Dropped",
        "slipped": lambda _: "Slipped out of the hand",
        "touched": lambda _: "Foot touched an obstacle",
        "missed": lambda _: "Foot beside the footprint",
        "rest_longer": lambda _: "Rest made longer",
        "difficulty_change": _difficulty,
        "lock": lambda row: "Difficulty held" if row.get("on") else "Difficulty follows again",
        "pause": _pause,
        "resume": lambda _: "Goes on",
        "check": _check,
        "rest_suggested": lambda _: "Signs of tiredness: a rest is suggested",
        "ask": lambda row: f"Asked ({said(row.get('cause'))}): {said(row.get('answer'))}",
        "early_end": lambda row: f"Turns to its end: {said(row.get('cause', row.get('reason')))}",
        "cap": lambda row: f"Limit reached: {said(row.get('cause', row.get('limit', '')))}",
        "fault": lambda _: "The device failed",
        "rows_dropped": lambda _: "Frames were lost: the machine is too slow or the disk full",
        "supervised": lambda _: "Confirmed: somebody stands beside the patient",
        "clear_space": lambda _: "Confirmed: the floor is clear",
        "command": _command,
    }
)
