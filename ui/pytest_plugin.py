"""For pytest: fixtures of a cluster and its window, and scenario files collected as tests.

`cluster` is acted on in the verb language, `experiment` is its run, `page` its window; a test that
asks for `page` acts by the window's hands in all of them. Which story that is, a marker says:
`@pytest.mark.quorumscope("5", variant="sticky", seed=3)`; without one it is Ripple. What is to be
seen is said with `ui.expecting.expect`.
"""

import gc
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explorer.scenarios import is_scenario

if TYPE_CHECKING:
    from explorer.commands.scenario import Rehearsal
    from explorer.driving import Cluster
    from explorer.experiment import Experiment
    from explorer.performing import Hands
    from ui.page import Page

USUAL = "ripple"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What can be said of all scenarios and windows at once."""
    group = parser.getgroup("quorumscope", "clusters and their windows")
    group.addoption("--quorumscope-window", action="store_true",
                    help="windows are seen, where there is a display")  # fmt: skip
    group.addoption("--quorumscope-artifacts", metavar="DIR",
                    help="of each scenario a folder that explains it")  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """The marker that says which story is run."""
    marker = "quorumscope(story, variant=None, seed=None, set={}): the story of cluster and page"
    config.addinivalue_line("markers", marker)


# -- fixtures


@pytest.fixture
def quorumscope_hands(request: pytest.FixtureRequest) -> "Iterator[Hands]":
    """What the run of this test is acted on by: its window, where it asks for one."""
    from explorer.performing import Bare

    marker = request.node.get_closest_marker("quorumscope")
    experiment = _experiment(*marker.args, **marker.kwargs) if marker else _experiment()
    if "page" not in request.fixturenames:
        yield Bare(experiment)
        return
    from ui import acting

    collects = gc.isenabled()
    with acting.shown(experiment, seen=request.config.getoption("quorumscope_window")) as hands:
        yield hands
    if collects:
        gc.enable()  # beside a window it is off


@pytest.fixture
def cluster(quorumscope_hands: "Hands") -> "Cluster":
    """A cluster that is acted on, line by line."""
    from explorer.driving import Cluster

    return Cluster(quorumscope_hands)


@pytest.fixture
def experiment(quorumscope_hands: "Hands") -> "Experiment":
    """The run of this test."""
    return quorumscope_hands.experiment


@pytest.fixture
def page(quorumscope_hands: Any) -> "Page":
    """The window on the run of this test, off screen unless it is to be seen."""
    found: Page = quorumscope_hands.page
    return found


def _experiment(
    story: str | int = USUAL, variant: str | None = None, seed: int | None = None,
    set: dict[str, object] | None = None,  # noqa: A002  (as on the command line)
) -> "Experiment":  # fmt: skip
    """What a marker says is run."""
    from explorer import presets
    from explorer.experiment import Experiment

    settings = [f"{name}={value}" for name, value in (set or {}).items()]
    return Experiment(presets.load(str(story), settings).scenario(variant), seed)


# -- scenario files


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioCollector | None":
    """A scenario file is a test."""
    if not is_scenario(file_path):
        return None
    return ScenarioCollector.from_parent(parent, path=file_path)


class ScenarioCollector(pytest.File):
    """One scenario file."""

    def collect(self) -> "Iterator[ScenarioItem]":
        """The scenario in it; what is wrong with the file is told, all of it."""
        from explorer.commands import scenario
        from explorer.problems import InputError

        options = Namespace(
            variant=None, until=None, full=False, settings=(), seed=None, seeds=None,
            window=self.config.getoption("quorumscope_window"),
            pace=None,
            artifacts=self.config.getoption("quorumscope_artifacts"),
        )  # fmt: skip
        try:
            (rehearsal,) = scenario.read(_shortest(self.path), options)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        yield ScenarioItem.of(self, rehearsal)


def _shortest(path: Path) -> str:
    """A file as a person who stands here writes it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


class StepFailedError(Exception):
    """A step of a scenario did not hold: the run in words."""


class ScenarioItem(pytest.Item):
    """A scenario, done once."""

    rehearsal: "Rehearsal"

    @classmethod
    def of(cls, parent: ScenarioCollector, rehearsal: "Rehearsal") -> "ScenarioItem":
        """A scenario as a test."""
        item: ScenarioItem = cls.from_parent(parent, name=rehearsal.scenario.title)
        item.rehearsal = rehearsal
        return item

    def runtest(self) -> None:
        """Does it; raises what it has come to where a step failed."""
        from explorer.commands import run, scenario

        collects = gc.isenabled()
        try:
            row, experiment = scenario.done(self.rehearsal, run.row_of, run.told)
        finally:
            if collects:
                gc.enable()  # beside a window it is off
        self.user_properties.append(("digest", row["digest"]))
        if not row["passed"]:
            raise StepFailedError(run.told(row, experiment))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A step that failed is told with its file and line, and not where pytest saw it."""
        if isinstance(excinfo.value, StepFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file and the line of the first step, from 0."""
        first = self.rehearsal.scenario.steps[0].line
        return self.path, first - 1, f"{self.path.name}: {self.name}"
