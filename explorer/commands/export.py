"""`export`: a story, a recording or a part of it as a film, a picture or a page."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from explorer.commands import record
from explorer.commands.progress import bar
from explorer.experiment import Experiment
from explorer.problems import InputError, Problem, problem
from explorer.times import write_time

LEAST_SIZE, MOST_SIZE = (800, 500), (2560, 1440)


def export(options: Namespace) -> int:
    """Makes one file. Whatever is wrong with what was asked for is told at once."""
    problems = _wrong_name(options) + _wrong_size(options)
    try:
        experiment = record.begun(options)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    problems += _wrong_times(options, experiment)
    if problems:
        raise InputError(problems)
    from ui import film_formats

    path = Path(options.out or _name(options, experiment))
    with whole(path) as made:
        film_formats.save(
            options.to, experiment, (options.start, options.until), made,
            size=options.size, look=options.theme, progress=bar,
        )  # fmt: skip
    return 0


def _name(options: Namespace, experiment: Experiment) -> str:
    """Named after the story and its variant."""
    scenario = experiment.scenario
    names = (scenario.preset.model.slug, scenario.variant)
    return f"{'-'.join(name for name in names if name)}.{options.to}"


def _wrong_name(options: Namespace) -> list[Problem]:
    """What is wrong with the name of the file, before any work is done."""
    if options.out is None:
        return []
    path, wrong = Path(options.out), []
    if path.suffix.lower() != f".{options.to}":
        wrong.append(f"the name of such a file ends in .{options.to}")
    if not path.parent.is_dir():
        wrong.append(f"there is no folder {path.parent}")
    if path.is_dir():
        wrong.append("this is a folder")
    return [Problem(f"--out {options.out}", 0, 0, "", text) for text in wrong]


def _wrong_size(options: Namespace) -> list[Problem]:
    """What is wrong with the size of its pictures."""
    (wide, high), wrong = options.size, []
    (least_wide, least_high), (most_wide, most_high) = LEAST_SIZE, MOST_SIZE
    if not (least_wide <= wide <= most_wide and least_high <= high <= most_high):
        text = f"{least_wide}x{least_high} to {most_wide}x{most_high}"
        wrong.append(f"letters and stage have room in pictures of {text}")
    if options.to in ("mp4", "html") and (wide % 2 or high % 2):
        wrong.append("such a film has even sides")  # H.264 has the colours of four pixels at once
    return [Problem(f"--size {wide}x{high}", 0, 0, "", text) for text in wrong]


def _wrong_times(options: Namespace, experiment: Experiment) -> list[Problem]:
    """What is wrong with the interval."""
    ends, wrong = f"the run ends at {write_time(experiment.end_us)}", []
    start, until = options.start, options.until
    if until is not None and options.to == "png":
        wrong.append(("--until", until, "a picture is of one moment: leave this out"))
    elif until is not None and until > experiment.end_us:
        wrong.append(("--until", until, ends))
    elif until is not None and until <= (start or 0):
        wrong.append(("--until", until, f"this is not after {write_time(start or 0)}"))
    if start is not None and start > experiment.end_us:
        wrong.append(("--from", start, ends))
    elif start == experiment.end_us and options.to != "png":
        wrong.append(("--from", start, f"nothing is left to show: {ends}"))
    return [Problem(f"{name} {write_time(us)}", 0, 0, "", text) for name, us, text in wrong]


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file to write to; it takes its place when it is whole, and else there is none.

    Raises InputError where it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise problem(str(path), f"it cannot be written: {reason}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
