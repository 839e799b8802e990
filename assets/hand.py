"""An adult's hand with five fingers of three phalanges, skinned to close into a fist.

The shape is a field of round bones blended by a smooth minimum, built for the right hand in
centimetres along (u: towards the fingertips, v: towards the thumb, w: out of the palm) and then
turned into OpenXR's grip frame: origin in the palm's centre, +X into the back of the right hand
and out of the left palm, -Z towards the thumb, so that stretched fingers point along -Y.
Its proportions are set by eye, about an adult's: 18.5 cm from the wrist to the longest tip.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from assets.isosurface import gradient, surface
from assets.solid import Array, Solid, joined, loft, unit

_CELLS_CM: Final = (0.62, 0.45, 0.46)
_TO_GRIP_M: Final = 0.01 * np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
BONES: Final = 16


@dataclass(frozen=True)
class Hand:
    """A mesh with bones: 0 the palm, 1 + 3 * finger + phalanx for the rest.

    A corner turns about `pivot[bone]` along `axis[bone]` by amount * `flex_rad[bone]` * weight,
    then wholly with each bone between that one and the palm. Shapes: bone, weight (V,);
    pivot, axis (16, 3), metres; flex_rad (16,).
    """

    skin: Solid
    bone: npt.NDArray[np.int64]
    weight: Array
    pivot: Array
    axis: Array
    flex_rad: Array


@dataclass(frozen=True)
class _Finger:
    """Joint centres (4, 3) from the knuckle to the tip, radii there, and how it closes."""

    joints: Array
    radii: tuple[float, float, float, float]
    pulp: Array
    axes: Array
    flex_rad: tuple[float, float, float]


def _finger(
    knuckle: tuple[float, float, float],
    spread_deg: float,
    gather_deg: float,
    lengths: tuple[float, float, float],
    radii: tuple[float, float, float, float],
    flex_deg: tuple[float, float, float],
) -> _Finger:
    """A finger at rest, a little bent, that gathers towards the middle while it closes."""
    spread, gather = np.deg2rad(spread_deg), np.deg2rad(gather_deg)
    ahead = np.array([np.cos(spread), np.sin(spread), 0.0])
    closed = np.array([0.0, np.sin(gather), np.cos(gather)])
    plane = unit(closed - (closed @ ahead) * ahead)
    joints = [np.asarray(knuckle)]
    bend = 0.0
    for length, rest_deg in zip(lengths, (6.0, 13.0, 9.0), strict=True):
        bend += np.deg2rad(rest_deg)
        joints.append(joints[-1] + length * (np.cos(bend) * ahead + np.sin(bend) * plane))
    pulp = np.cos(bend) * plane - np.sin(bend) * ahead
    axes = np.tile(_axis(ahead, plane), (3, 1))
    bends = np.deg2rad(flex_deg)
    return _Finger(np.array(joints), radii, pulp, axes, (bends[0], bends[1], bends[2]))


def _axis(start: Array, end: Array) -> Array:
    """Axis, in the grip frame, of the turn that takes one direction towards another."""
    return unit(np.cross(_TO_GRIP_M @ start, _TO_GRIP_M @ end))


def _thumb() -> _Finger:
    base = np.array([-3.5, 1.7, 0.35])
    ways = unit(np.array([[0.70, 0.62, 0.36], [0.86, 0.46, 0.20], [0.95, 0.28, 0.06]]))
    lengths = (4.3, 3.1, 2.2)
    joints = [base]
    for way, length in zip(ways, lengths, strict=True):
        joints.append(joints[-1] + length * way)
    opposed = unit(np.array([0.55, 0.45, 0.70]))
    across = np.array([0.10, -0.60, 0.50])
    axes = [_axis(ways[0], opposed)]
    axes += [_axis(way, across - (across @ way) * way) for way in ways[1:]]
    pulp = unit(across - (across @ ways[2]) * ways[2])
    turn = float(np.arccos(ways[0] @ opposed))
    return _Finger(
        np.array(joints),
        (1.00, 0.98, 0.90, 0.76),
        pulp,
        np.array(axes),
        (turn, np.deg2rad(25.0), np.deg2rad(50.0)),
    )


_FINGERS: Final = (
    _thumb(),
    _finger((3.3, 2.75, -0.05), 8.0, -5.0, (4.3, 2.5, 1.75), (0.98, 0.86, 0.74, 0.60),
            (52.0, 64.0, 36.0)),
    _finger((3.6, 0.80, -0.22), 1.5, 0.0, (4.7, 2.9, 1.85), (1.00, 0.88, 0.76, 0.62),
            (55.0, 66.0, 38.0)),
    _finger((3.2, -1.10, -0.16), -5.0, 5.0, (4.4, 2.75, 1.8), (0.94, 0.83, 0.72, 0.59),
            (58.0, 67.0, 38.0)),
    _finger((2.5, -2.80, 0.08), -13.0, 10.0, (3.5, 1.95, 1.6), (0.84, 0.73, 0.63, 0.52),
            (60.0, 66.0, 38.0)),
)  # fmt: skip


def _soft_min(a: Array, b: Array, width: float) -> Array:
    """The lesser of two, rounded where they are closer than `width` (Quilez's polynomial)."""
    share = np.clip(0.5 + 0.5 * (b - a) / width, 0.0, 1.0)
    low: Array = b + share * (a - b) - width * share * (1.0 - share)
    return low


def _cone(p: Array, a: Array, b: Array, radius_a: float, radius_b: float) -> Array:
    """Rod with round ends."""
    along = b - a
    share = np.clip((p - a) @ along / (along @ along), 0.0, 1.0)
    distance: Array = np.linalg.norm(p - a - share[:, None] * along, axis=1)
    return distance - radius_a - share * (radius_b - radius_a)


def _egg(p: Array, centre: tuple[float, float, float], half: tuple[float, float, float]) -> Array:
    """Ellipsoid along the axes; its field is bounded, not exact."""
    scaled = (p - np.asarray(centre)) / np.asarray(half)
    length = np.linalg.norm(scaled, axis=1)
    slope = np.linalg.norm(scaled / np.asarray(half), axis=1)
    egg: Array = length * (length - 1.0) / np.maximum(slope, 1e-9)
    return egg


def _finger_field(p: Array, finger: _Finger) -> Array:
    """Phalanges slimmer in their middles than at the joints, and a soft pad at the tip."""
    joints, radii = finger.joints, finger.radii
    field = np.full(len(p), 1e3)
    for part in range(3):
        a, b = joints[part], joints[part + 1]
        middle, slim = 0.5 * (a + b), 0.48 * (radii[part] + radii[part + 1])
        # A soft minimum would swell the joints.
        field = np.minimum(field, _cone(p, a, middle, radii[part], slim))
        field = np.minimum(field, _cone(p, middle, b, slim, radii[part + 1]))
    tip = joints[3] - joints[2]
    start, end = joints[2] + 0.35 * tip + 0.10 * finger.pulp, joints[3] + 0.07 * finger.pulp
    return _soft_min(field, _cone(p, start, end, 0.97 * radii[2], radii[3]), 0.12)


def _palm_field(p: Array) -> Array:
    """Metacarpals, the pads below the fingers, the balls of thumb and little finger, wrist."""
    field = np.full(len(p), 1e3)
    wrist = np.array([[-4.4, 1.35, 0.1], [-4.5, 0.5, -0.05], [-4.5, -0.5, 0.0], [-4.3, -1.3, 0.2]])
    for finger, foot in zip(_FINGERS[1:], wrist, strict=True):
        head = finger.joints[0]
        field = _soft_min(field, _cone(p, foot, head, 1.22, finger.radii[0] + 0.08), 0.9)
    pads = _cone(p, np.array([3.9, 2.55, 0.42]), np.array([4.1, 0.6, 0.38]), 0.80, 0.80)
    more = _cone(p, np.array([4.1, 0.6, 0.38]), np.array([2.7, -2.75, 0.5]), 0.80, 0.74)
    field = _soft_min(field, np.minimum(pads, more), 0.6)
    field = _soft_min(field, _egg(p, (-1.9, -2.35, 0.62), (2.9, 1.15, 1.10)), 0.8)
    oval = p * (1.0, 0.72, 1.0)
    arm = _cone(oval, np.array([-4.6, 0.0, 0.05]), np.array([-9.0, 0.0, 0.0]), 1.80, 1.98)
    return _soft_min(field, arm, 1.2)


def _field(p: Array) -> Array:
    """The whole right hand."""
    fingers = np.full(len(p), 1e3)
    for finger in _FINGERS[1:]:
        fingers = _soft_min(fingers, _finger_field(p, finger), 0.3)
    thumb = _FINGERS[0]
    heel = _cone(p, np.array([-3.7, 0.9, 0.10]), thumb.joints[1] + (-0.5, -0.3, 0.0), 1.15, 1.05)
    web = _cone(p, np.array([-0.6, 2.5, 0.55]), np.array([1.7, 2.9, 0.25]), 0.85, 0.70)
    whole = _soft_min(_palm_field(p), fingers, 0.55)
    whole = _soft_min(whole, _soft_min(_finger_field(p, thumb), heel, 0.7), 0.75)
    whole = _soft_min(whole, web, 0.9)
    return -_soft_min(-whole, p[:, 0] + 7.2, 0.6)


def _along(p: Array, joints: Array) -> tuple[Array, Array]:
    """Arc length along a finger's joints and distance from it, (N,) each."""
    best = np.full(len(p), 1e9)
    arc = np.zeros(len(p))
    start = 0.0
    for part in range(3):
        a, way = joints[part], joints[part + 1] - joints[part]
        length = float(np.linalg.norm(way))
        share = (p - a) @ way / length
        if part > 0:
            share = np.maximum(share, 0.0)
        if part < 2:
            share = np.minimum(share, length)
        distance = np.linalg.norm(p - a - np.outer(share / length, way), axis=1)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        arc = np.where(nearer, start + share, arc)
        start += length
    return arc, best


def _ease(value: Array) -> Array:
    share = np.clip(value, 0.0, 1.0)
    eased: Array = share * share * (3.0 - 2.0 * share)
    return eased


def _bones(p: Array) -> tuple[npt.NDArray[np.int64], Array]:
    """Bone of each corner and its share in that bone's turn.

    Around a joint the share runs from 0 on its near side to 1 on its far side, half in the
    middle: so the skin folds over half the angle there, and no edge tears.
    """
    bone = np.zeros(len(p), np.int64)
    weight = np.zeros(len(p))
    fields = np.stack([_finger_field(p, finger) for finger in _FINGERS], axis=1)
    nearest = fields[:, 1:].argmin(axis=1) + 1
    # How much nearer the thumb is than all the rest: 0 or less is not thumb, 1 or more is.
    others = np.minimum(_palm_field(p), fields[:, 1:].min(axis=1))
    lead = 0.5 + (others - fields[:, 0]) / 1.8
    is_thumb = lead > 0.0
    for number, finger in enumerate(_FINGERS):
        mine = np.flatnonzero(is_thumb if number == 0 else (nearest == number) & ~is_thumb)
        arc, _ = _along(p[mine], finger.joints)
        lengths = np.linalg.norm(np.diff(finger.joints, axis=0), axis=1)
        starts = np.array([0.0, lengths[0], lengths[0] + lengths[1]])
        for part in range(3):
            reach = 0.85 * finger.radii[part] if part else 1.3
            share = _ease((arc - starts[part] + reach) / (2.0 * reach))
            if number == 0:
                # Only what wholly follows the thumb's root may also bend at its other joints.
                near = lead[mine] if part == 0 else 2.0 * lead[mine] - 2.0
                share = _ease(near) * (share if part else _ease((arc + 1.5) / 3.0))
            taken = share > 0.0
            bone[mine[taken]] = 1 + 3 * number + part
            weight[mine[taken]] = share[taken]
    return bone, weight


def _nail(finger: _Finger) -> tuple[Array, Array]:
    """Curved plate on the tip's back: corners (N, 3), normals; rows from root to edge."""
    root, tip = finger.joints[2], finger.joints[3]
    ahead = unit(tip - root)
    side = np.cross(finger.pulp, ahead)
    length = float(np.linalg.norm(tip - root))
    size = finger.radii[3]
    rows, columns = 5, 6
    s = np.linspace(-1.2, 0.42, rows)[:, None] * size
    t = np.linspace(-1.0, 1.0, columns)[None, :]
    corner = np.sqrt(1.0 - 0.55 * (np.abs(np.linspace(-1.0, 1.0, rows)) ** 6))[:, None]
    angle = 0.95 * t * corner
    start = root + ahead * (length - 0.15 * size)
    centre = start + s[..., None] * ahead + 0.0 * t[..., None]
    radial = -np.cos(angle)[..., None] * finger.pulp + np.sin(angle)[..., None] * side
    points = (centre + 0.8 * size * radial).reshape(-1, 3)
    ways = radial.reshape(-1, 3)
    for _ in range(12):
        points = points - _field(points)[:, None] * ways
    return points + 0.045 * ways, gradient(_field, points)


def _nails() -> tuple[Solid, npt.NDArray[np.int64]]:
    parts: list[Solid] = []
    bone: list[int] = []
    rows, columns = 5, 6
    order = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = order[:-1, :-1], order[1:, :-1], order[1:, 1:], order[:-1, 1:]
    index = np.concatenate(
        [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    )
    for number, finger in enumerate(_FINGERS):
        points, normal = _nail(finger)
        corners = points[index]
        face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        outward = float((face * normal[index[:, 0]]).sum()) > 0.0
        edge = np.repeat(np.arange(rows) == rows - 1, columns)[:, None]
        colour = np.where(edge, (1.0, 1.0, 0.98), (1.0, 0.95, 0.94))
        parts.append(Solid(points, normal, colour, index if outward else index[:, ::-1]))
        bone += [3 + 3 * number] * len(points)
    return joined(parts), np.array(bone)


def _paint(p: Array, normal: Array) -> Array:
    """Palm lighter and rosier than the back, knuckles a little darker, folds in soft shade."""
    palmar = _ease(0.5 + 0.9 * normal[:, 2])[:, None]
    colour = palmar * (1.0, 0.955, 0.94) + (1.0 - palmar) * np.array([0.88, 0.85, 0.83])
    for finger in _FINGERS:
        arc, _ = _along(p, finger.joints)
        near = _finger_field(p, finger) < 0.25
        lengths = np.linalg.norm(np.diff(finger.joints, axis=0), axis=1)
        for joint in (lengths[0], lengths[0] + lengths[1]):
            fold = np.exp(-(((arc - joint) / 0.35) ** 2)) * near
            colour = colour * (1.0 - 0.07 * fold[:, None] * (1.0, 1.25, 1.3))
    open_air = np.clip(_field(p + 0.8 * normal) / 0.8, 0.0, 1.0)[:, None]
    shaded: Array = colour * (0.80 + 0.20 * open_air)
    return np.clip(shaded, 0.0, 1.0)


def _cuff() -> Solid:
    """The end of a sleeve around the wrist; dark, whatever skin the instance has."""
    turn = np.arange(22) * (2.0 * np.pi / 22)
    around = np.stack([np.zeros(22), 1.39 * np.cos(turn), -np.sin(turn)], axis=1)
    rows = [(-6.35, 1.90), (-6.15, 2.08), (-6.2, 2.26), (-6.5, 2.32), (-8.0, 2.36), (-8.6, 2.22),
            (-8.9, 1.7)]  # fmt: skip
    end = np.array([[-9.0, 0.0, 0.02]])
    cuff = loft([*(around * radius + (u, 0.0, 0.02) for u, radius in rows), end])
    return cuff.painted((0.46, 0.56, 0.78))


@cache
def right() -> Hand:
    """The right hand, metres, grip frame."""
    position, index = surface(
        _field, np.array([-8.0, -5.6, -2.8]), np.array([14.4, 8.2, 5.2]), _CELLS_CM, 6
    )
    normal = gradient(_field, position)
    bone, weight = _bones(position)
    skin = Solid(position, normal, _paint(position, normal), index)
    nails, nail_bone = _nails()
    cuff = _cuff()
    whole = joined([skin, nails, cuff])
    stiff = np.zeros(len(cuff.position))
    pivot = np.zeros((BONES, 3))
    axis = np.tile(np.array([0.0, 0.0, 1.0]), (BONES, 1))
    flex = np.zeros(BONES)
    for number, finger in enumerate(_FINGERS):
        own = slice(1 + 3 * number, 4 + 3 * number)
        pivot[own] = finger.joints[:3] @ _TO_GRIP_M.T
        axis[own] = finger.axes
        flex[own] = finger.flex_rad
    placed = Solid(
        whole.position @ _TO_GRIP_M.T,
        unit(whole.normal @ _TO_GRIP_M.T),
        whole.colour,
        whole.index[:, ::-1],
    )
    return Hand(
        placed,
        np.concatenate([bone, nail_bone, stiff.astype(np.int64)]),
        np.concatenate([weight, np.ones(len(nail_bone)), stiff]),
        pivot,
        axis,
        flex,
    )


def left() -> Hand:
    """The right hand's mirror image in the plane x = 0."""
    other = right()
    flip = np.array([-1.0, 1.0, 1.0])
    skin = Solid(
        other.skin.position * flip,
        other.skin.normal * flip,
        other.skin.colour,
        other.skin.index[:, ::-1],
    )
    # A turn's axis is a pseudovector: mirrored, it keeps x and changes the rest.
    return replace(other, skin=skin, pivot=other.pivot * flip, axis=other.axis * -flip)
