"""`run_presets`: every variant of every story, headless, beside the pace of the bare workload."""

from collections.abc import Iterator

from explorer import presets
from explorer.bench import ours, work
from explorer.bench.rounds import medians, seconds
from explorer.bench.rows import Asked, Goal, Row
from explorer.experiment import Experiment
from explorer.stories import Scenario


def run_presets(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Events of the log a second."""

    def stories() -> float:
        return _pace(wanted)

    def the_workload() -> float:
        run = ours.timeline(asked.sized(work.FULL))
        took_s = seconds(lambda: ours.play(run))
        return len(run.branch.events) / took_s

    computed = [story for story in presets.load_all() if story.model.engine == "embedded"]
    wanted = [each for story in computed for each in story.scenarios.values()]
    wanted = wanted[: asked.sized(len(wanted))]
    pace, peer = medians(asked, stories, the_workload)
    yield Row("run_presets", "events/s", pace, peer=peer,
              peer_name="the workload of engine_vs_simpy", goal=goal)  # fmt: skip


def _pace(wanted: list[Scenario]) -> float:
    events, took_s = 0, 0.0
    for scenario in wanted:
        run = Experiment(scenario)
        took_s += seconds(lambda run=run: run.seek(run.end_us))  # type: ignore[misc]
        events += len(run.timeline.branch.events)
    return events / took_s
