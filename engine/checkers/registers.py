"""Registers: linearizable, weakly regular, and how stale at worst. Pure.

Linearizability is local: a history is linearizable when each key is, so each is judged alone,
the one with the fewest operations first.

- `linearizable` is exact: by zones where values are unique, else by a search with a budget.
- `weakly_regular` is exact, reused values included; a cas is not decided. It tells stale from
  inverted: a quorum that overlaps is regular and still not linearizable.
- `inversions` is exact where the order of the versions is known.
- `smallest_delta_us` (delta-atomicity) is exact for unique values. Its companion, k-atomicity for
  a given k > 2, has no known polynomial algorithm, and is not offered.

Sources: Herlihy, Wing: "Linearizability", TOPLAS 12(3), 1990 (locality); Shao, Welch, Pierce, Lee:
"Multi-writer consistency conditions for shared memory registers", DISC 2003 (weak regularity);
Golab, Li, Shah: "Analyzing consistency properties for fun and profit", PODC 2011 (delta).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import accumulate

from engine.checkers import search, zones
from engine.checkers.checks import BEFORE, HOLDS, NEVER, Op, Verdict, by_key, phantom, tell


def linearizable(ops: Sequence[Op], budget: int = search.BUDGET) -> Verdict:
    """Whether every operation seems to take effect at one moment between its call and its end.

    `budget` is how many steps all searches together may take.
    """
    unknown: Verdict | None = None
    left = budget
    for group in by_key(ops):
        verdict = zones.judge(group, ops)
        if verdict is None:
            verdict, steps = search.judge(group, left, ops)
            left = max(left - steps, 0)
        if verdict.answer == "violated":
            return verdict
        if verdict.answer == "unknown":
            unknown = unknown or verdict
    return unknown or HOLDS


def weakly_regular(ops: Sequence[Op]) -> Verdict:
    """Whether no read misses a write that ended before it began, and overwrote what it returned."""
    for group in by_key(ops):
        cas = next((op for op in group if op.kind == "cas"), None)
        if cas is not None:
            return Verdict("unknown", f"{tell(cas)}: regularity knows no compare-and-set")
        writes = _Writes([op for op in group if op.kind == "write"])
        for op in group:
            verdict = writes.judge(op, ops) if op.kind == "read" else None
            if verdict is not None:
                return verdict
    return HOLDS


def inversions(ops: Sequence[Op], order: Mapping[Hashable, Sequence[Hashable]]) -> tuple[int, ...]:
    """The reads that went back behind an earlier one though they missed nothing acknowledged.

    A read is one when, on one of its keys, it returned an older version than a read of anybody's
    that had ended before it was called, and is itself weakly regular there: a new-old inversion. A
    read that misses an acknowledged write is stale, and is none. `order` gives the versions of each
    key, the oldest first. The numbers come in the order of their calls; O(n log n).
    """
    found: dict[int, int] = {}
    for group in by_key(ops):
        ranks = {value: i for i, value in enumerate(order[group[0].key])}
        writes = _Writes([op for op in group if op.kind == "write"])
        reads = [op for op in group if op.kind == "read"]
        ended = sorted(reads, key=_end)
        ends = [_end(op) for op in ended]
        newest = list(accumulate((ranks.get(op.value, -1) for op in ended), max))
        for read in reads:
            before = bisect_left(ends, read.call)
            back = before and newest[before - 1] > ranks.get(read.value, -1)
            if back and writes.judge(read, ops) is None:
                found[read.number] = read.call
    return tuple(sorted(found, key=lambda number: found[number]))


class _Writes:
    """One key's writes, ready to be asked about."""

    def __init__(self, writes: Sequence[Op]) -> None:
        """Sorts them by their ends, and each value's by their calls."""
        ended = sorted((op for op in writes if op.end is not None), key=_end)
        self._ends = [_end(op) for op in ended]
        self._latest = list(accumulate(ended, _younger))
        """Of the writes that ended up to here, the one that began last."""
        values: defaultdict[Hashable, list[Op]] = defaultdict(list)
        for op in sorted(writes, key=lambda op: op.call):
            values[op.value].append(op)
        self._calls = {value: [op.call for op in own] for value, own in values.items()}
        self._longest = {value: list(accumulate(own, _later)) for value, own in values.items()}
        """Of a value's writes that began up to here, the one that ended last."""

    def judge(self, read: Op, ops: Sequence[Op]) -> Verdict | None:
        """The violation by this read; None: there is none."""
        own = bisect_left(self._calls.get(read.value, ()), _end(read))
        # of all writes that it may have seen, the one that ended last allows most
        write = self._longest[read.value][own - 1] if own else None
        if write is None and read.value is not None:
            first = self._longest[read.value][0] if read.value in self._longest else None
            return phantom(read, first, ops)
        before = bisect_left(self._ends, read.call)
        newer = self._latest[before - 1] if before else None
        if newer is None or newer.call < (BEFORE if write is None else _end(write)):
            return None
        found = [newer, read] if write is None else [write, newer, read]
        overwritten = "nothing" if write is None else f"#{write.number}"
        text = f"{tell(read)}, yet {tell(newer)} came after {overwritten} and had ended before"
        return Verdict("violated", text, tuple(op.number for op in found))


def _end(op: Op) -> int:
    return NEVER if op.end is None else op.end


def _younger(one: Op, two: Op) -> Op:
    return two if two.call > one.call else one


def _later(one: Op, two: Op) -> Op:
    return two if _end(two) > _end(one) else one


def smallest_delta_us(ops: Sequence[Op], at_us: Sequence[int]) -> int | None:
    """The smallest D for which the history is linearizable once reads began D microseconds sooner.

    `at_us` gives the time of each place in the order of events. 0: linearizable as it is. None: no
    D helps, for a read returned what nobody had written by then. Raises ValueError when values are
    reused or a cas is tried.
    """
    groups = by_key(ops)
    # (time, place) as one number: whatever is moved to another's microsecond keeps its place there
    width = len(at_us) + 1
    scaled = [[_placed(op, at_us, width) for op in group] for group in groups]
    smallest, span = 0, max(at_us, default=0) - min(at_us, default=0)
    for group in scaled:
        writes = zones.written(group)
        if writes is None:
            raise ValueError("values are reused")
        if any(_unwritten(op, writes) for op in group):
            return None
        smallest = _smallest(group, writes, width, smallest, span + 1)
    return smallest


def _smallest(
    group: Sequence[Op], writes: dict[Hashable, Op], width: int, low: int, high: int
) -> int:
    """By bisection: sooner calls only ever remove conflicts; at `high` there are none left."""
    if zones.conflict(zones.zones(group, writes, low * width)) is None:
        return low
    while high - low > 1:
        middle = (low + high) // 2
        if zones.conflict(zones.zones(group, writes, middle * width)) is None:
            high = middle
        else:
            low = middle
    return high


def _placed(op: Op, at_us: Sequence[int], width: int) -> Op:
    end = None if op.end is None else at_us[op.end] * width + op.end
    return Op(*op[:5], at_us[op.call] * width + op.call, end, op.outcome)


def _unwritten(op: Op, writes: dict[Hashable, Op]) -> bool:
    if op.kind != "read" or op.value is None:
        return False
    return op.value not in writes or _end(op) < writes[op.value].call
