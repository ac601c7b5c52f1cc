"""The users seen from outside: near which server each is, what each demands, and who is gone.

Rules this file keeps: a user who was removed asks for nothing any more, and the name is not given
again, so that whoever judges a history by names never takes one for the other.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import faults
from engine.faults import OnUser

if TYPE_CHECKING:
    from engine.cluster import Cluster


def refusal(cluster: "Cluster", fault: OnUser) -> str | None:
    """Why this cannot be done now, in words; None when it can."""
    session = cluster.sessions.get(fault.user)
    if session is None:
        closed = fault.user in cluster.closed
        return f"{fault.user}'s account is closed" if closed else f"there is no user {fault.user}"
    if isinstance(fault, faults.RemoveUser):
        return _refuse_removal(cluster, fault.user)
    if not isinstance(fault, faults.MoveUser):
        return None
    if fault.server not in cluster.replicas:
        return f"there is no server {fault.server}"
    return f"{fault.user} is near {fault.server}" if fault.server == session.server else None


def _refuse_removal(cluster: "Cluster", user: str) -> str | None:
    if len(cluster.sessions) == 1:
        return f"{user} is the last user: nobody would be left to ask anything"
    under_way = (n for n, o in cluster.operations.items() if o.request.user == user)
    again = (n for n, call in cluster.workload.calls.items()
             if call.user is None and call.request.user == user)  # fmt: skip
    number = min((*under_way, *again), default=0)
    return f"#{number} of {user} is under way: wait for its end" if number else None


def inject(cluster: "Cluster", fault: OnUser) -> None:
    """Something is another for one user's session from now on."""
    session = cluster.sessions[fault.user]
    if isinstance(fault, faults.MoveUser):
        cluster.sessions[fault.user] = replace(session, server=fault.server)
        cluster.log("moved", fault.user, fault.server)
    elif isinstance(fault, faults.RemoveUser):
        _remove(cluster, fault.user)
    else:
        cluster.sessions[fault.user] = replace(session, guarantee=fault.guarantee)
        cluster.log("demands", fault.user, fault.guarantee)


def _remove(cluster: "Cluster", user: str) -> None:
    """The user session ends for good, and with it what kept the user from servers."""
    del cluster.sessions[user]
    cluster.closed |= {user}
    cluster.log("removed", user)
    links = tuple(link for link in cluster.network.blocked if user in link)
    if links:
        cluster.log("healed", cluster.network.heal(links))
