"""What is wrong with something that a person gave us: all of it at once, with its place."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where: `path` leads to it inside the file ('script.2.do')."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """As `FILE:LINE:COLUMN: path: message`; without a place, `FILE: message`."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.path + ': ' if self.path else ''}{self.message}"


class InputError(ValueError):
    """Bad input from a person: never a fault of ours, never shown with a traceback."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Holds every problem found, in the order of their places."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def problem(where: str, message: str) -> InputError:
    """The error for a single problem that has no line: a file that cannot be read, a wrong word."""
    return InputError([Problem(where, 0, 0, "", message)])
