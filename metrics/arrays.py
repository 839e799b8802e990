"""What every measure takes."""

from __future__ import annotations

import math
import sys

import numpy as np
import numpy.typing as npt

from metrics.missing import NotMeasurableError

Floats = npt.NDArray[np.float64]
"""Any shape; the docstrings give it."""

Flags = npt.NDArray[np.bool_]


def as_profile(values: npt.ArrayLike) -> Floats:
    """One number a sample (n,). Raises `NotMeasurableError` for anything else."""
    array = as_numbers(values)
    if array.ndim != 1:
        raise NotMeasurableError("not a single row of numbers")
    return array


def as_path(values: npt.ArrayLike) -> Floats:
    """Some coordinates a sample (n, k). Raises `NotMeasurableError` for anything else.

    More than three coordinates of fewer samples are taken for a table that lies on its side: it
    would give a number, and a wrong one.
    """
    array = as_numbers(values)
    if array.ndim == 1 and len(array) == 0:
        return array.reshape(0, 1)
    if array.ndim != 2 or array.shape[1] == 0:
        raise NotMeasurableError("not a table with a row for each sample")
    if array.shape[1] > max(3, len(array)):
        raise NotMeasurableError("more coordinates than samples: a row is wanted for each sample")
    return array


def as_rate(rate_hz: float) -> float:
    """A sampling rate. Raises `NotMeasurableError` when it is not a positive number."""
    try:
        rate = float(rate_hz)
    except (TypeError, ValueError, OverflowError):
        rate = math.nan
    if not (rate > 0.0 and math.isfinite(rate)):
        raise NotMeasurableError("the sampling rate is not a positive number")
    return rate


def as_number(value: float, what: str) -> float:
    """A finite number. Raises `NotMeasurableError` that says what is none."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise NotMeasurableError(f"{what} is not a finite number")
    return number


def as_numbers(values: npt.ArrayLike) -> Floats:
    """Numbers of any shape, NaN where masked. Raises `NotMeasurableError` for anything else."""
    if type(values) is np.ndarray and values.dtype == np.float64:
        return values
    masked = sys.modules.get("numpy.ma")  # whoever has a masked array has imported it
    try:
        if masked is not None and masked.isMaskedArray(values):
            values = masked.asarray(values, np.float64).filled(np.nan)
        array = np.asarray(values)
        if array.dtype.kind in "fiubO":
            return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise NotMeasurableError("not numbers")
