"""What an expectation is judged by."""

from dataclasses import dataclass

from engine.history import History
from engine.records import Operation
from engine.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class Evidence:
    """A run's history as of its first `at` events; `over` when nothing more will come."""

    history: History
    at: int
    over: bool
    spec: ClusterSpec | None = None
    """What the run began with; None where nothing is asked of it."""
    now_us: int = 0
    """The moment that is spoken of."""

    def find(self, name: str) -> Operation:
        """What is called so; the try that was answered, else the last, where it was asked again."""
        operation = self.history.named(name)
        if operation is None or operation.invoked_at >= self.at:
            raise NotYetError(f"{name} has not been asked for")
        return self.history.answer(operation, self.at)

    def ended(self, name: str) -> Operation:
        """The same, once it has ended."""
        operation = self.find(name)
        if not operation.ended_by(self.at):
            raise NotYetError(f"{name} has not ended")
        return operation


class NotYetError(LookupError):
    """What a sentence speaks of has not happened (yet)."""
