"""The general search for a linearization: any model, any history, exponential where it is wide.

Sources: Wing and Gong, "Testing and verifying concurrent objects", JPDC 17 (1993); Lowe, "Testing
for linearizability", CCPE 29(4), 2017, whose cache of visited configurations it has. As in Knossos
and Porcupine: a list of calls and returns, from which whatever takes effect is lifted.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from time import perf_counter

from engine.checkers.checks import Op

LOOKS = 1_024
"""Steps between two looks at the clock."""


@dataclass(slots=True)
class Entry:
    """A call or a return in the list; a call knows its return, if there is one."""

    place: int
    op: Op
    back: "Entry | None" = None
    previous: "Entry | None" = None
    following: "Entry | None" = None
    calls: bool = True


def linearizable(ops: Sequence[Op], limit_s: float) -> bool | None:
    """Whether one register, empty at first, could have done all this; None: not found in time."""
    head = _listed(ops)
    done, value = 0, None
    wanted = sum(1 << i for i, op in enumerate(ops) if op.end is not None)
    seen: set[tuple[int, Hashable]] = set()
    lifted: list[tuple[Entry, Hashable]] = []
    entry, steps, until_s = head.following, 0, perf_counter() + limit_s
    while done & wanted != wanted:
        steps += 1
        if steps % LOOKS == 0 and perf_counter() > until_s:
            return None
        if entry is not None and entry.calls:
            following = _taken(entry.op, value)
            after = (done | 1 << entry.place, following[0]) if following else None
            if after is not None and after not in seen:
                seen.add(after)
                lifted.append((entry, value))
                done, value = after
                _lift(entry)
                entry = head.following
            else:
                entry = entry.following
            continue
        if not lifted:  # a return, and nothing before it may still take effect
            return False
        last, value = lifted.pop()
        done &= ~(1 << last.place)
        _put_back(last)
        entry = last.following
    return True


def _taken(op: Op, value: Hashable) -> tuple[Hashable] | None:
    """The register after this operation; None where it could not have been so."""
    if op.kind == "write":
        return (op.value,)
    return (value,) if op.value == value else None


def _listed(ops: Sequence[Op]) -> Entry:
    """All calls and returns in the order of their times, behind an empty head."""
    entries: list[tuple[int, int, Entry]] = []
    for place, op in enumerate(ops):
        call = Entry(place, op)
        entries.append((op.call, 0, call))
        if op.end is not None:
            call.back = Entry(place, op, calls=False)
            entries.append((op.end, 1, call.back))
    head = last = Entry(-1, ops[0])
    for _, _, entry in sorted(entries, key=lambda timed: timed[:2]):
        last.following, entry.previous = entry, last
        last = entry
    return head


def _lift(call: Entry) -> None:
    for entry in (call, call.back):
        if entry is not None and entry.previous is not None:
            entry.previous.following = entry.following
            if entry.following is not None:
                entry.following.previous = entry.previous


def _put_back(call: Entry) -> None:
    for entry in (call.back, call):
        if entry is not None and entry.previous is not None:
            entry.previous.following = entry
            if entry.following is not None:
                entry.following.previous = entry
