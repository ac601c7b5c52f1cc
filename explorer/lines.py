"""A line of the verb language as words: taken from the left, with the column of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from explorer.times import parse_span, parse_time


class ScriptError(ValueError):
    """A line that is not understood; `column` counts from 1 within the line."""

    def __init__(self, message: str, column: int = 1) -> None:
        """With the column at which it went wrong."""
        self.column = column
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a line, or one quoted text, and its column."""

    text: str
    column: int
    quoted: bool = False


_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|[^\s",|]+|[|,]')
_ESCAPE = re.compile(r"\\(.)")


def last_word(line: str) -> int:
    """Where the word begins that is being written at the end of a line; counted from 0."""
    at = 0
    for match in _WORD.finditer(line):
        open_quote = line.find('"', at, match.start())
        if open_quote >= 0:
            return open_quote
        at = match.end()
        if at == len(line) and match[1] is None and match[0] not in "|,":
            return match.start()
    open_quote = line.find('"', at)
    return open_quote if open_quote >= 0 else len(line)


def quoted(text: str) -> str:
    """The text as one word of a line, in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


class Words:
    """The words of a line, taken from the left; what is missing is an error in words."""

    def __init__(self, line: str) -> None:
        """Splits the line; raises ScriptError for a quote that is not closed."""
        self.line = line
        self._words: list[Word] = []
        at = 0
        for match in _WORD.finditer(line):
            self._gap(line[at : match.start()], at)
            at = match.end()
            inner = match[1]
            text = match[0] if inner is None else _ESCAPE.sub(_unescape, inner)
            self._words.append(Word(text, match.start() + 1, inner is not None))
        self._gap(line[at:], at)

    @staticmethod
    def _gap(text: str, at: int) -> None:
        if text.strip():
            raise ScriptError('a quote " is not closed', at + len(text) - len(text.lstrip()) + 1)

    @property
    def column(self) -> int:
        """Where the next word stands, or would."""
        return self._words[0].column if self._words else len(self.line) + 1

    def more(self) -> bool:
        """Whether any word is left."""
        return bool(self._words)

    def take(self, what: str) -> str:
        """The next word, which is `what`."""
        if not self._words:
            raise ScriptError(f"{what} is missing", self.column)
        return self._words.pop(0).text

    def accept(self, *keywords: str) -> str:
        """The next word if it is one of these keywords, else nothing."""
        if self._words and not self._words[0].quoted and self._words[0].text in keywords:
            return self._words.pop(0).text
        return ""

    def tails(self) -> Iterator[tuple[str, str]]:
        """Each word that is left, and the line from there on."""
        for word in self._words:
            yield word.text, self.line[word.column - 1 :].strip()

    def alone(self) -> bool:
        """Whether one word is left, and no other will follow."""
        return len(self._words) == 1

    def accept_last(self, *keywords: str) -> str:
        """The last word if it is one of these keywords, else nothing."""
        return self.accept(*keywords) if len(self._words) < 2 else ""

    def names(self, what: str, *ends: str) -> tuple[str, ...]:
        """One or more plain words up to the end of the line or one of the words in `ends`."""
        found = [self.take(what)]
        while self._words and self._words[0].text not in ends:
            found.append(self.take(what))
        return tuple(found)

    def rest(self, what: str) -> str:
        """All that is left, as it was written."""
        if not self._words:
            raise ScriptError(f"{what} is missing", self.column)
        text = self.line[self.column - 1 :].strip()
        self._words.clear()
        return text

    def peek(self) -> str:
        """The next word, which stays; empty when there is none."""
        return self._words[0].text if self._words else ""

    def quoted(self) -> bool:
        """Whether the next word stands in quotes."""
        return bool(self._words) and self._words[0].quoted

    def chance(self) -> float:
        """The next word as a chance, written in per cent."""
        column, text = self.column, self.take("a chance")
        if not re.fullmatch(r"\d{1,3}(\.\d+)?%", text) or float(text[:-1]) > 100:
            raise ScriptError(f"{text!r} is no chance, such as 2%", column)
        return float(Decimal(text[:-1]) / 100)

    def rate(self) -> float:
        """The next word as so many times a second."""
        column, text = self.column, self.take("a rate")
        if not re.fullmatch(r"\d{1,3}(\.\d+)?", text):
            raise ScriptError(f"{text!r} is no rate, such as 0.5 (times a second)", column)
        return float(text)

    def per_second(self) -> float:
        """The next word as a rate, written `250/s`."""
        column, text = self.column, self.take("a rate")
        if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?/s", text) or not float(text[:-2]):
            raise ScriptError(f"{text!r} is no rate, such as 250/s", column)
        return float(text[:-2])

    def count(self) -> int:
        """The next word as a whole number above nothing."""
        column, text = self.column, self.take("a number")
        if not re.fullmatch(r"\d{1,6}", text) or not int(text):
            raise ScriptError(f"{text!r} is no whole number above nothing", column)
        return int(text)

    def time(self, *, signed: bool = False) -> int:
        """The next word as a time, in microseconds; below nothing only when it is `signed`."""
        column = self.column
        try:
            return (parse_time if signed else parse_span)(self.take("a time"))
        except ScriptError:
            raise
        except ValueError as error:
            raise ScriptError(str(error), column) from None

    def times(self, *ends: str) -> tuple[int, ...]:
        """One or more times, up to the end of the line or one of the words in `ends`."""
        found = [self.time()]
        while self._words and self._words[0].text not in ends:
            found.append(self.time())
        return tuple(dict.fromkeys(found))


def _unescape(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(match[1], match[1])
