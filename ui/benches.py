"""What the window is measured by: rows of `bench` that need Qt."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from time import perf_counter

from PySide6.QtGui import QImage

from explorer import folders, framing, presets
from explorer.bench.rounds import medians, quantile
from explorer.bench.rows import Asked, Goal, Row
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.frame_messages import Messages
from explorer.frame_stage import LinkView, MessageKind, MessageView, ServerView
from explorer.preferences import Preferences
from ui import app, soak
from ui.charts import Charts
from ui.stage_view import StageView

GAP_MS, LONGEST_GAP_MS, GROWN_MB = 50.0, 200.0, 20.0
"""What a soak may take: 99 gaps in 100, the longest, and memory after the first minute."""
FRAME_MS = 16.6
"""What there is for a picture at 60 a second."""
SIZE, CHARTS_SIZE = (1920, 1080), (1920, 240)
SERVERS, MESSAGES, PICTURES = 100, 10_000, 200
WAY_US, STEP_US = 80_000, 300
KINDS: tuple[MessageKind, ...] = ("write", "ack", "read", "reply")

OURS = """
from explorer.__main__ import main
from ui.cover import Cover
made = Cover.__init__
def watched(self):
    made(self)
    self.painted.connect(lambda: print("painted", flush=True))
Cover.__init__ = watched
main([])
"""
"""The program as somebody starts it; its first picture says when it was painted."""
EMPTY = """
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print("painted", flush=True)
app = QApplication([])
window = Window()
window.resize(1280, 720)
window.show()
app.exec()
"""


def first_paint(asked: Asked, goal: Goal) -> Iterator[Row]:
    """From the start of the program to its first painted window, in a process of its own."""

    def quorumscope() -> float:
        return _painted_s(OURS)

    def an_empty_window() -> float:
        return _painted_s(EMPTY)

    _painted_s(OURS)  # what it reads is in the system's memory from now on, as it is for the peer
    ours_s, empty_s = medians(asked, quorumscope, an_empty_window)
    yield Row(
        "first_paint", "ms", 1000 * ours_s, 1000 * empty_s, "an empty window of Qt", goal=goal
    )


def _painted_s(program: str) -> float:
    """Until a program says that it has painted; then it is ended."""
    around = {**os.environ, folders.VARIABLE: os.devnull}
    around.pop("PYTHONDONTWRITEBYTECODE", None)  # it would be compiled anew each time
    started = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=around
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        took = perf_counter() - started
        child.kill()
    if said != "painted\n":
        raise RuntimeError(f"it said {said!r} and not that it has painted")
    return took


def stage(asked: Asked, goal: Goal) -> Iterator[Row]:
    """A picture of a stage full of messages, and the charts below it: 99 in 100 take no longer."""
    app.application(Preferences())
    took_ms = sorted(_pictures_ms(asked.sized(MESSAGES), asked.sized(PICTURES, 20)))
    yield Row("stage", "ms", quantile(took_ms, 0.99), limit=FRAME_MS,
              limit_name="what a picture may take at 60 a second", goal=goal)  # fmt: skip


def _pictures_ms(messages: int, pictures: int) -> Iterator[float]:
    """How long each picture takes, from the frame that is given to what is painted."""
    views: tuple[StageView, Charts] = StageView(), Charts(hands=False)
    sheets = []
    for view, size in zip(views, (SIZE, CHARTS_SIZE), strict=True):
        view.resize(*size)
        sheets.append(QImage(*size, QImage.Format.Format_ARGB32_Premultiplied))
    frame = crowded(messages)
    for number in range(pictures):
        # What has been found out of one frame's messages is not known of the next one's.
        sent = Messages.of(frame.messages)[:]
        frame = replace(frame, now_us=STEP_US * number, messages=sent)
        started = perf_counter()
        for view in views:
            view.show_frame(frame)
        for view, sheet in zip(views, sheets, strict=True):
            view.render(sheet)
        if number:  # the first one lays everything out
            yield 1000 * (perf_counter() - started)


def crowded(messages: int) -> Frame:
    """So many messages between a hundred servers, each at a place of its own on its way."""
    run = Experiment(presets.load("5").scenario(None))
    run.seek(run.end_us)
    luck = random.Random(1)
    names = [f"s{number}" for number in range(SERVERS)]
    return replace(
        framing.frame(run, {"charts"}), screens=(), operations=(), callouts=(), deaths=(),
        servers=tuple(ServerView(name, "", "up", 1, 1) for name in names),
        links=tuple(LinkView(a, b, WAY_US // 2, "open") for a, b in combinations(names, 2)),
        messages=Messages.of([_message(luck, names, number) for number in range(messages)]),
    )  # fmt: skip


def _message(luck: random.Random, names: list[str], number: int) -> MessageView:
    source, target = luck.sample(names, 2)
    sent_us = -luck.randrange(WAY_US // 2)
    kind = luck.choice(KINDS)
    return MessageView(number, kind, source, target, sent_us, sent_us + WAY_US, kind, 0)


def soaked(
    seconds: float, seed: int, goal: Goal, say: Callable[[str], object] | None = None,
    *, slowest: bool = False,
) -> Iterator[Row]:  # fmt: skip
    """The window used at random, every panel in sight: how long it keeps anybody waiting.

    What no row has is said; so are the `slowest` gaps, with what was done in them.
    """
    found = soak.Soak(app.application(Preferences()), seed).run(seconds)
    wrong, worked = [*found.warnings, *found.mishaps], found.worked_ms

    def row(name: str, unit: str, ours: float, limit: float, limit_name: str) -> Row:
        return Row(name, unit, ours, limit=limit, limit_name=limit_name, goal=goal)

    yield row("soak", "ms", found.p99_ms, GAP_MS, "99 in 100 gaps between heartbeats")
    yield row("soak-longest", "ms", found.longest_ms, LONGEST_GAP_MS, "the longest such gap")
    yield row(
        "soak-worked", "ms", found.part(worked, 0.99), GAP_MS, "99 in 100 by this thread's own time"
    )
    yield row(
        "soak-worked-longest", "ms", max(worked, default=0.0), LONGEST_GAP_MS, "the longest by that"
    )
    yield row("soak-errors", "errors", len(wrong), 1, "below one error or warning of Qt")
    if (grown := found.grown_mb()) is not None:
        yield row("soak-memory", "MB", max(0.0, grown), GROWN_MB, "more than after a minute")
    if say is not None:
        for line in (*_more(found, wrong), *(_slowest(found) if slowest else ())):
            say(line)


def _more(found: soak.Findings, wrong: list[str]) -> Iterator[str]:
    yield (
        f"half of the gaps are below {found.part(found.gaps_ms, 0.5):.1f} ms, "
        f"by this thread's own time {found.part(found.worked_ms, 0.5):.1f} ms"
    )
    minutes = ", ".join(f"{mb:.0f}" for mb in found.minutes_mb)
    yield f"memory, the most of each minute: {minutes or 'unknown'} MB"
    yield "warnings of Qt and errors: " + ("; ".join(wrong) or "none")


def _slowest(found: soak.Findings) -> Iterator[str]:
    for ms, where in sorted(found.causes, reverse=True)[:15]:
        yield f"{ms:7.0f} ms  {where}"
