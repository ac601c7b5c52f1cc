"""What can be done with a thing by hand: lines of the verb language with words for people.

Rule this file keeps: whether something can be done now is asked of the engine, for the one thing
whose menu opens; what cannot is offered all the same, with the reason.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import combinations, permutations
from string import ascii_uppercase

from engine import injection, web
from engine.applications import STALE_IS_FINE
from engine.cluster import Cluster, Command
from engine.faults import Degrade, OnPrimary, OnUser, RemoveUser
from engine.items import ARRIVES, NUMBER, SENT, SOURCE, TARGET
from engine.social import Request
from engine.spec import GUARANTEES
from engine.traffic import in_flight
from explorer import hiding, script
from explorer.branch_names import said
from explorer.clusters.given import Given
from explorer.controls import Control
from explorer.frame_stage import Offer
from explorer.injecting import AS_FIRST
from explorer.latencies import parse_latency, say_latency
from explorer.letters import KINDS
from explorer.lines import quoted
from explorer.staging import drawn_as
from explorer.timeline import Timeline
from explorer.times import tell_time, write_time
from explorer.verbs import Expect

SERVERS_SHOWN = 6
"""With more servers than these only the menus of single things offer what can be done."""
SOURCES_SHOWN = 4
"""With more other servers than these, the source of a replacement is named in words only."""


Forbids = Callable[[Command], str | None]
"""Why something else than the engine does not allow a command; None: it does."""


def offers(
    timeline: Timeline,
    key: str,
    hidden: Collection[str] = frozenset(),
    forbids: Forbids = lambda _command: None,
) -> tuple[Offer, ...]:
    """Everything that can be done with the thing of this key, possible or not; '': the ground.

    `hidden` is what is not drawn: see `explorer.hiding`; `forbids` may be a goal's.
    """
    kind, _, name = key.partition(" ")
    known = _OF.get(kind)
    found = list(known(timeline, name)) if known is not None else []
    found += [Offer(f"Inspect {key}", f"select {key}")] if key else []
    told = [replace(offer, reason=_refusal(timeline, offer.line, forbids)) for offer in found]
    told += _seen(timeline, kind, name, hidden)
    return tuple(replace(offer, of=key) for offer in told)


def everything(
    timeline: Timeline,
    hidden: Collection[str] = frozenset(),
    forbids: Forbids = lambda _command: None,
) -> tuple[Offer, ...]:
    """What can be done with the ground, and, where they are not too many, with all that stands."""
    cluster = timeline.cluster
    keys = [""]
    if len(cluster.replicas) <= SERVERS_SHOWN:
        keys += [f"server {name}" for name in cluster.replicas]
        keys += [f"link {a} - {b}" for a, b in combinations(cluster.replicas, 2)]
        keys += [f"user {name}" for name in cluster.sessions]
    return tuple(offer for key in keys for offer in offers(timeline, key, hidden, forbids))


def _seen(timeline: Timeline, kind: str, name: str, hidden: Collection[str]) -> Iterator[Offer]:
    """Which servers are drawn: each is hidden by its own menu, a web server by the ground's too.

    From the ground all come back.
    """
    cluster = timeline.cluster
    webs = web.there(cluster)
    known = (name,) if kind == "server" and name in (*cluster.replicas, *webs) else ()
    for server in webs if not kind else known:
        if hiding.key(server) not in hidden:
            reason = hiding.refusal(timeline, hidden, hiding.key(server))
            under = "" if kind else "Hide a web server"
            yield Offer(f"Hide {server}", f"hide server {server}", reason, under)
        elif kind:
            yield Offer(f"Show {server} again", f"unhide server {server}")
    away = hiding.servers(hiding.known(timeline), hidden) if not kind and hidden else ()
    under = "Show what is hidden"
    for server in away:
        yield Offer(f"Show server {server} again", f"unhide server {server}", under=under)
    if len(away) > 1:
        yield Offer("Show all servers again", "unhide server", under=under)


def _refusal(timeline: Timeline, line: str, forbids: Forbids) -> str | None:
    """The reason against a line; making a key of a password takes a while."""
    if line.startswith(("sign-up", "sign-in")):
        return None
    _, action = script.parse(line)
    if isinstance(action, Control | Expect):
        return None
    return forbids(action) or refusal(timeline, action)


def refusal(timeline: Timeline, command: Command) -> str | None:
    """Why a command cannot be given now, in words; None when it can.

    The engine is asked. It knows nothing of stories: in one that goes on with a user, that user
    stays.
    """
    if isinstance(command, Request):
        return None
    cluster = timeline.cluster
    if isinstance(cluster, Given) and isinstance(command, OnPrimary):
        return cluster.refusal(command)
    reason = injection.refusal(cluster, command)
    if reason is None and isinstance(command, RemoveUser):
        return _needed(timeline, command.user)
    return reason


def _needed(timeline: Timeline, user: str) -> str | None:
    for at_us, sequence, command in timeline.cluster.to_come():
        acts = isinstance(command, Request | OnUser) and command.user == user
        if acts and timeline.is_scripted(sequence):
            return f"the story goes on with {user}: {said(command)} at {tell_time(at_us)}"
    return None


def cut_line(links: Iterable[tuple[str, str]]) -> str:
    """'cut A - B, A - C'."""
    return f"cut {_all(links)}"


def _all(links: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{a} - {b}" for a, b in links)


def free_name(taken: Iterable[str]) -> str:
    """What somebody new is called: the first letter that is free, else S and a number."""
    known = set(taken)
    names: list[str] = [*ascii_uppercase, *(f"S{i}" for i in range(1, len(known) + 2))]
    free: str = next(name for name in names if name not in known)
    return free


# -- servers


def _server(timeline: Timeline, name: str) -> Iterator[Offer]:
    cluster = timeline.cluster
    if name not in cluster.replicas:
        yield from _web(timeline, name)
        return
    yield Offer(f"Crash {name}", f"crash {name}")
    yield Offer(f"Restart {name}", f"restart {name}")
    yield Offer(f"Wipe {name} (it loses its disk)", f"wipe {name}")
    yield Offer(f"Pause {name}", f"pause {name}")
    yield Offer(f"Resume {name}", f"resume {name}")
    yield from _health(cluster, name)
    if isinstance(cluster, Given):
        yield from _followed(name)
    others = [other for other in cluster.replicas if other != name]
    if others:
        links, under = [(name, other) for other in others], "Its links"
        yield Offer(f"Cut {name} off from every server", cut_line(links), under=under)
        yield Offer("Heal them", f"heal {_all(links)}", under=under)
        if len(others) > 1:
            bridge = f"Cut the others in two halves, with {name} as the bridge"
            yield Offer(bridge, f"cut bridge {name}", under=under)
        yield Offer("Hold all that is on them", f"hold {_all(links)}", under=under)
        yield Offer("Release what is held", f"release {_all(links)}", under=under)
    under = "Members"
    yield Offer(f"Have {name} leave", f"leave {name}", under=under)
    yield Offer(f"Replace {name} by a new machine", f"replace {name}", under=under)
    for other in others if len(others) <= SOURCES_SHOWN else ():
        words = f"Replace {name}, streaming from {other} alone"
        yield Offer(words, f"replace {name} from {other}", under=under)
    yield Offer(f"Run until the next event at {name}", f"play until {name}")


def _web(timeline: Timeline, name: str) -> Iterator[Offer]:
    """A web server: it comes and goes; the engine says why no more than that can be done."""
    webs = web.there(timeline.cluster)
    if name not in webs:
        return
    last = web.names(timeline.cluster.settings.web_servers)[-1:]
    yield Offer(f"Have the last web server leave, {' '.join(last)}", "leave web")
    yield Offer("Add a web server", "join web")
    yield Offer(f"Crash {name}", f"crash {name}")
    yield Offer(f"Pause {name}", f"pause {name}")
    yield Offer("Slower by 100 ms", f"slow {name} 100ms")
    yield Offer(f"Run until the next event at {name}", f"play until {name}")


def _followed(name: str) -> Iterator[Offer]:
    """Where one server is the primary, whom the others follow: who that is, and how late."""
    under = "The primary"
    yield Offer(f"Promote {name}: it takes the writes from now on", f"promote {name}", under=under)
    rejoin = f"Have {name} follow the primary again (what it has alone is lost)"
    yield Offer(rejoin, f"rejoin {name}", under=under)
    yield Offer("Have it apply writes 300 ms late", f"lag {name} 300ms", under=under)
    yield Offer("Have it apply writes at once", f"lag {name} 0ms", under=under)


def _health(cluster: Cluster, name: str) -> Iterator[Offer]:
    """Slowness, disk and clock: what is the matter can be mended, what is not can be made."""
    replica, under = cluster.replicas[name], "Speed, disk and clock"
    health, skew_us = replica.health, replica.skew_us
    yield Offer("Slower by 100 ms", f"slow {name} 100ms", under=under)
    if health.slow_us:
        yield Offer("As fast as before", f"slow {name} 0ms", under=under)
    yield Offer("Its disk slower by 100 ms", f"slow {name} disk 100ms", under=under)
    if health.slow_disk_us:
        yield Offer("Its disk as fast as before", f"slow {name} disk 0ms", under=under)
    yield Offer("Its disk is full", f"disk {name} full", under=under)
    yield Offer("Its disk has room again", f"disk {name} free", under=under)
    yield Offer("Its clock 3 s ahead", f"skew {name} +3s", under=under)
    yield Offer("Its clock 3 s back", f"skew {name} -3s", under=under)
    if skew_us:
        right = f"skew {name} {'-' if skew_us > 0 else '+'}{write_time(abs(skew_us))}"
        yield Offer("Its clock right again", right, under=under)


# -- links and messages


def _link(timeline: Timeline, name: str) -> Iterator[Offer]:
    a, _, b = name.partition(" - ")
    yield Offer(f"Cut the link {name}", f"cut {name}")
    for one, other in permutations((a, b)):
        yield Offer(f"Cut it one way: {one} → {other}", f"cut {one} -> {other}")
    yield Offer(f"Heal the link {name}", f"heal {name}")
    yield Offer(f"Hold what is on the link {name}", f"hold {name}")
    yield Offer(f"Release the link {name}", f"release {name}")
    under = "Make it worse"
    yield Offer("Lose 10 %", f"degrade {name} loss 10%", under=under)
    yield Offer("Duplicate 10 %", f"degrade {name} duplicate 10%", under=under)
    yield Offer("Reorder 50 %", f"degrade {name} reorder 50%", under=under)
    yield Offer("100 ms longer", f"degrade {name} delay 100ms", under=under)
    degraded = timeline.cluster.network.degraded
    if degraded.keys() & {(a, b), (b, a)}:
        yield Offer("In order again", f"degrade {name}", under=under)
    if {a, b} <= timeline.cluster.replicas.keys():
        yield from _delays(timeline.cluster, "Its delay", a, b)


LAWS = ("1ms", "20ms", "100ms", "exponential 20ms", "lnkd-ssd", "lnkd-disk")
"""How long messages can be made to take from a menu; any other law takes a line."""


def _delays(cluster: Cluster, under: str, a: str = "", b: str = "") -> Iterator[Offer]:
    """The delays of a link, or of all."""
    network, where = cluster.network, f"latency {a} - {b}" if a else "latency"
    now = {network.law(a, b)[0], network.law(b, a)[0]} if a else {network.laws[0][0]}
    for text in LAWS:
        law = parse_latency(text)
        words, chosen = say_latency(law), now == {law}
        yield Offer(
            f"{words[:1].upper()}{words[1:]}", f"{where} {text}", under=under, chosen=chosen
        )
    yield Offer("As long as at first", f"{where} {AS_FIRST}", under=under)


def _message(timeline: Timeline, number: str) -> Iterator[Offer]:
    flying = in_flight(timeline.cluster)
    item = next((item for item in flying if str(item[NUMBER]) == number), None)
    way_us = max(1, item[ARRIVES] - item[SENT]) if item is not None else 1
    yield Offer("Drop this message", f"drop #{number}")
    yield Offer("Delay it by as long as it takes", f"delay #{number} {write_time(way_us)}")
    yield Offer("Delay it by 1 s", f"delay #{number} 1s")
    yield Offer("Have it arrive twice", f"duplicate #{number}")
    yield Offer("Hold it where it is", f"hold #{number}")
    yield Offer("Release it", f"release #{number}")
    if item is not None:
        way = f"{item[SOURCE]} -> {item[TARGET]}"
        shown = way.replace("->", "→")
        yield Offer(f"Hold all that is on its way {shown}", f"hold {way}")
        yield Offer(f"Release what is held {shown}", f"release {way}")
    known = timeline.branch.history.messages.get(int(number))
    if known is not None:
        dead = known.death is not None and known.death[0] < timeline.place
        kind = "lost" if dead else drawn_as(known.kind)
        yield Offer(f"Hide all {KINDS[kind].many}", f"hide {kind}")


# -- people


def _user(timeline: Timeline, name: str) -> Iterator[Offer]:
    cluster = timeline.cluster
    session = cluster.sessions.get(name)
    if session is None:
        return
    if cluster.spec.application in STALE_IS_FINE:
        titles = (title for user in cluster.spec.users for title, _ in user.articles or ())
        for title in titles:
            yield Offer(f"{name} reads «{title}»", f"read {name} {quoted(title)}")
    else:
        posts = [o for o in timeline.branch.history.people.values() if o.action == "post"]
        said = f"hello {sum(o.user == name for o in posts) + 1}"
        yield Offer(f"{name} refreshes the feed", f"feed {name}")
        yield Offer(f"{name} posts «{said}»", f"post {name} {quoted(said)}")
    here = f"{name} - {session.server}"
    yield Offer(f"Cut {name} off from {session.server}", f"cut {here}")
    yield Offer(f"Let {name} reach {session.server} again", f"heal {here}")
    under = "User session"
    set_for_all = f"As set for all ({cluster.settings.user_session})"
    yield Offer(set_for_all, f"session {name} as-set", under=under, chosen=not session.guarantee)
    for guarantee in GUARANTEES:
        chosen = guarantee == session.guarantee
        yield Offer(guarantee, f"session {name} {guarantee}", under=under, chosen=chosen)
    for server in cluster.replicas:
        near = server == session.server
        yield Offer(f"To {server}", f"move {name} to {server}", under="Move", chosen=near)
    yield Offer(f"Remove {name}: the account is closed, what {name} wrote stays", f"remove {name}")


def _ground(timeline: Timeline, _name: str) -> Iterator[Offer]:
    """The ground: what is done to all, and who may come."""
    cluster = timeline.cluster
    yield Offer("Heal everything", "heal")
    yield Offer("Release everything that is held", "release")
    worse = _all(_degraded(cluster))
    if worse:
        yield Offer("All links in order again", f"degrade {worse}")
    yield from _delays(cluster, "Delay of all links")
    under = "Cut the cluster"
    if len(cluster.replicas) > 1:
        yield Offer("Into two halves", "cut halves", under=under)
    if len(cluster.replicas) > 3:  # of three each sees all in a ring
        yield Offer("Into a ring: each sees a majority, no two the same", "cut ring", under=under)
    yield Offer("Random faults for 5 s", "nemesis for 5s crash 0.5 cut 1 pause 0.5")
    server = free_name(cluster.replicas)
    yield Offer(f"Have a new server join, {server}", f"join {server}")
    yield Offer("Add a web server", "join web")
    yield Offer("Take a web server away", "leave web")
    if cluster.spec.application not in STALE_IS_FINE:
        yield from _newcomers(timeline)


def _degraded(cluster: Cluster) -> list[tuple[str, str]]:
    known: dict[tuple[str, str], Degrade] = cluster.network.degraded
    return list(dict.fromkeys((min(link), max(link)) for link in known))


def _newcomers(timeline: Timeline) -> Iterator[Offer]:
    """Whoever has signed up may sign in; there is one more name for somebody new."""
    cluster, history = timeline.cluster, timeline.branch.history
    known = {*cluster.sessions, *cluster.closed}
    asked = [o for o in history.people.values() if o.action == "sign_up"]
    ended = (o for o in asked if o.ended_by(timeline.place) and o.outcome != "fail")
    for user in dict.fromkeys(o.user for o in ended):
        if user not in known:
            line = f"sign-in {user} {quoted(password(user))}"
            yield Offer(f"Sign {user} in (password: {password(user)})", line)
    new = free_name((*known, *(o.user for o in asked), *cluster.replicas))
    line = f"sign-up {new} {quoted(password(new))}"
    yield Offer(f"Sign up somebody new, {new} (password: {password(new)})", line)


def password(user: str) -> str:
    """What somebody who is signed up from a menu has as password: this is no real service."""
    return f"secret of {user}"


def _operation(timeline: Timeline, number: str) -> Iterator[Offer]:
    operation = timeline.branch.history.operations.get(int(number))
    if operation is not None and not operation.ended_by(timeline.place):
        yield Offer("Run until it has ended", f"play until end of #{number}")
    yield Offer("Open its receipt", f"receipt #{number}")
    yield Offer("Explain it in a few sentences", f"why #{number}")


_OF: dict[str, Callable[[Timeline, str], Iterator[Offer]]] = {
    "": _ground,
    "operation": _operation,
    "server": _server,
    "link": _link,
    "message": _message,
    "user": _user,
}
"""By kind of thing: what is offered."""
