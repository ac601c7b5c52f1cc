"""One event while its sentence is made: its fields by name, and what they are in words. Pure."""

from dataclasses import dataclass
from typing import Any

from engine.history import History
from engine.records import Message
from engine.values import Cell
from engine.versions import Version
from explorer import explain
from explorer.explain import listed
from explorer.letters import LETTERS
from explorer.times import tell_time

Links = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One event while its sentence is made: its fields by name, and what they are in words."""

    history: History
    lines: dict[str, str]
    fields: dict[str, Any]

    def __getitem__(self, name: str) -> str:
        """A field as text."""
        return str(self.fields[name])

    def number(self, name: str) -> int:
        """A field that is a whole number."""
        value = self.fields[name]
        assert isinstance(value, int)
        return value

    def time(self, name: str) -> str:
        """A field that is a time."""
        return tell_time(self.number(name))

    def names(self, name: str) -> str:
        """A field that lists servers."""
        value = self.fields[name]
        assert isinstance(value, tuple)
        return listed(value)

    def links(self) -> str:
        """The links in words: 'A - B, A -> C', or how many they are."""
        value: Links = self.fields["links"]
        both = [f"{a} - {b}" for a, b in value if a < b and (b, a) in value]
        names = both + [f"{a} \u2192 {b}" for a, b in value if (b, a) not in value]
        return ", ".join(names) if len(names) <= 6 else f"{len(names)} links"

    def operation(self, number: int | None = None) -> str:
        """'write #1' or 'read #2'."""
        number = self.number("operation") if number is None else number
        known = self.history.operations.get(number)
        return f"{known.kind} #{number}" if known is not None else f"#{number}"

    def deed(self, number: int | None = None) -> str:
        """What the operation is, with its number: '«lunch at noon?» by X (write #1)'."""
        number = self.number("operation") if number is None else number
        known = self.history.operations.get(number)
        if known is None:
            return self.operation(number)
        return f"{explain.said(known)} ({known.kind} #{number})"

    @property
    def coordinator(self) -> str:
        """The server that coordinates the operation, or just 'a server' where there is none."""
        return self.history.operations[self.number("operation")].coordinator or "a server"

    @property
    def is_write(self) -> bool:
        """Whether the operation writes."""
        return self.history.operations[self.number("operation")].kind == "write"

    @property
    def took(self) -> str:
        """How long the operation had taken when this happened."""
        begun_us = self.history.operations[self.number("operation")].invoked_us
        return tell_time(self.number("at_us") - begun_us)

    def row(self, cell: str = "cell", version: str = "version") -> str:
        """The row in words: what was written, by whom; else where it stands."""
        known: tuple[Cell, Version] = (self.fields[cell], self.fields[version])
        writer = self.history.writers.get(known)
        where = place(known[0])
        if writer is None:
            return f"{where}, as of {when(known[1])}"
        several = len(self.history.operations[writer].written) > 1
        return f"{where} of {self.deed(writer)}" if several else self.deed(writer)

    @property
    def message(self) -> Message:
        """The message that the event tells of."""
        return self.history.messages[self.number("message")]

    def letter(self, kind: str, operation: int) -> str:
        """What a message is, in words: 'the write of «lunch at noon?» by X (write #1)'."""
        what = LETTERS[kind].content
        return f"{what} for {self.deed(operation)}" if operation else what


def place(cell: Cell) -> str:
    """A row by its place: "X's wall, post X#1"."""
    key = cell[0]
    where = "a user session" if key.startswith("session:") else explain.key(key)
    return f"{where}, {' '.join(cell[1])}"


def when(version: Version) -> str:
    """A version in words: '100 ms by A's clock'; with the counter where it counts."""
    wall_us, counter, server = version
    if wall_us < 0 and not server:
        return "before the run"
    count = f", counter {counter}," if counter else ""
    return f"{tell_time(wall_us)}{count} by {server}'s clock"
