"""What is played, how fast and how far: the time controls of one run.

Seconds of the wall clock come in as numbers; nothing here looks at a clock. What may take long is
an errand (`explorer.errands`), which is gone on with in slices; `seek`, `next` and `advance` do at
once what they do.
"""

from collections.abc import Callable, Sequence

from explorer.beats import Beats
from explorer.errands import Back, Errand, Going, Looking, said_at
from explorer.frame_time import PlaybackView
from explorer.judging import Judge
from explorer.pace import Pace
from explorer.questions import Asking, Question
from explorer.timeline import Timeline
from explorer.until import Becomes, EndOf, NextAt, Until

DRAWN_A_SECOND = 4
"""How often the window is drawn when all the time there is goes into the run."""

END = "this is the end"
ASKED = "first a question"


class Playback:
    """A timeline with a pace, a place where it stops, and an errand that it may be on."""

    def __init__(
        self, timeline: Timeline, end_us: int, speed: float, beats: Beats | None = None,
        questions: Sequence[Question] = (),
    ) -> None:  # fmt: skip
        """At the start, standing still; `beats` are where something is told."""
        self.timeline, self.end_us = timeline, end_us
        self.pace, self._at_first = Pace(speed), Pace.clamp(speed)
        self.told = False
        """Whether somebody has the story before them: then time rests at its beats."""
        self.asks = True
        """Whether who has it before them is asked to predict."""
        self._beats, self.asking = beats or Beats(), Asking(questions)
        self.judge = Judge()
        self.playing = False
        self.errand: Errand | None = None
        self.waiting: list[str] = []
        """Lines that were said while something sure is under way: they come after it."""
        self._stop_us: int | None = None
        self._until: Until | None = None
        """What is waited for."""
        self._said = ""
        """Why time stands still where it does."""

    clamp = staticmethod(Pace.clamp)

    @property
    def now_us(self) -> int:
        """Where the playhead stands."""
        return self.timeline.now_us

    @property
    def speed(self) -> float:
        """Simulated seconds in a second of the wall clock."""
        return self.pace.speed

    @property
    def first_speed(self) -> float:
        """The story's own pace."""
        return self._at_first

    @property
    def over(self) -> bool:
        """Whether the playhead stands at the end."""
        return self.now_us >= self.end_us

    # -- running on

    def play(
        self, until_us: int | None = None, until: int | None = None, at: str = "", when: str = ""
    ) -> None:
        """Time runs: to the end, or until a moment, an operation's end, the next event at a server.

        Or until `when`, an expression about the state, becomes true. From the end it runs anew.
        Raises ValueError, in words, for what cannot be waited for.
        """
        waits = self._waits(until, at, when)
        self.drop_errand()
        self.asking.skip()
        if self.over:
            self.start()
        if waits is not None:
            waits.begin()
        self.playing, self._said = True, ""
        self._stop_us, self._until = until_us, waits
        self._beats.pass_by(self.now_us if self.timeline.place else None)

    def answer(self, choice: int | None) -> None:
        """Answers what is asked, by its place from 0, and time runs on; None: it is skipped.

        Raises ValueError, in words, where nothing is asked, or there is no such answer.
        """
        if self.asking.open is None:
            raise ValueError("nothing is asked now")
        if choice is None:
            self.asking.skip()
        else:
            self.asking.answer(choice)
        self.drop_errand()
        self.playing, self._said = True, ""

    def _waits(self, until: int | None, at: str, when: str) -> Until | None:
        """An operation's end, an event at a server, or what is to become true, to wait for."""
        if until is not None:
            return EndOf(self.timeline, until)
        if when:
            return Becomes(self.timeline, when)
        waits = NextAt(self.timeline, at) if at else None
        if waits is not None and self.over:
            raise ValueError(waits.missed)
        return waits

    def advance(self, seconds: float, most_steps: int | None = None) -> None:
        """Plays on for `seconds` of the wall clock; at the end it stops."""
        self.owe(seconds)
        self.go_on(most_steps)

    def owe(self, seconds: float) -> None:
        """So much wall time has passed since the last time."""
        if self.rests:
            self._beats.wait(seconds * max(1.0, self.speed / self._at_first))
        else:
            self._beats.end()
            self.pace.owe(seconds)

    def go_on(self, most_steps: int | None = None) -> bool:
        """Goes on with the errand, or plays what is owed; whether there is more to do now."""
        if self.errand is not None:
            return self._run_errand(most_steps)
        return self.playing and not self.rests and self._play_on(most_steps)

    @property
    def rests(self) -> bool:
        """Whether time rests, so that what is told can be read."""
        return self.playing and self._beats.left_s > 0 and self._in_story

    def turn(self, at_us: int) -> int | None:
        """Which sentence of a moment is read now, from 0, by who has the story before them."""
        reads = self.told and self.timeline.left_us is None
        return self._beats.turn(at_us) if reads else None

    @property
    def _in_story(self) -> bool:
        """Whether it is the story that plays, for somebody who reads it."""
        waits = self._until is not None or self._stop_us is not None
        return self.told and not (waits or self.pace.express or self.timeline.left_us is not None)

    @property
    def _asks(self) -> bool:
        """Whether it is the story that plays, for somebody who is asked."""
        waits = self._until is not None or self.pace.express
        reads = self.told and self.asks
        return reads and not waits and not self.timeline.branch.given

    def _play_on(self, most_steps: int | None) -> bool:
        timeline, pace = self.timeline, self.pace
        stop_us = self.end_us if self._stop_us is None else min(self._stop_us, self.end_us)
        far_us = stop_us if pace.express else self.now_us + pace.owed_us
        beat_us = self._beats.coming_us(self.now_us) if self._in_story else None
        reveal_us = self.asking.reveal_us if self._asks else None
        far_us = min(us for us in (stop_us, far_us, beat_us, reveal_us) if us is not None)
        before_us, place = self.now_us, timeline.place
        asked = self.asking.coming(timeline) if self._asks else None
        if asked is not None and self.asking.questions[asked].at_us <= far_us:
            arrived = self._stand_before(asked, most_steps)
            pace.pay(self.now_us - before_us, timeline.place - place)
            return not arrived
        until = self._until
        come = until.has_come if until is not None else None
        if self._asks and self.asking.awaits_end:
            come = self._tells
        if until is not None and until.most_steps is not None and most_steps is not None:
            most_steps = min(most_steps, until.most_steps)
        arrived = timeline.run_until(far_us, most_steps, come)
        pace.pay(self.now_us - before_us, timeline.place - place)
        if until is not None and until.has_come():
            if not until.at_once:
                timeline.run_until(self.now_us)
            self._stand(until.said)
            return False
        known = self._told_now() if self._asks else set()
        self.asking.tell(known)
        if arrived and self.now_us >= stop_us:  # with all that happens at that moment
            self._stand(until.missed if until is not None else "")
        elif self._in_story and (known or (arrived and self.now_us == beat_us)):
            self._beats.rest(self.now_us, " ".join(map(self._revealed, known)))
            pace.rest()
        return self.playing and not arrived

    def _stand_before(self, number: int, most_steps: int | None) -> bool:
        """Goes to before the step that a question is about, and asks it; whether it got there."""
        question, timeline = self.asking.questions[number], self.timeline
        if question.command is None:
            arrived = timeline.run_until(question.at_us - 1, most_steps)
        else:
            arrived = timeline.stand_before(question.command, question.at_us, most_steps)
        if arrived:
            self.asking.ask(number)
            self.playing, self._said = False, ASKED
            self.pace.rest()
        return arrived

    def _tells(self) -> bool:
        return bool(self._told_now())

    def _told_now(self) -> set[int]:
        """What was answered, and is known from now on."""
        return self.asking.known(self.timeline, self.end_us)

    def _revealed(self, _number: int) -> str:
        """What is said then."""
        return ""

    def _stand(self, said: str) -> None:
        self.pause()
        self._said = said

    def pause(self) -> None:
        """Time stands still; an errand is given up."""
        self.drop_errand()
        self.playing, self._said = False, ""
        self._until = None
        self.pace.rest()

    def set_speed(self, speed: float) -> None:
        """Simulated seconds in a second of the wall clock, or the nearest that can be played."""
        self.pace.speed, self.pace.express = self.clamp(speed), False
        self.pace.rest()

    def express(self) -> None:
        """As fast as the machine can."""
        self.pace.express = True
        self.pace.rest()

    # -- errands

    def begin(self, make: Callable[[], Errand], most_steps: int) -> None:
        """Begins an errand with a first slice; a run that plays goes on after most of them."""
        self.drop_errand()
        errand = make()
        self._beats.pass_by(None)
        self.asking.leave()
        if errand.stands:
            self.pause()
        self.errand, self._said = errand, ""
        self._run_errand(most_steps)

    def _run_errand(self, most_steps: int | None) -> bool:
        errand, self.errand = self.errand, None  # one that goes wrong is over
        assert errand is not None
        if not errand.go_on(10**9 if most_steps is None else most_steps):
            self.errand = errand
            return True
        self.pace.rest()
        self._said = errand.said
        return False

    def drop_errand(self) -> None:
        """Gives up what time is on its way to, if anything; what is sure is done at once."""
        errand, self.errand = self.errand, None
        if errand is not None:
            errand.leave()

    @property
    def sure(self) -> bool:
        """Whether what time is on its way to is done in any case."""
        return self.errand is not None and self.errand.sure

    @property
    def thinned(self) -> bool:
        """Whether all the time there is goes into the run: little is drawn, and nothing judged."""
        return self.errand is not None or (self.playing and self.pace.express)

    @property
    def waits(self) -> bool:
        """Whether time runs to a moment, or until something has come."""
        return self.playing and (self._stop_us is not None or self._until is not None)

    @property
    def busy(self) -> bool:
        """Whether time runs, or is on its way somewhere."""
        return self.playing or self.errand is not None

    def going(self, at_us: int) -> Errand:
        """The way to a moment, to the end at the latest."""
        return Going(self.timeline, max(0, min(at_us, self.end_us)))

    def looking(self) -> Errand:
        """The way to the next moment of interest."""
        return Looking(self.timeline, self.judge, self.end_us)

    # -- anywhere

    def seek(self, at_us: int) -> None:
        """Goes to a moment, all of its events having happened, at the end at the latest."""
        self.drop_errand()
        self._beats.pass_by(None)
        self.asking.leave()
        self.pace.rest()
        self._said = ""
        self.timeline.seek(max(0, min(at_us, self.end_us)))

    def start(self) -> None:
        """Goes to before anything has happened."""
        self._leave()
        self.timeline.start()

    def step(self) -> None:
        """Lets the next thing happen, and stands still."""
        self._leave()
        following = self.timeline.cluster.next_us()
        if following is not None and following <= self.end_us:
            self.timeline.step()

    def back(self) -> None:
        """Goes to before the last thing, and stands still."""
        self._leave()
        self.timeline.step_back()

    def _leave(self) -> None:
        """Time goes elsewhere by hand."""
        self.pause()
        self._beats.pass_by(None)
        self.asking.leave()

    def next(self) -> None:
        """Goes to the next moment of interest: see `explorer.moments`; or to the end."""
        self.begin(self.looking, 10**9)

    def previous(self) -> None:
        """Goes back to the last such moment, or to the start."""
        self.begin_previous(10**9)

    def begin_previous(self, most_steps: int) -> None:
        """The same in slices."""
        self.pause()
        at_us = self.previous_us()
        if at_us is None:
            self.start()
            return
        said = said_at(self.timeline.branch, self.judge, at_us)
        self.begin(lambda: Back(self.timeline, at_us, said), most_steps)

    def previous_us(self) -> int | None:
        """When the last such moment is; None: there is none."""
        branch, now_us = self.timeline.branch, self.now_us
        moment = branch.moments.previous(now_us)
        known = [m.at_us for m in (moment, *self.judge.broken(branch)) if m is not None]
        return max((us for us in known if us < now_us), default=None)

    # -- seeing

    def playback(self) -> PlaybackView:
        """How time runs now, in numbers and words."""
        pace, errand = self.pace, self.errand
        slow = self.playing and errand is None and not pace.keeps_up
        return PlaybackView(
            playing=self.playing,
            speed=pace.speed,
            express=pace.express,
            reached=pace.reached if slow or (self.playing and pace.express) else None,
            events_per_s=pace.events_per_s if self.playing else 0,
            goal_us=errand.goal_us if errand else self._stop_us if self.playing else None,
            errand=errand.text if errand else "",
            sure=self.sure,
            rest=self._beats.left if self.rests else 0.0,
            until=self._until.operation if self._until is not None else None,
            at=self._until.server if self._until is not None else "",
            when=self._until.expression if self._until is not None else "",
            said=self._said or (END if self.over and not self.busy else ""),
        )
