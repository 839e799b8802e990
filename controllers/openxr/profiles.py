"""Which input of which controller means what: suggestions to the runtime, which may rebind.

Source: OpenXR 1.0, 6.4 "Interaction Profile Paths", XR_EXT_hand_interaction and
XR_HTCX_vive_tracker_interaction. A path without a hand (`input/...`) holds for both.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from controllers.controller import Side

HANDS: Final[tuple[Side, Side]] = ("left", "right")

_POSES: Final = {"grip": ("input/grip/pose",), "aim": ("input/aim/pose",)}
_HAPTIC: Final = {"haptic": ("output/haptic",)}

Profile = dict[str, tuple[str, ...]]

PROFILES: Final[dict[str, Profile]] = {
    "khr/simple_controller": {
        **_POSES,
        **_HAPTIC,
        "trigger": ("input/select/click",),
        "select": ("input/select/click",),
        "menu": ("input/menu/click",),
    },
    "oculus/touch_controller": {
        **_POSES,
        **_HAPTIC,
        "trigger": ("input/trigger/value",),
        "squeeze": ("input/squeeze/value",),
        "select": ("input/trigger/value", "left/input/x/click", "right/input/a/click"),
        "menu": ("left/input/y/click", "left/input/menu/click", "right/input/b/click"),
        "stick": ("input/thumbstick",),
    },
    "valve/index_controller": {
        **_POSES,
        **_HAPTIC,
        "trigger": ("input/trigger/value",),
        "squeeze": ("input/squeeze/value",),
        "select": ("input/trigger/click", "input/a/click"),
        "menu": ("input/b/click",),
        "stick": ("input/thumbstick",),
    },
    "microsoft/motion_controller": {
        **_POSES,
        **_HAPTIC,
        "trigger": ("input/trigger/value",),
        "squeeze": ("input/squeeze/click",),
        "select": ("input/trigger/value",),
        "menu": ("input/menu/click",),
        "stick": ("input/thumbstick",),
    },
    # No stick on a wand: a thumb that only rests on its trackpad must not steer a menu.
    "htc/vive_controller": {
        **_POSES,
        **_HAPTIC,
        "trigger": ("input/trigger/value",),
        "squeeze": ("input/squeeze/click",),
        "select": ("input/trigger/click",),
        "menu": ("input/menu/click",),
    },
}

HAND_EXTENSION: Final = "XR_EXT_hand_interaction"
HAND_INTERACTION: Final = "ext/hand_interaction_ext"
"""Bare hands: pinching is the trigger, a fist the squeeze. Only with its extension."""

HAND_PROFILE: Final[Profile] = {
    **_POSES,
    "trigger": ("input/pinch_ext/value",),
    "squeeze": ("input/grasp_ext/value",),
    "select": ("input/pinch_ext/value",),
}

TRACKER_EXTENSION: Final = "XR_HTCX_vive_tracker_interaction"
TRACKER: Final = "htc/vive_tracker_htcx"
"""Trackers in the roles of the feet. Only with its extension."""


def suggestions(extensions: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """What to suggest with these extensions enabled: profile to (action, full input path).

    A path of an extension that is not enabled is an error to the runtime.
    """
    profiles = dict(PROFILES)
    if HAND_EXTENSION in extensions:
        profiles[HAND_INTERACTION] = HAND_PROFILE
    suggested = {
        profile: [
            (action, path) for action in own for short in own[action] for path in paths(short)
        ]
        for profile, own in profiles.items()
    }
    if TRACKER_EXTENSION in extensions:
        suggested[TRACKER] = [("foot", f"{path}/input/grip/pose") for path in foot_paths()]
    return suggested


def foot_paths() -> tuple[str, str]:
    """The (left, right) foot's role, as a path of the runtime."""
    left, right = (f"/user/vive_tracker_htcx/role/{side}_foot" for side in HANDS)
    return left, right


def paths(short: str) -> list[str]:
    """The full input paths that a short one stands for, one or both hands."""
    first = short.split("/", 1)[0]
    if first in HANDS:
        return [f"/user/hand/{short}"]
    return [f"/user/hand/{side}/{short}" for side in HANDS]
