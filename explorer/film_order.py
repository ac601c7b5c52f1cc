"""What somebody wants a film, a picture or a page of: a value, and what is wrong with it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.experiment import Experiment
from explorer.times import write_time
from explorer.whole import unwritable

LEAST_SIZE, MOST_SIZE = (800, 500), (2560, 1440)
USUAL_SIZE = (1280, 720)
EVEN = ("mp4", "html")
"""What has a film in H.264, which has the colours of four pixels at once."""
Span = tuple[int | None, int | None]
"""From when, and until when; None: the ends of the run."""
Wrong = tuple[str, str, str]
"""Which part, what was said for it, and what is wrong with that."""


@dataclass(frozen=True, slots=True)
class Order:
    """A file of some format, of an interval of a run, at a size, in a theme."""

    name: str
    """The format, as `export --to` has it."""
    path: Path
    span: Span = (None, None)
    size: tuple[int, int] = USUAL_SIZE
    theme: str = "dark"


def file_name(experiment: Experiment, ending: str) -> str:
    """What a file is called unless somebody says otherwise: by its story and variant."""
    scenario = experiment.scenario
    parts = (scenario.preset.model.slug, scenario.variant)
    return "-".join(part for part in parts if part) + ending


def wrong(order: Order, end_us: int) -> list[Wrong]:
    """All that is wrong with it, for a run that ends then."""
    return [*wrong_name(order), *wrong_size(order), *wrong_span(order, end_us)]


def wrong_name(order: Order) -> Iterator[Wrong]:
    """What is wrong with the name of the file, before any work is done."""
    if order.path.suffix.lower() != f".{order.name}":
        yield "out", str(order.path), f"the name of such a file ends in .{order.name}"
    yield from wrong_place(order.path)


def wrong_place(path: Path) -> Iterator[Wrong]:
    """What is wrong with where it is to be."""
    try:
        if not path.parent.is_dir():
            yield "out", str(path), f"there is no folder {path.parent}"
        if path.is_dir():
            yield "out", str(path), "this is a folder"
    except OSError as error:  # a name longer than any file's
        yield "out", str(path), unwritable(error)


def wrong_size(order: Order) -> Iterator[Wrong]:
    """What is wrong with the size of its pictures."""
    (wide, high), said = order.size, f"{order.size[0]}x{order.size[1]}"
    (least_wide, least_high), (most_wide, most_high) = LEAST_SIZE, MOST_SIZE
    if not (least_wide <= wide <= most_wide and least_high <= high <= most_high):
        text = f"{least_wide}x{least_high} to {most_wide}x{most_high}"
        yield "size", said, f"letters and stage have room in pictures of {text}"
    if order.name in EVEN and (wide % 2 or high % 2):
        yield "size", said, "such a film has even sides"


def wrong_span(order: Order, end_us: int) -> Iterator[Wrong]:
    """What is wrong with the interval, of a run that ends then."""
    start, until = order.span
    ends = f"the run ends at {write_time(end_us)}"
    if until is not None:
        if order.name == "png":
            yield "until", write_time(until), "a picture is of one moment: leave this out"
        elif until > end_us:
            yield "until", write_time(until), ends
        elif until <= (start or 0):
            yield "until", write_time(until), f"this is not after {write_time(start or 0)}"
    if start is not None and start > end_us:
        yield "from", write_time(start), ends
    elif start == end_us and order.name != "png":
        yield "from", write_time(start), f"nothing is left to show: {ends}"
