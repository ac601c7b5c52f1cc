"""The transport and the time line: what a hand does, which line it sends."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QComboBox, QSlider, QToolButton, QWidget

from explorer.frame import (
    BranchView,
    FaultBand,
    Frame,
    LessonView,
    Mark,
    PromiseView,
    Tick,
    TimelineView,
)
from ui.time_line import TimeLine
from ui.time_line_paint import Ground, band_rects, columns, lanes
from ui.transport import SPEEDS, Transport

SCRIPT = BranchView("script", None, current=True)


def tick(number, ended_us, outcome, kind="read"):
    text = f"operation {number}: {outcome}"
    return Tick(number, "Y", "feed", kind, (ended_us or 50_000) - 5_000, ended_us, outcome, text)


def frame(now_us=40_000, ticks=(), bands=(), marks=(), branches=(SCRIPT,), end_us=120_000):
    return Frame(
        now_us=now_us, seed=7,
        promise=PromiseView(3, 1, 1, 3, "", False, (), "", ""),
        servers=(), links=(), messages=(), deaths=(), operations=(), screens=(), callouts=(),
        lesson=LessonView(1, "", 1, "", (), "", "", (), ""),
        timeline=TimelineView(end_us, 80_000, bands, ticks, marks, branches),
    )  # fmt: skip


@pytest.fixture
def transport(qtbot):
    widget = Transport()
    qtbot.addWidget(widget)
    widget.resize(1200, 160)
    widget.render(frame())
    return widget


@pytest.fixture
def time_line(qtbot):
    widget = TimeLine()
    qtbot.addWidget(widget)
    widget.resize(1000, 110)
    widget.render(frame())
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


def test_play_becomes_pause_and_back(transport):
    lines = said(transport)
    transport.show_playback(playing=True, speed=1.0)
    named(transport, "Pause").click()
    transport.show_playback(playing=False, speed=1.0)
    named(transport, "Play").click()
    assert lines == ["pause", "play"]


def test_speed_goes_by_stops_and_the_slider_follows_silently(transport):
    lines = said(transport)
    transport.show_playback(playing=False, speed=0.005)
    assert lines == []
    assert named(transport, "Speed", QSlider).value() == SPEEDS.index(0.005)
    named(transport, "Slower").click()
    named(transport, "Faster").click()
    named(transport, "Speed", QSlider).setValue(SPEEDS.index(20.0))
    assert lines == ["speed 0.002", "speed 0.01", "speed 20"]


def test_the_ends_of_the_speed_scale_are_greyed(transport):
    transport.show_playback(playing=False, speed=SPEEDS[0])
    assert not named(transport, "Slower").isEnabled()
    assert named(transport, "Faster").isEnabled()


def test_time_seed_and_speed_in_words(transport):
    transport.show_playback(playing=True, speed=0.005)
    texts = [each.text() for each in (transport._time, transport._end, transport._seed)]
    assert texts == ["40.00 ms", "of 120 ms", "seed 7"]
    assert transport._pace.text() == "1 ms lasts 0.2 s"


def test_branches_show_only_when_there_are_two(transport):
    combo = named(transport, "Branch", QComboBox)
    assert combo.isHidden()
    other = BranchView("branch 2", 30_000, current=True)
    script = dataclasses.replace(SCRIPT, current=False)
    transport.render(frame(branches=(script, other)))
    assert not combo.isHidden()
    assert combo.currentText() == "branch 2, from 30 ms"
    lines = said(transport)
    combo.activated.emit(0)
    assert lines == ["branch script"]


def test_all_that_can_be_used_has_a_name_a_tip_and_the_keyboard(transport):
    for widget in transport.findChildren(QWidget):
        if isinstance(widget, QToolButton | QSlider | QComboBox | TimeLine):
            assert widget.objectName()
            assert widget.accessibleName()
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert widget.toolTip() or isinstance(widget, TimeLine)


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
    qtbot.mouseMove(time_line, QPoint(998, 40))
    assert lines[1:] == ["seek 0s", "seek 0.12s"]


def test_home_and_end_seek_and_arrows_are_left_to_the_window(time_line, qtbot):
    lines = said(time_line)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Left):
        qtbot.keyClick(time_line, key)
    assert lines == ["seek 0s", "seek 0.12s"]


def test_the_tool_tip_tells_what_is_under_the_mouse(time_line):
    time_line.render(
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
    assert lanes((first, second, alone), 50) == [(first, 0, 2), (second, 1, 2), (alone, 0, 1)]


def test_ten_thousand_ticks_are_few_columns():
    ground = Ground(left=0, width=1000, line=14, end_us=120_000)
    ticks = [tick(n, n * 12, "fresh") for n in range(10_000)]
    cells = columns(ticks, ground)
    assert len(cells["read", "fresh"]) == 1_000


def test_fresh_stale_and_unknown_are_drawn_differently(time_line):
    pictures = []
    for outcome in ("fresh", "stale", "info", "fail", "pending"):
        time_line.render(frame(ticks=(tick(1, 30_000, outcome),)))
        image = QImage(time_line.size(), QImage.Format.Format_RGB32)
        painter = QPainter(image)
        QWidget.render(time_line, painter, QPoint())
        painter.end()
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == len(pictures)


def test_the_same_frame_is_not_painted_again(time_line, monkeypatch):
    again = frame()
    time_line.render(again)
    updates = []
    monkeypatch.setattr(time_line, "update", lambda: updates.append(1))
    time_line.render(again)
    assert updates == []
    time_line.render(dataclasses.replace(again, now_us=41_000))
    assert updates == [1]
