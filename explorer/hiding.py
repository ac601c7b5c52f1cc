"""What is not drawn of a run: kinds of messages, and servers of either tier. Pure.

Rules this file keeps: it belongs to who looks, so the run, its verdicts and its charts know nothing
of it; some server of the database is always seen; who asks for what is hidden gets it.
"""

from collections.abc import Collection, Iterable

from engine import web
from explorer import event_log
from explorer.letters import KINDS
from explorer.timeline import Timeline

ALL_SERVERS = "server"
"""What stands for every server that is hidden; 'server B' is one of them."""


def key(server: str) -> str:
    """A server as one of the things that are hidden."""
    return f"{ALL_SERVERS} {server}"


def kinds(hidden: Collection[str]) -> tuple[str, ...]:
    """The kinds of messages among them, in the order of the legend."""
    return tuple(kind for kind in KINDS if kind in hidden)


def servers(there: Iterable[str], hidden: Collection[str]) -> tuple[str, ...]:
    """Those of the servers that are there which are not drawn.

    Where nothing would be left of the database, as before the one that is seen has joined, nothing
    of it is hidden.
    """
    there = tuple(there)
    away = tuple(server for server in there if key(server) in hidden)
    seen = [server for server in there if server not in away and not web.is_web(server)]
    return away if seen else tuple(server for server in away if web.is_web(server))


def known(timeline: Timeline) -> tuple[str, ...]:
    """All servers of both tiers that there were, or are."""
    webs = web.names(timeline.cluster.settings.web_servers)
    return tuple(dict.fromkeys((*event_log.names(timeline).servers, *webs)))


def refusal(timeline: Timeline, hidden: Collection[str], what: str) -> str | None:
    """Why a server cannot be hidden now, in words; None when it can, and for a kind of message."""
    if not what.startswith(f"{ALL_SERVERS} "):
        return None
    server = what.removeprefix(f"{ALL_SERVERS} ")
    if server not in known(timeline):
        return f"there is no server {server} in this run"
    away = {*hidden, what}
    there = timeline.cluster.replicas
    if server in there and all(key(other) in away for other in there):
        return f"{server} is the last server that is seen"
    return None
