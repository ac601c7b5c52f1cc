"""The guarantees as they are told: what each means, and how this run stands to it. Pure."""

from functools import cached_property
from itertools import islice

from engine.checkers.checks import Verdict
from engine.history import History
from engine.spec import ClusterSpec
from explorer import anomalies, cause, chance, columns, explain, sentences, unseen, verdicts
from explorer.frame_verdicts import Answer, VerdictsView, VerdictView
from explorer.judging import Found
from explorer.promised import promised
from explorer.timeline import Timeline
from explorer.times import tell_time
from explorer.verdicts import BY_HISTORY, GUARANTEES

TITLES = {"no_lost_writes": "no lost ack", "no_resurrection": "no late unknown"}
MEANINGS = {
    "read_your_writes": "Nobody's read misses what they had written themselves.",
    "monotonic_reads": "Nobody's read misses what they had seen before.",
    "monotonic_writes": "Who sees a user's write sees what that user had written before.",
    "writes_follow_reads": "Who sees a user's write sees what that user had seen before.",
    "causal": "No read misses what came before something that its user had seen or written: "
    "more than the four session guarantees together.",
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
    material = _Material(timeline.branch.history, at or 0, timeline.cluster.spec)
    rows = tuple(
        _row(name, found.get(name), promised=name in names, material=material)
        for name in GUARANTEES
    )
    luck = chance.is_there(timeline.cluster.spec, (command for _, command in timeline.commands))
    return VerdictsView(rows, as_of_us, at == timeline.place, luck)


def _row(
    name: str, verdict: Verdict | None, *, promised: bool, material: "_Material"
) -> VerdictView:
    title = TITLES.get(name, name.replace("_", " "))
    if verdict is None:
        return VerdictView(name, title, MEANINGS[name], promised, "judging", "", (), None)
    nothing, history, at = _empty(name, verdict, material), material.history, material.at
    answer: Answer = "none" if nothing or _is_open(name, verdict) else verdict.answer
    text, show_us = nothing or _note(name, verdict, history, at), None
    witness = verdict.witness[: sentences.MOST_WITNESSES]
    if answer == "violated" and (witness or name == "convergence"):
        found = cause.of_verdict(history, name, verdict, at, material.spec)
        text, show_us = found.sentence, found.moment_us
    text = text or sentences.sentence(name, verdict, history)
    return VerdictView(name, title, MEANINGS[name], promised, answer, text, witness, show_us)


def _is_open(name: str, verdict: Verdict) -> bool:
    """Whether it is too early: what is to be so eventually cannot be broken before."""
    return name == "convergence" and verdict.answer == "unknown"


def _note(name: str, verdict: Verdict, history: History, at: int) -> str:
    """Since when it holds, or what it does not count though people lost it all the same."""
    if name == "convergence" and verdict.answer == "holds":
        since_us = verdicts.last_stored_us(history, at)
        return f"All home servers hold the same since {tell_time(since_us)}." if since_us else ""
    if name != "no_lost_writes" or verdict.answer != "holds":
        return ""
    notes = []
    if lost := anomalies.lost_counts(history, at):
        notes.append(
            f"{lost} acknowledged like{'s' * (lost > 1)} are in no count: a newer row that had "
            "not read the older one replaced it."
        )
    if hidden := unseen.never_visible(history, at):
        count = len(hidden)
        notes.append(
            f"{explain.versions(count)} {'was' if count == 1 else 'were'} acknowledged and never "
            "shown to anybody: something with a later time stood there already."
        )
    return " ".join((*notes, "Here whatever is newer counts as keeping it.")) if notes else ""


def empty(name: str, verdict: Verdict, history: History, at: int) -> str:
    """Why there is nothing to judge yet; empty when there is."""
    return _empty(name, verdict, _Material(history, at))


def _empty(name: str, verdict: Verdict, material: "_Material") -> str:
    """Why there is nothing to judge yet; empty when there is."""
    if verdict.answer != "holds":
        return ""
    if name in BY_HISTORY:
        return "" if material.read else "Nobody has read anything that was written."
    if name == "no_lost_writes":
        return "" if material.acknowledged else "Nothing has been acknowledged."
    if name == "no_resurrection":
        return "" if material.unknown else "No outcome is unknown."
    if name == "unique_names":
        return "Nobody has taken a name." if verdict.explanation else ""
    return "" if material.at else "Nothing has happened."


class _Material:
    """Whether a run has had, by a place, what there is to judge; looked for once."""

    def __init__(self, history: History, at: int, spec: ClusterSpec | None = None) -> None:
        self.history, self.at, self.spec = history, at, spec

    @cached_property
    def read(self) -> bool:
        """Whether there were reads after a write: one that had begun before them was stamped."""
        history, at = self.history, self.at
        first = history.writers.first
        if first is None or not history.operations[first].stamped_by(at):
            return False
        written_at = history.operations[first].invoked_at
        return any(
            o.kind == "read" and o.outcome == "ok" and o.invoked_at > written_at
            for o in islice(history.ended, history.ended.before(at))
        )

    @cached_property
    def acknowledged(self) -> bool:
        """Whether any write was acknowledged."""
        done = self._done
        return bool(((done["outcome"] == columns.OK) & (done["reads"] == 0)).any())

    @cached_property
    def unknown(self) -> bool:
        """Whether any outcome is unknown."""
        return bool((self._done["outcome"] == columns.OUTCOMES.index("info")).any())

    @property
    def _done(self) -> "columns.Columned":
        return columns.of(self.history).ended(self.at)
