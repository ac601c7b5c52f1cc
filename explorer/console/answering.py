"""Answers lines in the thread that owns the run, a little at each of its ticks.

Rules this file keeps: a line is answered when what it asks of time has come; time that stood
before a request stands after it; one session's line that waits does not hold up another's.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from engine.social import Request
from explorer import completing, expectations, framing, script
from explorer.console import answers
from explorer.console.confined import confined
from explorer.console.desk import FAILED, HELD, UNKNOWN, WRONG, Answer, Ask, Desk, Feed
from explorer.console.feeding import Feeding
from explorer.controls import Control
from explorer.evidence import Evidence
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.problems import InputError
from explorer.steering import Run
from explorer.times import tell_time, write_time
from explorer.verbs import Expect

MOST_TICKS = 2_000
"""So long a file is waited for, in ticks of the run's owner: half a minute of a window."""
Waiting = Generator[None, None, str]
"""Yields while it waits for the run to go on; returns what is said."""
HELP, FEED, CONSOLE, QUIT = "help", "feed", "console", "quit"


class Host(Protocol):
    """Whoever owns the run."""

    keeps_time: bool
    """Whether time runs by itself, so that `play` needs nobody to wait for it."""

    @property
    def run(self) -> Run | None:
        """What is shown, or would be."""

    def do(self, line: str) -> tuple[str, int] | None:
        """Does it, or says why not, and in which column (0: all of it)."""


class Answering:
    """The lines of all sessions that are under way."""

    def __init__(self, host: Host, desk: Desk, folder: Path) -> None:
        """`folder` is where files go that are named in a line."""
        self._host, self._desk, self._folder = host, desk, folder
        self._under_way: list[tuple[Ask, Waiting]] = []
        self._feeds: dict[Feed, Feeding] = {}

    def see_to(self) -> bool:
        """Goes on with every line, and tells what has happened; whether any still waits."""
        for taken in self._desk.take():
            if isinstance(taken, Feed):
                self._feeds.pop(taken, None)
            else:
                self._under_way.append((taken, self._begun(taken)))
        found = [(ask, way, self._go_on(ask, way)) for ask, way in self._under_way]
        self._under_way = [(ask, way) for ask, way, answer in found if answer is None]
        for feed, feeding in self._feeds.items():  # what happened comes before what came of it
            feeding.tell(self._host.run, feed)
        for ask, _, answer in found:
            if answer is not None:
                ask.reply(answer)
        return bool(self._under_way)

    def _go_on(self, ask: Ask, way: Waiting) -> Answer | None:
        """One tick of a line; its answer, once there is one."""
        status, column = HELD, 0
        try:
            if ask.given_up:
                self._stand_still()
                raise ScriptError("given up: time stands still", 0)
            next(way)
        except StopIteration as done:
            text = done.value or ""
        except _FailedError as failed:
            status, text = failed.status, str(failed)
        except (ScriptError, InputError, ValueError) as error:
            status, text, column = WRONG, str(error), getattr(error, "column", 0)
        except Exception:
            ask.reply(Answer(WRONG, "the program itself went wrong: it tells how where it runs"))
            raise
        else:
            return None
        run = self._host.run
        known = completing.known(framing.frame(run, ()) if isinstance(run, Experiment) else None)
        return Answer(status, text, column, answers.now(run), known, ask.feed in self._feeds)

    def _stand_still(self) -> None:
        run = self._host.run
        if run is not None and run.busy:
            self._host.do("pause")

    # -- one line

    def _begun(self, ask: Ask) -> Waiting:
        if not ask.line.strip():
            return answers.stands(self._host.run)
        at_us, action = script.parse(ask.line)
        line = ask.line.strip()
        if at_us is not None:
            yield from self._reach(at_us)
            line = line.split(maxsplit=2)[2]
        if isinstance(action, Expect):
            return (yield from self._expect(action.text))
        if isinstance(action, Request):
            return (yield from self._request(line))
        if isinstance(action, Control):
            return (yield from self._control(line, action, ask.feed))
        self._do(line)
        yield from self._on_the_way()
        return answers.stands(self._host.run)

    def _do(self, line: str) -> None:
        if wrong := self._host.do(line):
            raise ScriptError(*wrong)

    def _one(self) -> Experiment:
        if not isinstance(self._host.run, Experiment):
            raise ScriptError("this is about one run: first open a story", 0)
        return self._host.run

    def _reach(self, at_us: int) -> Generator[None, None, None]:
        """Time runs until then. Raises ScriptError where it is later already."""
        run = self._one()
        if at_us < run.now_us:
            raise ScriptError(f"it is {tell_time(run.now_us)} already: seek goes back", 4)
        if at_us > run.now_us:
            yield from self._played(f"play until {write_time(at_us)}")
            if run.now_us < at_us:
                raise ScriptError(f"time stands at {tell_time(run.now_us)}: {run.playback().said}")

    def _played(self, line: str) -> Generator[None, None, None]:
        """Until time stands; what the story asks on the way is passed over by playing on."""
        self._do(line)
        run = self._host.run
        while run is not None and self._host.run is run:
            if run.busy:
                yield
            elif isinstance(run, Experiment) and run.asking.open is not None:
                self._do(line)
            else:
                return

    def _on_the_way(self) -> Generator[None, None, None]:
        """While time is on its way to where a line wants it."""
        while (run := self._host.run) is not None and _has_errand(run):
            yield

    def _expect(self, text: str) -> Waiting:
        """Held, failed (1), or not yet known (3); `within TIME` goes on until then."""
        sentence, within_us = expectations.deadline(text)
        expectation = expectations.parse(sentence)
        run = self._one()
        if within_us:
            yield from self._reach(run.now_us + within_us)
        history, spec = run.timeline.branch.history, run.scenario.cluster
        evidence = Evidence(history, run.timeline.place, over=True, spec=spec, now_us=run.now_us)
        result = expectation.check(evidence)
        if result.held:
            return f"held: {result.text} [{result.observed}]"
        if result.held is None:
            raise _FailedError(UNKNOWN, f"not known yet: {result.text} [{result.observed}]")
        raise _FailedError(FAILED, f"failed: {result.text} [{result.observed}]")

    def _request(self, line: str) -> Waiting:
        """What a user asks for: answered when it has ended; time that stood stands again."""
        run = self._host.run
        if not isinstance(run, Experiment):
            self._do(line)
            yield from self._on_the_way()
            return answers.stands(run)
        stood = not run.playing
        last = max(run.timeline.branch.history.operations, default=0)
        self._do(line)
        yield from self._on_the_way()
        branch, operations = run.timeline.branch, run.timeline.branch.history.operations
        number = max(operations, default=0)
        if number <= last:
            return answers.stands(run)
        if stood and not operations[number].ended_by(run.timeline.place):
            self._do(f"play until #{number}")
        while run.busy and not operations[number].ended_by(run.timeline.place):
            yield
            if self._host.run is not run or run.timeline.branch is not branch:
                if stood and self._host.run is run and run.busy:
                    self._do("pause")
                return answers.stands(self._host.run)  # somebody else has gone away from it
        if stood and run.busy:
            self._do("pause")
        return answers.of_operation(run, number)

    def _control(self, line: str, control: Control, feed: Feed) -> Waiting:
        if (told := self._apart(control, feed)) is not None:
            return told
        line, path = confined(line, control, self._folder)
        if path is not None and control.verb != "open":
            return (yield from self._saved(line, path))
        awaited = bool(control.arguments) or not self._host.keeps_time
        if control.verb == "play" and awaited:
            yield from self._played(line)
        elif control.verb not in answers.ONLY_TOLD:
            self._do(line)
        yield from self._on_the_way()
        return answers.told(self._host.run, control)

    def _saved(self, line: str, path: Path) -> Waiting:
        """A file: of what takes long (a film) it is only said that it is being made."""
        self._folder.mkdir(parents=True, exist_ok=True)
        before = _stamp(path)
        self._do(line)
        for _ in range(0 if line.startswith("export") else MOST_TICKS):
            if _stamp(path) != before:
                return f"{path.name} is among the files that sftp shows"
            yield
        return f"{path.name} is being made, and will be among the files that sftp shows"

    def _apart(self, control: Control, feed: Feed) -> str | None:
        """Answered without the run's owner; None: it is not such a line."""
        verb, said = control.verb, control.arguments
        if verb == HELP:
            return answers.help_of(*said)
        if verb == QUIT:
            return ""  # a session ends; the window is closed by whoever sits before it
        if verb == CONSOLE:
            raise ScriptError("the console is switched on and off in the window alone")
        if verb == "watch" and said[0] == FEED:
            self._feeds.setdefault(feed, Feeding(self._host.run)).kinds.add(said[1])
            return f"{said[1]}: told as it happens; watch off: no more"
        if control == Control("watch", ("off",)):
            self._feeds.pop(feed, None)
        return None


class _FailedError(Exception):
    """An expectation that did not hold, or is not known to."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


def _has_errand(run: Run) -> bool:
    return run.errand is not None if isinstance(run, Experiment) else run.goal_us is not None


def _stamp(path: Path) -> tuple[int, int]:
    """Tells whether a file is another than before; one that is not there is one, too."""
    if not path.exists():
        return 0, 0
    found = path.stat()
    return found.st_mtime_ns, found.st_ino
