"""Bytes or letters from a client, cut into lines of at most 4 KiB. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 4096
"""The longest line; of a longer one nothing is done."""
TOO_LONG = f"a line is {MOST_BYTES} bytes at the most: nothing of it was done"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its end; of one that was too long the text is not kept."""

    text: str
    too_long: bool = False


class Intake:
    """What has come of a line so far."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._begun = ""
        self._too_long = False

    def take(self, text: str) -> Iterator[Line]:
        """The lines that end in what has come now."""
        *whole, rest = text.split("\n")
        for part in whole:
            self._add(part)
            yield self._ended()
        self._add(rest)

    def rest(self) -> Iterator[Line]:
        """The last line, where it had no end."""
        if self._begun or self._too_long:
            yield self._ended()

    def _add(self, part: str) -> None:
        if not self._too_long:
            self._begun += part
        if len(self._begun.encode()) > MOST_BYTES:
            self._begun, self._too_long = "", True

    def _ended(self) -> Line:
        line = Line(self._begun.removesuffix("\r"), self._too_long)
        self._begun, self._too_long = "", False
        return line
