"""Where the eye is and how it sees, as the two matrices a shader takes.

Frames are OpenXR's (right-handed, +Y up, looking along -Z); depth runs -1..1 as in OpenGL.
"""

from __future__ import annotations

import math

from controllers.frame import Quat, Vec3

NEAR_M = 0.05
FAR_M = 200.0
BLOCK_BYTES = 128


class Camera:
    """One eye. `block` holds view and projection, 2 x 16 float32, column by column.

    The block is the uniform block `Camera` of the shaders, written to the GPU as it stands.
    """

    __slots__ = ("_far_m", "_near_m", "_projection", "_view", "block")

    def __init__(self, near_m: float = NEAR_M, far_m: float = FAR_M) -> None:
        self._near_m = near_m
        self._far_m = far_m
        self.block = bytearray(BLOCK_BYTES)
        floats = memoryview(self.block).cast("f")
        self._view = floats[:16]
        self._projection = floats[16:]
        self.place((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))
        self.perspective(60.0, 1.0)

    def place(self, position_m: Vec3, orientation: Quat) -> None:
        """Put the eye at a pose of the stage frame (unit quaternion)."""
        px, py, pz = position_m
        x, y, z, w = orientation
        # Axes of the eye in the stage frame are the rows of the view's rotation.
        rx, ry, rz = 1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)
        ux, uy, uz = 2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)
        bx, by, bz = 2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)
        view = self._view
        view[0], view[1], view[2], view[3] = rx, ux, bx, 0.0
        view[4], view[5], view[6], view[7] = ry, uy, by, 0.0
        view[8], view[9], view[10], view[11] = rz, uz, bz, 0.0
        view[12] = -(rx * px + ry * py + rz * pz)
        view[13] = -(ux * px + uy * py + uz * pz)
        view[14] = -(bx * px + by * py + bz * pz)
        view[15] = 1.0

    def perspective(self, fov_y_deg: float, aspect: float) -> None:
        """See symmetrically: whole vertical angle, width over height."""
        up = math.radians(fov_y_deg) / 2.0
        right = math.atan(math.tan(up) * aspect)
        self.field_of_view(-right, right, up, -up)

    def field_of_view(
        self, left_rad: float, right_rad: float, up_rad: float, down_rad: float
    ) -> None:
        """See through the four half angles of an `XrFovf` (left and down are negative)."""
        left, right = math.tan(left_rad), math.tan(right_rad)
        up, down = math.tan(up_rad), math.tan(down_rad)
        near, far = self._near_m, self._far_m
        projection = self._projection
        for index in range(16):
            projection[index] = 0.0
        projection[0] = 2.0 / (right - left)
        projection[5] = 2.0 / (up - down)
        projection[8] = (right + left) / (right - left)
        projection[9] = (up + down) / (up - down)
        projection[10] = -(far + near) / (far - near)
        projection[11] = -1.0
        projection[14] = -2.0 * far * near / (far - near)

    def project(self, point_m: Vec3) -> Vec3 | None:
        """A point of the stage in normalised device coordinates, None when it lies behind."""
        view, projection = self._view, self._projection
        x, y, z = (
            sum(view[4 * column + row] * value for column, value in enumerate((*point_m, 1.0)))
            for row in range(3)
        )
        if z >= 0.0:
            return None
        return (
            (projection[0] * x + projection[8] * z) / -z,
            (projection[5] * y + projection[9] * z) / -z,
            (projection[10] * z + projection[14]) / -z,
        )
