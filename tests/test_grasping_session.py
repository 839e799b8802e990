"""A session with grasping in it, played whole by a scripted patient."""

from __future__ import annotations

import pytest
from support.grasper import Grasper, by_nothing, by_trigger
from support.player import Player

from controllers.frame import InputFrame

LEVEL = """
format: 1
id: kitchen
title: Kitchen
for_whom: tests
objective: to be played
body_part: arm and hand
posture: seated
caution: none
reason: short
minutes: 1
limits: {{session_minutes: {minutes}, repetitions: {repetitions}}}
guide: {{check_in: false, check_out: false, calibration: never}}
exercises:
  - name: cups
    task: grasping
    objective: grasp, carry, place
    body_part: arm and hand
    sets: 1
    repetitions: 3
    familiarisation: 1
    rest_s: 1
    demonstrate: {demonstrate}
    difficulty: {{policy: weighted_up_down, start: 0.2, step: 0.1}}
    parameters: PARAMETERS
"""


def play(parameters: str, *, signal=by_trigger, demonstrate: bool = False) -> Player:
    player = Player(LEVEL.replace("PARAMETERS", parameters), demonstrate=demonstrate)
    grasper = Grasper(player.scene, signal=signal)

    def grasp(frame: InputFrame) -> None:
        grasper.fill(frame, player.now_s)

    player.until(lambda: player.session.done, grasp)
    return player


@pytest.mark.parametrize(
    ("parameters", "signal"),
    [
        ("{{activity: place, objects: [cup, ball]}}", by_trigger),
        ("{{activity: hand_to_hand, objects: [box]}}", by_trigger),
        ("{{activity: place, height_share: 0.7, grip: {{source: dwell}}}}", by_nothing),
    ],
)
def test_a_session_of_grasping_is_played_to_its_end(parameters: str, signal) -> None:
    player = play(parameters, signal=signal)
    assert player.session.status == "completed"
    assert [trial["end_reason"] for trial in player.notes.trials] == ["SUCCESS"] * 4
    trial = player.notes.trials[-1]
    assert trial["task"] == "grasping"
    assert trial["measures"]["drops"] == 0.0
    assert trial["labels"]["object"] in ("cup", "ball", "box", "can")
    assert {"grasped", "released", "target_shown"} <= set(player.notes.kinds())
    assert all(thing.mesh != "table_top" for _, thing in player.scene.rows())


def test_the_kitchen_is_where_it_plays_and_the_demonstration_shows_it() -> None:
    places = set()
    player = Player(
        LEVEL.replace("PARAMETERS", "{{activity: lift, objects: [bottle]}}"), demonstrate=True
    )
    grasper = Grasper(player.scene)

    def grasp(frame: InputFrame) -> None:
        grasper.fill(frame, player.now_s)
        places.add((player.session.phase, player.scene.place))

    player.until(lambda: player.session.done, grasp)
    assert ("instruct", "kitchen") in places
    assert [trial["end_reason"] for trial in player.notes.trials] == ["SUCCESS"] * 4
