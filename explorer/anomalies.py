"""What nobody who reads alone can notice: leaks, inversions, answers without a question. Pure.

All is judged from outside, from the history, and never from what a server or a device believes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from engine import merging, walls
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS, Version
from explorer import exchange, measurements

Needs = dict[Cell, Version]


def shown(history: History, read: Operation) -> Mapping[Cell, Version]:
    """What a read showed its user, by cell: of a page, only what its ACL lets through."""
    if read.action != "page":
        return read.result
    values = history.values()
    found = {cell: (v, values.get((cell, v))) for cell, v in read.result.items()}
    return {cell: copy[0] for cell, copy in walls.shown(read.text, read.user, found).items()}


# -- leaks


def leaks(history: History, at: int) -> list[Operation]:
    """The pages that showed a post which its author had hidden from that reader before."""
    pages = (read for read in measurements.answered(history, at, "read") if read.action == "page")
    return [page for page in pages if leaked(history, page) is not None]


def leaked(history: History, page: Operation) -> tuple[Operation, Operation] | None:
    """The author's hiding and the first post that the page showed all the same; None: no leak."""
    numbers = {cell[1][1] for cell in shown(history, page) if cell[1][0] == "post"}
    for post in history.operations.values():
        if post.action == "post" and post.cell is not None and post.cell[1][1] in numbers:
            hiding = _hiding(history, post, page)
            if hiding is not None:
                return hiding, post
    return None


def _hiding(history: History, post: Operation, page: Operation) -> Operation | None:
    """How the post's author had hidden it from the reader, acknowledged before it was posted."""
    rules = [
        o
        for o in history.operations.values()
        if o.user == post.user and o.action in ("hide", "unhide") and o.text == page.user
    ]
    before = [o for o in rules if o.outcome == "ok" and o.ended_by(post.invoked_at)]
    last = max(before, key=lambda o: o.ended_at or 0, default=None)
    if last is None or last.action == "unhide":
        return None
    later = (o for o in rules if last.invoked_at < o.invoked_at < (page.ended_at or 0))
    return None if any(o.action == "unhide" for o in later) else last


# -- inversions


def inverted(history: History, read: Operation) -> tuple[Operation, Operation] | None:
    """An earlier read that showed more than this one, and which write; None: no inversion."""
    if read.outcome != "ok" or read.staleness is None or read.staleness.missed:
        return None
    keys, result = read.keys, read.result
    under_way = {
        row[:2]: write
        for write in history.operations.values()
        for row in write.written
        if row[0][0] in keys
        and result.get(row[0], GENESIS) < row[1]
        and write.stamped_by(read.ended_at or 0)
        and not _is_acknowledged(write, read.invoked_at)
    }
    for early in history.operations.values() if under_way else ():
        if early.outcome == "ok" and early.ended_by(read.invoked_at):
            for item in early.result.items():
                if item in under_way:
                    return early, under_way[item]
    return None


def _is_acknowledged(write: Operation, at: int) -> bool:
    return write.outcome == "ok" and write.ended_by(at)


# -- writes that lost


def winner(history: History, write: Operation, at: int) -> Operation | None:
    """The write that an acknowledged one has lost to at every server; None: somebody stored it.

    Highest version wins, also over what was written later.
    """
    if write.outcome != "ok" or write.cell is None or write.version is None:
        return None
    stored = [v for place, _, _, v in history.stores.get(write.cell, ()) if place < at]
    if write.version in stored or max(stored, default=GENESIS) < write.version:
        return None
    number = history.writers.get((write.cell, max(stored)))
    return None if number is None else history.operations.get(number)


def overruler(history: History, write: Operation, at: int) -> Operation | None:
    """The write that an acknowledged one lost to though it was done before it; None: none was.

    It had ended before this one was asked for, and carries a later time all the same; or it stood
    at every server that this one came to.
    """
    if write.outcome != "ok" or write.cell is None or write.version is None:
        return None
    for other in history.operations.values():
        known = {row[0]: row[1] for row in other.written}
        before = other.outcome == "ok" and other.ended_by(write.invoked_at)
        if before and write.version < known.get(write.cell, GENESIS):
            return other
    if winner(history, write, at) is None:
        return None
    return winner(history, write, min(at, (write.ended_at or at) + 1))


# -- counts that were read, counted on and written back


def lost_counts(history: History, at: int) -> int:
    """How many acknowledged likes the newest counts do not have (fewer unlikes)."""
    net: Counter[Cell] = Counter()
    newest: dict[Cell, tuple[Version, int]] = {}
    for write in _counts(history, at):
        cell, version, value = write.written[0]
        net[cell] += 1 if write.action == "like" else -1
        if isinstance(value, int):
            newest[cell] = max(newest.get(cell, (GENESIS, 0)), (version, value))
    return sum(max(0, count - newest.get(cell, (GENESIS, 0))[1]) for cell, count in net.items())


def overwriter(history: History, write: Operation, at: int) -> Operation | None:
    """Who counted on from less than this acknowledged count, and replaced it; None: nobody did."""
    if write not in _counts(history, at):
        return None
    cell, version, _ = write.written[0]
    later = [o for o in _counts(history, at) if o.cell == cell and o.version > version]  # type: ignore[operator]
    unaware = (o for o in later if counted_from(history, o) < version)
    return min(unaware, key=lambda o: o.version or GENESIS, default=None)


def counted_from(history: History, write: Operation) -> Version:
    """The newest version of its count that a write had read before it counted on."""
    assert write.cell is not None
    found = exchange.round_of(history, write, "read", (write.stamped_at or 0) + 1)
    base = GENESIS
    for server in found.counted if found is not None else ():
        place, _ = exchange.looked(history, write, server, history.length) or (0, 0)
        base = max(base, history.held(write.cell, place).get(server, GENESIS))
    return base


def _counts(history: History, at: int) -> list[Operation]:
    """The acknowledged likes and unlikes that wrote a whole count."""
    return [
        o
        for o in history.people.values()
        if o.action in ("like", "unlike")
        and o.outcome == "ok"
        and o.ended_by(at)
        and o.written
        and o.written[0][0][1][0] == "likes"
        and not merging.is_tally(o.written[0][0][1])
    ]


# -- answers without a question


def causal_anomalies(history: History, at: int) -> list[Operation]:
    """The reads that showed a write without one that its author had written or seen before it."""
    pasts = _pasts(history, at)
    return [read for read in measurements.answered(history, at, "read") if _lacks_past(read, pasts)]


def _lacks_past(read: Operation, pasts: Mapping[tuple[Cell, Version], Needs]) -> bool:
    return any(
        cell[0] in read.keys and read.result.get(cell, GENESIS) < version
        for item in read.result.items()
        for cell, version in pasts.get(item, {}).items()
    )


def _pasts(history: History, at: int) -> dict[tuple[Cell, Version], Needs]:
    """By written item: what its author had written and seen before, and the past of all that."""
    known: defaultdict[str, Needs] = defaultdict(dict)
    pasts: dict[tuple[Cell, Version], Needs] = {}
    for place, operation in sorted(_turns(history), key=lambda turn: turn[0]):
        if place >= at:
            break
        mine = known[operation.user]
        if place == operation.invoked_at:
            pasts |= {row[:2]: dict(mine) for row in operation.written}
            continue
        items = [row[:2] for row in operation.written] or list(operation.result.items())
        for cell, version in items:
            for other, needed in ((cell, version), *pasts.get((cell, version), {}).items()):
                mine[other] = max(needed, mine.get(other, GENESIS))
    return pasts


def _turns(history: History) -> Iterator[tuple[int, Operation]]:
    """When a write was called, and when an operation was answered: its place, and it."""
    for operation in history.operations.values():
        if operation.kind == "write":
            yield operation.invoked_at, operation
        if operation.outcome == "ok" and operation.ended_at is not None:
            yield operation.ended_at, operation


# -- what has befallen the cluster


def links_cut(history: History, at: int) -> set[frozenset[str]]:
    """The pairs between which messages do not pass, in one direction at least."""
    cut: set[tuple[str, str]] = set()
    for place, event in history.faults:
        if place < at and event[1] == "cut":
            cut |= set(event[2])
        elif place < at and event[1] == "healed":
            cut -= set(event[2])
    return {frozenset(link) for link in cut}
