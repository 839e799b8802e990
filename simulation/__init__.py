"""Simulated patients: a motor model that sees what a patient sees and moves as one may move."""

from __future__ import annotations

from simulation.patient import SimulatedPatient
from simulation.profiles import PROFILES, MotorProfile, profile

__all__ = ["PROFILES", "MotorProfile", "SimulatedPatient", "profile"]
