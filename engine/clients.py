"""The load's users and what they do about an answer that does not come: ask again, within bounds.

What a user asks is a call; each try at it is an operation of its own, of which the servers do not
know that they belong together. A user who asks again has given up waiting for the try before. The
budget is a bucket that all users share: each call adds a part of a retry, each retry takes one.

A hedge is a second try that is sent while the first goes on: Dean and Barroso, "The tail at scale",
CACM 56(2), 2013.

Source: Brooker, "Timeouts, retries and backoff with jitter", Amazon Builders' Library.
"""

from typing import TYPE_CHECKING, NamedTuple

from engine import admission, load, web
from engine.items import HEDGE, REQUEST, RETRY, TIMER, Item
from engine.operation import Operation
from engine.social import Plan, Request

if TYPE_CHECKING:
    from engine.cluster import Cluster


class Call(NamedTuple):
    """What a user of the load asks for, until it is answered or given up."""

    user: int
    request: Request
    plan: Plan
    tries: int = 1
    going: int = 1
    """How many of them may still be answered."""


def call(cluster: "Cluster", user: int, request: Request, plan: Plan) -> None:
    """A user asks."""
    settings, work = cluster.settings, cluster.workload
    if settings.retry_budget is not None:
        has = settings.budget_start * 100 if work.budget is None else work.budget
        work.budget = min(settings.budget_cap * 100, has + settings.retry_budget)
    number = cluster.number_operation()
    work.calls[number] = Call(user, request, plan)
    _try(cluster, number, number)
    if settings.hedge_us is not None and number in work.calls:
        cluster.push(cluster.now_us + settings.hedge_us, TIMER, HEDGE, number)


def _try(cluster: "Cluster", first: int, number: int) -> None:
    """Operation `number` is a try at a call."""
    user, request, plan, tries, _ = cluster.workload.calls[first]
    server = web.server_for(cluster, user, number)
    who = (request.user, request.action, server, plan.kind, "", "")
    cluster.log("invoked", number, *who, plan.reads, plan.cell)
    if tries > 1:
        cluster.log("retried", number, first, tries)
    operation = Operation(number, request, plan, server, cluster.settings, cluster.members,
                          call=first)  # fmt: skip
    if cluster.settings.request_loss:
        operation.strays = _strays(cluster, number)
    if not admission.admit(cluster, operation):
        _unanswered(cluster, first)


def _strays(cluster: "Cluster", number: int) -> str:
    there, back = cluster.network.luck.draw("request loss", "", "", "", number)
    chance = cluster.settings.request_loss / 100
    return "request" if there < chance else "answer" if back < chance else ""


def ended(cluster: "Cluster", operation: Operation, outcome: str) -> None:
    """A try has ended: with an answer, or without one."""
    if operation.call not in cluster.workload.calls:
        return
    if outcome in ("info", "unavailable"):
        _unanswered(cluster, operation.call)
    else:
        _done(cluster, operation.call)


def _done(cluster: "Cluster", first: int) -> None:
    load.think(cluster, cluster.workload.calls.pop(first).user)


def _unanswered(cluster: "Cluster", first: int) -> None:
    """Asks again, as long as it may and no other try goes on."""
    made = cluster.workload.calls[first]
    settings = cluster.settings
    if made.going > 1:
        cluster.workload.calls[first] = made._replace(going=made.going - 1)
        return
    if made.tries > settings.retries or not _spend(cluster):
        _done(cluster, first)
        return
    cluster.workload.calls[first] = made._replace(tries=made.tries + 1)
    luck = cluster.network.luck.draw("backoff", "", "", str(made.tries), first)[0]
    wait_us = round(luck * settings.backoff_us * 2 ** (made.tries - 1))
    cluster.push(cluster.now_us + wait_us, REQUEST, RETRY, first)


def _spend(cluster: "Cluster") -> bool:
    """Takes a retry out of the bucket, where there is one; whether it was there."""
    work = cluster.workload
    if cluster.settings.retry_budget is None:
        return True
    if work.budget is None or work.budget < 100:
        return False
    work.budget -= 100
    return True


def on_retry(cluster: "Cluster", item: Item) -> None:
    """A user asks again."""
    _try(cluster, item[3], cluster.number_operation())


def on_hedge(cluster: "Cluster", item: Item) -> None:
    """An answer is late: a second try goes beside the first, and the first answer counts."""
    made = cluster.workload.calls.get(item[3])
    if made is not None and made.tries == 1:
        cluster.workload.calls[item[3]] = made._replace(tries=2, going=2)
        _try(cluster, item[3], cluster.number_operation())
