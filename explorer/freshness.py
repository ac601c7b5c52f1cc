"""P(fresh, t): what trials have measured up to the playhead, beside what the PBS model predicts.

Rules this file keeps: what is measured is a fold over the operations that have ended, which only
grows and is asked with a place in the log, as a history is; so no frame counts anything again. The
model is run once for a case, and so few trials of it take a frame's time and no more.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from engine.faults import Trials
from engine.history import History
from engine.records import Operation
from explorer import modelled, published, trials
from explorer.latencies import MEASURED
from explorer.measurements import Kind
from explorer.percentiles import Estimate, estimate
from explorer.shares import Share
from explorer.timeline import Timeline

if TYPE_CHECKING:  # it brings NumPy, which a run without trials does without
    from explorer.predict import Case, Prediction

MODEL_TRIALS = 1 << 18
"""Of the model: a band of 0.4 points at its widest, in some 25 ms."""
CASES = 16
"""So many are kept: 3 MB each."""
MOST = 0.999
"""The part of reads and writes of which the paper tells times."""
POINTS = 240
LEAST_END_US = 5_000
BEYOND = 1.06
"""The axis goes a little further than what stands on it."""


@dataclass(frozen=True, slots=True)
class FreshRow:
    """Reads so long after the ack: which part of them was fresh, and is to be by the model."""

    after_us: int
    measured: Share
    predicted: Share | None
    unanswered: int = 0
    """Reads that got no answer, and so are neither fresh nor stale."""


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A time that 99.9 % keep to: by the paper, by the model, and measured; milliseconds."""

    kind: Literal["read", "write", "visible"]
    n: int = 0
    measured: Estimate | None = None
    predicted_ms: float | None = None
    paper_ms: float | None = None


@dataclass(frozen=True, slots=True)
class ModelView:
    """The model of the trials: its case in words, and its curve."""

    case: str
    trials: int
    curve: tuple[tuple[float, float, float, float], ...]
    """(microseconds after the ack, low end of the 95 % band, share that is fresh, high end)."""
    fit: str = ""
    """What the name of its delays means."""


@dataclass(frozen=True, slots=True)
class FreshView:
    """What is to be seen of a run's trials; no row before the first has begun."""

    rows: tuple[FreshRow, ...] = ()
    times: tuple[TimeRow, ...] = ()
    model: ModelView | None = None
    reason: str = ""
    """Why there is no model of it, in words."""
    end_us: int = LEAST_END_US
    """How far the curve is drawn."""


GAVE_UP = "some writes timed out, and only those that were acknowledged in time are read"
"""Why there is no model of such trials: what is read is not drawn by luck alone any more."""


# -- measured


@dataclass(slots=True)
class _Reads:
    """Reads so long after the ack, by the places at which they ended."""

    places: list[int] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    """How many were fresh, up to each of them."""
    unanswered: list[int] = field(default_factory=list)
    """The places of those that got no answer."""

    def row(self, after_us: int, place: int, predicted: Share | None) -> FreshRow:
        n = bisect_left(self.places, place)
        share = Share(self.hits[n - 1] if n else 0, n)
        return FreshRow(after_us, share, predicted, bisect_left(self.unanswered, place))


@dataclass(slots=True)
class _Waits:
    """How long users waited, in milliseconds, by the places at which that ended."""

    places: list[int] = field(default_factory=list)
    waited_ms: "array[float]" = field(default_factory=lambda: array("d"))
    in_vain: list[int] = field(default_factory=list)
    """The places at which those ended who would have waited for longer."""

    def row(self, row: TimeRow, place: int) -> TimeRow:
        """The row with how many there were by this place and, where they are enough, the rest."""
        n, vain = bisect_left(self.places, place), bisect_left(self.in_vain, place)
        return replace(row, n=n, measured=estimate(self.waited_ms[:n], MOST, vain))


class Tally:
    """What the trials of one branch measured, as far as it has been visited."""

    def __init__(self) -> None:
        """Nothing has been measured."""
        self.seen = 0
        """How many ended operations have been folded."""
        self.reads: dict[int, _Reads] = {}
        self.waits: dict[Kind, _Waits] = {"read": _Waits(), "write": _Waits()}
        self._acked_us: dict[str, int] = {}

    def keep_up(self, history: History) -> None:
        """Folds what has ended since."""
        for operation in history.ended[self.seen :]:
            if key := trials.key_of(operation):
                self._fold(key, operation)
        self.seen = len(history.ended)

    def gave_up(self, place: int) -> bool:
        """Whether anybody had waited in vain for a write."""
        return bool(bisect_left(self.waits["write"].in_vain, place))

    def _fold(self, key: str, operation: Operation) -> None:
        place, ended_us = operation.ended_at or 0, operation.ended_us or 0
        if operation.outcome != "fail":  # a refusal is no waiting
            self.waits[operation.kind].places.append(place)
            self.waits[operation.kind].waited_ms.append((ended_us - operation.invoked_us) / 1000)
        if operation.outcome == "info":
            self.waits[operation.kind].in_vain.append(place)
        if operation.kind == "write":
            self._acked_us[key] = ended_us
            return
        reads = self.reads.setdefault(operation.invoked_us - self._acked_us[key], _Reads())
        if operation.staleness is None:
            reads.unanswered.append(place)
            return
        reads.places.append(place)
        fresh = operation.staleness.versions == 0
        reads.hits.append((reads.hits[-1] if reads.hits else 0) + fresh)


# -- predicted


@lru_cache(CASES)
def prediction(case: "Case") -> "Prediction":
    """The model's trials of a case, made once."""
    from explorer.predict import predict

    return predict(case, MODEL_TRIALS)


@lru_cache(CASES)
def _curve(case: "Case", end_us: int) -> tuple[tuple[float, float, float, float], ...]:
    model = prediction(case)
    steps = (end_us * i / POINTS for i in range(POINTS + 1))
    shares = ((us, model.fresh(us / 1000)) for us in steps)
    return tuple((us, s.band[0], s.value, s.band[1]) for us, s in shares)


def meant(fit: str) -> str:
    """What a fit stands for: 'lnkd-ssd: delays as measured at LinkedIn, on SSDs'."""
    from explorer.predict import FAR_MS, WAN

    if fit == WAN:
        return f"{WAN}: delays as of lnkd-disk, and {FAR_MS:g} ms more from region to region"
    return f"{fit}: delays as measured {MEASURED[fit]}"


def told(case: "Case") -> str:
    """A case in words: 'N = 3, R = 1, W = 1, wan, read in any region'."""
    from explorer.predict import WAN

    where = {"any": "any", "same": "the same", "other": "another"}[case.reader]
    place = f", read in {where} region" if case.fit == WAN else ""
    return f"N = {case.n}, R = {case.r}, W = {case.w}, {case.fit}{place}"


# -- both


class Freshness:
    """What is known of the trials of one run, in all its branches."""

    def __init__(self) -> None:
        """Nothing has been looked at."""
        self._tallies: dict[int, Tally] = {}
        self._cases: dict[tuple[int, int], Case | str] = {}
        self._key: tuple[int, int, int] | None = None
        self._view = FreshView()

    def view(self, timeline: Timeline) -> FreshView | None:
        """As of the playhead; None where the run has no trials. The same object for the same."""
        if not timeline.gives(Trials):
            return None
        history, place, number = timeline.branch.history, timeline.place, timeline.branch.number
        tally = self._tallies.setdefault(number, Tally())
        tally.keep_up(history)
        ended = history.ended.before(place)
        faults = bisect_left(history.faults, place, key=lambda fault: fault[0])
        if self._key != (number, ended, faults):
            self._key = number, ended, faults
            begun = [event for _, event in history.faults[:faults] if event[1] == "trials"]
            after_us = sorted({us for event in begun for us in event[4]})
            case = self._case(timeline, faults) if begun else ""
            if not isinstance(case, str) and tally.gave_up(place):
                case = GAVE_UP
            self._view = _view(tally, place, after_us, case)
        return self._view

    def _case(self, timeline: Timeline, faults: int) -> "Case | str":
        key = timeline.branch.number, faults
        if key not in self._cases:
            history, spec = timeline.branch.history, timeline.cluster.spec
            self._cases[key] = modelled.case_of(history, spec, timeline.place)
        return self._cases[key]


def _view(tally: Tally, place: int, instants_us: list[int], case: "Case | str") -> FreshView:
    model = None if isinstance(case, str) else prediction(case)
    rows = tuple(
        tally.reads.get(us, _Reads()).row(us, place, model.fresh(us / 1000) if model else None)
        for us in instants_us
    )
    visible_ms = (model.t_visibility_ms(MOST) if model else None) or 0.0
    last_us = max([*instants_us, visible_ms * 1000])
    end_us = _rounded_up(max(LEAST_END_US, round(last_us * BEYOND)))
    times = tuple(_times(tally, place, model)) if rows else ()
    if isinstance(case, str):
        return FreshView(rows, times, None, case, end_us)
    shown = ModelView(told(case), MODEL_TRIALS, _curve(case, end_us), meant(case.fit))
    return FreshView(rows, times, shown, "", end_us)


def _rounded_up(us: int) -> int:
    """To two digits, so that the end of the axis has a short name."""
    unit = int(10 ** (len(str(us)) - 2))
    return -(-us // unit) * unit


def _times(tally: Tally, place: int, model: "Prediction | None") -> Iterator[TimeRow]:
    """Reads, writes, and how long after the ack a read is fresh, which trials do not measure."""
    if model is None:
        rows = TimeRow("read"), TimeRow("write")
    else:
        case = model.case
        printed = (case.n, case.reader) == (3, "any")
        paper = published.TABLE_4.get((case.fit, case.r, case.w)) if printed else None
        read_ms, write_ms, visible_ms = paper or (None, None, None)
        found_ms = model.t_visibility_ms(MOST)
        yield TimeRow("visible", predicted_ms=found_ms, paper_ms=visible_ms)
        rows = (
            TimeRow("read", predicted_ms=model.read_ms(MOST), paper_ms=read_ms),
            TimeRow("write", predicted_ms=model.write_ms(MOST), paper_ms=write_ms),
        )
    yield tally.waits["read"].row(rows[0], place)
    yield tally.waits["write"].row(rows[1], place)
