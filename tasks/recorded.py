"""A repetition as it was written down: what its measures are made from a second time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict

from controllers.controller import Side
from tasks.task import Measure
from tasks.trial import TrialOutcome

NOT_RECORDED: Final = "not all that it is made from was recorded"


@dataclass(frozen=True, slots=True)
class RecordedTrial:
    """A row of `trials.jsonl`, and the events of that repetition, in order.

    `observed` are the measures of the row, as they were recorded.
    """

    side: Side
    outcome: TrialOutcome
    observed: Mapping[str, Measure]
    events: Sequence[Mapping[str, Any]]

    def told(self, kind: str, model: type[Event]) -> list[Event]:
        """The events of one kind, checked. Raises pydantic's `ValidationError`."""
        return [model.model_validate(each) for each in self.events if each.get("kind") == kind]

    def as_observed(self, names: Iterable[str]) -> dict[str, Measure]:
        """Measures that no sample tells: what the game saw happen to things and obstacles."""
        return {name: self.observed.get(name, Measure(None, NOT_RECORDED)) for name in names}


class ToldEvent(BaseModel):
    """What an event adds; fields that nobody asks for are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


Event = TypeVar("Event", bound=ToldEvent)


def not_recorded(names: Iterable[str]) -> dict[str, Measure]:
    """These measures, all missing."""
    return dict.fromkeys(names, Measure(None, NOT_RECORDED))
