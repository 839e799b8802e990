"""The physics of grasping: what a hand can do to things, and what may never happen to them."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.tabletop import (
    BODY,
    LAP,
    START_NS,
    TABLE,
    TABLE_AND_SHELF,
    Move,
    Player,
    above,
    height_over_table_m,
    tilt_deg,
    world_with,
)

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from tasks.body import BodyFrame
from tasks.grasping.catalogue import KINDS, WEIGHT_FACTOR, Item, Weight, distance_m
from tasks.grasping.furniture import Furniture, shelf, table
from tasks.grasping.hands import HandInput
from tasks.grasping.world import World

HALF_TURN: Quat = (0.0, 1.0, 0.0, 0.0)
UPRIGHT: Quat = (0.0, 0.0, 0.0, 1.0)


def item(name: str, weight: Weight = "medium", scale: float = 1.0) -> Item:
    return Item(KINDS[name], scale, weight)


def pick_and_place(
    kind: str, side: Side = "right", rate_hz: float = 90.0, into_table_m: float = 0.0
) -> Player:
    """Take it, lift it, carry it outwards, set it down, let it go, leave."""
    out = 1.0 if side == "right" else -1.0
    world = World(TABLE, [item(kind)])
    turn = UPRIGHT if side == "right" else HALF_TURN
    world.place(0, world.rest_m(0, TABLE.table.on_top_m(-0.1 * out, -0.1)), turn)
    grip = world.grip_m(0)
    there = above(grip, 0.002, 0.3 * out, -0.08)
    down = above(there, -into_table_m)
    player = Player(world, rate_hz)
    player.go(
        side,
        [
            Move(above(grip, 0.2), 0.1),
            Move(grip, 0.7),
            Move(grip, 0.2, closed=True),
            Move(above(grip, 0.15), 0.6, closed=True),
            Move(above(there, 0.15), 0.8, closed=True),
            Move(down, 0.6, closed=True),
            Move(down, 0.2, closed=True),
            Move(down, 0.2),
            Move(above(there, 0.2), 0.6),
            Move(above(there, 0.2), 0.6),
        ],
    )
    return player


@pytest.mark.parametrize("kind", KINDS)
def test_everything_can_be_taken_and_put_elsewhere(kind: str) -> None:
    player = pick_and_place(kind)
    world = player.world
    assert player.kinds_of_events() == ["grasped", "released"]
    assert world.at_rest(0)
    start = TABLE.table.on_top_m(-0.1, -0.1)
    place, turn = world.pose(0)
    assert math.dist((place[0], place[2]), (start[0] + 0.3, start[2] - 0.08)) < 0.01
    assert abs(height_over_table_m(world, 0)) < 0.002
    assert kind == "ball" or tilt_deg(turn) < 2.0


@pytest.mark.parametrize("kind", KINDS)
def test_frame_rates_and_sides_agree(kind: str) -> None:
    places = [pick_and_place(kind, rate_hz=hz).world.pose(0)[0] for hz in (60.0, 72.0, 90.0, 120.0)]
    (x, y, z), _ = pick_and_place(kind, "left").world.pose(0)
    places.append((-x, y, z))
    assert max(math.dist(a, b) for a in places for b in places) < 0.005


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_pressed_into_the_table_stays_on_it(kind: str) -> None:
    player = pick_and_place(kind, into_table_m=0.15)
    assert player.world.at_rest(0)
    assert abs(height_over_table_m(player.world, 0)) < 0.002


def test_a_hand_driven_through_the_table_stays_above_with_what_it_holds() -> None:
    world = world_with(item("can"))
    grip = world.grip_m(0)
    player = Player(world)
    player.go(
        "right",
        [Move(grip, 0.1), Move(grip, 0.2, closed=True), Move(above(grip, 0.1), 0.4, closed=True)],
    )
    lowest, depth = 1.0, 0.0
    for _ in range(60):
        depth = min(depth + 0.01, 0.15)
        player.put_hand("right", HandInput(above(grip, 0.1 - depth - 0.1), closed=True))
        player.frame()
        lowest = min(lowest, height_over_table_m(world, 0))
    hand = world.hand_pose("right")
    assert hand is not None
    assert hand[0][1] > grip[1] - 0.02
    assert lowest > -0.015
    player.put_hand("right", HandInput(above(grip, -0.15)))
    player.wait(1.0)
    assert world.at_rest(0)
    assert abs(height_over_table_m(world, 0)) < 0.002


def test_the_hand_does_not_lag_in_free_air() -> None:
    world = world_with(item("ball"))
    player = Player(world)
    worst = 0.0
    player.go("right", [Move((-0.3, 1.2, -0.3), 0.1)])
    for step in range(60):
        x = -0.3 + 0.6 * (0.5 - 0.5 * math.cos(math.pi * step / 60))
        player.put_hand("right", HandInput((x, 1.2, -0.3)))
        player.frame()
        hand = world.hand_pose("right")
        assert hand is not None
        worst = max(worst, math.dist(hand[0], (x, 1.2, -0.3)))
    assert worst < 0.005


def test_a_grip_too_weak_for_the_weight_slips() -> None:
    for weight, strength, slips in [
        ("light", 0.2, False),
        ("medium", 0.2, True),
        ("medium", 0.5, False),
        ("heavy", 0.5, True),
        ("heavy", 0.9, False),
    ]:
        world = world_with(item("bottle", weight))
        grip = world.grip_m(0)
        player = Player(world)
        player.go(
            "right",
            [
                Move(grip, 0.1),
                Move(grip, 0.1, closed=True, strength=strength),
                Move(above(grip, 0.12), 0.8, closed=True, strength=strength),
                Move(above(grip, 0.12), 1.5, closed=True, strength=strength),
            ],
        )
        assert ("slipped" in player.kinds_of_events()) == slips, (weight, strength)
        assert (world.held("right") is None) == slips


def test_two_hands_share_a_weight_and_one_hand_gives_to_the_other() -> None:
    world = world_with(item("bottle", "heavy"))
    grip = world.grip_m(0)
    player = Player(world)
    up = above(grip, 0.2)
    player.go("right", [Move(grip, 0.1), Move(grip, 0.1, closed=True), Move(up, 0.6, closed=True)])
    beside = above(up, 0.02, -0.03)
    player.go("left", [Move(above(beside, 0.0, -0.3), 0.1), Move(beside, 0.6)])
    player.go("left", [Move(beside, 0.1, closed=True)])
    assert world.held("left") == world.held("right") == 0
    player.put_hand("right", HandInput(up, closed=True, strength=0.4))
    player.wait(1.0)
    assert world.held("right") == 0
    player.go("right", [Move(up, 0.1), Move(above(up, 0.0, 0.3), 0.4)])
    assert world.held("right") is None
    assert world.held("left") == 0
    assert player.kinds_of_events() == ["grasped", "grasped", "released"]
    assert world.pose(0)[0][1] > grip[1] + 0.15


def test_an_open_hand_goes_round_slowly_and_knocks_over_in_a_rush() -> None:
    def pass_by(seconds: float, *, closed: bool) -> list[str]:
        world = world_with(item("box"))
        middle = world.pose(0)[0]
        player = Player(world)
        player.go("right", [Move(above(middle, 0.04, 0.3), 0.1, closed=closed)])
        player.wait(0.5)
        player.go("right", [Move(above(middle, 0.04, -0.3), seconds, closed=closed)])
        player.wait(1.0)
        return list(player.kinds_of_events())

    assert pass_by(2.5, closed=False) == []
    assert "knocked" in pass_by(0.35, closed=False)
    assert "knocked" in pass_by(2.5, closed=True)


def test_a_held_thing_knocks_others_over() -> None:
    world = world_with(item("bottle"), item("can"))
    grip = world.grip_m(1)
    player = Player(world)
    player.go(
        "right",
        [
            Move(above(grip, 0.15), 0.1),
            Move(grip, 0.4),
            Move(grip, 0.1, closed=True),
            Move(above(grip, 0.08), 0.4, closed=True),
            Move(above(grip, 0.08, -0.3), 0.8, closed=True),
        ],
    )
    player.wait(1.0)
    assert [(e.kind, e.index) for e in world.events][:2] == [("grasped", 1), ("knocked", 0)]
    assert world.held("right") == 1


def test_what_falls_to_the_floor_comes_back_to_where_it_stood() -> None:
    world = world_with(item("cup"), item("ball"))
    home = world.pose(0)[0]
    grip = world.grip_m(0)
    player = Player(world)
    aside = (0.0, 0.9, 0.1)
    player.go(
        "right",
        [
            Move(grip, 0.1),
            Move(grip, 0.1, closed=True),
            Move(above(grip, 0.2), 0.4, closed=True),
            Move(aside, 0.6, closed=True),
            Move(aside, 0.1),
        ],
    )
    player.wait(2.5)
    kinds = [event.kind for event in world.events if event.index == 0]
    assert kinds == ["grasped", "released", "fallen", "returned"]
    fallen, returned = (e.time_ns for e in world.events if e.kind in ("fallen", "returned"))
    assert 0.5e9 < returned - fallen < 1.2e9
    place, turn = world.pose(0)
    assert math.dist(place, home) < 0.002
    assert tilt_deg(turn) < 0.5
    assert world.at_rest(0)


def test_what_comes_back_takes_a_free_place() -> None:
    world = World(TABLE, [item("can"), item("can")])
    spot = world.rest_m(0, TABLE.table.on_top_m(0.0, 0.0))
    world.place(0, spot)
    world.place(0, spot)
    player = Player(world)
    grip = world.grip_m(0)
    aside = (0.0, 0.9, 0.1)
    player.go("right", [Move(grip, 0.1), Move(grip, 0.1, closed=True)])
    player.go("right", [Move(above(grip, 0.2), 0.4, closed=True), Move(aside, 0.6, closed=True)])
    world.place(1, spot)
    player.go("right", [Move(aside, 0.1)])
    player.wait(2.5)
    assert "returned" in player.kinds_of_events()
    assert "knocked" not in player.kinds_of_events()
    assert math.dist(world.pose(0)[0], world.pose(1)[0]) > 0.066
    assert world.at_rest(0)


def test_what_is_out_of_reach_comes_back() -> None:
    world = World(TABLE, [item("cup")], reach_m=0.7)
    world.place(0, world.rest_m(0, TABLE.table.on_top_m(0.0, 0.25)))
    home = TABLE.table.on_top_m(0.0, -0.1)
    world.place(0, world.rest_m(0, home))
    Player(world).wait(0.3)
    assert world.events == []
    world.place(0, world.rest_m(0, TABLE.table.on_top_m(0.4, 0.25)))
    player = Player(world)
    player.wait(2.0)
    assert "returned" in player.kinds_of_events()


def test_things_at_rest_do_not_move_at_all() -> None:
    world = world_with(*(item(kind) for kind in ("ball", "cup", "mug", "book", "pen")))
    player = Player(world)
    player.put_hand("left", LAP["left"])
    player.wait(1.0)
    before = [world.pose(index) for index in range(5)]
    player.go("left", [Move((-0.3, 1.1, 0.0), 0.5), Move((0.3, 1.1, 0.0), 1.0)])
    assert [world.pose(index) for index in range(5)] == before
    assert all(world.at_rest(index) for index in range(5))


def test_the_same_input_gives_the_same_bits() -> None:
    def trace() -> list[object]:
        player = pick_and_place("mug")
        return [*player.world.pose(0), *player.world.events]

    assert trace() == trace()


def test_a_tracking_jump_takes_what_is_held_along() -> None:
    world = world_with(item("cup"))
    grip = world.grip_m(0)
    player = Player(world)
    player.go("right", [Move(grip, 0.1), Move(grip, 0.1, closed=True)])
    player.go("right", [Move(above(grip, 0.2), 0.4, closed=True)])
    there = above(grip, 0.3, 0.4)
    player.put_hand("right", HandInput(there, closed=True))
    player.frame()
    player.wait(0.2)
    assert world.held("right") == 0
    assert math.dist(world.grip_m(0), there) < 0.01


def test_a_jump_into_the_table_pushes_nothing() -> None:
    world = world_with(item("cup"), item("can"))
    player = Player(world)
    for spot in (TABLE.table.centre_m, world.pose(0)[0], world.pose(1)[0]):
        player.put_hand("right", HandInput((0.3, 1.3, 0.0), closed=True))
        player.wait(0.2)
        player.put_hand("right", HandInput(spot, closed=True))
        player.wait(0.5)
    assert player.kinds_of_events() == []
    assert abs(height_over_table_m(world, 0)) < 0.001


def test_a_hand_not_seen_stays_and_holds() -> None:
    world = world_with(item("cup"))
    grip = world.grip_m(0)
    player = Player(world)
    player.go("right", [Move(grip, 0.1), Move(grip, 0.1, closed=True)])
    player.go("right", [Move(above(grip, 0.2), 0.4, closed=True)])
    player.wait(0.3)
    before = world.pose(0)[0]
    for unseen in (None, HandInput((math.nan, 0.0, 0.0)), HandInput(orientation=(0.0,) * 4)):
        player.put_hand("right", unseen)
        player.wait(0.5)
        assert world.held("right") == 0
        assert math.dist(world.pose(0)[0], before) < 0.002


def test_the_world_stands_still_in_a_gap() -> None:
    world = World(TABLE, [item("ball")])
    world.place(0, (0.0, 1.3, -0.4))
    world.advance(START_NS, None, None)
    world.advance(START_NS + 50_000_000, None, None)
    height, speed = world.pose(0)[0][1], world.speed_m_s(0)
    world.advance(START_NS + 60_000_000_000, None, None)
    assert (world.pose(0)[0][1], world.speed_m_s(0)) == (height, speed)
    world.advance(START_NS + 5_000_000_000, None, None)
    assert world.pose(0)[0][1] == height


def test_what_is_put_away_is_in_nobodys_way() -> None:
    world = world_with(item("can"))
    place = world.pose(0)[0]
    world.put_away(0)
    assert not world.present(0)
    player = Player(world)
    player.go("right", [Move(place, 0.1), Move(place, 0.5, closed=True)])
    assert player.kinds_of_events() == []
    world.place(0, place)
    player.wait(1.0)
    assert math.dist(world.pose(0)[0], place) < 0.002


HANDS = st.one_of(
    st.none(),
    st.builds(
        HandInput,
        st.tuples(*[st.floats(allow_nan=True, allow_infinity=True)] * 3),
        st.tuples(*[st.floats(allow_nan=True)] * 4),
        st.booleans(),
        st.floats(allow_nan=True),
    ),
)
PLACE = st.tuples(st.floats(-0.7, 0.7), st.floats(-0.2, 1.5), st.floats(-1.0, 0.3))
STRETCH = st.fixed_dictionaries(
    {
        "way": st.sampled_from(["frozen", "jump", "unseen", "rush", "go", "at", "through"]),
        "place": PLACE,
        "thing": st.integers(0, 5),
        "turn": st.floats(-3.0, 3.0),
        "closed": st.booleans(),
        "strength": st.floats(0.0, 1.0),
        "frames": st.integers(1, 25),
        "wild": HANDS,
        "gap_ns": st.sampled_from([0, 0, 0, 0, 90_000_000, 300_000_000]),
    }
)
SPEEDS_M_S = {"rush": 20.0, "go": 0.7, "at": 0.4, "through": 3.0}
CLUTTER = ("ball", "mug", "can", "book", "coin", "pen")


def lives_through(
    world: World, stretches: dict[Side, list[dict[str, object]]], rate_hz: int
) -> int:
    """Play random hands; after every frame all poses are numbers near the table. Ends at a time."""
    now_ns = START_NS
    at: dict[Side, Vec3] = {"left": (-0.2, 1.0, -0.2), "right": (0.2, 1.0, -0.2)}
    for both in zip(stretches["left"], stretches["right"], strict=False):
        now_ns += int(str(both[0]["gap_ns"]))
        for _ in range(int(str(both[0]["frames"]))):
            now_ns += 1_000_000_000 // rate_hz
            hands = []
            for side, stretch in zip(("left", "right"), both, strict=True):
                at[side], hand = moved(world, at[side], stretch, rate_hz)
                hands.append(hand)
            world.advance(now_ns, *hands)
            for index in range(len(CLUTTER)):
                place, turn = world.pose(index)
                assert all(math.isfinite(part) for part in (*place, *turn))
                assert math.hypot(*place) < 6.0
                assert place[1] > -0.05
    return now_ns


def moved(
    world: World, at_m: Vec3, stretch: dict[str, object], rate_hz: int
) -> tuple[Vec3, HandInput | None]:
    way = str(stretch["way"])
    if way == "unseen":
        return at_m, stretch["wild"]  # type: ignore[return-value]
    goal: Vec3 = stretch["place"]  # type: ignore[assignment]
    if way in ("at", "through"):
        goal = world.grip_m(int(str(stretch["thing"])))
        goal = above(goal, -0.25) if way == "through" else goal
    if way == "jump":
        at_m = goal
    elif way != "frozen":
        share = min(SPEEDS_M_S[way] / rate_hz / max(math.dist(at_m, goal), 1e-9), 1.0)
        x, y, z = (a + (b - a) * share for a, b in zip(at_m, goal, strict=True))
        at_m = (x, y, z)
    half = 0.5 * float(str(stretch["turn"]))
    turn = (math.sin(half), 0.0, 0.0, math.cos(half))
    closed, strength = bool(stretch["closed"]), float(str(stretch["strength"]))
    return at_m, HandInput(at_m, turn, closed, strength)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(STRETCH, min_size=1, max_size=12),
    st.lists(STRETCH, min_size=1, max_size=12),
    st.sampled_from([60, 72, 90, 120]),
)
def test_whatever_hands_do_nothing_is_lost(
    left: list[dict[str, object]], right: list[dict[str, object]], rate_hz: int
) -> None:
    worlds = [
        world_with(*(item(kind) for kind in CLUTTER), furniture=TABLE_AND_SHELF) for _ in range(2)
    ]
    for world in worlds:
        now_ns = lives_through(world, {"left": left, "right": right}, rate_hz)
        for _ in range(3 * rate_hz):
            now_ns += 1_000_000_000 // rate_hz
            world.advance(now_ns, LAP["left"], LAP["right"])
    first, second = worlds
    poses = [first.pose(index) for index in range(len(CLUTTER))]
    assert poses == [second.pose(index) for index in range(len(CLUTTER))]
    assert first.events == second.events
    for index, (place, _) in enumerate(poses):
        assert first.at_rest(index), CLUTTER[index]
        assert place[1] > TABLE.table.top_m, CLUTTER[index]


@pytest.mark.parametrize("speed_m_s", [2.0, 8.0, 20.0])
@pytest.mark.parametrize("kind", ["coin", "pen", "ball", "bottle"])
def test_nothing_thrown_at_the_table_goes_through(kind: str, speed_m_s: float) -> None:
    world = world_with(item(kind))
    grip = world.grip_m(0)
    player = Player(world)
    player.go("right", [Move(grip, 0.1), Move(grip, 0.1, closed=True)])
    player.go("right", [Move(above(grip, 0.5), 0.5, closed=True)])
    player.go("right", [Move(above(grip, -0.4), 0.9 / speed_m_s, closed=True)])
    player.go("right", [Move(above(grip, -0.4), 0.05)])
    player.put_hand("right", LAP["right"])
    lowest = 9.0
    for _ in range(90):
        player.frame()
        lowest = min(lowest, world.pose(0)[0][1])
    assert lowest > TABLE.table.top_m - 0.01


def test_sizes_weights_and_scales_of_the_catalogue() -> None:
    for kind in KINDS.values():
        assert 0.01 < kind.mass_kg < 1.0
        assert distance_m_to(kind.name, kind.grip_m) < 0.01
        assert kind.rest_height_m <= 0.5 * kind.size_m[1] + 1e-9
        low, high = kind.scale
        with pytest.raises(ValueError, match=kind.name):
            Item(kind, high + 0.01)
        with pytest.raises(ValueError, match=kind.name):
            Item(kind, low - 0.01)
        big, small = Item(kind, high).scaled, Item(kind, low).scaled
        assert big.radius_m / small.radius_m == pytest.approx(high / low)
        assert Item(kind, 1.0, "heavy").scaled.mass_kg == kind.mass_kg * WEIGHT_FACTOR["heavy"]


def distance_m_to(kind: str, point_m: Vec3) -> float:
    return min(distance_m(shape, point_m) for shape in KINDS[kind].gripped)


@given(PLACE, st.floats(-3.0, 3.0))
@example((-0.5381, 0.6366, -0.2568), 0.0)  # where a leg meets the table top
@example((-0.54, 0.0, -0.74), 0.0)  # the foot of a leg
def test_a_hand_is_freed_from_furniture(place_m: Vec3, yaw_rad: float) -> None:
    body = BodyFrame((0.1, 1.2, 0.2), yaw_rad)
    furniture = Furniture((*table(body, 0.72, 0.2), *shelf(body, 1.0, 0.72, 0.5)), (0.1, 0.0, 0.2))
    place = body.to_stage((place_m[0], place_m[1] - 1.2, place_m[2]))
    free = furniture.freed_m(place, 0.02)
    assert math.dist(free, (place[0], max(place[1], 0.02), place[2])) < 0.2
    assert free[1] >= 0.02 - 1e-6
    for board in furniture.boards:
        local = board.local_m(free)
        assert any(
            abs(part) >= 0.5 * edge + 0.02 - 1e-6
            for part, edge in zip(local, board.size_m, strict=True)
        )
        assert math.dist(board.stage_m(local), free) < 1e-9


def test_a_world_needs_something_to_stand_on() -> None:
    with pytest.raises(ValueError, match="stand on"):
        World(Furniture((), (0.0, 0.0, 0.0)), [item("cup")])


def test_the_table_is_where_it_was_asked_for() -> None:
    top = table(BODY, 0.7, 0.3, width_m=1.0, depth_m=0.5)[0]
    assert top.top_m == pytest.approx(0.7)
    assert top.on_top_m(0.0, -0.25) == pytest.approx((0.0, 0.7, -0.3))
    turned = table(BodyFrame((0.0, 1.2, 0.0), math.pi / 2), 0.7, 0.3, depth_m=0.5)[0]
    assert turned.on_top_m(0.0, -0.25) == pytest.approx((-0.3, 0.7, 0.0))


def test_the_physics_are_loaded_when_a_world_is_made_and_not_before() -> None:
    asked = "import sys, tasks.grasping.world; print('mujoco' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_what_mujoco_warns_of_writes_no_file(tmp_path, monkeypatch) -> None:
    import mujoco

    monkeypatch.chdir(tmp_path)
    world_with(item("ball"))
    model = mujoco.MjModel.from_xml_string(
        '<mujoco><worldbody><body><freejoint/><geom size=".1"/></body></worldbody></mujoco>'
    )
    data = mujoco.MjData(model)
    data.qpos[0] = float("nan")
    mujoco.mj_step(model, data)
    assert data.warning[mujoco.mjtWarning.mjWARN_BADQPOS].number == 1
    assert list(tmp_path.iterdir()) == []
