"""Simulated patients: a motor model that sees what a patient sees and moves as one may move."""

from __future__ import annotations

from simulation.patient import SimulatedPatient
from simulation.profiles import PROFILES, profile
from simulation.scenario import SCENARIOS, Scenario, Visit
from simulation.traits import MotorProfile

__all__ = [
    "PROFILES",
    "SCENARIOS",
    "MotorProfile",
    "Scenario",
    "SimulatedPatient",
    "Visit",
    "profile",
]
