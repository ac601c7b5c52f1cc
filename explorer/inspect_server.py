"""A server inspected: how it is, what it holds and lacks, what it does now, and what it waits for.

Pure, as of a moment; it tells also what the server itself does not know: what it lacks.
"""

from collections.abc import Iterator
from heapq import nlargest

from engine import placement, quorum, web
from engine.items import AGREE, ENTROPY, HANDOFF, LOOK, OWN, PROCESS, REPLAY, SERVED, SYNC, TARGET
from engine.raft_state import State
from engine.records import Operation
from engine.replica import Replica
from engine.values import Cell, Copy
from engine.versions import GENESIS, Version
from explorer import durable, explain
from explorer.inspection import MOST_ROWS, Inspection, Moment, Row, Section, few
from explorer.times import tell_time


def inspection(moment: Moment, name: str) -> Inspection:
    """What is known of the server."""
    key, replica = f"server {name}", moment.cluster.replicas.get(name)
    if name in web.there(moment.cluster):
        return _of_web(moment, name)
    if replica is None:
        return Inspection(key, f"Server {name}", f"There is no server {name} at this moment.")
    spec = next((s for s in moment.cluster.spec.servers if s.name == name), None)
    title = f"Server {name}, {spec.place}" if spec and spec.place else f"Server {name}"
    sections: list[Section] = [
        ("Now", tuple(_now(moment, replica))),
        ("Stores", tuple(_stores(moment, replica))),
        ("Durable, not yet readable", tuple(_unread(moment, name))),
        ("Lacks", tuple(_lacks(moment, name))),
        ("Keeps hints", tuple(_hints(moment, replica))),
        ("Coordinates", few(_coordinates(moment, name), "operations", _busy_with(moment, name))),
        ("Waits for", few(_timers(moment, name), "timers")),
        ("Users near it", tuple(_users(moment, name))),
    ]
    shown = tuple(section for section in sections if section[1])
    return Inspection(key, title, _sentence(moment, replica), shown)


def _of_web(moment: Moment, name: str) -> Inspection:
    """A web server: what it is for, and how much it has to do."""
    settings = moment.cluster.settings
    sentence = (
        f"{name} is a web server: it takes requests and passes them on to the servers of the "
        "database. It keeps nothing, so it can come and go at any time."
    )
    now = [*_queue(moment, name)]
    now += [Row("each request", f"takes it {tell_time(settings.web_service_us)} on average")]
    if settings.web_connections is not None:
        now.append(Row("turns away", f"whoever finds {settings.web_connections:,} there already"))
    if name not in web.names(settings.web_servers):
        now.append(Row("leaves", "gets nothing new, and finishes what it has"))
    return Inspection(f"server {name}", f"Web server {name}", sentence, (("Now", tuple(now)),))


def _queue(moment: Moment, name: str) -> Iterator[Row]:
    desk = moment.cluster.desks.get(name)
    if desk is not None:
        workers, busy = web.workers(moment.cluster, name), len(desk.serving)
        yield Row("queue", f"{len(desk.waiting):,} waiting, {busy} of {workers} workers busy")


def _sentence(moment: Moment, replica: Replica) -> str:
    standing = moment.cluster.ledger.standing[replica.name]
    held, owned = len(standing.owned) - len(standing.missing), len(standing.owned)
    has = f"it holds {held:,} of {owned:,} acknowledged items that it is a home of"
    return f"{replica.name} is {_state(replica)}, and {has}."


def _state(replica: Replica) -> str:
    if replica.disk_lost:
        return "down, its disk lost"
    if not replica.up:
        return "down"
    return "paused" if replica.health.paused else "up"


_TURNS = ("crashed", "wiped", "restarted", "paused", "resumed", "joined", "replacing", "replaced")
"""The events since which a server is as it is."""


def _now(moment: Moment, replica: Replica) -> Iterator[Row]:
    name, cluster = replica.name, moment.cluster
    turns = (event[0] for place, event in moment.history.faults
             if place < moment.at and event[1] in _TURNS and event[2] == name)  # fmt: skip
    since = [*turns][-1:]
    yield Row("state", f"{_state(replica)} since {tell_time(since[0]) if since else 'the start'}")
    if cluster.settings.agreement != "off" and name in cluster.group:
        yield from _raft(cluster.group[name].state)
    yield Row("wall clock", _clock(replica))
    yield Row("disk", _disk(moment, replica))
    if replica.health.slow_us:
        yield Row("slow", f"takes {tell_time(replica.health.slow_us)} longer for each message")
    if replica.inbox:
        yield Row("not got to", f"{len(replica.inbox):,} that came while it is paused")
    if replica.deferred:
        yield Row("put off", f"{len(replica.deferred):,} that depend on what is not here yet")
    yield from _queue(moment, name)
    yield from _keys(moment, name)


def _raft(state: State) -> Iterator[Row]:
    knows = f", follows {state.leader}" if state.role == "follower" and state.leader else ""
    yield Row("role", f"{state.role} of term {state.term}{knows}")
    yield Row("log", f"{len(state.log):,} entries, knows of {state.commit:,} agreed on")


def _clock(replica: Replica) -> str:
    skew_us = replica.skew_us
    if not skew_us:
        return "right"
    return f"{tell_time(abs(skew_us))} {'ahead' if skew_us > 0 else 'behind'}"


def _disk(moment: Moment, replica: Replica) -> str:
    parts = ["full: it stores nothing new" if replica.health.disk_full else "has room"]
    if replica.health.slow_disk_us:
        parts.append(f"{tell_time(replica.health.slow_disk_us)} slower")
    if moment.cluster.settings.sync_us == 0 and not replica.unsynced:
        parts.append("all synced at once")
    else:
        parts.append(f"{replica.unsynced:,} not synced yet: a crash takes them")
    return ", ".join(parts)


def _keys(moment: Moment, name: str) -> Iterator[Row]:
    """What part of the ring it is a home of, and of how many keys that have been written."""
    cluster = moment.cluster
    members, n = cluster.members, cluster.settings.n
    if members.named:
        of_all = "every key" if name in members.named[:n] else "no key: the homes are named"
    else:
        part = quorum.share(name, members.ring, n)
        of_all = "every key" if part == 1 else f"{100 * part:.0f} % of the ring"
    yield Row("home of", of_all)
    homes = [placement.homes(cluster, key) for key in {cell[0] for cell in cluster.ledger.acked}]
    if homes:
        mine, first = sum(name in h for h in homes), sum(h[0] == name for h in homes)
        keys = f"{len(homes):,} written key{'s' * (len(homes) > 1)}"
        yield Row("of those", f"{mine:,} of {keys}, the first home of {first:,}")


# -- what it holds


def _stores(moment: Moment, replica: Replica) -> Iterator[Row]:
    """Its newest copies, by operation where people wrote them."""
    fresh = [item for item in replica.copies.items() if item[1][0] != GENESIS]
    told: set[str] = set()
    for cell, copy in nlargest(MOST_ROWS, fresh, key=lambda item: item[1][0]):
        row = _copy(moment, moment.written.get((cell, copy[0])), cell, copy)
        if row.label not in told:  # a write of several rows is told once
            told.add(row.label)
            yield row
    if len(fresh) > MOST_ROWS:
        yield Row("more", f"{len(fresh) - MOST_ROWS:,} older rows")
    before = len(replica.copies) - len(fresh)
    if before:
        yield Row("from before", f"{before:,} rows of before the run")


def _copy(moment: Moment, write: Operation | None, cell: Cell, copy: Copy) -> Row:
    version = copy[0]
    status = f"{_standing(moment, cell, version)}; {_stamp(copy)}"
    if write is not None:
        return Row(f"#{write.number}", f"{explain.said(write)}: {status}", _select(write.number))
    return Row(f"{explain.key(cell[0])} ({', '.join(map(str, cell[1]))})", status)


def _stamp(copy: Copy) -> str:
    version, value = copy
    if isinstance(value, int) and not isinstance(value, bool):
        return f"a tally of {value:,} by {version[2]}"
    return f"stamped {tell_time(version[0])} by {version[2]}"


def _standing(moment: Moment, cell: Cell, version: Version) -> str:
    acked = moment.cluster.ledger.acked.get(cell)
    if acked is None or version > acked.highest:
        return "acknowledged to nobody yet"
    newer = len(moment.cluster.ledger.lacks(cell, version))
    return f"{explain.versions(newer)} behind" if newer else "the newest acknowledged"


def _lacks(moment: Moment, name: str) -> Iterator[Row]:
    """Each acknowledged write that it lacks, and why."""
    cluster, history = moment.cluster, moment.history
    replica, numbers, others = cluster.replicas[name], set[int](), 0
    for cell in cluster.ledger.standing[name].missing:
        copy = replica.copies.get(cell)
        for version in cluster.ledger.lacks(cell, copy and copy[0]):
            write = moment.written.get((cell, version))
            numbers |= {write.number} if write is not None else set()
            others += write is None
    for number in sorted(numbers)[-MOST_ROWS:]:
        why = explain.missing_copy(history, number, name, moment.at)
        yield Row(f"#{number}", f"{explain.said(history.operations[number])}: {why}",
                  _select(number))  # fmt: skip
    others += max(0, len(numbers) - MOST_ROWS)
    if others:
        yield Row("more", f"{explain.versions(others)} more")


def _unread(moment: Moment, name: str) -> Iterator[Row]:
    """Each write that it has on disk and cannot show yet."""
    waiting = durable.of_server(moment.history, name, moment.at)
    for one in waiting[-MOST_ROWS:]:
        said = explain.said(moment.history.operations[one.operation])
        since = f"since {tell_time(one.since_us)}, as it said itself"
        yield Row(f"#{one.operation}", f"{said}: {since}", _select(one.operation))
    if len(waiting) > MOST_ROWS:
        yield Row("more", f"{len(waiting) - MOST_ROWS:,} older ones")


def _hints(moment: Moment, replica: Replica) -> Iterator[Row]:
    for home in dict.fromkeys(home for home, _ in replica.hints):
        mine = [(cell, copy) for (h, cell), copy in replica.hints.items() if h == home]
        known = (moment.written.get((cell, copy[0])) for cell, copy in mine)
        said = dict.fromkeys(explain.said(write) for write in known if write is not None)
        text = f": {explain.listed([*said][:3])}" if said else ""
        rows = f"{len(mine):,} row{'s' * (len(mine) > 1)}"
        yield Row(f"for {home}", f"{rows}{text}", f"select server {home}")


# -- what it does


def _coordinates(moment: Moment, name: str) -> Iterator[Row]:
    for number, running in moment.cluster.operations.items():
        if running.coordinator != name:
            continue
        operation = moment.history.operations[number]
        got = progress(moment, number)
        left = f"gives up {moment.left(running.deadline_us)}" if running.deadline_us else ""
        who = f"{operation.user}'s {explain.deed(operation)}"
        value = "; ".join(part for part in (f"{who}: {got}", left) if part)
        yield Row(f"#{number}", value, _select(number), fact=got)


def _busy_with(moment: Moment, name: str) -> int:
    """How many operations it coordinates."""
    return sum(running.coordinator == name for running in moment.cluster.operations.values())


def progress(moment: Moment, number: int) -> str:
    """How far an operation in progress has got, by what its coordinator has."""
    running = moment.cluster.operations[number]
    match running.phase:
        case "read":
            heard = _heard(tuple(running.answers))
            return f"{len(running.answers)} of {running.settings.r} replies{heard}"
        case "write":
            return f"{len(running.acks)} of {running.acks_needed} acks{_heard(running.acks)}"
        case phase:
            return _PHASES[phase]


def _heard(servers: tuple[str, ...]) -> str:
    return f" ({explain.listed(servers)})" if servers else ""


_PHASES = {
    "think": "has read who may see the wall, and reads the wall later",
    "forward": "asks one more server for what its user session demands",
    "wait": "waits for what its user session demands",
    "repair": "mends servers before it answers", "agree": "waits for agreement",
    "lost": "does not know of it: the request never came", "unheard": "its answer was lost",
}  # fmt: skip
"""By phase: what goes on where no answers are counted."""


def _timers(moment: Moment, name: str) -> Iterator[Row]:
    """What will happen here by itself, the next first."""
    heap = sorted((i for i in moment.cluster.heap if i[2] in _SAID), key=lambda item: item[:2])
    told: dict[str, int] = {}
    for item in heap:
        if _is_due(moment, name, item):
            words = _SAID[item[2]].format(item)
            told[words] = told.get(words, 0) + 1
            label = words if told[words] == 1 else f"{words} ({told[words]})"
            yield Row(label, moment.left(item[0]), fact=item[0])


_SAID = {
    AGREE: "its Raft clock", HANDOFF: "silent homes of #{0[3]}", LOOK: "another look for #{0[3]}",
    SYNC: "sync of its disk", REPLAY: "hints sent again", ENTROPY: "hash trees compared",
    SERVED: "a worker is done", PROCESS: "gets to message #{0[3]}", OWN: "its own copy of #{0[4]}",
}  # fmt: skip
"""By kind of item: what is due."""


def _is_due(moment: Moment, name: str, item: tuple) -> bool:  # type: ignore[type-arg]
    """Whether an item is about this server, and still counts."""
    cluster, kind = moment.cluster, item[2]
    if kind in (SYNC, REPLAY, ENTROPY):
        return bool(cluster.timers.get(kind) == item[3]) and cluster.replicas[name].running
    if kind == HANDOFF:
        watch = cluster.watched.get(item[3])
        return watch is not None and watch.coordinator == name
    if kind == LOOK:
        running = cluster.operations.get(item[3])
        return running is not None and running.coordinator == name and running.looks == item[4]
    if kind == AGREE:
        current = item[4] != "clock" or cluster.group[name].state.turn == item[5]
        return bool(item[3] == name and current and cluster.settings.agreement != "off")
    return bool(item[TARGET if kind == PROCESS else 3] == name)


def _users(moment: Moment, name: str) -> Iterator[Row]:
    for session in moment.cluster.sessions.values():
        if session.server == name:
            follows = f"follows {explain.listed(session.follows)}" if session.follows else "a user"
            yield Row(session.user, follows, f"select user {session.user}")


def _select(number: int) -> str:
    return f"select operation {number}"
