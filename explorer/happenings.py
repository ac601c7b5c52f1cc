"""An event of the log as a clause: who did what, in the past tense, without its moment. Pure.

`told` has words for each event of `engine.events.FIELDS`; `waiting` says of an operation that has
not ended what it waits for.
"""

from collections.abc import Callable

from engine.events import FIELDS, Event
from engine.faults import Direction
from engine.history import History
from engine.records import Operation
from explorer.explain import deed, listed, said, versions
from explorer.letters import LETTERS
from explorer.times import tell_time

Teller = Callable[[History, Event, int], str]

OF_OPERATION = {name for name, fields in FIELDS.items() if fields[:1] == ("operation",)}
"""Events whose first field is an operation's number."""


def operation_of(event: Event) -> int:
    """The number of the operation that an event is about; 0: of none."""
    if event[1] in OF_OPERATION:
        return int(event[2])
    if "operation" in FIELDS[event[1]]:
        return int(event[2 + FIELDS[event[1]].index("operation")] or 0)
    return 0


def told(history: History, event: Event, place: int) -> str:
    """What happened, as a clause; `place` is where in the log the event stands."""
    teller = _TELLERS.get(event[1])
    if teller is not None:
        return teller(history, event, place)
    return _PLAIN[event[1]].format(*event[2:])


def waiting(operation: Operation, place: int) -> str:
    """What an operation that has not ended by a place is about, as a clause."""
    whose = f"{operation.user}'s {deed(operation)}"
    course = [step for step in operation.course if step[0] < place]
    asked = [step for step in course if step[2] in ("read", "write", "repair")]
    if course and course[-1][2] == "wait":
        return f"{whose} was still waiting for a copy"
    if not asked:
        return f"{whose} was still under way"
    _, _, phase, servers, need = asked[-1]
    answers = {"read": ("reply", "replies")}.get(phase, ("ack", "acks"))[need != 1]
    return f"{whose} was still waiting for {need} {answers} of {listed(servers)}"


def _whose(history: History, number: int) -> str:
    """'X's post', 'reader 7's page'; what servers do of themselves is nobody's."""
    operation = history.operations.get(number)
    return f"{operation.user}'s {deed(operation)}" if operation else ""


def _for(history: History, number: int) -> str:
    whose = _whose(history, number)
    return f" for {whose}" if whose else ""


def _ok(history: History, event: Event, place: int) -> str:
    operation = history.operations[event[2]]
    if operation.kind == "write":
        held = history.holders(operation, place + 1)
        copies = {0: "", 1: f", with the only copy on {listed(held)}"}
        where = copies.get(len(held), f", with copies on {listed(held)}")
        return f"{said(operation)} was acknowledged{where}"
    stale = operation.staleness.versions if operation.staleness else 0
    seen = f"{versions(stale)} behind" if stale else "with nothing missing"
    whose = _whose(history, event[2])
    return f"{whose} was answered by {operation.coordinator}, {seen}"


def _invoked(history: History, event: Event, _place: int) -> str:
    return f"{_whose(history, event[2])} went to {event[5]}"


def _asked(history: History, event: Event, _place: int) -> str:
    _, _, number, phase, servers, _ = event
    verb = {"read": "asked", "repair": "mended"}.get(phase, "was sent to")
    return f"{_whose(history, number)} {verb} {listed(servers)}"


def _sent(history: History, event: Event, _place: int) -> str:
    _, _, _, kind, source, target, number, arrives_us = event
    due = f"to arrive at {tell_time(arrives_us)}"
    return f"{source} sent {LETTERS[kind].name} to {target}{_for(history, number)}, {due}"


def _arrived(history: History, event: Event, _place: int) -> str:
    message = history.messages[event[2]]
    what = LETTERS[message.kind].name
    fate = {"delivered": "reached", "dropped": "never reached"}.get(event[1], "was held before")
    whose = _for(history, message.operation)
    return f"{what} from {message.source}{whose} {fate} {message.target}"


def _of(text: str) -> Teller:
    """Of an operation: `{0}` is whose, then the fields after its number."""

    def teller(history: History, event: Event, _place: int) -> str:
        return text.format(_whose(history, event[2]), *event[3:])

    return teller


def _beside(text: str, field: int) -> Teller:
    """Of a server: its fields, and `{whose}` as the operation's number stands at `field`."""

    def teller(history: History, event: Event, _place: int) -> str:
        whose = _whose(history, event[2 + field] or 0) or "what came before the run"
        return text.format(*event[2:], whose=whose)

    return teller


def _links(text: str) -> Teller:
    return lambda _history, event, _place: text.format(_named(event[2]))


def _named(links: tuple[Direction, ...]) -> str:
    pairs = tuple(f"{a} -> {b}" for a, b in links)
    return listed(pairs) if len(pairs) <= 4 else f"{len(pairs)} directions"


def _stamped(history: History, event: Event, _place: int) -> str:
    if not event[5]:
        return "a row was taken back"
    what = repr(event[5]) if isinstance(event[5], str) else "a row"
    return f"{_whose(history, event[2])} wrote {what}"


_TELLERS: dict[str, Teller] = {
    "ok": _ok, "invoked": _invoked, "asked": _asked, "sent": _sent, "stamped": _stamped,
    "delivered": _arrived, "dropped": _arrived, "held": _arrived,
    "delayed": _of("a message was made to arrive later"), "released": _of("a message went on"),
    "fail": _of("{0} was refused: {1}"), "unavailable": _of("{0} was refused: {1}"),
    "info": _of("{0} was given up: {1}"),
    "with_own": _of("{0} had N {1}, R {2}, W {3} of its own"),
    "replied": _of("{0} had the reply of {1}"),
    "waits": _of("{0} waited at {1} for a copy"), "forwarded": _of("{0} was passed on to {1}"),
    "thinks": _of("{0} looked again later"), "depends": _of("{0} carried what it depends on"),
    "routed": _of("{0} went to {1}"), "retried": _of("{0} was asked for once more"),
    "durable": _beside("{0} had {whose} on disk, and could not show it yet", 3),
    "carries": lambda _h, e, _p: f"a message was of {len(e[3])} operations",
    "stored": _beside("{0} stored {whose}", 3), "repaired": _beside("{0} was mended", 1),
    "hinted": _beside("{0} kept a hint of {whose} for {1}", 4),
    "hint_expired": _beside("{0} kept no hint of {whose} for {1}", 2),
    "served": _beside("{0} was done with {whose}", 1),
    "shed": _beside("{0} skipped {whose}, as nobody waited for it any more", 1),
    "appended": _beside("{0} put {whose} into its log", 3),
    "cut": _links("{0} were cut"), "healed": _links("{0} were healed"),
    "degraded": _links("{0} changed for better or worse"),
    "retimed": lambda _h, e, _p: f"{_named(e[2]) or 'all links'} got another delay",
    "holding": _links("{0} held messages back"), "let_go": _links("{0} let messages go"),
    "behind": lambda _h, e, _p: f"{e[2]} {'had everything' if e[3] is None else 'fell behind'}",
}  # fmt: skip

_PLAIN = {
    "command": "the script did {0}", "refused": "{0} was refused: {1}",
    "deferred": "{0} waited with a write for what it depends on",
    "hint_lost": "{0} lost a hint for {1}", "readdressed": "{0} kept its hint for {1} further on",
    "handed_off": "{0} handed its hint over to {1}", "compared": "{0} and {1} compared hash trees",
    "paused": "{0} stood still", "resumed": "{0} went on",
    "slowed": "{0} became slower or faster", "disk": "the disk of {0} was {1}",
    "disk_full": "{0} had no room for a write", "skewed": "the clock of {0} jumped",
    "elected": "{0} was elected leader of term {1}", "stepped_down": "{0} led no more",
    "promoted": "{0} became the primary", "rewound": "{0} was rewound to what the primary had",
    "committed": "{0} knew that its log was agreed on up to entry {1}", "crashed": "{0} crashed",
    "restarted": "{0} came back", "wiped": "{0} lost its disk",
    "moved": "{0} moved near {1}", "removed": "{0}'s account was closed",
    "changed": "the setting {0} became {1}",
    "demands": "{0}'s session asked for {1}",
    "nemesis": "random faults began", "joining": "{0} began to join",
    "leaving": "{0} began to leave", "replacing": "{0} was replaced by an empty machine",
    "streamed": "{0} streamed {2} rows to {1}", "joined": "{0} was a member",
    "left": "{0} was gone", "replaced": "{0} had all that it needed", "load": "the load changed",
    "trials": "trials began",
}  # fmt: skip
"""By event, its fields filled in."""
