"""The counter between the SSH thread and whoever owns the run: lines go one way, answers the other.

Rules this file keeps: everything that crosses it is text and frozen values; nobody waits here
longer than for a lock.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from explorer.completing import Known

HELD, FAILED, WRONG, UNKNOWN = 0, 1, 2, 3
"""The exit status of a line, as everywhere on the command line."""
MOST_SAID = 1 << 20
"""So much of an answer is sent, and so much of a feed waits for a client that does not read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a line: its exit status, and what is said of it.

    `column` is where a wrong line went wrong; 0: it is about all of it. `now` says where time
    stands, `known` what can be named from here on, `fed` whether its session is told what happens.
    """

    status: int
    text: str
    column: int = 0
    now: str = ""
    known: Known = field(default_factory=dict)
    fed: bool = False


class Feed:
    """What is told of a run as it goes on, to one session: filled by its owner, read by SSH."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """Empty; `wake` says in the SSH thread that something has come."""
        self._wake, self._lock = wake, threading.Lock()
        self._lines: list[str] = []
        self._bytes = self._left_out = 0

    def tell(self, line: str) -> None:
        """One more line; where too many wait already it is only counted."""
        with self._lock:
            size = len(line.encode()) + 1
            if self._bytes + size > MOST_SAID:
                self._left_out += 1
                return
            self._lines.append(line)
            self._bytes += size
        self._wake()

    def take(self) -> str:
        """All that waits, and how many lines were left out; empty: nothing."""
        with self._lock:
            lines, left = self._lines, self._left_out
            self._lines, self._bytes, self._left_out = [], 0, 0
        if left:
            lines.append(f"({left} more were left out, as nobody read them)")
        return "".join(f"{line}\n" for line in lines)


class Ask:
    """A line that somebody waits to be answered."""

    def __init__(self, line: str, feed: Feed, reply: Callable[[Answer], None]) -> None:
        """`reply` takes the answer over to the SSH thread."""
        self.line, self.feed, self.reply = line, feed, reply
        self._given_up = threading.Event()

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._given_up.set()

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._given_up.is_set()


class Desk:
    """Where lines lie until the run's owner comes by."""

    def __init__(self) -> None:
        """With nothing on it."""
        self._asked: queue.SimpleQueue[Ask | Feed] = queue.SimpleQueue()
        self._next: list[Ask | Feed] = []

    def put(self, ask: Ask | Feed) -> None:
        """Lays a line down; or a feed that nobody reads any more."""
        self._asked.put(ask)

    def wait(self, seconds: float) -> None:
        """Until there is something, for so long at the most."""
        try:
            self._next.append(self._asked.get(timeout=seconds))
        except queue.Empty:
            return

    def take(self) -> list[Ask | Feed]:
        """All that lies there, in its order."""
        taken, self._next = self._next, []
        while True:
            try:
                taken.append(self._asked.get_nowait())
            except queue.Empty:
                return taken
