"""The OpenGL context of a window, in the form a runtime wants it.

Source: XR_KHR_opengl_enable (GLX and WGL), XR_MNDX_egl_enable (EGL, as under Wayland).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from ctypes import POINTER, byref, c_int, c_ulong, c_void_p, cast
from dataclasses import dataclass
from typing import Any, Final

import xr

from controllers.controller import DeviceUnavailableError

OPENGL: Final = "XR_KHR_opengl_enable"
EGL: Final = "XR_MNDX_egl_enable"

_GLX_VISUAL_ID: Final = 0x800B
_GLX_SCREEN: Final = 0x800C
_GLX_FBCONFIG_ID: Final = 0x8013
_EGL_CONFIG_ID: Final = 0x3028
_EGL_NONE: Final = 0x3038
_EGL_DRAW: Final = 0x3059


@dataclass(frozen=True, slots=True)
class GraphicsBinding:
    """The structure that goes into the session's chain, and the extensions that define it.

    `make_current` puts the context back on this thread, for runtimes that leave another one.
    """

    extensions: tuple[str, ...]
    structure: Any
    make_current: Callable[[], None]


def current_context() -> GraphicsBinding:
    """The OpenGL context that is current on this thread.

    Raises `DeviceUnavailableError` when there is none.
    """
    binding = _wgl() if sys.platform == "win32" else _glx() or _egl()
    if binding is None:
        raise DeviceUnavailableError(
            "There is no OpenGL window to share with the headset: open the window first."
        )
    return binding


def _wgl() -> GraphicsBinding | None:
    library = ctypes.WinDLL("opengl32")  # type: ignore[attr-defined,unused-ignore]
    current = _function(library, "wglGetCurrentContext", c_void_p)
    context = current()
    if not context:
        return None
    device = _function(library, "wglGetCurrentDC", c_void_p)()
    make = _function(library, "wglMakeCurrent", c_int, c_void_p, c_void_p)
    structure = xr.GraphicsBindingOpenGLWin32KHR()
    _put(structure, "h_dc", device)
    _put(structure, "h_glrc", context)
    return GraphicsBinding((OPENGL,), structure, _keeper(current, context, make, device, context))


def _glx() -> GraphicsBinding | None:
    library = _library("GL", "libGL.so.1")
    if library is None:
        return None
    current = _function(library, "glXGetCurrentContext", c_void_p)
    context = current()
    if not context:
        return None
    display = _function(library, "glXGetCurrentDisplay", c_void_p)()
    drawable = _function(library, "glXGetCurrentDrawable", c_ulong)()
    make = _function(library, "glXMakeCurrent", c_int, c_void_p, c_ulong, c_void_p)
    config = _glx_config(library, display, context)
    visual_id = c_int()
    of_config = _function(
        library, "glXGetFBConfigAttrib", c_int, c_void_p, c_void_p, c_int, c_void_p
    )
    of_config(display, config, _GLX_VISUAL_ID, byref(visual_id))
    structure = xr.GraphicsBindingOpenGLXlibKHR(visualid=visual_id.value)
    _put(structure, "x_display", display)
    _put(structure, "glx_fbconfig", config)
    _put(structure, "glx_drawable", drawable)
    _put(structure, "glx_context", context)
    keep = _keeper(current, context, make, display, drawable, context)
    return GraphicsBinding((OPENGL,), structure, keep)


def _glx_config(library: Any, display: int, context: int) -> int:
    query = _function(library, "glXQueryContext", c_int, c_void_p, c_void_p, c_int, c_void_p)
    choose = _function(
        library, "glXChooseFBConfig", POINTER(c_void_p), c_void_p, c_int, c_void_p, c_void_p
    )
    config_id, screen, count = c_int(), c_int(), c_int()
    query(display, context, _GLX_FBCONFIG_ID, byref(config_id))
    query(display, context, _GLX_SCREEN, byref(screen))
    wanted = (c_int * 3)(_GLX_FBCONFIG_ID, config_id.value, 0)
    configs = choose(display, screen, wanted, byref(count))
    if not count.value:
        raise DeviceUnavailableError("The window's OpenGL context can't be shared with a headset.")
    config: int = configs[0]
    return config


def _egl() -> GraphicsBinding | None:
    library = _library("EGL", "libEGL.so.1")
    if library is None:
        return None
    current = _function(library, "eglGetCurrentContext", c_void_p)
    context = current()
    if not context:
        return None
    display = _function(library, "eglGetCurrentDisplay", c_void_p)()
    surface = _function(library, "eglGetCurrentSurface", c_void_p, c_int)(_EGL_DRAW)
    make = _function(library, "eglMakeCurrent", c_int, *(c_void_p,) * 4)
    query = _function(library, "eglQueryContext", c_int, c_void_p, c_void_p, c_int, c_void_p)
    choose = _function(
        library, "eglChooseConfig", c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p
    )
    config_id, config, count = c_int(), c_void_p(), c_int()
    query(display, context, _EGL_CONFIG_ID, byref(config_id))
    wanted = (c_int * 3)(_EGL_CONFIG_ID, config_id.value, _EGL_NONE)
    choose(display, wanted, byref(config), 1, byref(count))
    structure = xr.GraphicsBindingEGLMNDX()
    structure.get_proc_address = cast(library.eglGetProcAddress, xr.PFN_xrEglGetProcAddressMNDX)
    _put(structure, "display", display)
    _put(structure, "config", config.value)
    _put(structure, "context", context)
    keep = _keeper(current, context, make, display, surface, surface, context)
    return GraphicsBinding((OPENGL, EGL), structure, keep)


def _keeper(
    current: Callable[[], int | None],
    context: int,
    make: Callable[..., int],
    *arguments: int,
) -> Callable[[], None]:
    def make_current() -> None:
        if current() != context:
            make(*arguments)

    return make_current


def _library(name: str, usual: str) -> Any | None:
    try:
        return ctypes.CDLL(ctypes.util.find_library(name) or usual)
    except OSError:
        return None


def _function(library: Any, name: str, returns: Any, *arguments: Any) -> Any:
    function = library[name]
    function.restype = returns
    function.argtypes = arguments
    return function


def _put(structure: Any, field: str, handle: int | None) -> None:
    """Write a handle, whatever pointer type pyopenxr gave the field."""
    place = getattr(type(structure), field).offset
    c_void_p.from_buffer(structure, place).value = handle
