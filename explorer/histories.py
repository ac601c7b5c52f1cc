"""Jepsen histories: files of invocations and completions, read as operations to check.

EDN (a map a line, or one vector of maps; keys are keywords or strings), JSON lines or a JSON array,
told apart by what stands in them. The order of the file is the order of time. Three shapes:

- registers: `:f` is `:read`, `:write` or `:cas`, with a scalar, or `[old new]`. Of several
  registers each operation has a `:key` field, or a value `[key value]` as jepsen.independent writes
  it; a read is then invoked with `[key nil]`, by which such a history can be told.
- sessions: reads and writes with a `:key` field, the process being the user session.
- transactions: `:f :txn`, of `[:append k v]`, `[:r k nil]` and `[:w k v]`.

nil is "nothing there". What failed did not happen; what has no completion may have happened. Lines
of the nemesis are passed over. A process whose outcome is unknown asks for nothing more, save where
operations have a `:key` field: there it stays the same session.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.checkers.checks import Op, shown
from explorer import edn, json_lines
from explorer.edn import Word, word
from explorer.jepsen import MISSING, Asked, Model, model_of, operations
from explorer.problems import InputError, Problem, problem

SUFFIXES = (".edn", ".json", ".jsonl", ".ndjson")
NO_HISTORIES = ("results", "test")
"""What Jepsen writes beside its history."""
MOST_PROBLEMS = 50
"""Told of one file; of a file that is no history every line would be one."""
DATABASE = b"SQLite format 3"
RECORDED = (
    "this is a recording, no history: `run` does it again and names the first event that differs, "
    "`export --to jepsen` writes its histories"
)
SLICE = 4096
"""Lines between two notes of how far the reading is."""

_ENDINGS = ("invoke", "ok", "fail", "info")
_ASKED = ("read", "write", "cas", "txn")
_NEMESIS = (word(":nemesis"), "nemesis", ":nemesis")


def _alike(names: tuple[str, ...]) -> dict[Any, str]:
    """Each name as keyword and as string, with a colon and without."""
    return {alike: name for name in names for alike in (word(":" + name), name, ":" + name)}


_TYPES, _FS = _alike(_ENDINGS), _alike(_ASKED)
_FIELDS = ("type", "process", "f", "value", "key")
_KEYWORDS = tuple(word(":" + name) for name in _FIELDS)


@dataclass(frozen=True, slots=True)
class History:
    """A file's operations; those of one transaction share their number."""

    file: str
    model: Model | None
    """None: there is no operation in it."""
    ops: list[Op]
    count: int
    """How many operations were invoked."""
    _text: str = field(repr=False)
    _offsets: list[int] = field(repr=False)

    def line(self, number: int) -> int:
        """The line of an operation's invocation."""
        return _place(self._text, self._offsets[number])[0]


def files_of(reference: str) -> list[Path]:
    """The file itself, or all history files in the folder and below it, sorted by name."""
    path = Path(reference)
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.suffix in SUFFIXES
        and file.stem not in NO_HISTORIES
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and file.is_file()
    )


def read(
    path: Path, model: Model | None = None, told: Callable[[float], None] | None = None
) -> History:
    """The operations of a file; raises InputError with all that is wrong in it.

    `told` is called now and then with the part of the file that has been read.
    """
    try:
        raw = path.read_bytes()
        if raw.startswith(DATABASE):
            raise problem(str(path), RECORDED)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise problem(str(path), f"this is no text: byte {error.start} is not UTF-8") from None
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise problem(str(path), reason.lower()) from None
    return parse(text, str(path), model, told)


def parse(
    text: str, file: str, model: Model | None = None, told: Callable[[float], None] | None = None
) -> History:
    """The operations of a text; raises InputError with all that is wrong in it."""
    problems = _Problems(text, file)
    pairs = _Pairs(problems)
    reader = json_lines.forms if json_lines.is_json(text) else edn.forms
    for at, (raw, offset) in enumerate(reader(text, problems.add)):
        pairs.add(at, raw, offset)
        if told is not None and at % SLICE == 0:
            told(offset / len(text))
    model = model or model_of(pairs.found)
    ops = operations(pairs.found, model, problems.add) if model else []
    problems.raise_if_any()
    offsets = [asked.offset for asked in pairs.found]
    return History(file, model if offsets else None, ops, len(offsets), text, offsets)


class _Problems:
    """What is wrong with a text."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file
        self._found: list[tuple[int, str]] = []

    def add(self, offset: int, message: str) -> None:
        """One more."""
        self._found.append((offset, message))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        return _place(self._text, offset)

    def raise_if_any(self) -> None:
        """Raises InputError with the first of them, and how many more there are."""
        if not self._found:
            return
        found = sorted(set(self._found))
        if len(found) > MOST_PROBLEMS:
            more = f"here and after it {len(found) - MOST_PROBLEMS:,} more mistakes"
            found[MOST_PROBLEMS:] = [(found[MOST_PROBLEMS][0], more)]
        raise InputError([Problem(self._file, *self.place(at), "", text) for at, text in found])


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Pairs:
    """Invocations with their completions."""

    def __init__(self, problems: _Problems) -> None:
        self.found: list[Asked] = []
        self._problems = problems
        self._open: dict[Hashable, Asked] = {}
        self._retired: dict[Hashable, Asked] = {}

    def add(self, at: int, raw: Any, offset: int) -> None:
        """One line of the history, the `at`-th of all."""
        if not isinstance(raw, dict):
            self._problems.add(offset, "a history consists of maps, one for each event")
            return
        names = _KEYWORDS if _KEYWORDS[0] in raw or _KEYWORDS[1] in raw else _FIELDS
        kind, process, f, value, key = [raw.get(name, MISSING) for name in names]
        if process in _NEMESIS:
            return
        mistake = _mistake(kind, process, f)
        if mistake:
            self._problems.add(offset, mistake)
        elif _TYPES[kind] == "invoke":
            self._invoke(Asked(process, _FS[f], key, value, at, offset))
        else:
            self._complete(at, offset, _TYPES[kind], (process, _FS[f], value, key))

    def _invoke(self, asked: Asked) -> None:
        process = asked.process
        if process in self._open:
            self._wrong(asked.offset, process, self._open[process], "waits for an answer since")
        elif process in self._retired and asked.key is MISSING:
            text = "had an unknown outcome and asks for nothing more after"
            self._wrong(asked.offset, process, self._retired[process], text)
        if asked.value is MISSING:
            if asked.f != "read":
                self._problems.add(asked.offset, f"this {asked.f} has no :value")
            asked.value = None
        self._open[process] = asked
        self.found.append(asked)

    def _complete(self, at: int, offset: int, kind: str, said: tuple[Any, str, Any, Any]) -> None:
        process, f, value, key = said
        asked = self._open.pop(process, None)
        if asked is None:
            text = f"process {shown(process)} completes what it has not invoked"
            self._problems.add(offset, text)
            return
        if f != asked.f or (key is not MISSING and key != asked.key):
            self._wrong(offset, process, asked, f"completes another {f} than it invoked in")
        if kind == "ok" and value is MISSING and f in ("read", "txn"):
            self._problems.add(offset, "what is ok tells what it read; nil if nothing was there")
        asked.outcome, asked.answered = kind, offset  # type: ignore[assignment]
        asked.answer = None if value is MISSING else value
        if kind == "info":
            self._retired[process] = asked
        else:
            asked.end = at

    def _wrong(self, offset: int, process: Hashable, asked: Asked, text: str) -> None:
        line, _ = self._problems.place(asked.offset)
        self._problems.add(offset, f"process {shown(process)} {text} line {line}")


def _mistake(kind: Any, process: Any, f: Any) -> str:
    """What is wrong with these three fields; '' if nothing is."""
    if not isinstance(kind, str | Word) or kind not in _TYPES:
        return f":type is one of {', '.join(_ENDINGS)}"
    if isinstance(process, bool) or not isinstance(process, int | str | Word):
        return ":process is a number, or a name"
    if not isinstance(f, str | Word) or f not in _FS:
        return f":f is one of {', '.join(_ASKED)}"
    return ""
