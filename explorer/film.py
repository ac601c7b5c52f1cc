"""The plan of a film of a run: which moments it shows, how long each, and what is said. Pure.

Rules this file keeps: between two beats simulated time runs at one pace; at a beat it stands for
as long as its sentence takes to read; a sentence stays until the next one. All lengths are whole
multiples of the length of one picture, so that every format can keep them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from explorer.beats import LOOK_S, WORDS_A_SECOND
from explorer.frame_time import TimelineView

FORMATS = ("png", "gif", "html", "mp4", "pdf")
"""What a film can be made into, by the ends of names."""
PICTURE_MS = 80
"""A picture that moves lasts so long: a GIF counts hundredths, and most viewers slow down what is
below five of them."""
LEAST_REST_MS = 2_000


@dataclass(frozen=True, slots=True)
class Beat:
    """A sentence of the narration, and the moment that it speaks of."""

    at_us: int
    text: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One moment on screen: how long it stands, and what is said meanwhile."""

    at_us: int
    lasts_ms: int
    caption: str
    since_us: int | None = None
    """Where time has gone on since: the moment that the sentence spoke of. It may not hold now."""
    begun: bool = True
    """Whether what happens at this moment has happened; not so while a film asks its question."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a film is made of: its interval, its pace, what is said first, at the beats, and last.

    `pace` is simulated seconds in a second of the film. Without `closing` the last sentence stays.
    """

    from_us: int
    until_us: int
    pace: float
    beats: tuple[Beat, ...] = ()
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Time runs on, in so many pictures, up to a moment that is not shown yet."""

    from_us: int
    until_us: int
    pictures: int
    said: Beat


@dataclass(frozen=True, slots=True)
class Length:
    """Of a film: how many pictures are made, and how long it lasts."""

    pictures: int
    lasts_ms: int


def shots(script: Script, picture_ms: int = PICTURE_MS) -> Iterator[Shot]:
    """The whole film, in its order."""
    for part in _parts(script, picture_ms):
        if isinstance(part, Shot):
            yield part
        else:
            yield from _along(part, picture_ms)


def length(script: Script, picture_ms: int = PICTURE_MS) -> Length:
    """How long the film is, without planning each picture: at a slow pace they are millions."""
    pictures = lasts_ms = 0
    for part in _parts(script, picture_ms):
        pictures += 1 if isinstance(part, Shot) else part.pictures
        lasts_ms += part.lasts_ms if isinstance(part, Shot) else part.pictures * picture_ms
    return Length(pictures, lasts_ms)


def _parts(script: Script, picture_ms: int) -> Iterator[Shot | Way]:
    """Where time stands, and the ways from there to there."""
    at_us, said, told = script.from_us, _said_before(script), list(_told(script))
    if script.opening:
        yield Shot(at_us, rest_ms(script.opening, picture_ms), script.opening, begun=at_us > 0)
    elif not told or told[0].at_us > at_us:
        yield _later(at_us, rest_ms("", picture_ms), said)
    for beat in told:
        yield _way(script, at_us, beat.at_us, said, picture_ms)
        at_us, said = beat.at_us, beat
        yield Shot(at_us, rest_ms(beat.text, picture_ms), beat.text)
    yield _way(script, at_us, script.until_us, said, picture_ms)
    if script.closing:
        yield Shot(script.until_us, rest_ms(script.closing, picture_ms), script.closing)
    elif at_us < script.until_us:
        yield _later(script.until_us, rest_ms("", picture_ms), said)


def still(script: Script) -> Shot:
    """The moment at which it begins, with what was said last."""
    told = [beat for beat in grouped(script.beats) if beat.at_us <= script.from_us]
    if not told:
        return Shot(script.from_us, LEAST_REST_MS, script.opening)
    return _later(script.from_us, LEAST_REST_MS, told[-1])


def rest_ms(text: str, picture_ms: int = PICTURE_MS) -> int:
    """How long a picture stands for its sentence to be read, in whole pictures."""
    reading_s = LOOK_S + len(text.split()) / WORDS_A_SECOND
    return ceil(max(LEAST_REST_MS, 1_000 * reading_s) / picture_ms) * picture_ms


def _said_before(script: Script) -> Beat:
    """What was said last before the film begins; first of all the question."""
    before = [beat for beat in grouped(script.beats) if beat.at_us < script.from_us]
    return before[-1] if before else Beat(script.from_us, script.opening)


def _told(script: Script) -> Iterator[Beat]:
    """The beats inside of the interval."""
    return (b for b in grouped(script.beats) if script.from_us <= b.at_us <= script.until_us)


def grouped(beats: Iterable[Beat]) -> Iterator[Beat]:
    """What is said at one moment is one beat."""
    for at_us, said in groupby(beats, lambda beat: beat.at_us):
        yield Beat(at_us, " ".join(beat.text for beat in said))


def _way(script: Script, from_us: int, until_us: int, said: Beat, picture_ms: int) -> Way:
    """From one moment to the next, at the pace of the film."""
    steps = round((until_us - from_us) / (script.pace * 1_000 * picture_ms))
    return Way(from_us, until_us, max(0, steps - 1), said)


def _along(way: Way, picture_ms: int) -> Iterator[Shot]:
    """The pictures of a way."""
    span_us, steps = way.until_us - way.from_us, way.pictures + 1
    for step in range(1, steps):
        yield _later(way.from_us + span_us * step // steps, picture_ms, way.said)


def _later(at_us: int, lasts_ms: int, said: Beat) -> Shot:
    """A moment at which nothing new is said."""
    return Shot(at_us, lasts_ms, said.text, said.at_us if at_us > said.at_us else None)


def so_far(view: TimelineView, now_us: int) -> TimelineView:
    """The time line of a run that has been run further, as it was when it had come to this moment.

    A film does not tell what will happen.
    """
    ended = (tick.ended_us is not None and tick.ended_us <= now_us for tick in view.ticks)
    ticks = tuple(
        tick if over else replace(tick, ended_us=None, outcome="pending")
        for tick, over in zip(view.ticks, ended, strict=True)
        if tick.invoked_us <= now_us
    )
    bands = tuple(
        band if band.end_us is None or band.end_us <= now_us else replace(band, end_us=None)
        for band in view.bands
        if band.start_us <= now_us
    )
    return replace(view, ticks=ticks, bands=bands, head_us=now_us)
