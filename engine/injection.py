"""What each fault does to a cluster, and why one cannot be done now."""

from typing import TYPE_CHECKING

from engine import coordinator
from engine.faults import Change, Crash, Cut, Direction, Fault, Heal, Restart, Wipe
from engine.spec import RefusedError

if TYPE_CHECKING:
    from engine.cluster import Cluster


def refusal(cluster: "Cluster", fault: Fault) -> str | None:
    """Why this cannot be done now, in words; None when it can."""
    match fault:
        case Crash(server) | Restart(server) | Wipe(server):
            return _refuse_server(cluster, fault, server)
        case Cut(links) | Heal(links):
            return _refuse_links(cluster, fault, links)
        case Change(name, value):
            return _refuse_change(cluster, name, value)


def _refuse_server(cluster: "Cluster", fault: Fault, server: str) -> str | None:
    if server not in cluster.replicas:
        return f"there is no server {server}"
    up = cluster.replicas[server].up
    if isinstance(fault, Crash) and not up:
        return f"{server} is down already"
    return f"{server} is up" if isinstance(fault, Restart) and up else None


def _refuse_links(cluster: "Cluster", fault: Fault, links: tuple[Direction, ...]) -> str | None:
    unknown = [f"{a} - {b}" for a, b in links if a == b or {a, b} - set(cluster.replicas)]
    if unknown:
        return f"there is no link {unknown[0]}"
    blocked = cluster.network.blocked
    if isinstance(fault, Cut):
        return "that is cut already" if all(link in blocked for link in links) else None
    healable = any(link in blocked for link in links) if links else bool(blocked)
    return None if healable else "nothing is cut there"


def _refuse_change(cluster: "Cluster", name: str, value: object) -> str | None:
    try:
        changed = cluster.settings.changed(name, value, len(cluster.replicas))
    except RefusedError as reason:
        return str(reason)
    homes = cluster.spec.homes
    if homes and changed.n > len(homes):
        return f"{len(homes)} home servers are named, so N cannot be {changed.n}"
    return None


def inject(cluster: "Cluster", fault: Fault) -> None:
    """Does it; the caller has asked `refusal` first."""
    match fault:
        case Crash(server):
            lost = cluster.replicas[server].crash()
            _gone_down(cluster, server, "crashed", lost)
        case Wipe(server):
            cluster.replicas[server].wipe()
            _gone_down(cluster, server, "wiped")
        case Restart(server):
            cluster.replicas[server].up = True
            cluster.log("restarted", server)
        case Cut(links):
            fresh = cluster.network.cut(links, cluster.now_us)
            cluster.log("cut", fresh)
            cluster.drop_in_flight(fresh)
        case Heal(links):
            cluster.log("healed", cluster.network.heal(links))
        case Change(name, value):
            _change(cluster, name, value)


def _gone_down(cluster: "Cluster", server: str, how: str, *lost: object) -> None:
    cluster.log(how, server, *lost)
    cluster.ledger.lost(server, cluster.replicas[server].copies)
    cluster.compare(server)
    for operation in [o for o in cluster.operations.values() if o.coordinator == server]:
        coordinator.end(cluster, operation, "info", f"the connection broke: {server} went down")


def _change(cluster: "Cluster", name: str, value: int | str | None) -> None:
    cluster.settings = cluster.settings.changed(name, value, len(cluster.replicas))
    cluster.log("changed", name, value)
    cluster.set_periodic(name)
