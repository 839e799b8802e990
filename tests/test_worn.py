"""Controllers at the ankles, trackers on the shoes: where the feet are, and what is no hand now."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from support.player import Player
from support.recordings import begin

from controllers.controller import DeviceLostError, Features, Haptic
from controllers.frame import (
    FRAME_DTYPE,
    GUESSED,
    NO_POSE,
    TRACKED,
    Button,
    InputFrame,
    PoseFlag,
    Quat,
    Vec3,
)
from controllers.mounting import UNMEASURED, Mounting, Offset
from controllers.worn import WornFeet
from game.recording.reading import open_recording
from game.view.nothing import NullView
from reachwell.choices import Choices, Device
from reachwell.display import Display
from reachwell.hooks import Hooks
from reachwell.rig import Seat, nothing_worn, open_rig
from tasks.scene import Scene

SIDES = ("left", "right")
ABOVE_THE_ANKLE = Mounting(
    Offset((0.02, -0.14, -0.05), (0.0, 0.0, math.sqrt(0.5), math.sqrt(0.5))),
    Offset((-0.03, -0.11, 0.04), (math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5))),
)

places = st.tuples(*[st.floats(-3.0, 3.0, width=32)] * 3)
turns = st.tuples(*[st.floats(-1.0, 1.0)] * 4).filter(lambda q: math.hypot(*q) > 0.1)
wild = st.floats(width=32)


class Held:
    """A device with two controllers and everything that hands do with them."""

    def __init__(self, *, feet: bool = False) -> None:
        self.features = Features("held", orientation=True, aim=True, hand_joints=True, feet=feet)
        self.places: dict[str, Vec3] = {"left": (-0.2, 0.15, -0.3), "right": (0.2, 0.15, -0.3)}
        self.turns: dict[str, Quat] = {"left": (0.0, 0.0, 0.0, 1.0), "right": (0.0, 0.0, 0.0, 1.0)}
        self.flags = TRACKED
        self.buttons = 0
        self.pulses: list[Haptic] = []
        self.closed = 0

    def read(self, frame: InputFrame) -> None:
        frame.head.set((0.0, 1.6, 0.0))
        for side in SIDES:
            things = [frame.hand(side), frame.sampled_hand(side)]
            if self.features.feet:
                frame.hand(side).set((0.0, 1.0, -0.3))
                frame.sampled_hand(side).set((0.0, 1.0, -0.3))
                things = [frame.foot(side), frame.sampled_foot(side)]
            for late, thing in enumerate(things):
                x, y, z = self.places[side]
                thing.set((x, y + 0.01 * late, z), self.turns[side], self.flags)
            frame.aim(side).set(self.places[side])
            frame.joints[f"{side}_flags"] = 15
        frame.sampled_head.copy_from(frame.head)
        frame.set_hand_velocities((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
        frame.trigger, frame.squeeze, frame.aperture_m = (1.0, 0.5), (0.2, 1.0), (0.05, 0.06)
        frame.buttons = self.buttons

    def pulse(self, haptic: Haptic) -> None:
        self.pulses.append(haptic)

    def close(self) -> None:
        self.closed += 1


def unit(turn: tuple[float, ...]) -> Quat:
    x, y, z, w = (part / math.hypot(*turn) for part in turn)
    return (x, y, z, w)


def read(device: Held, mounting: Mounting | None) -> InputFrame:
    worn, frame = WornFeet(device), InputFrame()
    worn.wear(mounting)
    worn.read(frame)
    return frame


@pytest.mark.parametrize("feet", [False, True], ids=["controllers", "trackers"])
@given(places, turns, places, turns)
def test_the_foot_is_the_thing_moved_by_its_offset(
    feet: bool,  # noqa: FBT001
    place_m: Vec3,
    turn: Quat,
    offset_m: Vec3,
    offset_turn: Quat,
) -> None:
    """Against rotation matrices of another library."""
    device = Held(feet=feet)
    device.places["left"], device.turns["left"] = place_m, unit(turn)
    offset = Offset(offset_m, unit(offset_turn))
    frame = read(device, Mounting(left=offset))
    turned = Rotation.from_quat(unit(turn))
    for late, foot in enumerate((frame.left_foot, frame.sampled_left_foot)):
        want_m = np.add(place_m, turned.apply(offset_m)) + np.array((0.0, 0.01 * late, 0.0))
        assert foot.position_m == pytest.approx(tuple(want_m), abs=3e-6)
        want = turned * Rotation.from_quat(offset.orientation)
        assert (want.inv() * Rotation.from_quat(foot.orientation)).magnitude() < 3e-6
        assert foot.flags == TRACKED


def test_the_default_offset_is_exactly_the_controller() -> None:
    device = Held()
    device.turns["right"] = unit((0.1, -0.4, 0.2, 0.7))
    held, worn = read(device, None), read(device, UNMEASURED)
    assert worn.right_foot.position_m == held.right_hand.position_m
    assert worn.right_foot.orientation == held.right_hand.orientation
    assert worn.sampled_right_foot.position_m == held.sampled_right_hand.position_m


def test_in_the_hands_everything_passes_unchanged() -> None:
    device = Held()
    device.buttons = int(Button.SELECT | Button.BACK)
    bare, through = InputFrame(), InputFrame()
    worn = WornFeet(device)
    worn.wear(ABOVE_THE_ANKLE)
    worn.wear(None)
    device.read(bare)
    worn.read(through)
    assert bytes(through.memory) == bytes(bare.memory)
    assert through.joints.tobytes() == bare.joints.tobytes()
    assert worn.features is device.features


def test_worn_there_are_no_hands_and_the_head_stays() -> None:
    device = Held()
    device.buttons = sum(Button)
    frame = read(device, ABOVE_THE_ANKLE)
    for name in ("left_hand", "right_hand", "left_aim", "right_aim"):
        assert getattr(frame, name).flags == NO_POSE
    assert frame.sampled_left_hand.flags == frame.sampled_right_hand.flags == NO_POSE
    assert frame.trigger == frame.squeeze == (0.0, 0.0)
    assert np.isnan(frame.aperture_m).all()
    for side in SIDES:
        assert np.isnan(frame.record[f"{side}_hand_velocity_m_s"]).all()
        assert not frame.joints[f"{side}_flags"].any()
    assert frame.head.flags == frame.sampled_head.flags == TRACKED
    assert frame.buttons == Button.STOP | Button.RECENTRE


def test_trackers_leave_the_hands_and_their_buttons() -> None:
    device = Held(feet=True)
    device.buttons = int(Button.SELECT)
    frame = read(device, ABOVE_THE_ANKLE)
    assert frame.left_hand.flags == frame.right_aim.flags == TRACKED
    assert frame.trigger == (1.0, 0.5)
    assert frame.buttons == Button.SELECT
    x, y, z = device.places["left"]
    assert frame.left_foot.position_m == pytest.approx((x + 0.02, y - 0.14, z - 0.05))


@pytest.mark.parametrize(
    ("thing", "foot"),
    [
        (TRACKED, TRACKED),
        (GUESSED, GUESSED),
        (NO_POSE, NO_POSE),
        # Turning guessed: the foot at the end of the lever is guessed too.
        (GUESSED | PoseFlag.POSITION_TRACKED, GUESSED),
        (GUESSED | PoseFlag.ORIENTATION_TRACKED, GUESSED | PoseFlag.ORIENTATION_TRACKED),
        (PoseFlag.POSITION_VALID | PoseFlag.POSITION_TRACKED, NO_POSE),
        (
            PoseFlag.ORIENTATION_VALID | PoseFlag.ORIENTATION_TRACKED,
            PoseFlag.ORIENTATION_VALID | PoseFlag.ORIENTATION_TRACKED,
        ),
    ],
)
def test_a_foot_is_known_no_better_than_what_is_worn_on_it(thing: int, foot: int) -> None:
    device = Held()
    device.flags = int(thing)
    frame = read(device, ABOVE_THE_ANKLE)
    assert frame.left_foot.flags == frame.sampled_right_foot.flags == foot


@given(
    st.tuples(wild, wild, wild),
    st.tuples(wild, wild, wild, wild),
    st.integers(0, 255),
    st.integers(0, 255),
)
def test_wild_poses_do_no_harm(place_m: Vec3, turn: Quat, flags: int, buttons: int) -> None:
    device = Held()
    device.places["right"], device.turns["right"] = place_m, turn
    device.flags, device.buttons = flags, buttons
    frame = read(device, ABOVE_THE_ANKLE)
    assert frame.right_foot.flags & ~flags == 0, "nothing is known that the thing did not say"
    assert frame.left_hand.flags == NO_POSE


def test_a_lost_device_is_lost_and_the_rest_passes() -> None:
    class Gone(Held):
        def read(self, frame: InputFrame) -> None:
            raise DeviceLostError("unplugged")

    device = Gone()
    worn = WornFeet(device)
    worn.wear(UNMEASURED)
    with pytest.raises(DeviceLostError, match="unplugged"):
        worn.read(InputFrame())
    worn.pulse(Haptic("left", 0.5, 0.1))
    worn.close()
    assert device.pulses == [Haptic("left", 0.5, 0.1)]
    assert device.closed == 1


def test_the_front_door_tells_the_device_when_it_changes(tmp_path: Path) -> None:
    player, told = Player(), []
    recorder = begin(tmp_path)
    choices = Choices()
    hooks = Hooks(
        *(player.session, player.inbox, Display(NullView()), recorder),
        *(_Silent(), None, choices, told.append),
    )
    for worn in (None, UNMEASURED, UNMEASURED, ABOVE_THE_ANKLE, ABOVE_THE_ANKLE, None, None):
        player.context.worn = worn
        hooks(player.frame)
    recorder.close("ended")
    assert told == [UNMEASURED, ABOVE_THE_ANKLE, None]


class _Silent:
    """Progress that nobody watches."""

    def update(self) -> None:
        """Show nothing."""

    def say(self, line: str) -> None:
        """Say nothing."""


def test_a_rerun_has_its_feet_from_the_recording(tmp_path: Path) -> None:
    """Whatever the rerun session says of wearing: the recorded frames hold the feet already."""
    device, recorder = Held(), begin(tmp_path, hand_joints=True)
    worn, frame = WornFeet(device), InputFrame()
    rows = []
    for index in range(60):
        worn.wear(ABOVE_THE_ANKLE if 20 <= index < 40 else None)
        time_ns = 1_000_000_000 + index * 11_111_111
        frame.set_times(index, time_ns, time_ns)
        device.places["left"] = (-0.2, 0.15 + 0.003 * index, -0.3)
        worn.read(frame)
        rows.append(bytes(frame.memory))
        recorder.push(frame)
    recorder.close("ended")
    rig = open_rig(
        Device("replay", str(recorder.folder)),
        Display(NullView()),
        Scene("forest"),
        Seat("left", 1.6),
        0,
        "max",
        open_recording(recorder.folder),
    )
    assert rig.wear is nothing_worn
    again = InputFrame()
    for index, row in enumerate(rows):
        rig.wear(ABOVE_THE_ANKLE if 20 <= index < 40 else None)
        rig.clock.wait(again)
        rig.controller.read(again)
        assert bytes(again.memory) == row
    feet = np.frombuffer(b"".join(rows), FRAME_DTYPE)
    assert (feet["left_foot_flags"] == TRACKED).sum() == 20
