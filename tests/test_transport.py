"""The transport and the time line: what a hand does, which line it sends."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QSlider, QToolButton, QWidget

from explorer.frame import Frame
from explorer.frame_stage import OperationView, ServerView
from explorer.frame_story import LessonView, PromiseView
from explorer.frame_time import (
    AheadView,
    BranchView,
    FaultBand,
    Mark,
    PendingView,
    PlaybackView,
    Tick,
    TimelineView,
)
from explorer.frame_verdicts import VerdictsView, VerdictView
from ui import theme
from ui.branch_lanes import BranchLanes
from ui.speeds import EXPRESS, SPEEDS
from ui.time_line import TimeLine
from ui.time_line_ahead import spots
from ui.time_line_paint import Ground, _paint_band_text, band_rects, columns
from ui.time_line_paint import lanes as lanes_of
from ui.transport import Transport
from ui.until_menu import entries

STORY = BranchView("story", None, current=True, head_us=80_000)


def tick(number, ended_us, outcome, kind="read"):
    text = f"operation {number}: {outcome}"
    return Tick(number, "Y", "feed", kind, (ended_us or 50_000) - 5_000, ended_us, outcome, text)


def frame(now_us=40_000, ticks=(), bands=(), marks=(), branches=(STORY,), end_us=120_000, **more):
    return Frame(
        now_us=now_us, seed=7,
        promise=PromiseView(3, 1, 1, 3, "", False, (), "", ""),
        servers=more.pop("servers", ()), links=(), messages=(), deaths=(), screens=(), callouts=(),
        operations=more.pop("operations", ()),
        lesson=LessonView(1, "", 1, "", (), "", "", (), ""),
        timeline=TimelineView(end_us, 80_000, bands, ticks, marks, branches), **more,
    )  # fmt: skip


@pytest.fixture
def transport(qtbot):
    widget = Transport()
    qtbot.addWidget(widget)
    widget.resize(1200, 160)
    widget.show_frame(frame())
    return widget


@pytest.fixture
def time_line(qtbot):
    widget = TimeLine()
    qtbot.addWidget(widget)
    widget.resize(1000, 110)
    widget.show_frame(frame())
    return widget


def said(widget):
    lines = []
    widget.command.connect(lines.append)
    return lines


def named(widget, name, kind=QToolButton):
    return next(each for each in widget.findChildren(kind) if each.accessibleName() == name)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("To the start", "start"),
        ("Previous interesting event", "previous"),
        ("Step back", "back"),
        ("Play", "play"),
        ("Step forward", "step"),
        ("Next interesting event", "next"),
    ],
)
def test_each_button_sends_its_line(transport, qtbot, name, line):
    lines = said(transport)
    qtbot.mouseClick(named(transport, name), Qt.MouseButton.LeftButton)
    assert lines == [line]


def test_the_summary_of_the_verdicts_opens_them(transport, qtbot):
    lines = said(transport)
    judged = VerdictView("convergence", "Convergence", "", False, "holds", "", (), None)
    transport.show_frame(frame(verdicts=VerdictsView((judged,), 40_000, current=True)))
    summary = named(transport, "Verdicts: ✓ 1 hold", QAbstractButton)
    qtbot.mouseClick(summary, Qt.MouseButton.LeftButton)
    qtbot.keyClick(summary, Qt.Key.Key_Return)
    assert lines == ["show verdicts", "show verdicts"]


def test_play_becomes_pause_and_back(transport):
    lines = said(transport)
    transport.show_frame(frame(playback=PlaybackView(playing=True)))
    named(transport, "Pause").click()
    transport.show_frame(frame(playback=PlaybackView()))
    named(transport, "Play").click()
    assert lines == ["pause", "play"]


def test_speed_goes_by_stops_and_the_slider_follows_silently(transport):
    lines = said(transport)
    transport.show_frame(frame(playback=PlaybackView(speed=0.005)))
    assert lines == []
    assert named(transport, "Speed", QSlider).value() == SPEEDS.index(0.005)
    named(transport, "Slower").click()
    named(transport, "Faster").click()
    named(transport, "Speed", QSlider).setValue(SPEEDS.index(20.0))
    assert lines == ["speed 0.002", "speed 0.01", "speed 20"]


def test_the_ends_of_the_speed_scale_are_greyed(transport):
    transport.show_frame(frame(playback=PlaybackView(speed=SPEEDS[0])))
    assert not named(transport, "Slower").isEnabled()
    assert named(transport, "Faster").isEnabled()
    transport.show_frame(frame(playback=PlaybackView(speed=SPEEDS[-1], express=True)))
    assert named(transport, "Slower").isEnabled()
    assert not named(transport, "Faster").isEnabled()


def test_express_is_the_stop_above_the_greatest_speed(transport):
    lines = said(transport)
    transport.show_frame(frame(playback=PlaybackView(speed=SPEEDS[-1])))
    named(transport, "Faster").click()
    named(transport, "Speed", QSlider).setValue(EXPRESS)
    view = PlaybackView(True, SPEEDS[-1], express=True, events_per_s=12_345)
    transport.show_frame(frame(playback=view))
    named(transport, "Slower").click()
    assert lines == ["speed express", "speed express", "speed 100"]
    assert transport._pace.text() == "express"
    text = "express: drawn 4 times a second, 12,345 events/s"
    assert transport._said.accessibleName() == text


def test_a_speed_that_the_machine_cannot_reach_says_what_it_reaches(transport):
    transport.show_frame(frame(playback=PlaybackView(True, 10.0, reached=0.5)))
    assert transport._pace.text() == "1 s lasts 2 s: all this machine can"


def test_time_seed_and_speed_in_words(transport):
    transport.show_frame(frame(playback=PlaybackView(True, 0.005)))
    texts = [each.text() for each in (transport._time, transport._end, transport._seed)]
    assert texts == ["40.00 ms", "of 120 ms", "seed 7"]
    assert transport._pace.text() == "1 ms lasts 0.2 s"


def lanes(transport, *names, current=1):
    views = [
        BranchView(n, 30_000 if i else None, i == current, 80_000, 0 if i else None)
        for i, n in enumerate(names)
    ]
    transport.show_frame(frame(branches=tuple(views)))
    return transport.lanes


def test_branches_show_only_when_there_are_two(transport):
    assert lanes(transport, "story", current=0).isHidden()
    assert not lanes(transport, "story", "crash A at 30 ms").isHidden()
    assert transport.lanes.accessibleDescription() == (
        "2 of 2: crash A at 30 ms, from 30 ms, run to 80 ms: this one is shown. Enter: go there"
    )


def test_a_click_on_a_lane_goes_to_its_branch(transport, qtbot):
    shown, lines = lanes(transport, "story", "crash A at 30 ms"), said(transport)
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(300, shown._line() // 2))
    assert lines == ["branch story"]


def test_the_keyboard_walks_all_lanes_though_three_are_drawn(transport, qtbot):
    names = ["story", *(f"crash {name} at 1 ms" for name in "ABCDE")]
    shown, lines = lanes(transport, *names), said(transport)
    assert len(shown._shown()) == 3
    for _ in range(9):
        qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert [branch.name for _, branch in shown._shown()] == names[-3:]
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert lines == ["branch crash E at 1 ms"]


def test_the_menu_offers_the_end_of_what_is_under_way(transport):
    operation = OperationView(4, "X", "post", "A", "write", 1, 2, "pending", "", 30_000)
    arrival = PendingView(75_000, "message", "write from A reaches C", "write")
    servers = tuple(ServerView(name, "", "up", 0, 0) for name in "AB")
    now = frame(operations=(operation,), ahead=AheadView((arrival,), 1), servers=servers)
    assert entries(now) == [
        ("Until X's post (#4) has ended", "play until end of #4"),
        ("Until 75 ms: write from A reaches C", "play until 75ms"),
        ("Until the next event at A", "play until A"),
        ("Until the next event at B", "play until B"),
        ("To the end, 120 ms", "play until 120ms"),
    ]
    transport.show_frame(now)
    button, lines = named(transport, "Play until"), said(transport)
    button.menu().aboutToShow.emit()
    button.menu().actions()[0].trigger()
    assert lines == ["play until end of #4"]


def test_what_lies_ahead_is_marked_and_told(time_line):
    items = (
        PendingView(60_000, "message", "write from A reaches C", "write"),
        PendingView(60_100, "timeout", "X's post times out"),
        PendingView(90_000, "command", "the story: crash A"),
    )
    time_line.show_frame(frame(ahead=AheadView(items, 3)))
    ground = time_line._ground()
    marks = spots(AheadView(items, 3), ground)
    assert [len(each) for _, each in marks] == [2], "near ones share a mark; the story has its own"
    where = QPoint(x_of(time_line, 60_000), round(ground.row("ahead").center().y()))
    assert time_line.texts_at(where)[:2] == [
        "write from A reaches C at 60 ms, in 20 ms",
        "X's post times out at 60.1 ms, in 20.1 ms",
    ]


def test_all_that_can_be_used_has_a_name_a_tip_and_the_keyboard(transport):
    for widget in transport.findChildren(QWidget):
        if isinstance(widget, QToolButton | QSlider | TimeLine | BranchLanes):
            assert widget.objectName()
            assert widget.accessibleName()
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert widget.toolTip() or isinstance(widget, TimeLine | BranchLanes)


def x_of(time_line, us):
    return round(time_line._ground().x(us))


def test_a_click_seeks_to_the_moment_under_it(time_line, qtbot):
    lines = said(time_line)
    ground = time_line._ground()
    where = QPoint(x_of(time_line, 60_000), 40)
    qtbot.mouseClick(time_line, Qt.MouseButton.LeftButton, pos=where)
    seconds = float(lines[0].removeprefix("seek ").removesuffix("s"))
    assert abs(seconds * 1e6 - 60_000) <= 120_000 / ground.width


def test_a_drag_seeks_all_the_way_and_stops_at_the_ends(time_line, qtbot):
    lines = said(time_line)
    qtbot.mousePress(time_line, Qt.MouseButton.LeftButton, pos=QPoint(500, 40))
    qtbot.mouseMove(time_line, QPoint(2, 40))
    assert lines[1:] == [], "there was no time for it yet"
    qtbot.mouseMove(time_line, QPoint(998, 40))
    qtbot.mouseRelease(time_line, Qt.MouseButton.LeftButton, pos=QPoint(998, 40))
    assert lines[1:] == ["seek 0.12s"], "what was passed by meanwhile is left out"


def test_home_and_end_seek_and_arrows_are_left_to_the_window(time_line, qtbot):
    lines = said(time_line)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Left):
        qtbot.keyClick(time_line, key)
    assert lines == ["seek 0s", "seek 0.12s"]


def test_the_tool_tip_tells_what_is_under_the_mouse(time_line):
    time_line.show_frame(
        frame(
            ticks=(tick(1, 30_000, "stale"), tick(2, 90_000, "fresh")),
            bands=(FaultBand("cut", "A – B cut", 20_000, None),),
            marks=(Mark(30_000, "X posts"),),
        )
    )
    ground, x = time_line._ground(), x_of(time_line, 30_000)
    texts = {
        row: time_line.texts_at(QPoint(x, round(ground.row(row).center().y())))
        for row in ("faults", "reads", "writes", "story")
    }
    assert texts["faults"][0] == "A – B cut: 20.00 ms to still so"
    assert texts["reads"][0] == "30.00 ms: operation 1: stale"
    assert texts["story"][0] == "30.00 ms: X posts"
    assert len(texts["writes"]) == 1


def test_an_open_fault_runs_to_the_head():
    ground = Ground(left=50, width=1200, line=14, end_us=120_000)
    view = frame(bands=(FaultBand("down", "C down", 30_000, None),)).timeline
    ((_, rect),) = band_rects(view, ground)
    assert (rect.left(), rect.right()) == (350.0, 850.0)


def test_only_faults_at_the_same_time_share_the_row():
    first = FaultBand("cut", "one", 0, 20)
    second = FaultBand("down", "two", 10, 30)
    alone = FaultBand("cut", "three", 30, None)
    assert lanes_of((first, second, alone), 50) == [(first, 0, 2), (second, 1, 2), (alone, 0, 1)]


def test_ten_thousand_ticks_are_few_columns():
    ground = Ground(left=0, width=1000, line=14, end_us=120_000)
    ticks = [tick(n, n * 12, "fresh") for n in range(10_000)]
    cells = columns(ticks, ground)
    assert len(cells["read", "fresh"]) == 1_000


def test_fresh_stale_and_unknown_are_drawn_differently(time_line):
    pictures = []
    for outcome in ("fresh", "stale", "info", "fail", "pending"):
        time_line.show_frame(frame(ticks=(tick(1, 30_000, outcome),)))
        image = QImage(time_line.size(), QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            QWidget.render(time_line, painter, QPoint())
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == len(pictures)


def test_the_same_frame_is_not_painted_again(time_line, monkeypatch):
    again = frame()
    time_line.show_frame(again)
    updates = []
    monkeypatch.setattr(time_line, "update", lambda: updates.append(1))
    time_line.show_frame(again)
    assert updates == []
    time_line.show_frame(dataclasses.replace(again, now_us=41_000))
    assert updates == [1]


@pytest.mark.usefixtures("qtbot")
def test_a_band_that_has_little_room_says_first_what_it_is():
    """In letters that are whole: no higher than the band, and none that nobody can read."""
    drawn = []

    class Painter(QPainter):
        def drawText(self, rect, _flags, text):  # noqa: N802
            drawn.append((text, QFontMetrics(self.font()).capHeight(), rect.height()))

    picture = QImage(400, 40, QImage.Format.Format_RGB32)
    text = "load: 100 requests/s, not shown one by one"
    with Painter(picture) as painter:
        for wide, high, least_px in ((390, 15, 0.0), (170, 15, 0.0), (390, 15, 18.0)):
            band = QRectF(0, 0, wide, high)
            _paint_band_text(painter, text, band, QColor("white"), theme.DARK, least_px)
    assert [words for words, _, _ in drawn] == [text, "load: 100 requests/s"]
    assert all(letters < band * 0.7 for _, letters, band in drawn)
