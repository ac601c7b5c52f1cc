"""`export`: a story, a recording or a part of it, as a film or a page, or for other tools."""

import os
import signal
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from explorer.commands import export_data, export_film, record
from explorer.film_order import Wrong, file_name
from explorer.formats import NAMES
from explorer.problems import InputError, Problem
from explorer.whole import whole

ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What asks a program to end, where there is such a signal."""


def export(options: Namespace) -> int:
    """Makes one file or folder. Whatever is wrong with what was asked for is told at once."""
    room = export_data if options.to in NAMES else export_film
    problems = _problems(room.wrong(options))
    try:
        experiment = record.begun(options)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    path = Path(options.out or file_name(experiment, room.ending(options)))
    problems += _problems(room.wrong_span(options, experiment.end_us))
    problems += _problems(room.wrong_place(options, path)) if options.out is None else []
    if problems:
        raise InputError(problems)
    with whole(path) as making, _told_to_end(making.clear):
        room.make(options, experiment, making.made)
    return 0


def _problems(wrong: Iterable[Wrong]) -> list[Problem]:
    return [Problem(f"--{part} {said}".rstrip(), 0, 0, "", text) for part, said, text in wrong]


@contextmanager
def _told_to_end(clear: Callable[[], None]) -> Iterator[None]:
    """While it lasts, a program that is told to end clears up first, and then does so at once.

    Not by an exception: raised while Qt paints it would be told, and forgotten.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        clear()
        os._exit(128 + number)

    known = [getattr(signal, name) for name in ENDINGS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in known}
    heard = [number for number in known if before[number] != signal.SIG_IGN]
    for number in heard:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])
