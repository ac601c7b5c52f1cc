"""What a user's session remembers and demands: read your writes and monotonic reads, by token.

The token is, item by item, the newest version that the user has written or seen (under causal
guarantees: and what that depended on, see `causality`). A read whose answer is behind the token
waits until its coordinator has caught up, is forwarded to a server that stamped what is missing, or
is refused.

Source: Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", PDIS 1994.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine import applications, causality, coordinator, pages, placement, social, timers
from engine.seen import SeenPost
from engine.social import Plan, Request, UserSession
from engine.spec import CAUSAL, ORDERED, TOKENS, Settings
from engine.values import Cell, Copy
from engine.versions import Version

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.operation import Operation

DEMANDING = (*TOKENS, *ORDERED)
"""The guarantees under which a read may have to wait."""


def carry(
    cluster: "Cluster", session: UserSession, found: Mapping[Cell, Copy], *, read: bool
) -> UserSession:
    """The user session after this was read, or was written, with what it demands from now on."""
    guarantee = demanded(cluster, session)
    if guarantee not in DEMANDING:
        return session
    itself: Iterable[tuple[Cell, Version]] = ()
    if guarantee in TOKENS or guarantee in CAUSAL:
        itself = ((cell, version) for cell, (version, _) in found.items())
    past = causality.past(cluster, found) if guarantee in ORDERED else ()
    before = causality.carried(cluster, session.before, found, guarantee, read=read)
    demands = causality.joined(session.demands, itself, past)
    return replace(session, demands=demands, before=before)


def satisfied(cluster: "Cluster", operation: "Operation") -> bool:
    """Whether what was found is as new as the token; if not, sees to it that it will be."""
    _read_own(cluster, operation)
    behind = _behind(cluster, operation)
    if not behind:
        return True
    if not pages.is_whole(operation):
        return satisfied(cluster, operation)
    guarantee, here = operation.settings.user_session, operation.coordinator
    if guarantee == "token-refuse":
        reason = f"{here} is behind what {operation.request.user} has seen or written"
        coordinator.end(cluster, operation, "unavailable", reason)
        return False
    away = any(here not in _homes(cluster, operation, cell[0]) for cell in behind)
    unasked = _unasked(cluster, operation, behind)
    if unasked and (guarantee == "token-forward" or away):
        coordinator.ask_also(cluster, operation, unasked, _homed(cluster, operation, unasked))
    elif operation.phase != "wait":
        operation.phase = "wait"
        cluster.waiting[operation.number] = None
        cluster.log("waits", operation.number, here)
        if away:
            timers.set_look(cluster, operation.number, here)
    return False


def _homed(cluster: "Cluster", operation: "Operation", server: str) -> tuple[str, ...]:
    """The keys of a read of which this server is a home."""
    return tuple(key for key in operation.reads if server in _homes(cluster, operation, key))


def _homes(cluster: "Cluster", operation: "Operation", key: str) -> tuple[str, ...]:
    """Whom a read that goes on may ask now, by its own N."""
    return cluster.members.serving(key, operation.settings.n)


def _unasked(cluster: "Cluster", operation: "Operation", behind: Iterable[Cell]) -> str:
    """The nearest home that was not asked for one of the keys that are behind; '' for none."""
    for key in dict.fromkeys(cell[0] for cell in behind):
        homes = _homes(cluster, operation, key)
        for home in placement.nearest(cluster, homes, operation.coordinator):
            if key not in operation.asked.get(home, ()):
                return home
    return ""


def _read_own(cluster: "Cluster", operation: "Operation") -> None:
    """Looks at the coordinator's own copies again: some may have come since it was read.

    Also at those that it was asked for as a home, and is none of any more.
    """
    here = operation.coordinator
    homed = _homed(cluster, operation, here)
    if operation.settings.user_session not in DEMANDING or not homed:
        return
    keys = tuple(dict.fromkeys((*operation.asked.get(here, ()), *homed)))
    operation.asked = {**operation.asked, here: keys}
    operation.answers = {**operation.answers, here: cluster.replicas[here].read(keys)}
    operation.gather()


def _behind(cluster: "Cluster", operation: "Operation") -> dict[Cell, Version]:
    """The token's items, among the keys that were read, that are newer than what was found."""
    session = cluster.sessions.get(operation.request.user)
    guarantee = operation.settings.user_session
    if session is None or guarantee not in DEMANDING:
        return {}
    found = operation.found
    demands = session.demands
    if guarantee == "causal-snapshot":
        demands = causality.joined(demands, causality.past(cluster, found))
    return {
        cell: version
        for cell, version in demands
        if cell[0] in operation.due and (cell not in found or found[cell][0] < version)
    }


def on_stored(cluster: "Cluster", server: str) -> None:
    """A server has stored something: the reads that wait there look again."""
    for number in sorted(cluster.waiting):
        operation = cluster.operations.to_change(number)
        if operation is None or operation.phase != "wait":
            cluster.waiting.pop(number, None)
        elif operation.coordinator == server:
            coordinator.consider(cluster, operation)


def look_again(cluster: "Cluster", number: int) -> None:
    """A coordinator that is no home cannot see copies arrive: it asks the homes once more."""
    operation = cluster.operations.to_change(number)
    if operation is not None and operation.phase in ("forward", "wait"):
        operation.phase, operation.answers, operation.asked = "read", {}, {}
        operation.members = cluster.members
        coordinator.start(cluster, number)


# -- the devices of users


def checked(plan: Plan, action: str, session: UserSession, settings: Settings) -> Plan:
    """The plan with the look-up of the session token, where each request of a user is checked.

    Who was signed in before the run holds no token, and is believed.
    """
    if settings.sign_in == "unchecked" or not session.token or action in social.BEGINNINGS:
        return plan
    return replace(plan, session=social.session_key(session.token))


def session_of(cluster: "Cluster", request: Request) -> UserSession:
    """The user session of whoever asks; somebody new is attached to the first server."""
    known = cluster.sessions.get(request.user)
    if known is None:
        known = UserSession(request.user, request.via or cluster.members.ring[0])
    return known


def demanded(cluster: "Cluster", session: UserSession) -> str:
    """What a user session demands: its own option, or what is set for all."""
    return session.guarantee or cluster.settings.user_session


def route(cluster: "Cluster", request: Request, session: UserSession) -> str:
    """The server that gets the request: a sticky session stays with its own."""
    if demanded(cluster, session) == "sticky" or request.via not in cluster.replicas:
        return session.server
    return request.via


def remember(cluster: "Cluster", user: str, post: SeenPost) -> None:
    """The user's device knows what its user wrote."""
    session = cluster.sessions.get(user)
    if session is not None:
        cluster.sessions[user] = replace(session, seen=(*session.seen, post))


def learn(cluster: "Cluster", request: Request, found: dict[Cell, Copy], number: int) -> None:
    """The user's device got its answer. Who signs in has a user session from then on."""
    if request.user in cluster.sessions or request.action == "sign_in":
        read = request.action in applications.READS
        session = carry(cluster, session_of(cluster, request), found, read=read)
        cluster.sessions[request.user] = applications.learn(session, request, found, number)
