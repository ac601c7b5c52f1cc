"""`predict`: what the PBS model says of N, R, W and a fit. NumPy is imported only when asked."""

import json
import math
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from explorer.commands.progress import bar
from explorer.problems import InputError, Problem

if TYPE_CHECKING:
    from explorer.predict import Prediction

HELD = 0
LATENCIES = {"p50": 0.5, "p99": 0.99, "p999": 0.999}
VISIBLE = (0.99, 0.999)
VERSIONS = (1, 2, 3)
LATEST_MS = 86_400_000.0
"""A day, as everywhere."""


@dataclass(slots=True)
class _Arguments:
    """Reads words one by one and keeps what is wrong with them, to say it all at once."""

    problems: list[Problem] = field(default_factory=list)

    def wrong(self, option: str, text: str | None, message: str) -> None:
        where = f"--{option}" if text is None else f"--{option} {text or repr(text)}"
        self.problems.append(Problem(where, 0, 0, "", message))

    def whole(self, option: str, text: str | None, least: int, most: int, of: str = "") -> int:
        """A whole number in these bounds; the upper bound stands in for what is none."""
        try:
            value = int(text or "")
        except ValueError:
            self.wrong(option, text, "is missing" if text is None else "is no whole number")
            return most
        if least <= value <= most:
            return value
        self.wrong(option, text, f"is not between {least:,} and {of}{most:,}")
        return most

    def word(self, option: str, text: str | None, words: tuple[str, ...]) -> str:
        """One of these words; the first stands in for what is none."""
        if text in words:
            return text
        message = f"is none of {', '.join(words)}"
        self.wrong(option, text, message if text else f"is missing: one of {', '.join(words)}")
        return words[0]

    def instants(self, option: str, text: str) -> list[float]:
        """Numbers of milliseconds between commas, in ascending order and each once."""
        return sorted({self._instant(option, part.strip()) for part in text.split(",")})

    def _instant(self, option: str, part: str) -> float:
        try:
            value = float(part)
        except ValueError:
            value = math.nan
        if not 0 <= value <= LATEST_MS:
            self.wrong(option, part, "is no number of milliseconds from 0 to a day, as 0 or 2.5")
            return 0.0
        return value + 0.0  # -0 is 0


def predict(options: Namespace) -> int:
    """Runs the model and tells what it says."""
    from explorer import predict as model

    read = _Arguments()
    n = read.whole("n", options.n, 1, model.MOST_SERVERS)
    of = "" if read.problems else "N = "
    r = read.whole("r", options.r, 1, n, of)
    w = read.whole("w", options.w, 1, n, of)
    fit = read.word("fit", options.fit, model.FIT_NAMES)
    usual = "20000" if options.engine else "1000000"
    trials = read.whole("trials", options.trials or usual, 1, model.MOST_TRIALS)
    seed = read.whole("seed", options.seed, 0, 2**64 - 1)
    instants = read.instants("at", options.at)
    if read.problems:
        raise InputError(read.problems)
    case = model.Case(n, r, w, fit)
    if options.engine:
        from explorer.wars import measure

        found = measure(case, trials, seed, bar(trials, "trials"))
    else:
        found = model.predict(case, trials, seed, bar(trials, "trials"))
    row = report(found, instants)
    print(json.dumps(row) if options.json else "\n".join(_told(found, row, instants)))
    return HELD


def report(found: "Prediction", instants: list[float]) -> dict[str, Any]:
    """The row of `predict --json`; null where the trials are too few to speak of a quantile."""
    from explorer.predict import within_k

    case = found.case
    return {
        "n": case.n,
        "r": case.r,
        "w": case.w,
        "fit": case.fit,
        "trials": found.trials,
        "p_fresh": {_name(t): found.fresh(t).value for t in instants},
        "t_visibility_ms": {str(share): _ms(found.t_visibility_ms(share)) for share in VISIBLE},
        "read_ms": {name: _ms(found.read_ms(share)) for name, share in LATENCIES.items()},
        "write_ms": {name: _ms(found.write_ms(share)) for name, share in LATENCIES.items()},
        "k_staleness": {str(k): round(within_k(case.n, case.r, case.w, k), 9) for k in VERSIONS},
    }


def _name(instant_ms: float) -> str:
    """As people write it: 1 and not 1.0."""
    return str(int(instant_ms)) if instant_ms.is_integer() else str(instant_ms)


def _ms(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


# -- in words


def _told(found: "Prediction", row: dict[str, Any], instants: list[float]) -> Iterator[str]:
    """A prediction as small tables."""
    from explorer.predict import LEFT_OUT

    case = found.case
    yield (f"N={case.n} R={case.r} W={case.w}, {case.fit}: {found.source}, {found.trials:,} trials "
           f"with seed {found.seed}")  # fmt: skip
    yield ""
    yield "  a read starts        and is fresh"
    for instant in instants:
        share = found.fresh(instant)
        low, high = (f"{100 * end:.4f}" for end in share.band)
        yield (f"  {_name(instant) + ' ms':<9} after ack  {100 * share.value:8.4f} %   "
               f"95 % band {low} .. {high} %")  # fmt: skip
    yield ""
    for share, ms in row["t_visibility_ms"].items():
        when = "?: too few trials" if ms is None else f"{_number(ms)} ms after the ack"
        yield f"  {100 * float(share):g} % of reads are fresh from {when}"
    yield ""
    yield f"  latency in ms  {'p50':>10} {'p99':>10} {'p99.9':>10}"
    for name in ("read", "write"):
        numbers = " ".join(f"{_number(ms):>10}" for ms in row[f"{name}_ms"].values())
        yield f"  {name:<13}  {numbers}"
    yield ""
    shares = ", ".join(f"k = {k}: {100 * v:.4g} %" for k, v in row["k_staleness"].items())
    yield f"  one of the last k versions, by the closed form (at least): {shares}"
    yield ""
    yield f"The model leaves out {LEFT_OUT}."


def _number(ms: float | None) -> str:
    """With as many digits as can be meant; a question mark where the trials are too few."""
    return "?" if ms is None else f"{ms:.4g}" if ms < 1000 else f"{ms:.0f}"
