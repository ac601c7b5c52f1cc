"""The web tier: servers in front of the database, each with a queue and workers of its own.

A request goes to a web server, waits there for its turn, and leaves as a query to its coordinator:
the web server does not wait for that, and is free for the next request. Web servers keep nothing,
so that they come and go at once: those that go get nothing new, and finish what they have.
"""

from typing import TYPE_CHECKING

from engine import service
from engine.items import START
from engine.operation import Operation

if TYPE_CHECKING:
    from engine.cluster import Cluster


def names(count: int) -> tuple[str, ...]:
    """So many web servers: web1, web2, ..."""
    return tuple(f"web{i + 1}" for i in range(count))


def there(cluster: "Cluster") -> tuple[str, ...]:
    """All web servers, also those that leave and have still something to do."""
    leaving = (s for s, desk in cluster.desks.items() if is_web(s) and len(desk))
    return tuple(dict.fromkeys((*names(cluster.settings.web_servers), *leaving)))


def is_web(server: str) -> bool:
    """Whether a server of this name is a web server."""
    return server.startswith("web") and server[3:].isdecimal()


def server_for(cluster: "Cluster", user: int, number: int) -> str:
    """The database server that gets a request of the load."""
    return _one_of(cluster, cluster.members.ring, user, number)


def _one_of(cluster: "Cluster", servers: tuple[str, ...], user: int, number: int) -> str:
    """By `balance`: servers alike in all else stand in their order."""
    if len(servers) == 1:
        return servers[0]
    luck = cluster.network.luck
    match cluster.settings.balance:
        case "random":
            chosen = int(luck.draw("balance", "", servers[0], "", number)[0] * len(servers))
        case "round-robin":
            chosen = number % len(servers)
        case "least-loaded":
            return min(servers, key=lambda server: len(cluster.desks.get(server, ())))
        case "sticky":
            chosen = int(luck.draw("sticky", "", servers[0], "", user)[0] * len(servers))
        case _:
            chosen = user % len(servers)
    return servers[chosen]


def pass_through(cluster: "Cluster", operation: Operation) -> bool:
    """A request waits for its turn at a web server; False: that one has no connection free."""
    settings = cluster.settings
    server = _one_of(cluster, names(settings.web_servers), _user(cluster, operation),
                     operation.number)  # fmt: skip
    here, most = len(cluster.desks.get(server, ())), settings.web_connections
    if most is not None and here >= most:
        cluster.log("unavailable", operation.number, f"{server} has no connection free")
        return False
    cluster.log("routed", operation.number, server)
    number = operation.number
    service.arrive(cluster, server, "request", operation, number, START, number)
    return True


def _user(cluster: "Cluster", operation: Operation) -> int:
    """A user's number: in the load, or among those who are signed in."""
    call = cluster.workload.calls.get(operation.call)
    if call is not None and call.user is not None:
        return call.user
    users = list(cluster.sessions)
    return users.index(operation.request.user) if operation.request.user in users else len(users)


def workers(cluster: "Cluster", server: str) -> int:
    """How many jobs a server does at a time."""
    settings = cluster.settings
    return settings.web_concurrency if is_web(server) else settings.concurrency


def mean_us(cluster: "Cluster", server: str) -> int:
    """How long a job takes it, on average."""
    settings = cluster.settings
    return settings.web_service_us if is_web(server) else settings.service_us
