"""Turning vectors and turns, in plain floats. Quaternions are x, y, z, w and of unit length."""

from __future__ import annotations

import math

from controllers.frame import Quat, Vec3


def multiply(a: Quat, b: Quat) -> Quat:
    """The rotation `b` followed by `a`."""
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def inverse(q: Quat) -> Quat:
    """The rotation that undoes a unit quaternion's."""
    x, y, z, w = q
    return (-x, -y, -z, w)


def about_up(yaw_rad: float) -> Quat:
    """The rotation about +Y by an angle, positive from -Z towards -X."""
    return (0.0, math.sin(yaw_rad / 2.0), 0.0, math.cos(yaw_rad / 2.0))


def rotate(q: Quat, v: Vec3) -> Vec3:
    """A vector turned by a unit quaternion."""
    x, y, z, w = q
    vx, vy, vz = v
    tx, ty, tz = 2.0 * (y * vz - z * vy), 2.0 * (z * vx - x * vz), 2.0 * (x * vy - y * vx)
    return (
        vx + w * tx + y * tz - z * ty,
        vy + w * ty + z * tx - x * tz,
        vz + w * tz + x * ty - y * tx,
    )


def looking_along(direction: Vec3) -> Quat:
    """The rotation without roll that turns -Z to a unit direction."""
    x, y, z = direction
    yaw, pitch = math.atan2(-x, -z) / 2.0, math.asin(max(-1.0, min(1.0, y))) / 2.0
    sin_yaw, cos_yaw = math.sin(yaw), math.cos(yaw)
    sin_pitch, cos_pitch = math.sin(pitch), math.cos(pitch)
    return (cos_yaw * sin_pitch, sin_yaw * cos_pitch, -sin_yaw * sin_pitch, cos_yaw * cos_pitch)


def unit(vector: Vec3) -> Vec3:
    """The direction of a vector; straight ahead when it has none."""
    length = math.hypot(*vector)
    if length < 1e-9:
        return (0.0, 0.0, -1.0)
    return (vector[0] / length, vector[1] / length, vector[2] / length)
