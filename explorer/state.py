"""The state of a run at the playhead as plain JSON, for expressions, which read only parts of it.

Rules this file keeps: names are those of the frame and its parts, of `set` and of `run --json`;
every part is as of the playhead, whatever is known of later; a part that nobody reads costs
nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import islice
from typing import Any

from engine.faults import Change
from engine.history import History
from engine.spec import SETTINGS
from explorer import articles, crowd, measures, staging
from explorer import screens as social
from explorer.frame_screens import ArticleView, MissingView, PostView, ScreenView
from explorer.frame_stage import LinkView, MessageView, OperationView, ServerView, WebView
from explorer.telling import setting
from explorer.timeline import Timeline

_SCREENS: dict[str, Callable[[Timeline, Iterable[str] | None], Iterator[ScreenView]]] = {
    "social": social.screens, "articles": articles.screens,
}  # fmt: skip
"""By application: what its users see."""


def screens(timeline: Timeline, users: Iterable[str] | None = None) -> Iterator[ScreenView]:
    """What each of these users, readers or editors sees, else what everybody does, as asked for."""
    return _SCREENS[timeline.cluster.spec.application](timeline, users)


def _settings(timeline: Timeline) -> dict[str, Any]:
    """Every setting as `set` takes it; what is a whole number is one here too."""
    now = timeline.cluster.settings
    told = (
        setting(Change(row.attribute, getattr(now, row.attribute))) for row in SETTINGS.values()
    )
    return {name: int(text) if text.isdecimal() else text for name, text in told}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the state at a path of names, and what it is; of `things` it is a list."""

    path: str
    meaning: str
    make: Callable[[Timeline], Any]
    things: type | None = None


_THINGS = (
    Part("servers", "each server: what it holds, and what it lacks", staging.servers, ServerView),
    Part("web", "each web server before them", crowd.web_servers, WebView),
    Part("links", "each pair of servers", lambda t: staging.links(t.cluster), LinkView),
    Part("messages", "each message that is under way", lambda t: tuple(staging.messages(t)),
         MessageView),
    Part("operations", "all that people have asked for so far, and what came of it",
         lambda t: staging.operations(t, t.now_us), OperationView),
    Part("screens", "what each user sees, and why", screens, ScreenView),
)  # fmt: skip
_MEASURED: dict[str, tuple[str, Callable[[History, int], dict[str, Any]]]] = {
    "latency_ms": ("how long users have waited so far", measures.latency_ms),
    "staleness": ("how old what has been read so far was", measures.staleness),
    "availability": ("how much has been answered so far", measures.availability),
}


def _measured(name: str) -> Part:
    meaning, fold = _MEASURED[name]
    return Part(f"measures.{name}", meaning, lambda t: fold(t.branch.history, t.place))


def _counted(name: str) -> Part:
    count = measures.COUNTS[name]
    return Part(f"measures.counts.{name}", "what has come to pass so far",
                lambda t: count(t.branch.history, t.cluster, t.place))  # fmt: skip


PARTS = (
    Part("now_us", "the moment, in microseconds", lambda t: t.now_us),
    Part("settings", "every setting, as «set» names it", _settings),
    *_THINGS, *map(_measured, _MEASURED), *map(_counted, measures.COUNTS),
)  # fmt: skip
"""All that there is, in the order in which it is offered."""


def state(timeline: Timeline, reads: Callable[[str], bool]) -> dict[str, Any]:
    """The parts whose paths are read, each in its place."""
    made: dict[str, Any] = {}
    for part in PARTS:
        if reads(part.path):
            *way, name = part.path.split(".")
            inner = made
            for step in way:
                inner = inner.setdefault(step, {})
            inner[name] = plain(part.make(timeline))
    return made


def weight(made: dict[str, Any], timeline: Timeline) -> int:
    """About how many things were looked at to make it."""
    listed = sum(len(part) for part in made.values() if isinstance(part, list))
    return listed + ("measures" in made) * len(timeline.branch.history.operations)


def plain(thing: Any) -> Any:
    """As JSON has it: objects, lists, texts, numbers, true, false, null."""
    if type(thing) in _PLAIN:
        return thing
    if is_dataclass(thing) and not isinstance(thing, type):
        values = ((name, getattr(thing, name)) for name in _names(type(thing)))
        return {name: v if type(v) in _PLAIN else plain(v) for name, v in values}
    if isinstance(thing, dict):
        return {name: plain(value) for name, value in thing.items()}
    return [plain(each) for each in thing]


_PLAIN = (str, int, bool, float, type(None))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in _OF_THE_VIEW)


_OF_THE_VIEW = ("hidden",)
"""What a picture has besides: whether something is drawn is no part of the state."""


# -- what there is to ask about

FIRST = 8
"""Of many things the first ones show what there is."""


@cache
def names() -> frozenset[str]:
    """Every name that there may be in a state."""
    kinds = (*(part.things for part in _THINGS if part.things), PostView, MissingView, ArticleView)
    found = {step for part in PARTS for step in part.path.split(".")}
    found |= {name for kind in kinds for name in _names(kind)} | set(SETTINGS)
    for _, fold in _MEASURED.values():
        found |= set(_keys(fold(History(()), 0)))
    return frozenset(found)


def _keys(thing: object) -> Iterator[str]:
    for name, value in thing.items() if isinstance(thing, dict) else ():
        yield name
        yield from _keys(value)


@dataclass(frozen=True, slots=True)
class Known:
    """Something that can be asked for, and its value now, where that is worked out.

    `top` is the name that it is found under, which is `about` something.
    """

    top: str
    about: str
    meaning: str
    expression: str
    value: Any = None


_ABOUT = {"measures": "what has come of it all so far, as in «run --json»"}
"""What names are about that have several parts."""


def known(timeline: Timeline | None) -> Iterator[Known]:
    """All that can be asked for, with its values where there is a run to look at.

    What has to be folded from a long history has none; of many things the first ones have.
    """
    folds = timeline is not None and len(timeline.branch.history.operations) <= crowd.MANY
    for part in PARTS:
        looked = timeline if folds or not part.path.startswith("measures") else None
        top = part.path.split(".")[0]
        for expression, value in _rows(part, looked):
            yield Known(top, _ABOUT.get(top, part.meaning), part.meaning, expression, value)


def _rows(part: Part, timeline: Timeline | None) -> Iterator[tuple[str, Any]]:
    made = part.make(timeline) if timeline is not None else None
    if part.things is not None:
        first = [plain(thing) for thing in islice(made or (), FIRST)]
        for name in _names(part.things):
            yield f"{part.path}[].{name}", [thing[name] for thing in first]
    elif (within := _within(part)) is not None:
        for name in within:
            yield f"{part.path}.{name}", plain(made[name]) if made is not None else None
    else:
        yield part.path, made


def _within(part: Part) -> Iterator[str] | None:
    """The names in a part that is an object."""
    if part.path == "settings":
        return iter(SETTINGS)
    measured = _MEASURED.get(part.path.removeprefix("measures."))
    return None if measured is None else iter(measured[1](History(()), 0))
