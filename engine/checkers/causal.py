"""Causal consistency (CC) and causal convergence (CCv), for unique values: exact. Pure.

The causal order is the order of each session and reads-from, and what follows from both. It is
kept in vector clocks: an operation's clock says how many writes of each lane came before it. A
lane is a session, or a further one of the same session for each write that was called while another
was under way; sessions that write one thing at a time have one lane.

A history is causally consistent if and only if it has none of these bad patterns: a cycle (time
forbids it here, once no read ends before its write begins); a read of what nobody wrote; a read of
nothing with a write of that key in its past; a read of w1 with w1 before w2 before the read, on one
key. Of each lane only the last such w2 must be tested. Convergent it is if and only if, besides, a
write that a read passed over can everywhere come before the one that it returned: no cycle.

Reads with one call are one operation (a feed): what one of them saw is in the past of all. An info
write that nobody read did not happen; nothing follows on one in its own session, as it never ended.

Source: Bouajjani, Enea, Guerraoui, Hamza: "On Verifying Causal Consistency", POPL 2017.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from engine.checkers.checks import HOLDS, Op, Verdict, happened, impossible, quoted, reused, tell
from engine.checkers.cycles import find_cycle

Clock = list[int]
Cell = tuple[Hashable, Hashable]
"""A key and a value: a write, as values are unique."""


def causal(ops: Sequence[Op]) -> Verdict:
    """Whether no read misses what was in its causal past."""
    verdict, _ = _judged(ops)
    return verdict


def causal_convergence(ops: Sequence[Op]) -> Verdict:
    """Whether, besides, all sessions can agree in which order concurrent writes came."""
    verdict, past = _judged(ops)
    if verdict.answer != "holds" or past is None:
        return verdict
    cycle = find_cycle(past.graph)
    if cycle is None:
        return HOLDS
    reads = [(past.ops[a], past.ops[read]) for a, b in cycle
             if (read := past.graph[a][b]) is not None]  # fmt: skip
    text = "no order of the writes fits all: " + "; but ".join(
        f"{tell(read)} with {tell(passed)} in its past, so {quoted(passed.value)} must come "
        f"before {quoted(read.value)}"
        for passed, read in reads
    )
    numbers = {op.number for pair in reads for op in pair}
    return Verdict("violated", text, tuple(sorted(numbers)))


def _judged(ops: Sequence[Op]) -> tuple[Verdict, "_Past | None"]:
    wrong = impossible(ops) or reused(ops)
    if wrong is not None:
        return wrong, None
    past = _Past(happened(ops))
    return next(past.violations(), HOLDS), past


@dataclass(slots=True)
class _Session:
    """What has ended in it: the clock, and the lanes that are free."""

    clock: Clock = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    last: int | None = None
    """The graph's node after which all comes that is called now."""


@dataclass(slots=True)
class _Written:
    """A write, its node in the graph, its lane, its place there (from 1) and its clock."""

    op: Op
    node: int
    lane: int
    place: int
    clock: Clock


Line = tuple[list[int], list[_Written]]
"""Writes of one key and lane: their places in the lane, and they themselves."""


class _Past:
    """Goes through the events once, and keeps each operation's causal past."""

    def __init__(self, ops: Sequence[Op]) -> None:
        """Nothing has happened yet."""
        read = {(op.key, op.value) for op in ops if op.kind == "read"}
        self.ops = [op for op in ops if op.end is not None or (op.key, op.value) in read]
        self._sessions: defaultdict[Hashable, _Session] = defaultdict(_Session)
        self._lanes: list[int] = []
        """By lane: how many writes it has."""
        self._written: dict[Cell, _Written] = {}
        self._of_key: defaultdict[Hashable, dict[int, Line]] = defaultdict(dict)
        """By key and lane."""
        self._called: dict[int, tuple[int, Clock]] = {}
        """By operation under way: its lane, and its session's clock at its call."""
        self._feeds: defaultdict[tuple[Hashable, int], list[Op]] = defaultdict(list)
        self._seen: dict[tuple[Hashable, int], tuple[int, Clock]] = {}
        """By feed: its node in the graph, and what was in the past of anything that it saw."""
        self.graph: dict[int, dict[int, int | None]] = {}
        """The causal order, and the order of writes that reads demand: to each edge from a write
        that was passed over, the read that did. Nodes: an operation's place in the list, or, below
        0, the moment after which all that is called follows on it; beyond the list, a feed."""

    def violations(self) -> Iterator[Verdict]:
        """The bad patterns of causal consistency; when read to its end, the graph is whole."""
        self.graph = {i: {} for i in range(len(self.ops))}
        events = [(op.call, 1, i) for i, op in enumerate(self.ops)]
        events += [(op.end, 0, i) for i, op in enumerate(self.ops) if op.end is not None]
        for op in self.ops:
            if op.kind == "read":
                self._feeds[op.process, op.call].append(op)
        for _, called, i in sorted(events):
            if called:
                self._call(i)
            else:
                yield from self._end(i)

    def _call(self, i: int) -> None:
        op = self.ops[i]
        session = self._sessions[op.process]
        clock, lane = session.clock, -1
        if session.last is not None:
            self.graph[session.last][i] = None
        if op.kind == "write":
            lane = self._lane_of(session)
            self._lanes[lane] += 1
            place = self._lanes[lane]
            clock = clock + [0] * (lane + 1 - len(clock))
            clock[lane] = place
            written = _Written(op, i, lane, place, clock)
            self._written[op.key, op.value] = written
            places, writes = self._of_key[op.key].setdefault(lane, ([], []))
            places.append(place)
            writes.append(written)
        self._called[i] = lane, clock

    def _lane_of(self, session: _Session) -> int:
        if session.free:
            return session.free.pop()
        self._lanes.append(0)
        return len(self._lanes) - 1

    def _end(self, i: int) -> Iterator[Verdict]:
        op = self.ops[i]
        lane, clock = self._called.pop(i)
        if op.kind == "read":
            feed, seen = self._feed(op)
            clock = _joined(clock, seen)
            self.graph[feed][i] = None
            yield from self._judge(i, clock)
        session = self._sessions[op.process]
        session.clock = _joined(session.clock, clock)
        if lane >= 0:
            session.free.append(lane)
        moment = -1 - i
        self.graph[moment] = {}
        self.graph[i][moment] = None
        if session.last is not None:
            self.graph[session.last][moment] = None
        session.last = moment

    def _feed(self, op: Op) -> tuple[int, Clock]:
        """What the reads with this call saw, together; they end together."""
        known = self._seen.get((op.process, op.call))
        if known is None:
            node = len(self.ops) + len(self._seen)
            clock: Clock = []
            self.graph[node] = {}
            for read in self._feeds[op.process, op.call]:
                written = self._written.get((read.key, read.value))
                if written is not None:
                    clock = _joined(clock, written.clock)
                    self.graph[written.node][node] = None
            known = self._seen[op.process, op.call] = node, clock
        return known

    def _judge(self, i: int, clock: Clock) -> Iterator[Verdict]:
        """What this read missed of its past; notes what it passed over."""
        read = self.ops[i]
        own = self._written.get((read.key, read.value))
        for lane, (places, writes) in self._of_key[read.key].items():
            seen = clock[lane] if lane < len(clock) else 0
            if seen < places[0]:
                continue
            # mostly the read knows all that there is, and then there is nothing to look up
            last = -1 if seen >= places[-1] else bisect_right(places, seen) - 1
            other = writes[last]
            if own is None:
                yield _missed(read, other.op, None)
            elif other is own:
                continue
            elif own.lane < len(other.clock) and other.clock[own.lane] >= own.place:
                yield _missed(read, other.op, own.op)
            else:
                self.graph[other.node][own.node] = i


def _missed(read: Op, other: Op, own: Op | None) -> Verdict:
    after = "" if own is None else f", which came after {tell(own)},"
    text = f"{tell(read)}, yet {tell(other)}{after} is in its past"
    numbers = [op.number for op in (own, other, read) if op is not None]
    return Verdict("violated", text, tuple(numbers))


def _joined(one: Clock, other: Clock) -> Clock:
    if len(one) < len(other):
        one, other = other, one
    return [*map(max, one, other), *one[len(other) :]]
