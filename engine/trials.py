"""Trials: a write of a key of its own, and reads of it so long after its ack, again and again.

That is the experiment of the PBS model (see `explorer.predict`), made on the servers themselves: as
no two trials share a key, and luck goes by the number of an operation, they know nothing of each
other, however close they follow. The n-th operation enters at a server drawn by its number.
"""

from typing import TYPE_CHECKING

from engine import admission
from engine.faults import Trials
from engine.items import REQUEST, TRIAL, TRIAL_READ, Item
from engine.operation import Operation
from engine.social import Plan, Request

if TYPE_CHECKING:
    from engine.cluster import Cluster

PREFIX = "trial:"
"""Keys of trials begin so."""


def refusal(cluster: "Cluster", trials: Trials) -> str | None:
    """Why there cannot be such trials, in words; None when there can."""
    alone = trials.at == "other" and len(cluster.members.ring) == 1
    return "there is no other server to read at" if alone else None


def begin(cluster: "Cluster", trials: Trials) -> None:
    """The first trial begins now."""
    cluster.log("trials", trials.count, trials.every_us, trials.after_us, trials.at)
    cluster.push(cluster.now_us, REQUEST, TRIAL, trials, trials.count)


def on_trial(cluster: "Cluster", item: Item) -> None:
    """A trial begins with its write; the next one is due a little later."""
    trials, left = item[3:]
    if left > 1:
        cluster.push(cluster.now_us + trials.every_us, REQUEST, TRIAL, trials, left - 1)
    number = cluster.number_operation()
    server = _drawn(cluster, cluster.members.ring, number)
    key = f"{PREFIX}{number}"
    cluster.workload.trials[number] = trials
    plan = Plan((), (key, ("text",)), f"written in trial {number}")
    _ask(cluster, number, Request("publish", f"writer {number}"), plan, server)


def ended(cluster: "Cluster", operation: Operation, outcome: str) -> None:
    """An operation has ended: where it is the write of a trial, its reads are due after the ack."""
    trials = cluster.workload.trials.pop(operation.number, None)
    if trials is None or outcome != "ok" or operation.plan.cell is None:
        return
    read = (operation.plan.cell[0], operation.coordinator, trials.at)
    for after_us in trials.after_us:
        cluster.push(cluster.now_us + after_us, REQUEST, TRIAL_READ, *read)


def on_read(cluster: "Cluster", item: Item) -> None:
    """Somebody else reads what the trial wrote."""
    key, writer, at = item[3:]
    number = cluster.number_operation()
    ring = cluster.members.ring
    others = tuple(server for server in ring if server != writer)
    servers = {"same": (writer,), "other": others or ring, "any": ring}[at]
    server = _drawn(cluster, servers, number)
    _ask(cluster, number, Request("open", f"reader {number}"), Plan((key,)), server)


def _drawn(cluster: "Cluster", servers: tuple[str, ...], number: int) -> str:
    luck = cluster.network.luck.draw("trial", "", "", "", number)[0]
    return servers[int(luck * len(servers))]


def _ask(cluster: "Cluster", number: int, request: Request, plan: Plan, server: str) -> None:
    who = (request.user, request.action, server, plan.kind, "", "")
    cluster.log("invoked", number, *who, plan.reads, plan.cell)
    operation = Operation(number, request, plan, server, cluster.settings, cluster.members)
    if not admission.admit(cluster, operation):
        cluster.workload.trials.pop(number, None)
