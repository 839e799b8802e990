"""Which groups of an answer are hidden, so that nothing told gives a few patients away.

A group of too few patients is hidden. Where the hidden groups of any whole that can be asked for
as well (all groups of one level, of one side, everything) hold too few patients together, the
next smallest of that whole is hidden too: else the whole less the others would tell what they
hold. And what is hidden in a coarser answer is hidden in a finer one, whose groups would add up
to it. This is complementary suppression; no subset of the groupings is left out.

Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations

Name = tuple[str, ...]
Patients = Mapping[Name, Set[str]]


def hidden_groups(patients: Patients, smallest: int) -> set[Name]:
    """Names of the groups to hide. `patients` holds the codes of each group's patients.

    Names are all of one length, a place for each grouping. What is hidden does not depend on the
    order of the groupings, as long as they are always given in the same order.
    """
    if not any(len(codes) < smallest for codes in patients.values()):
        return set()
    width = len(next(iter(patients)))
    found: dict[tuple[int, ...], set[Name]] = {}
    for count in range(width + 1):
        for places in combinations(range(width), count):
            groups = _projected(patients, places)
            coarser = {each: hidden for each, hidden in found.items() if set(each) < set(places)}
            found[places] = _hidden(groups, places, coarser, smallest)
    return found[tuple(range(width))]


def _hidden(
    groups: Patients,
    places: tuple[int, ...],
    coarser: Mapping[tuple[int, ...], Set[Name]],
    smallest: int,
) -> set[Name]:
    within = {each: [places.index(place) for place in each] for each in coarser}
    hidden = {
        name
        for name, codes in groups.items()
        if len(codes) < smallest
        or any(_at(name, within[each]) in names for each, names in coarser.items())
    }
    wholes = list(_wholes(groups, within.values()))
    again = True
    while again:  # what is hidden for one whole may be alone in another
        again = False
        for whole in wholes:
            while (more := _one_more(whole, hidden, groups, smallest)) is not None:
                hidden.add(more)
                again = True
    return hidden


def _projected(patients: Patients, places: Sequence[int]) -> dict[Name, set[str]]:
    """The coarser groups that some of the groupings alone would come to."""
    groups: dict[Name, set[str]] = {}
    for name, codes in patients.items():
        groups.setdefault(_at(name, places), set()).update(codes)
    return groups


def _wholes(groups: Patients, within: Iterable[Sequence[int]]) -> Iterator[list[Name]]:
    """Groups that add up to a coarser one, smallest first, for each there is."""
    by_size = sorted(groups, key=lambda name: (len(groups[name]), name))
    for places in within:
        wholes: dict[Name, list[Name]] = {}
        for name in by_size:
            wholes.setdefault(_at(name, places), []).append(name)
        yield from wholes.values()


def _at(name: Name, places: Sequence[int]) -> Name:
    return tuple(name[place] for place in places)


def _one_more(whole: list[Name], hidden: Set[Name], groups: Patients, smallest: int) -> Name | None:
    """The next group of a whole to hide; None where its hidden ones are none, many or all."""
    out = [name for name in whole if name in hidden]
    if not out or len(set().union(*(groups[name] for name in out))) >= smallest:
        return None
    return next((name for name in whole if name not in hidden), None)
