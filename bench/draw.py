"""CPU cost of drawing a frame: 300 moving things, two eyes, shadows, six panels.

Measured against a plain moderngl loop that makes a matrix an object, then sets two uniforms
and makes one draw call an object and eye, with neither shadows, surroundings nor panels; and
against the uniforms and draw calls of that loop alone. All run in one process, in turns.
With Mesa the driver's own drawing is switched off (`GALLIUM_NOOP=1`), so that what is left
is what Python, moderngl and the driver's front end cost.

    python -m bench.draw
"""

from __future__ import annotations

import gc
import os
import statistics
import struct
import sys
import time
from collections.abc import Callable
from typing import cast

import moderngl
import numpy as np

from bench.report import Line, tell
from game.view.camera import Camera
from game.view.meshes import Mesh, load_meshes
from game.view.places import PLACES
from game.view.renderer import Renderer
from game.view.target import EyeTarget
from game.view.window import Window
from game.words import Words
from tasks.scene import Instance, Panel, Role, Scene

THINGS = 300
EYES = 2
PANELS = 6
ROUNDS = 40
FRAMES_A_ROUND = 10
TIMES_CHEAPER = 6.0
EYE_SIZE = (1024, 1024)
MESHES = (
    *("apple", "pear", "orange", "plum", "lemon", "ball"),
    *("ring", "pad", "basket", "hand_left", "hand_right", "stop_sign"),
)
_MATRIX = struct.Struct("16f")
_COLOUR = struct.Struct("4f")

_PLAIN_VERTEX = """
#version 330 core
uniform mat4 camera;
uniform mat4 model;
in vec3 in_position;
in vec3 in_normal;
out vec3 normal;
void main() {
    normal = mat3(model) * in_normal;
    gl_Position = camera * model * vec4(in_position, 1.0);
}
"""
_PLAIN_FRAGMENT = """
#version 330 core
uniform vec4 colour;
in vec3 normal;
out vec4 result;
void main() {
    result = colour * (0.4 + 0.6 * max(normalize(normal).y, 0.0));
}
"""


def make_scene() -> Scene:
    """Things of every kind, two of them hands, one a ghost, and six panels."""
    scene = Scene("orchard")
    for index in range(THINGS):
        mesh = MESHES[index] if index < len(MESHES) else MESHES[index % 6]
        scene.add(Role.OBJECT, mesh, (0.0, 1.0, -1.0), scale=(0.1, 0.1, 0.1), amount=0.5)
    hand = next(thing for _, thing in scene.rows() if thing.mesh == "hand_right")
    scene.remove(hand)
    scene.add(Role.GHOST, "hand_right", colour=(1.0, 1.0, 1.0, 0.4))
    for index in range(PANELS):
        scene.panels.append(Panel("go_on", (index - 2.5, 1.2, -1.5), role=Role.CHOICE))
    return scene


class Plain:
    """One draw call an object and eye."""

    def __init__(self, ctx: moderngl.Context, meshes: dict[str, Mesh], scene: Scene) -> None:
        self._ctx = ctx
        program = ctx.program(_PLAIN_VERTEX, _PLAIN_FRAGMENT)
        self._camera, self._model, self._colour = (
            cast(moderngl.Uniform, program[name]) for name in ("camera", "model", "colour")
        )
        arrays = {}
        for name in MESHES:
            mesh = meshes[name]
            vertices = ctx.buffer(np.concatenate([mesh.position_m, mesh.normal], axis=1).tobytes())
            arrays[name] = ctx.vertex_array(
                program,
                [(vertices, "3f 3f", "in_position", "in_normal")],
                index_buffer=ctx.buffer(mesh.index.tobytes()),
            )
        self._things = [(arrays[thing.mesh], thing) for _, thing in scene.rows()]
        self.pose()

    def pose(self) -> None:
        """Make every object's matrix and colour."""
        self._draws = [
            (array, matrix_of(thing), _COLOUR.pack(*thing.colour)) for array, thing in self._things
        ]

    def draw(self, targets: list[EyeTarget], cameras: list[bytes]) -> None:
        """Draw both eyes."""
        for target, camera in zip(targets, cameras, strict=True):
            target.framebuffer.use()
            self._ctx.enable_only(moderngl.DEPTH_TEST)
            target.framebuffer.clear(0.5, 0.7, 0.9, 1.0, 1.0)
            self._camera.write(camera)
            for array, matrix, colour in self._draws:
                self._model.write(matrix)
                self._colour.write(colour)
                array.render()
            target.resolve()


def matrix_of(thing: Instance) -> bytes:
    """Model matrix, 16 float32 column by column."""
    (px, py, pz), (x, y, z, w), (sx, sy, sz) = thing.position_m, thing.orientation, thing.scale
    return _MATRIX.pack(
        *(sx * (1 - 2 * (y * y + z * z)), sx * 2 * (x * y + w * z), sx * 2 * (x * z - w * y), 0.0),
        *(sy * 2 * (x * y - w * z), sy * (1 - 2 * (x * x + z * z)), sy * 2 * (y * z + w * x), 0.0),
        *(sz * 2 * (x * z + w * y), sz * 2 * (y * z - w * x), sz * (1 - 2 * (x * x + y * y)), 0.0),
        *(px, py, pz, 1.0),
    )


def measure() -> list[Line]:
    """Median CPU milliseconds a frame of both, and how many times cheaper ours is."""
    window = Window((320, 240), vsync=False)
    ctx = window.ctx
    meshes = load_meshes()
    scene = make_scene()
    renderer = Renderer(ctx, Words.load(), meshes, PLACES)
    targets = [EyeTarget(ctx, EYE_SIZE) for _ in range(EYES)]
    camera = Camera()
    plain = Plain(ctx, meshes, scene)
    matrices = [np.eye(4, dtype=np.float32).tobytes() for _ in range(EYES)]
    rng = np.random.default_rng(1)
    places = rng.uniform((-1.0, 0.5, -2.0), (1.0, 2.0, -0.3), (64, len(scene.floats), 3))
    moves = places.astype(np.float32)

    def ours() -> None:
        renderer.update(scene)
        for eye, target in enumerate(targets):
            camera.place((0.064 * eye, 1.2, 0.0), (0.0, 0.0, 0.0, 1.0))
            camera.field_of_view(-0.8, 0.7, 0.75, -0.8)
            renderer.draw_eye(target, camera)

    def theirs() -> None:
        plain.pose()
        plain.draw(targets, matrices)

    def their_calls() -> None:
        plain.draw(targets, matrices)

    def timed(draw: Callable[[], None]) -> float:
        started = time.perf_counter_ns()
        draw()
        return (time.perf_counter_ns() - started) / 1e6

    draw_ms: list[float] = []
    plain_ms: list[float] = []
    calls_ms: list[float] = []
    gc.collect()
    gc.freeze()
    for round_ in range(ROUNDS):
        for samples, draw in ((draw_ms, ours), (plain_ms, theirs), (calls_ms, their_calls)):
            for frame in range(FRAMES_A_ROUND):
                scene.floats[:, :3] = moves[(round_ * FRAMES_A_ROUND + frame) % len(moves)]
                for panel in scene.panels:
                    panel.progress = (frame % 10) / 10.0
                samples.append(timed(draw))
            ctx.finish()
    driver = ctx.info["GL_RENDERER"]
    window.close()
    ours_ms, theirs_ms, calls = (statistics.median(ms) for ms in (draw_ms, plain_ms, calls_ms))
    return [
        Line("times cheaper", theirs_ms / ours_ms, "x", TIMES_CHEAPER, higher=True),
        Line(
            "drawing, median",
            ours_ms,
            "ms CPU",
            note=f"{THINGS} things, {EYES} eyes, shadows, {PANELS} panels; driver {driver}",
        ),
        Line("drawing, 99th percentile", float(np.percentile(draw_ms, 99)), "ms CPU"),
        Line("plain loop, median", theirs_ms, "ms CPU", note="one draw an object and eye"),
        Line("  its uniforms and draw calls alone", calls, "ms CPU"),
    ]


def main() -> list[Line]:
    """Measure and tell. To be called before any other GL."""
    os.environ.setdefault("GALLIUM_NOOP", "1")
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    lines = measure()
    tell(lines, "draw")
    return lines


if __name__ == "__main__":
    sys.exit(any(line.within is False for line in main()))
