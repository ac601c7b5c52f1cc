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
from explorer.culprits import after, missed, seen_before, writer
from explorer.explain import listed, said
from explorer.times import tell_time

MOST_WITNESSES = 6


def sentence(name: str, verdict: Verdict, history: History) -> str:
    """What broke this guarantee, or the checker's own reason where nothing did."""
    by_operations = verdict.witness and name != "convergence"  # that is about servers
    if verdict.answer != "violated" or not by_operations:
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


def _written(history: History, cell: Cell, read: Operation) -> str:
    write = writer(history, cell, read)
    return said(write) if write is not None else "what was there before the run"


def missing(read: Operation, write: Operation) -> str:
    """That a read did not show an acknowledged write, as the beginning of a sentence."""
    what, whose = said(write), "which had been acknowledged"
    if write.user == read.user:
        what, whose = _by(write, read.user), f"which {read.user} had written"
        where = f"{write.coordinator} and which was acknowledged"
        return f"{_own(read)} and did not see {what}, {whose} at {where} at {_ended(write)}"
    return f"{_own(read)} and did not see {what}, {whose} at {write.coordinator} at {_ended(write)}"


def behind(history: History, early: Operation, late: Operation, cell: Cell) -> str:
    """That a read showed less than an earlier one, as the beginning of a sentence."""
    return (
        f"{early.user} had been shown {_written(history, cell, early)} at {_ended(early)}; "
        f"{late.user}, who asked after that, at {tell_time(late.invoked_us)}, did not see it"
    )


def overruled(write: Operation, winner: Operation, *, seen: bool) -> str:
    """Why an acknowledged write is gone: one that was done before it carries a later time."""
    assert write.version is not None
    assert winner.version is not None
    late, early = tell_time(winner.version[0]), tell_time(write.version[0])
    lost = "did not last" if seen else "nobody was ever shown it"
    return (
        f"{said(write)} was acknowledged at {_ended(write)} and {lost}: {said(winner)}, done "
        f"before it, was stamped {late} by {winner.coordinator}'s clock, this one {early} by "
        f"{write.coordinator}'s, and the later time wins."
    )


def _ended(operation: Operation) -> str:
    return tell_time(operation.ended_us or 0)


def _read_your_writes(_history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        write = missed(read, _writes(found))
        if write is not None:
            return f"{missing(read, write)}."
    return ""


def _monotonic_reads(history: History, found: list[Operation]) -> str:
    earlier, later = sorted(_reads(found), key=lambda o: o.invoked_at)[:2]
    cell = seen_before(earlier, later)
    if cell is None:
        return ""
    return (
        f"{_own(later)} and did not see {_written(history, cell, earlier)} any more, which "
        f"{later.user} had seen at {earlier.coordinator} at {tell_time(earlier.ended_us or 0)}."
    )


def _monotonic_writes(history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        write = missed(read, _writes(found))
        via = write and after(history, write, read)
        if write is not None and via is not None and via.user == write.user:
            what = _by(write, write.user)
            return f"{_without(read, via, what)}, which {write.user} had written before it."
    return ""


def _writes_follow_reads(history: History, found: list[Operation]) -> str:
    earlier, later = sorted(_reads(found), key=lambda o: o.invoked_at)[:2]
    cell = seen_before(earlier, later)
    cause = cell and writer(history, cell, earlier)
    via = cause and after(history, cause, later)
    if cause is None or via is None:
        return ""
    return f"{_without(later, via, said(cause))}, which {via.user} had seen before writing it."


def _without(read: Operation, via: Operation, cause: str) -> str:
    """That a read, or an earlier one of its user, showed what came of a cause, and it not that."""
    if via.cell is not None and read.result.get(via.cell) == via.version:
        return f"{_own(read)} and saw {said(via)}, but not {cause}"
    return f"{_own(read)}, having been shown {said(via)} before, and did not see {cause}"


def _causal(history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        write = missed(read, _writes(found))
        if write is None:
            continue
        if write.user == read.user and write.outcome == "ok":
            return _read_your_writes(history, [write, read])
        via = after(history, write, read)
        why = f"which {read.user} had already seen"
        if via is not None:
            why = f"though {read.user} was shown {said(via)}, which came after it"
        return f"{_own(read)} and did not see {said(write)}, {why}."
    return ""


def _regular(_history: History, found: list[Operation]) -> str:
    for read in _reads(found):
        acknowledged = [
            w for w in _writes(found) if w.outcome == "ok" and w.ended_by(read.invoked_at)
        ]
        write = missed(read, acknowledged)
        if write is not None:
            return f"{missing(read, write)}."
    return ""


def _linearizable(history: History, found: list[Operation]) -> str:
    told = _regular(history, found)
    if told:
        return told
    reads = _reads(found)
    for one in reads:
        for other in reads:
            cell = seen_before(one, other) if one.ended_by(other.invoked_at) else None
            if cell is not None:
                return f"{behind(history, one, other, cell)}."
    return ""


def _convergent(history: History, found: list[Operation]) -> str:
    told = _causal(history, found) if len(found) <= 3 else ""
    if told:
        return told
    reads = listed([f"{_own(read)}" for read in _reads(found)])
    writes = listed([said(write) for write in _writes(found)])
    return f"No one order of {writes} fits what was seen: {reads}." if writes and reads else ""


def _unique_names(_history: History, found: list[Operation]) -> str:
    told = (f"at {o.coordinator} at {tell_time(o.ended_us or 0)}" for o in found)
    return f"Two were told that the name {found[0].user} is theirs: {listed(list(told))}."


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
}  # fmt: skip
