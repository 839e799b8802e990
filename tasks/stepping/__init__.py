"""Stepping over obstacles and onto footprints: standing in place, walking, or seated."""

from tasks.stepping.parameters import SteppingParameters
from tasks.stepping.task import Stepping

__all__ = ["Stepping", "SteppingParameters"]
