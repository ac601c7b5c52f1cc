"""What every process that the program starts does first, so that none is ever left behind."""

import os
import signal
from multiprocessing import parent_process
from threading import Thread


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
