"""What the sentences of a story are about, among what stands on the stage: found in words. Pure.

Rules this file keeps: a word is a name only where it can be one, so that no article lights a server
called A; what words cannot tell a preset says with `show:`, which comes before them; what does not
stand on the stage is never in the light.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.frame_stage import MessageKind
from explorer.frame_story import Pair, Spot

if TYPE_CHECKING:  # a frame is made of what knows stories, and these know this
    from explorer.frame import Frame

ALL = "all"
"""In `show:`, that a sentence is about everything."""
LONG = 3
"""Names of so many letters are found however they are written: a user `Boss` is 'the boss'."""

Said = tuple[int, str, tuple[str, ...]]
"""A sentence: its moment, its words, and what its preset says to show with it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who stands on the stage: servers, web servers, users."""

    servers: tuple[str, ...]
    web: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted({*self.servers, *self.web, *self.users}))


def spot(told: tuple[Said, ...], frame: "Frame") -> Spot | None:
    """What is in the lesson's light of a frame while these are told.

    What is selected, or lit as a cause, comes before it.
    """
    if frame.selected or frame.lit is not None:
        return None
    return of(told, cast(frame))


def cast(frame: "Frame") -> Cast:
    """Who is drawn: all that there is but who is hidden; with a server go its users."""
    away = frame.hidden_servers
    drawn = [server for server in frame.servers if server.name not in away]
    return Cast(
        tuple(server.name for server in drawn),
        tuple(one.name for one in frame.web if one.name not in away),
        tuple(user for server in drawn for user in server.users),
    )


@lru_cache(maxsize=64)
def of(told: tuple[Said, ...], there: Cast) -> Spot | None:
    """What is in the light while these are told together; None: nothing more than all else.

    It is the same object while a sentence lasts: who draws it can tell.
    """
    if any(ALL in show for _, _, show in told):
        return None
    spot = Spot()
    for at_us, text, show in told:
        spot |= _shown(show, there, at_us) if show else _spoken(text, there, at_us)
    return spot if spot.names else None


def wrong(show: Sequence[str], servers: set[str], users: set[str]) -> Iterator[tuple[int, str]]:
    """What `show:` cannot mean: the place in the list, and why, in words."""
    for place, text in enumerate(show):
        link = _LINK.fullmatch(text)
        if text == ALL and len(show) > 1:
            yield place, "all stands alone: nothing is left to be shown beside it"
        elif link:
            ends = {link["a"], link["b"]}
            yield from ((place, f"{end} is no server") for end in sorted(ends - servers))
            if len(ends) == 1:
                yield place, f"{text}: a link has two ends"
        elif text != ALL and text not in servers | users and not _WEB.fullmatch(text):
            yield place, f"{text!r} is no server, no user, no link (A - B) and no way (A -> B)"


_LINK = re.compile(r"(?P<a>\w+) (?P<way>->?) (?P<b>\w+)")
_WEB = re.compile(r"web[1-9]\d*")


def _shown(show: Sequence[str], there: Cast, at_us: int) -> Spot:
    """What a preset says is to be shown, as far as it is there."""
    links, ways, names = set[Pair](), set[Pair](), set[str]()
    for text in show:
        link = _LINK.fullmatch(text)
        if link is None:
            names.add(text)
        else:
            (ways if link["way"] == "->" else links).add((link["a"], link["b"]))
    ends = {end for ends in links | ways for end in ends}
    return _spot(names | ends, links, ways, (), there, at_us)


def _spot(
    names: Iterable[str], links: Iterable[Pair], ways: Iterable[Pair],
    kinds: Iterable[MessageKind], there: Cast, at_us: int,
) -> Spot:  # fmt: skip
    """Of all that, what stands on the stage."""
    named, known = set(names), set(there.servers)
    return Spot(
        frozenset(named & {*there.servers, *there.web}),
        frozenset(named & set(there.users)),
        frozenset(pair for a, b in links if {a, b} <= known for pair in ((a, b), (b, a))),
        frozenset((a, b, at_us) for a, b in ways if {a, b} <= known),
        frozenset(kinds),
    )


# -- in words

_KINDS: dict[str, MessageKind] = {
    "copy": "write", "copies": "write", "ack": "ack", "acks": "ack", "reply": "reply",
    "replies": "reply", "repair": "repair", "hint": "hint", "hints": "hint",
}  # fmt: skip
"""Words for messages that may be under way, and what they are drawn as."""

_BEGINS = re.compile(r"(^|[.!?:]['\"”»]?\s+|[-–—]\s+|['\"“«])$")
"""What stands before the first word of a sentence, where an article has a capital letter."""

_DOES = re.compile(
    r"(['’]s\b|,|[.!?]|\s+(and|or|has|is|was|had|can|cannot|will|does|still|alone|never|once)\b"
    r"|\s+(?!series\b|news\b|lens\b|less\b)[a-z]+[^su\W]s\b"
    r"|\s+[a-z]+ed\s+(a|an|the|its|no|all|both|every|\d+)\b|\s+->?\s)"
)
"""What follows a name and no article: what it has, what it does, who else does it."""

_SETTING = re.compile(r"\s*[=+]|\s+is\s+\d")
"""What follows a setting: 'W = 2', 'R + W', 'N is 3'."""


def _spoken(text: str, there: Cast, at_us: int) -> Spot:
    """What a sentence speaks of."""
    names = set(_named(text, there))
    servers = [name for name in there.servers if name in names]
    kinds = {
        kind for word, kind in _KINDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    }
    ways = _between(servers, there.servers) if kinds else ()
    return _spot(names, _links(text, there.servers), ways, kinds, there, at_us)


def _named(text: str, there: Cast) -> Iterator[str]:
    """Every name in a sentence, where it is one."""
    known = {name.lower(): name for name in there.names if len(name) >= LONG}
    known |= {name: name for name in there.names}
    pattern = r"\b(" + "|".join(map(re.escape, there.names)) + r")\b"
    for match in re.finditer(pattern, text, re.IGNORECASE) if there.names else ():
        word = match[0]
        name = known.get(word, known.get(word.lower()) if len(word) >= LONG else None)
        if name is not None and _is_name(word, text[: match.start()], text[match.end() :]):
            yield name


def _is_name(word: str, before: str, after: str) -> bool:
    """Whether it is one, and neither the article nor a setting."""
    if word in "NRW" and (_SETTING.match(after) or before.endswith(("+ ", "= "))):
        return False
    article = word == "a" or (word == "A" and _BEGINS.search(before))
    return not article or _DOES.match(after) is not None


def _links(text: str, servers: Sequence[str]) -> Iterator[Pair]:
    """The links that it speaks of: 'A - B', 'between A and B', 'from A to B', 'cut off from'."""
    one = "(?:" + "|".join(map(re.escape, servers)) + r")\b"
    pair = rf"\b({one}) - ({one})|\bbetween ({one}) and ({one})|\bfrom ({one}) to ({one})"
    for match in re.finditer(pair, text):
        a, b = (end for end in match.groups() if end is not None)
        yield a, b
    several = rf"({one}(?:(?:, | and ){one})*)"
    apart = rf"\b{several}(?:, [\w ]+,)? (?:is|are) cut off from {several}"
    for match in re.finditer(apart, text):
        here, there = (re.findall(one, side) for side in match.groups())
        yield from ((a, b) for a in here for b in there)


def _between(named: Sequence[str], servers: Sequence[str]) -> Iterator[Pair]:
    """The ways of what is between the servers that are named; of one alone, all of its ways."""
    ends = named if len(named) > 1 else servers
    yield from ((a, b) for a in ends for b in ends if a != b and {a, b} & set(named))
