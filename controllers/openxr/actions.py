"""What the patient does with the controllers: triggers, buttons, sticks, and touch in return."""

from __future__ import annotations

from ctypes import byref
from typing import Any, Final

import xr

from controllers.controller import Haptic, Side
from controllers.frame import Button
from controllers.openxr import calls
from controllers.openxr.calls import Call, check
from controllers.openxr.instance import Instance
from controllers.openxr.profiles import HANDS, TRACKER_EXTENSION, foot_paths, suggestions

STICK_ON: Final = 0.6
"""How far a stick must lean to count as a direction."""

_KINDS: Final = {
    "grip": xr.ActionType.POSE_INPUT,
    "aim": xr.ActionType.POSE_INPUT,
    "trigger": xr.ActionType.FLOAT_INPUT,
    "squeeze": xr.ActionType.FLOAT_INPUT,
    "select": xr.ActionType.BOOLEAN_INPUT,
    "menu": xr.ActionType.BOOLEAN_INPUT,
    "stick": xr.ActionType.VECTOR2F_INPUT,
    "haptic": xr.ActionType.VIBRATION_OUTPUT,
}
_NAMES: Final = {
    "grip": "Hand",
    "aim": "Pointing ray",
    "trigger": "Trigger",
    "squeeze": "Squeeze",
    "select": "Choose",
    "menu": "Back, held: stop",
    "stick": "Up, down, left, right",
    "haptic": "Vibration",
}


class _State:
    """One action's state, asked for again and again into the same memory."""

    __slots__ = ("_call", "_info", "_refs", "_session", "_state")

    def __init__(self, session: Any, call: Call, state: Any, action: Any, hand: int) -> None:
        self._session = session
        self._call = call
        self._state = state
        self._info = xr.ActionStateGetInfo(action=action, subaction_path=hand)
        self._refs = (byref(self._info), byref(state))

    def now(self) -> Any:
        """The structure, brought up to date."""
        check(self._call(self._session, *self._refs), "xrGetActionState")
        return self._state


class Actions:
    """The one action set. `grips` and `aims` are the spaces of (left, right).

    `feet` are those of trackers in the roles of the feet, empty where the runtime has none.
    """

    def __init__(self, instance: Instance, session: Any) -> None:
        self._session = session
        self._set = xr.create_action_set(instance.handle, xr.ActionSetCreateInfo("play", "Play", 0))
        hands = [instance.path(f"/user/hand/{side}") for side in HANDS]
        self._hands = dict(zip(HANDS, hands, strict=True))
        self._actions = {
            name: xr.create_action(
                self._set,
                xr.ActionCreateInfo(
                    action_name=name,
                    action_type=kind,
                    subaction_paths=hands,
                    localized_action_name=_NAMES[name],
                ),
            )
            for name, kind in _KINDS.items()
        }
        feet = []
        if TRACKER_EXTENSION in instance.extensions:
            feet = [instance.path(path) for path in foot_paths()]
            self._actions["foot"] = xr.create_action(
                self._set,
                xr.ActionCreateInfo(
                    action_name="foot",
                    action_type=xr.ActionType.POSE_INPUT,
                    subaction_paths=feet,
                    localized_action_name="Foot",
                ),
            )
        self._suggest(instance)
        xr.attach_session_action_sets(
            session, xr.SessionActionSetsAttachInfo(action_sets=[self._set])
        )
        self.grips = self._spaces("grip", hands)
        self.aims = self._spaces("aim", hands)
        self.feet = self._spaces("foot", feet)
        self._active_set = xr.ActiveActionSet(self._set, 0)
        self._sync_info = xr.ActionsSyncInfo(active_action_sets=[self._active_set])
        self._sync_ref = byref(self._sync_info)
        self._held = [
            _State(session, calls.action_pose, xr.ActionStatePose(), self._actions["grip"], hand)
            for hand in hands
        ]
        self._trigger, self._squeeze = (
            [
                _State(
                    session, calls.action_float, xr.ActionStateFloat(), self._actions[name], hand
                )
                for hand in hands
            ]
            for name in ("trigger", "squeeze")
        )
        self._select, self._menu = (
            _State(session, calls.action_boolean, xr.ActionStateBoolean(), self._actions[name], 0)
            for name in ("select", "menu")
        )
        self._stick = _State(
            session, calls.action_vector, xr.ActionStateVector2f(), self._actions["stick"], 0
        )

    def sync(self) -> None:
        """Bring every action up to date; all are still while the session is not focused."""
        check(calls.sync_actions(self._session, self._sync_ref), "xrSyncActions")

    def held(self) -> tuple[bool, bool]:
        """Whether there is a (left, right) controller or hand."""
        left, right = self._held
        return bool(left.now().is_active), bool(right.now().is_active)

    def trigger(self) -> tuple[float, float]:
        """Trigger pull 0..1, (left, right)."""
        left, right = self._trigger
        return left.now().current_state, right.now().current_state

    def squeeze(self) -> tuple[float, float]:
        """Grip squeeze 0..1, (left, right)."""
        left, right = self._squeeze
        return left.now().current_state, right.now().current_state

    def buttons(self) -> int:
        """`Button` bits of both hands together; how long a button must be held is not told here."""
        bits = 0
        if self._select.now().current_state:
            bits |= Button.SELECT
        if self._menu.now().current_state:
            bits |= Button.BACK | Button.STOP
        lean = self._stick.now().current_state
        x, y = lean.x, lean.y
        if abs(y) >= STICK_ON and abs(y) >= abs(x):
            bits |= Button.UP if y > 0 else Button.DOWN
        elif abs(x) >= STICK_ON:
            bits |= Button.RIGHT if x > 0 else Button.LEFT
        return int(bits)

    def pulse(self, haptic: Haptic) -> None:
        """Vibrate one hand; a hand that can't, or a runtime that is gone, does nothing."""
        vibration = xr.HapticVibration(
            duration=round(haptic.duration_s * 1e9),
            frequency=xr.FREQUENCY_UNSPECIFIED,
            amplitude=min(max(haptic.amplitude, 0.0), 1.0),
        )
        where = self._haptic_info(haptic.side)
        calls.apply_haptic(self._session, byref(where), byref(vibration))

    def close(self) -> None:
        """Give the action set back, and its actions with it."""
        xr.raw_functions.xrDestroyActionSet(self._set)

    def _haptic_info(self, side: Side) -> Any:
        return xr.HapticActionInfo(self._actions["haptic"], self._hands[side])

    def _spaces(self, name: str, paths: list[int]) -> tuple[Any, ...]:
        return tuple(
            xr.create_action_space(
                self._session,
                xr.ActionSpaceCreateInfo(action=self._actions[name], subaction_path=path),
            )
            for path in paths
        )

    def _suggest(self, instance: Instance) -> None:
        for profile, suggested in suggestions(instance.extensions).items():
            bindings = [
                xr.ActionSuggestedBinding(self._actions[name], instance.path(path))
                for name, path in suggested
            ]
            xr.suggest_interaction_profile_bindings(
                instance.handle,
                xr.InteractionProfileSuggestedBinding(
                    interaction_profile=instance.path(f"/interaction_profiles/{profile}"),
                    suggested_bindings=bindings,
                ),
            )
