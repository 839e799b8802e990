"""How the window looks out of the patient's eyes: which direction lies under a pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.frame import Vec3

VIEWPORT_FOV_Y_DEG: Final = 60.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window of a size, seen with a vertical field of view. Pixels start at the top left."""

    width_px: int
    height_px: int
    fov_y_deg: float = VIEWPORT_FOV_Y_DEG

    def ray(self, x_px: float, y_px: float) -> Vec3:
        """Unit direction under a pixel, head frame: x right, y up, -z ahead.

        A window without area (minimised) is taken as one pixel.
        """
        width, height = max(self.width_px, 1), max(self.height_px, 1)
        slope = math.tan(math.radians(self.fov_y_deg) / 2.0)
        x = (2.0 * x_px - width) / height * slope
        y = (1.0 - 2.0 * y_px / height) * slope
        length = math.sqrt(x * x + y * y + 1.0)
        return (x / length, y / length, -1.0 / length)
