"""Samples in a few numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from controllers.frame import TRACKED

POINTS: Final = ("head", "left_hand", "right_hand", "left_foot", "right_foot")


class SampleSummary(BaseModel):
    """What the frames of a session come to. Their values are in the other formats."""

    model_config = ConfigDict(frozen=True)

    rows: int = Field(description="Frames that are there.")
    first_s: float | None = Field(description="Sample time of the first, seconds since the start.")
    last_s: float | None = Field(description="Sample time of the last, seconds since the start.")
    mean_rate_hz: float | None = Field(description="Frames a second, from the first to the last.")
    longest_gap_s: float | None = Field(description="Longest time between two frames.")
    missing_frames: int = Field(description="Frames that their numbers say are not there.")
    tracked_share: Mapping[str, float] = Field(
        description="For each point, the share of frames, 0 to 1, in which it was wholly tracked."
    )


def summarise_samples(
    batches: Iterable[npt.NDArray[np.void]], start_ns: int, advance: Callable[[int], None]
) -> SampleSummary:
    """Look through frames (`FRAME_DTYPE`) once, a batch in memory at a time."""
    rows = missing = gap_ns = 0
    tracked = dict.fromkeys(POINTS, 0)
    first_ns = last_ns = last_frame = 0
    for batch in batches:
        if not len(batch):
            continue
        times_ns, frames = batch["sample_time_ns"], batch["frame_index"]
        if not rows:
            first_ns, last_ns, last_frame = int(times_ns[0]), int(times_ns[0]), int(frames[0]) - 1
        gap_ns = max(gap_ns, int(np.diff(times_ns, prepend=last_ns).max()))
        missing += int(np.maximum(np.diff(frames, prepend=last_frame) - 1, 0).sum())
        for point in POINTS:
            tracked[point] += int((batch[f"sampled_{point}_flags"] == TRACKED).sum())
        rows += len(batch)
        last_ns, last_frame = int(times_ns[-1]), int(frames[-1])
        advance(len(batch))
    long_ns = last_ns - first_ns
    return SampleSummary(
        rows=rows,
        first_s=(first_ns - start_ns) / 1e9 if rows else None,
        last_s=(last_ns - start_ns) / 1e9 if rows else None,
        mean_rate_hz=(rows - 1) * 1e9 / long_ns if long_ns > 0 else None,
        longest_gap_s=gap_ns / 1e9 if rows > 1 else None,
        missing_frames=missing,
        tracked_share={point: count / rows for point, count in tracked.items()} if rows else {},
    )
