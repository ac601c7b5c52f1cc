"""The facts that the engine reports, and the run's digest over them.

An event is a plain tuple `(time_us, name, *fields)`, for speed: `FIELDS` names the fields of each,
and `view` makes a readable mapping at the edge. Fields are text, whole numbers, None, and tuples of
these, so that their `repr` is the same in every process.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

Event = tuple[Any, ...]

FIELDS: dict[str, tuple[str, ...]] = {
    "command": ("text",),
    "refused": ("text", "reason"),
    "invoked": (
        "operation", "user", "action", "coordinator", "kind", "name", "text", "keys", "cell",
    ),
    "with_own": ("operation", "n", "r", "w"),
    "asked": ("operation", "phase", "servers", "need"),
    "stamped": ("operation", "cell", "version", "value"),
    "ok": ("operation", "result"),
    "fail": ("operation", "reason"),
    "unavailable": ("operation", "reason"),
    "info": ("operation", "reason"),
    "sent": ("message", "kind", "source", "target", "operation", "arrives_us"),
    "delivered": ("message",),
    "dropped": ("message", "where_millionths", "reason"),
    "carries": ("message", "operations"),
    "stored": ("server", "cell", "version", "operation"),
    "durable": ("server", "cell", "version", "operation"),
    "behind": ("server", "since_us"),
    "waits": ("operation", "server"),
    "forwarded": ("operation", "server"),
    "replied": ("operation", "server"),
    "thinks": ("operation", "takes_us"),
    "depends": ("operation", "count"),
    "deferred": ("server", "cell", "version", "missing", "missing_version"),
    "hinted": ("holder", "home", "cell", "version", "operation"),
    "hint_expired": ("coordinator", "home", "operation"),
    "hint_lost": ("holder", "home", "cell", "version"),
    "readdressed": ("holder", "home", "cell", "version"),
    "repaired": ("server", "operation"),
    "handed_off": ("holder", "home", "cell", "version"),
    "compared": ("server", "other", "comparisons", "dirty"),
    "paused": ("server",),
    "resumed": ("server",),
    "slowed": ("server", "by_us", "what"),
    "disk": ("server", "state"),
    "disk_full": ("server", "cell", "version"),
    "skewed": ("server", "skew_us"),
    "degraded": (
        "links", "loss_millionths", "duplicate_millionths", "reorder_millionths", "delay_us",
    ),
    "retimed": ("links", "law"),
    "holding": ("links",),
    "let_go": ("links",),
    "held": ("message",),
    "delayed": ("message", "arrives_us"),
    "released": ("message", "arrives_us"),
    "elected": ("server", "term"),
    "stepped_down": ("server", "term"),
    "appended": ("server", "index", "term", "operation"),
    "committed": ("server", "index"),
    "crashed": ("server", "lost"),
    "restarted": ("server",),
    "promoted": ("server",),
    "rewound": ("server", "lost"),
    "wiped": ("server",),
    "cut": ("links",),
    "healed": ("links",),
    "changed": ("name", "value"),
    "demands": ("user", "guarantee"),
    "moved": ("user", "server"),
    "removed": ("user",),
    "nemesis": ("rates_millionths", "lasts_us"),
    "joining": ("server", "source"),
    "leaving": ("server",),
    "replacing": ("server", "source"),
    "streamed": ("source", "target", "rows"),
    "joined": ("server", "ring"),
    "left": ("server", "ring"),
    "replaced": ("server", "ring"),
    "load": ("rate_thousandths", "closed", "thinking_us", "lasts_us", "parts", "to_thousandths"),
    "trials": ("count", "every_us", "after_us", "at"),
    "served": ("server", "operation", "waited_us", "took_us"),
    "shed": ("server", "operation"),
    "routed": ("operation", "web_server"),
    "retried": ("operation", "first", "attempt"),
}  # fmt: skip
"""`invoked` and what follows it is told of an operation; `sent` and what follows it of a message.

`fail` is a refusal that the network gave as its answer, `unavailable` one for want of a server;
neither happened. `durable` is what a real server has on disk and cannot show yet, `carries` all the
operations of a message that is of several, of which its `sent` names the first: nothing that is
computed here tells of either. `with_own` tells of an operation with an N, R or W of its own. `ok`
carries for a read the cells and versions that it returned; `dropped` the part of the way that the
message had gone; `behind` since when a server has lacked an acknowledged write, as the ledger
outside of the servers sees it (None: it lacks none); `crashed` the cells whose newest copy was not
durable, each with the version left; `depends` on how many writes a write does,
`deferred` the first of them that a server lacks. `joining`, `leaving` and `replacing` begin a
change of members, of which `joined`, `left` and `replaced` tell that it is through, with who the
members are now; with `replacing` all that the server held is gone. `appended` is an entry that a
server has put into its Raft log; `committed` up to where a leader knows the log to be agreed on.
`retimed` is how long messages take from now on, as `latency.facts` tells it (None: as at first),
on these links (none: on all).
`load` begins a load (no rate and nobody: it ends), `trials` a row of trials; `served` is a job that
a server is done with: how long it waited for its turn, and what it took; `shed` one that was
skipped, as nobody waits for it; `routed` says which web server a request goes to; `retried` comes
after `invoked`: this is a further try at what the first operation asks.
"""


def view(event: Event) -> dict[str, Any]:
    """The event as a mapping: `at_us`, `event`, and its fields by name."""
    fields = dict(zip(FIELDS[event[1]], event[2:], strict=True))
    return {"at_us": event[0], "event": event[1], **fields}


def digest(events: Iterable[Event]) -> str:
    """SHA-256 over the log, an event a line: the same run has the same digest everywhere."""
    hasher = sha256()
    for event in events:
        hasher.update(repr(event).encode() + b"\n")
    return hasher.hexdigest()
