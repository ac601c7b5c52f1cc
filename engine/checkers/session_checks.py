"""The four guarantees of a user session: what one person's reads may never miss. Pure.

- read your writes: what the session had written;
- monotonic reads: what it had read;
- monotonic writes: what the writer of something it has read had written before it;
- writes follow reads: what the writer of something it has read had read before it.

To miss is to read an older version of that key. The four together are weaker than causal
consistency: they look one step back from what was read, not along the whole chain.

`guarantees` is told the order of each key's versions and decides each of the four. `judge` is told
nothing, as with a history from elsewhere, and decides whether there is any order of the versions
under which all four hold, and in which a session's write of a key comes after what it had written
and read of that key (as Terry et al. demand of monotonic writes and of writes follow reads): each
demand is an edge "not older than", and such an order exists if and only if there is no cycle of
different values. A session that asks for two things at once is not decided by it.

An operation comes before another of its session when it had ended before that was called. Reads
with one call are one operation (a feed of several keys): what one of them saw is demanded of all.
A write that was not acknowledged demands nothing of its own session, yet has its own past.

Source: Terry, Demers, Petersen, Spreitzer, Theimer, Welch: "Session Guarantees for Weakly
Consistent Replicated Data", PDIS 1994.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from engine.checkers.checks import (
    HOLDS,
    Op,
    Verdict,
    happened,
    impossible,
    quoted,
    reused,
    shown,
    tell,
)
from engine.checkers.cycles import find_cycle

Guarantee = Literal[
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"
]
GUARANTEES: tuple[Guarantee, ...] = (
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"
)  # fmt: skip
Order = Mapping[Hashable, Sequence[Hashable]]
"""Each key's written values, the oldest first."""


Ranks = Mapping[Hashable, Mapping[Hashable, int]]
"""By key and value: how new it is."""
Source = tuple[int, Guarantee]
Carried = dict[Source, tuple[Op, Op]]
"""By where it comes from: what is demanded, and the write that it came with."""


class Demand(NamedTuple):
    """`read` must not be older than what `op` wrote or read; `via` is the write that carries it."""

    guarantee: Guarantee
    op: Op
    read: Op
    via: Op | None

    @property
    def words(self) -> str:
        """Why it is demanded, in words."""
        text = f"{self.guarantee.replace('_', ' ')}: {tell(self.op)}"
        if self.via is not None:
            text += f" and then {tell(self.via)}, which {shown(self.read.process)} has seen"
        return f"{text}, before {tell(self.read)}"


def guarantees(
    ops: Sequence[Op], order: Order, names: Collection[Guarantee] = GUARANTEES
) -> dict[Guarantee, Verdict]:
    """The verdicts on these guarantees, the versions being in this order; at the first violation.

    The two that others' writes carry cost most: where neither is asked for, nothing is carried.
    """
    wrong = impossible(ops) or reused(ops)
    if wrong is not None:
        return dict.fromkeys(names, wrong)
    ranks = {key: {value: i for i, value in enumerate(line)} for key, line in order.items()}
    for own in ranks.values():
        own[None] = -1
    verdicts = dict.fromkeys(names, HOLDS)
    carries = "monotonic_writes" in names or "writes_follow_reads" in names
    for demand in _Sessions(happened(ops), ranks, carries=carries).demands():
        rank = ranks[demand.read.key]
        missed = rank[demand.read.value] < rank[demand.op.value]
        if missed and verdicts.get(demand.guarantee) is HOLDS:
            witness = (demand.op.number, demand.read.number)
            older = f"{quoted(demand.read.value)} is older than {quoted(demand.op.value)}"
            verdicts[demand.guarantee] = Verdict("violated", f"{demand.words}: {older}", witness)
    return verdicts


def judge(ops: Sequence[Op]) -> Verdict:
    """Whether there is an order of the versions of each key under which all four hold."""
    wrong = impossible(ops) or reused(ops) or _at_once(ops)
    if wrong is not None:
        return wrong
    edges: defaultdict[Hashable, dict[Hashable, Demand]] = defaultdict(dict)
    for demand in _Sessions(happened(ops), None).demands():
        if demand.read.value != demand.op.value and demand.op.value is not None:
            if demand.read.value is None:
                return _against_the_start(demand)
            key = demand.op.key
            edges[key, demand.op.value].setdefault((key, demand.read.value), demand)
    cycle = find_cycle(edges)
    return HOLDS if cycle is None else _circular([edges[a][b] for a, b in cycle])


def _at_once(ops: Sequence[Op]) -> Verdict | None:
    """Unknown, when a session asks for something while it waits; None when none does.

    Which of two such writes is the newer one is open, so that the last one does not stand for both.
    """
    latest: dict[Hashable, Op] = {}
    for op in sorted((op for op in ops if op.outcome == "ok"), key=lambda op: op.call):
        last = latest.get(op.process)
        if last is not None and last.call < op.call < (last.end or 0):
            return Verdict("unknown", f"{tell(op)} while {tell(last)} is under way: not decided")
        latest[op.process] = op
    return None


def _against_the_start(demand: Demand) -> Verdict:
    text = f"{demand.words}: nothing is older than {quoted(demand.op.value)}"
    return Verdict("violated", text, (demand.op.number, demand.read.number))


def _circular(demands: Sequence[Demand]) -> Verdict:
    numbers = {number for d in demands for number in (d.op.number, d.read.number)}
    parts = [f"{quoted(d.read.value)} is not older than {quoted(d.op.value)} ({d.words})"
             for d in demands]  # fmt: skip
    text = "no order of the versions fits: " + "; but ".join(parts)
    return Verdict("violated", text, tuple(sorted(numbers)))


class _Log:
    """What a session wrote, or read, in the order of the ends; of one key only ever newer ones."""

    def __init__(self, ranks: Ranks | None) -> None:
        """Empty; without ranks each entry counts as newer than the one before it."""
        self.entries: list[Op] = []
        self._ranks = ranks
        self._places: defaultdict[Hashable, list[int]] = defaultdict(list)

    def add(self, op: Op) -> None:
        """The operation has ended."""
        known = self.newest(op.key)
        if op.value is None or (known is not None and not self._newer(op, known)):
            return
        self._places[op.key].append(len(self.entries))
        self.entries.append(op)

    def newest(self, key: Hashable, before: int | None = None) -> Op | None:
        """The newest entry of this key; with `before`: among so many of the log's first."""
        places = self._places.get(key)
        if not places:
            return None
        i = len(places) if before is None else bisect_left(places, before)
        return self.entries[places[i - 1]] if i else None

    def _newer(self, one: Op, other: Op) -> bool:
        ranks = self._ranks
        return ranks is None or ranks[one.key][one.value] > ranks[one.key][other.value]


@dataclass(slots=True)
class _Session:
    """What a session has done so far, and what it has taken in from others with what it read."""

    writes: _Log
    reads: _Log
    taken: dict[tuple[int, Guarantee], int] = field(default_factory=dict)
    """How much of another session's log has been taken in."""
    carried: dict[Hashable, Carried] = field(default_factory=dict)
    """By key."""


class _Sessions:
    """All sessions; yields each demand on each read, save those that another one implies."""

    def __init__(self, ops: Sequence[Op], ranks: Ranks | None, *, carries: bool = True) -> None:
        """Nothing has happened yet; `carries`: reads demand what came with the writes they saw."""
        self._ops, self._ranks, self._carries = ops, ranks, carries
        self._sessions: dict[Hashable, _Session] = {}
        self._past: dict[tuple[Hashable, Hashable], tuple[Op, _Session, int, int]] = {}
        """By key and value: its write, and how long its session's logs were at its call."""
        self._feeds: defaultdict[tuple[Hashable, int], list[Op]] = defaultdict(list)

    def demands(self) -> Iterator[Demand]:
        """Goes through all events in their order."""
        events = [(op.call, 1, i) for i, op in enumerate(self._ops)]
        events += [(op.end, 0, i) for i, op in enumerate(self._ops) if op.end is not None]
        for op in self._ops:
            if op.kind == "read":
                self._feeds[op.process, op.call].append(op)
        for _, called, i in sorted(events):
            op = self._ops[i]
            if op.process not in self._sessions:
                self._sessions[op.process] = _Session(_Log(self._ranks), _Log(self._ranks))
            session = self._sessions[op.process]
            if op.kind == "write":
                yield from self._written(op, session, called=bool(called))
            else:
                yield from self._called(i, session) if called else self._ended(i, session)

    def _written(self, op: Op, session: _Session, *, called: bool) -> Iterator[Demand]:
        if not called:
            session.writes.add(op)
            return
        counts = len(session.writes.entries), len(session.reads.entries)
        self._past[op.key, op.value] = (op, session, *counts)
        if self._ranks is None:
            # from the newest one's demands on a read those of all older ones follow by these
            yield from _own(op, session, ("monotonic_writes", "writes_follow_reads"))

    def _called(self, i: int, session: _Session) -> Iterator[Demand]:
        read = self._ops[i]
        yield from _own(read, session, ("read_your_writes", "monotonic_reads"))
        carried = session.carried.get(read.key, {})
        for source, (op, via) in carried.items():
            yield Demand(source[1], op, read, via)

    def _ended(self, i: int, session: _Session) -> Iterator[Demand]:
        read = self._ops[i]
        if not self._carries:
            session.reads.add(read)
            return
        for other in self._feeds[read.process, read.call]:
            past = self._past.get((other.key, other.value))
            if past is not None:
                yield from _carried_by(past, read)
        if self._ranks is None:
            # the read is no older than any of it, and from now on demands it itself
            session.carried.pop(read.key, None)
        session.reads.add(read)
        if (read.key, read.value) in self._past:
            self._take_in(session, *self._past[read.key, read.value])

    def _take_in(self, session: _Session, via: Op, other: _Session, wrote: int, had: int) -> None:
        """What was written and read before this write is demanded of the session from now on."""
        for log, guarantee, count in _logs(other, wrote, had):
            place = (id(other), guarantee)
            for op in log.entries[session.taken.get(place, 0) : count]:
                self._carry(session.carried.setdefault(op.key, {}), place, (op, via))
            session.taken[place] = max(session.taken.get(place, 0), count)

    def _carry(self, carried: Carried, source: Source, entry: tuple[Op, Op]) -> None:
        if self._ranks is not None:
            # of two versions the newer one demands more, whoever wrote it
            source, rank = (0, source[1]), self._ranks[entry[0].key]
            known = carried.get(source)
            if known is not None and rank[known[0].value] >= rank[entry[0].value]:
                return
        carried[source] = entry


def _own(op: Op, session: _Session, names: tuple[Guarantee, Guarantee]) -> Iterator[Demand]:
    for log, guarantee in zip((session.writes, session.reads), names, strict=True):
        newest = log.newest(op.key)
        if newest is not None:
            yield Demand(guarantee, newest, op, None)


def _carried_by(past: tuple[Op, _Session, int, int], read: Op) -> Iterator[Demand]:
    via, session, wrote, had = past
    for log, guarantee, count in _logs(session, wrote, had):
        newest = log.newest(read.key, count)
        if newest is not None:
            yield Demand(guarantee, newest, read, via)


def _logs(session: _Session, wrote: int, had: int) -> tuple[tuple[_Log, Guarantee, int], ...]:
    return (
        (session.writes, "monotonic_writes", wrote), (session.reads, "writes_follow_reads", had)
    )  # fmt: skip
