"""The pictures of a film, one after the other: the run at each moment of the plan, painted.

Rules this file keeps: a moment that stands is one picture that lasts, however long; pictures come
as they are asked for, so that a long film needs no more room than a short one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtGui import QImage

from explorer import film, framing, stills, subjects
from explorer.experiment import Experiment
from explorer.film import Beat, Script, Shot
from explorer.frame import Frame
from explorer.items import MOST_OPERATIONS
from explorer.judging import Judge
from ui.film_picture import FilmPicture

PARTS = ("lesson", "charts")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a film, and how long it stands."""

    image: QImage
    lasts_ms: int


class Film:
    """A run as a film: its script, and its pictures at one size."""

    def __init__(
        self,
        experiment: Experiment,
        span: tuple[int | None, int | None],
        size: tuple[int, int],
    ) -> None:
        """Runs it to its end: what is said then is only what was so.

        It is judged in this process: one that makes films may start no other, and nobody waits.
        """
        self.experiment, self.size = experiment, size
        self._chosen = span[0] is not None
        experiment.judge = Judge(here=MOST_OPERATIONS)
        experiment.seek(experiment.end_us)
        self.end = framing.frame(experiment, PARTS)
        self.script = script(experiment, self.end, span)
        self._painter = FilmPicture(size, self.end)

    def shots(self, picture_ms: int = film.PICTURE_MS) -> list[Shot]:
        """All that it shows, in its order."""
        return list(film.shots(self.script, picture_ms))

    def still(self) -> Shot:
        """The one moment of a single picture: where it begins, else the one that says most."""
        at_us = self.script.from_us
        if not self._chosen:
            at_us = min(stills.moment(self.experiment), self.script.until_us)
        return film.still(replace(self.script, from_us=at_us))

    def pictures(
        self, shots: Iterable[Shot], done: Callable[[int], None] = lambda _: None
    ) -> Iterator[Picture]:
        """Their pictures; two that are the same are one that lasts longer."""
        last: Picture | None = None
        for number, shot in enumerate(shots, 1):
            made = self.picture(shot)
            done(number)
            if last is not None and made.image == last.image:
                last = replace(last, lasts_ms=last.lasts_ms + made.lasts_ms)
                continue
            if last is not None:
                yield last
            last = made
        if last is not None:
            yield last

    def picture(self, shot: Shot) -> Picture:
        """The run at a moment."""
        parts = ("charts",) if self.end.has_load else ()
        frame = self.frame(shot.at_us, parts=parts, begun=shot.begun)
        return Picture(self._painter.paint(frame, shot), shot.lasts_ms)

    def frame(self, at_us: int, *, parts: Collection[str] = PARTS, begun: bool = True) -> Frame:
        """The run at a moment, or before all, as if nobody knew what comes after it."""
        if begun:
            self.experiment.seek(at_us)
        else:
            self.experiment.start()
        frame = framing.frame(self.experiment, parts)
        spot = subjects.spot(self.experiment.telling, frame)  # a caption tells them all
        return replace(frame, timeline=film.so_far(frame.timeline, frame.now_us), spot=spot)

    def judged(self) -> Frame:
        """The end of what it shows, with every verdict."""
        experiment = self.experiment
        experiment.seek(self.script.until_us)
        experiment.judge.judge(experiment.timeline)
        return self.frame(self.script.until_us)

    @property
    def beats(self) -> list[Beat]:
        """What is told in it."""
        inside = self.script.from_us, self.script.until_us
        return [b for b in film.grouped(self.script.beats) if inside[0] <= b.at_us <= inside[1]]


def script(experiment: Experiment, end: Frame, span: tuple[int | None, int | None]) -> Script:
    """What is told of the whole run, or of an interval; what no longer holds is not told.

    As of its end; before that it is a guess at how long the film will be.
    """
    lesson, model = end.lesson, experiment.scenario.preset.model
    from_us = 0 if span[0] is None else span[0]
    until_us = experiment.end_us if span[1] is None else span[1]
    told = (step for step in lesson.steps if step.state != "off")
    whole = until_us == experiment.end_us and lesson.left_us is None
    return Script(
        from_us,
        until_us,
        experiment.speed,
        tuple(Beat(step.at_us, step.text) for step in told),
        opening=(model.asks or lesson.story) if from_us == 0 else "",
        closing=lesson.takeaway if whole else "",
    )
