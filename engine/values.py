"""Values that merge. Pure.

A *cell* is one row of one key, as in a wide-column store: the key decides which servers are its
homes, the row is what a single write changes. A *copy* is what a server stores for a cell. Copies
of one cell merge by last writer wins; merging is commutative, associative and idempotent, so
servers that have received the same copies hold the same state, in whatever order they came.
"""

from collections.abc import Iterable

from engine.versions import Version

Row = tuple[str, ...]
Cell = tuple[str, Row]
Value = str | bool | int | None | tuple[str, ...]
"""What a write stores; None is a tombstone: the row was deleted."""
Copy = tuple[Version, Value]
Entry = tuple[Cell, Copy]


def newest(one: Copy | None, other: Copy | None) -> Copy | None:
    """The copy that wins: the one with the higher version, or the only one that there is."""
    if one is None or other is None:
        return other if one is None else one
    return one if one[0] >= other[0] else other


def merge(answers: Iterable[Iterable[Entry]]) -> dict[Cell, Copy]:
    """What several servers' answers say together: each cell's newest copy."""
    merged: dict[Cell, Copy] = {}
    for entries in answers:
        for cell, copy in entries:
            known = merged.get(cell)
            if known is None or copy[0] > known[0]:
                merged[cell] = copy
    return merged


def lacking(merged: dict[Cell, Copy], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of `merged` that whoever answered `entries` has not, or has older."""
    known = {cell: copy[0] for cell, copy in entries}
    return tuple(
        (cell, copy)
        for cell, copy in sorted(merged.items(), key=lambda entry: entry[0])
        if cell not in known or known[cell] < copy[0]
    )
