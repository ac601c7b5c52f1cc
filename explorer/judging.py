"""The verdicts on a run, kept up with its playhead: here while it is short, else by a worker.

Rules this file keeps: a verdict is tagged with the branch and place that it is about, and is never
taken for one about another; nobody is made to wait for a long history; one job at a time.
"""

from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from engine.checkers.checks import Verdict
from explorer import child, items, verdicts
from explorer.branch import Branch
from explorer.items import Gathered, Row
from explorer.moments import Moment
from explorer.timeline import Timeline
from explorer.verdicts import Broken

HERE = 400
"""Register operations that are judged at once: a few milliseconds' work."""

Found = dict[str, Verdict]
Job = Future[tuple[Found, Broken]]
Tag = tuple[int, int]
"""The number of a branch, and a place in its log."""

_pool: list[ProcessPoolExecutor] = []


def close() -> None:
    """Lets the worker go; the next long history gets a new one."""
    while _pool:
        _pool.pop().shutdown(wait=False, cancel_futures=True)


def _worker() -> ProcessPoolExecutor:
    if not _pool:
        context = get_context("spawn")  # a fork would copy the window's threads
        _pool.append(ProcessPoolExecutor(1, mp_context=context, initializer=child.begin))
    return _pool[0]


class Judge:
    """The verdicts of one run."""

    def __init__(self, here: int = HERE) -> None:
        """Nothing has been judged; up to `here` register operations need no worker."""
        self._here = here
        self._tag: Tag | None = None
        self._found: Found = {}
        self._as_of_us = 0
        self._gathers: tuple[Tag, int, Found, Gathered, Iterator[None]] | None = None
        """What is judged next, its time, what is known of it, and what the worker is given."""
        self._job: tuple[Tag, int, Found, Job] | None = None
        self._broken: dict[int, Broken] = {}

    def known(self, timeline: Timeline, *, only_now: bool) -> tuple[Found, int | None, int]:
        """The last verdicts that may be told at the playhead, their place and time.

        There are none, and no place, when they are about another branch, about a later moment, or,
        where only those of now will do, about any other.
        """
        tag = self._tag
        if tag is None or tag[0] != timeline.branch.number or tag[1] > timeline.place:
            return {}, None, 0
        if only_now and tag[1] != timeline.place:
            return {}, None, 0
        return self._found, tag[1], self._as_of_us

    def broken(self, branch: Branch) -> list[Moment]:
        """When each guarantee was broken first in a branch, as far as it was judged, in order."""
        places = self._broken.get(branch.number, {})
        return sorted(
            (Moment(branch.events[at][0], at, "verdict", f"{name.replace('_', ' ')} is broken")
             for name, at in places.items()),
            key=lambda moment: (moment.place, moment.text),
        )  # fmt: skip

    def at_once(self, timeline: Timeline) -> bool:
        """Whether the playhead's place can be judged without a worker."""
        history = timeline.branch.history
        few = len(history.operations) <= self._here  # to count rows of very many takes a while, too
        return few and items.count(history, timeline.place) <= self._here

    def is_current(self, timeline: Timeline) -> bool:
        """Whether the verdicts are those of the playhead's place."""
        return self._tag == _tag(timeline)

    def judge(self, timeline: Timeline) -> None:
        """Judges the playhead's place, or goes on to have the worker do it, unless it is busy."""
        tag = _tag(timeline)
        if self._gathers is not None:
            self._gather()
        elif tag != self._tag and (self._job is None or self._job[0] != tag):
            self._begin(timeline, tag)

    def _begin(self, timeline: Timeline, tag: Tag) -> None:
        history, at = timeline.branch.history, timeline.place
        at_once = verdicts.by_state(history, timeline.cluster, at)
        if self.at_once(timeline):
            done = verdicts.judged_and_broken(
                *items.register_operations(history, at), self._known_broken(tag)
            )
            self._take(tag, timeline.now_us, done, at_once)
        elif self._job is None:
            rows = Gathered(at, items.MOST_OPERATIONS)
            self._gathers = tag, timeline.now_us, at_once, rows, rows.gather(history)

    @property
    def gathers(self) -> bool:
        """Whether to judge again goes on to gather what the worker is to be given."""
        return self._gathers is not None

    def _gather(self) -> bool:
        """Gathers a slice; with the last the worker has it. Whether there is more to gather."""
        assert self._gathers is not None
        tag, as_of_us, at_once, made, slices = self._gathers
        if next(slices, self) is None:
            return True
        self._gathers = None
        if made.count > items.MOST_OPERATIONS:
            self._keep(tag, as_of_us, verdicts.too_many(made.count) | at_once)
        else:
            job = submit(made.rows, made.order, self._known_broken(tag))
            self._job = tag, as_of_us, at_once, job
        return False

    @property
    def busy(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self._job is not None or self._gathers is not None

    def collect(self, *, wait: bool = False) -> bool:
        """Takes what the worker has found; whether there was anything."""
        gathered = wait and self.gathers
        while wait and self.gathers and self._gather():
            pass
        if self._job is None or not (wait or self._job[3].done()):
            return gathered
        (tag, as_of_us, at_once, job), self._job = self._job, None
        done, error = found_by(job)
        self._take(tag, as_of_us, done, at_once)
        if error is not None:
            raise error
        return True

    def cancel(self) -> None:
        """Nobody waits for the worker any more."""
        self._gathers = None
        if self._job is not None:
            self._job[3].cancel()
            self._job = None

    def _known_broken(self, tag: Tag) -> frozenset[str]:
        """What is known to have been broken first before this place."""
        known = self._broken.get(tag[0], {})
        return frozenset(name for name, at in known.items() if at < tag[1])

    def _take(self, tag: Tag, as_of_us: int, done: tuple[Found, Broken], at_once: Found) -> None:
        found, broken = done
        self._broken.setdefault(tag[0], {}).update(broken)
        self._keep(tag, as_of_us, found | at_once)

    def _keep(self, tag: Tag, as_of_us: int, found: Found) -> None:
        self._tag, self._as_of_us, self._found = tag, as_of_us, found


def _tag(timeline: Timeline) -> Tag:
    return timeline.branch.number, timeline.place


def _judged(
    rows: Sequence[Row], order: dict[Hashable, list[str]], known: frozenset[str]
) -> tuple[Found, Broken]:
    """In the other process."""
    return verdicts.judged_and_broken(items.operations(rows), order, known)


def found_by(job: Job) -> tuple[tuple[Found, Broken], Exception | None]:
    """What the worker has found, and what went wrong with the program, if anything did.

    Where it has died, or failed, nothing is known.
    """
    try:
        return job.result(), None
    except BrokenProcessPool:
        close()
        return (_unknown("the process that judges has died: ask again"), {}), None
    except Exception as error:
        return (_unknown("judging has failed: an error of the program"), {}), error


def _unknown(why: str) -> Found:
    return dict.fromkeys(verdicts.BY_HISTORY, Verdict("unknown", why))


def submit(
    rows: Sequence[Row], order: dict[Hashable, list[str]], known: frozenset[str] = frozenset()
) -> Job:
    """To the worker; when that has died since it was last used, to a new one."""
    with child.starting():
        try:
            return _worker().submit(_judged, rows, order, known)
        except BrokenProcessPool:
            close()
            return _worker().submit(_judged, rows, order, known)
