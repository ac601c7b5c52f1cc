"""Killed without a warning while it records: the file opens, and at most a second is lost."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import recording_reader
from explorer.reopening import Reopening
from ui.record_clock import KEEP_MS

CHILD = Path(__file__).with_name("recording_child.py")
KILLS, AT_ONCE = 10, 5
MOST_LOST_S = 1.0

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")


def start(path: Path) -> subprocess.Popen[str]:
    """A recording program that has begun: its file is there."""
    command = [sys.executable, str(CHILD), str(path), str(KEEP_MS / 1000)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def killed(child: subprocess.Popen[str], ticks: int) -> list[tuple[float, int]]:
    """Kills it after so many ticks; what it said: (when, how many events there were)."""
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(ticks)]
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(float(at), int(events)) for at, events in whole]


def lost_s(path: Path, said: list[tuple[float, int]]) -> float:
    """How much of the wall clock the recording lacks of what had happened when it was killed."""
    reopening = Reopening(recording_reader.read(path))
    reopening.finish()
    assert reopening.finding == ""
    recorded = sum(course.events for course in reopening.recording.courses)
    missing = [at for at, events in said if events > recorded]
    return said[-1][0] - missing[0] if missing else 0.0


@pytest.mark.parametrize("batch", range(KILLS // AT_ONCE))
def test_a_recording_that_is_killed_opens_and_lacks_a_second_at_most(batch: int, tmp_path: Path):
    luck = random.Random(batch)
    paths = [tmp_path / f"{i}.qscope" for i in range(AT_ONCE)]
    children = [start(path) for path in paths]
    said = [killed(child, luck.randint(1, 90)) for child in children]
    lost = [lost_s(path, each) for path, each in zip(paths, said, strict=True)]
    assert max(lost) <= MOST_LOST_S, lost
