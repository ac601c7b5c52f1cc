"""A process beside the window's, which sends what it finds one by one; stopping ends it at once.

Rules this file keeps: nobody waits for it unless told to; it ends with the program.
"""

import gc
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, ClassVar

from explorer import child

Work = Callable[[Any, Callable[[Any], None]], None]
"""What is done there: with what it is given, and how it sends something."""


def _run(work: Work, given: Any, way: Connection) -> None:
    """The other process: does its work, and closes."""
    child.begin()
    gc.set_threshold(50_000, 20, 1_000)  # a log that only grows is hardly worth searching
    work(given, way.send)
    way.close()


class Worker:
    """One such process at a time."""

    def __init__(self) -> None:
        """None is at work yet."""
        self._process: SpawnProcess | None = None
        self._way: Connection | None = None

    def start(self, work: Work, given: Any) -> None:
        """Begins, instead of what was begun before."""
        self.stop()
        context = get_context("spawn")  # a fork would copy the window's threads
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(work, given, theirs), daemon=True)
        with child.starting():
            process.start()
        theirs.close()  # so that it ends here when it ends there
        self._way, self._process = ours, process

    def take(self, *, wait: bool = False) -> tuple[list[Any], bool]:
        """What has come, or all that there will be; and whether it is through, or has died."""
        found: list[Any] = []
        while self._way is not None and (wait or self._way.poll()):
            try:
                found.append(self._way.recv())
            except (EOFError, OSError):
                self.stop()
                return found, True
        return found, False

    def end(self) -> None:
        """Asks it to end; `take` tells when it has, and until then it may still write files."""
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> bool:
        """Ends it now, and waits for nothing; whether there was one.

        What has died is buried when the next process starts, or with the program.
        """
        if self._process is None or self._way is None:
            return False
        self._process.terminate()
        self._way.close()
        self._process = self._way = None
        return True

    def wait(self) -> None:
        """Until it has sent something, or has ended."""
        if self._way is not None:
            self._way.poll(None)

    def finish(self) -> None:
        """Ends it now, and waits until it is gone."""
        process = self._process
        if self.stop() and process is not None:
            process.join()


class Search:
    """What such a process looks for; `state` says, in a word, how that stands."""

    LOOKING: ClassVar[str]
    """The word for that it is being looked for."""
    state: str = "none"
    wanted: Any = None
    """What is looked for; None: nothing was asked."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._worker = Worker()

    @property
    def busy(self) -> bool:
        """Whether it is being looked for."""
        return self.state == self.LOOKING

    def cancel(self) -> None:
        """Ends it now, if it is looked for still; what was found is put away."""
        if self._worker.stop() and self.busy:
            self.state = "cancelled"
        else:
            self.wanted = None
