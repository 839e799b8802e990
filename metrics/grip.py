"""What the hand's opening tells."""

from __future__ import annotations

import numpy as np

from metrics.arrays import Floats
from metrics.measured import measured
from metrics.missing import NotMeasurableError


def aperture(thumb_tip_m: Floats, index_tip_m: Floats) -> Floats:
    """Distance between thumb tip and index tip (n,) from their positions (n, 3), metres."""
    distance: Floats = np.linalg.norm(thumb_tip_m - index_tip_m, axis=1)
    return distance


@measured
def peak_aperture(aperture_m: Floats) -> float:
    """Widest opening of the hand, metres, of apertures (n,) that are NaN where unknown.

    Missing when the fingers were never tracked.
    """
    known = aperture_m[np.isfinite(aperture_m)]
    if len(known) == 0:
        raise NotMeasurableError("the fingers were not tracked")
    return float(known.max())
