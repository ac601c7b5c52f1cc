"""What an expectation is judged by."""

from dataclasses import dataclass

from engine.history import History
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


class NotYetError(LookupError):
    """What a sentence speaks of has not happened (yet)."""
