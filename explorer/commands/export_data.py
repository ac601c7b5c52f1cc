"""`export --to jepsen` and the like: what somebody may ask for, and making it."""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from explorer import film_order
from explorer.commands.progress import bar
from explorer.experiment import Experiment
from explorer.film_order import Order, Wrong
from explorer.formats import facts
from explorer.formats.writing import FORMATS
from explorer.reopening import SLICE_STEPS


def wrong(options: Namespace) -> Iterator[Wrong]:
    """What is wrong whatever the run is."""
    kind = FORMATS[options.to]
    for part, said in (("size", options.size), ("theme", options.theme)):
        if said is not None:
            yield part, "", "this is no picture: leave it out"
    if options.start is not None and kind.from_start:
        yield "from", "", kind.from_start
    if options.out is not None:
        path, suffix = Path(options.out), Path(kind.ending).suffix
        if suffix and path.suffix.lower() != suffix:
            yield "out", str(path), f"the name of such a file ends in {suffix}"
        yield from wrong_place(options, path)


def wrong_place(options: Namespace, path: Path) -> Iterator[Wrong]:
    """What is wrong with where it is to be: several files are written over nothing."""
    if FORMATS[options.to].is_folder and os.path.lexists(path):
        yield "out", str(path), "this is there already: choose another name for the folder"
    else:
        yield from film_order.wrong_place(path)


def wrong_span(options: Namespace, end_us: int) -> Iterator[Wrong]:
    """What is wrong with the interval."""
    span = (options.start, options.until)
    return film_order.wrong_span(Order(options.to, Path(), span), end_us)


def ending(options: Namespace) -> str:
    """Of the name of the file or folder."""
    return FORMATS[options.to].ending


def make(options: Namespace, experiment: Experiment, path: Path) -> None:
    """Runs it as far as is asked for, and writes what came of it."""
    until_us = experiment.end_us if options.until is None else options.until
    done = bar(100, "per cent of the run")
    while not experiment.timeline.run_until(until_us, SLICE_STEPS):
        done(experiment.now_us * 100 // max(1, until_us))
    done(100)
    FORMATS[options.to].write(facts.gathered(experiment, options.start or 0, until_us), path)
