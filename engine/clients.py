"""What users do about an answer that does not come: they ask again, within bounds.

These are the load's users, and where an application is persistent (see `applications`) people too.

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
    """What a user asks for, until it is answered or given up."""

    user: int | None
    """Which of the load's users it is; None: a person, who is named in the request."""
    request: Request
    plan: Plan
    tries: int = 1
    going: int = 1
    """How many of them may still be answered."""


def call(cluster: "Cluster", user: int, request: Request, plan: Plan) -> None:
    """A user of the load asks."""
    number = cluster.number_operation()
    _begin(cluster, number, Call(user, request, plan))
    _try(cluster, number, number, user)
    _hedge(cluster, number)


def of_person(cluster: "Cluster", operation: Operation, first: int) -> None:
    """A person asks, or a person's device asks again: `first` is the first try, 0: this is it."""
    number = operation.number
    operation.call = first or number
    if first:
        report_try(cluster, number, first)
        _send(cluster, operation)
        return
    _begin(cluster, number, Call(None, operation.request, operation.plan))
    _send(cluster, operation)
    _hedge(cluster, number)


def report_try(cluster: "Cluster", number: int, first: int) -> None:
    """Says that operation `number` is one more try at the call that began with `first`."""
    cluster.log("retried", number, first, cluster.workload.calls[first].tries)


def _begin(cluster: "Cluster", number: int, made: Call) -> None:
    settings, work = cluster.settings, cluster.workload
    if settings.retry_budget is not None:
        has = settings.budget_start * 100 if work.budget is None else work.budget
        work.budget = min(settings.budget_cap * 100, has + settings.retry_budget)
    work.calls[number] = made


def _hedge(cluster: "Cluster", number: int) -> None:
    if cluster.settings.hedge_us is not None and number in cluster.workload.calls:
        cluster.push(cluster.now_us + cluster.settings.hedge_us, TIMER, HEDGE, number)


def _again(cluster: "Cluster", first: int) -> None:
    """One more try at a call, after the one before or beside it."""
    made = cluster.workload.calls[first]
    if made.user is None:
        admission.begin(cluster, made.request, first)
    else:
        _try(cluster, first, cluster.number_operation(), made.user)


def _try(cluster: "Cluster", first: int, number: int, user: int) -> None:
    """Operation `number` is a try at a call of the load."""
    _, request, plan, tries, _ = cluster.workload.calls[first]
    server = web.server_for(cluster, user, number)
    who = (request.user, request.action, server, plan.kind, "", "")
    cluster.log("invoked", number, *who, plan.reads, plan.cell)
    if tries > 1:
        report_try(cluster, number, first)
    operation = Operation(number, request, plan, server, cluster.settings, cluster.members,
                          call=first)  # fmt: skip
    _send(cluster, operation)


def _send(cluster: "Cluster", operation: Operation) -> None:
    """A try goes on its way, or is lost on it."""
    if cluster.settings.request_loss:
        operation.strays = _strays(cluster, operation.number)
    if not admission.admit(cluster, operation):
        _unanswered(cluster, operation.call)


def _strays(cluster: "Cluster", number: int) -> str:
    there, back = cluster.network.luck.draw("request loss", "", "", "", number)
    chance = cluster.settings.request_loss / 100
    return "request" if there < chance else "answer" if back < chance else ""


def awaits(cluster: "Cluster", operation: Operation) -> bool:
    """Whether its user waits for an answer to it: not once another try has been answered."""
    return not operation.call or operation.call in cluster.workload.calls


def ended(cluster: "Cluster", operation: Operation, outcome: str) -> None:
    """A try has ended: with an answer, or without one."""
    if operation.call not in cluster.workload.calls:
        return
    if outcome in ("info", "unavailable"):
        _unanswered(cluster, operation.call)
    else:
        _done(cluster, operation.call)


def _done(cluster: "Cluster", first: int) -> None:
    user = cluster.workload.calls.pop(first).user
    if user is not None:
        load.think(cluster, user)


def refused(cluster: "Cluster", first: int) -> None:
    """A person's device could not even ask again: it asks no more, unless another try goes on."""
    made = cluster.workload.calls.get(first)
    if made is not None and made.going > 1:
        cluster.workload.calls[first] = made._replace(going=made.going - 1)
    elif made is not None:
        del cluster.workload.calls[first]


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
    _again(cluster, item[3])


def on_hedge(cluster: "Cluster", item: Item) -> None:
    """An answer is late: a second try goes beside the first, and the first answer counts."""
    made = cluster.workload.calls.get(item[3])
    if made is not None and made.tries == 1:
        cluster.workload.calls[item[3]] = made._replace(tries=2, going=2)
        _again(cluster, item[3])
