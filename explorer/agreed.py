"""What servers that agree did for an operation, in sentences: who leads, and whose logs had it."""

from collections.abc import Iterator

from engine.quorum import majority
from explorer.case import Case
from explorer.explain import listed
from explorer.times import tell_time


def lines(case: Case) -> Iterator[str]:
    """How the servers agreed on it so far; nothing where no agreement is needed."""
    if not case.agreed:
        return
    asked = case.operation.asked.get("read")
    if case.operation.kind == "read":
        if asked is None:
            yield f"{case.operation.coordinator} knows no leader."
        else:
            yield f"{listed(asked[0])} was asked as the leader, from whom alone the answer comes."
        return
    servers = case.cluster.spec.names
    need = f"{majority(len(servers))} of {len(servers)} make a majority"
    first: dict[str, int] = {}
    for place, time_us, server in case.history.logs.get(case.operation.number, ()):
        if place < case.at:
            first.setdefault(server, time_us)
    if first:
        told = [f"{server}'s at {tell_time(time_us)}" for server, time_us in first.items()]
        yield f"It got into these logs: {listed(told)}; {need}."
    else:
        yield f"It is in nobody's log; {need}."
