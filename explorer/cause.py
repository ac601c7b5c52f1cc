"""The cause of an anomaly: one sentence, the moment that decided it, and what mattered. Pure.

An anomaly is named by an operation or by a guarantee that is broken. What mattered is gathered from
the log (`explorer.cone`): the write that was missed or lost, who had acknowledged it, who was asked
instead, and what became of the copies that should have been there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.checkers.checks import Verdict
from engine.history import History
from engine.records import Operation
from engine.spec import ClusterSpec
from explorer import cause_of_gaps, cause_of_reads, cause_of_writes, culprits, sentences
from explorer.cone import Cone, Told
from explorer.culprits import Culprits
from explorer.explain import said
from explorer.shortfall import Shortfall
from explorer.times import tell_time


@dataclass(frozen=True, slots=True)
class Cause:
    """What an anomaly hangs on; `subject` is what was asked about: '#88', 'read_your_writes'."""

    subject: str
    kind: str
    """What it is: 'stale read', 'inversion', ..., or the guarantee's name; '' where all is well."""
    between: tuple[str, ...]
    """The users that it is between, whose reading or writing suffered first."""
    sentence: str
    moment_us: int
    operations: frozenset[int]
    messages: frozenset[int]
    servers: frozenset[str]
    links: frozenset[tuple[str, str]]
    users: frozenset[str]
    faults: frozenset[int]
    """When each fault that had a part in it began, in microseconds."""


def of_operation(history: History, number: int) -> Cause:
    """The cause of what was wrong with an operation; of one that was well, all of its messages.

    Raises ValueError when there is none of this number.
    """
    operation = history.operations.get(number)
    if operation is None:
        raise ValueError(f"there is no operation #{number} in this run")
    cone = Cone(history, history.length)
    told = None
    for look in _READS if operation.kind == "read" else _WRITES:
        told = told or look(cone, operation)
    return _cause(f"#{number}", cone, told or _well(cone, operation))


def of_verdict(
    history: History, name: str, verdict: Verdict, at: int, spec: ClusterSpec | None = None
) -> Cause:
    """The cause of a broken guarantee, as far as it is known up to a place in the log.

    Where no operation shows it, what the cluster began with is asked, `spec`. Raises ValueError, in
    words, where nothing shows it.
    """
    if verdict.answer != "violated":
        raise ValueError(f"{name} is not violated: there is nothing to explain")
    cone = Cone(history, at)
    if not verdict.witness:
        if name != "convergence" or spec is None:
            raise ValueError(f"no operation shows that {name} is violated: {verdict.explanation}")
        return _cause(name, cone, cause_of_gaps.emptied(cone, spec, verdict.explanation))
    found = [history.operations[number] for number in verdict.witness]
    told = _BY_STATE[name](cone, found[0]) if name in _BY_STATE else None
    told = told or _broken(cone, name, verdict, found)
    if len(found) > 1 and name in _BY_STATE:
        told = replace(told, sentence=f"{told.sentence} In all: {verdict.explanation}.")
    return _cause(name, cone, told)


def _cause(subject: str, cone: Cone, told: Told) -> Cause:
    return Cause(
        subject, told.kind, told.between, told.sentence, told.moment_us,
        frozenset(cone.operations), frozenset(cone.messages), frozenset(cone.servers),
        cone.links, cone.users, frozenset(cone.faults),
    )  # fmt: skip


def _well(cone: Cone, operation: Operation) -> Told:
    """Nothing is wrong with it, or it was refused: all of its messages."""
    cone.everything(operation)
    what = "read" if operation.kind == "read" else said(operation)
    who = f"{operation.user}'s read" if what == "read" else what
    end = {"ok": "was answered", "fail": "was refused", "info": "got no answer"}
    became = end.get(operation.outcome or "", "is under way")
    if operation.outcome == "ok" and operation.kind == "read":
        became = "was fresh"
    why = f": {operation.reason}" if operation.reason else ""
    when = tell_time(operation.ended_us or operation.invoked_us)
    sentence = f"{who} at {operation.coordinator} {became} at {when}{why}."
    return Told("", (operation.user,), sentence, operation.invoked_us)


_Look = Callable[[Cone, Operation], Told | None]
_READS: tuple[_Look, ...] = (cause_of_reads.leak, cause_of_reads.stale, cause_of_reads.went_back)
_WRITES: tuple[_Look, ...] = (
    cause_of_writes.came_back, cause_of_writes.unknown, cause_of_writes.lost,
    cause_of_writes.discarded, cause_of_writes.overwritten,
)  # fmt: skip

# -- guarantees

_BY_STATE: dict[str, _Look] = {
    "no_lost_writes": cause_of_writes.lost, "no_resurrection": cause_of_writes.came_back,
    "no_inversions": cause_of_reads.went_back, "convergence": cause_of_writes.apart,
}  # fmt: skip


def _broken(cone: Cone, name: str, verdict: Verdict, found: list[Operation]) -> Told:
    sentence = sentences.sentence(name, verdict, cone.history)
    guilty = culprits.find(cone.history, name, found)
    if guilty is not None:
        return _missed(cone, name, guilty, sentence)
    for write in found:
        told = cause_of_writes.discarded(cone, write) if write.kind == "write" else None
        if told is not None:
            return Told(name, told.between, told.sentence, told.moment_us)
    for operation in found:
        cone.everything(operation)
    users = tuple(dict.fromkeys(o.user for o in found))
    return Told(name, users, sentence, max(o.ended_us or o.invoked_us for o in found))


def _missed(cone: Cone, name: str, guilty: Culprits, sentence: str) -> Told:
    short = Shortfall(cone.history, guilty.read, guilty.write, cone.at)
    cause_of_reads.lacking(cone, short)
    for other in guilty.others:
        (cone.reading if other.kind == "read" else cone.acknowledging)(other)
    users = tuple(dict.fromkeys((guilty.read.user, guilty.write.user)))
    text = f"{sentence.removesuffix('.')}; {short.clause()}."
    return Told(name, users, text, short.decided_us)
