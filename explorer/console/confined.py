"""Files that are named in a console: bare names in its own folder, and nothing else.

Whoever is in the console has no files of this machine. What is saved lies where SFTP shows it.
"""

import re
from pathlib import Path

from explorer.controls import Control
from explorer.lines import ScriptError, quoted
from explorer.presets import shipped

_BARE = re.compile(r"\w[\w .+-]{0,99}")
_STORIES = (".qscope", ".yaml", ".yml")
WRITES = frozenset(("save", "plot", "screenshot", "export"))
STARTS = (Control("export", ("open",)), Control("export", ("folder",)))
"""What has the system show a file, by a program of its own."""
_ENDINGS = {"screenshot": ".png"}
"""What a name without an ending gets."""
_EXAMPLES = {"save": '"lunch.qscope"', "plot": '"storm.csv"', "screenshot": '"cut.png"',
             "export": 'gif "cut.gif"'}  # fmt: skip


def confined(line: str, control: Control, folder: Path) -> tuple[str, Path | None]:
    """The line with its file in the folder, and that file; others stay as they are.

    Raises ScriptError for what is no bare name, and where a dialog would have to ask for one.
    """
    verb, said = control.verb, control.arguments
    if verb == "open":
        return _open(line, said, folder)
    if verb in ("shrink", "sweep") and said[:1] == ("save",):
        path = _file("".join(said[1:]), folder)
        return f"{verb} save {quoted(str(path))}", path
    if verb == "copy" and len(said) > 1:
        path = _file(said[1], folder)
        return f"copy {said[0]} {quoted(str(path))}", path
    if verb == "forget" and said[0] != "progress":
        raise ScriptError("the runs that are kept are forgotten in the window alone", 8)
    if control in STARTS:
        raise ScriptError("programs of this machine are started in the window alone", 8)
    if verb not in WRITES or (verb == "export" and len(said) == 1):
        return line, None
    return _write(verb, said, folder)


def _open(line: str, said: tuple[str, ...], folder: Path) -> tuple[str, Path | None]:
    """A story that comes with the program, or what lies in the folder."""
    if not said:
        raise ScriptError("name a story: open 5", len(line) + 1)
    stems = [path.stem.partition("-") for path in shipped()]
    if any(said[0] in (number, str(int(number)), slug) for number, _, slug in stems):
        return line, None
    path = _file(said[0], folder)
    if not said[0].endswith(_STORIES) or not path.is_file() or path.is_symlink():
        raise ScriptError(f"{said[0]!r} is no story, nor a recording among the console's files", 6)
    return f"open {quoted(str(path))}", path


def _write(verb: str, said: tuple[str, ...], folder: Path) -> tuple[str, Path]:
    """`screenshot` and `export` say more than a file, before it and after it."""
    before, name, after = "", "".join(said[-1:]), ""
    if verb == "screenshot":
        before, name = said[0], "".join(said[1:])
    elif verb == "export":
        before, name = said[:2]
        words = zip(("from", "until", "size", "theme"), said[2:], strict=True)
        after = " ".join(f"{word} {value}" for word, value in words if value)
    if not name:
        raise ScriptError(f"name a file for it, as in: {verb} {_EXAMPLES[verb]}", len(verb) + 2)
    path = _file(name, folder)
    path = path if path.suffix else path.with_name(path.name + _ENDINGS.get(verb, ""))
    parts = (verb, before, quoted(str(path)), after)
    return " ".join(part for part in parts if part), path


def _file(name: str, folder: Path) -> Path:
    if not _BARE.fullmatch(name):
        text = "is no bare name: files of a console lie in its own folder, which sftp shows"
        raise ScriptError(f"{name!r} {text}")
    path = folder / name
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ScriptError(f"{name!r} is there already, and no file")
    return path
