"""A program that plays a load at real pace and records it, until it is killed; see test_killed.

On its standard output stands, for each tick, the monotonic clock and how many events there were.
"""

import os
import sys
import time
from pathlib import Path

from explorer.experiment import Experiment
from explorer.presets import load
from explorer.recorder import Recorder

TICK_S = 0.016


def main(path: Path, every_s: float) -> None:
    scenario = load("20").scenario()
    experiment = Experiment(scenario)
    experiment.set_speed(1.0)
    experiment.play()
    recorder = Recorder(experiment, path)
    recorder.keep(wait=True)
    last = kept = time.monotonic()
    while True:
        now = time.monotonic()
        experiment.advance(now - last)
        last = now
        said = f"{time.monotonic()} {len(experiment.timeline.branch.events)}\n"
        os.write(1, said.encode())
        if now - kept >= every_s:
            kept = now
            recorder.keep()
        assert recorder.error is None, recorder.error
        time.sleep(TICK_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
