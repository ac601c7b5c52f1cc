"""What of a run can be compared with a number: a time, a count or a part, each by its words.

Rules this file keeps: a number is of what had happened by the evidence's place in the log; what
cannot be said yet is no number.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine import merging
from engine.seen import owner
from explorer import anomalies, holdings, load_expectations, measurements, unseen
from explorer.evidence import Evidence, NotYetError

NAME = r"([A-Za-z][\w-]*)"
_OF = rf"(?: of {NAME})?"


@dataclass(frozen=True, slots=True)
class Measurable:
    """A number of a run: its words, how it is found, and in which unit it is written."""

    pattern: re.Pattern[str]
    measure: Callable[..., float]
    unit: str
    named: bool
    """Whether it names an operation."""

    @property
    def settles(self) -> bool:
        """Whether it changes no more once the operation that it names has ended."""
        return self.measure in (_latency, _end, _window, _age)

    @property
    def whole(self) -> bool:
        """Whether it takes all operations of a run to measure it."""
        return self.measure in load_expectations.MEASURES

    def has_tried(self, evidence: Evidence, arguments: Sequence[str]) -> bool:
        """Whether any operation has ended of those that this counts: before that 0 says nothing."""
        if self.named:
            return True
        of = dict(enumerate(arguments))
        reads, user = self.measure in _OF_READS, None
        if self.measure is _outcomes:
            reads, user = of[1] == "reads", of.get(2)
        elif self.measure is _stale_reads:
            user = of[0]
        done = measurements.ended(evidence.history, evidence.at, "read" if reads else "write")
        return any(user in (None, operation.user) for operation in done)


def find(subject: str) -> tuple[Measurable, tuple[str, ...]] | None:
    """What is called so, and what its words leave open; None: nothing is."""
    matches = ((known, known.pattern.fullmatch(subject)) for known in _ALL)
    return next(((known, match.groups()) for known, match in matches if match), None)


def _latency(evidence: Evidence, name: str) -> int:
    operation = evidence.ended(name)
    first = evidence.history.tries(operation, evidence.at)[:1] or [operation]
    return (operation.ended_us or 0) - first[0].invoked_us


def _tries(evidence: Evidence, name: str) -> int:
    return len(evidence.history.tries(evidence.find(name), evidence.at))


def _end(evidence: Evidence, name: str) -> int:
    return evidence.ended(name).ended_us or 0


def _window(evidence: Evidence, name: str) -> int:
    window = measurements.window_us(evidence.history, evidence.ended(name), evidence.at)
    if window is None:
        raise NotYetError(f"not every home holds {name}")
    return window


def _age(evidence: Evidence, name: str) -> int:
    staleness = evidence.ended(name).staleness
    return staleness.age_us if staleness else 0


def _copies(evidence: Evidence, name: str) -> int:
    return len(evidence.history.holders(evidence.find(name), evidence.at))


def _stale_quorums(evidence: Evidence, name: str) -> int:
    write = evidence.find(name)
    if evidence.spec is None or not write.written:
        raise NotYetError(f"{name} has not been written")
    return measurements.stale_quorums(evidence.history, evidence.spec, write, evidence.at)


def _arrival(evidence: Evidence, name: str, server: str) -> int:
    write = evidence.find(name)
    arrived = measurements.arrival_us(evidence.history, write, server, evidence.at)
    if arrived is None:
        raise NotYetError(f"{server} does not hold {name}")
    return arrived


def _leaks(evidence: Evidence) -> int:
    return len(anomalies.leaks(evidence.history, evidence.at))


def _inversions(evidence: Evidence) -> int:
    count = measurements.inversions(evidence.history, evidence.at)
    if count is None:
        raise NotYetError("there are too many operations to look for inversions")
    return count


def _causal_anomalies(evidence: Evidence) -> int:
    return len(anomalies.causal_anomalies(evidence.history, evidence.at))


def _servers_away(evidence: Evidence) -> int:
    return len(measurements.away(evidence.history, evidence.at))


def _links_cut(evidence: Evidence) -> int:
    return len(anomalies.links_cut(evidence.history, evidence.at))


def _violations(evidence: Evidence, guarantee: str) -> int:
    return len(measurements.violations(evidence.history, evidence.at, guarantee))


def _stale_reads(evidence: Evidence, user: str | None) -> int:
    return len(measurements.stale_reads(evidence.history, evidence.at, user or ""))


def _lost_acks(evidence: Evidence) -> int:
    return len(measurements.lost_acks(evidence.history, evidence.at))


def _never_visible(evidence: Evidence) -> int:
    return len(unseen.never_visible(evidence.history, evidence.at))


def _lost_updates(evidence: Evidence) -> int:
    return anomalies.lost_counts(evidence.history, evidence.at)


def _lost_to_later(evidence: Evidence) -> int:
    writes = measurements.answered(evidence.history, evidence.at, "write")
    lost = (anomalies.overruler(evidence.history, write, evidence.at) for write in writes)
    return sum(winner is not None for winner in lost)


def _came_back(evidence: Evidence) -> int:
    return len(measurements.resurrected(evidence.history, evidence.at))


def _conflicting_reads(evidence: Evidence) -> int:
    return len(measurements.conflicting_reads(evidence.history, evidence.at))


def _likes(evidence: Evidence, post: str, server: str) -> int:
    """By the rows that this server holds; the post is called by its number or its name."""
    named = None if "#" in post else evidence.find(post)
    number = named.cell[1][-1] if named is not None and named.cell else post
    history, values, rows = evidence.history, evidence.history.values(), {}
    for cell in (cell for cell in history.stores if cell[0] == f"wall:{owner(number)}"):
        version = history.held(cell, evidence.at).get(server)
        # A new machine stores what was there before the run as well, which has no value here.
        if version is not None and (cell, version) in values:
            rows[cell[1]] = version, values[cell, version]
    return merging.likes(rows)[number]


def _outcomes(evidence: Evidence, outcome: str, kind: str, user: str | None = None) -> int:
    wanted = {"acknowledged": "ok", "answered": "ok", "unknown": "info", "refused": "fail"}[outcome]
    ended = measurements.ended(
        evidence.history, evidence.at, "read" if kind == "reads" else "write"
    )
    return sum(
        operation.outcome == wanted
        and user in (None, operation.user)
        and (kind != "sign-ups" or operation.action == "sign_up")
        for operation in ended
    )


def _owners(evidence: Evidence, name: str) -> int:
    return holdings.owners(evidence.history, name, evidence.at)


def _missing(evidence: Evidence, server: str) -> int:
    return len(holdings.missing(evidence.history, server, evidence.at))


def _divergent_keys(evidence: Evidence) -> int:
    if evidence.spec is None:
        raise NotYetError("nothing is known of the homes")
    return len(holdings.divergent_keys(evidence.history, evidence.spec, evidence.at))


def _hints_kept(evidence: Evidence) -> int:
    hints = (event for place, *_, event in evidence.history.hints if place < evidence.at)
    return sum(event == "hinted" for event in hints)


def _hashes_compared(evidence: Evidence) -> int:
    compared = evidence.history.compared
    return max((hashes for place, hashes in compared if place < evidence.at), default=0)


_OF_READS = (_violations, _stale_reads, _leaks, _inversions, _causal_anomalies, _conflicting_reads)
_ALL = tuple(
    Measurable(re.compile(pattern), measure, unit, named)
    for pattern, measure, unit, named in (
        *load_expectations.NUMBERS,
        (rf"latency of {NAME}", _latency, "time", True),
        (rf"end of {NAME}", _end, "time", True),
        (rf"window of {NAME}", _window, "time", True),
        (rf"arrival of {NAME} at {NAME}", _arrival, "time", True),
        (rf"age of {NAME}", _age, "time", True),
        (rf"tries of {NAME}", _tries, "count", True),
        (rf"copies of {NAME}", _copies, "count", True),
        (rf"stale quorums of {NAME}", _stale_quorums, "count", True),
        (r"violations of (read_your_writes|monotonic_reads)", _violations, "count", False),
        (rf"stale reads(?: of {NAME})?", _stale_reads, "count", False),
        (r"leaks", _leaks, "count", False),
        (r"inversions", _inversions, "count", False),
        (r"causal anomalies", _causal_anomalies, "count", False),
        (r"servers away", _servers_away, "count", False),
        (r"links cut", _links_cut, "count", False),
        (r"lost acks", _lost_acks, "count", False),
        (r"never visible", _never_visible, "count", False),
        (r"lost updates", _lost_updates, "count", False),
        (r"lost to a later time", _lost_to_later, "count", False),
        (r"unknown writes that came back", _came_back, "count", False),
        (r"conflicting reads", _conflicting_reads, "count", False),
        (rf"likes of (\S+) at {NAME}", _likes, "count", False),
        (rf"(acknowledged|unknown|refused) (writes|sign-ups){_OF}", _outcomes, "count", False),
        (rf"(answered|refused) (reads){_OF}", _outcomes, "count", False),
        (rf"owners of {NAME}", _owners, "count", False),
        (rf"missing at {NAME}", _missing, "count", False),
        (r"divergent keys", _divergent_keys, "count", False),
        (r"hints kept", _hints_kept, "count", False),
        (r"hashes compared", _hashes_compared, "count", False),
    )
)
"""What can be measured: pattern, measure, unit, and whether it names an operation."""
