"""A story being presented: where in its talk one stands, and the way to the next place, or back.

Rules this file keeps: whatever is done by hand meanwhile is kept in branches of its own, and a
place that is gone to is as if nothing of it had been done; each chapter keeps its own run, so that
coming back is not running again. It knows no window and no clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from explorer import subjects
from explorer.errands import FIRST_SLICE
from explorer.experiment import Experiment
from explorer.film import so_far
from explorer.foreseen import Foreseen
from explorer.frame import Frame
from explorer.frame_story import Spot
from explorer.questions import Found, has_begun
from explorer.talk import Place, Talk, place_of, talk

NOT_SEEN = "Not seen in this run: {}"
"""What is told of a sentence that the run does not show: see `Judged.is_off`."""

State = Literal["here", "way", "strayed"]


@dataclass(frozen=True, slots=True)
class TalkView:
    """Where a talk stands, for whoever draws it."""

    places: Talk
    at: int
    state: State
    """`way`: time is on its way to the place; `strayed`: what is shown is something else."""
    said: str
    """The sentence that is in force."""
    since_us: int | None
    """Where time has gone on since: the moment that it was said of."""
    off: str
    """What was done by hand: 'crash A at 40 ms'; empty while it is the story that is shown."""
    voted: int | None = None
    """What the audience has chosen of the prediction that is asked, or told."""
    found: Found | None = None
    """What came of it."""
    seed: int | None = None
    """Of the run, where it is not the story's own."""

    @property
    def place(self) -> Place:
        """The place that is told, or gone to."""
        return self.places[self.at]

    @property
    def card(self) -> Place | None:
        """The card that is shown, if it is one."""
        return self.place if self.state == "here" and self.place.is_card else None


@dataclass(frozen=True, slots=True)
class Looks:
    """What of a run is picked out: nothing of it, unless said."""

    selected: str = ""
    inspected: int | None = None
    span: tuple[int, int] | None = None
    brushed: tuple[int, int] | None = None
    hidden: frozenset[str] = frozenset()

    @staticmethod
    def of(run: Experiment) -> "Looks":
        """As it is now."""
        return Looks(run.selected, run.inspected, run.span, run.brushed, frozenset(run.hidden))

    def put_on(self, run: Experiment) -> None:
        """It is so again; nothing is lit."""
        run.light(None)
        run.selected, run.inspected = self.selected, self.inspected
        run.span, run.brushed = self.span, self.brushed
        run.hidden.clear()
        run.hidden |= self.hidden


PLAIN = Looks()


class Presentation:
    """A talk, and the runs of its chapters; `at` is the place in it."""

    def __init__(self, experiment: Experiment) -> None:
        """At the place where the run stands."""
        self.seed = experiment.seed
        """Of every chapter: the luck is that of the run that was shown."""
        self.talk = talk(experiment.scenario.preset, self.seed, experiment.scenario)
        self.slug = experiment.scenario.preset.model.slug
        """The story that it tells."""
        variant, begun = experiment.scenario.variant, experiment.timeline.place > 0
        self.runs = {variant: experiment}
        experiment.told = True
        asked = experiment.asking.open
        self.at = place_of(self.talk, variant, experiment.now_us, begun=begun, asked=asked)
        self.votes: dict[tuple[str, int], int] = {}
        """By variant and number of the prediction: what the audience has chosen."""
        self._foreseen: dict[str, Foreseen] = {}
        self._from_us = 0
        """The moment that it was left at on the way to this place."""
        self._errand: object = None
        """What takes time to the place, where that takes a while."""

    @property
    def place(self) -> Place:
        """Where the talk is."""
        return self.talk[self.at]

    @property
    def run(self) -> Experiment:
        """The run that the place is a moment of."""
        name = self.place.variant
        if name not in self.runs:
            some = next(iter(self.runs.values()))
            self.runs[name] = Experiment(some.scenario.preset.scenario(name), self.seed)
            self.runs[name].told = True  # there is somebody to be asked
        return self.runs[name]

    def state(self, shown: object) -> State:
        """Whether what is `shown` is the place, or the way there."""
        run, place = self.run, self.place
        begun = run.timeline.place > 0
        if shown is run and self._is_coming():
            return "way"
        if shown is not run or run.timeline.branch is not run.timeline.branches[0]:
            return "strayed"
        if place.at_us is None:
            return "strayed" if begun else "here"
        if place.asks is not None:
            return self._asked(run, place.asks)
        if (asked := run.asking.open) is not None and _asks_before(run, asked, place.at_us):
            return "way"
        if begun and run.now_us >= place.at_us:
            later_us = None if place.is_card else self._later_us()
            past = run.playing if place.is_card else later_us and run.now_us >= later_us
            return "strayed" if past else "here"
        return "way" if run.now_us >= self._from_us else "strayed"

    def _is_coming(self) -> bool:
        """Whether time is being taken to the place, and that is more than a slice of work."""
        return self._errand is not None and self.run.errand is self._errand

    def _asked(self, run: Experiment, number: int) -> State:
        """The same of a place before whose step time stands."""
        if run.asking.open == number:
            return "here"
        gone = has_begun(run.asking.questions[number], run.timeline)
        return "strayed" if gone or run.now_us < self._from_us else "way"

    def _later_us(self) -> int | None:
        """When the next place is that is of another moment than this one."""
        here = self.place
        later = (each.at_us for _, each in self._ahead() if each.at_us != here.at_us)
        return next(later, None)

    def _ahead(self) -> Iterator[tuple[int, Place]]:
        """The places that follow in the same run, with no card in between."""
        for at in range(self.at + 1, len(self.talk)):
            place = self.talk[at]
            if place.is_card or place.variant != self.place.variant:
                return
            yield at, place

    def get_ready(self, most: int) -> Experiment | None:
        """Prepares the way back, and foresees what will be asked, by so many events.

        Returns a run beside that is over, for who lets go of it.
        """
        if not self.run.timeline.read_twice(most):
            return None
        name = self.place.variant
        if name not in self._foreseen:
            self._foreseen[name] = Foreseen(self.run.scenario, self.seed)
        foreseen = self._foreseen[name]
        if foreseen.run is None or not foreseen.go_on(most):
            return None
        over, foreseen.run = foreseen.run, None
        return over

    def foreseen(self) -> Found | None:
        """What will come of the prediction where the talk stands, as far as that is known."""
        place, beside = self.place, self._foreseen.get(self.place.variant)
        asked = place.kind in ("question", "reveal")
        return beside.found(place.prediction) if asked and beside is not None else None

    # -- going

    def next(self, shown: object) -> None:
        """Plays on to the next place; on the way there, at once; from elsewhere, back first."""
        if shown is self.run and self._is_coming():
            return  # to begin anew would take longer
        if self.state(shown) != "here":
            self.go(self.at)
        elif self.at + 1 < len(self.talk):
            self._on()

    def back(self, shown: object) -> None:
        """To the place before; from elsewhere, to where the talk is."""
        self.go(max(0, self.at - (self.state(shown) != "strayed")))

    def go(self, at: int) -> None:
        """To a place of the talk at once, whatever has been done since.

        Raises ValueError, in words, where there is none such.
        """
        if not 0 <= at < len(self.talk):
            raise ValueError(f"there are the places 1 to {len(self.talk)}")
        if at != self.at:
            self.run.pause()
        self.at = at
        run = self.run
        PLAIN.put_on(run)
        run.set_speed(run.first_speed)
        self._from_us = self.place.at_us or 0
        self._go(run, self.place)

    def _go(self, run: Experiment, place: Place) -> None:
        """To a moment of the story at once; before a step that is asked about."""
        asks = place.asks
        if asks is None:
            run.begin(lambda: run.returning(place.at_us), FIRST_SLICE)
        else:
            run.begin(lambda: run.asking_again(asks), FIRST_SLICE)
        self._errand = run.errand

    def _on(self) -> None:
        """Plays on to a place of the same run; to all else it goes."""
        before, run, following = self.place, self.run, self.talk[self.at + 1]
        same = following.variant == before.variant
        if before.at_us is None or not same or (following.is_card and following.kind != "end"):
            self.go(self.at + 1)
            return
        PLAIN.put_on(run)
        self.at, self._from_us = self.at + 1, run.now_us
        if following.kind == "end":
            run.pause()
        elif (following.at_us or 0) > run.now_us:
            if before.asks is not None:  # there may be several before one step
                run.asking.pass_by(before.asks)
            run.play(following.at_us)
        elif self.state(run) != "here":
            self._go(run, following)

    def vote(self, choice: int) -> None:
        """The audience has chosen an answer, by its place from 0.

        Raises ValueError, in words, where nothing is asked, or there is no such answer.
        """
        if self.place.kind != "question":
            raise ValueError("nothing is asked now")
        if not 0 <= choice < len(self.place.more):
            raise ValueError(f"there are the answers 1 to {len(self.place.more)}")
        self.votes[self.place.variant, self.place.prediction] = choice

    def follow(self, shown: object) -> None:
        """While the story plays by itself the talk goes on with it, from place to place."""
        run, story = self.run, self.run.timeline.branches[0]
        if shown is not run or run.errand is not None or run.timeline.branch is not story:
            return
        asked = run.asking.open
        if not run.playing and asked in (None, self.place.asks):
            return
        if self.place.kind != "end" and run.now_us >= (self.place.at_us or 0):
            reached = (at for at, each in self._ahead() if self._is_reached(run, each))
            self.at = max(reached, default=self.at)

    def _is_reached(self, run: Experiment, place: Place) -> bool:
        at_us, asked = place.at_us or 0, run.asking.open
        if place.asks is not None:
            return asked == place.asks
        if asked is not None and _asks_before(run, asked, at_us):
            return False
        return run.timeline.place > 0 and at_us <= run.now_us

    # -- seeing

    def view(self, shown: object) -> TalkView:
        """Where it stands now, and what is said."""
        state = self.state(shown)
        place, found = self.place, None
        if place.kind == "reveal" and state == "here":
            found = self.run.found(self.run.asking.questions[place.prediction])
        voted = self.votes.get((place.variant, place.prediction)) if not place.is_card else None
        return TalkView(self._places(), self.at, state, *self._said(shown, state), voted, found,
                        None if self.seed == self.run.scenario.seed else self.seed)  # fmt: skip

    def _places(self) -> Talk:
        """All of them; where its runs do not show what the story teaches, its last card says so."""
        if self.place.kind != "end":
            return self.talk
        story = (run for run in self.runs.values()
                 if run.timeline.branch is run.timeline.branches[0])  # fmt: skip
        said = next((run.takeaway for run in story if run.otherwise), self.place.text)
        return *self.talk[:-1], replace(self.place, text=said)

    def _said(self, shown: object, state: State) -> tuple[str, int | None, str]:
        """The sentence in force, since when time has gone on, and what was done by hand."""
        if not isinstance(shown, Experiment):
            return "", None, ""
        timeline = shown.timeline
        if timeline.left_us is not None:
            return "", None, timeline.branch.name
        told = self._told(shown, state)
        if told is None or told.at_us is None:
            return "", None, ""
        off = any(
            shown.is_off(step)
            for step in shown.scenario.steps
            if (step.at_us, step.say) == (told.at_us, told.text)
        )
        text = NOT_SEEN.format(told.text) if off else told.text
        return text, told.at_us if told.at_us < shown.now_us else None, ""

    def _told(self, shown: Experiment, state: State) -> Place | None:
        """The place whose sentence is in force."""
        told = self.place
        if state != "here" or told.kind != "beat":
            at = place_of(self.talk, shown.scenario.variant, shown.now_us,
                          begun=shown.timeline.place > 0, asked=shown.asking.open)  # fmt: skip
            told = self.talk[at]
        return told if told.kind == "beat" else None

    def spot(self, shown: Experiment, frame: Frame) -> Spot | None:
        """What the sentence that is read is about: one place at a time, even of one moment."""
        state = self.state(shown)
        place = self._told(shown, state)
        asked = state == "here" and self.place.kind != "beat"
        if place is None or asked or frame.lesson.left_us is not None:
            return None
        return subjects.spot(((place.at_us or 0, place.text, place.show),), frame)


def _asks_before(run: Experiment, number: int, at_us: int) -> bool:
    """Whether time stands before the step of a question that comes before the end of a moment."""
    return run.asking.questions[number].at_us <= at_us


def audience(run: Experiment, frame: Frame, spot: Spot | None = None) -> Frame:
    """A frame for those who listen: as if nobody knew what comes after it, or what else there is.

    So it is the same however often one has been there, and whatever was done since. In the light is
    what the sentence is about that is read to them.
    """
    asked = run.asking.open is not None  # of this microsecond not all has happened
    begun = run.timeline.place > 0
    told = so_far(frame.timeline, frame.now_us - asked if begun else -1)
    told = replace(told, ticks=(), head_us=frame.now_us, branches=())
    # Neither ticks nor checks are drawn: both know more of a moment that was gone through before.
    return replace(frame, timeline=told, lesson=replace(frame.lesson, checks=()), spot=spot)
