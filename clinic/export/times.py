"""Times of a recording, counted from its start."""

from __future__ import annotations

from clinic.session import PlayedSession


def start_ns(session: PlayedSession) -> int:
    """The display time of the session's first frame, on the recording's clock.

    Everything exported counts from it. Raises `RecordingError`.
    """
    for rows in session.recording.sample_batches():
        if len(rows):
            return int(rows["display_time_ns"][0])
    return next((int(event["time_ns"]) for event in session.events if "time_ns" in event), 0)


def seconds(time_ns: int, origin_ns: int) -> float:
    """Seconds since the start; `round(seconds * 1e9)` gives the nanoseconds back."""
    return (time_ns - origin_ns) / 1e9
