"""Letting go of a long run in slices: half a million objects at once would take half a second."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from explorer.experiment import Experiment
from explorer.paged_log import PagedLog


def parts(experiment: Experiment) -> list[list[Any]]:
    """What most of the memory of a run is spent on, in plain lists.

    Whoever holds these can drop the run at once, and then the ends of the lists, one after the
    other. Nothing is taken out of the run: whoever else has it keeps it whole.
    """
    timeline = experiment.timeline
    found: list[list[Any]] = [list(desk.waiting) for desk in timeline.cluster.desks.values()]
    for branch in timeline.branches:
        found += [[keyframe] for keyframe in branch.keyframes]
        if branch.has_history:  # one that was not folded has none to let go
            found += map(list, _parts(branch.events, branch.history))
    return found


def _parts(events: PagedLog, history: Any) -> Iterator[Any]:
    yield events.newest
    yield history.operations.whole
    yield history.behind
    yield chain.from_iterable(stores.columns[-1] for stores in history.stores.values())
