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

from engine.records import Operation
from engine.social import followed
from explorer import (
    anomalies,
    load_expectations,
    measurable,
    quantities,
    sought,
)
from explorer.evidence import Evidence, NotYetError
from explorer.measurable import NAME
from explorer.times import parse_time

_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
    "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_COMPARED = re.compile(r"(.+?)\s*(<=|>=|!=|=|<|>)\s*(\S+)(?:\s+\+-\s*(\S+))?")
_STATES = ("fresh", "stale", "acknowledged", "answered", "unknown", "refused", "unavailable")
_STATE = re.compile(rf"{NAME} is ({'|'.join(_STATES)})")
_BROKEN = re.compile(rf"({'|'.join(sought.CHECKED)}) is (broken|kept)")
_FOLLOWING = re.compile(rf"{NAME} (shows|does not show) {NAME} following {NAME}")
_SHOWS = re.compile(rf'{NAME} (shows|does not show) "(.*)"')


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


MANY = 8
"""Posts that are listed; of more it is said how many there are."""
_FIRST = re.compile(r"\b(\w+)#0\.0\b")
"""How a line calls what somebody had posted before the run."""
_READ = {"=": ":", "!=": ": not", "<=": ": at most", ">=": ": at least", "<": ": less than",
         ">": ": more than"}  # fmt: skip


def readable(
    text: str, names: Sequence[str] = (), called: Callable[[str], str] = lambda name: name
) -> str:
    """A sentence as people read it: 'stale reads of Y: more than 0'. Quoted words stay theirs.

    Operations that it names are `called` as they can be found on screen.
    """
    text = _FIRST.sub(r"\1's first post", text)
    for name in names:
        text = re.sub(rf"\b{name}\b", lambda found: called(found[0]), text, count=1)
    if '"' in text:
        return text
    if match := _COMPARED.fullmatch(text):
        quantity, sign, value, give = match.groups()
        text = f"{quantity}{_READ[sign]} {value}" + (f", give or take {give}" if give else "")
    return re.sub(r"(\d)(us|ms|s)\b", r"\1 \2", text.replace("_", " "))


def found(expectation: Expectation, observed: str, called: Callable[[str], str]) -> str:
    """What was observed of what it speaks of, as people read it: 'latency of X's feed: 35 ms'."""
    text = expectation.text
    compared = None if '"' in text else _COMPARED.fullmatch(text)
    about = compared[1] if compared else expectation.names[0] if expectation.names else text
    if compared is None and not expectation.names:
        about = text.partition(" is ")[0]
    return readable(f"{about}: {observed}", expectation.names, called)


EXAMPLES = ("latency of refresh = 35ms", "stale reads of Y > 0", "second is unavailable",
            'first shows "hi"')  # fmt: skip


def deadline(text: str) -> tuple[str, int]:
    """A sentence without its `within TIME`, and how long after its moment it is judged.

    Raises ValueError, in words, when that is no time.
    """
    sentence, sign, within = text.partition(" within ")
    return sentence, parse_time(within) if sign else 0


# -- states


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
        operation = evidence.ended(name)
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
        read = evidence.ended(name)
        if read.outcome != "ok":
            return False, f"{_states(read)[-1]}: {read.reason}"
        values = evidence.history.values()
        shown = [values.get(item) for item in anomalies.shown(evidence.history, read).items()]
        texts = [value for value in shown if isinstance(value, str)]
        listed = ", ".join(map(repr, texts)) or "nothing new"
        if len(texts) > MANY:  # what it is about would be lost among them
            listed = (
                f"{len(texts)} posts, {post!r} {'among' if post in texts else 'not among'} them"
            )
        return (post in texts) is wanted, f"it shows {listed}"

    return Expectation(text, judge, (name,))


def _following(text: str, name: str, user: str, other: str, *, wanted: bool) -> Expectation:
    def judge(evidence: Evidence) -> tuple[bool, str]:
        read = evidence.ended(name)
        if read.outcome != "ok":
            return False, f"{_states(read)[-1]}: {read.reason}"
        values = evidence.history.values()  # what was there before the run is a follow
        found = {cell: (v, values.get((cell, v), True)) for cell, v in read.result.items()}
        follows = followed(user, found)
        shown = f"it shows {user} following {', '.join(follows) or 'nobody'}"
        return (other in follows) is wanted, shown

    return Expectation(text, judge, (name,))


# -- numbers


def _compared(text: str, subject: str, sign: str, wanted: str, off: str | None) -> Expectation:
    found = measurable.find(subject)
    if found is None:
        raise ValueError(f"{subject!r} cannot be measured: such as {'; '.join(EXAMPLES)}")
    known, arguments = found
    number = quantities.read(wanted, known.unit)
    if off is not None and sign != "=":
        raise ValueError(f"+- {off} says how far = may be off, and belongs to no {sign}")
    margin = quantities.margin(off, number, known.unit)

    def judge(evidence: Evidence) -> tuple[bool, str]:
        value = known.measure(evidence, *arguments)
        shown = quantities.write(value, known.unit)
        if margin:
            return abs(value - number) <= margin, shown
        return _SIGNS[sign](value, number), shown

    def tried(evidence: Evidence) -> bool:
        return known.has_tried(evidence, arguments)

    names = arguments[:1] if known.named else ()
    return Expectation(text, judge, names, known.settles, tried, known.whole)
