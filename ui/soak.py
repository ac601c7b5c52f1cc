"""A soak: the real window, in its real event loop, with every panel in sight, used at random.

A heartbeat of a few milliseconds shows how long the window kept events waiting: by the wall clock,
which another program can spoil, and by the time that this thread itself has worked. What was being
done in the longest gaps is told by a thread that looks on.
"""

import faulthandler
import random
import re
import threading
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter, thread_time
from typing import BinaryIO

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer import presets
from explorer.bench.resident import resident_mb
from explorer.experiment import Experiment
from explorer.steering import Run
from explorer.stories import Preset
from ui.panels import PANELS
from ui.window import MainWindow

BEAT_MS = 5
HAND_MS = 350
"""How often something is done by hand."""
STORY_S = 10
"""How long a story stays open: all of them, twelve, are a round of two minutes."""
OPENING_MS = 1_000
"""Nobody opens a dozen panels at once: they are there, and drawn, when the soak begins."""
OVERDUE_S = 0.045
"""A gap of this length is looked into."""
SIZE = (1920, 1080)
_LINE = re.compile(r'File "(.+)", line (\d+) in (\S+)')
HERE = (
    "play", "play", "play", "pause", "step", "speed", "crash", "restart", "heal", "select server",
    "select", "theme next", "show", "show", "measure", "measure off", "click", "click", "click",
)  # fmt: skip
"""What is done by hand where the run stands."""
FAR = ("seek", "next", "previous", "back", "undo", "story")
"""What goes to another place of the run."""
ASIDE = ("compare",)
"""What shows another page."""
BESIDE = (
    "play", "play", "step", "speed", "crash", "restart", "select server", "theme next",
    *FAR, "compare off", "compare off",
)  # fmt: skip
"""What is done by hand where two runs are compared."""
STORIES = ("20:storm", "13", "1", "17", "21", "24", "19:full-half", "3", "23", "14", "18", "2")
"""What is played: storms, loads, and the small ones between them."""


def _numbers() -> "array[float]":
    """Plain doubles: what is weighed is the window, and not the list of its gaps."""
    return array("d")


@dataclass(slots=True)
class Findings:
    """What a soak has seen; gaps are between beats, in milliseconds."""

    gaps_ms: "array[float]" = field(default_factory=_numbers)
    worked_ms: "array[float]" = field(default_factory=_numbers)
    """The same gaps by the time for which the window's thread had a processor."""
    memory_mb: list[tuple[int, float]] = field(default_factory=list)
    """(seconds since the start, resident memory), every second."""
    warnings: list[str] = field(default_factory=list)
    mishaps: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    """How often each verb was used."""
    causes: list[tuple[float, str]] = field(default_factory=list)
    """What was being done in long gaps: how long this thread worked, and where it was."""

    def part(self, of: Sequence[float], part: float) -> float:
        """A quantile of the gaps: the one that so many are no longer than."""
        return sorted(of)[min(len(of) - 1, int(len(of) * part))] if of else 0.0

    @property
    def p99_ms(self) -> float:
        """What 99 gaps in 100 stay below."""
        return self.part(self.gaps_ms, 0.99)

    @property
    def longest_ms(self) -> float:
        """The longest gap."""
        return max(self.gaps_ms, default=0.0)

    @property
    def minutes_mb(self) -> list[float]:
        """The most memory of each minute."""
        minutes = {at_s // 60 for at_s, _ in self.memory_mb}
        return [max(mb for at_s, mb in self.memory_mb if at_s // 60 == m) for m in sorted(minutes)]

    def grown_mb(self, since_s: int = 60) -> float | None:
        """How much more memory the second half of what follows the first minute needs; None: short.

        Highest against highest, for what a story takes it gives back when it is left; halves, for
        like is to be compared with like: in five minutes each half is one round of all stories, in
        which the same is done.
        """
        later = [mb for at_s, mb in self.memory_mb if at_s >= since_s]
        half = len(later) // 2
        return max(later[half:]) - max(later[:half]) if half > 1 else None


class Soak:
    """One soak: `run` it once."""

    def __init__(
        self, app: QApplication, seed: int = 1, hands: Sequence[str] = (*HERE, *FAR, *ASIDE)
    ) -> None:
        """The window, with every panel in sight; `seed` draws what is done, of these `hands`."""
        self._hands, self._seed = hands, seed
        self.found = Findings()
        self._app, self._luck = app, random.Random(seed)
        self._stories = [_story(name) for name in STORIES]
        self.window = MainWindow()
        self.window.mishaps.install()
        self.window.show_stories([story for story, _ in self._stories])
        self.window.resize(*SIZE)
        self.window.show()
        self._beat_s = self._began_s = perf_counter()
        self._worked_s = thread_time()
        self._opened = 0
        self._soon = QTimer(self.window)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._play_on)
        self._over = threading.Event()
        self._where = ""

    def run(self, seconds: float) -> Findings:
        """Plays for so long; then the window is closed."""
        self.window.housekeeping.begin()
        self._open()
        self._spread()
        QTest.qWait(OPENING_MS)
        loop = QEventLoop()
        timers = [(BEAT_MS, self._beat), (HAND_MS, self._hand), (STORY_S * 1000, self._open),
                  (1_000, self._weigh)]  # fmt: skip
        made = [QTimer(self.window) for _ in timers]
        for timer, (each_ms, does) in zip(made, timers, strict=True):
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(does)
            timer.start(each_ms)
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        watcher = threading.Thread(target=self._watch, args=(threading.get_ident(),), daemon=True)
        self._beat_s, self._worked_s = perf_counter(), thread_time()
        watcher.start()
        loop.exec()
        self._over.set()
        watcher.join()
        for timer in (*made, self._soon):
            timer.stop()
        self._close()
        return self.found

    def _close(self) -> None:
        mishaps = self.window.mishaps
        self.found.mishaps = [f"{m.where}: {m.text}" for m in mishaps.known]
        self.found.warnings = list(mishaps.qt_warnings)
        mishaps.remove()
        self.window.housekeeping.end()
        self.window.close()
        self.window.deleteLater()

    # -- what is measured

    def _beat(self) -> None:
        now_s, worked_s = perf_counter(), thread_time()
        self.found.gaps_ms.append((now_s - self._beat_s) * 1000)
        self.found.worked_ms.append((worked_s - self._worked_s) * 1000)
        if self._where:
            self.found.causes.append((self.found.worked_ms[-1], self._where))
            self._where = ""
        self._beat_s, self._worked_s = now_s, worked_s

    def _weigh(self) -> None:
        mb = resident_mb()
        if mb is not None:
            self.found.memory_mb.append((round(perf_counter() - self._began_s), mb))

    def _watch(self, window: int) -> None:
        """Looks on from another thread: where is the window's, while its beat is overdue?"""
        seen_s = 0.0
        with TemporaryFile("w+b") as file:
            while not self._over.wait(0.005):
                beat_s = self._beat_s
                if beat_s != seen_s and perf_counter() - beat_s > OVERDUE_S:
                    seen_s, self._where = beat_s, _where(window, file)

    # -- what is done

    def _open(self) -> None:
        place = self._opened % len(self._stories)
        if place == 0:  # each round does the same: what it takes can be compared
            self._luck = random.Random(self._seed)
        story, variant = self._stories[place]
        self._opened += 1
        self.window.open_scenario(story.scenario(variant or None))
        self._do("play")

    def _spread(self) -> None:
        """Every panel floats, so that each of them is in sight."""
        for i, panel in enumerate(PANELS):
            dock = self.window.page.docks[panel.name]
            if panel.area == "below":
                dock.setFloating(True)
                dock.setGeometry(40 + 60 * i, 60 + 40 * i, 900, 420)
                dock.show()

    def _hand(self) -> None:
        luck, run = self._luck, self.window.run
        assert run is not None
        line = luck.choice(self._hands if isinstance(run, Experiment) else BESIDE)
        if line == "click":
            self._click()
        else:
            self._do(self._whole(line, run))
        if line != "pause":
            self._soon.start(HAND_MS // 2)

    def _play_on(self) -> None:
        """Time is let go on: a hand does one thing after the other."""
        run = self.window.run
        if run is not None and not run.playing:
            self._do("play")

    def _whole(self, line: str, run: Run) -> str:
        """The line with what it is to be done to."""
        luck = self._luck
        said = {
            "seek": f"seek {luck.randrange(run.end_us)}us",
            "speed": f"speed {run.clamp(run.speed * luck.choice((0.5, 2)))}",
            "show": f"show {luck.choice(PANELS).name}",
        }
        if line in ("crash", "restart", "select server"):
            return f"{line} {luck.choice(list(run.timeline.cluster.replicas))}"
        return said.get(line, line)

    def _do(self, line: str) -> None:
        self.found.said[line.split()[0]] += 1
        self.window.do(line)

    def _click(self) -> None:
        """A click somewhere on the stage or the time line."""
        self.found.said["click"] += 1
        target = self._luck.choice((self.window.stage, self.window.transport.time_line))
        x, y = (self._luck.randrange(max(1, n)) for n in (target.width(), target.height()))
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(x, y))


def _story(name: str) -> tuple[Preset, str]:
    number, _, variant = name.partition(":")
    return presets.load(number), variant


def _where(thread: int, file: BinaryIO) -> str:
    """The functions that a thread is in, the innermost last.

    By way of a file, for nothing may hold its frames: what they have would end in another thread.
    """
    file.seek(0)
    file.truncate()
    faulthandler.dump_traceback(file, all_threads=True)
    file.seek(0)
    _, _, mine = file.read().decode(errors="replace").partition(f"Thread 0x{thread:016x}")
    lines = _LINE.findall(mine.partition("Thread 0x")[0])
    names = [f"{Path(path).name}:{line} {name}" for path, line, name in lines]
    return " > ".join(reversed([name for name in names if "soak.py" not in name][:7]))
