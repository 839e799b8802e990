"""The sun, and the boxes its two shadow maps look at."""

from __future__ import annotations

import math
from dataclasses import dataclass

import moderngl
import numpy as np

from controllers.frame import Vec3
from game.view import shaders
from game.view.meshes import Floats

NEAR_SHADOW_PX = 1024
FAR_SHADOW_PX = 2048
_NO_FOG = (0.0, 0.0, 0.0, 0.0)
_FOG_AT_BYTE = 144
"""Where the light's uniform block has the fog: behind two matrices and the sun."""


@dataclass(frozen=True, slots=True)
class Light:
    """Where the sun stands (azimuth to the right of -Z), and what its shadows cover.

    The near map follows what moves in the play area, the far map holds what stands still.
    """

    azimuth_deg: float = -104.0
    elevation_deg: float = 38.0
    near_centre_m: Vec3 = (0.0, 0.8, -0.4)
    near_half_m: float = 2.4
    far_centre_m: Vec3 = (0.0, 2.0, -8.0)
    far_half_m: float = 20.0

    @property
    def sun(self) -> Vec3:
        """Direction towards the sun, unit length."""
        azimuth, elevation = math.radians(self.azimuth_deg), math.radians(self.elevation_deg)
        level = math.cos(elevation)
        return (math.sin(azimuth) * level, math.sin(elevation), -math.cos(azimuth) * level)

    def shadow_projection(self, centre_m: Vec3, half_m: float) -> Floats:
        """Stage to clip space of a shadow map: a box seen from the sun, (4, 4) column vectors."""
        back = np.asarray(self.sun)
        right = np.cross((0.0, 1.0, 0.0), back)
        right /= np.linalg.norm(right)
        up = np.cross(back, right)
        # Twice as deep as wide: casters between the box and the sun count too.
        rows = np.stack([right / half_m, up / half_m, -back / (2.0 * half_m)])
        matrix = np.eye(4, dtype=np.float32)
        matrix[:3, :3] = rows
        matrix[:3, 3] = -rows @ np.asarray(centre_m)
        return matrix


class ShadowMap:
    """A depth texture seen from the sun."""

    def __init__(self, ctx: moderngl.Context, size_px: int, projection: Floats) -> None:
        self.projection = np.ascontiguousarray(projection.T).tobytes()
        self.texture = ctx.depth_texture((size_px, size_px))
        self.texture.compare_func = "<="
        self.texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.texture.repeat_x = self.texture.repeat_y = False
        self.framebuffer = ctx.framebuffer(depth_attachment=self.texture)
        self.framebuffer.clear(depth=1.0)


class LitWorld:
    """The light's uniform block and both shadow maps on the GPU."""

    def __init__(self, ctx: moderngl.Context, light: Light) -> None:
        near = light.shadow_projection(light.near_centre_m, light.near_half_m)
        far = light.shadow_projection(light.far_centre_m, light.far_half_m)
        self.near = ShadowMap(ctx, NEAR_SHADOW_PX, near)
        self.far = ShadowMap(ctx, FAR_SHADOW_PX, far)
        to_texture = np.diag(np.asarray([0.5, 0.5, 0.5, 1.0], np.float32))
        to_texture[:3, 3] = 0.5
        self._block = ctx.buffer(
            (to_texture @ near).T.astype(np.float32).tobytes()
            + (to_texture @ far).T.astype(np.float32).tobytes()
            + np.asarray([*light.sun, 0.0, *_NO_FOG], np.float32).tobytes()
        )

    def fill_air(self, fog_per_m: float, clear_m: float) -> None:
        """Set how much of what lies behind it a metre of air hides, and where that begins."""
        self._block.write(
            np.asarray([fog_per_m, clear_m], np.float32).tobytes(), offset=_FOG_AT_BYTE
        )

    def bind(self) -> None:
        """Hand the light to every program that asks for it."""
        self._block.bind_to_uniform_block(shaders.LIGHT)
        self.near.texture.use(shaders.NEAR_SHADOW)
        self.far.texture.use(shaders.FAR_SHADOW)
