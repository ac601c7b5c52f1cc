"""Linearizability of one register whose written values are unique: exact, O(n log n). Pure.

For each value take its write and its reads: `first` is the smallest of their ends, `last` the
largest of their calls. Value a must wholly come before b when `first(a) < last(b)`, so two values
conflict when each must come before the other. A zone is *forward* when first < last, else
*backward*: two forward zones conflict when they overlap, a forward and a backward one when the
backward one lies within the forward one, two backward ones never.

An info write that nobody read has first = never, and so conflicts with nothing: it vanishes.

Source: Gibbons, Korach: "Testing Shared Memories", SIAM J. Comput. 26(4), 1997, section 4.
"""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from operator import itemgetter

from engine.checkers.checks import BEFORE, HOLDS, NEVER, Op, Verdict, phantom, quoted, tell

Zone = tuple[int, int, Hashable]
"""(first, last, value)."""


def judge(group: Sequence[Op], everything: Sequence[Op] | None = None) -> Verdict | None:
    """The verdict on one key's operations; None: values are reused, or there is a cas.

    The group holds no failed operation and no info read (`checks.by_key`). `everything`, the
    whole history, is where the failed write is looked for whose value was read.
    """
    writes = written(group)
    if writes is None:
        return None
    for op in group:
        if op[2] == "read" and op[4] is not None:
            write = writes.get(op[4])
            if write is None or op[6] < write[5]:  # type: ignore[operator]  # a read has an end
                return phantom(op, write, group if everything is None else everything)
    pair = conflict(zones(group, writes))
    return HOLDS if pair is None else _explained(group, writes, pair)


def written(group: Sequence[Op]) -> dict[Hashable, Op] | None:
    """Each value's write; None when one is written twice or unwritten again, or by a cas."""
    writes = {op[4]: op for op in group if op[2] == "write"}
    count = sum(op[2] != "read" for op in group)
    return writes if len(writes) == count and None not in writes else None


def zones(group: Sequence[Op], writes: dict[Hashable, Op], earlier: int = 0) -> list[Zone]:
    """Each value's zone, after every read's call has been moved back by `earlier` places."""
    first: dict[Hashable, int] = {None: BEFORE}
    last: dict[Hashable, int] = {None: BEFORE}
    for value, write in writes.items():
        end = write[6]
        first[value] = NEVER if end is None else end
        last[value] = write[5]
    for _, _, kind, _, value, call, end, _ in group:
        if kind == "read":
            if end is not None and end < first[value]:
                first[value] = end
            if call - earlier > last[value]:
                last[value] = call - earlier
    return [(place, last[value], value) for value, place in first.items()]


def conflict(found: Sequence[Zone]) -> tuple[Hashable, Hashable] | None:
    """Two values each of which must come before the other; None when there are none."""
    forward = sorted((zone for zone in found if zone[0] < zone[1]), key=itemgetter(0))
    before: Zone | None = None
    for zone in forward:
        if before is not None and zone[0] < before[1]:
            return before[2], zone[2]
        before = zone
    firsts = [zone[0] for zone in forward]
    for first, last, value in found:
        if first >= last:
            around = bisect_left(firsts, last) - 1
            if around >= 0 and first < forward[around][1]:
                return forward[around][2], value
    return None


def _explained(
    group: Sequence[Op], writes: dict[Hashable, Op], pair: tuple[Hashable, Hashable]
) -> Verdict:
    """The conflict by as few operations as show it, six at most, in words."""
    some = {op.number: op for op in (*_ends(group, pair[0]), *_ends(group, pair[1]))}
    some |= {writes[value].number: writes[value] for value in pair if value is not None}
    kept = _fewest(sorted(some.values(), key=lambda op: op.call))
    return Verdict("violated", _words(kept), tuple(op.number for op in kept))


def _ends(group: Sequence[Op], value: Hashable) -> tuple[Op, ...]:
    """The operations behind the two ends of this value's zone."""
    own = [op for op in group if op.value == value]
    if not own:
        return ()
    return min(own, key=lambda op: NEVER if op.end is None else op.end), max(own, key=_call)


def _apart(ops: Sequence[Op], one: Hashable, other: Hashable) -> tuple[Op, Op]:
    """One of each value's operations, the first ended before the second: writes if possible."""
    pairs = ((a, b) for a in ops for b in ops if a.value == one and b.value == other)
    apart = [(a, b) for a, b in pairs if a.end is not None and a.end < b.call]
    return min(apart, key=lambda pair: (pair[0].kind == "read") + (pair[1].kind == "read"))


def _call(op: Op) -> int:
    return op.call


def _fewest(ops: list[Op]) -> list[Op]:
    """Drops one by one what is not needed: reads first, and no write before its reads.

    What violates still violates with more operations beside it, so that one pass is enough.
    """
    kept = ops
    for op in sorted(ops, key=lambda op: op.kind == "write"):
        if op.kind == "write" and any(o.value == op.value for o in kept if o is not op):
            continue
        fewer = [other for other in kept if other is not op]
        if _conflict_of(fewer) is not None:
            kept = fewer
    return kept


def _conflict_of(ops: Sequence[Op]) -> tuple[Hashable, Hashable] | None:
    return conflict(zones(ops, {op.value: op for op in ops if op.kind == "write"}))


def _words(ops: Sequence[Op]) -> str:
    """Why these operations have no order."""
    pair = _conflict_of(ops)
    assert pair is not None
    one, other = sorted(pair, key=lambda value: value is not None)
    return f"{_must(ops, one, other)}; but {_must(ops, other, one)}"


def _must(ops: Sequence[Op], one: Hashable, other: Hashable) -> str:
    """Why `one` must come before `other`."""
    says = f"{quoted(one)} must come before {quoted(other)}: "
    if one is None:
        return says + "there was nothing at the start"
    ended, began = _apart(ops, one, other)
    return says + f"{tell(ended)} had ended before {tell(began)} began"
