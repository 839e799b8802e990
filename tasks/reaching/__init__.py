"""Reaching for fruit: the task, its parameters, one running repetition, its measures."""

from tasks.reaching.parameters import ReachingParameters
from tasks.reaching.task import Reaching

__all__ = ["Reaching", "ReachingParameters"]
