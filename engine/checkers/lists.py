"""Lists that only grow by appends, read as a whole (feeds; Elle's list-append): exact. Pure.

Decided is strict serializability: whether all transactions can be put in one order that respects
time (what had ended before another began comes first) and in which every read returns all that was
appended to its key before it. For transactions of one operation that is linearizability. A read
shows the order of all that it holds, which makes this polynomial, if no key is given the same value
twice (else: unknown). An info transaction happened if and only if somebody read a part of it.

Key by key: a read holds no value twice, none that nobody appended, or only later; any two reads
agree, one being a prefix of the other; and by the places in the longest read (what was acknowledged
and never read comes after all of it) nothing stands before what had ended before it began. That is
all, when transactions have one operation each. Otherwise each must besides agree with itself, and
the graph of who must come before whom must have no cycle; of the edges those are drawn that imply
the others: from an append to the next of that key, from it to its readers, from a reader to the
next append, and from each end to what begins after it.

Source: Kingsbury, Alvaro: "Elle: Inferring Isolation Anomalies from Experimental Observations",
VLDB 14(3), 2020 (recoverable orders); Papadimitriou, JACM 26(4), 1979 (strict serializability).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from engine.checkers.checks import HOLDS, Op, Verdict, by_key, phantom, quoted, tell
from engine.checkers.cycles import find_cycle

Entries = tuple[Hashable, ...]
Graph = dict[int, dict[int, tuple[Op | str, ...]]]
"""Nodes: a transaction's number, or, below 0, a moment; to each edge its reason, to be told."""


def judge(ops: Sequence[Op]) -> Verdict:
    """The verdict; the operations of one transaction have one number, and stand in its order."""
    lists: dict[Hashable, _List] = {}
    for group in by_key(ops):
        known = _List(group)
        if known.reused is not None:
            return known.reused
        verdict = next(known.violations(ops), None)
        if verdict is not None:
            return verdict
        lists[group[0].key] = known
    transactions: dict[int, list[Op]] = {}
    for op in ops:
        if op.outcome == "ok" or (op.outcome == "info" and op.kind != "read"):
            transactions.setdefault(op.number, []).append(op)
    if all(len(parts) == 1 for parts in transactions.values()):
        return HOLDS
    return _Together(lists, transactions).judge()


def entries(op: Op) -> Entries:
    """What a read holds; nothing there is an empty list."""
    return op.value if isinstance(op.value, tuple) else ()


class _List:
    """One key: its appends, its reads, and the longest of them."""

    def __init__(self, group: Sequence[Op]) -> None:
        """Of the operations that may have happened (`checks.by_key`)."""
        self.group = group
        self.appends: dict[Hashable, Op] = {}
        self.reused: Verdict | None = None
        for op in group:
            if op.kind == "append":
                if op.value in self.appends:
                    text = f"{tell(op)}, as had been done before: which one a read saw is open"
                    self.reused = Verdict("unknown", text)
                self.appends[op.value] = op
        self.reads = [op for op in group if op.kind == "read"]
        self.longest = max(self.reads, key=lambda op: len(entries(op)), default=None)
        self.line = () if self.longest is None else entries(self.longest)
        self.places = {value: i + 1 for i, value in enumerate(self.line)}

    def unread(self) -> list[Op]:
        """The appends that no read shows."""
        return [op for value, op in self.appends.items() if value not in self.places]

    def violations(self, ops: Sequence[Op]) -> Iterator[Verdict]:
        """All that this key alone shows; each check relies on those before it."""
        for read in self.reads:
            if entries(read) != self.line[: len(entries(read))] and self.longest is not None:
                yield from self._wrong_entries(read, ops)
                yield from self._wrong_entries(self.longest, ops)
                text = f"{tell(read)} and {tell(self.longest)}: neither continues the other"
                yield Verdict("violated", text, (read.number, self.longest.number))
        if self.longest is not None:
            yield from self._wrong_entries(self.longest, ops)
            yield from self._too_early(ops)
        yield from self._out_of_time()

    def _wrong_entries(self, read: Op, ops: Sequence[Op]) -> Iterator[Verdict]:
        seen = set()
        for value in entries(read):
            if value in seen:
                yield Verdict("violated", f"{tell(read)}: {quoted(value)} twice", (read.number,))
            if value not in self.appends:
                found = phantom(read._replace(value=value), None, ops)
                yield Verdict("violated", found.explanation, found.witness)
            seen.add(value)

    def _too_early(self, ops: Sequence[Op]) -> Iterator[Verdict]:
        """Reads that had ended before something in them was called."""
        line = (self.appends[value] for value in self.line)
        latest = list(accumulate(line, _younger))
        for read in self.reads:
            count = len(entries(read))
            if count and read.end is not None and read.end < latest[count - 1].call:
                yield phantom(read, latest[count - 1], ops)

    def _out_of_time(self) -> Iterator[Verdict]:
        """Sweeps over time with the highest place of what has ended so far."""
        known = [(self._place(op), op) for op in self.group]
        ends = sorted(
            ((op.end, place, op) for place, op in known if op.end is not None), key=_first
        )
        passed = 0
        highest: tuple[int, Op] | None = None
        for place, op in sorted(known, key=lambda item: item[1].call):
            while passed < len(ends) and ends[passed][0] < op.call:
                if highest is None or ends[passed][1] > highest[0]:
                    highest = ends[passed][1:]
                passed += 1
            if highest is not None and highest[0] > place:
                yield self._inverted(highest[1], op)

    def _place(self, op: Op) -> int:
        if op.kind == "read":
            return len(entries(op))
        return self.places.get(op.value, len(self.line) + 1)

    def _inverted(self, one: Op, other: Op) -> Verdict:
        witness = [one.number, other.number]
        text = f"{tell(one)} had ended before {tell(other)} began, yet that one "
        if other.kind == "read":
            text += "does not show it" if one.kind == "append" else "shows less"
        else:
            text += f"stands before it, as {tell(self.longest)} shows" if self.longest else ""
            witness += [self.longest.number] if self.longest else []
        return Verdict("violated", text, tuple(dict.fromkeys(witness)))


def _younger(one: Op, two: Op) -> Op:
    return two if two.call > one.call else one


def _first(item: tuple[int, int, Op]) -> int:
    return item[0]


@dataclass(slots=True)
class _Together:
    """Transactions of several operations, each key alone being in order."""

    lists: dict[Hashable, _List]
    transactions: dict[int, list[Op]]

    def judge(self) -> Verdict:
        """Each transaction agrees with itself, and there is an order of all."""
        for number, parts in self._happened().items():
            text = self._against_itself(parts)
            if text is not None:
                return Verdict("violated", f"within one transaction, {text}", (number,))
        graph = self._graph()
        cycle = find_cycle(graph)
        if cycle is None:
            return HOLDS
        reasons = [_told(graph[a][b]) for a, b in cycle if graph[a][b]]
        numbers = sorted({node for edge in cycle for node in edge if node >= 0})
        text = "no order of the transactions fits: " + "; ".join(reasons)
        return Verdict("violated", text, tuple(numbers))

    def _happened(self) -> dict[int, list[Op]]:
        """Without the info transactions of which nobody read a thing."""
        return {
            number: parts
            for number, parts in self.transactions.items()
            if any(op.end is not None or op.value in self.lists[op.key].places for op in parts)
        }

    def _against_itself(self, parts: Sequence[Op]) -> str | None:
        own: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
        seen: dict[Hashable, list[Hashable]] = {}
        for op in parts:
            line, places = own[op.key], self.lists[op.key].places
            if op.kind == "append":
                if 0 < places.get(op.value, 0) <= len(seen.get(op.key, ())):
                    return f"{tell(op)} after a read that already shows it"
                if line and places.get(line[-1], 0) > places.get(op.value, len(places) + 1):
                    return f"{tell(op)} after {quoted(line[-1])}, which came out the other way"
                line.append(op.value)
                if op.key in seen:
                    seen[op.key].append(op.value)
                continue
            found = list(entries(op))
            if op.key not in seen:
                seen[op.key] = found[: max(len(found) - len(line), 0)] + line
            if found != seen[op.key]:
                return f"{tell(op)}, which is not what it had itself read or appended before"
        return None

    def _graph(self) -> Graph:
        """Who must come before whom."""
        happened = self._happened()
        graph: Graph = {number: {} for number in happened}
        for known in self.lists.values():
            line = [known.appends[value] for value in known.line]
            for one, other in pairwise(line):
                _edge(graph, one, other, "stands in the list before")
            for read in known.reads:
                count = len(entries(read))
                if count:
                    _edge(graph, line[count - 1], read, "was seen by")
                if count < len(line):
                    _edge(graph, read, line[count], "did not show")
            self._unread(graph, known, happened)
        self._in_time(graph, happened)
        return graph

    @staticmethod
    def _unread(graph: Graph, known: _List, happened: dict[int, list[Op]]) -> None:
        """Whoever showed the whole list came before all appends that nobody read."""
        unread = {op.number: op for op in known.unread() if op.number in happened}
        if not unread:
            return
        # one node between them, else the edges were as many as readers times appends
        middle = -1 - len(graph)
        graph[middle] = {number: (op, "is what nobody read") for number, op in unread.items()}
        for read in known.reads:
            if len(entries(read)) == len(known.line) and read.number not in unread:
                graph[read.number].setdefault(middle, (read, "did not show what nobody read"))
            elif len(entries(read)) == len(known.line):
                for after in unread.values():
                    _edge(graph, read, after, "did not show")

    @staticmethod
    def _in_time(graph: Graph, happened: dict[int, list[Op]]) -> None:
        """A chain of moments: each end leads into one, and it to all that begins later."""
        events = [(parts[0].call, 1, number) for number, parts in happened.items()]
        for number, parts in happened.items():
            if parts[0].end is not None:
                events.append((parts[0].end, 0, number))
        moment = 0  # none yet
        for _, called, number in sorted(events):
            if called:
                if moment:
                    graph[moment].setdefault(number, (f"only then #{number} began",))
                continue
            earlier, moment = moment, -1 - len(graph)
            graph[moment] = {}
            if earlier:
                graph[earlier][moment] = ()
            graph[number].setdefault(moment, (f"#{number} had ended",))


def _told(reason: tuple[Op | str, ...]) -> str:
    return " ".join(part if isinstance(part, str) else tell(part) for part in reason)


def _edge(graph: Graph, one: Op, other: Op, reason: str) -> None:
    if one.number != other.number:
        graph[one.number].setdefault(other.number, (one, reason, other))
