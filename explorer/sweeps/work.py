"""One run of a sweep, and its row: the same wherever it is done, for no clock has a part in it."""

import gc
import json
from collections.abc import Sequence

from explorer import presets
from explorer.experiment import Experiment
from explorer.sweeps.plan import Job
from explorer.sweeps.row import OURS, Row


class StrangerError(Exception):
    """Whoever was asked for runs has another version of this program."""


class LostError(Exception):
    """Those who did the runs are gone, and another try would end alike."""


def row(job: Job) -> Row:
    """Does one run to the end of its story."""
    scenario = presets.load_again(job.origin, job.file).scenario(job.variant)
    experiment = Experiment(scenario, job.seed)
    experiment.timeline.run_until(scenario.until_us)
    found = {
        "settings": dict(job.values),
        "seed": job.seed,
        "digest": experiment.digest(),
        "passed": all(result.held for result in experiment.results()),
        "measures": experiment.measures(),
        "guarantees": experiment.guarantees(),
    }
    plain: Row = json.loads(json.dumps(found))  # as it comes out of a file again: no tuples
    return plain


def rows(asked: str, jobs: Sequence[Job]) -> list[tuple[int, Row]]:
    """Does these runs for whoever asks, whose version is `asked`; each with its place."""
    if asked != OURS:
        raise StrangerError(f"there is version {OURS} of quorumscope, and here {asked}")
    gc.set_threshold(50_000, 20, 1_000)  # a log that only grows is hardly worth searching
    return [(job.place, row(job)) for job in jobs]
