"""The guarantees as they are told: what each means, and how this run stands to it. Pure."""

from collections.abc import Iterator

from engine.checkers.checks import Verdict
from engine.history import History
from explorer import anomalies, cause, explain, measurements, sentences
from explorer.frame import Answer, VerdictsView, VerdictView
from explorer.judging import Found
from explorer.promised import promised
from explorer.timeline import Timeline
from explorer.verdicts import BY_HISTORY, GUARANTEES

_FOUR = " The four session guarantees together are weaker than causal consistency."
TITLES = {"no_lost_writes": "no lost ack", "no_resurrection": "no late unknown"}
MEANINGS = {
    "read_your_writes": "Nobody's read misses what they had written themselves." + _FOUR,
    "monotonic_reads": "Nobody's read misses what they had seen before." + _FOUR,
    "monotonic_writes": "Who sees a user's write sees what that user had written before." + _FOUR,
    "writes_follow_reads": "Who sees a user's write sees what that user had seen before." + _FOUR,
    "causal": "No read misses what came before something that its user had seen or written.",
    "causal_convergence": "Causal, and all can agree on one order of what came at the same time.",
    "regular": "No read misses a write that had been acknowledged before the read began.",
    "linearizable": "Every operation seems to happen at one moment between its call and its end.",
    "no_inversions": "No read shows less than an earlier one did, though it misses no ack.",
    "no_lost_writes": "Whatever was acknowledged is on some disk still, or something newer is.",
    "no_resurrection": "A write whose outcome nobody knew is not seen later. It may be, "
    "for a time-out means unknown.",
    "unique_names": "No user name is given to two.",
    "convergence": "Once nothing keeps them from it, all home servers hold the same.",
}


def view(timeline: Timeline, found: Found, at: int | None, as_of_us: int) -> VerdictsView:
    """Every guarantee by the verdicts as of a place; None: nothing has been judged."""
    place = timeline.place if at is None else at
    names = promised(timeline.cluster.spec, timeline.branch.history, place)
    rows = tuple(
        _row(name, found.get(name), promised=name in names, history=timeline.branch.history,
             at=at or 0)
        for name in GUARANTEES
    )  # fmt: skip
    return VerdictsView(rows, as_of_us, at == timeline.place)


def _row(
    name: str, verdict: Verdict | None, *, promised: bool, history: History, at: int
) -> VerdictView:
    title = TITLES.get(name, name.replace("_", " "))
    if verdict is None:
        return VerdictView(name, title, MEANINGS[name], promised, "judging", "", (), None)
    nothing = empty(name, verdict, history, at)
    answer: Answer = "none" if nothing else verdict.answer
    text, show_us = nothing or _note(name, verdict, history, at), None
    witness = verdict.witness[: sentences.MOST_WITNESSES]
    if answer == "violated" and witness:
        found = cause.of_verdict(history, name, verdict, at)
        text, show_us = found.sentence, found.moment_us
    text = text or sentences.sentence(name, verdict, history)
    return VerdictView(name, title, MEANINGS[name], promised, answer, text, witness, show_us)


def _note(name: str, verdict: Verdict, history: History, at: int) -> str:
    """What a verdict that holds does not count, where people lost something all the same."""
    if name != "no_lost_writes" or verdict.answer != "holds":
        return ""
    notes = []
    if lost := anomalies.lost_counts(history, at):
        notes.append(
            f"{lost} acknowledged like{'s' * (lost > 1)} are in no count: a newer row that had "
            "not read the older one replaced it."
        )
    if hidden := measurements.never_visible(history, at):
        count = len(hidden)
        notes.append(
            f"{explain.versions(count)} {'was' if count == 1 else 'were'} acknowledged and never "
            "shown to anybody: something with a later time stood there already."
        )
    return " ".join((*notes, "Here whatever is newer counts as keeping it.")) if notes else ""


def empty(name: str, verdict: Verdict, history: History, at: int) -> str:
    """Why there is nothing to judge yet; empty when there is."""
    if verdict.answer != "holds":
        return ""
    if name in BY_HISTORY:
        return "" if any(_judged(history, at)) else "Nobody has read anything that was written."
    if name == "no_lost_writes":
        wrote = (o.kind == "write" and o.outcome == "ok" for o in history.operations.values())
        return "" if any(wrote) else "Nothing has been acknowledged."
    if name == "no_resurrection":
        unknown = (o.outcome == "info" and o.ended_by(at) for o in history.operations.values())
        return "" if any(unknown) else "No outcome is unknown."
    if name == "unique_names":
        return "Nobody has taken a name." if verdict.explanation else ""
    return "" if at else "Nothing has happened."


def _judged(history: History, at: int) -> Iterator[bool]:
    """Whether there were reads after a write."""
    writes = [o.invoked_at for o in history.operations.values() if o.stamped_by(at)]
    first = min(writes, default=at)
    for o in history.operations.values():
        yield o.kind == "read" and o.outcome == "ok" and o.ended_by(at) and o.invoked_at > first
