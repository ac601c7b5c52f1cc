"""What became, in the end, of a write whose outcome its user does not know. Pure.

It is *committed* from the first moment after its end at which W of its homes have stored this very
version and have not lost it: something newer over it counts, for that came after it. A user who
reads before that may see it all the same, which is told beside it. It *never happened* when no
server holds it and nothing carries it any more: no message, hint, queue or operation in progress.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from engine import traffic
from engine.cluster import Cluster
from engine.history import History
from engine.items import OPERATION
from engine.records import Operation
from engine.values import Cell
from engine.versions import Version
from explorer.explain import listed
from explorer.timeline import Timeline
from explorer.times import tell_time

Fate = Literal["committed", "partial", "under way", "never", "overwritten", "lost"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The fate of a write, in a word and in sentences; when and where it was committed, if so."""

    fate: Fate
    lines: tuple[str, ...]
    committed_us: int | None = None
    servers: tuple[str, ...] = ()
    """Those that made it W, or, as long as there are fewer, those that hold it."""
    after_us: int = 0
    """How long after its end it was committed."""

    @property
    def settled(self) -> bool:
        """Whether it is known by now, and for good, whether it happened."""
        return self.fate not in ("partial", "under way")

    @property
    def word(self) -> str:
        """'committed 3.1 s later on A and C', 'never happened'; empty while that is open."""
        if self.committed_us is not None:
            when = f"{tell_time(self.after_us)} later" if self.after_us else "all the same"
            return f"committed {when} on {listed(self.servers)}"
        return {
            "never": "never happened", "overwritten": "happened, and was overwritten",
            "lost": "happened, and was lost",
        }.get(self.fate, "")  # fmt: skip


def resolve(history: History, cluster: Cluster, write: Operation, at: int) -> Resolution:
    """What had become of an unknown write at a place; the cluster stands at that place."""
    if write.cell is None or write.version is None or not write.stamped_by(at):
        return _unwritten(history, cluster, write)
    held = history.held(write.cell, at)
    here = tuple(sorted(s for s, version in held.items() if version == write.version))
    over = tuple(sorted(s for s, version in held.items() if version > write.version))
    shown = tuple(_shown(history, write.cell, write.version, at))
    done = _commit(history, write, write.cell, write.version, at)
    if done is not None:
        return _committed(write, done, here, over, shown)
    carried = _carried(cluster, write.cell, write.version)
    if here:
        alone = " alone" if len(here) == 1 else ""
        need = write.asked["write"][1]
        lines = (f"Still on {listed(here)}{alone}, and W is {need}.", *shown)
        more = ("It is still under way.",) if carried else ()
        return Resolution("partial", (*lines, *more), servers=here)
    if carried:
        return Resolution("under way", ("No server holds it yet, but it is under way.", *shown))
    return _gone(history, write, over, shown, at)


def _unwritten(history: History, cluster: Cluster, write: Operation) -> Resolution:
    """The fate of a write that no server has made a version of so far."""
    number = write.number
    logs = tuple(name for name, member in cluster.group.items()
                 if any(entry.operation == number for entry in member.state.log))  # fmt: skip
    if logs:
        has = "has" if len(logs) == 1 else "have"
        text = f"{listed(logs)} {has} it in the log, and no majority has agreed on it so far."
        return Resolution("partial", (text,), servers=logs)
    if number in cluster.orphans:
        text = f"{write.coordinator} has not got to it yet, and will do it all the same."
        return Resolution("under way", (text,))
    if any(item[OPERATION] == number for item in traffic.in_flight(cluster)):
        return Resolution("under way", ("It is still on its way to who would write it.",))
    why = "it got nowhere near a disk"
    if was := {server: None for *_, server in history.logs.get(number, ())}:
        why = f"the log of {listed(list(was))} had it, and another leader's entries took its place"
    return Resolution("never", (f"It never happened: {why}.",))


def fate(timeline: Timeline, write: Operation) -> Resolution:
    """The same at the playhead; what will not change any more is worked out once."""
    branch, at = timeline.branch, timeline.place
    since, found = branch.fates.get(write.number, (at + 1, None))
    if isinstance(found, Resolution) and since <= at:
        return found
    found = resolve(branch.history, timeline.cluster, write, at)
    if found.settled:
        branch.fates[write.number] = at, found
    return found


def _committed(
    write: Operation,
    done: tuple[int, tuple[str, ...]],
    here: tuple[str, ...],
    over: tuple[str, ...],
    shown: tuple[str, ...],
) -> Resolution:
    at_us, servers = done
    need = write.asked["write"][1]
    after_us = at_us - (write.ended_us or 0)
    when = f"Committed after {tell_time(after_us)} on {listed(servers)}"
    if after_us == 0:
        when = f"It happened all the same: at its end it was on {listed(servers)}"
    lines = (f"{when}, as W = {need} asks.", *shown)
    if here:
        return Resolution("committed", lines, at_us, servers, after_us)
    if over:
        text = f"It happened, and was overwritten: {listed(over)} hold something newer."
        return Resolution("overwritten", (*lines, text), at_us, servers, after_us)
    return Resolution(
        "lost", (*lines, "Now no server holds it any more."), at_us, servers, after_us
    )


def _gone(
    history: History, write: Operation, over: tuple[str, ...], shown: tuple[str, ...], at: int
) -> Resolution:
    """No server holds it, and nothing brings it back."""
    assert write.cell is not None
    stores = history.stores.get(write.cell, ())
    had = sorted({s for place, _, s, v in stores if place < at and v == write.version})
    if over and (had or shown):
        text = f"It happened, and was overwritten: {listed(over)} has something newer."
        if len(over) > 1:
            text = f"It happened, and was overwritten: {listed(over)} have something newer."
        return Resolution("overwritten", (text, *shown))
    text = "no server holds it and none of its messages is under way."
    if shown:
        return Resolution("lost", (f"It happened, and was lost: {text}", *shown))
    first = (f"{listed(had)} had it and has lost it." if had else "",)
    return Resolution("never", (*filter(None, first), f"It never happened: {text}"))


def _commit(
    history: History, write: Operation, cell: Cell, version: Version, at: int
) -> tuple[int, tuple[str, ...]] | None:
    """The first moment after its end at which W homes had stored it, and which."""
    homes, need = write.asked["write"]
    ended = (write.ended_at or 0, write.ended_us or 0)
    have: dict[str, None] = {}
    for place, time_us, server, stored in _changes(history, cell, at):
        if len(have) >= need and place > ended[0]:
            break  # it was so when it ended
        if stored == version and server in homes:
            have[server] = None
        elif stored is None or stored < version:
            have.pop(server, None)
        if len(have) >= need and place > ended[0]:
            return time_us, tuple(sorted(have))
    return (ended[1], tuple(sorted(have))) if len(have) >= need else None


def _changes(history: History, cell: Cell, at: int) -> list[tuple[int, int, str, Version | None]]:
    """Every store and loss of an item: (place, time, server, what it holds then); None: nothing."""
    changes: list[tuple[int, int, str, Version | None]] = list(history.stores.get(cell, ()))
    changes += [
        (place, 0, server, None if left is None else left[cell])
        for place, server, left in history.losses
        if left is None or cell in left
    ]
    return sorted((c for c in changes if c[0] < at), key=lambda change: change[0])


def _shown(history: History, cell: Cell, version: Version, at: int) -> Iterator[str]:
    """The first read that showed it, in words."""
    for read in history.operations.values():
        ended = read.kind == "read" and read.outcome == "ok" and read.ended_by(at)
        if ended and read.result.get(cell) == version:
            when = tell_time(read.ended_us or 0)
            yield f"{read.user} was shown it at {when}, by the read #{read.number}."
            return


def _carried(cluster: Cluster, cell: Cell, version: Version) -> bool:
    """Whether anything may still bring it to a server: a message, a hint, a queue, an operation."""
    places: tuple[Any, ...] = (
        *cluster.heap,
        *cluster.held,
        *((replica.inbox, replica.deferred) for replica in cluster.replicas.values()),
        *(member.state.log[member.applied :] for member in cluster.group.values()),
        *(tuple(r.hints.items()) for r in cluster.replicas.values()),
        *(tuple(operation.found.items()) for operation in cluster.operations.values()),
        *(tuple(operation.answers.values()) for operation in cluster.operations.values()),
        *(watch.entries for watch in cluster.watched.values()),
    )
    return _holds(places, cell, version)


def _holds(thing: Any, cell: Cell, version: Version) -> bool:
    """Whether this copy is somewhere in nested tuples; a hint's name is (home, cell)."""
    if not isinstance(thing, tuple):
        return False
    if len(thing) == 2 and isinstance(thing[1], tuple) and thing[1][:1] == (version,):
        return bool(thing[0] == cell or (isinstance(thing[0], tuple) and thing[0][-1] == cell))
    return any(_holds(part, cell, version) for part in thing)
