"""Branches beside one another: verdicts and measures of each, at one and the same moment.

Rules this file keeps: every branch is looked at as it was at the latest moment that all of them
have been run to; a verdict belongs to a branch and a place in its log; a long history is judged by
the worker, one at a time, and says so meanwhile; a log that is not folded is read in slices, and a
long one is looked at in a turn of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.history import History
from explorer import columns, guarantees, items, judging, verdicts
from explorer.branch import Branch
from explorer.frame_verdicts import Answer, BranchesView, BranchRow
from explorer.judging import Found, Job, Tag
from explorer.measurements import Kind, lost_acks
from explorer.percentiles import Estimate, estimate
from explorer.rates import GRID
from explorer.timeline import Timeline
from explorer.verdicts import BY_HISTORY

if TYPE_CHECKING:
    from explorer.columns import Columned

COMPARED = (*BY_HISTORY, "no_lost_writes", "no_resurrection", "unique_names")
"""The verdicts that a history alone decides, as told of a moment that is past."""

LONG = 10_000
"""With more events than these, branches are compared as of every 120th part of the run."""
READ_AT_ONCE = 2_000
"""Events of a log that are folded at once: a few milliseconds' work."""


class Comparing:
    """The branches of one run, compared as far as that is done."""

    def __init__(self) -> None:
        """Nothing is compared yet."""
        self._found: dict[Tag, Found] = {}
        self._rows: dict[tuple[Tag, str, bool, bool], BranchRow] = {}
        self._counts: dict[Tag, int] = {}
        self._job: tuple[Tag, Job] | None = None
        self._last = BranchesView()
        self._through = True
        """Whether every branch has been read, and looked at for the last view."""

    def view(self, timeline: Timeline, end_us: int) -> BranchesView:
        """All branches, where there is more than one; the verdicts of some may be on their way."""
        branches = timeline.listed
        if len(branches) < 2:
            return BranchesView()
        reading = _read_on(branches)
        if reading:
            self._through = False
            return replace(self._last, reading=reading)
        as_of_us = min(branch.head_us for branch in branches)
        long = any(len(branch.events) > LONG for branch in branches)
        if long:
            as_of_us -= as_of_us % max(1, end_us // GRID)
        rows: list[BranchRow] = []
        for branch in branches:
            known = len(self._rows)
            rows.append(self._row(timeline, branch, as_of_us))
            self._through = branch is branches[-1] or not long or len(self._rows) == known
            if not self._through:
                return self._last
        self._forget({(branch.number, branch.place_at(as_of_us)) for branch in branches})
        unfinished = tuple(branch.name for branch in branches if branch.head_us < end_us)
        self._last = BranchesView(tuple(rows), as_of_us, unfinished)
        return self._last

    @property
    def busy(self) -> bool:
        """Whether there is more to come: the worker is at it, or branches wait for their turn."""
        return self._job is not None or not self._through

    def _row(self, timeline: Timeline, branch: Branch, as_of_us: int) -> BranchRow:
        at = branch.place_at(as_of_us)
        tag = branch.number, at
        found = self._judged(branch.history, tag)
        current = branch is timeline.branch
        key = tag, branch.name, current, found is None
        if key not in self._rows:
            self._rows[key] = _row(branch, at, found, current=current)
        return replace(self._rows[key], head_us=branch.head_us)

    def _forget(self, shown: set[Tag]) -> None:
        """What is not shown any more is not kept."""
        self._found = {tag: found for tag, found in self._found.items() if tag in shown}
        self._counts = {tag: count for tag, count in self._counts.items() if tag in shown}
        self._rows = {key: row for key, row in self._rows.items() if key[0] in shown}

    def _judged(self, history: History, tag: Tag) -> Found | None:
        """The verdicts on the history as of a place; None while they are on their way."""
        if tag not in self._found:
            if tag not in self._counts:
                self._counts[tag] = items.count(history, tag[1])
            count = self._counts[tag]
            if count > items.MOST_OPERATIONS:
                self._found[tag] = verdicts.too_many(count)
            elif count <= judging.HERE:
                self._found[tag] = verdicts.judged(*items.register_operations(history, tag[1]))
            else:
                self._ask(history, tag)
                return None
        return self._found[tag]

    def _ask(self, history: History, tag: Tag) -> None:
        if self._job is None:
            rows, order = items.rows(history, tag[1])
            self._job = tag, judging.submit(rows, order, frozenset(BY_HISTORY))

    def collect(self, *, wait: bool = False) -> bool:
        """Takes what the worker has found; whether there is more to be seen.

        Whoever looks no more, as the table is hidden, is not told again.
        """
        if self._job is None or not (wait or self._job[1].done()):
            more, self._through = not self._through, True
            return more
        (tag, job), self._job = self._job, None
        (self._found[tag], _), error = judging.found_by(job)
        if error is not None:
            raise error
        return True

    def cancel(self) -> None:
        """Nobody looks any more."""
        self._through = True
        if self._job is not None:
            self._job[1].cancel()
            self._job = None


def _read_on(branches: list[Branch]) -> tuple[str, ...]:
    """Reads a slice of the first log that has not been read; the names of those that are left."""
    for branch in branches:
        if len(branch.events) > branch.so_far.length:
            branch.fold(READ_AT_ONCE)
            break
    return tuple(b.name for b in branches if len(b.events) > b.so_far.length)


def _row(branch: Branch, at: int, found: Found | None, *, current: bool) -> BranchRow:
    history = branch.history
    known = columns.of(history)
    done = known.ended(at)
    ok = done["outcome"] == columns.OK
    judged = ok & (done["behind"] >= 0)
    return BranchRow(
        name=branch.name, current=current, head_us=branch.head_us,
        answered=int(ok.sum()),
        asked=len(known.begun(at)["number"]),
        unknown=int((done["outcome"] == columns.OUTCOMES.index("info")).sum()),
        stale=int((judged & (done["behind"] > 0)).sum()), reads=int(judged.sum()),
        lost=len(lost_acks(history, at)) if history.losses else 0,
        read=_latency(done, "read"), write=_latency(done, "write"),
        verdicts=tuple(_answers(history, at, (found or {}) | verdicts.by_log(history, at))),
    )  # fmt: skip


def _latency(done: "Columned", kind: Kind) -> tuple[int, Estimate | None, Estimate | None]:
    values, vain = columns.waited_ms(done, kind)
    return len(values), estimate(values, 0.5, vain), estimate(values, 0.99, vain)


def _answers(history: History, at: int, found: Found) -> Iterator[tuple[str, Answer]]:
    for name in COMPARED:
        verdict = found.get(name)
        if verdict is None:
            yield name, "judging"
        else:
            yield name, "none" if guarantees.empty(name, verdict, history, at) else verdict.answer
