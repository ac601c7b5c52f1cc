"""What time is played until, other than a moment.

An operation's end, the next event at a server, an expression that becomes true. It is asked after
each step, and has the words for what came of it.
"""

from explorer import event_facts, selection, state
from explorer.event_words import Teller, lines_of
from explorer.expression import Expression, is_true, number_told, waited
from explorer.timeline import Timeline
from explorer.times import tell_time
from explorer.watching import SHORT, written


class Until:
    """Something that is waited for while time runs."""

    operation: int | None = None
    """The operation whose end it is."""
    server = ""
    """The server whose next event it is."""
    expression = ""
    """The expression that is to become true."""
    said = ""
    """Once it has come: what it was, in words."""
    missed = ""
    """What is said at the end of the run where it has not come."""
    most_steps: int | None = None
    """Where asking takes long: so many steps in a slice, at the most."""
    at_once = False
    """Whether time stands still within its microsecond, before what follows may undo it."""

    def begin(self) -> None:
        """Time begins to run."""

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


SLICE = 500
"""Things that are looked at in a slice, about: five milliseconds."""


class Becomes(Until):
    """An expression about the state is true after a step, and was not before it."""

    at_once = True

    def __init__(self, timeline: Timeline, text: str) -> None:
        """Raises ValueError, in words, for what cannot be asked, and what is always true."""
        self._timeline, self.expression = timeline, text
        self._asked = Expression(text, state.names())
        self._was, self._steps, self._wrong = False, -1, ""
        value = self._value()
        if not waited(value):
            raise ValueError(number_told(text, value))

    def begin(self) -> None:
        """What is true already has to become so anew."""
        self._was = is_true(self._value())
        self._steps = self._timeline.cluster.steps

    def has_come(self) -> bool:
        """Whether it has become true by the last step."""
        steps = self._timeline.cluster.steps
        if steps != self._steps and not self.said:
            value, self._steps = self._value(), steps
            if is_true(value) and not self._was:
                self.said = f"«{self.expression}» {self._told(value)}"
            self._was = is_true(value)
        return bool(self.said)

    def _told(self, value: object) -> str:
        at = tell_time(self._timeline.now_us)
        if waited(value) == "true":
            return f"is true at {at}"
        return f"is empty no more at {at}: {written(value, SHORT)}"

    @property
    def missed(self) -> str:  # type: ignore[override]  # it depends on how things stand
        """Why it has not come."""
        if self._was:
            return f"«{self.expression}» is true up to the end, and did not become so anew"
        why = f": {self._wrong}" if self._wrong else ""
        return f"«{self.expression}» did not become true up to the end{why}"

    def _value(self) -> object:
        """What it comes to now; None where that is nothing."""
        made = state.state(self._timeline, self._asked.reads)
        self.most_steps = max(1, SLICE // (10 + state.weight(made, self._timeline)))
        self._wrong = ""
        try:
            return self._asked.ask(made)
        except ValueError as error:
            self._wrong = str(error)
            return None
