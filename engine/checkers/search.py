"""Linearizability of one register with compare-and-set or reused values: a search. Pure.

Exact, and exponential at worst: the problem is NP-complete, so the search has a budget in steps,
and runs out of it with `unknown`. Operations that are under way at once are tried in every order
that could matter; what has been tried is remembered as (operations put in order, value). To that
come five shortcuts, each of which loses no order:

- A read that fits now goes in at once: it changes nothing, and later it could only fit less.
  (Not so a write of the value that is there: it may be needed to bring that value back.)
- Of two operations that do the same, the one that ends first goes first.
- An info operation whose value nobody saw did not happen.
- Info operations go last: they may also not have happened.
- What fails with some info operations still to come fails with fewer of them, too.

Source: Wing, Gong: "Testing and Verifying Concurrent Objects", JPDC 17, 1993; Lowe: "Testing for
Linearizability", Concurrency and Computation 29(4), 2017 (the linked list and the memory).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.checkers.checks import HOLDS, NEVER, Op, Verdict, gives, impossible, quoted, tell

BUDGET = 10_000_000
"""Steps: an operation looked at is one. Some five seconds."""
WITNESS = 6
"""So many operations are named at most."""


def judge(
    group: Sequence[Op], budget: int = BUDGET, everything: Sequence[Op] | None = None
) -> tuple[Verdict, int]:
    """The verdict on one key's operations (`checks.by_key`), and the steps it took.

    `everything`, the whole history, is where the failed write is looked for whose value was read.
    """
    wrong = impossible(group, everything)
    if wrong is not None:
        return wrong, 0
    search = _Search(_observable(group), budget)
    return search.run(), search.steps


def _observable(group: Sequence[Op]) -> list[Op]:
    """Without the info operations whose value nobody saw."""
    seen = {op.value for op in group if op.kind == "read"}
    seen |= {op.value[0] for op in group if op.kind == "cas" and isinstance(op.value, tuple)}
    return [op for op in group if op.end is not None or gives(op) in seen]


@dataclass(slots=True)
class _Frame:
    """One operation that was put in order, how things stood before it, and what else to try."""

    chosen: int
    value: Hashable
    setter: int
    untried: list[int]
    taken: list[int]
    """The operations that went in with the previous choice, as they changed nothing."""


class _Search:
    """A depth-first walk over the orders. Operations go by their place in `ops`, by their end."""

    def __init__(self, ops: list[Op], budget: int) -> None:
        """Nothing is in order yet."""
        self.ops = sorted(ops, key=lambda op: NEVER if op.end is None else op.end)
        self.steps = 0
        self._budget = budget
        self._needs = [op.value[0] if isinstance(op.value, tuple) and op.kind == "cas" else op.value
                       for op in self.ops]  # fmt: skip
        self._gives = [gives(op) for op in self.ops]
        self._free = [op.kind == "write" for op in self.ops]
        self._link()
        self._order = 0
        """A bit for each operation that is in order."""
        self._value: Hashable = None
        self._setter = -1
        self._first_end = -1
        self._best: tuple[int, int, int, Hashable, int] = (-1, 0, 0, None, -1)

    def _link(self) -> None:
        """The doubly linked list of events: 2i + 1 calls i, 2i + 2 ends it, 0 is both ends."""
        places = [(op.call, 2 * i + 1) for i, op in enumerate(self.ops)]
        places += [(op.end, 2 * i + 2) for i, op in enumerate(self.ops) if op.end is not None]
        line = [0, *(node for _, node in sorted(places)), 0]
        self._next = [0] * (2 * len(self.ops) + 3)
        self._previous = list(self._next)
        for one, other in pairwise(line):
            self._next[one], self._previous[other] = other, one

    def run(self) -> Verdict:
        """Goes on until all that ended is in order, or nothing is left to try."""
        tried: dict[tuple[int, int, Hashable], list[int]] = {}
        frames: list[_Frame] = []
        ended = sum(op.end is not None for op in self.ops)
        mask = (1 << ended) - 1
        taken, untried = self._look()
        while self._first_end >= 0:
            if self.steps > self._budget:
                return Verdict("unknown", f"no answer within {self._budget:,} steps")
            if not untried:
                self._put_back(taken)
                if not frames:
                    return self._stuck()
                taken, untried = self._back(frames.pop())
                continue
            frames.append(_Frame(untried.pop(), self._value, self._setter, untried, taken))
            taken, untried = self._try(frames[-1].chosen)
            # what had ended before the first end is all in order, and need not be remembered
            done = (self._order & mask) >> max(self._first_end, 0)
            unended = self._order >> ended
            known = tried.setdefault((self._first_end, done, self._value), [])
            if any(unended & fewer == fewer for fewer in known):
                untried = []
            else:
                known.append(unended)
        return HOLDS

    def _try(self, chosen: int) -> tuple[list[int], list[int]]:
        self._lift(chosen)
        self._value, self._setter = self._gives[chosen], chosen
        return self._look()

    def _back(self, frame: _Frame) -> tuple[list[int], list[int]]:
        self._put_back([frame.chosen])
        self._value, self._setter = frame.value, frame.setter
        return frame.taken, frame.untried

    def _look(self) -> tuple[list[int], list[int]]:
        """Takes in what changes nothing; what else could come next, the best of it last."""
        taken: list[int] = []
        choices: dict[tuple[bool, Hashable, Hashable], int] = {}
        node = self._next[0]
        while node % 2:
            i = node // 2
            node = self._next[node]
            self.steps += 1
            if not self._free[i] and self._needs[i] != self._value:
                continue
            if not self._free[i] and self._gives[i] == self._value:
                self._lift(i)
                taken.append(i)
                # its end may have been the next in line
                node = self._next[node] if node == 2 * i + 2 else node
            else:
                same = (self._free[i], self._needs[i], self._gives[i])
                choices[same] = min(i, choices.get(same, i))
        self._first_end = node // 2 - 1 if node else -1
        self._remember()
        return taken, sorted(choices.values(), reverse=True)

    def _lift(self, i: int) -> None:
        """Takes an operation out of the line: it is in order now."""
        self._order |= 1 << i
        for node in (2 * i + 1, 2 * i + 2)[: 2 if self.ops[i].end is not None else 1]:
            self._next[self._previous[node]] = self._next[node]
            self._previous[self._next[node]] = self._previous[node]

    def _put_back(self, lifted: list[int]) -> None:
        """Undoes `_lift`, in the opposite order."""
        for i in reversed(lifted):
            self._order &= ~(1 << i)
            for node in (2 * i + 2, 2 * i + 1)[0 if self.ops[i].end is not None else 1 :]:
                self._next[self._previous[node]] = node
                self._previous[self._next[node]] = node

    def _remember(self) -> None:
        """Keeps the furthest point that was reached: it is what can be told of a failure."""
        if self._first_end > self._best[0]:
            self._best = (
                self._first_end, self._order, len(self.ops), self._value, self._setter
            )  # fmt: skip

    def _stuck(self) -> Verdict:
        """No order fits; the furthest point says where."""
        first_end, order, count, value, setter = self._best
        stuck = self.ops[first_end]
        source = f"set by #{self.ops[setter].number}" if setter >= 0 else "as at the start"
        text = (
            f"no order fits: of {count} operations at most {order.bit_count()} can be put in one "
            f"before {tell(stuck)} must have its turn, and then the value is {quoted(value)}, "
            f"{source}"
        )
        left = (op for i, op in enumerate(self.ops) if not order >> i & 1 and i != first_end)
        others = [op for op in left if op.call < (stuck.end or 0)]
        named = [stuck, *([self.ops[setter]] if setter >= 0 else []), *others][:WITNESS]
        return Verdict("violated", text, tuple(sorted(op.number for op in named)))
