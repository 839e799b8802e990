"""The scene: rows that stay where their handles say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.scene import FLOATS_PER_INSTANCE, Role, Scene


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_handles_stay_bound_to_their_rows_through_growth_and_removal(steps: list[bool]) -> None:
    scene = Scene("orchard")
    alive = {}
    for number, add in enumerate(steps):
        if add or not alive:
            alive[number] = scene.add(Role.DECOR, "apple", (number, 0, 0), colour=(0, 1, 0, 1))
        else:
            scene.remove(alive.pop(next(iter(alive))))
    assert {thing.position_m[0] for thing in alive.values()} == {float(key) for key in alive}
    rows = dict(scene.rows())
    assert len(rows) == len(alive)
    for row, thing in rows.items():
        assert scene.floats[row, 0] == thing.position_m[0]
        assert scene.floats[row].shape == (FLOATS_PER_INSTANCE,)


def test_the_layout_version_grows_when_something_comes_goes_hides_or_shows_only() -> None:
    scene = Scene("orchard")
    versions = [scene.layout_version]
    thing = scene.add(Role.TARGET, "apple")
    versions.append(scene.layout_version)
    thing.visible = False
    versions.append(scene.layout_version)
    thing.visible = True
    versions.append(scene.layout_version)
    thing.position_m = (1, 2, 3)
    thing.glow = 0.5
    thing.visible = True
    assert scene.layout_version == versions[-1]
    scene.remove(thing)
    versions.append(scene.layout_version)
    assert versions == sorted(set(versions))


def test_what_is_hidden_is_not_seen() -> None:
    scene = Scene("orchard")
    one, other = scene.add(Role.TARGET, "apple"), scene.add(Role.TARGET, "pear")
    assert scene.of(Role.TARGET) == [one, other]
    one.visible = False
    assert scene.of(Role.TARGET) == [other]
    with pytest.raises(ValueError, match="not in list"):
        scene.remove(Scene("orchard").add(Role.TARGET, "apple"))
