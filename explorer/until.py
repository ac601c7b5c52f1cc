"""What time is played until, other than a moment: an operation's end, the next event at a server.

It is asked after each step, and has the words for what came of it.
"""

from explorer import event_facts, selection
from explorer.event_words import Teller, lines_of
from explorer.timeline import Timeline
from explorer.times import tell_time


class Until:
    """Something that is waited for while time runs."""

    operation: int | None = None
    """The operation whose end it is."""
    server = ""
    """The server whose next event it is."""
    said = ""
    """Once it has come: what it was, in words."""
    missed = ""
    """What is said at the end of the run where it has not come."""

    def has_come(self) -> bool:
        """Whether it has come by now."""
        raise NotImplementedError


class EndOf(Until):
    """The end of an operation that is under way."""

    def __init__(self, timeline: Timeline, number: int) -> None:
        """Raises ValueError, in words, for an operation that is not under way."""
        self._timeline, self.operation = timeline, number
        self.said = f"#{number} has ended"
        operation = timeline.branch.history.operations.get(number)
        if operation is None or operation.invoked_at >= timeline.place:
            raise ValueError(f"operation #{number} has not begun at {tell_time(timeline.now_us)}")
        if operation.ended_by(timeline.place):
            ended = tell_time(operation.ended_us or 0)
            raise ValueError(f"operation #{number} has ended, at {ended}")

    def has_come(self) -> bool:
        """Whether it has ended."""
        assert self.operation is not None
        operation = self._timeline.branch.history.operations.get(self.operation)
        return operation is not None and operation.ended_by(self._timeline.place)


class NextAt(Until):
    """The next event that is about a server: see `event_facts.servers`."""

    def __init__(self, timeline: Timeline, server: str) -> None:
        """From the playhead on. Raises ValueError, in words, where there is no such server."""
        reason = selection.refusal(timeline, f"server {server}")
        if reason is not None:
            raise ValueError(reason)
        self._timeline, self.server, self._place = timeline, server, timeline.place
        self.missed = f"nothing more happens at {server} up to the end"

    def has_come(self) -> bool:
        """Whether any event since the last time is about the server."""
        timeline, since = self._timeline, self._place
        self._place = timeline.place
        branch = timeline.branch
        for event in branch.events[since : self._place] if not self.said else ():
            if self.server in event_facts.servers(branch.history, event):
                teller = Teller(branch.history, lines_of(c for _, c in timeline.commands))
                self.said = teller.say(event)
                break
        return bool(self.said)
