"""Stepping onto footprints, one after the other."""

from __future__ import annotations

from tasks.scene import Scene
from tasks.stepping.challenge import SMALLEST_MARGIN, Ending, Soles, Tell
from tasks.stepping.footprints import Print, Tread
from tasks.stepping.path import Path
from tasks.stepping.props import Props
from tasks.trial import EndReason


class Onto:
    """Footprints, each for one foot. The margin is that of the worst step.

    `landings` are those that were stepped at in time, and how far off: fore-aft, outward.
    """

    def __init__(
        self,
        prints: list[Print],
        hold_s: float,
        limit_s: float,
        path: Path,
        props: Props,
        scene: Scene,
        tell: Tell,
    ) -> None:
        self.prints = prints
        self._treads: list[Tread] = []
        self._hold_s = hold_s
        self._limit_s = limit_s
        self._path = path
        self._props = props
        self._scene = scene
        self._tell = tell
        self._times_s: dict[str, float] = {}
        self.landings: list[tuple[Print, float, float]] = []

    def show(self, now_ns: int) -> None:  # noqa: ARG002
        """Lay all of them, and ask for the first."""
        self._props.show_prints(self.prints)
        self._want(0.0)

    def step(self, before: Soles, before_s: float, after: Soles, after_s: float) -> Ending | None:
        """Judge one move of the foot that is wanted."""
        index = len(self._treads) - 1
        tread, wanted = self._treads[index], self.prints[index]
        done = tread.step(
            before[wanted.side],
            round(before_s * 1e9),
            after[wanted.side],
            round(after_s * 1e9),
        )
        decided_ns = tread.hit_ns if tread.hit_ns is not None else tread.missed_ns
        if done and decided_ns is not None and decided_ns * 1e-9 <= self._limit_s:
            return self._landed(index, decided_ns * 1e-9)
        if after_s >= self._limit_s:
            left = (len(self.prints) - index) / len(self.prints)
            return self._end(EndReason.TIMEOUT, -left, self._limit_s)
        self._props.show_print(index, tread.progress_stay.progress(round(after_s * 1e9)))
        return None

    def interrupt(self) -> None:
        """A stay that was not seen to the end begins anew."""
        self._treads[-1].progress_stay.interrupt()

    def _landed(self, index: int, decided_s: float) -> Ending | None:
        tread, wanted = self._treads[index], self.prints[index]
        assert tread.landed_ns is not None
        assert tread.error_m is not None
        self.landings.append((wanted, *tread.error_m))
        hit = tread.hit_ns is not None
        self._props.finish_print(index, hit=hit)
        self._props.sound("near" if hit else "wrong", wanted.across_m, wanted.ahead_m)
        self._times_s.setdefault("entered_ns", tread.landed_ns * 1e-9)
        self._tell(
            "hit" if hit else "missed",
            decided_s,
            {
                "position_m": self._place(wanted),
                "side": wanted.side,
                "place_in_sequence": index,
                "fore_aft_m": tread.error_m[0],
                "outward_m": tread.error_m[1],
            },
        )
        if index + 1 < len(self.prints):
            self._want(decided_s)
            return None
        self._times_s["dwelt_ns"] = decided_s
        worst = min(
            1.0 - tread.distance_m / one.radius_m
            for tread, one in zip(self._treads, self.prints, strict=True)
        )
        if all(tread.hit_ns is not None for tread in self._treads):
            self._props.sound("hit", wanted.across_m, wanted.ahead_m)
            return self._end(EndReason.SUCCESS, max(0.0, worst), decided_s)
        return self._end(EndReason.MISS, max(-1.0, min(-SMALLEST_MARGIN, worst)), decided_s)

    def _end(self, reason: EndReason, margin: float, end_s: float) -> Ending:
        missed = dict.fromkeys(
            f"missed_{one.side}"
            for tread, one in zip(self._treads, self.prints, strict=False)
            if tread.missed_ns is not None
        )
        return Ending(reason, margin, end_s, self._times_s, tuple(missed))

    def _want(self, now_s: float) -> None:
        index = len(self._treads)
        wanted = self.prints[index]
        self._treads.append(Tread(wanted, self._hold_s))
        self._props.want_print(index)
        self._scene.wanted_side = wanted.side
        self._props.sound("target", wanted.across_m, wanted.ahead_m)
        self._tell(
            "target_shown",
            now_s,
            {
                "position_m": self._place(wanted),
                "radius_m": wanted.radius_m,
                "side": wanted.side,
                "what": "footprint",
                "size_m": (wanted.length_m, 0.0, wanted.length_m),
                "speed_m_s": 0.0,
                "arrives_ns": None,
                "yaw_rad": self._path.yaw_rad,
                "on_path_m": (wanted.across_m, wanted.ahead_m),
                "place_in_sequence": index,
            },
        )

    def _place(self, wanted: Print) -> tuple[float, float, float]:
        return self._path.to_stage(wanted.across_m, 0.0, wanted.ahead_m)
