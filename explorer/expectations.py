"""Expectations: one sentence each, decided from a run's history.

A sentence compares a number (`latency of refresh = 35ms`, `stale reads of Y > 0`), names the state
of an operation (`second is unavailable`), or says what a read shows (`first shows "hi"`).
Operations are called by the name that the script gives them (`as:`), or by their action where there
is just one.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine import merging
from engine.records import Operation
from engine.seen import owner
from engine.social import followed
from explorer import (
    anomalies,
    holdings,
    load_expectations,
    measurements,
    quantities,
    sought,
)
from explorer.evidence import Evidence, NotYetError
from explorer.times import parse_time

_NAME = r"([A-Za-z][\w-]*)"
_OF = rf"(?: of {_NAME})?"
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
    "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_COMPARED = re.compile(r"(.+?)\s*(<=|>=|!=|=|<|>)\s*(\S+)(?:\s+\+-\s*(\S+))?")
_STATES = ("fresh", "stale", "acknowledged", "answered", "unknown", "refused", "unavailable")
_STATE = re.compile(rf"{_NAME} is ({'|'.join(_STATES)})")
_BROKEN = re.compile(rf"({'|'.join(sought.CHECKED)}) is (broken|kept)")
_FOLLOWING = re.compile(rf"{_NAME} (shows|does not show) {_NAME} following {_NAME}")
_SHOWS = re.compile(rf'{_NAME} (shows|does not show) "(.*)"')


@dataclass(frozen=True, slots=True)
class Result:
    """Whether it held (None: too early to say), and what was observed instead or as well."""

    text: str
    held: bool | None
    observed: str


Judge = Callable[[Evidence], tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A sentence that was understood, and the names of operations that it speaks of."""

    text: str
    judge: Judge
    names: tuple[str, ...] = ()
    final: bool = True
    """Whether what it says of an operation that has ended can change no more."""
    tried: Callable[[Evidence], bool] = lambda _evidence: True
    """Whether anything has happened yet that could have come out otherwise."""
    whole: bool = False
    """Whether it takes all operations of a run to judge it."""

    def check(self, evidence: Evidence) -> Result:
        """Decides it from the evidence."""
        try:
            held, observed = self.judge(evidence)
        except NotYetError as error:
            return Result(self.text, False if evidence.over else None, str(error))
        open_still = not self.final and not evidence.over
        early = open_still and not (held and self.tried(evidence))
        return Result(self.text, None if early else held, observed)


def parse(text: str) -> Expectation:
    """Understands a sentence. Raises ValueError, in words, when it cannot."""
    text = text.strip()
    if match := _SHOWS.fullmatch(text):
        return _shows(text, match[1], match[3], wanted=match[2] == "shows")
    if match := _FOLLOWING.fullmatch(text):
        return _following(text, match[1], match[3], match[4], wanted=match[2] == "shows")
    if match := _BROKEN.fullmatch(text):
        return _guarantee(text, match[1], match[2])
    if match := _STATE.fullmatch(text):
        return _state(text, match[1], match[2])
    if match := load_expectations.BOTTLENECK.fullmatch(text):
        return Expectation(text, load_expectations.bottleneck(match), final=False, whole=True)
    match = _COMPARED.fullmatch(text)
    if match:
        return _compared(text, *match.groups())
    raise ValueError(f"{text!r} is no expectation: such as {'; '.join(EXAMPLES)}")


_READ = {"=": ":", "!=": ": not", "<=": ": at most", ">=": ": at least", "<": ": less than",
         ">": ": more than"}  # fmt: skip


def readable(
    text: str, names: Sequence[str] = (), called: Callable[[str], str] = lambda name: name
) -> str:
    """A sentence as people read it: 'stale reads of Y: more than 0'. Quoted words stay theirs.

    Operations that it names are `called` as they can be found on screen.
    """
    for name in names:
        text = re.sub(rf"\b{name}\b", lambda found: called(found[0]), text, count=1)
    if '"' in text:
        return text
    if match := _COMPARED.fullmatch(text):
        quantity, sign, value, give = match.groups()
        text = f"{quantity}{_READ[sign]} {value}" + (f", give or take {give}" if give else "")
    return re.sub(r"(\d)(us|ms|s)\b", r"\1 \2", text.replace("_", " "))


EXAMPLES = ("latency of refresh = 35ms", "stale reads of Y > 0", "second is unavailable",
            'first shows "hi"')  # fmt: skip


def deadline(text: str) -> tuple[str, int]:
    """A sentence without its `within TIME`, and how long after its moment it is judged.

    Raises ValueError, in words, when that is no time.
    """
    sentence, sign, within = text.partition(" within ")
    return sentence, parse_time(within) if sign else 0


# -- operations


def _find(evidence: Evidence, name: str) -> Operation:
    """What is called so; the try that was answered, else the last, where it was asked again."""
    operation = evidence.history.named(name)
    if operation is None or operation.invoked_at >= evidence.at:
        raise NotYetError(f"{name} has not been asked for")
    return evidence.history.answer(operation, evidence.at)


def _ended(evidence: Evidence, name: str) -> Operation:
    operation = _find(evidence, name)
    if not operation.ended_by(evidence.at):
        raise NotYetError(f"{name} has not ended")
    return operation


def _states(operation: Operation) -> tuple[str, ...]:
    """Every word that is true of an operation that has ended."""
    stale = operation.staleness is not None and operation.staleness.versions > 0
    read = operation.kind == "read"
    match operation.outcome:
        case "ok":
            return ("stale" if stale else "fresh" if read else "acknowledged", "answered")
        case "fail":
            return ("refused",) if operation.refused else ("unavailable",)
        case _:
            return ("unavailable",) if read else ("unknown", "unavailable")


def _state(text: str, name: str, state: str) -> Expectation:
    def judge(evidence: Evidence) -> tuple[bool, str]:
        operation = _ended(evidence, name)
        words = _states(operation)
        shown = state if state in words else words[0]
        return state in words, f"{shown}{': ' + operation.reason if operation.reason else ''}"

    return Expectation(text, judge, (name,))


def _guarantee(text: str, name: str, state: str) -> Expectation:
    """Whether a guarantee is broken by the whole run, as its checker says."""

    def judge(evidence: Evidence) -> tuple[bool, str]:
        answer = sought.verdict(evidence.history, name, evidence.at).answer
        return answer == {"broken": "violated", "kept": "holds"}[state], answer

    return Expectation(text, judge, final=False, whole=True)


def _shows(text: str, name: str, post: str, *, wanted: bool) -> Expectation:
    def judge(evidence: Evidence) -> tuple[bool, str]:
        read = _ended(evidence, name)
        if read.outcome != "ok":
            return False, f"{_states(read)[-1]}: {read.reason}"
        values = evidence.history.values()
        shown = [values.get(item) for item in anomalies.shown(evidence.history, read).items()]
        texts = [value for value in shown if isinstance(value, str)]
        return (post in texts) is wanted, f"it shows {', '.join(map(repr, texts)) or 'nothing new'}"

    return Expectation(text, judge, (name,))


def _following(text: str, name: str, user: str, other: str, *, wanted: bool) -> Expectation:
    def judge(evidence: Evidence) -> tuple[bool, str]:
        read = _ended(evidence, name)
        if read.outcome != "ok":
            return False, f"{_states(read)[-1]}: {read.reason}"
        values = evidence.history.values()  # what was there before the run is a follow
        found = {cell: (v, values.get((cell, v), True)) for cell, v in read.result.items()}
        follows = followed(user, found)
        shown = f"it shows {user} following {', '.join(follows) or 'nobody'}"
        return (other in follows) is wanted, shown

    return Expectation(text, judge, (name,))


# -- numbers


def _latency(evidence: Evidence, name: str) -> int:
    operation = _ended(evidence, name)
    first = evidence.history.tries(operation, evidence.at)[:1] or [operation]
    return (operation.ended_us or 0) - first[0].invoked_us


def _tries(evidence: Evidence, name: str) -> int:
    return len(evidence.history.tries(_find(evidence, name), evidence.at))


def _end(evidence: Evidence, name: str) -> int:
    return _ended(evidence, name).ended_us or 0


def _window(evidence: Evidence, name: str) -> int:
    window = measurements.window_us(evidence.history, _ended(evidence, name), evidence.at)
    if window is None:
        raise NotYetError(f"not every home holds {name}")
    return window


def _age(evidence: Evidence, name: str) -> int:
    staleness = _ended(evidence, name).staleness
    return staleness.age_us if staleness else 0


def _copies(evidence: Evidence, name: str) -> int:
    return len(evidence.history.holders(_find(evidence, name), evidence.at))


def _stale_quorums(evidence: Evidence, name: str) -> int:
    write = _find(evidence, name)
    if evidence.spec is None or not write.written:
        raise NotYetError(f"{name} has not been written")
    return measurements.stale_quorums(evidence.history, evidence.spec, write, evidence.at)


def _arrival(evidence: Evidence, name: str, server: str) -> int:
    write = _find(evidence, name)
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
    return len(measurements.never_visible(evidence.history, evidence.at))


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
    named = None if "#" in post else _find(evidence, post)
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


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[..., float], str, bool], ...] = tuple(
    (re.compile(pattern), measure, unit, named)
    for pattern, measure, unit, named in (
        *load_expectations.NUMBERS,
        (rf"latency of {_NAME}", _latency, "time", True),
        (rf"end of {_NAME}", _end, "time", True),
        (rf"window of {_NAME}", _window, "time", True),
        (rf"arrival of {_NAME} at {_NAME}", _arrival, "time", True),
        (rf"age of {_NAME}", _age, "time", True),
        (rf"tries of {_NAME}", _tries, "count", True),
        (rf"copies of {_NAME}", _copies, "count", True),
        (rf"stale quorums of {_NAME}", _stale_quorums, "count", True),
        (r"violations of (read_your_writes|monotonic_reads)", _violations, "count", False),
        (rf"stale reads(?: of {_NAME})?", _stale_reads, "count", False),
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
        (rf"likes of (\S+) at {_NAME}", _likes, "count", False),
        (rf"(acknowledged|unknown|refused) (writes|sign-ups){_OF}", _outcomes, "count", False),
        (rf"(answered|refused) (reads){_OF}", _outcomes, "count", False),
        (rf"owners of {_NAME}", _owners, "count", False),
        (rf"missing at {_NAME}", _missing, "count", False),
        (r"divergent keys", _divergent_keys, "count", False),
        (r"hints kept", _hints_kept, "count", False),
        (r"hashes compared", _hashes_compared, "count", False),
    )
)
"""What can be measured: pattern, measure, unit, and whether it names an operation."""


_OF_READS = (_violations, _stale_reads, _leaks, _inversions, _causal_anomalies, _conflicting_reads)


def _has_tried(evidence: Evidence, measure: Callable[..., float], arguments: Sequence[str]) -> bool:
    """Whether any operation has ended of those that this counts: before that 0 says nothing."""
    of = dict(enumerate(arguments))
    reads, user = measure in _OF_READS, None
    if measure is _outcomes:
        reads, user = of[1] == "reads", of.get(2)
    elif measure is _stale_reads:
        user = of[0]
    done = measurements.ended(evidence.history, evidence.at, "read" if reads else "write")
    return any(user in (None, operation.user) for operation in done)


def _compared(text: str, subject: str, sign: str, wanted: str, off: str | None) -> Expectation:
    for pattern, measure, unit, named in _NUMBERS:
        if match := pattern.fullmatch(subject):
            number, arguments = quantities.read(wanted, unit), match.groups()
            if off is not None and sign != "=":
                raise ValueError(f"+- {off} says how far = may be off, and belongs to no {sign}")
            margin = quantities.margin(off, number, unit)

            def judge(evidence: Evidence) -> tuple[bool, str]:
                value = measure(evidence, *arguments)  # noqa: B023  (returned at once)
                shown = quantities.write(value, unit)  # noqa: B023
                if margin:  # noqa: B023
                    return abs(value - number) <= margin, shown  # noqa: B023
                return _SIGNS[sign](value, number), shown  # noqa: B023

            def tried(evidence: Evidence) -> bool:
                return named or _has_tried(evidence, measure, arguments)  # noqa: B023

            final = measure in (_latency, _end, _window, _age)
            names = (arguments[0],) if named else ()
            whole = measure in load_expectations.MEASURES
            return Expectation(text, judge, names, final, tried, whole)
    raise ValueError(f"{subject!r} cannot be measured: such as {'; '.join(EXAMPLES)}")
