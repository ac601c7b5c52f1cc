"""What a run's settings promise of its whole history, and whether that was kept. Pure.

A run may change its settings and lose disks: promised is what all its settings promise together,
and what the faults that it had leave in force.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine import causal, registers, session_checks
from engine.checks import Op, Verdict
from engine.history import History
from engine.invariants import Broken
from engine.spec import TOKENS, ClusterSpec, Settings
from explorer import measurements
from explorer.verdicts import register_operations

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


def promised(spec: ClusterSpec, history: History) -> set[str]:
    """The guarantees that all settings of a run promise, and that its faults leave in force."""
    used = measurements.used(spec.settings, history)
    return _by_quorums(spec, used, history) | _by_user_sessions(spec, used, history)


def _by_quorums(spec: ClusterSpec, used: list[Settings], history: History) -> set[str]:
    """What quorums promise while nothing is lost or moved.

    A write of one moment meets a read of another: the smallest R and W count. Clocks that are off
    can put a later write before an earlier one, unless its writer reads versions first.
    """
    if not _kept(used, history):
        return set()
    r, w = min(s.r for s in used), min(s.w for s in used)
    least = (replace(s, r=r, w=w, user_session="none") for s in used)
    promises = (measurements.promises(s, _servers(spec, history)) for s in least)
    found = set.intersection(*promises)
    skewed = any(s.skew_us for s in spec.servers) or _happened(history, "skewed")
    ordered = all(s.write_back == "on" or s.agreement == "all" for s in used)
    if skewed and not ordered:
        found.discard("regular")
    return found


def _by_user_sessions(spec: ClusterSpec, used: list[Settings], history: History) -> set[str]:
    """What user sessions promise while they are of one kind.

    What a token demands holds whatever is lost; a sticky session's server has to keep all that it
    is sent, and in time; and what depends on a write that was lost may have been seen before.
    """
    if any(s.agreement == "all" for s in used):
        return set()  # whoever leads is asked, and no user session demands anything
    tokens = all(s.user_session in TOKENS for s in used)
    if not tokens and (len({s.user_session for s in used}) > 1 or not _steady(used, history)):
        return set()
    alone = (replace(s, quorum="sloppy") for s in used)  # so that quorums promise nothing
    return set.intersection(*(measurements.promises(s, _servers(spec, history)) for s in alone))


def _servers(spec: ClusterSpec, history: History) -> int:
    """How many servers there were; 0: they changed, or a page was read at two moments."""
    changed = _happened(history, "joining", "leaving", "replacing")
    return 0 if changed or not measurements.read_at_once(history) else len(spec.servers)


def _kept(used: list[Settings], history: History) -> bool:
    """Whether every copy stayed where it was stored, on one set of homes."""
    synced = all(s.sync_us == 0 for s in used) and not _happened(history, "wiped", "replacing")
    return synced and len({s.n for s in used}) == 1


def _steady(used: list[Settings], history: History) -> bool:
    """Whether every server kept all that it was sent, and in time."""
    ailing = (
        event[3] not in (0, "free") for _, event in history.faults if event[1] in ("slowed", "disk")
    )
    return _kept(used, history) and not any(ailing)


def _happened(history: History, *names: str) -> bool:
    return any(event[1] in names for _, event in history.faults)
