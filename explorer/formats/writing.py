"""The formats for other people's tools: what each is, and writing one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from explorer.formats import jepsen, maelstrom, otlp, perfetto, shiviz, tables
from explorer.formats.facts import Facts


@dataclass(frozen=True, slots=True)
class Format:
    """What such an export is called, and what it is made of."""

    ending: str
    """Of the name of its file or folder, unless somebody says otherwise."""
    told: str
    write: Callable[[Facts, Path], None]
    from_start: str = ""
    """Why it cannot begin later than the run, if so."""

    @property
    def is_folder(self) -> bool:
        """Whether it is several files."""
        return "." not in self.ending


def _file(lines: Callable[[Facts], Iterable[str]]) -> Callable[[Facts, Path], None]:
    def write(facts: Facts, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines(facts))

    return write


def _folder(files: Callable[[Facts], Iterable[tuple[str, str]]]) -> Callable[[Facts, Path], None]:
    def write(facts: Facts, path: Path) -> None:
        path.mkdir()
        for name, text in files(facts):
            (path / name).parent.mkdir(exist_ok=True)
            (path / name).write_text(text, encoding="utf-8", newline="")

    return write


def _copies(facts: Facts, path: Path) -> None:
    from explorer.formats import copies  # SQLAlchemy takes a while to import

    copies.write(facts, path)


_MOMENT = "the copies are those of one moment, --until: leave this out"
_PAST = "a history begins at the beginning: leave this out"
FORMATS = {
    "jepsen": Format("-jepsen", "histories of registers, sessions and lists, which `check` reads",
                     _folder(jepsen.files), _PAST),
    "maelstrom": Format(".maelstrom.jsonl", "what was sent and what arrived, an object a line",
                        _file(maelstrom.lines)),
    "shiviz": Format(".shiviz.log", "events with vector clocks, for ShiViz", _file(shiviz.lines)),
    "perfetto": Format(".perfetto.json", "a trace for ui.perfetto.dev", _file(perfetto.lines)),
    "otlp": Format(".otlp.json", "OpenTelemetry traces, for Jaeger and Tempo",
                   _file(otlp.lines)),
    "csv": Format("-csv", "tables of operations, messages and what was measured",
                  _folder(tables.files)),
    "sqlite": Format(".sqlite", "every server's copies at one moment, to query", _copies, _MOMENT),
}  # fmt: skip
