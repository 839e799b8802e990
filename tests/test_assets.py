from __future__ import annotations

import io
import math
import wave
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pygame
import pytest

import assets
from assets.footwear import HALF_WIDTH_M, HEEL_BEHIND_M, TOE_AHEAD_M
from assets.make_icons import ICONS
from assets.make_meshes import MESHES
from assets.make_sounds import SOUNDS, samples
from assets.solid import rotation

Arrays = Mapping[str, npt.NDArray[np.generic]]

FRUIT = ("apple", "pear", "orange", "plum", "lemon")
HANDS = ("hand_left", "hand_right")
UNIT_WIDE = (*FRUIT, "ring", "pad", "ball", "basket", "stop_sign")
OBSTACLES = ("log", "stone", "branch", "puddle")
FURNITURE = ("box", "table_top", "board")
FOOTWEAR = ("shoe_left", "shoe_right", "footprint_left", "footprint_right")
KITCHEN = ("herb_pot", "fruit_bowl", "kettle", "wall_clock", "kitchen_floor", "kitchen_units")
CLOSED = (*UNIT_WIDE, *HANDS, *OBSTACLES, *FURNITURE, *FOOTWEAR, *KITCHEN, "mushroom")


def _stored(name: str) -> dict[str, np.ndarray]:
    with np.load(assets.path(f"meshes/{name}.npz")) as archive:
        return dict(archive)


def _volume(mesh: Arrays) -> float:
    corners = mesh["position"][mesh["index"].reshape(-1, 3)].astype(float)
    return float((corners[:, 0] * np.cross(corners[:, 1], corners[:, 2])).sum() / 6.0)


def _closed(mesh: Arrays, amount: float) -> np.ndarray:
    """The hand's corners after its bones have turned, one by one as the mesh's rule says."""
    placed = []
    for corner, bone, weight in zip(mesh["position"], mesh["bone"], mesh["weight"], strict=True):
        point, share, joint = corner.astype(float), float(weight), int(bone)
        while joint > 0:
            turn = rotation(mesh["axis"][joint], amount * float(mesh["flex_rad"][joint]) * share)
            point = turn @ (point - mesh["pivot"][joint]) + mesh["pivot"][joint]
            share = 1.0
            joint = joint - 1 if (joint - 1) % 3 else 0
        placed.append(point)
    return np.array(placed)


def test_an_asset_is_found_by_name() -> None:
    assert assets.path("meshes/apple.npz").is_file()
    with pytest.raises(FileNotFoundError, match="no such asset"):
        assets.path("meshes/nothing.npz")
    with pytest.raises(ValueError, match="not inside"):
        assets.path("../pyproject.toml")


@pytest.mark.parametrize("name", sorted(MESHES))
def test_a_stored_mesh_is_what_the_script_makes(name: str) -> None:
    stored, made = _stored(name), MESHES[name]()
    assert stored.keys() == made.keys()
    for part, values in made.items():
        assert stored[part].dtype == values.dtype, part
        np.testing.assert_allclose(stored[part], values, atol=2e-5, err_msg=part)


def test_making_a_mesh_again_gives_the_same_bytes() -> None:
    def packed(name: str) -> bytes:
        file = io.BytesIO()
        np.savez(file, **MESHES[name]())
        return file.getvalue()

    for name in ("tree_a", "rock", "ground"):
        assert packed(name) == packed(name)


def test_no_stored_file_is_without_its_script() -> None:
    for folder, ending, made in (
        ("meshes", "npz", MESHES),
        ("sounds", "wav", SOUNDS),
        ("icons", "png", ICONS),
    ):
        stored = {file.stem for file in (assets.ROOT / folder).glob(f"*.{ending}")}
        assert stored == set(made)


@pytest.mark.parametrize("name", sorted(MESHES))
def test_a_mesh_can_be_drawn(name: str) -> None:
    mesh = _stored(name)
    position, index = mesh["position"], mesh["index"]
    assert np.isfinite(position).all()
    assert index.max() < len(position)
    assert len(index) % 3 == 0
    np.testing.assert_allclose(np.linalg.norm(mesh["normal"], axis=1), 1.0, atol=1e-3)
    assert mesh["colour"].min() >= 0.0
    assert mesh["colour"].max() <= 1.0


@pytest.mark.parametrize("name", [*CLOSED, "arrow", "far_fruit", "rock"])
def test_a_closed_mesh_turns_its_faces_and_normals_outwards(name: str) -> None:
    mesh = _stored(name)
    assert _volume(mesh) > 0.0
    corners = mesh["position"][mesh["index"].reshape(-1, 3)].astype(float)
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = mesh["normal"][mesh["index"].reshape(-1, 3)].sum(axis=1)
    agree = (face * normal).sum(axis=1) > -1e-9
    assert agree.mean() > 0.995


@pytest.mark.parametrize("name", UNIT_WIDE)
def test_what_a_patient_judges_by_size_is_one_metre_wide(name: str) -> None:
    x = _stored(name)["position"][:, 0]
    assert x.max() - x.min() == pytest.approx(1.0, abs=0.12)


@pytest.mark.parametrize("name", [*OBSTACLES, *FURNITURE])
def test_what_is_scaled_to_its_size_spans_one_metre(name: str) -> None:
    position = _stored(name)["position"]
    np.testing.assert_allclose(np.ptp(position, axis=0), 1.0, atol=1e-3)
    foot_m = 0.0 if name in OBSTACLES else -0.5
    np.testing.assert_allclose(position.min(axis=0), (-0.5, foot_m, -0.5), atol=1e-3)


@pytest.mark.parametrize("kind", ["shoe", "footprint", "hand"])
def test_left_and_right_are_mirror_images(kind: str) -> None:
    left, right = _stored(f"{kind}_left"), _stored(f"{kind}_right")
    mirror = np.array([-1.0, 1.0, 1.0], np.float32)
    for part in ("position", "normal"):
        np.testing.assert_allclose(left[part], right[part] * mirror, atol=1e-6)
    np.testing.assert_array_equal(left["colour"], right["colour"])


def test_a_shoe_is_as_long_and_wide_as_a_sole_is_taken_to_be() -> None:
    position = _stored("shoe_right")["position"]
    low, high = position.min(axis=0), position.max(axis=0)
    assert low[1] == pytest.approx(0.0, abs=1e-6)
    assert low[2] == pytest.approx(-TOE_AHEAD_M, abs=0.002)
    assert high[2] == pytest.approx(HEEL_BEHIND_M, abs=0.002)
    assert max(-low[0], high[0]) == pytest.approx(HALF_WIDTH_M, abs=0.004)


@pytest.mark.parametrize("name", ["footprint_left", "footprint_right"])
def test_a_footprint_lies_on_the_floor_one_metre_long(name: str) -> None:
    position = _stored(name)["position"]
    assert np.ptp(position[:, 2]) == pytest.approx(1.0, abs=1e-3)
    assert position[:, 1].min() == pytest.approx(0.0, abs=1e-6)
    assert position[:, 1].max() < 0.05
    # The ball of the foot is wider than the heel, and lies ahead.
    ball, heel = position[position[:, 2] < -0.1], position[position[:, 2] > 0.3]
    assert np.ptp(ball[:, 0]) > np.ptp(heel[:, 0])


def test_meshes_are_light() -> None:
    for name in MESHES:
        corners = len(_stored(name)["position"])
        if name in FRUIT:
            assert corners <= 800
        elif name in HANDS:
            assert corners <= 2500
        elif name == "grass_tuft":
            assert corners <= 30
        elif name.startswith("tree"):
            assert corners <= 1500


def test_the_ground_is_flat_where_the_patient_is_and_rolls_beyond() -> None:
    position = _stored("ground")["position"]
    distance = np.hypot(position[:, 0], position[:, 2])
    assert np.abs(position[distance <= 6.0, 1]).max() < 1e-6
    assert np.ptp(position[distance > 15.0, 1]) > 0.5
    assert distance.max() == pytest.approx(60.0, abs=0.1)


def test_hands_are_mirror_images() -> None:
    left, right = _stored("hand_left"), _stored("hand_right")
    mirror = np.array([-1.0, 1.0, 1.0], np.float32)
    for part in ("position", "normal", "pivot"):
        np.testing.assert_allclose(left[part], right[part] * mirror, atol=1e-6)
    for part in ("bone", "weight", "flex_rad", "colour"):
        np.testing.assert_array_equal(left[part], right[part])
    for amount in (0.5, 1.0):
        np.testing.assert_allclose(
            _closed(left, amount), _closed(right, amount) * mirror, atol=1e-5
        )


def test_a_hand_lies_in_the_grip_frame() -> None:
    """Fingers along -Y, thumb towards -Z, the right palm faces -X (OpenXR's grip pose)."""
    hand = _stored("hand_right")
    position, bone = hand["position"], hand["bone"]
    assert position[bone >= 4, 1].mean() < -0.05
    assert position[(bone >= 1) & (bone <= 3), 2].mean() < -0.03
    length = position[:, 1].max() - position[:, 1].min()
    assert 0.18 < length < 0.25
    curled = _closed(hand, 1.0)
    assert (curled[bone >= 4, 0] - position[bone >= 4, 0]).mean() < -0.01


def test_fingers_have_their_own_lengths_and_order() -> None:
    hand = _stored("hand_right")
    tips = [hand["position"][hand["bone"] == 3 + 3 * finger].mean(axis=0) for finger in range(5)]
    down = [float(tip[1]) for tip in tips]
    assert down[2] < down[3] < down[4] < down[0]
    assert down[2] < down[1] < down[4]
    across = [float(tip[2]) for tip in tips]
    assert across == sorted(across)


@pytest.mark.parametrize("name", HANDS)
def test_a_hand_has_no_holes(name: str) -> None:
    faces = _stored(name)["index"].reshape(-1, 3).astype(int)
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    _, count = np.unique(edges, axis=0, return_counts=True)
    nails, cuff = 5 * 18, 22
    assert (count == 1).sum() == nails + cuff, "only nails and the cuff's mouth have an edge"


@pytest.mark.parametrize("name", HANDS)
def test_a_closed_hand_holds_an_apple_and_tears_nowhere(name: str) -> None:
    hand = _stored(name)
    fist = _closed(hand, 1.0)
    fingertips = [fist[hand["bone"] == 3 + 3 * finger].mean(axis=0) for finger in range(5)]
    for tip in fingertips[1:]:
        assert math.dist(fingertips[0], tip) < 0.06
    # Every edge of the skin stays within a few times its length.
    faces = hand["index"].reshape(-1, 3)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])

    def lengths(points: np.ndarray) -> np.ndarray:
        return np.linalg.norm(points[edges[:, 0]] - points[edges[:, 1]], axis=1)

    assert (lengths(fist) < 3.0 * lengths(hand["position"]) + 0.001).all()


@pytest.mark.parametrize("name", sorted(SOUNDS))
def test_a_stored_sound_is_what_the_script_makes(name: str) -> None:
    with wave.open(str(assets.path(f"sounds/{name}.wav"))) as file:
        assert file.getframerate() == 48_000
        assert file.getnchannels() == 1
        assert file.getsampwidth() == 2
        stored = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    made = samples(SOUNDS[name]())
    assert len(stored) == len(made)
    assert np.abs(stored.astype(int) - made).max() <= 2


@pytest.mark.parametrize("name", sorted(SOUNDS))
def test_a_sound_does_not_startle(name: str) -> None:
    sound = SOUNDS[name]()
    assert 0.01 < np.abs(sound).max() <= 10.0 ** (-6.0 / 20.0)
    if name != "ambience":
        assert np.abs(sound[:48]).max() < 0.05
        assert abs(sound[-1]) < 1e-3
    # A click is a jump from one sample to the next; 3 kHz at full level moves by 0.39.
    assert np.abs(np.diff(sound)).max() < 0.12


def test_the_ambience_runs_into_itself() -> None:
    sound = SOUNDS["ambience"]()
    steps = np.abs(np.diff(sound))
    assert abs(sound[0] - sound[-1]) <= steps.max()
    halves = [float(np.sqrt((part**2).mean())) for part in np.array_split(sound, 8)]
    assert max(halves) < 3.0 * min(halves)
    assert np.abs(sound).max() < 0.1


@pytest.mark.parametrize("name", sorted(ICONS))
def test_a_stored_icon_is_what_the_script_draws(name: str) -> None:
    image = pygame.image.load(assets.path(f"icons/{name}.png"))
    assert image.get_size() == (512, 512)
    stored = np.frombuffer(pygame.image.tobytes(image, "RGBA"), np.uint8).reshape(512, 512, 4)
    made = ICONS[name]().rgba()
    apart = np.abs(stored.astype(int) - made).max(axis=2)
    assert (apart > 2).mean() < 1e-4
    seen = stored[..., 3] > 128
    assert 0.10 < seen.mean() < 0.85, "bold, and with air around it"
    # Whatever the board's brightness, something in the picture stands out from it.
    grey = (stored[seen][:, :3] @ np.array([0.2126, 0.7152, 0.0722])) / 255.0
    assert np.percentile(grey, 95) - np.percentile(grey, 2) > 0.15
    assert grey.min() < 0.2


def test_icons_differ() -> None:
    pictures = {name: ICONS[name]().rgba().tobytes() for name in ("hand_left", "hand_right")}
    assert len(set(pictures.values())) == 2
    left = np.frombuffer(pictures["hand_left"], np.uint8).reshape(512, 512, 4)
    right = np.frombuffer(pictures["hand_right"], np.uint8).reshape(512, 512, 4)
    np.testing.assert_array_equal(left, right[:, ::-1])
