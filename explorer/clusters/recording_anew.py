"""Has the stories of real servers played anew, and their recordings written: see `shipped`.

    python -m explorer.clusters.recording_anew

A story of which not all came out as it says is not written, and is told.
"""

import sys
from dataclasses import replace

from explorer import presets
from explorer.clusters import elsewhere, shipped
from explorer.clusters.keeping import as_text
from explorer.experiment import Experiment
from explorer.stories import Scenario


def write(scenario: Scenario) -> list[str]:
    """Plays a story and writes how it went; or returns what did not come out as it says."""
    happened = elsewhere.went(scenario, lambda _per_cent: None)
    assert happened.transcript is not None
    run = Experiment(happened)
    run.timeline.run_until(run.end_us)
    wrong = [f"{result.text}: {result.observed}" for result in run.results() if not result.held]
    if not wrong:
        path = shipped.path(scenario)
        path.parent.mkdir(exist_ok=True)
        told = replace(happened.transcript, place="")  # where whoever is told of it has never been
        path.write_text(as_text(told) + "\n", encoding="utf-8")
    return wrong


def main() -> str:
    """All of them; what did not come out so, in words."""
    wanted = [
        scenario
        for preset in presets.load_all() if preset.model.engine != "embedded"
        for scenario in preset.scenarios.values()
    ]  # fmt: skip
    failed = {shipped.path(each).name: wrong for each in wanted if (wrong := write(each))}
    return "\n".join(f"{name} stays as it was: {'; '.join(w)}" for name, w in failed.items())


if __name__ == "__main__":
    sys.exit(main() or 0)
