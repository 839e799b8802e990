"""Live streams for other programs by the Lab Streaming Layer: frames and events as they happen.

Source of the protocol and the clock: https://labstreaminglayer.readthedocs.io. The loop copies a
frame into memory and goes on; a thread of its own hands it to the library, whose sending waits
for nobody. What is stamped is the sample's own time on LSL's clock, not the time of sending.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from controllers.frame import FRAME_DTYPE, InputFrame
from game.channels import FRAME_CHANNELS
from game.recording.info import software_versions
from game.recording.lines import json_line
from game.recording.recorder import Recorder
from game.recording.ring import DroppingRing

if TYPE_CHECKING:
    from pylsl import StreamInfo, StreamOutlet

FRAMES: Final = "reachwell-frames"
EVENTS: Final = "reachwell-events"

_KEPT_S: Final = 360
"""A receiver that stalls for longer loses the oldest: 36,000 frames are kept for it."""

_SEND_EVERY_S: Final = 0.004
_ROWS_AT_ONCE: Final = 512
_PARTING_S: Final = 0.5
_LOOK_EVERY_S: Final = 0.05
_CLOCK_LOOKS: Final = 25


def clock_offset_ns() -> int:
    """LSL's clock less that of the frames, nanoseconds; both run at the same speed."""
    from pylsl import local_clock

    looks = []
    for _ in range(_CLOCK_LOOKS):
        before_ns = time.perf_counter_ns()
        theirs_s: float = local_clock()
        after_ns = time.perf_counter_ns()
        looks.append((after_ns - before_ns, round(theirs_s * 1e9) - (before_ns + after_ns) // 2))
    return min(looks)[1]


def replay_offset_ns(frame: InputFrame) -> int:
    """The same where frames carry the times of an earlier day: this frame is now."""
    from pylsl import local_clock

    now_s: float = local_clock()
    return round(now_s * 1e9) - frame.sample_time_ns


class LiveStreams:
    """Two outlets, `reachwell-frames` (float32) and `reachwell-events` (one JSON object each).

    `offset_ns` is asked once, with the first frame. The outlets' sockets belong to the library;
    `reachwell.lsl_open` says who may reach them.
    """

    def __init__(
        self, session_id: str, rate_hz: float | None, offset_ns: Callable[[InputFrame], int]
    ) -> None:
        from pylsl import StreamOutlet, cf_float32, cf_string

        channels = FRAME_CHANNELS.channels
        frames = _info(FRAMES, "MoCap", len(channels), cf_float32, session_id, rate_hz)
        frames.set_channel_labels([channel.label for channel in channels])
        frames.set_channel_units([channel.unit for channel in channels])
        frames.set_channel_types([channel.kind for channel in channels])
        events = _info(EVENTS, "Markers", 1, cf_string, session_id, rate_hz)
        self._frames: StreamOutlet = StreamOutlet(frames, max_buffered=_KEPT_S)
        self._events: StreamOutlet = StreamOutlet(events, max_buffered=_KEPT_S)
        self._ask_offset = offset_ns
        self._offset_ns: int | None = None
        self._wake = threading.Event()
        self._ring = DroppingRing(FRAME_DTYPE, self._wake)
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._stopping = False
        self.failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="lsl", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Frames that found no place on their way out."""
        return self._ring.dropped

    @property
    def heard(self) -> bool:
        """Whether somebody receives both streams."""
        return bool(self._frames.have_consumers() and self._events.have_consumers())

    def push(self, frame: InputFrame) -> None:
        """Send one frame: a copy into memory that the thread takes from."""
        if self._offset_ns is None:
            self._offset_ns = self._ask_offset(frame)
        self._ring.push(frame.memory)  # and no waking up: that alone costs ten times the copy

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """Send an event as it is written down."""
        if self._offset_ns is None:
            self._offset_ns = self._ask_offset(frame)
        head = {"kind": kind, "frame_index": frame.frame_index, "time_ns": frame.display_time_ns}
        row = head | data
        time_ns = row["time_ns"]
        moment_ns = time_ns if isinstance(time_ns, int) else frame.display_time_ns
        self._waiting.append((moment_ns, json_line(row).rstrip(b"\n")))

    def close(self) -> None:
        """Send what waits, give receivers a moment to take it, and take the streams down."""
        self._stopping = True
        self._wake.set()
        self._thread.join()
        until = time.monotonic() + _PARTING_S
        while time.monotonic() < until and (
            self._frames.have_consumers() or self._events.have_consumers()
        ):
            time.sleep(_LOOK_EVERY_S)
        del self._frames, self._events

    def _run(self) -> None:
        while self.failure is None:
            self._wake.wait(_SEND_EVERY_S)
            self._wake.clear()
            last = self._stopping
            try:
                self._send()
            except Exception as error:  # whatever the library has: play goes on without it
                self.failure = error
            if last:
                return

    def _send(self) -> None:
        offset_ns = self._offset_ns
        if offset_ns is None:
            return
        while len(rows := self._ring.pending()[:_ROWS_AT_ONCE]):
            stamps_s = ((rows["sample_time_ns"] + offset_ns) * 1e-9).tolist()
            self._frames.push_chunk(FRAME_CHANNELS.values(rows), stamps_s)
            self._ring.release(len(rows))
        while self._waiting:
            time_ns, line = self._waiting.popleft()
            self._events.push_sample([line], (time_ns + offset_ns) * 1e-9)


class Shared:
    """Records, and sends the same on: a sink and a journal like the recorder."""

    def __init__(self, recorder: Recorder, streams: LiveStreams) -> None:
        self.streams = streams
        self._recorder = recorder

    def push(self, frame: InputFrame) -> None:
        """Store and send one frame. Raises as `Recorder.push`."""
        self._recorder.push(frame)
        self.streams.push(frame)

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """Store and send that something happened. Raises as `Recorder.event`."""
        self._recorder.event(kind, frame, **data)
        self.streams.event(kind, frame, **data)

    def trial(self, row: Mapping[str, object]) -> None:
        """Store one finished repetition; the streams have its events. Raises TypeError."""
        self._recorder.trial(row)


def _info(
    name: str, kind: str, channels: int, cells: int, session_id: str, rate_hz: float | None
) -> StreamInfo:
    from pylsl import IRREGULAR_RATE, StreamInfo

    # Irregular: a rate would let receivers replace the samples' own times by a grid.
    info: StreamInfo = StreamInfo(
        name, kind, channels, IRREGULAR_RATE, cells, f"{name}-{session_id}"
    )
    desc = info.desc()
    for label, text in (
        ("session_id", session_id),
        ("rate_hz", "unknown" if rate_hz is None else repr(rate_hz)),
        ("software", f"reachwell {software_versions()['reachwell']}"),
    ):
        desc.append_child_value(label, text)
    return info
