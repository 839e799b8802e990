"""A level as somebody plays it, for pictures of it: stops where there is something to see."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from controllers.gaze import RESTING, Gaze, turned_to
from game.clock import SimulatedClock
from game.commands import Command, Inbox
from game.context import Context
from game.patient import SKIN_TONES, SkinTone
from game.session import Session
from game.wanted import asked_for
from levels.loader import find_level, load_level
from simulation import SimulatedPatient, profile
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Role, Scene

RATE_HZ: Final = 90.0
LONGEST_S: Final = 900.0
CONFIRMED_AFTER_S: Final = 4.0
TO_THE_FEET_STANDING: Final[Gaze] = (0.0, -66.0)
TO_THE_FEET_SEATED: Final[Gaze] = (0.0, -50.0)
STANDS_ABOVE_M: Final = 1.4


class NotSeenError(LookupError):
    """What a picture is to show never came."""


class Silent:
    """A journal that nobody reads."""

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """Forget it."""

    def trial(self, row: Mapping[str, object]) -> None:
        """Forget it."""


class Game:
    """A level as a simulated patient plays it, frame by frame."""

    def __init__(
        self, level_id: str, affected: Side, skin: SkinTone = "medium", kind: str = "mild"
    ) -> None:
        level = load_level(find_level(level_id))
        self.scene = Scene("orchard")
        self.inbox = Inbox()
        self.frame = InputFrame()
        self._still = False
        self._waited = 0
        self._clock = SimulatedClock(RATE_HZ)
        self._patient = SimulatedPatient(
            profile(kind), 3, lambda: self.scene, affected, level.eye_height_m
        )
        self._context = context = Context(
            self.scene,
            Silent(),
            np.random.default_rng(3),
            affected,
            ReachEnvelope(level.body.reach_left_m, level.body.reach_right_m),
            BodyFrame((0.0, level.eye_height_m, 0.0), 0.0),
        )
        self.session = Session(level, context, self.inbox, SKIN_TONES[skin])

    @property
    def eyes_m(self) -> Vec3:
        """Where the patient's eyes are."""
        head = self.frame.head
        return head.position_m if head.position_valid else self._context.frame_of_body.eyes_m

    def until(self, wanted: Callable[[Game], bool], seconds: float = 0.0) -> Game:
        """Play until `wanted` has held for so long without a break. Raises `NotSeenError`."""
        held = 0.0
        for _ in range(round(LONGEST_S * RATE_HZ)):
            self._clock.wait(self.frame)
            if not self._still:
                self._patient.read(self.frame)
            self.scene.sounds.clear()
            self.session.step(self.frame)
            self._confirm()
            held = held + 1.0 / RATE_HZ if wanted(self) else 0.0
            if held > seconds:
                return self
        raise NotSeenError("this never comes in the game")

    def _confirm(self) -> None:
        """A therapist who says after a few seconds what has to be confirmed."""
        waiting = self.session.phase == "supervision"
        self._waited = self._waited + 1 if waiting else 0
        if self._waited == round(CONFIRMED_AFTER_S * RATE_HZ):
            self.inbox.put(Command("supervised"))
            self.inbox.put(Command("clear_space"))
            self._waited = 0

    def measured(self) -> Game:
        """The device is one that measures the body."""
        self._context.features = self._patient.features
        return self

    def stay(self) -> None:
        """From now on the patient keeps still, with the hands far from the work."""
        self._still = True
        x, y, z = self.eyes_m
        self.frame.right_hand.set((x + 0.25, y - 0.55, z - 0.35))
        self.frame.left_hand.set((x - 0.25, y - 0.6, z - 0.2))

    def phase(self, name: str, seconds: float = 1.5) -> Game:
        """Play until a phase has lasted for so long."""
        return self.until(lambda game: game.session.phase == name, seconds)

    def gaze(self) -> Gaze:
        """Where a player before a window looks: ahead, or so that the work is in view."""
        if self.scene.wanted_limb == "foot" and self.scene.wanted_side is not None:
            standing = self.eyes_m[1] > STANDS_ABOVE_M
            return TO_THE_FEET_STANDING if standing else TO_THE_FEET_SEATED
        goal_m = asked_for(self.scene)
        if goal_m is None:
            return RESTING
        x, y, z = (there - here for there, here in zip(goal_m, self.eyes_m, strict=True))
        return turned_to(RESTING, (x, y, z), 18.0, 16.0)

    def reaching(self, fruit: int = 0, within_m: float = 0.25) -> Game:
        """Play until a hand comes near a target, with so much fruit in the basket."""

        def near(game: Game) -> bool:
            picked = game.session.tally.won
            hands = [hand.position_m for hand in game.scene.of(Role.HAND)]
            return any(
                target.radius_m < math.dist(target.position_m, hand) < within_m
                for target in game.scene.of(Role.TARGET)
                for hand in hands
                if picked >= fruit
            )

        return self.until(near)
