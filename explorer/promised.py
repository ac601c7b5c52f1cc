"""What a run's settings promise of its whole history, and whether that was kept. Pure.

A run may change its settings and lose disks: promised is what all its settings promise together,
and what the faults that it had leave in force.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from engine.audit.invariants import Broken
from engine.checkers import causal, registers, session_checks
from engine.checkers.checks import Op, Verdict
from engine.events import Event
from engine.history import History
from engine.spec import TOKENS, ClusterSpec, Settings
from explorer import measurements, promises
from explorer.items import register_operations

_JUDGES: dict[str, Callable[[Sequence[Op]], Verdict]] = {
    "causal": causal.causal,
    "causal_convergence": causal.causal_convergence,
    "regular": registers.weakly_regular,
    "linearizable": registers.linearizable,
}
"""The checkers that need not be told the order of versions."""


def broken_promises(spec: ClusterSpec, history: History) -> Iterator[Broken]:
    """The guarantees that were promised all the time, and are broken."""
    names = promised(spec, history)
    if not names:
        return
    ops, order = register_operations(history)
    sessions = [name for name in session_checks.GUARANTEES if name in names]
    found: dict[str, Verdict] = {name: _JUDGES[name](ops) for name in sorted(names & set(_JUDGES))}
    if sessions:
        judged = session_checks.guarantees(ops, order, sessions)
        found |= {str(name): verdict for name, verdict in judged.items()}
    for name, verdict in found.items():
        if verdict.answer == "violated":
            yield Broken(name, verdict.explanation)


def promised(spec: ClusterSpec, history: History, at: int | None = None) -> set[str]:
    """The guarantees that all settings up to a place promise, and its faults leave in force."""
    at = history.length if at is None else at
    faults = [event for place, event in history.faults if place < at]
    course = Course(spec, faults, whole=measurements.read_at_once(history))
    used = promises.used(spec.settings, history, at)
    found = _by_quorums(course, used) | _by_user_sessions(course, used)
    found |= _by_agreement(course, used) | _by_disks(course, used)
    found |= {"no_inversions"} if "linearizable" in found else set()
    return found | ({"convergence"} if used[-1].anti_entropy_us else set())


def spoilt(history: History, at: int) -> str:
    """What has been lost, in words, that quorums may have met in; empty: nothing has."""
    faults = [event for place, event in history.faults if place < at]
    if any(event[1] in ("wiped", "replacing") for event in faults):
        return "a disk was lost"
    if any(event[1] == "promoted" for event in faults):
        return "a server was promoted that may lack what was acknowledged"
    lost = any(event[1] == "crashed" and event[3] for event in faults)
    return "a crash lost what was not synced" if lost else ""


@dataclass(frozen=True, slots=True)
class Course:
    """What a run began with, and what was done to it."""

    spec: ClusterSpec
    faults: list[Event]
    whole: bool
    """Whether every read looked at all of its keys at one moment."""

    def had(self, *names: str) -> bool:
        """Whether any of these events was there."""
        return any(event[1] in names for event in self.faults)

    @property
    def servers(self) -> int:
        """How many servers there were; 0: they changed, or a page was read at two moments."""
        changed = self.had("joining", "leaving", "replacing")
        return 0 if changed or not self.whole else len(self.spec.servers)

    @property
    def disks_kept(self) -> bool:
        """Whether no disk was lost."""
        return not self.had("wiped", "replacing")

    @property
    def own_sessions(self) -> set[str]:
        """What single users' sessions demanded, beside what was set for all."""
        own = {user.user_session for user in self.spec.users}
        own |= {event[3] for event in self.faults if event[1] == "demands"}
        return own - {""}

    def kept(self, used: list[Settings]) -> bool:
        """Whether every copy stayed where it was stored, on one set of homes."""
        synced = all(s.sync_us == 0 for s in used) and self.disks_kept
        synced = synced and not self.had("promoted")  # the others take over its log
        return synced and len({s.n for s in used}) == 1

    def steady(self, used: list[Settings]) -> bool:
        """Whether every server kept all that it was sent, and in time."""
        ailing = (e[3] not in (0, "free") for e in self.faults if e[1] in ("slowed", "disk"))
        return self.kept(used) and not any(ailing)


def _by_quorums(course: Course, used: list[Settings]) -> set[str]:
    """What quorums promise while nothing is lost or moved.

    A write of one moment meets a read of another: the smallest R and W count. Clocks that are off
    can put a later write before an earlier one, unless its writer reads versions first.
    """
    if not course.kept(used):
        return set()
    r, w = min(s.r for s in used), min(s.w for s in used)
    least = (replace(s, r=r, w=w, user_session="none") for s in used)
    found = set.intersection(*(promises.of_settings(s, course.servers) for s in least))
    skewed = any(s.skew_us for s in course.spec.servers) or course.had("skewed")
    ordered = all(s.write_back == "on" or s.agreement == "all" for s in used)
    if skewed and not ordered:
        found.discard("regular")
    return found


def _by_user_sessions(course: Course, used: list[Settings]) -> set[str]:
    """What user sessions promise while they are of one kind.

    What a token demands holds whatever is lost; a sticky session's server has to keep all that it
    is sent, and in time, and its user has to stay there; and what depends on a write that was lost
    may have been seen before.
    """
    if any(s.agreement == "all" for s in used):
        return set()  # whoever leads is asked, and no user session demands anything
    used = used + [replace(s, user_session=own) for s in used for own in course.own_sessions]
    tokens = all(s.user_session in TOKENS for s in used)
    if not tokens and (len({s.user_session for s in used}) > 1 or not course.steady(used)):
        return set()
    if course.had("moved") and any(s.user_session == "sticky" for s in used):
        return set()
    alone = (replace(s, quorum="sloppy", agreement="off") for s in used)  # quorums promise nothing
    return set.intersection(*(promises.of_settings(s, course.servers) for s in alone))


def _by_disks(course: Course, used: list[Settings]) -> set[str]:
    """What was acknowledged outlives W - 1 lost disks, where it was synced.

    Whoever is promoted by hand may be none of the W.
    """
    lost = sum(event[1] in ("wiped", "replacing") for event in course.faults)
    outlives = all(s.sync_us == 0 and lost < s.w for s in used) and not course.had("promoted")
    return {"no_lost_writes"} if outlives else set()


def _by_agreement(course: Course, used: list[Settings]) -> set[str]:
    """What servers that agree promise while no disk is lost, and with it a vote."""
    if not course.disks_kept:
        return set()
    alone = (replace(s, quorum="sloppy", user_session="none") for s in used)
    return set.intersection(*(promises.of_settings(s, course.servers) for s in alone))
