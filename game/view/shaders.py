"""Shader files put together into programs."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import moderngl

CAMERA, LIGHT, BONES = 0, 1, 2
"""Binding points of the uniform blocks."""

NEAR_SHADOW, FAR_SHADOW, IMAGE = 0, 1, 2
"""Texture units of the samplers."""

_BLOCKS = {"Camera": CAMERA, "Light": LIGHT, "Bones": BONES}
_SAMPLERS = {"near_shadow": NEAR_SHADOW, "far_shadow": FAR_SHADOW, "image": IMAGE}
_HEADER = "#version 330 core\n"
_ON_PROCESSOR = ("llvmpipe", "softpipe", "swrast", "swiftshader", "gdi generic", "basic render")


def draws_on_processor(ctx: moderngl.Context) -> bool:
    """Whether there is no graphics card: then smooth edges and soft shadows cost too much."""
    name = ctx.info["GL_RENDERER"].lower()
    return any(known in name for known in _ON_PROCESSOR)


@cache
def _source(name: str) -> str:
    return files("assets").joinpath("shaders", name).read_text(encoding="utf-8")


def program(ctx: moderngl.Context, vertex: str, fragment: str, *defines: str) -> moderngl.Program:
    """Compile `assets/shaders/VERTEX.vert` and `FRAGMENT.frag`, each after `common.glsl`.

    `defines` are switched on for both. Blocks and samplers are bound to the numbers above.
    """
    if draws_on_processor(ctx):
        defines = (*defines, "ON_PROCESSOR")
    head = _HEADER + "".join(f"#define {define}\n" for define in defines) + _source("common.glsl")
    built = ctx.program(
        vertex_shader=head + _source(f"{vertex}.vert"),
        fragment_shader=head + _source(f"{fragment}.frag"),
    )
    for name in built:
        member = built[name]
        if isinstance(member, moderngl.UniformBlock):
            member.binding = _BLOCKS[name]
        elif name in _SAMPLERS and isinstance(member, moderngl.Uniform):
            member.value = _SAMPLERS[name]
    return built
