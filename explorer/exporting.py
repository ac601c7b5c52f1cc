"""What is made of a run: films, pictures, and the line that does it again; how that is said."""

import re
from collections.abc import Callable

from explorer.controls import STAGE, VIEWS, Control, one_of
from explorer.film import FORMATS
from explorer.lines import ScriptError, Words
from explorer.preferences import THEMES
from explorer.times import write_time

REPRODUCTION = "reproduction"


def export(words: Words) -> Control:
    """A format, a file, an interval, a size and a theme; or what becomes of what is made."""
    if word := words.accept("off", "open", "folder"):
        return Control("export", (word,))
    said = {"name": words.accept(*FORMATS), "file": ""}
    part = words.accept(*_EXPORTED)
    if said["name"] and not part and words.more():
        said["file"] = words.take("a file")
        part = words.accept(*_EXPORTED)
    while part:
        said[part] = _EXPORTED[part](words)
        part = words.accept(*_EXPORTED)
    return Control("export", tuple(said.get(name, "") for name in ("name", "file", *_EXPORTED)))


def _moment(words: Words) -> str:
    return write_time(words.time())


def _size(words: Words) -> str:
    column, text = words.column, words.take("a size")
    if not re.fullmatch(r"\d{1,5}x\d{1,5}", text):
        raise ScriptError(f"{text!r} is no size of pictures, such as 1280x720", column)
    return text


def _theme(words: Words) -> str:
    return one_of("theme", "a theme", *THEMES)(words).arguments[0]


_EXPORTED: dict[str, Callable[[Words], str]] = {
    "from": _moment, "until": _moment, "size": _size, "theme": _theme,
}  # fmt: skip
"""What may be said of an export, in any order, and how it is read."""


def copied(words: Words) -> Control:
    """The line that does the run again, with the file that it needs; or what is pictured."""
    if words.accept(REPRODUCTION):
        name = (words.take("a scenario's file"),) if words.more() else ()
        return Control("copy", (REPRODUCTION, *name))
    return Control("copy", (words.accept(STAGE, *VIEWS),))


def pictured(words: Words) -> Control:
    """A panel, the stage, or nothing: all that is shown; and a file, or nothing."""
    view = words.accept(STAGE, *VIEWS)
    return Control("screenshot", (view, *((words.take("a file"),) if words.more() else ())))
