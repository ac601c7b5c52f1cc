"""What relays saw as messages and copies, in the engine's own events. Pure.

A frame of the log is a message of kind `wal`, a standby's word of how far it is one of kind `ack`.
A frame that carries several commits is one message all the same. An ack is of those operations of
which it says what their users wait for: that a standby has written them counts for nobody. Each
event says how it is known:

- `exact`: it was seen. That a message came to a relay and went on or was lost there, and when.
- `sampled`: it was so by then, and may have been so before. That a standby can read a write: it
  says so in its next ack, which it need not send at once.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

from engine.events import Event
from engine.values import Cell
from engine.versions import Version
from explorer.clusters.postgres.facts import Ack, Broken, Fact, Frame, Link

Evidence = Literal["exact", "sampled"]
Letter = tuple[Link, type, int]
"""A frame or an ack, as relays name it: its link, its class, its number there."""
Cuts = Sequence[tuple[int, Sequence[Link]]]
Positions = tuple[int, int, int]
"""Up to where a standby has written, flushed and applied the log."""
FLUSHED, APPLIED = 1, 2
"""Where in them it says that a commit is durable there, and that it can be read."""


@dataclass(frozen=True, slots=True)
class Written:
    """A commit, by where it ends in the log: the operation that it is of, and what it wrote.

    After a failover two logs go on from the same position: `primaries` are those whose log has it,
    the one on which it was committed, and each that was promoted when it had it.
    """

    end: int
    primaries: tuple[str, ...]
    operation: int
    cells: tuple[tuple[Cell, Version], ...] = ()
    acked: int = APPLIED
    """By which of its positions a standby acknowledges it: what its user waits for, if at all."""


@dataclass(slots=True)
class Flow:
    """What `messages` makes of the facts of a run."""

    events: list[tuple[Event, Evidence]] = field(default_factory=list)
    """By time."""


def within(ends: Sequence[int], start: int, end: int) -> slice:
    """Where in sorted positions those are that lie above `start` and up to `end`.

    So, of where commits end: those whose last byte is in a frame from `start` up to `end`.
    """
    return slice(bisect_right(ends, start), bisect_right(ends, end))


def messages(
    facts: Iterable[Fact], commits: Iterable[Written], first: int = 1, cuts: Cuts = ()
) -> Flow:
    """The messages of a run, numbered from `first` on as they came, and what they brought.

    `cuts` are when which links were cut: a relay tells that it holds something, not since when.
    """
    facts, logs, flow = list(facts), _logs(commits), Flow()
    told = _letters(facts)
    numbers = {letter: number for number, letter in enumerate(told, first)}
    reached: dict[Link, Positions] = {}
    stored: set[tuple[str, Written]] = set()
    for letter, (fact, *later) in told.items():
        if isinstance(fact, Frame):
            brought = _brought(logs[fact.link[0]], [(fact.start, fact.end)])
        else:
            standby, primary = fact.link
            news = _news(fact, reached)
            flushed, readable = (_brought(logs[primary], [news[at]]) for at in (FLUSHED, APPLIED))
            brought = [one for one in flushed if one.acked == FLUSHED]
            brought += [one for one in readable if one.acked == APPLIED]
            unread = [one for one in flushed if one.end > fact.applied]
            flow.events += [(event, "exact") for event in _told("durable", fact, standby, unread)]
            fresh = [one for one in readable if (standby, one) not in stored]
            stored |= {(standby, one) for one in fresh}
            flow.events += [(event, "sampled") for event in _told("stored", fact, standby, fresh)]
        operations = tuple(dict.fromkeys(one.operation for one in brought))
        way = _way((fact, *later), numbers[letter], (*operations, 0)[0], cuts)
        flow.events += [(event, "exact") for event in way]
        if len(operations) > 1:
            carries = (fact.at_us, "carries", numbers[letter], operations)
            flow.events.append((carries, "exact"))
    flow.events += [(event, "exact") for event in _lost(told, facts, numbers)]
    flow.events.sort(key=lambda one: one[0][0])
    return flow


@dataclass(slots=True)
class _Log:
    """The commits in a primary's log, and where they end, in its order."""

    commits: list[Written] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def _logs(commits: Iterable[Written]) -> dict[str, _Log]:
    """The log of each primary."""
    logs: defaultdict[str, _Log] = defaultdict(_Log)
    for one in sorted(commits, key=attrgetter("end")):
        for primary in one.primaries:
            logs[primary].commits.append(one)
            logs[primary].ends.append(one.end)
    return logs


def _letters(facts: Iterable[Fact]) -> dict[Letter, list[Frame | Ack]]:
    """All that is told of each frame and each ack, in its order."""
    told: dict[Letter, list[Frame | Ack]] = {}
    for fact in facts:
        if isinstance(fact, Frame | Ack):
            told.setdefault((fact.link, type(fact), fact.number), []).append(fact)
    return told


def _brought(log: _Log, spans: Iterable[tuple[int, int]]) -> list[Written]:
    """The commits that end in one of these spans of a log."""
    places = {at for span in spans for at in range(len(log.ends))[within(log.ends, *span)]}
    return [log.commits[at] for at in sorted(places)]


def _news(ack: Ack, reached: dict[Link, Positions]) -> list[tuple[int, int]]:
    """From where to where it is the first of its link to tell: written, flushed and applied."""
    now = (ack.written, ack.flushed, ack.applied)
    before = reached.get(ack.link, (0, 0, 0))
    reached[ack.link] = now
    return list(zip(before, now, strict=True))


def _told(name: str, ack: Ack, server: str, writes: Iterable[Written]) -> Iterator[Event]:
    """What an ack says of the rows of these writes: that they are durable, or readable, by now."""
    for one in writes:
        for cell, version in one.cells:
            yield (ack.at_us, name, server, cell, version, one.operation)


def _way(told: Sequence[Frame | Ack], number: int, operation: int, cuts: Cuts) -> Iterator[Event]:
    """A message on its way, by all that was told of it.

    Who looks at a run that is over knows when it arrives, whatever was thought when it was sent.
    """
    fact, last = told[0], told[-1]
    kind = "wal" if isinstance(fact, Frame) else "ack"
    held_us = _held_us(told, cuts)
    known = (*((last.delivered_us,) if held_us is None else ()), fact.due_us, last.delivered_us)
    arrives_us = next((one for one in known if one is not None), fact.at_us)
    yield (fact.at_us, "sent", number, kind, *fact.link, operation, arrives_us)
    if held_us is not None:
        yield (held_us, "held", number)
    if last.delivered_us is not None:
        if held_us is not None:
            yield (last.delivered_us, "released", number, last.delivered_us)
        yield (last.delivered_us, "delivered", number)


def _held_us(told: Sequence[Frame | Ack], cuts: Cuts) -> int | None:
    """When its link held it: as it came, or when that was cut before it went on; None: never."""
    fact = told[0]
    if all(one.due_us is not None or one.delivered_us is not None for one in told):
        return None
    if fact.due_us is None:
        return fact.at_us
    of_link = (us for us, links in cuts if fact.link in links and us >= fact.at_us)
    return next(of_link, fact.at_us)


def _lost(
    told: dict[Letter, list[Frame | Ack]], facts: Iterable[Fact], numbers: dict[Letter, int]
) -> Iterator[Event]:
    """What a relay still held when a connection ended: it dies where it is drawn then."""
    for fact in facts:
        if isinstance(fact, Broken):
            frames = [(fact.link[::-1], Frame, one) for one in fact.lost_frames]
            acks = [(fact.link, Ack, one) for one in fact.lost_acks]
            for letter in (*frames, *acks):
                if letter in told:
                    part = _part(told[letter][0], fact.at_us)
                    yield (fact.at_us, "dropped", numbers[letter], part, fact.reason)


def _part(sent: Frame | Ack, at_us: int) -> int:
    """How much of its way was behind it, in millionths; what was held has not begun it."""
    if sent.due_us is None or sent.due_us <= sent.at_us:
        return 0
    return min(1_000_000, (at_us - sent.at_us) * 1_000_000 // (sent.due_us - sent.at_us))
