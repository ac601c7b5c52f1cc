"""The numbers that a sentence says, each with what it counts: '19 reads in 20' is 95 %.

Not read are pronouns and ordinals ("one of them", "the second server"), what somebody posted (in
quotes), and two, three and four in words where no unit follows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

WORDS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "eighty": 80, "hundred": 100, "thousand": 1_000,
}  # fmt: skip
PARTS = {"half": 50, "a third of": 100 / 3, "a tenth": 10, "every fifth": 20, "nine tenths": 90}
UNITS = {"µs": 1, "microsecond": 1, "ms": 1_000, "millisecond": 1_000, "s": 1_000_000,
         "second": 1_000_000, "minute": 60_000_000}  # fmt: skip
FRACTIONS = {"half a second": 500_000, "half a millisecond": 500, "a third of a second": 1e6 / 3}

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = rf"{_DIGITS}|{'|'.join(word for word in WORDS if word != 'a')}"
_MANY = "|".join(word for word, number in WORDS.items() if number > 4)
_UNIT = "|".join(f"{unit}s?" if len(unit) > 2 else unit for unit in UNITS)


def _spaced(words: Iterable[str]) -> str:
    return "|".join(words).replace(" ", r"\ ")


_SAID = re.compile(
    rf"""\b(?:
      (?P<set>[NRW](?:\ =\ [NRW])*|R\ \+\ W)\ (?:=|is)\ (?P<to>\d)
    | (?P<fraction>{_spaced(FRACTIONS)})\b
    | (?P<of_many>{_NUMBER})\ (?:[a-z]+\ )?in\ (?P<many>{_NUMBER})\b
    | (?P<of_all>\d+)\ of\ (?P<all>100|1,000)\b
    | (?:slowest\ [a-z]+\ in|one\ for\ every)\ (?P<one_in>{_NUMBER})\b
    | (?P<part>{_DIGITS})\ %
    | (?P<rate>{_DIGITS})\ (?:[a-z]+\ )?a\ second\b
    | (?P<at>(?:at|from|of|the\ time)\ )?(?P<time>{_NUMBER})\ (?P<unit>{_UNIT})\b
    | (?P<lone>a)\ (?:whole\ )?(?P<lone_unit>second|minute)(?=\ later|\ after|\ to\ a|[,.])
    | (?P<times>{_NUMBER})\ times\b
    | (?P<word>{_spaced(PARTS)})\b
    | (?<!few\ )(?P<count>{_DIGITS}|{_MANY})\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number of a sentence, or of what is known of a run."""

    kind: str
    """time or moment (microseconds), rate (a second), part (%), times, count, or N, R, W."""
    value: float
    digit: float = 0
    """The unit of its last digit: of 1,600 one, of 1.6 ms a tenth of a millisecond."""
    round: float = 0
    """The same without the zeros at its end: of 1,600 a hundred."""
    words: str = ""
    """How it is said."""

    def fits(self, known: "Numeral", *, measured: bool) -> bool:
        """Whether it says what is known: what was measured, to the digits that are said."""
        far = abs(self.value - known.value)
        return self.is_like(known) and (far < self.round / 2 if measured else far < 1e-6)

    def is_like(self, known: "Numeral") -> bool:
        """Whether it can say such a number: 600 come, that is in a second."""
        if {self.kind, known.kind} <= {"count", "rate", "times"}:
            return True
        return known.kind in (self.kind, "time" if self.kind == "moment" else "")


def said(sentence: str) -> list[Numeral]:
    """Every number of a sentence, in its order."""
    bare = re.sub(r'"[^"]*"', "", sentence)
    return [numeral for match in _SAID.finditer(bare) for numeral in _numerals(match)]


def _numerals(match: re.Match[str]) -> Iterator[Numeral]:
    name = next(name for name, text in match.groupdict().items() if text and name != "at")
    text, words = match[name].lower(), match[0]
    if name == "set":
        names = [text] if "+" in text else text.split(" = ")
        yield from (Numeral(each.upper(), float(match["to"]), 1, 1, words) for each in names)
    elif name == "fraction":
        yield Numeral("time", FRACTIONS[text], 1, 1e5 if "third" in text else 1, words)
    elif name == "word":
        yield Numeral("part", PARTS[text], 0.1, 1, words)
    elif name in ("of_many", "of_all"):
        whole = read(match["many"] or match["all"])[0]
        yield _sized("part", text, 100 / whole, words)
    elif name == "one_in":
        yield Numeral("part", 100 / read(text)[0], 0.01, 0.01, words)
    elif name in ("time", "lone"):
        unit = (match["unit"] or match["lone_unit"]).lower()
        size = UNITS[unit if unit in UNITS else unit.rstrip("s")]
        yield _sized("moment" if match["at"] else "time", text, size, words)
    else:
        yield _sized(name, text, 1, words)


def _sized(kind: str, text: str, size: float, words: str) -> Numeral:
    value, digit, rounded = read(text)
    return Numeral(kind, value * size, digit * size, rounded * size, words)


def read(text: str) -> tuple[float, float, float]:
    """A number in digits or as a word, the unit of its last digit, and that without end zeros."""
    if text.lower() in WORDS:
        return WORDS[text.lower()], 1, 1
    digits = Decimal(text.replace(",", ""))
    last, rounded = digits.as_tuple().exponent, digits.normalize().as_tuple().exponent
    return float(digits), 10.0 ** int(last), 10.0 ** int(rounded)
