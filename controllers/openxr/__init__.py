"""A headset through OpenXR: clock and controller in one.

Importing this package costs nothing and works everywhere; pyopenxr, which takes 0.4 s to
import and does not exist for macOS, is loaded by the functions below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from controllers.controller import DeviceUnavailableError

if TYPE_CHECKING:
    from controllers.openxr.controller import OpenXr
    from controllers.openxr.graphics import GraphicsBinding
    from controllers.openxr.instance import RuntimeInfo

NO_OPENXR = (
    "No OpenXR for this Python ({reason}): headsets need Linux or Windows and "
    "`pip install pyopenxr`; play with --input mouse instead."
)


def open_headset(graphics: GraphicsBinding | None) -> OpenXr:
    """Open the headset that the system's OpenXR runtime offers.

    `graphics` is the OpenGL context that draws into it (`current_context()`); with None the
    session has no picture of its own, which only some runtimes offer. Raises
    `DeviceUnavailableError` with one line that says what to do.
    """
    try:
        from controllers.openxr.controller import OpenXr
    except (ImportError, OSError, NotImplementedError) as error:
        raise DeviceUnavailableError(NO_OPENXR.format(reason=error)) from error
    return OpenXr(graphics)


def current_context() -> GraphicsBinding:
    """The OpenGL context that is current on this thread, for `open_headset`.

    Raises `DeviceUnavailableError` when there is none that a headset can share.
    """
    try:
        from controllers.openxr.graphics import current_context as find
    except (ImportError, OSError, NotImplementedError) as error:
        raise DeviceUnavailableError(NO_OPENXR.format(reason=error)) from error
    return find()


def find_runtime() -> RuntimeInfo:
    """Which runtime and headset would be used now; opens no session.

    Raises `DeviceUnavailableError` with one line that says what to do.
    """
    try:
        from controllers.openxr.instance import find_runtime as find
    except (ImportError, OSError, NotImplementedError) as error:
        raise DeviceUnavailableError(NO_OPENXR.format(reason=error)) from error
    return find()
