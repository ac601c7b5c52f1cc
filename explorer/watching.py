"""What is watched: expressions about the state, their values now, and what the last event changed.

Rules this file keeps: nothing is worked out while nobody looks; a value is of the moment that is
told with it.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from explorer import crowd, state
from explorer.expression import Expression, Waited, is_true, number_told, waited
from explorer.just_before import JustBefore
from explorer.timeline import Timeline

MOST = 20
"""Expressions that are watched at once, at the most."""
MOST_LETTERS = 1_500
EVERY_SECONDS = 2.0
"""Seconds of the wall clock after which one looks again while time runs, where there is much."""
SHORT = 60
"""Letters of a value where it is told in passing."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An expression and its value, as text; `was` is what it was, where the last event changed it.

    `wrong` says why it has none. `until` is what time can run until, which may be `so` already and
    has to come about anew then; where it is nothing `refused` says why.
    """

    expression: str
    value: str
    changed: bool = False
    was: str = ""
    wrong: str = ""
    until: Waited = "filled"
    so: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class KnownView:
    """Something that can be asked for, and its value now, as text; see `state.Known`."""

    top: str
    about: str
    meaning: str
    expression: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of all that is watched, as of a moment.

    `changed_us` is when the event happened whose changes are marked; None: nothing is compared.
    """

    as_of_us: int = 0
    rows: tuple[Watched, ...] = ()
    changed_us: int | None = None


@dataclass(frozen=True, slots=True)
class WatchView:
    """All that is watched, and all that could be."""

    values: Values = Values()
    known: tuple[KnownView, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    """Expressions about this very run, and what they tell."""


Answer = tuple[Any, str]
"""A value, and why there is none; empty: there is."""


class Watches:
    """The expressions that are watched in one run."""

    def __init__(self) -> None:
        """None yet."""
        self.expressions: tuple[Expression, ...] = ()
        self._looks: JustBefore[tuple[Answer, ...]] = JustBefore()
        self._values = Values()
        self._many = False
        """Whether so much was looked at that it cannot be done for each picture."""
        self._asked: tuple[object, ...] = ()
        self._known: tuple[KnownView, ...] = ()
        self._known_at: tuple[object, ...] = ()
        self._view = WatchView()

    def add(self, text: str) -> None:
        """Watches one more. Raises ValueError, in words, where it cannot be."""
        made = Expression(text, state.names())
        if made in self.expressions:
            return
        if len(self.expressions) >= MOST:
            raise ValueError(f"{MOST} expressions are watched already: first take one away")
        self.expressions = (*self.expressions, made)

    def drop(self, text: str = "") -> None:
        """Watches this one no more; none named: none. Raises ValueError where it is not."""
        left = tuple(each for each in self.expressions if text and each.text != text)
        if text and left == self.expressions:
            raise ValueError(f"«{text}» is not watched")
        self.expressions = left

    def view(self, timeline: Timeline, *, playing: bool, every_us: int) -> WatchView:
        """Their values and all names; the same object while nothing is otherwise.

        While time runs, where there is much to look at, it is looked at every so often only.
        """
        now = timeline.branch.number, self.expressions
        since_us = timeline.now_us - self._values.as_of_us
        if not (playing and self._many and now == self._asked and 0 <= since_us < every_us):
            self._asked = now
            self._look(timeline, playing=playing)
        known = _names() if playing else self._known_now(timeline)
        if (self._values, known) != (self._view.values, self._view.known):
            self._view = WatchView(self._values, known, tuple(_examples(timeline)))
        return self._view

    def _look(self, timeline: Timeline, *, playing: bool) -> None:
        found = self._looks.look(timeline, self.expressions, self._ask, playing=playing)
        if found is None:
            return
        seen, before = found
        old, changed_us = before if before is not None else (seen, None)
        rows = map(_watched, self.expressions, seen, old)
        self._values = Values(timeline.now_us, tuple(rows), changed_us)

    def _ask(self, timeline: Timeline) -> tuple[Answer, ...]:
        """What all of them come to, of one state."""
        asked = self.expressions
        made = state.state(timeline, lambda path: any(each.reads(path) for each in asked))
        self._many = state.weight(made, timeline) > crowd.MANY
        return tuple(_answer(each, made) for each in asked)

    def _known_now(self, timeline: Timeline) -> tuple[KnownView, ...]:
        """The names with their values; the same object while time stands."""
        at = timeline.branch.number, timeline.cluster.steps, timeline.now_us
        if at != self._known_at:
            self._known_at = at
            self._known = tuple(_known(each, valued=True) for each in state.known(timeline))
        return self._known


def _answer(expression: Expression, made: dict[str, Any]) -> Answer:
    try:
        return expression.ask(made), ""
    except ValueError as error:
        return None, str(error)


def _watched(expression: Expression, now: Answer, before: Answer) -> Watched:
    changed = now != before
    was = written(before[0], SHORT) if changed and not before[1] else ""
    value, wrong = now
    until, text = waited(value), expression.text
    refused = "" if until else number_told(text, value)
    return Watched(text, written(value), changed, was, wrong, until, is_true(value), refused)


def written(value: Any, most: int = MOST_LETTERS) -> str:
    """A value as JSON, cut off with '…' where it is long."""
    found, length = [], 0
    for part in json.JSONEncoder(ensure_ascii=False, default=str).iterencode(value):
        found.append(part)
        length += len(part)
        if length > most:
            return "".join(found)[: most - 1] + "…"
    return "".join(found)


# -- what there is to ask for


@cache
def _names() -> tuple[KnownView, ...]:
    """The names alone, for while time runs."""
    return tuple(_known(each, valued=False) for each in state.known(None))


def _known(known: state.Known, *, valued: bool) -> KnownView:
    value = written(known.value, SHORT) if valued and known.value is not None else ""
    return KnownView(known.top, known.about, known.meaning, known.expression, value)


def _examples(timeline: Timeline) -> list[tuple[str, str]]:
    """Three of them about this run: its servers, its messages, one of its users."""
    users = [*timeline.cluster.sessions]
    found = [
        ("servers[?held < acknowledged].name", "the servers that lack something acknowledged"),
        ("length(messages)", "how many messages are under way"),
    ]
    if users:
        name = users[0].replace("\\", "\\\\").replace("'", "\\'")
        found.append(
            (f"screens[?user=='{name}'].badge | [0]", f"how fresh is what {users[0]} sees")
        )
    else:
        found.append(("measures.staleness.stale_reads", "how many reads were stale so far"))
    return found
