"""What every measure takes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
"""Any shape; the docstrings give it."""

Flags = npt.NDArray[np.bool_]
