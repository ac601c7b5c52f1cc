"""`export --to png|gif|html|mp4|pdf`: what somebody may ask for, and making it."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from explorer import film_order
from explorer.commands.progress import bar
from explorer.experiment import Experiment
from explorer.film_order import USUAL_SIZE, Order, Wrong

USUAL_THEME = "dark"


def wrong(options: Namespace) -> Iterator[Wrong]:
    """What is wrong whatever the run is."""
    order = _order(options)
    if options.out is not None:
        yield from film_order.wrong_name(order)
    yield from film_order.wrong_size(order)


def wrong_place(_options: Namespace, path: Path) -> Iterator[Wrong]:
    """What is wrong with where it is to be."""
    return film_order.wrong_place(path)


def wrong_span(options: Namespace, end_us: int) -> Iterator[Wrong]:
    """What is wrong with the interval."""
    return film_order.wrong_span(_order(options), end_us)


def ending(options: Namespace) -> str:
    """Of the name of the file."""
    return f".{options.to}"


def make(options: Namespace, experiment: Experiment, path: Path) -> None:
    """Makes the file."""
    from ui import film_formats

    order = _order(options)
    film_formats.save(
        order.name, experiment, order.span, path, size=order.size, look=order.theme, progress=bar
    )


def _order(options: Namespace) -> Order:
    span = (options.start, options.until)
    size, theme = options.size or USUAL_SIZE, options.theme or USUAL_THEME
    return Order(options.to, Path(options.out or ""), span, size, theme)
