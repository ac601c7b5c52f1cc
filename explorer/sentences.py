"""A violated guarantee in a sentence that a learner understands: users, posts, servers, times.

Pure, from the verdict's witness and the run's history. The checkers know registers and values; who
that was, and what it means, is known here. Where no plain sentence fits, the operations of the
witness are told in their order.
"""

from collections.abc import Callable, Iterator

from engine.checkers.checks import Verdict
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS
from explorer.explain import listed, said
from explorer.times import tell_time

MOST_WITNESSES = 6


def sentence(name: str, verdict: Verdict, history: History) -> str:
    """What broke this guarantee, or the checker's own reason where nothing did."""
    if verdict.answer != "violated" or not verdict.witness:
        return verdict.explanation[:1].upper() + verdict.explanation[1:]
    found = [history.operations[number] for number in verdict.witness]
    told = _TELLERS.get(name, _listing)(history, found)
    return told or _listing(history, found)


def _reads(found: list[Operation]) -> list[Operation]:
    return [o for o in found if o.kind == "read"]


def _writes(found: list[Operation]) -> list[Operation]:
    return [o for o in found if o.kind == "write"]


def _own(read: Operation) -> str:
    return f"{read.user} read at {read.coordinator} at {tell_time(read.invoked_us)}"


def _by(write: Operation, user: str) -> str:
    """A write as its own user speaks of it: without the name."""
    return said(write).removesuffix(f" by {user}").replace(f"{user}'s ", "the ")


def _missed(read: Operation, writes: list[Operation]) -> Operation | None:
    """The first of these writes that a read shows nothing as new as."""
    for write in writes:
        if write.cell is None or write.version is None:
            continue
        if read.result.get(write.cell, GENESIS) < write.version:
            return write
    return None


def _seen_before(one: Operation, other: Operation) -> Cell | None:
    """An item of which `one` returned something newer than `other` did."""
    common = (c for c in one.result if c[0] in other.keys)
    return next((c for c in common if one.result[c] > other.result.get(c, GENESIS)), None)


def _writer(history: History, cell: Cell, read: Operation) -> Operation | None:
    """The write whose result a read returned of an item; None: it was there before the run."""
    version = read.result.get(cell)
    writes = (o for o in history.operations.values() if o.cell == cell and o.version is not None)
    return next((write for write in writes if write.version == version), None)


def _written(history: History, cell: Cell, read: Operation) -> str:
    write = _writer(history, cell, read)
    return said(write) if write is not None else "what was there before the run"


def _read_your_writes(_history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        write = _missed(read, _writes(found))
        if write is not None:
            return (
                f"{_own(read)} and did not see {_by(write, read.user)}, which {read.user} had "
                f"written at {write.coordinator} and which was acknowledged at "
                f"{tell_time(write.ended_us or 0)}."
            )
    return ""


def _monotonic_reads(history: History, found: list[Operation]) -> str:
    earlier, later = sorted(_reads(found), key=lambda o: o.invoked_at)[:2]
    cell = _seen_before(earlier, later)
    if cell is None:
        return ""
    return (
        f"{_own(later)} and did not see {_written(history, cell, earlier)} any more, which "
        f"{later.user} had seen at {earlier.coordinator} at {tell_time(earlier.ended_us or 0)}."
    )


def _after(history: History, cause: Operation, read: Operation) -> Operation | None:
    """A write that this read's user had been shown by then, by somebody who knew the cause."""
    mine = [o.result for o in history.operations.values() if o.user == read.user and o.result
            and (o is read or o.ended_by(read.invoked_at))]  # fmt: skip
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


def _monotonic_writes(history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        write = _missed(read, _writes(found))
        via = write and _after(history, write, read)
        if write is not None and via is not None and via.user == write.user:
            return (
                f"{_own(read)} and saw {said(via)}, but not {_by(write, write.user)}, which "
                f"{write.user} had written before it."
            )
    return ""


def _writes_follow_reads(history: History, found: list[Operation]) -> str:
    earlier, later = sorted(_reads(found), key=lambda o: o.invoked_at)[:2]
    cell = _seen_before(earlier, later)
    cause = cell and _writer(history, cell, earlier)
    via = cause and _after(history, cause, later)
    if cause is None or via is None:
        return ""
    return (
        f"{_own(later)} and saw {said(via)}, but not {said(cause)}, which {via.user} had seen "
        "before writing it."
    )


def _causal(history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        write = _missed(read, _writes(found))
        if write is None:
            continue
        if write.user == read.user:
            return _read_your_writes(history, [write, read])
        via = _after(history, write, read)
        after = f"which {read.user} had already seen"
        if via is not None:
            after = f"though {read.user} was shown {said(via)}, which came after it"
        return f"{_own(read)} and did not see {said(write)}, {after}."
    return ""


def _regular(_history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        acknowledged = [
            w for w in _writes(found) if w.outcome == "ok" and w.ended_by(read.invoked_at)
        ]
        write = _missed(read, acknowledged)
        if write is not None:
            return (
                f"{_own(read)} and did not see {said(write)}, which had been acknowledged at "
                f"{write.coordinator} at {tell_time(write.ended_us or 0)}."
            )
    return ""


def _linearizable(history: History, found: list[Operation]) -> str:
    missed = _regular(history, found)
    if missed:
        return missed
    reads = _reads(found)
    for one in reads:
        for other in reads:
            cell = _seen_before(one, other) if one.ended_by(other.invoked_at) else None
            if cell is not None:
                return (
                    f"{one.user} had been shown {_written(history, cell, one)} at "
                    f"{tell_time(one.ended_us or 0)}; {other.user}, who asked after that, at "
                    f"{tell_time(other.invoked_us)}, did not see it."
                )
    return ""


def _convergent(history: History, found: list[Operation]) -> str:
    missed = _causal(history, found) if len(found) <= 3 else ""
    if missed:
        return missed
    reads = listed([f"{_own(read)}" for read in _reads(found)])
    writes = listed([said(write) for write in _writes(found)])
    return f"No one order of {writes} fits what was seen: {reads}." if writes and reads else ""


def _unique_names(_history: History, found: list[Operation]) -> str:
    told = (f"at {o.coordinator} at {tell_time(o.ended_us or 0)}" for o in found)
    return f"Two were told that the name {found[0].user} is theirs: {listed(list(told))}."


def _no_lost_writes(_history: History, found: list[Operation]) -> str:
    texts = [f"{said(o)} (acknowledged at {tell_time(o.ended_us or 0)})" for o in found]
    return f"No disk holds {listed(texts)} any more."


def _no_resurrection(_history: History, found: list[Operation]) -> str:
    texts = [f"{said(o)} (unknown since {tell_time(o.ended_us or 0)})" for o in found]
    return f"A later read has shown {listed(texts)}."


def _no_inversions(_history: History, found: list[Operation]) -> str:
    texts = [_own(read) for read in found]
    return f"Time ran backwards: {listed(texts)}, and saw less than an earlier read had."


def _listing(_history: History, found: list[Operation]) -> str:
    """The operations, in the order of their beginnings."""
    ordered = sorted(found, key=lambda o: o.invoked_at)[:MOST_WITNESSES]
    return f"No order in time fits these: {'; '.join(_steps(ordered))}."


def _steps(found: list[Operation]) -> Iterator[str]:
    for one in found:
        end = "on" if one.outcome != "ok" else f"to {tell_time(one.ended_us or 0)}"
        what = "read" if one.kind == "read" else f"wrote {_by(one, one.user)}"
        yield f"{one.user} {what} at {one.coordinator} from {tell_time(one.invoked_us)} {end}"


_TELLERS: dict[str, Callable[[History, list[Operation]], str]] = {
    "read_your_writes": _read_your_writes, "monotonic_reads": _monotonic_reads,
    "monotonic_writes": _monotonic_writes, "writes_follow_reads": _writes_follow_reads,
    "causal": _causal, "causal_convergence": _convergent, "regular": _regular,
    "linearizable": _linearizable, "unique_names": _unique_names,
    "no_lost_writes": _no_lost_writes, "no_resurrection": _no_resurrection,
    "no_inversions": _no_inversions,
}  # fmt: skip
