"""Who broke a guarantee: of a verdict's witness the read, the write that it missed, the others.

Pure. The checkers give operations; which of them should have shown what is found out here, in the
same way for the sentence, the picture and the smallest cause.
"""

from dataclasses import dataclass

from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS


@dataclass(frozen=True, slots=True)
class Culprits:
    """A read and the write that it missed; who else was needed to see that it should not have."""

    read: Operation
    write: Operation
    others: tuple[Operation, ...] = ()


def missed(read: Operation, writes: list[Operation]) -> Operation | None:
    """The first of these writes that a read shows nothing as new as."""
    for write in writes:
        if write.cell is None or write.version is None:
            continue
        if read.result.get(write.cell, GENESIS) < write.version:
            return write
    return None


def seen_before(one: Operation, other: Operation) -> Cell | None:
    """An item of which `one` returned something newer than `other` did."""
    common = (c for c in one.result if c[0] in other.keys)
    return next((c for c in common if one.result[c] > other.result.get(c, GENESIS)), None)


def writer(history: History, cell: Cell, read: Operation) -> Operation | None:
    """The write whose result a read returned of an item; None: it was there before the run."""
    version = read.result.get(cell)
    writes = (o for o in history.operations.values() if o.cell == cell and o.version is not None)
    return next((write for write in writes if write.version == version), None)


def after(history: History, cause: Operation, read: Operation) -> Operation | None:
    """A write that this read's user had been shown by then, by somebody who knew the cause."""
    mine = [o.result for o in history.operations.values() if o.user == read.user and o.result
            and (o.number == read.number or o.ended_by(read.invoked_at))]  # fmt: skip
    shown = {item for result in mine for item in result.items()}
    for write in history.operations.values():
        if write.cell is None or write.version is None or write.cell == cause.cell:
            continue
        if (write.cell, write.version) in shown and _knew(history, write, cause):
            return write
    return None


def _knew(history: History, write: Operation, cause: Operation) -> bool:
    """Whether a write's user had written or seen the cause before writing."""
    if cause.cell is None or cause.version is None:
        return False
    if write.user == cause.user and cause.ended_by(write.invoked_at):
        return True
    return any(
        o.user == write.user and o.ended_by(write.invoked_at)
        and o.result.get(cause.cell, GENESIS) >= cause.version
        for o in history.operations.values()
    )  # fmt: skip


def find(history: History, name: str, found: list[Operation]) -> Culprits | None:
    """Those who broke the guarantee of this name, among the witness's operations."""
    reads = sorted((o for o in found if o.kind == "read"), key=lambda o: o.invoked_at)
    writes = [o for o in found if o.kind == "write"]
    if name in ("regular", "linearizable"):
        writes = [w for w in writes if w.outcome == "ok"]
    for read in reads:
        before = [w for w in writes if name not in ("regular", "linearizable")
                  or w.ended_by(read.invoked_at)]  # fmt: skip
        write = missed(read, before)
        if write is not None:
            via = after(history, write, read) if write.user != read.user else None
            told = name in ("monotonic_writes", "causal", "causal_convergence")
            return Culprits(read, write, (via,) if via is not None and told else ())
    for early in reads:
        for late in reads:
            cell = seen_before(early, late) if early.ended_by(late.invoked_at) else None
            write = writer(history, cell, early) if cell is not None else None
            if write is not None:
                via = after(history, write, late) if name == "writes_follow_reads" else None
                return Culprits(late, write, (early, *((via,) if via is not None else ())))
    return None
