"""How the words of `sweep` are read: what is varied, what is drawn of it, which run is opened."""

from explorer.controls import Control
from explorer.lines import ScriptError, Words
from explorer.sweeps import axes
from explorer.sweeps.axes import Axis
from explorer.sweeps.wanted import MEASURES, SEEDS, Wanted

VALUES = "a setting with its values, as r=1..3"
VALUE = "a setting with its value, as r=1"


def sweep(words: Words) -> Control:
    """Nothing: the usual sweep, or the rest of this one; else as the table of verbs has it."""
    word = words.accept("off", "map", "heat", "run", "save")
    if word == "heat":
        return Control("sweep", (word, *_heat(words)))
    if word == "run":
        return Control("sweep", (word, *_each(words, VALUE)))
    if word == "save":
        return Control("sweep", (word, *((words.take("a file"),) if words.more() else ())))
    if word or not words.more():
        return Control("sweep", (word,) if word else ())
    return Control("sweep", ("vary", *_varied(words)))


def read(said: tuple[str, ...]) -> tuple[list[Axis], range | None]:
    """What is varied, and over which seeds: of what was said after `vary`, if anything was."""
    if not said:
        return [], None
    seeds, *texts = said
    first, _, last = seeds.partition("..")
    return axes.read(texts)[0], range(int(first), int(last) + 1)


def wanted(down: str, across: str, measure: str, *held: str) -> Wanted:
    """The heat map of what was said after `heat`."""
    pairs = (text.partition("=") for text in held)
    return Wanted(down, across, measure, tuple((name, value) for name, _, value in pairs))


def _varied(words: Words) -> tuple[str, ...]:
    """The seeds, and each setting with its values. Raises ScriptError with all that is wrong."""
    column, texts = words.column, []
    while words.more() and words.peek() != "seeds":
        texts.append(_joined(words))
    seeds = f"{SEEDS[0]}..{SEEDS[-1]}"
    if words.accept("seeds"):
        seeds = _seeds(words)
    _, problems = axes.read(texts)
    if problems:
        said = (f"{each.file.removeprefix('--vary ')}: {each.message}" for each in problems)
        raise ScriptError("; ".join(said), column)
    return (seeds, *texts)


def _joined(words: Words) -> str:
    """A setting and its values; the commas between them are words of their own."""
    text = words.take(VALUES)
    while words.accept(","):
        text += "," + words.take("another value")
    return text


def _seeds(words: Words) -> str:
    column, text = words.column, words.take("seeds, as 1..20")
    first, sign, last = text.partition("..")
    if not (sign and _plain(first) and _plain(last) and int(first) <= int(last)):
        raise ScriptError(f"{text!r} is no range of seeds, such as 1..20", column)
    return text


def _plain(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _heat(words: Words) -> tuple[str, ...]:
    """What goes down and across, of what, and what the other settings are held at."""
    down = across = ""
    if words.more() and words.peek() not in ("of", "at"):
        down, across = words.take("a setting"), words.take("another setting")
    measure = "stale"
    if words.accept("of"):
        column = words.column
        measure = words.accept(*MEASURES)
        if not measure:
            said = words.take("a measure")
            known = ", ".join(MEASURES)
            raise ScriptError(f"{said!r} is no measure of a sweep: there are {known}", column)
    held = _each(words, VALUE) if words.accept("at") else ()
    return (down, across, measure, *held)


def _each(words: Words, what: str) -> tuple[str, ...]:
    found: list[str] = []
    while words.more() or not found:
        column, text = words.column, words.take(what)
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise ScriptError(f"{text!r} is no setting with its value, such as r=1", column)
        found.append(text)
    return tuple(found)
