"""The runs of a sweep on processes of this machine; what a lost process was doing is done again.

Rules this file keeps: Ctrl+C is for the parent, and ends the processes at once; none outlives it.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

from explorer import child
from explorer.sweeps.plan import Plan
from explorer.sweeps.row import OURS, Row
from explorer.sweeps.work import LostError, rows

AHEAD = 3
"""Runs that wait for each process, so that none has to wait for one."""
MOST_LOSSES = 3
"""So often in a row processes may be lost with no run done in between."""


def run(plan: Plan, places: Sequence[int], workers: int) -> Iterator[tuple[int, Row]]:
    """Does the runs at these places; each comes as soon as it is done. Raises LostError."""
    left, losses = list(places), 0
    while left:
        done = set[int]()
        try:
            for place, row in _until_lost(plan, left, workers):
                done.add(place)
                yield place, row
        except BrokenProcessPool:
            losses = 1 if done else losses + 1
            if losses == MOST_LOSSES:
                raise LostError("the processes of the sweep die, whatever they are given") from None
        left = [place for place in left if place not in done]


def _until_lost(plan: Plan, places: Sequence[int], workers: int) -> Iterator[tuple[int, Row]]:
    """The same, until a process is lost. Raises BrokenProcessPool then."""
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), child.begin)
    coming, asked = iter(places), set[Future[list[tuple[int, Row]]]]()
    try:
        while True:
            with child.starting():  # a process is born when something is submitted
                while len(asked) < AHEAD * workers and (place := next(coming, None)) is not None:
                    asked.add(pool.submit(rows, OURS, [plan.job(place)]))
            if not asked:
                return
            done, asked = wait(asked, return_when=FIRST_COMPLETED)
            for each in sorted(done, key=lambda each: each.exception() is not None):
                yield from each.result()  # what was done before a loss comes first
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(active_children()) - others:
            process.terminate()
