"""An anomaly that is looked for in other runs: what kind it is, and between whom. Pure.

`when` says whether a run has it; `expectation` is the sentence that says so in a preset.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.checkers import causal, registers, session_checks
from engine.checkers.checks import Op, Verdict
from engine.history import History
from engine.records import Operation, of_crowd
from explorer import anomalies, apart, cause, culprits, measurements, verdicts
from explorer.cause import Cause
from explorer.cone import LOSSES
from explorer.items import register_operations


@dataclass(frozen=True, slots=True)
class Sought:
    """A kind of anomaly, as `explorer.cause` has it, between these users."""

    kind: str
    between: tuple[str, ...]


ANYBODY = ("", "")
"""Between no users in particular."""


def of(asked: Cause) -> Sought:
    """What to look for, to find this again. Raises ValueError where nothing was wrong."""
    kind = _SAME.get(asked.kind, asked.kind)
    if kind not in (*_FINDERS, *_BY_CHECKERS):
        raise ValueError(f"nothing went wrong with {asked.subject}: there is nothing to shrink")
    if not asked.between:
        raise ValueError("what is apart was there before the run: no write could be looked for")
    return Sought(kind, asked.between)


def first_cause(kind: str, history: History) -> Cause | None:
    """The cause of the first anomaly of a kind, or of why a guarantee is broken; None: it is not.

    A kind may be named by the guarantee that says no more than that it does not happen.
    """
    wanted = Sought(_SAME.get(kind, kind), ANYBODY)
    first = _first(wanted, history)
    return _cause(wanted, history, first[1]) if first is not None else None


def when(sought: Sought, history: History) -> int | None:
    """The first moment by which a run has it; None when it has not."""
    found = _first(sought, history)
    return found[0] if found is not None else None


def sentence(sought: Sought, history: History) -> str:
    """What a run that has it says of its cause."""
    found = _first(sought, history)
    if found is None:
        raise ValueError(f"this run has no {sought.kind} between {', '.join(sought.between)}")
    return _cause(sought, history, found[1]).sentence


def _cause(sought: Sought, history: History, number: int) -> Cause:
    """The cause of one that there is, of this operation."""
    if sought.kind == "convergence":
        judged = Verdict("violated", "", (number,))
        return cause.of_verdict(history, sought.kind, judged, history.length)
    if sought.kind in _FINDERS:
        return cause.of_operation(history, number)
    judged = verdict(history, sought.kind, history.length)
    return cause.of_verdict(history, sought.kind, judged, history.length)


def _first(sought: Sought, history: History) -> tuple[int, int] | None:
    """The first of them: when it had happened, and to which operation."""
    finder = _FINDERS.get(sought.kind)
    if finder is not None:
        return min(finder(history, sought.between), default=None)
    judged = verdict(history, sought.kind, history.length)
    found = [history.operations[number] for number in judged.witness]
    if judged.answer != "violated" or not found:
        return None
    guilty = culprits.find(history, sought.kind, found)
    users = {o.user for o in found} if guilty is None else {guilty.read.user, guilty.write.user}
    if sought.between != ANYBODY and users != set(sought.between):
        return None
    return max((_end(o), o.number) for o in found)


def expectation(sought: Sought) -> str:
    """The sentence of a preset that says that this happens."""
    if sought.kind in _BY_CHECKERS:
        return f"{sought.kind} is broken"
    sentence = _SENTENCES[sought.kind].format(*sought.between)
    crowd = any(map(of_crowd, sought.between))  # who has no name that a sentence could say
    return sentence.replace(f" of {sought.between[0]}", "") if crowd else sentence


_SAME = {
    "no_lost_writes": "lost ack", "no_resurrection": "came back", "no_inversions": "inversion",
}  # fmt: skip
"""The guarantees that say no more than that one kind of anomaly does not happen."""

Between = tuple[str, ...]


def _is(user: str, wanted: str) -> bool:
    """Whether it is this user, where one is wanted."""
    return wanted in ("", user)


def _end(operation: Operation) -> int:
    return operation.ended_us or operation.invoked_us


def _stale(history: History, between: Between) -> Iterator[tuple[int, int]]:
    reader, writer = between
    for read in measurements.stale_reads(history, history.length, reader):
        missed = read.staleness.missed if read.staleness is not None else ()
        writes = (history.operations.get(number) for number in missed)
        if any(write is not None and _is(write.user, writer) for write in writes):
            yield _end(read), read.number


def _leaks(history: History, between: Between) -> Iterator[tuple[int, int]]:
    reader, author = between
    for page in anomalies.leaks(history, history.length):
        found = anomalies.leaked(history, page)
        if found is not None and _is(page.user, reader) and _is(found[0].user, author):
            yield _end(page), page.number


def _inversions(history: History, between: Between) -> Iterator[tuple[int, int]]:
    for read in measurements.answered(history, history.length, "read"):
        found = anomalies.inverted(history, read) if _is(read.user, between[0]) else None
        if found is not None and _is(found[0].user, between[1]):
            yield _end(read), read.number


def _lost_acks(history: History, between: Between) -> Iterator[tuple[int, int]]:
    lost = [o for o in measurements.lost_acks(history, history.length) if _is(o.user, between[0])]
    losses = [event[0] for _, event in history.faults if event[1] in LOSSES]
    if lost and losses:
        yield max(losses[-1], _end(lost[0])), lost[0].number


def _between_writes(
    find: Callable[[History, Operation, int], Operation | None],
) -> Callable[[History, Between], Iterator[tuple[int, int]]]:
    """The writes of the first user that lost to one of the second."""

    def finder(history: History, between: Between) -> Iterator[tuple[int, int]]:
        for write in measurements.answered(history, history.length, "write"):
            mine = _is(write.user, between[0])
            other = find(history, write, history.length) if mine else None
            if other is not None and _is(other.user, between[1]):
                yield max(_end(write), _end(other)), write.number

    return finder


def _came_back(history: History, between: Between) -> Iterator[tuple[int, int]]:
    writer, reader = between
    for write in measurements.resurrected(history, history.length):
        for read in measurements.answered(history, history.length, "read"):
            shown = write.cell is not None and read.result.get(write.cell) == write.version
            later = (read.ended_at or 0) > (write.ended_at or 0)
            if shown and later and _is(write.user, writer) and _is(read.user, reader):
                yield _end(read), write.number


def _unknown(history: History, between: Between) -> Iterator[tuple[int, int]]:
    for write in measurements.ended(history, history.length, "write"):
        if write.outcome == "info" and _is(write.user, between[0]):
            yield _end(write), write.number


def _apart(history: History, between: Between) -> Iterator[tuple[int, int]]:
    for write, us in apart.writes(history):
        if _is(write.user, between[0]):
            yield us, write.number


_FINDERS: dict[str, Callable[[History, Between], Iterator[tuple[int, int]]]] = {
    "stale read": _stale, "leak": _leaks, "inversion": _inversions, "lost ack": _lost_acks,
    "lost to a later time": _between_writes(anomalies.overruler),
    "lost update": _between_writes(anomalies.overwriter),
    "came back": _came_back, "unknown write": _unknown, "convergence": _apart,
}  # fmt: skip
"""By kind: the moments by which a run has it."""

_SENTENCES = {
    "stale read": "stale reads of {0} > 0", "leak": "leaks > 0", "inversion": "inversions > 0",
    "lost ack": "lost acks > 0", "lost to a later time": "lost to a later time > 0",
    "lost update": "lost updates > 0", "came back": "unknown writes that came back > 0",
    "unknown write": "unknown writes of {0} > 0", "convergence": "divergent keys > 0",
}  # fmt: skip


Checker = Callable[[History, int], Verdict]


def _session(name: session_checks.Guarantee) -> Checker:
    def check(history: History, at: int) -> Verdict:
        return session_checks.guarantees(*register_operations(history, at), (name,))[name]

    return check


def _of_operations(check: Callable[[list[Op]], Verdict]) -> Checker:
    return lambda history, at: check(register_operations(history, at)[0])


_BY_CHECKERS: dict[str, Checker] = {
    **{name: _session(name) for name in session_checks.GUARANTEES},
    "causal": _of_operations(causal.causal),
    "causal_convergence": _of_operations(causal.causal_convergence),
    "regular": _of_operations(registers.weakly_regular),
    "linearizable": _of_operations(registers.linearizable),
    "unique_names": verdicts.unique_names,
}
"""By guarantee: what judges it as of a place in the log."""

CHECKED = tuple(_BY_CHECKERS)


def verdict(history: History, name: str, at: int) -> Verdict:
    """What the checker of this guarantee says of a history up to a place."""
    return _BY_CHECKERS[name](history, at)
