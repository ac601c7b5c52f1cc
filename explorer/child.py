"""What every process that the program starts does first, so that none is ever left behind."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process, resource_tracker
from threading import Thread


@contextmanager
def starting() -> Iterator[None]:
    """While it lasts, processes are born deaf to Ctrl+C, also before they have got to `begin`.

    One that comes meanwhile is not lost: it comes to this process afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # when it starts, it unblocks what it has blocked itself
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin() -> None:
    """Ctrl+C is for the parent, which ends its children; and no child outlives its parent.

    A terminal sends Ctrl+C to every process that it has. A parent that was killed can end nobody:
    so its children watch it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
