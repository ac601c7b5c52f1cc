"""Recording a run while it goes on: what is new is handed to a thread that writes it down.

Rules this file keeps: handing over takes no longer than copying a list; there is one writer, and
it has one batch at a time; what cannot be written any more is told once, and the run goes on.
"""

import os
import platform
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.branch import Branch
from explorer.experiment import Experiment
from explorer.given_lines import given_of
from explorer.problems import InputError, problem
from explorer.recording import (
    Batch,
    Course,
    Recording,
    Result,
    Stand,
    ground_of,
    remove,
)
from explorer.timeline import Timeline

if TYPE_CHECKING:
    from explorer.recording_writer import Writer


CHUNK = 4_000
"""Events that are sealed together at most: so many are written down in a few milliseconds."""

OURS = version("quorumscope")
"""Asked once, while it can be: its files may be closed to a user whom the process becomes."""


class Recorder:
    """Records one experiment into one new file."""

    def __init__(self, experiment: Experiment, path: Path) -> None:
        """Nothing is recorded yet: `keep` has it done."""
        self.path = path
        self.error: InputError | None = None
        """Why nothing is recorded any more."""
        self._experiment = experiment
        self._ground = ground_of(experiment, OURS, platform.python_version())
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        self._writer: Writer | None = None
        self._batch: Future[None] | None = None
        self._written: dict[int, Course] = {}
        self._given: dict[int, int] = {}
        self._stand: Stand | None = None

    # -- from the run's own thread

    def keep(self, *, wait: bool = False) -> None:
        """Has what is new written down, unless the last batch is still being written.

        `wait`: until all is written. What goes wrong is told by `error`; an error of the program
        is raised as well, once.
        """
        if self._batch is not None and not (wait or self._batch.done()):
            return
        self._settle()
        with self._minded():
            batch = self._new() if self.error is None else None
        self._batch = self._thread.submit(self._write, batch) if batch else None
        if wait:
            self._settle()

    def _settle(self) -> None:
        """Waits for the last batch; what went wrong with it is raised once."""
        batch, self._batch = self._batch, None
        if batch is not None:
            batch.result()

    def conclude(self, result: Result) -> None:
        """Has it written down what came of the run."""
        self._thread.submit(self._conclude, result)

    def finish(self, target: Path | None = None) -> "Future[None]":
        """Writes the rest and closes the file; then it takes the place of `target`, if any.

        What goes wrong is raised by the future, as an InputError: then a file that was at `target`
        is as it was.
        """
        with suppress(Exception), self._minded():
            if self.error is None and (batch := self._new()):
                self._thread.submit(self._write, batch)
        done = self._thread.submit(self._end, target)
        self._thread.shutdown(wait=False)
        return done

    def _new(self) -> Batch | None:
        """What has come since the last batch; None: nothing."""
        timeline = self._experiment.timeline
        courses, given, events = [], [], []
        for course, branch in zip(_courses(timeline), timeline.branches, strict=True):
            number = course.number
            before = self._written.get(number) or Course(number, branch.name, events=branch.shared)
            if course != self._written.get(number):
                courses.append(course)
            events += [
                (number, first, branch.events[first : first + CHUNK])
                for first in range(before.events, course.events, CHUNK)
            ]
            known = self._given.get(number, 0)
            new = enumerate(branch.given[known:], known)
            given += [(number, i, given_of(timed)) for i, timed in new]
            self._written[number], self._given[number] = course, len(branch.given)
        before_stand, self._stand = self._stand, _stand(self._experiment)
        moved = self._stand != before_stand
        if not (moved or courses or given or events):
            return None
        return Batch(tuple(courses), tuple(given), tuple(events), self._stand)

    @contextmanager
    def _minded(self) -> Iterator[None]:
        """After anything has gone wrong nothing is recorded any more: it would have a gap."""
        try:
            yield
        except InputError as error:
            self.error = error
        except Exception as error:
            self.error = problem(str(self.path), f"an error of the program ({error!r})")
            raise

    # -- in the thread that writes

    def _open(self) -> "Writer":
        if self._writer is None:
            from explorer.recording_writer import Writer  # SQLAlchemy takes a while to import

            self._writer = Writer(self.path, self._ground)
        return self._writer

    def _write(self, batch: Batch) -> None:
        with self._minded():
            if self.error is None:
                self._open().write(batch)

    def _conclude(self, result: Result) -> None:
        with self._minded():
            if self.error is None:
                self._open().conclude(result)

    def _end(self, target: Path | None) -> None:
        from explorer import recording_writer

        try:
            self._close()
            if target is not None:
                recording_writer.replace(target, self.path)
        except InputError as error:
            if target is None:
                raise
            remove(self.path)
            raise problem(str(target), error.problems[0].message) from None

    def _close(self) -> None:
        """Closes what is open; raises why not all was written, if so."""
        if self._writer is not None:
            self._writer.close()
        if self.error is not None:
            raise self.error


def save(experiment: Experiment, target: Path) -> "Future[None]":
    """Has the whole run written to a file; one that is there is replaced when the new one is whole.

    What goes wrong is raised by the future, as an InputError about `target`.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    return Recorder(experiment, part).finish(target)


def copy(experiment: Experiment, name: str) -> Recording:
    """What it takes to run it again elsewhere, called so: a recording in no file, without events.

    It can be sent to another process.
    """
    timeline = experiment.timeline
    ground = ground_of(experiment, OURS, platform.python_version())
    courses = tuple(_courses(timeline))
    given = {n: tuple(map(given_of, b.given)) for n, b in enumerate(timeline.branches, 1)}
    return Recording(Path(name), ground, courses, given, (), _stand(experiment), None)


def _stand(experiment: Experiment) -> Stand:
    timeline = experiment.timeline
    return Stand(timeline.branch.number + 1, timeline.now_us, experiment.end_us,
                 timeline.cluster.steps)  # fmt: skip


def _courses(timeline: Timeline) -> Iterator[Course]:
    aside = {branch.number: nth for nth, branch in enumerate(timeline.aside, 1)}
    for number, branch in enumerate(timeline.branches, 1):
        yield _course(number, branch, aside.get(branch.number, 0))


def _course(number: int, branch: Branch, aside: int) -> Course:
    parent = 0 if branch.parent is None else branch.parent + 1
    return Course(number, branch.name, parent, branch.forked_us or 0, branch.shared, branch.head_us,
                  len(branch.events), int(branch.mere), aside)  # fmt: skip
