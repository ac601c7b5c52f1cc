"""What the process does that makes a film, a picture or a page of a run, beside the window."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from explorer.film_order import Order
from explorer.problems import InputError
from explorer.recording import Recording
from explorer.reopening import Reopening
from explorer.whole import unwritable

BEHIND = 5
"""So much less than the window it wants of the machine, as `nice` counts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run to be run again, and what is to be made of it, at the order's path."""

    recording: Recording
    order: Order


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many are done; of what there are none, the run is run again."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Done:
    """It is through; `reason` says why nothing was made; empty: it was."""

    reason: str = ""


def work(wanted: Wanted, send: Callable[[Progress | Done], None]) -> None:
    """Makes it, and tells how far it is, and what came of it."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(BEHIND)
    try:
        _make(wanted, send)
    except OSError as error:
        send(Done(unwritable(error)))
    except InputError as error:
        send(Done(error.problems[0].message))
    else:
        send(Done())


def _make(wanted: Wanted, send: Callable[[Progress], None]) -> None:
    from ui import film_formats  # Qt is imported in that process alone

    def progress(total: int, _what: str) -> Callable[[int], None]:
        return lambda done: send(Progress(done, total))

    order = wanted.order
    film_formats.save(
        order.name, Reopening(wanted.recording).finish(), order.span, order.path,
        size=order.size, look=order.theme, progress=progress,
    )  # fmt: skip
