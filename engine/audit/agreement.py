"""What a run's log says of a Raft group: who led, and what stood in whose log. Pure."""

from collections.abc import Iterator

from engine.audit.invariants import Broken
from engine.events import Event
from engine.history import History


class Leaders:
    """Who was elected in which term."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._of_term: dict[int, str] = {}
        self._disks_kept = True

    def take(self, event: Event) -> Iterator[Broken]:
        """Takes in an event; what it breaks."""
        match event[1]:
            case "wiped" | "replacing":
                self._disks_kept = False  # and with a disk goes the vote
            case "elected" if self._disks_kept:
                first = self._of_term.setdefault(event[3], event[2])
                if first != event[2]:
                    text = f"{event[2]} leads in term {event[3]}, in which {first} was elected"
                    yield Broken("one_leader", f"at {event[0]} us {text}")


def finish(history: History) -> Iterator[Broken]:
    """The agreed writes that were acknowledged too early."""
    for number in history.logs:
        operation = history.operations.get(number)
        if operation is None or operation.outcome != "ok":
            continue
        end = operation.ended_at or 0
        logs = sorted({server for place, _, server in history.logs[number] if place < end})
        if len(logs) < operation.asked["write"][1]:
            text = f"operation {number} was acknowledged when only {logs} had it in their logs"
            yield Broken("agreed", text)
