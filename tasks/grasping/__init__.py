"""Grasping things of a kitchen table: the task, its parameters, its world, its measures."""

from tasks.grasping.parameters import GraspingParameters
from tasks.grasping.task import Grasping

__all__ = ["Grasping", "GraspingParameters"]
