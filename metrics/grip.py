"""What the hand's opening tells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metrics.arrays import Floats, as_path, as_profile
from metrics.measured import measured
from metrics.missing import NotMeasurableError


def aperture(thumb_tip_m: npt.ArrayLike, index_tip_m: npt.ArrayLike) -> Floats:
    """Distance between thumb tip and index tip (n,) from their positions (n, 3), metres.

    Empty for what are no two paths of one shape.
    """
    try:
        thumb_m, index_m = as_path(thumb_tip_m), as_path(index_tip_m)
    except NotMeasurableError:
        return np.empty(0)
    if thumb_m.shape != index_m.shape:
        return np.empty(0)
    with np.errstate(all="ignore"):
        distance: Floats = np.linalg.norm(thumb_m - index_m, axis=1)
    return distance


@measured
def peak_aperture(aperture_m: npt.ArrayLike) -> float:
    """Widest opening of the hand, metres, of apertures (n,) that are NaN where unknown.

    Missing when the fingers were never tracked.
    """
    distance = as_profile(aperture_m)
    known = distance[np.isfinite(distance)]
    if len(known) == 0:
        raise NotMeasurableError("the fingers were not tracked")
    return float(known.max())
