"""Presets: the stories that come with the program, and those in files."""

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path

from explorer.parts import at_full_size, on_servers
from explorer.problems import InputError, Problem, problem
from explorer.reading import Reader
from explorer.stories import Origin, Preset
from explorer.yaml12 import Document, parse, text_of

# -- finding


def shipped() -> list[Path]:
    """The files of the stories that come with the program, by number."""
    folder = Path(str(resources.files("presets")))
    return sorted(folder.glob("[0-9]*.yaml"), key=lambda path: path.name)


def load(reference: str, settings: Iterable[str] = (), *, full: bool = False) -> Preset:
    """The preset with this number or slug, or in this file; `settings` are `KEY=VALUE`.

    `full`: at full size.
    """
    for path in shipped():
        number, _, slug = path.stem.partition("-")
        if reference in (slug, number, str(int(number))):
            return load_file(path, settings, name=path.name, full=full)
    path = Path(reference)
    if path.suffix in (".yaml", ".yml") or _exists(path):
        return load_file(path, settings, full=full)
    raise problem(reference, "there is no story of this number or slug, and no such file")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than any file's
        return False


def is_shipped(origin: Origin, slug: str) -> bool:
    """Whether a story was read from what comes with the program, and so can be had by its slug."""
    files = (path for path in shipped() if path.stem.partition("-")[2] == slug)
    return any(path.read_text(encoding="utf-8") == origin.text for path in files)


def load_file(
    path: Path, settings: Iterable[str] = (), name: str | None = None, *, full: bool = False
) -> Preset:
    """Reads a preset file. Raises InputError with all that is wrong with it."""
    file = name or str(path)
    return _understood(text_of(path, file), file, tuple(settings), full=full)


def load_all() -> list[Preset]:
    """Every story that comes with the program."""
    return [load_file(path, name=path.name) for path in shipped()]


def load_text(text: str, file: str = "text") -> Preset:
    """Reads a preset from text. Raises InputError with all that is wrong with it."""
    return load_again(Origin(text), file)


def load_again(origin: Origin, file: str) -> Preset:
    """Reads a story once more from what it was read from before; problems are told of `file`."""
    return _understood(origin.text, file, origin.settings, full=origin.full)


@lru_cache(maxsize=64)  # a story is frozen, and all that come with the program have room here
def _understood(text: str, file: str, settings: tuple[str, ...], *, full: bool) -> Preset:
    document = _parsed(text, file)
    problems: list[Problem] = []
    told: Preset | None = None
    # settings of somebody's own make it another story than the one that is told of real servers
    of_servers = None if settings else on_servers(document)
    for each in (of_servers, at_full_size(document) if full else document):
        try:
            if each is not None:
                told = Reader(file, each).preset(settings, told)
        except InputError as error:
            problems += error.problems
    if told is None or problems:
        raise InputError(list(dict.fromkeys(problems)))
    return told


@lru_cache(maxsize=8)  # a sweep reads one text with many settings
def _parsed(text: str, file: str) -> Document:
    return parse(text, file)
