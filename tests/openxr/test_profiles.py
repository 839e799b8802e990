"""What is suggested to a runtime: never a path that it has not offered."""

from __future__ import annotations

import pytest

from controllers.openxr.profiles import HAND_EXTENSION, TRACKER_EXTENSION, suggestions


@pytest.mark.parametrize(
    ("extensions", "more"),
    [
        ((), set()),
        ((HAND_EXTENSION,), {"ext/hand_interaction_ext"}),
        ((TRACKER_EXTENSION,), {"htc/vive_tracker_htcx"}),
    ],
)
def test_a_profile_of_an_extension_needs_the_extension(
    extensions: tuple[str, ...], more: set[str]
) -> None:
    usual = set(suggestions(()))
    assert "khr/simple_controller" in usual
    assert set(suggestions(extensions)) - usual == more
    said = [path for pairs in suggestions(extensions).values() for _, path in pairs]
    assert any("vive_tracker" in path for path in said) == (TRACKER_EXTENSION in extensions)
    assert all(path.startswith("/user/") for path in said)


def test_trackers_are_bound_by_the_role_of_a_foot() -> None:
    assert suggestions((TRACKER_EXTENSION,))["htc/vive_tracker_htcx"] == [
        ("foot", "/user/vive_tracker_htcx/role/left_foot/input/grip/pose"),
        ("foot", "/user/vive_tracker_htcx/role/right_foot/input/grip/pose"),
    ]


def test_both_hands_of_every_controller_have_a_place() -> None:
    for profile, pairs in suggestions((HAND_EXTENSION,)).items():
        for side in ("left", "right"):
            assert ("grip", f"/user/hand/{side}/input/grip/pose") in pairs, profile
            assert ("aim", f"/user/hand/{side}/input/aim/pose") in pairs, profile
