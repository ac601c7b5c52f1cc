"""What a sentence can say of a load: `throughput from 2s to 8s = 250/s +- 5%`, `bottleneck is web`.

Without `from T to T` it speaks of the whole run so far. Of trials it speaks by how long after the
ack they were read, `fresh at 10ms = 92.6% +- 1.2%`, and by kind, `p999 write = 20.95ms +- 22%`.
"""

import math
import re
from collections.abc import Callable
from functools import partial

from engine.spec import Settings
from explorer import loads, trials
from explorer.evidence import Evidence, NotYetError
from explorer.promises import used
from explorer.times import parse_time

_SPAN = r"(?: from (\S+) to (\S+))?"
_TIER = r"(?:the )?([A-Za-z]\w*)"
BOTTLENECK = re.compile(rf"bottleneck{_SPAN} is (web and database|web|database|nobody)")


def _span(evidence: Evidence, begin: str | None, end: str | None) -> loads.Span:
    return (parse_time(begin or "0ms"), parse_time(end) if end else evidence.now_us)


def _known(value: float | None) -> float:
    if value is None:
        raise NotYetError("there is nothing, or too little, to measure")
    return value


def _of_calls(
    measure: Callable[..., float | None], evidence: Evidence, begin: str | None, end: str | None
) -> float:
    return _known(measure(evidence.history, evidence.at, _span(evidence, begin, end)))


def _percentile(
    evidence: Evidence, name: str, what: str, begin: str | None, end: str | None
) -> float:
    span, quantile = _span(evidence, begin, end), float(f"0.{name}")
    measure = loads.percentile_us if what == "latency" else loads.timeline_us
    return _known(measure(evidence.history, evidence.at, span, quantile))


def _settings(evidence: Evidence) -> Settings:
    assert evidence.spec is not None  # a run's results always have it
    return used(evidence.spec.settings, evidence.history, evidence.at)[-1]


def _utilisation(evidence: Evidence, name: str, begin: str | None, end: str | None) -> float:
    span = _span(evidence, begin, end)
    return _known(loads.utilisation(evidence.history, _settings(evidence), name, span))


def _queue(evidence: Evidence, name: str, begin: str | None, end: str | None) -> float:
    return _known(loads.queue(evidence.history, name, _span(evidence, begin, end)))


def _recovery(evidence: Evidence, since: str) -> float:
    moment_us = parse_time(since)
    found = loads.recovery_us(evidence.history, evidence.at, moment_us, evidence.now_us)
    if found is None:
        if not evidence.over:
            raise NotYetError("no recovery")
        return math.inf
    return found


def _fresh(evidence: Evidence, after: str) -> float:
    return _known(trials.fresh(evidence.history, evidence.at, parse_time(after)))


def _of_kind(evidence: Evidence, name: str, kind: str) -> float:
    quantile = float(f"0.{name}")
    return _known(trials.percentile_us(evidence.history, evidence.at, kind, quantile))


def bottleneck(match: re.Match[str]) -> Callable[[Evidence], tuple[bool, str]]:
    """Judges which tier is full."""
    begin, end, wanted = match.groups()

    def judge(evidence: Evidence) -> tuple[bool, str]:
        span = _span(evidence, begin, end)
        found = loads.bottleneck(evidence.history, _settings(evidence), span)
        return found == wanted, f"{found} {'are' if ' and ' in found else 'is'} full"

    return judge


NUMBERS: tuple[tuple[str, Callable[..., float], str, bool], ...] = (
    (rf"throughput{_SPAN}", partial(_of_calls, loads.throughput), "rate", False),
    (rf"goodput{_SPAN}", partial(_of_calls, loads.goodput), "rate", False),
    (rf"tries{_SPAN}", partial(_of_calls, loads.tries), "rate", False),
    (rf"success{_SPAN}", partial(_of_calls, loads.success), "part", False),
    (rf"mean latency{_SPAN}", partial(_of_calls, loads.mean_latency_us), "time", False),
    (rf"extra tries{_SPAN}", partial(_of_calls, loads.extra_tries), "part", False),
    (rf"p(50|95|99|999) (latency|timeline){_SPAN}", _percentile, "time", False),
    (rf"utilisation of {_TIER}{_SPAN}", _utilisation, "part", False),
    (rf"queue of {_TIER}{_SPAN}", _queue, "mean", False),
    (r"fresh at (\S+)", _fresh, "part", False),
    (r"p(50|95|99|999) (read|write)", _of_kind, "time", False),
    (r"recovery after (\S+)", _recovery, "time", False),
)
"""What can be measured: pattern, measure, unit, and whether it names an operation."""

MEASURES = frozenset(row[1] for row in NUMBERS)
"""Those that take all operations of a run."""
