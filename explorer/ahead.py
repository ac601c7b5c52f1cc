"""What will happen after the playhead as things stand, in words: messages, timers, commands. Pure.

Only what truly lies on the engine's heap and does something when its time comes, as
`engine.pending` has it, and the commands of the script. Whatever happens before may change it.
"""

from collections.abc import Callable
from heapq import nsmallest

from engine import items
from engine.cluster import Cluster, Command
from engine.history import History
from engine.items import KIND, NUMBER, OPERATION, SOURCE, TARGET, Item
from engine.pending import pending
from explorer import explain, staging
from explorer.branch_names import said
from explorer.frame_time import AheadView, PendingKind, PendingView
from explorer.telling import tell
from explorer.timeline import Timeline

MOST = 150
"""So many are told: the soonest."""


def ahead(timeline: Timeline, end_us: int) -> AheadView:
    """What lies ahead of the playhead, up to `end_us`."""
    cluster, history = timeline.cluster, timeline.branch.history
    due = [item for item in pending(cluster) if item[0] <= end_us]
    commands = [entry for entry in cluster.to_come() if entry[0] <= end_us]
    first = nsmallest(MOST, due)  # by time and number: no two have the same
    views = [(item[:2], _view(cluster, history, item)) for item in first]
    views += [(entry[:2], _command(timeline, *entry)) for entry in commands[:MOST]]
    found = tuple(view for _, view in sorted(views, key=lambda each: each[0])[:MOST])
    return AheadView(found, len(due) + len(commands), len(cluster.held))


def _command(timeline: Timeline, at_us: int, sequence: int, command: Command) -> PendingView:
    if timeline.is_scripted(sequence):
        return PendingView(at_us, "command", f"the story: {said(command)}")
    return PendingView(at_us, "by hand", f"by hand: {said(command)}")


def _view(cluster: Cluster, history: History, item: Item) -> PendingView:
    kind = item[2]
    if kind in (items.DELIVER, items.DIE, items.PROCESS):
        return _message(cluster, history, item)
    told, text = _WORDS[kind]
    number = item[3] if kind in _OF_OPERATIONS else 0
    operation = history.operations.get(number)
    words = text(cluster, item)
    if operation is not None:
        words = words.format(f"{operation.user}'s {explain.deed(operation)}", operation.coordinator)
    return PendingView(item[0], told, words, key=f"operation {number}" if operation else "")


def _message(cluster: Cluster, history: History, item: Item) -> PendingView:
    source, target = item[SOURCE], item[TARGET]
    says = f"{staging.label(item[KIND], history.operations.get(item[OPERATION]))} from {source}"
    drawn, key = staging.drawn_as(item[KIND]), f"message {item[NUMBER]}"
    if item[2] == items.DIE:
        return PendingView(item[0], "lost", f"{says} to {target} is lost on its way", drawn, key)
    if item[2] == items.PROCESS:
        return PendingView(item[0], "work", f"{target} gets to {says}", drawn, key)
    replica = cluster.replicas.get(target)
    down = "" if replica is not None and replica.up else ", where nobody is"
    return PendingView(item[0], "message", f"{says} reaches {target}{down}", drawn, key)


_OF_OPERATIONS = (items.TIMEOUT, items.HANDOFF, items.LOOK, items.START, items.RETRY, items.HEDGE)
"""The kinds whose first field is an operation."""


def _agreement(cluster: Cluster, item: Item) -> str:
    _, _, _, server, what, number = item
    if what == "retry":
        return f"{server} asks the leader again about #{number}"
    if what != "clock":
        return f"{server} gets to what it was asked as the leader"
    leads = cluster.group[server].state.role == "leader"
    return f"{server} says that it leads still" if leads else f"{server}'s election time-out"


def _inject(_cluster: Cluster, item: Item) -> str:
    return f"a random fault: {tell(item[3])}"


def _plain(text: str) -> "_Words":
    return lambda _cluster, _item: text


def _at_server(text: str) -> "_Words":
    return lambda _cluster, item: text.replace("{server}", item[3])


_Words = Callable[[Cluster, Item], str]

_WORDS: dict[int, tuple[PendingKind, _Words]] = {
    items.TIMEOUT: ("timeout", _plain("{0} times out")),
    items.HANDOFF: ("timer", _plain("{1} stops waiting for the silent homes of {0}")),
    items.LOOK: ("timer", _plain("{1} looks again for {0}")),
    items.SYNC: ("timer", _plain("every server syncs its disk")),
    items.REPLAY: ("timer", _plain("hints are tried again")),
    items.ENTROPY: ("timer", _plain("servers compare what they hold")),
    items.STREAM: ("timer", _plain("streaming is looked after")),
    items.AGREE: ("timer", _agreement),
    items.INJECT: ("command", _inject),
    items.START: ("work", _plain("{1} gets to {0}")),
    items.OWN: ("work", _at_server("{server} gets to its own copy")),
    items.SERVED: ("work", _at_server("{server} is done with a job")),
    items.LOOKUP: ("work", _at_server("{server} gets to its own copy")),
    items.ARRIVE: ("request", _plain("the load's next request")),
    items.RETRY: ("request", _plain("{0} is asked again")),
    items.HEDGE: ("request", _plain("{0} is asked a second time beside the first")),
    items.TRIAL: ("request", _plain("the next trial begins")),
    items.TRIAL_READ: ("request", _plain("the read of a trial")),
}
"""By kind of item: what it is drawn as, and what happens; {0} is an operation, {1} its coordinator.
"""
