"""One true sentence about each event of the log. Pure.

A sentence tells only what was so when the event happened, so that it never changes once the event
is in the log: it can be made for a row that is looked at, and forgotten.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from engine.cluster import Command, describe
from engine.events import FIELDS, Event
from engine.faults import Change
from engine.history import History
from engine.values import Cell
from engine.versions import Version
from explorer import crowd, explain, telling
from explorer.durable import WORDS
from explorer.event_told import Told, place, when
from explorer.explain import listed
from explorer.latencies import retimed, say_latency
from explorer.times import tell_time


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes sentences from a run's history, and from its commands as lines of the verb language."""

    history: History
    lines: dict[str, str] = field(default_factory=dict)
    """By the text of a command in the log: its line."""

    def say(self, event: Event) -> str:
        """The event in one sentence."""
        fields = dict(zip(FIELDS[event[1]], event[2:], strict=True))
        fields["at_us"] = event[0]
        return _TELLERS[event[1]](Told(self.history, self.lines, fields))


def lines_of(commands: Iterable[Command]) -> dict[str, str]:
    """By what the log says of a command: its line, or, of signing up and in, its first words."""
    return {describe(command): _line(command) for command in commands}


def _line(command: Command) -> str:
    try:
        return telling.tell(command)
    except ValueError:  # a password ended where it was typed
        action, user = getattr(command, "action", ""), getattr(command, "user", "")
        return f"{action.replace('_', '-')} {user}"


def _command(e: Told) -> str:
    return f"Command: {e.lines.get(e['text'], e['text'].partition('(')[0])}"


def _refused(e: Told) -> str:
    line = e.lines.get(e["text"], e["text"].partition("(")[0])
    return f"{line} cannot be done: {e['reason']}"


def _invoked(e: Told) -> str:
    user, whom = e["user"], e["coordinator"] or "the service"
    known = e.history.operations[e.number("operation")]
    what = explain.said(known).removesuffix(f" by {user}").replace(f"{user}'s ", "the ")
    asks = f"gives {whom}" if e.is_write else f"asks {whom} for"
    return f"{user} {asks} {what} ({e.operation()})"


def _asked(e: Told) -> str:
    need, whom = e.number("need"), e.names("servers")
    own = "itself" if e.coordinator == whom else whom
    match e["phase"]:
        case "read":
            answers = f"{need} answer{'' if need == 1 else 's'}"
            return f"{e.coordinator} asks {own} for {e.operation()}, which needs {answers}"
        case "repair":
            acks = f"{need} ack{'' if need == 1 else 's'}"
            return f"{e.coordinator} repairs {own} before it answers {e.operation()}: {acks} needed"
        case _:
            acks = f"{need} ack{'' if need == 1 else 's'}"
            return f"{e.deed()} goes to {whom} and needs {acks}"


def _stamped(e: Told) -> str:
    cell: Cell = e.fields["cell"]
    version: Version = e.fields["version"]
    return f"{e.deed()} is stamped {when(version)}: {place(cell)}"


def _ok(e: Told) -> str:
    operation = e.history.operations[e.number("operation")]
    if operation.kind == "write":
        return f"{operation.coordinator} acknowledges {e.deed()} after {e.took}"
    stale = operation.staleness
    state = "fresh"
    if stale is not None and stale.versions:
        what = "an older edition" if explain.harmless(operation) else "stale"
        state = f"{what}, {explain.versions(stale.versions)} behind"
    return f"{operation.coordinator} answers {e.deed()} after {e.took}: {state}"


def _info(e: Told) -> str:
    left = "is unknown: it may or may not have happened" if e.is_write else "gets no answer"
    return f"{e.deed()} {left} ({e['reason']})"


def _sent(e: Told) -> str:
    what = e.letter(e["kind"], e.number("operation"))
    due = e.time("arrives_us")
    return f"{e['source']} sends {e['target']} {what}; message {e['message']}, due at {due}"


def _on_message(text: str) -> Callable[[Told], str]:
    """Of a message: {0.source}, {0.target}, {what}, {number}, and the event's own fields."""

    def tell(e: Told) -> str:
        m = e.message
        what = e.letter(m.kind, m.operation)
        return text.format(m, what=what, number=m.number, e=e)

    return tell


def _dropped(e: Told) -> str:
    m, part = e.message, e.number("where_millionths") / 10_000
    way = f"after {part:.0f} % of the way from {m.source} to {m.target}"
    if part == 0:
        way = f"on leaving {m.source} for {m.target}"
    elif part == 100:
        way = f"on reaching {m.target} from {m.source}"
    return f"Lost {way}: {e.letter(m.kind, m.operation)}; message {m.number}, {e['reason']}"


def _moved(how: str) -> Callable[[Told], str]:
    def tell(e: Told) -> str:
        m, due = e.message, e.time("arrives_us")
        return f"Message {m.number} from {m.source} to {m.target} {how}: it is due at {due}"

    return tell


def _stored(e: Told) -> str:
    number = e.number("operation")
    cell: Cell = e.fields["cell"]
    version: Version = e.fields["version"]
    other = number and number != e.history.writers.get((cell, version))
    return f"{e['server']} stores {e.row()}" + (f", brought by {e.deed(number)}" if other else "")


def _carries(e: Told) -> str:
    deeds = explain.listed([e.deed(number) for number in e.fields["operations"]])
    return f"Message {e['message']} is of several operations: {deeds}"


def _behind(e: Told) -> str:
    if e.fields["since_us"] is None:
        return f"{e['server']} lacks no acknowledged write any more"
    return f"{e['server']} lacks a write that is acknowledged since {e.time('since_us')}"


def _deferred(e: Told) -> str:
    first = e.row("missing", "missing_version")
    return f"{e['server']} keeps {e.row()} aside: it lacks {first}, which comes before"


def _slowed(e: Told) -> str:
    if e["what"] == "apply":
        late = f"{e.time('by_us')} late" if e.number("by_us") else "at once"
        return f"{e['server']} applies what it gets {late}"
    what = e["server"] if e["what"] == "server" else f"{e['server']}'s disk"
    if not e.number("by_us"):
        return f"{what} is as fast as before"
    return f"{what} takes {e.time('by_us')} longer"


def _skewed(e: Told) -> str:
    skew_us = e.number("skew_us")
    if not skew_us:
        return f"{e['server']}'s clock is right"
    return f"{e['server']}'s clock is {tell_time(abs(skew_us))} {'fast' if skew_us > 0 else 'slow'}"


def _crashed(e: Told) -> str:
    return f"{e['server']} crashes{_lost(e)}"


def _rewound(e: Told) -> str:
    return f"{e['server']} follows the primary again, rewound to its log{_lost(e)}"


def _lost(e: Told) -> str:
    lost: tuple[object, ...] = e.fields["lost"]
    rows = f": the newest copy of {len(lost)} row{'' if len(lost) == 1 else 's'} is gone"
    return rows if lost else ""


def _on_links(text: str, nothing: str) -> Callable[[Told], str]:
    return lambda e: text.format(e.links()) if e.fields["links"] else nothing


def _degraded(e: Told) -> str:
    chances = {"lose": "loss", "duplicate": "duplicate", "reorder": "reorder"}
    said = [
        f"{verb} {e.number(f'{name}_millionths') / 10_000:g} %"
        for verb, name in chances.items()
        if e.number(f"{name}_millionths")
    ]
    said += [f"take {e.time('delay_us')} longer"] if e.number("delay_us") else []
    return f"Links {e.links()}: they {listed(said) if said else 'are in order'}"


def _retimed(e: Told) -> str:
    done = retimed(e.fields["links"], e.fields["law"])
    where = f"on {e.links()}" if done.links else "on every link"
    if done.latency is None:
        return f"What is sent {where} takes as long as at first, from now on"
    return f"What is sent {where} takes from now on: {say_latency(done.latency)}"


def _changed(e: Told) -> str:
    try:
        name, value = telling.setting(Change(e["name"], e.fields["value"]))
    except StopIteration:
        name, value = e["name"].replace("_", " "), e["value"]
    return f"Setting {name} is {value} from now on"


def _nemesis(e: Told) -> str:
    rates: tuple[tuple[str, int], ...] = e.fields["rates_millionths"]
    kinds = ", ".join(f"{kind} {rate / 1_000_000:g} a second" for kind, rate in rates)
    return f"Random faults for {e.time('lasts_us')}: {kinds}"


def _moving(what: str) -> Callable[[Told], str]:
    def tell(e: Told) -> str:
        source = e["source"]
        return f"{e['server']} {what}" + (f", streaming from {source}" if source else "")

    return tell


def _load(e: Told) -> str:
    text = crowd.load_text(_event(e, "load"))
    return text[:1].upper() + text[1:] if text else "The load ends"


def _event(e: Told, name: str) -> Event:
    return (e.number("at_us"), name, *(e.fields[field] for field in FIELDS[name]))


def _appended(e: Told) -> str:
    number = e.number("operation")
    what = e.deed(number) if number else "the empty entry of its term"
    return f"{e['server']} logs {what} as entry {e['index']} of term {e['term']}"


def _form(text: str) -> Callable[[Told], str]:
    """A sentence with fields by name: '{e[server]} is up again'."""
    return lambda e: text.format(e=e, operation=e.operation, deed=e.deed)


_TELLERS: dict[str, Callable[[Told], str]] = {
    "command": _command, "refused": _refused, "invoked": _invoked, "asked": _asked,
    "with_own": _form("#{e[operation]} goes by its own N = {e[n]}, R = {e[r]}, W = {e[w]}"),
    "stamped": _stamped, "ok": _ok, "info": _info,
    "fail": lambda e: f"{e.coordinator} refuses {e.deed()}: {e['reason']}",
    "unavailable": lambda e: f"{e.deed()} is not taken: {e['reason']}",
    "sent": _sent, "dropped": _dropped,
    "delivered": _on_message("{0.target} receives from {0.source} {what}; message {number}"),
    "held": _on_message("Held on its way from {0.source} to {0.target}: {what}; message {number}"),
    "delayed": _moved("is delayed"), "released": _moved("goes on"),
    "durable": lambda e: f"{e['server']} has {e.row()} on disk: {WORDS}", "carries": _carries,
    "stored": _stored, "behind": _behind, "deferred": _deferred,
    "waits": lambda e: f"{e.deed()} waits: {e['server']} lacks what its user has seen or written",
    "replied": lambda e: f"{e['server']}'s reply to {e.deed()} is there",
    "forwarded": lambda e: f"{e.coordinator} passes {e.deed()} on to {e['server']}",
    "thinks": lambda e: f"{e.deed()} reads the wall {e.time('takes_us')} after who may see it",
    "depends": lambda e: f"{e.deed()} depends on {explain.versions(e.number('count'))}",
    "hinted": lambda e: f"{e['holder']} keeps a hint for {e['home']}: {e.row()}",
    "hint_expired": lambda e: f"{e['coordinator']} keeps no hint of {e.operation()} for "
    f"{e['home']}: the window for hints is over",
    "hint_lost": lambda e: f"{e['holder']} loses its hint for {e['home']}: {e.row()}",
    "readdressed": lambda e: f"{e['holder']}'s hint for {e['home']} goes to the new homes: "
    f"{e.row()}",
    "handed_off": lambda e: f"{e['holder']} has handed its hint to {e['home']}: {e.row()}",
    "repaired": lambda e: f"{e['server']} mends its own copy for {e.deed()}",
    "compared": lambda e: f"{e['server']} and {e['other']} compare {e.number('comparisons'):,} "
    f"hashes: {e.number('dirty'):,} leaves differ",
    "paused": _form("{e[server]} stands still"),
    "resumed": _form("{e[server]} goes on with all that has arrived"),
    "slowed": _slowed, "skewed": _skewed, "crashed": _crashed,
    "rewound": _rewound, "promoted": _form("{e[server]} is promoted: it takes the writes now"),
    "disk": lambda e: f"{e['server']}'s disk "
    f"{'has room again' if e['state'] == 'free' else 'is full'}",
    "disk_full": lambda e: f"{e['server']}'s disk is full and does not take {e.row()}",
    "restarted": _form("{e[server]} is up again with what its disk holds"),
    "wiped": _form("{e[server]}'s disk is lost, and {e[server]} is down"),
    "cut": _on_links("Cut: {}", "Nothing was left to cut"),
    "healed": _on_links("Healed: {}", "Nothing was cut"),
    "holding": _on_links("Messages stay where they are on {}", "No link is held"),
    "let_go": _on_links("What was held goes on: {}", "Nothing was held"),
    "degraded": _degraded, "retimed": _retimed, "changed": _changed, "nemesis": _nemesis,
    "demands": lambda e: f"{e['user']}'s user session demands {e['guarantee'] or 'what is set'}",
    "moved": _form("{e[user]} is near {e[server]} from now on"),
    "removed": _form("{e[user]}'s account is closed; what {e[user]} wrote stays"),
    "elected": _form("{e[server]} is elected leader of term {e[term]}"),
    "stepped_down": _form("{e[server]} leads no more: the term is {e[term]} now"),
    "appended": _appended,
    "committed": _form("{e[server]} knows the log to be agreed on up to entry {e[index]}"),
    "joining": _moving("joins"), "replacing": _moving("is replaced by a new, empty machine"),
    "leaving": _form("{e[server]} is to leave"),
    "streamed": lambda e: f"{e['source']} streams {e['target']} {e.number('rows'):,} "
    f"row{'' if e.number('rows') == 1 else 's'}",
    "joined": lambda e: f"{e['server']} has joined: the members are {e.names('ring')}",
    "left": lambda e: f"{e['server']} has left: the members are {e.names('ring')}",
    "replaced": lambda e: f"{e['server']} is replaced: the members are {e.names('ring')}",
    "load": _load,
    "trials": lambda e: f"{crowd.trials_text(e.number('count'), e.number('every_us'))}",
    "served": lambda e: f"{e['server']} is done with {e.deed()}: {e.time('waited_us')} in the "
    f"queue, {e.time('took_us')} of work",
    "shed": lambda e: f"{e['server']} skips {e.deed()}: nobody waits for it any more",
    "routed": lambda e: f"{e.deed()} goes to {e['web_server']}",
    "retried": lambda e: f"{e.deed()} is try {e['attempt']} at the same as "
    f"{e.operation(e.number('first'))}",
}  # fmt: skip
"""By event: its sentence."""
