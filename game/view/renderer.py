"""One renderer for the window and for both eyes of a headset.

`update` once a frame, then `draw_eye` for each eye. A frame costs one upload of the
scene's rows, one shadow pass over what moves, and a draw call a mesh and eye.
"""

from __future__ import annotations

from collections.abc import Mapping

import moderngl

from game.view import shaders
from game.view.batches import Batch, Shelf, cast, shade
from game.view.camera import BLOCK_BYTES, Camera
from game.view.instances import Instances
from game.view.light import Light, LitWorld, ShadowMap
from game.view.meshes import Mesh
from game.view.panels import Panels
from game.view.place import Place, build
from game.view.target import FRAMEBUFFER_SRGB, EyeTarget
from game.words import Words
from tasks.scene import Scene


class UnknownPlaceError(LookupError):
    """The scene is in a place that nobody has drawn."""


class Renderer:
    """Draws scenes with one GL context (core profile 3.3 or newer).

    Every one of `places` is built at once, so that going to another costs no more than its
    shadows. Raises `UnknownMeshError`, and from `update` `UnknownPlaceError` too, for what has
    no drawing.
    """

    def __init__(
        self,
        ctx: moderngl.Context,
        words: Words,
        meshes: Mapping[str, Mesh],
        places: Mapping[str, Place],
        light: Light | None = None,
    ) -> None:
        self.ctx = ctx
        self._places = places
        self._place: str | None = None
        self._still: list[Batch] = []
        self._shelf = Shelf(ctx, meshes)
        self._built = {name: build(ctx, self._shelf, place) for name, place in places.items()}
        self._world = LitWorld(ctx, light or Light())
        self._instances = Instances(ctx, self._shelf)
        self._panels = Panels(ctx, words)
        self._camera = ctx.buffer(reserve=BLOCK_BYTES, dynamic=True)
        self._sky = ctx.vertex_array(shaders.program(ctx, "sky", "sky"), [])

    def update(self, scene: Scene) -> None:
        """Take over the scene as it is now: rows, panels, shadows."""
        if scene.place != self._place:
            self._go_to(scene.place)
        self._instances.update(scene)
        self._panels.update(scene.panels)
        self._cast(self._world.near, self._instances.solid)

    def draw_eye(self, target: EyeTarget, camera: Camera) -> None:
        """Draw what was last updated, as `camera` sees it, into `target.image`.

        Sets every piece of GL state it needs: a headset's runtime may have changed any.
        """
        ctx = self.ctx
        framebuffer = target.framebuffer
        framebuffer.use()
        ctx.enable_only(moderngl.DEPTH_TEST)
        ctx.depth_func = "<="
        ctx.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
        ctx.disable_direct(FRAMEBUFFER_SRGB)
        framebuffer.depth_mask = True
        framebuffer.clear(depth=1.0)
        self._camera.orphan()
        self._camera.write(camera.block)
        self._camera.bind_to_uniform_block(shaders.CAMERA)
        self._shelf.bind()
        self._world.bind()
        shade(self._instances.solid)
        shade(self._still)
        self._sky.render(vertices=3)
        ctx.enable_only(moderngl.DEPTH_TEST | moderngl.BLEND)
        self._panels.draw()
        if self._instances.ghosts:
            # Depth first: a see-through hand shows one skin, and not every finger through it.
            ctx.blend_func = moderngl.ZERO, moderngl.ONE
            shade(self._instances.ghosts)
            ctx.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
            shade(self._instances.ghosts)
        target.resolve()

    def _go_to(self, place: str) -> None:
        if place not in self._places:
            known = ", ".join(sorted(self._places))
            raise UnknownPlaceError(f"no place named {place!r}; there are: {known}")
        self._place = place
        self._still = self._built[place]
        self._world.fill_air(self._places[place].fog_per_m, self._places[place].clear_m)
        self._cast(self._world.far, self._still)

    def _cast(self, shadows: ShadowMap, batches: list[Batch]) -> None:
        ctx, framebuffer = self.ctx, shadows.framebuffer
        framebuffer.use()
        ctx.enable_only(moderngl.DEPTH_TEST)
        ctx.depth_func = "<="
        framebuffer.clear(depth=1.0)
        self._shelf.bind()
        self._shelf.cast_into(shadows.projection)
        cast(batches)
