"""A user's request reaches its coordinator, or is refused: by the device, or by nobody being there.

What is asked is planned here, with the settings and the members of that moment, which the operation
keeps to its end.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import (
    applications,
    clients,
    coordinator,
    delivery,
    pages,
    sessions,
    social,
    timers,
    web,
    writing,
)
from engine.items import START
from engine.operation import Operation
from engine.seen import SeenPost
from engine.social import Plan, Request, UserSession
from engine.spec import RefusedError, Settings

if TYPE_CHECKING:
    from engine.cluster import Cluster


def begin(cluster: "Cluster", request: Request, call: int = 0) -> None:
    """A user's request reaches its coordinator, or is refused.

    `call` is the first try at the same; 0: this is it.
    """
    number = cluster.number_operation()
    session = sessions.session_of(cluster, request)
    server = sessions.route(cluster, request, session)
    try:
        _check_known(cluster, request)
        settings = _settings(cluster, request, session)
        _check_asked(cluster, request, settings)
        plan = applications.plan(cluster.spec.application, request, session, number)
        plan = writing.shaped(plan, request.action, session, number, settings)
        plan = sessions.checked(plan, request.action, session, settings)
        _check_homes(cluster, request, plan, settings)
    except RefusedError as refusal:
        _report(cluster, number, request, server, Plan())
        if call:
            clients.report_try(cluster, number, call)
        cluster.log("fail", number, str(refusal))
        clients.refused(cluster, call)
        return
    _report(cluster, number, request, server, plan)
    if (request.n, request.r, request.w) != (None, None, None):
        cluster.log("with_own", number, settings.n, settings.r, settings.w)
    operation = Operation(number, request, plan, server, settings, cluster.members)
    if cluster.spec.application in applications.PERSISTENT:
        clients.of_person(cluster, operation, call)
    else:
        admit(cluster, operation)


def admit(cluster: "Cluster", operation: Operation) -> bool:
    """A coordinator begins to work on an operation when it gets there; False: nobody is there."""
    number, server = operation.number, operation.coordinator
    reaches = (operation.request.user, server) not in cluster.network.blocked
    if reaches and not cluster.replicas[server].up:
        cluster.log("unavailable", number, f"{server} is down: the connection is refused")
        return False
    cluster.operations.add(operation)
    operation.deadline_us = cluster.now_us + cluster.settings.timeout_us
    timers.set_timeout(cluster, number)
    plan, request = operation.plan, operation.request
    operation.turn = pages.first(request, plan)
    if plan.cell is not None and request.action == "post":
        post = SeenPost(plan.cell[1][1], request.user, request.text)
        sessions.remember(cluster, request.user, post)
    health = cluster.replicas[server].health
    slow_us = 0 if cluster.settings.service_us else health.slow_us  # else what it serves is slow
    if not reaches or operation.strays == "request":
        operation.phase = "lost"
    elif cluster.settings.web_servers:
        return web.pass_through(cluster, operation) or _refuse(cluster, operation)
    elif health.paused or slow_us:
        delivery.later(cluster, server, slow_us, START, number)
    else:
        coordinator.start(cluster, number)
    return True


def _refuse(cluster: "Cluster", operation: Operation) -> bool:
    del cluster.operations[operation.number]
    return False


def _check_known(cluster: "Cluster", request: Request) -> None:
    asked = (request.user, *([request.other] if request.action == "follow" else []))
    closed = next((user for user in asked if user in cluster.closed), None)
    if closed is not None:
        gone = ", and nobody gets the name again" if request.action == "sign_up" else ""
        raise RefusedError(f"{closed}'s account is closed{gone}")
    if request.user not in cluster.sessions and request.action not in social.BEGINNINGS:
        raise RefusedError(f"{request.user} is not signed in")


def _settings(cluster: "Cluster", request: Request, session: UserSession) -> Settings:
    """The cluster's settings with what the request and its user session have of their own."""
    own = {name: getattr(request, name) for name in ("n", "r", "w")}
    own["user_session"] = session.guarantee or None
    given = {name: value for name, value in own.items() if value is not None}
    if not given:
        return cluster.settings
    settings = replace(cluster.settings, **given)
    settings.check(len(cluster.spec.homes or cluster.members.ring))
    return settings


def _check_asked(cluster: "Cluster", request: Request, settings: Settings) -> None:
    named = (request.via, *request.asking)
    unknown = [server for server in named if server and server not in cluster.replicas]
    if unknown:
        raise RefusedError(f"there is no server {', '.join(unknown)}")
    if request.asking and settings.agreement == "all":
        raise RefusedError("the servers agree on everything: a read asks the leader alone")
    if request.thinking_us and settings.agreement == "all":
        raise RefusedError("the servers agree on everything: a page is read at one moment")
    if request.asking and len(set(request.asking)) < settings.r:
        need, asked = settings.r, len(set(request.asking))
        raise RefusedError(f"R is {need}, so a read cannot ask {asked} only")


def _check_homes(cluster: "Cluster", request: Request, plan: Plan, settings: Settings) -> None:
    """A server that is no home of a key may know nothing of it: its reply would prove nothing."""
    asking = request.asking or settings.asking
    for key in plan.reads if asking else ():
        homes = set(cluster.members.serving(key, settings.n)) & set(asking)
        if len(homes) < settings.r:
            asked = ", ".join(asking)
            raise RefusedError(f"of {asked} only {len(homes)} are homes of {key}")


def _report(cluster: "Cluster", number: int, request: Request, server: str, plan: Plan) -> None:
    kind = "read" if request.action in applications.READS else "write"
    text = request.text or request.post or request.other
    who = (request.user, request.action, server, kind, request.name, text)
    cluster.log("invoked", number, *who, plan.reads, plan.cell)
