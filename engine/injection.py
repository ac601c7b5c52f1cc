"""What each fault does to a cluster, and why one cannot be done now."""

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from engine import (
    consensus,
    coordinator,
    delivery,
    faults,
    handoff,
    load,
    moves,
    nemesis,
    service,
    streaming,
    timers,
    traffic,
    users,
    web,
)
from engine.faults import (
    Direction,
    Fault,
    OnLinks,
    OnLoad,
    OnMembers,
    OnMessage,
    OnPrimary,
    OnServer,
    OnUser,
)
from engine.items import FAULT, INJECT, SOURCE, TARGET, Item
from engine.latency import Latency, facts
from engine.replica import Replica
from engine.spec import RefusedError

if TYPE_CHECKING:
    from engine.cluster import Cluster


# -- what cannot be done


def refusal(cluster: "Cluster", fault: Fault) -> str | None:
    """Why this cannot be done now, in words; None when it can."""
    if isinstance(fault, OnServer):
        return _refuse_server(cluster, fault)
    if isinstance(fault, OnMessage):
        return _refuse_message(cluster, fault)
    if isinstance(fault, OnLinks):
        return _refuse_links(cluster, fault)
    if isinstance(fault, OnMembers):
        return moves.refusal(cluster, fault)
    if isinstance(fault, OnUser):
        return users.refusal(cluster, fault)
    return _refuse_all(cluster, fault)


def _refuse_all(
    cluster: "Cluster", fault: OnLoad | OnPrimary | faults.Nemesis | faults.Change
) -> str | None:
    """The same of what is no single thing's."""
    if isinstance(fault, faults.Nemesis):
        return None
    if isinstance(fault, OnLoad):
        return load.refusal(cluster, fault)
    if isinstance(fault, OnPrimary):
        return "no server is the primary here, whom the others follow: each takes writes"
    return _refuse_change(cluster, fault)


def _refuse_server(cluster: "Cluster", fault: OnServer) -> str | None:
    replica = cluster.replicas.get(fault.server)
    if fault.server in web.there(cluster):
        return "a web server keeps nothing and never breaks here: all that it can do is leave"
    if replica is None:
        return f"there is no server {fault.server}"
    if isinstance(fault, faults.Wipe):
        return None
    if isinstance(fault, faults.Restart):
        return f"{fault.server} is up" if replica.up else None
    if not replica.up:
        return f"{fault.server} is down" + (" already" if isinstance(fault, faults.Crash) else "")
    return _refuse_health(fault, replica)


def _refuse_health(fault: OnServer, replica: Replica) -> str | None:
    match fault:
        case faults.Pause(server):
            return f"{server} is paused already" if replica.health.paused else None
        case faults.Resume(server):
            return None if replica.health.paused else f"{server} is not paused"
        case faults.FillDisk(server, free):
            known = "has room" if free else "is full already"
            return f"the disk of {server} {known}" if replica.health.disk_full is not free else None
        case _:
            return None


def _refuse_links(cluster: "Cluster", fault: OnLinks) -> str | None:
    if isinstance(fault, faults.Partition):
        wants_server = fault.shape in ("isolate", "bridge")
        missing = wants_server and fault.server not in cluster.replicas
        return f"there is no server {fault.server}" if missing else None
    ends = set(cluster.replicas)
    if isinstance(fault, faults.Cut | faults.Heal):
        ends |= set(cluster.sessions)
    unknown = [f"{a} - {b}" for a, b in fault.links if a == b or {a, b} - ends]
    if unknown:
        return f"there is no link {unknown[0]}"
    return _refuse_on_known(cluster, fault)


def _refuse_on_known(cluster: "Cluster", fault: OnLinks) -> str | None:
    """The same of links that there are."""
    network = cluster.network
    match fault:
        case faults.Cut(links):
            done = all(link in network.blocked for link in links)
            return "that is cut already" if done else None
        case faults.Heal(links):
            return _refuse_undo(links, network.blocked, "nothing is cut there")
        case faults.Hold(links):
            done = all(link in network.holding for link in links)
            return "that is held already" if done else None
        case faults.Retime(links, latency):
            return _refuse_law(cluster, links, latency)
        case faults.Release(links):
            one_is = cluster.by_hand and not links
            return None if one_is else _refuse_undo(links, network.holding, "nothing is held there")
        case _:
            return None


def _refuse_law(
    cluster: "Cluster", links: tuple[Direction, ...], latency: Latency | None
) -> str | None:
    try:
        facts(latency) if latency is not None else None
    except ValueError as reason:
        return str(reason)
    network = cluster.network
    usual, own = network.retimed(links, latency)
    ways = {*own, *network.laws[1]}
    same = usual == network.laws[0] and all(own.get(x, usual) == network.law(*x) for x in ways)
    return "messages take so long there already" if same else None


def _refuse_undo(links: tuple[Direction, ...], done: dict[Direction, int], why: str) -> str | None:
    possible = any(link in done for link in links) if links else bool(done)
    return None if possible else why


def _refuse_message(cluster: "Cluster", fault: OnMessage) -> str | None:
    """What stands still can be released, or taken off where a hand holds it; nothing else."""
    number, releases = fault.message, isinstance(fault, faults.ReleaseMessage)
    if traffic.message(cluster, number) is not None:
        return f"message #{number} is not held" if releases else None
    if traffic.standing(cluster, number) is None:
        return f"message #{number} is not in flight"
    if number not in cluster.by_hand:
        return f"message #{number} is held: release its link first"
    if releases or isinstance(fault, faults.DropMessage):
        return None
    already = " already" if isinstance(fault, faults.HoldMessage) else ": release it first"
    return f"message #{number} is held{already}"


def _refuse_change(cluster: "Cluster", change: faults.Change) -> str | None:
    try:
        changed = cluster.settings.changed(change.name, change.value, len(cluster.members.ring))
        changed.check_asking(tuple(cluster.replicas), cluster.spec.homes)
    except RefusedError as reason:
        return str(reason)
    if change.name == "n" and cluster.move is not None:
        return f"N stays while the members change: see {cluster.move.server}"
    if changed.agreement != "off" and set(cluster.replicas) != set(cluster.spec.names):
        return "only the servers that were there from the start can agree by Raft"
    homes = cluster.spec.homes
    if changed.acks == "durable":
        return "what a server here acknowledges can be read there at once"
    if homes and changed.n > len(homes):
        return f"{len(homes)} home servers are named, so N cannot be {changed.n}"
    return None


# -- doing it


def inject(cluster: "Cluster", fault: Fault) -> None:
    """Does it; the caller has asked `refusal` first."""
    assert not isinstance(fault, OnPrimary), "it is always refused"
    if isinstance(fault, OnServer):
        _on_server(cluster, fault, cluster.replicas[fault.server])
    elif isinstance(fault, OnLinks):
        _on_links(cluster, fault)
    elif isinstance(fault, OnMessage):
        _on_message(cluster, fault)
    elif isinstance(fault, OnMembers):
        moves.begin(cluster, fault)
    elif isinstance(fault, OnLoad):
        load.inject(cluster, fault)
    elif isinstance(fault, faults.Nemesis):
        _let_loose(cluster, fault)
    elif isinstance(fault, OnUser):
        users.inject(cluster, fault)
    else:
        _set(cluster, fault)


def _set(cluster: "Cluster", fault: faults.Change) -> None:
    """Something is set for all."""
    servers = len(cluster.members.ring)
    cluster.settings = cluster.settings.changed(fault.name, fault.value, servers)
    cluster.log("changed", fault.name, fault.value)
    timers.set_periodic(cluster, fault.name)
    if fault.name == "agreement":
        consensus.begin(cluster)


def _let_loose(cluster: "Cluster", fault: faults.Nemesis) -> None:
    rates = tuple((kind, round(1_000_000 * rate)) for kind, rate in fault.rates)
    cluster.log("nemesis", rates, fault.lasts_us)
    name = f"{cluster.network.luck.seed}/{cluster.now_us}"
    for at_us, one in nemesis.schedule(
        name, cluster.members.ring, fault.lasts_us, dict(fault.rates)
    ):  # fmt: skip
        cluster.push(cluster.now_us + at_us, FAULT, INJECT, one)


def on_nemesis(cluster: "Cluster", item: Item) -> None:
    """A fault of a nemesis is due, and is done if it can be."""
    if refusal(cluster, item[3]) is None:
        inject(cluster, item[3])


def _on_server(cluster: "Cluster", fault: OnServer, replica: Replica) -> None:
    match fault:
        case faults.Crash(server):
            hints = dict(replica.hints)
            gone_down(cluster, server, "crashed", replica.crash())
            handoff.lost(cluster, server, hints)
        case faults.Wipe(server):
            hints = dict(replica.hints)
            replica.wipe()
            gone_down(cluster, server, "wiped")
            handoff.lost(cluster, server, hints)
        case faults.Restart(server):
            replica.up, replica.disk_lost = True, False
            cluster.log("restarted", server)
            consensus.wind(cluster, server)
        case faults.Pause(server):
            replica.health = replace(replica.health, paused=True)
            cluster.log("paused", server)
        case faults.Resume(server):
            _resume(cluster, replica)
        case _:
            _ail(cluster, fault, replica)


def _ail(cluster: "Cluster", fault: OnServer, replica: Replica) -> None:
    """What a server goes on with."""
    match fault:
        case faults.Slow(server, by_us, True):
            replica.health = replace(replica.health, slow_disk_us=by_us)
            cluster.log("slowed", server, by_us, "disk")
        case faults.Slow(server, by_us):
            replica.health = replace(replica.health, slow_us=by_us)
            cluster.log("slowed", server, by_us, "server")
        case faults.FillDisk(server, free):
            replica.health = replace(replica.health, disk_full=not free)
            cluster.log("disk", server, "free" if free else "full")
        case faults.Skew(server, by_us):
            replica.skew_us += by_us
            cluster.log("skewed", server, replica.skew_us)


def gone_down(cluster: "Cluster", server: str, how: str, *said: object) -> None:
    """What a server had in memory is gone, and connections to it break; `how` is the event."""
    cluster.log(how, server, *said)
    handoff.forget(cluster, server)
    consensus.forget(cluster, server, disk=how in ("wiped", "replacing"))
    delivery.forget(cluster, server)
    service.forget(cluster, server)
    streaming.forget(cluster, server)
    cluster.ledger.lost(server, cluster.replicas[server].copies)
    cluster.compare(server)
    for operation in coordinator.connected(cluster, server):
        went = "left" if how == "left" else "went down"
        coordinator.end(cluster, operation, "info", f"the connection broke: {server} {went}")


def _resume(cluster: "Cluster", replica: Replica) -> None:
    replica.health = replace(replica.health, paused=False)
    cluster.log("resumed", replica.name)
    waiting, replica.inbox = replica.inbox, ()
    for item in waiting:
        delivery.later(cluster, replica.name, 0, *item)
    service.go_on(cluster, replica.name)


def _on_links(cluster: "Cluster", fault: OnLinks) -> None:
    network = cluster.network
    match fault:
        case faults.Cut(links):
            _cut(cluster, links, held=fault.held)
        case faults.Partition(shape, server):
            _cut(cluster, faults.partition(shape, tuple(cluster.replicas), server), held=False)
        case faults.Heal(links):
            cluster.log("healed", network.heal(links))
            traffic.release(cluster)
        case faults.Degrade():
            _degrade(cluster, fault)
        case faults.Retime(links, latency):
            network.retime(links, latency)
            cluster.log("retimed", links, None if latency is None else facts(latency))
        case faults.Hold(links):
            network.holding.update(dict.fromkeys(links, cluster.now_us))
            cluster.log("holding", links)
            traffic.hold(cluster, traffic.take_off(cluster, links))
        case faults.Release(links):
            _release(cluster, links)


def _degrade(cluster: "Cluster", fault: faults.Degrade) -> None:
    network = cluster.network
    links = fault.links or tuple(permutations(cluster.replicas, 2))
    network.degraded.update(dict.fromkeys(links, fault))
    if fault.cures:
        network.degraded = {k: v for k, v in network.degraded.items() if k not in links}
    chances = (round(1_000_000 * x) for x in (fault.loss, fault.duplicate, fault.reorder))
    cluster.log("degraded", links, *chances, fault.delay_us)


def _release(cluster: "Cluster", links: tuple[Direction, ...]) -> None:
    holding = cluster.network.holding
    wanted = links or tuple(holding)
    freed = tuple(link for link in wanted if holding.pop(link, None) is not None)
    if freed:
        cluster.log("let_go", freed)
    if not links:
        cluster.by_hand = frozenset()
    traffic.release(cluster)


def _cut(cluster: "Cluster", links: tuple[Direction, ...], *, held: bool) -> None:
    real = tuple(link for link in links if set(link) & set(cluster.replicas))
    fresh = cluster.network.cut(real, cluster.now_us)
    cluster.log("cut", fresh)
    if held:
        cluster.network.keeping.update(dict.fromkeys(fresh, cluster.now_us))
        traffic.hold(cluster, traffic.take_off(cluster, fresh))
        return
    for item in traffic.take_off(cluster, fresh):
        traffic.drop(cluster, item, f"the link {item[SOURCE]} - {item[TARGET]} was cut")
    traffic.drop_held(cluster, fresh, "its link was cut")


def _on_message(cluster: "Cluster", fault: OnMessage) -> None:
    item = traffic.message(cluster, fault.message)
    if item is None:
        _on_standing(cluster, fault)
        return
    match fault:
        case faults.DropMessage():
            traffic.drop(cluster, item, "taken off by hand")
        case faults.HoldMessage():
            traffic.hold_one(cluster, item)
        case faults.DelayMessage(_, by_us):
            traffic.delay(cluster, item, by_us)
        case faults.DuplicateMessage():
            traffic.duplicate(cluster, item)


def _on_standing(cluster: "Cluster", fault: OnMessage) -> None:
    """A message that a hand holds is taken off, or let go; its link may hold it still."""
    if isinstance(fault, faults.DropMessage):
        traffic.drop_standing(cluster, fault.message, "taken off by hand")
    else:
        cluster.by_hand -= {fault.message}
        traffic.release(cluster)
