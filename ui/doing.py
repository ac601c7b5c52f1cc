"""What a line of the verb language does: to the run that is shown, to its views, to the window.

Whatever a person did comes here as a line, from a widget, a key or the palette: there is no other
way in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.cluster import Command
from engine.social import Request
from explorer import offering, offering_both, script, under_way
from explorer.console import answers
from explorer.controls import Control
from explorer.errands import FIRST_SLICE
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.performing import named
from explorer.problems import InputError
from explorer.steering import STEERED, Run, alone, check_computed, comes_after, steer
from explorer.timeline import Timeline
from explorer.times import tell_time
from explorer.twin import Twin
from explorer.verbs import Action, Expect
from ui.copying import Copying
from ui.keys import KeysDialog
from ui.views import Views

if TYPE_CHECKING:
    from ui.window import MainWindow

FOLDED_AT_ONCE = 4_000
"""Events of a branch's past that are folded at once, when a command is given in the past."""
FOLDED_A_SLICE = 1_000
"""The same of two runs, slice by slice."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a line was not done, and the column that it is about; 0: the whole line."""

    text: str
    column: int


class Doing(QObject):
    """Does what lines say, in a window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._views = Views(window.page)
        self._views.command.connect(window.do)
        self._views.told.connect(window.notice.tell)
        self._copying = Copying(window)

    def attempt(self, line: str, name: str = "") -> Complaint | None:
        """Does it, or says why not; what it asks for is called by that name.

        Not by the error itself: its frames would have hold of the run.
        """
        try:
            at_us, action = script.parse(line)
            if at_us is not None:
                raise ScriptError(self.tr("it happens when it is said: leave the time out"))
            self._act(line, named(action, name))
        except (InputError, ValueError) as error:
            return Complaint(str(error), getattr(error, "column", 0))
        return None

    def catch_up(self) -> None:
        """Does what was said while something else was being done, once that is done."""
        run = self._window.run
        while run is not None and run.waiting and not run.sure:
            with self._window.notice.answering():
                if wrong := self.attempt(run.waiting.pop(0)):
                    self._window.notice.tell(wrong.text)

    def settle(self) -> None:
        """The run is left: it stands still, and what was asked of it is done at once."""
        run = self._window.run
        if run is not None:
            run.pause()
            while run.waiting:
                self.catch_up()
                run.pause()

    def _act(self, line: str, action: Action) -> None:
        run = self._window.run
        if run is not None and run.sure and comes_after(action):
            _wait(run.waiting, line)
        elif isinstance(action, Control):
            self._control(action)
        elif run is None or isinstance(action, Expect):
            raise self._no_run()
        else:
            self._submit(run, line, action)

    def _no_run(self) -> ScriptError:
        return ScriptError(self.tr("first open a story: then there is a cluster to act on"))

    # -- commands

    def _submit(self, run: Run, line: str, command: Command) -> None:
        if isinstance(run, Experiment):
            run.drop_errand()  # it is given where the playhead stands
        reason = run.refusal(command)
        if reason is not None:
            text = self.tr("{line} cannot be done now: {reason}")
            raise ValueError(text.format(line=line, reason=reason))
        if isinstance(run, Experiment) and run.scenario.transcript is not None:
            self._window.real_runs.give(run, line, command)
            return
        timeline = run.timeline
        branches, past = len(timeline.branches), timeline.in_past

        def then() -> None:
            began = past and len(timeline.branches) > branches
            self._tell_of(timeline, command, began=began)
            if isinstance(command, Request) and not run.playing:
                run.play()

        if isinstance(run, Twin):
            run.begin_submit(command, then, FOLDED_A_SLICE)
        elif not timeline.prepare(FOLDED_AT_ONCE):
            run.begin(lambda: run.submitting(command, then), FIRST_SLICE)
        else:
            run.submit(command)
            then()

    def _tell_of(self, timeline: Timeline, command: Command, *, began: bool) -> None:
        """What does not show of a command that is done: a new branch, and what it leaves alone."""
        told = [under_way.kept(timeline.cluster, command)]
        if began:
            text = self.tr(
                "A branch begins, «{name}»: what came after is kept in the other one. "
                "Ctrl+Z takes it back."
            )
            told.insert(0, text.format(name=timeline.branch.name))
        if any(told):
            self._window.notice.tell(" ".join(told).rstrip())

    # -- controls

    def _control(self, control: Control) -> None:
        window = self._window
        check_computed(window.run, control)
        anywhere = self._anywhere()
        if control.verb in anywhere:
            anywhere[control.verb](*control.arguments)
        elif window.twin is not None:
            self._steer_twin(window.twin, control)
        elif window.experiment is not None:
            self._steer(window.experiment, control)
        else:
            raise self._no_run()

    def _anywhere(self) -> dict[str, Callable[..., object]]:
        """What can be done on every page, and without a run."""
        window = self._window
        acts: dict[str, Callable[..., object]] = {
            "open": window.opening.story, "forget": self._forget, "gallery": window.leave_run,
            "keys": lambda: KeysDialog(window).open(), "explain": self._explain,
            "copy": self._copying.copy, "screenshot": self._copying.save, "export": self._export,
            "term": window.glossary.show_term, "console": window.console.switch,
            "help": self._help,
            "quit": window.close, "palette": window.commands.call, "settings": window.show_settings,
            **window.presenting.controls(),
            **{verb: self._preferred(act) for verb, act in window.personal.controls().items()},
        }  # fmt: skip
        if window.experiment is not None:
            acts |= {"compare": window.comparing.runs, "variant": window.opening.variant}
        return acts

    def _preferred(self, act: Callable[..., None]) -> Callable[..., None]:
        """Though it cannot be kept for the next start, it holds now."""

        def do(*arguments: str) -> None:
            try:
                act(*arguments)
            finally:
                self._window.show_preferences()

        return do

    def _help(self, verb: str = "") -> None:
        """What a verb takes; none named: the palette has them all."""
        if verb:
            self._window.notice.tell(answers.help_of(verb))
        else:
            self._window.commands.call()

    def _export(self, *said: str) -> None:
        exports, run = self._window.exports, self._window.run
        if len(said) == 1:
            exports.after(*said)
        elif run is None:
            raise self._no_run()
        else:
            exports.make(alone(run, "export"), *said)

    def _forget(self, what: str, off: str = "") -> None:
        """A run that is kept, or how far somebody has come."""
        if what != "progress":
            self._window.runs.forget(what)
            return
        self._window.learner.forget(off)
        self._window.show_progress()

    def _explain(self, how: str = "") -> None:
        pointing = self._window.pointing
        pointing.turn(on=how == "on" if how else not pointing.on)

    def _steer_twin(self, run: Twin, control: Control) -> None:
        """A control of both runs; what is asked of an operation is told of both."""
        tell = self._window.notice.tell
        if control.verb in ("why", "receipt"):
            tell(" ".join(run.why(int(control.arguments[0]))))
            return
        if control.verb == "menu":
            key = "".join(control.arguments)
            self._window.compare.show_menu(key, offering_both.offers(run, key))
            return
        steer(run, control)
        if run.goal_us is not None and control.verb == "next":
            tell(self.tr("Both go on to the next interesting event."), on_the_way=True)
        elif run.goal_us is not None:
            told = self.tr("Both are on their way to {0}.").format(tell_time(run.goal_us))
            tell(told, on_the_way=True)
        if control.verb == "select" and control.arguments:
            tell(self._window.compare.told(*control.arguments))

    def _steer(self, experiment: Experiment, control: Control) -> None:
        """A control of the run, or of what the window shows of it."""
        what, *said = control.arguments or ("",)
        acts = self._parts_of(experiment)
        if (control.verb, what) in acts:
            acts[control.verb, what](*said)
        elif control == Control("goal") and not self._window.presenting.on:
            self._window.opening.goal()
        elif control.verb == "save":
            self._window.runs.save(*control.arguments)
        elif self._window.presenting.on:
            self._before_audience(experiment, control)
        elif control.verb in STEERED:
            steer(experiment, control)
            self._views.turn_to_what_was_asked(experiment, control.verb)
            if control.verb == "undo" and experiment.errand is None:  # else it is on its way there
                self._window.notice.tell(self.tr("Undone. Ctrl+Shift+Z does it again."))
        else:
            self._views.controls(experiment)[control.verb](*control.arguments)

    def _parts_of(self, experiment: Experiment) -> dict[tuple[str, str], Callable[..., object]]:
        """What the window does of verbs that a run does else, by verb and first word."""
        opening, sweeps = self._window.opening, self._window.sweeps
        return {
            ("shrink", "open"): lambda: opening.smallest(experiment.shrinker),
            ("example", "open"): opening.example,
            ("sweep", "run"): sweeps.run,
            ("sweep", "save"): sweeps.save,
            ("on", "embedded"): opening.computed,
            **self._window.real_runs.acts(experiment),
        }

    def _before_audience(self, experiment: Experiment, control: Control) -> None:
        """The same without panels: what is selected, or asked of an operation, is told."""
        page, tell = self._window.presenting.page, self._window.notice.tell
        assert page is not None
        if control.verb == "menu":
            key = "".join(control.arguments)
            page.stage.show_menu(key, offering.offers(experiment.timeline, key, experiment.hidden))
        elif control.verb in ("why", "receipt"):
            tell(" ".join(experiment.why(int(control.arguments[0]))))
        elif control.verb == "goal" or control.verb not in STEERED:
            text = self.tr("{verb}: that is not shown to an audience; Esc leads back to it")
            raise ScriptError(text.format(verb=control.verb))
        else:
            steer(experiment, control)
            if control.verb == "select" and (said := page.stage.tip(experiment.selected)):
                tell(said)


def _wait(waiting: list[str], line: str) -> None:
    """One more line waits; of several moments to go to it is the last."""
    if waiting and all(each.startswith("seek ") for each in (waiting[-1], line)):
        waiting.pop()
    waiting.append(line)
