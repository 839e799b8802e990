"""A number that knows why it is none."""

from __future__ import annotations

import copy
import json
import math
import pickle

import numpy as np
import pytest

from metrics import Measured, NotMeasurableError


def test_a_number_is_a_float_like_any_other() -> None:
    value = Measured(-1.5)
    assert isinstance(value, float)
    assert value.valid
    assert value.reason == ""
    assert value + 1 == -0.5
    assert f"{value:.2f} {value}" == "-1.50 -1.5"
    assert json.dumps({"sparc": value}) == '{"sparc": -1.5}'
    assert np.array([value, value]).dtype == np.float64


def test_none_is_nan_and_says_why() -> None:
    value = Measured(3.0, "no samples")
    assert math.isnan(value)
    assert not value.valid
    assert value != Measured(3.0, "no samples")
    assert repr(value) == "Measured(nan, 'no samples')"
    with pytest.raises(NotMeasurableError, match="no samples"):
        value.known()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_no_number(value: float) -> None:
    assert math.isnan(Measured(value))
    assert "not a finite number" in Measured(value).reason


@pytest.mark.parametrize("value", [Measured(0.25), Measured(math.nan, "no samples")])
def test_travels_to_other_processes(value: Measured) -> None:
    copies = [pickle.loads(pickle.dumps(value, way)) for way in range(pickle.HIGHEST_PROTOCOL + 1)]
    for other in (*copies, copy.copy(value), copy.deepcopy(value)):
        assert type(other) is Measured
        assert other.reason == value.reason
        np.testing.assert_equal(float(other), float(value))
