"""What is on the stage, in plain sentences: for tool tips, the keyboard walk, screen readers.

Rule this file keeps: an operation without an answer is 'unknown', never 'failed'.
"""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QCoreApplication

from explorer import letters
from explorer.durable import WORDS
from explorer.frame import Frame
from explorer.frame_stage import (
    Callout,
    DeathView,
    LinkView,
    MessageView,
    OperationView,
    ServerView,
    WebView,
)
from explorer.frame_story import Spot
from explorer.times import tell_time
from ui import stage_people
from ui.stage_regions import Flows

tr = QCoreApplication.translate
KINDS = {kind: words.one for kind, words in letters.KINDS.items()}


def said(text: str) -> str:
    """Some fixed words of the stage, such as its legend's, in the language of the window."""
    return QCoreApplication.translate("Stage", text)


def kind_name(kind: str) -> str:
    """A kind of message in words."""
    return said(KINDS.get(kind, kind))


def many(kind: str) -> str:
    """Several messages of a kind in words."""
    return said(letters.KINDS[kind].many)


SERVERS = "servers"
"""The entry of the legend that stands for the servers that are hidden."""
NAMED = 3
"""So many of them are named there; of more, their number alone."""


def hidden(kinds: Iterable[str], servers: Sequence[str] = (), users: Iterable[str] = ()) -> str:
    """What is hidden, in one line; with servers those who are near them. Empty: nothing is."""
    told = [listed(servers)] if servers else []
    told += [tr("Stage", "user {0}").format(user) for user in users]
    names = ", ".join((*map(many, kinds), *told))
    return QCoreApplication.translate("Stage", "hidden: {0}").format(names) if names else ""


def listed(servers: Sequence[str]) -> str:
    """'server B', 'servers B, C'."""
    one, several = tr("Stage", "server {0}"), tr("Stage", "servers {0}")
    return (one if len(servers) == 1 else several).format(", ".join(servers))


def away(servers: Sequence[str]) -> str:
    """How many servers are hidden, for the legend: '1 server hidden: B'."""
    one, several = tr("Stage", "1 server hidden: {1}"), tr("Stage", "{0} servers hidden: {1}")
    if len(servers) > NAMED:
        several = tr("Stage", "{0} servers hidden")
    return (one if len(servers) == 1 else several).format(len(servers), ", ".join(servers))


def users_away(frame: Frame) -> list[str]:
    """The users who are not drawn, as their servers are not."""
    return [one.user for one in frame.screens if one.hidden]


def away_line(frame: Frame) -> str:
    """The same as a sentence: with whom, and how they are shown again."""
    users = users_away(frame)
    alone = tr("Stage", "{0} hidden, with links and messages; a click or Enter shows all of them")
    beside = tr("Stage", "{0} hidden, with {1}, links and messages; a click or Enter shows all")
    return (beside if users else alone).format(listed(frame.hidden_servers), ", ".join(users))


def kind_line(kind: str, frame: Frame) -> str:
    """An entry of the legend: what it is, whether it is drawn, and how that changes."""
    if kind == SERVERS:
        return away_line(frame)
    if kind in frame.hidden:
        text = QCoreApplication.translate(
            "Stage", "legend: {0}: {1} (hidden: a click or Enter shows them)"
        )
    else:
        text = QCoreApplication.translate("Stage", "legend: {0}: {1} (a click or Enter hides them)")
    return text.format(many(kind), said(letters.KINDS[kind].told))


SPOKEN_MESSAGES = 200
"""Above this many in flight, sentences count them by their way instead."""


def milliseconds(us: int) -> str:
    """A duration as people say it: '0.4 ms', '40 ms', '1.25 s'."""
    if us >= 1_000_000:
        return f"{us / 1e6:.2f} s"
    value = us / 1000
    return f"{value:.0f} ms" if value >= 10 or value == round(value) else f"{value:.1f} ms"


def counted(count: int, noun: str) -> str:
    """'1 item', '2 items'."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def holding(server: ServerView) -> str:
    """The part of the acknowledged items that a server holds, for its circle."""
    if server.state != "up":
        return "disk lost" if "disk lost" in server.ailments else server.state
    if server.acknowledged == 0:
        return f"{server.unconfirmed:,} unconfirmed" if server.unconfirmed else "no writes"
    return f"{server.held:,} of {counted(server.acknowledged, 'item')}"


def ailing(server: ServerView) -> str:
    """What else is the matter with a server, for its circle: the first thing, and how many more."""
    if server.state == "down":
        return ""
    more = len(server.ailments) - 1
    return server.ailments[0] + (f" +{more}" if more else "") if server.ailments else ""


FULL = 90
"""Busy for so many per cent, a server is told and drawn as one that cannot do more."""


def working(server: ServerView | WebView) -> str:
    """How long its queue is and how busy it is; '' where nobody waits for a turn."""
    if server.waiting is None:
        return ""
    return f"queue {server.waiting:,}, {server.busy} % busy"


def web_line(server: WebView) -> str:
    """'web1, a web server, 3 waiting, 60 % busy'."""
    leaves = ", leaves once it has done what it has" if server.leaves else ""
    return f"{server.name}, a web server, {working(server)}{leaves}"


def web_tip(server: WebView) -> str:
    """What one web server is there for, and how it fares."""
    return (
        f"{web_line(server)}. It takes requests and passes them on to the servers of the "
        "database; it keeps nothing."
    )


def server_name(server: ServerView) -> str:
    """The name, with the place where there is one."""
    return f"{server.name}, {server.place}" if server.place else server.name


def server_line(server: ServerView) -> str:
    """'B, Frankfurt, up, 2 items behind'."""
    lacking = server.acknowledged - server.held
    state = "up to date" if lacking <= 0 else f"{counted(lacking, 'item')} behind"
    extra = f", {counted(server.unconfirmed, 'unconfirmed item')}" if server.unconfirmed else ""
    extra += f", {counted(len(server.durable), 'write')} {WORDS}" if server.durable else ""
    ills = "".join(f", {ailment}" for ailment in server.ailments)
    role = f", {server.role}" if server.role else ""
    work = f", {working(server)}" if server.waiting is not None else ""
    return f"{server_name(server)}, {server.state}{role}, {state}{extra}{ills}{work}"


def server_tip(server: ServerView) -> str:
    """The whole of what one server holds and lacks."""
    parts = [
        f"{server.state}, holds {server.held:,} of "
        f"{counted(server.acknowledged, 'acknowledged item')}"
    ]
    if server.role:
        parts.insert(0, server.role)
    if server.behind_us:
        parts.append(f"{milliseconds(server.behind_us)} behind")
    if server.missing:
        parts.append(f"missing: {_some(server.missing)}")
    if server.unconfirmed:
        parts.append(f"stores {counted(server.unconfirmed, 'write')} that nobody has acknowledged")
    if server.durable:
        parts.append(f"{WORDS} (it says so itself): {_some(server.durable)}")
    parts += [*server.ailments, *([working(server)] if server.waiting is not None else [])]
    return f"{server_name(server)}: {'; '.join(parts)}"


def _some(what: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    return ", ".join(what[:4]) + (f" and {len(what) - 4} more" if len(what) > 4 else "")


def link_state(link: LinkView) -> str:
    """'open', 'cut', or which direction is blocked."""
    if link.state != "one-way":
        return link.state
    return " and ".join(f"cut from {source} to {target}" for source, target in link.blocked)


def delays(link: LinkView) -> str:
    """'30 ms', or '30 ms, A → C 300 ms' where a direction takes longer now."""
    slowed = (f", {a} \N{RIGHTWARDS ARROW} {b} {milliseconds(us)}" for a, b, us in link.slowed)
    return milliseconds(link.delay_us) + "".join(slowed)


def link_line(link: LinkView) -> str:
    """'link A - B, 40 ms, cut'."""
    law = f", {link.law}" if link.law else ""
    return f"link {link.a} - {link.b}, {delays(link)}{law}, {link_state(link)}"


def link_tip(link: LinkView) -> str:
    """A link, its mean delay, and since when it is cut."""
    since = f" since {tell_time(link.cut_at_us)}" if link.cut_at_us is not None else ""
    law = f" ({link.law})" if link.law else ""
    delay = f"{delays(link)} one way on average{law}"
    return f"link {link.a} - {link.b}: {delay}, {link_state(link)}{since}"


def message_line(message: MessageView, now_us: int) -> str:
    """'write from A to B, 60 % of the way'."""
    way = f"from {message.source} to {message.target}"
    part = f"{message.at(now_us):.0%} of the way".replace("%", " %")
    return f"{KINDS[message.kind]} {way}, {f'held after {part}' if message.held else part}"


def message_tip(message: MessageView) -> str:
    """A message with its label and its times."""
    label = message.label or KINDS[message.kind]
    way = f"{label} from {message.source} to {message.target}"
    if message.held:
        return f"{way}, held where it is until it is released"
    return (
        f"{way}, sent at {tell_time(message.sent_us)}, arrives at {tell_time(message.arrives_us)}"
    )


def death_line(death: DeathView) -> str:
    """Which message died, where, and why."""
    gone = death.message
    label = gone.label or KINDS[gone.kind]
    way = f"from {gone.source} to {gone.target}"
    return f"{label} {way}, lost at {tell_time(death.died_us)}: {death.reason}"


OUTCOMES = {
    "pending": "in progress", "ok": "answered", "stale": "answered, stale", "fail": "refused",
    "info": "unknown: it may or may not have happened",
}  # fmt: skip


def operation_line(operation: OperationView) -> str:
    """'X at A, post: 1 of 2 acks, in progress'."""
    text, outcome = operation.text, OUTCOMES[operation.state]
    return f"{operation.user} at {operation.coordinator}, {text}, {outcome}"


def callout_line(callout: Callout) -> str:
    """A callout as one sentence."""
    return f"at {callout.server}: {'. '.join((callout.title, *callout.lines))}"


def user_line(user: str, server: str, frame: Frame) -> str:
    """'user X, near A', or whom the web servers ask for them."""
    return f"user {user}, {asks(server) if frame.web else f'near {server}'}"


def asks(server: str) -> str:
    """Whom a user asks where there are web servers."""
    return f"asks the web servers, which ask {server}"


def flow_lines(flows: Flows) -> Iterator[tuple[str, str]]:
    """What is on each way, and what stays within a region, as (key, sentence)."""
    region = "region " if flows.regions else ""
    for (source, target), _, kinds in flows.ways:
        many = counted(kinds.total(), "message")
        yield f"flow {source} - {target}", f"{many} from {region}{source} to {region}{target}"
    if flows.within:
        yield "flow", f"{counted(flows.within, 'message')} within a region"


def spoken(frame: Frame, flows: Flows) -> list[tuple[str, str]]:
    """Everything on the stage as (key, sentence), in the order of the walk.

    Messages by their `flows`, where they are too many to be told one by one.
    """
    walk = [(f"server {server.name}", server_line(server)) for server in frame.servers]
    walk += [(f"link {link.a} - {link.b}", link_line(link)) for link in frame.links]
    walk += [(f"server {one.name}", web_line(one)) for one in frame.web]
    people = ((user, s.name) for s in stage_people.servers(frame) for user in s.users)
    walk += [(f"user {user}", user_line(user, server, frame)) for user, server in people]
    walk += [(f"operation {one.number}", operation_line(one)) for one in frame.operations]
    walk += [(f"callout {index}", callout_line(c)) for index, c in enumerate(frame.callouts)]
    if len(frame.messages) <= SPOKEN_MESSAGES:
        walk += [(f"message {m.number}", message_line(m, frame.now_us)) for m in frame.messages]
    else:
        walk += flow_lines(flows)
    walk += [(f"death {d.message.number}", death_line(d)) for d in frame.deaths]
    return walk if frame.spot is None else _lit(walk, frame.spot, frame)


LIT = ", in the lesson's light"


def _lit(walk: list[tuple[str, str]], spot: Spot, frame: Frame) -> list[tuple[str, str]]:
    """The same, and of what the lesson's sentence is about that it is."""
    lit = {f"server {name}" for name in spot.servers} | {f"user {name}" for name in spot.users}
    lit |= {f"link {a} - {b}" for a, b in spot.links}
    lit |= {f"message {m.number}" for m in frame.messages if spot.has_message(m)}
    return [(key, f"{line}{LIT}" if key in lit else line) for key, line in walk]
