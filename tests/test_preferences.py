"""What somebody prefers: kept in a file, worn by the window."""

import json
import os
from itertools import pairwise

import pytest
from page import settle
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from explorer import preferences, presets, script
from explorer.lines import ScriptError
from explorer.preferences import THEMES, Preferences
from ui import dressing, spacetime_scene, theme, ticking
from ui.window import MainWindow


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "somewhere" / "preferences.json"


@pytest.fixture
def opened(qtbot, kept):
    made = MainWindow(kept)
    qtbot.addWidget(made)
    made.show_stories(presets.load_all()[:3])
    made.resize(1280, 800)
    made.show()
    yield made
    dressing.apply(QApplication.instance(), "dark")


def test_what_was_kept_is_read_again(kept):
    wanted = Preferences("light", 150, "reduced")
    preferences.write(kept, wanted)
    assert preferences.read(kept) == wanted
    assert [path.name for path in kept.parent.iterdir()] == ["preferences.json"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Preferences()),
        ("{", Preferences()),
        ("[]", Preferences()),
        ('{"theme": "light", "font": 5000}', Preferences("light")),
        ('{"font": "120", "theme": "light"}', Preferences("light")),
        ('{"font": 120.5}', Preferences()),
        ('{"theme": 3, "font": true, "motion": "reduced"}', Preferences(motion="reduced")),
        ('{"theme": "pink", "of": "tomorrow", "font": 120}', Preferences(font=120)),
    ],
)
def test_what_cannot_be_read_counts_as_not_said(tmp_path, text, found):
    path = tmp_path / "preferences.json"
    path.write_text(text, encoding="utf-8")
    assert preferences.read(path) == found


def test_where_there_is_no_file_the_programs_own_hold(tmp_path):
    assert preferences.read(tmp_path / "none.json") == Preferences()


def test_tests_keep_theirs_in_a_folder_of_their_own():
    assert str(preferences.file()).startswith(os.environ["QUORUMSCOPE_HOME"])


@pytest.mark.parametrize("line", ["font 79%", "font 201%", "font 100", "font", "motion slow",
                                  "theme pink", "motion"])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_column(line):
    with pytest.raises(ScriptError) as caught:
        script.parse(line)
    assert caught.value.column > len(line.split()[0])


def test_a_preference_shows_at_once_and_at_the_next_start(opened, kept, qtbot):
    for line in ("theme light", "font 150%", "motion reduced"):
        opened.do(line)
    assert (theme.current().name, theme.current().font_pt, theme.current().calm) == (
        "light", 15.0, True,
    )  # fmt: skip
    assert json.loads(kept.read_text(encoding="utf-8")) == {
        "theme": "light", "font": 150, "motion": "reduced", "predict": "on",
    }  # fmt: skip
    again = MainWindow(kept)
    qtbot.addWidget(again)
    assert again.personal.preferences == Preferences("light", 150, "reduced")


def test_a_folder_that_cannot_be_written_is_told_and_the_look_changes_all_the_same(qtbot, tmp_path):
    blocked = tmp_path / "a-file"
    blocked.write_text("", encoding="utf-8")
    made = MainWindow(blocked / "preferences.json")
    qtbot.addWidget(made)
    made.show()
    made.do("theme light")
    assert theme.current().name == "light"
    assert made.notice.text().startswith("This shows now, and cannot be kept for the next start: ")
    dressing.apply(QApplication.instance(), "dark")


def test_a_window_without_a_file_keeps_nothing(qtbot, monkeypatch):
    monkeypatch.setattr(preferences, "write", lambda *_: pytest.fail("it was written"))
    made = MainWindow()
    qtbot.addWidget(made)
    made.do("font 120%")
    made.do("theme dark")
    assert theme.current().font_pt == 12.0
    dressing.apply(QApplication.instance(), "dark")


def test_the_dialog_says_lines_and_shows_what_holds(opened):
    opened.do("settings")
    dialog = opened.settings
    lines = []
    dialog.command.connect(lines.append)
    dialog.findChild(QRadioButton, "setting-theme-projector").click()
    dialog.findChild(QSlider, "setting-font").setValue(11)
    dialog.findChild(QCheckBox, "setting-motion").click()
    assert lines == ["theme projector", "font 110%", "motion reduced"]
    assert opened.personal.preferences == Preferences("projector", 110, "reduced")
    opened.do("font 90%")
    assert dialog.findChild(QSlider, "setting-font").value() == 9
    assert lines == ["theme projector", "font 110%", "motion reduced"], "shown, not said"
    dialog.reject()


def test_the_dialog_keeps_under_the_pointer_what_was_used_and_stays_in_the_window(opened):
    opened.resize(1280, 720)
    opened.do("settings")
    dialog = opened.settings
    buttons = [dialog.findChild(QRadioButton, f"setting-theme-{name}") for name in THEMES]
    for button in (*reversed(buttons), buttons[-1]):
        place = button.mapToGlobal(QPoint())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        dressing.finish()
        QApplication.processEvents()
        assert button.mapToGlobal(QPoint()) == place
        assert opened.frameGeometry().contains(dialog.frameGeometry())
        assert dialog.focusWidget() is button, "what has the focus would seem chosen"
    dialog.reject()


def test_in_every_theme_there_is_ground_between_two_circles(opened):
    opened.do("settings")
    for name in THEMES:
        opened.do(f"theme {name}")
        dressing.finish()
        QApplication.processEvents()
        places = [
            opened.settings.findChild(QRadioButton, f"setting-theme-{each}").geometry()
            for each in THEMES
        ]
        assert all(below.top() - above.bottom() > 4 for above, below in pairwise(places)), name
    opened.settings.reject()


def test_what_is_one_of_several_is_round(opened):
    button = opened.settings.findChild(QRadioButton, "setting-theme-light")
    opened.do("settings")
    for line in ("font 80%", "font 90%", "font 110%", "font 130%", "font 100%", "theme projector"):
        opened.do(line)
        dressing.finish()
        QApplication.processEvents()
        button.initStyleOption(option := QStyleOptionButton())
        kind = QStyle.SubElement.SE_RadioButtonIndicator
        place = button.style().subElementRect(kind, option, button)
        seen = button.grab().toImage()
        assert seen.pixelColor(place.topLeft()) == seen.pixelColor(seen.width() - 1, 0), line
    opened.settings.reject()


def test_with_reduced_motion_the_picture_changes_three_times_a_second_at_most(opened, monkeypatch):
    """Ticks of 16 ms for a second: what is played is the same, what is drawn is not."""
    opened.do("open 2")
    drawn = []
    monkeypatch.setattr(opened.stage, "show_frame", lambda frame: drawn.append(frame.now_us))

    class Clock:
        def restart(self):
            return 16.0

        def elapsed(self):
            return 0

    opened.ticking._clock = Clock()

    def play_a_second() -> int:
        opened.do("seek 0ms")
        opened.do("play")
        drawn.clear()
        for _ in range(62):
            opened.ticking.tick()
        return opened.experiment.now_us

    whole = play_a_second()
    assert len(drawn) == 62
    opened.do("motion reduced")
    assert play_a_second() == whole
    assert 2 <= len(drawn) <= 3
    assert ticking.CALM_MS >= 1000 / 3


def test_no_letters_grow_beyond_what_the_window_can_hold(qapp):
    dressing.apply(qapp, "projector", font_percent=200)
    assert theme.current().font_pt == theme.POINTS_MOST
    dressing.apply(qapp, "dark")


def test_another_theme_dresses_a_widget_no_more_often_than_twice(qapp):
    """A style sheet of the application would do it once for each of its ancestors."""
    dressed = []

    class Deep(QWidget):
        def changeEvent(self, event):  # noqa: N802
            if event.type() == QEvent.Type.StyleChange:
                dressed.append(self)

    dressing.apply(qapp, "dark")
    outer = parent = QWidget()
    for _ in range(8):
        parent = QWidget(parent)
    deepest = Deep(parent)
    dressing.dress(outer)
    deepest.ensurePolished()
    dressed.clear()
    for name in ("light", "dark"):
        dressing.apply(qapp, name)
        dressing.finish()
    assert len(dressed) == 4, f"{deepest} dressed {len(dressed)} times by two changes"


def test_larger_letters_are_larger_in_the_space_time_diagram_as_well(opened):
    before = spacetime_scene.letters().line
    opened.do("font 200%")
    assert spacetime_scene.letters().line > before


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000)])
def test_the_dialog_is_as_large_as_another_theme_wants_it(opened, size):
    opened.resize(*size)
    opened.do("settings")
    dialog = opened.settings
    for name in ("projector", "dark"):
        QTest.mouseClick(
            dialog.findChild(QRadioButton, f"setting-theme-{name}"), Qt.MouseButton.LeftButton
        )
        settle()
        assert dialog.size() == dialog.sizeHint().expandedTo(dialog.minimumSizeHint())
        for label in dialog.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    dialog.reject()
