"""Exports from the window: asked for in a dialog, made beside it, and pictures of what is shown."""

import os
import signal
from pathlib import Path

import pytest
from page import A_DAY_MS, HandClock, Page, settle, wear
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget

from explorer import recorder
from explorer.experiment import Experiment
from explorer.film_order import Order, Span
from explorer.presets import load
from explorer.reopening import Reopening
from explorer.script import parse
from explorer.steering import comes_after
from explorer.whole import Whole
from ui import export_dialog, export_plan, film_formats, film_mp4, pictures
from ui.copying import unfocused
from ui.export_dialog import ExportDialog
from ui.export_formats import FORMATS
from ui.window import MainWindow

GIF = Order("gif", Path())
PART = "from 39ms until 40ms size 800x500"


@pytest.fixture
def page(qtbot, monkeypatch):
    """Ripple in a window without a gallery, where no clock moves anything or looks after it."""
    monkeypatch.setattr("ui.ticking.TICK_MS", A_DAY_MS)
    monkeypatch.setattr("ui.ticking.QElapsedTimer", HandClock)
    monkeypatch.setattr("ui.exports.LOOK_MS", A_DAY_MS)
    monkeypatch.setattr(export_dialog, "_last", [])
    wear("dark")
    window = MainWindow()
    qtbot.addWidget(window)
    window.open_scenario(load("2").scenario())
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle()
    yield Page(window, qtbot)
    window.close()


@pytest.fixture
def window(page):
    return page.window


@pytest.fixture
def dialog(qtbot, monkeypatch, tmp_path):
    """Opens the dialog of Ripple as some order has it, over an empty window."""
    monkeypatch.setattr(export_dialog, "_last", [tmp_path])
    wear("dark")
    over, run = QWidget(), Experiment(load("2").scenario())
    qtbot.addWidget(over)
    over.resize(1000, 800)

    def opened(order: Order = GIF, span: Span | None = None) -> ExportDialog:
        run.span = span
        made = ExportDialog(over, export_plan.of(run), order)
        made.open()
        return made

    return opened


def by_hand(window: MainWindow) -> Experiment:
    """Something is done in the past of the story: a branch of its own is shown."""
    window.do("seek 20ms")
    window.arrive()
    window.do("crash B")
    window.arrive()
    return window.experiment


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- the copy of the run


def test_what_is_exported_is_the_run_with_the_branch_that_is_shown(window):
    run = by_hand(window)
    again = Reopening(recorder.copy(run, "a.gif")).finish()
    assert again.timeline.branch.name == run.timeline.branch.name == "crash B at 20 ms"
    assert len(again.timeline.branches) == len(run.timeline.branches) == 2
    assert (again.now_us, again.end_us) == (run.now_us, run.end_us)
    for each in (again, run):
        each.seek(each.end_us)
    assert again.digest() == run.digest() != Experiment(load("2").scenario()).digest()


# -- made beside the window


def test_a_film_is_made_beside_the_window_and_is_that_of_the_command_line(page, window, tmp_path):
    run, out = by_hand(window), tmp_path / "a.gif"
    window.do(f'export gif "{out}" {PART} theme light')
    bar = window.exports.bar
    assert bar.isVisible()
    assert left_in(tmp_path) != ["a.gif"]
    window.do("heal")  # what is done meanwhile is in it no more
    window.exports.finish()
    assert bar.accessibleName().startswith("a.gif is made: ")
    assert left_in(tmp_path) == ["a.gif"]
    other = tmp_path / "b.gif"
    film_formats.save(
        "gif", Reopening(recorder.copy(run, "")).finish(), (39_000, 40_000), other,
        size=(800, 500), look="light", progress=lambda *_: lambda _: None,
    )  # fmt: skip
    assert out.read_bytes() == other.read_bytes()
    page.button("Close what is told of the export").click()
    assert not bar.isVisible()


def test_a_page_is_made_beside_the_window(window, tmp_path):
    window.do(f'export html "{tmp_path / "a.html"}" {PART}')
    window.exports.finish()
    assert window.exports.bar.accessibleName().startswith("a.html is made: ")
    assert "✓ holds" in (tmp_path / "a.html").read_text("utf-8")
    assert left_in(tmp_path) == ["a.html"]


def making(window, out: Path) -> None:
    """A film that takes seconds, as soon as there is something of it."""
    window.do(f'export gif "{out}" size 800x500')
    assert window.exports.busy
    while not list(out.parent.rglob(out.name)):
        assert window.exports.busy
        window.exports._worker.wait()
        window.exports.look()


def test_what_is_cancelled_leaves_nothing_and_the_next_can_be_made(page, window, tmp_path):
    making(window, tmp_path / "a.gif")
    window.do("export png")
    assert "a.gif is being made" in page.notice()
    page.button("Make it no further").click()
    window.exports.finish()
    assert page.notice() == "a.gif was not made: nothing is left of it."
    assert not window.exports.bar.isVisible()
    assert left_in(tmp_path) == []
    window.do(f'export png "{tmp_path / "a.png"}" from 39ms size 800x500')
    window.exports.finish()
    assert left_in(tmp_path) == ["a.png"]


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_where_its_process_is_killed_that_is_told_and_nothing_is_left(window, tmp_path):
    (tmp_path / "a.gif").write_bytes(b"before")
    making(window, tmp_path / "a.gif")
    os.kill(window.exports._worker._process.pid, signal.SIGKILL)
    window.exports.finish()
    assert "the process that made it has died" in window.exports.bar.accessibleName()
    assert left_in(tmp_path) == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"before"


def test_a_window_that_is_closed_leaves_nothing(window, tmp_path):
    making(window, tmp_path / "a.gif")
    process = window.exports._worker._process
    window.close()
    assert left_in(tmp_path) == []
    assert not process.is_alive()


def test_what_cannot_be_written_is_one_sentence(page, window, tmp_path, monkeypatch):
    def refused(_self, path):
        raise OSError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Whole, "__init__", refused)
        window.do(f'export gif "{tmp_path / "a.gif"}"')
        assert page.notice() == f"{tmp_path / 'a.gif'}: it cannot be written: Permission denied"
    assert not window.exports.busy
    with monkeypatch.context() as patch:
        patch.setattr(Whole, "take_place", lambda self: refused(self, self.path))
        window.do(f'export png "{tmp_path / "a.png"}" from 39ms size 800x500')
        window.exports.finish()
    told = window.exports.bar.accessibleName()
    assert told == "a.png was not made: it cannot be written: Permission denied."
    assert left_in(tmp_path) == []


def test_what_cannot_be_made_is_told(page, window):
    for line, told in (
        ("export gif a.png", "the name of such a file ends in .gif"),
        ("export gif nowhere/a.gif", "there is no folder nowhere"),
        ("export gif a.gif until 9s", "9s: the run ends at 170ms."),
        ("export gif a.gif size 10x10", "letters and stage have room"),
        ("export tif", "'tif' is too much"),
        ("export gif a.gif size large", "'large' is no size of pictures, such as 1280x720"),
        ("export gif a.gif from soon", "'soon' is no time"),
        ("export open", "nothing has been made yet"),
    ):
        window.do(line)
        assert told in page.notice()
        assert not window.exports.busy


def test_of_two_runs_or_none_there_is_no_film(page, window):
    window.do("compare")
    window.do("export")
    assert "first leave the comparison" in page.notice()
    assert QApplication.activeModalWidget() is None


def test_an_export_waits_for_what_the_run_is_on_its_way_to():
    assert comes_after(parse("export gif")[1])


# -- the dialog


def test_ctrl_e_asks_and_what_is_chosen_is_one_line(page, window, tmp_path):
    export_dialog._last[:] = [tmp_path]
    page.press("Ctrl+E")
    shown, said = QApplication.activeModalWidget(), []
    shown.command.disconnect()
    shown.command.connect(said.append)
    page.get_by_role("textbox", "Until").fill("40ms")
    page.get_by_role("combobox", "Theme of its pictures").select("Projector")
    page.get_by_role("combobox", "Size of its pictures").select("960 × 540")
    page.button("Make it").click()
    assert said == [
        f'export gif "{tmp_path / "ripple.gif"}" from 0ms until 40ms size 960x540 theme projector'
    ]
    assert parse(said[0])[1].arguments[0] == "gif"
    assert QApplication.activeModalWidget() is None
    window.do("export html from 3ms theme light")
    order = QApplication.activeModalWidget()._order()
    assert (order.name, order.span, order.theme) == ("html", (3_000, 170_000), "light")
    page.press("Esc")
    assert QApplication.activeModalWidget() is None


def test_a_part_is_what_the_charts_show_and_a_picture_is_of_now(dialog):
    shown = dialog(span=(10_000, 50_000))
    shown._span._shown.click()
    assert shown._order().span == (10_000, 50_000)
    assert "10 ms to 50 ms" in shown._span._shown.text()
    choose(shown, "png")
    order = shown._order()
    assert (order.name, order.path.name, order.span) == ("png", "ripple.png", (0, None))
    assert shown._span._shown.text() == "Now, at 0 ms"
    assert not shown._span._until.isVisible()
    plain = dialog()
    assert not plain._span._shown.isEnabled()


def test_what_is_wrong_is_told_where_it_can_be_put_right(dialog, tmp_path):
    shown = dialog()
    shown._span._until.setText("soon")
    shown._span._part.click()
    assert "'soon' is no time" in shown._told.text()
    assert not shown._make.isEnabled()
    shown._span._until.setText("9s")
    assert "the run ends at 170ms" in shown._told.text()
    shown._span._whole.click()
    assert shown._make.isEnabled()
    shown._file.setText(str(tmp_path / "no" / "a.gif"))
    assert "there is no folder" in shown._told.text()
    (tmp_path / "a.gif").touch()
    shown._file.setText(str(tmp_path / "a.gif"))
    assert "it will be replaced" in shown._told.text()
    assert shown._make.isEnabled()


def test_each_format_says_what_it_is_and_how_long_it_takes(dialog):
    shown = dialog()
    told = [about.text() for about in shown._formats._about.values()]
    assert all("Making it takes" in text for text in told)
    seconds = round(shown._plan.film_s(GIF))
    assert [f"film of {seconds} s" in text for text in told] == [True, True, True, False, False]
    assert all(button.accessibleDescription() for button in shown._formats._group.buttons())


def test_the_dialog_fits_into_a_small_window_and_scrolls_there(dialog):
    shown = dialog()
    area = shown.findChild(QScrollArea, "export-parts")
    assert area.verticalScrollBar().maximum() == 0, "all is in sight where there is room"
    shown.fit(QSize(1024, 440))
    settle()
    assert shown.height() <= 440
    assert area.verticalScrollBar().maximum() > 0
    assert shown.rect().contains(shown._buttons.geometry())


@pytest.mark.usefixtures("dialog")
def test_the_plan_of_a_film_is_that_of_the_film():
    made = film_formats.Film(Experiment(load("2").scenario()), (None, None), (800, 500))
    seconds = sum(shot.lasts_ms for shot in made.shots()) / 1_000
    plan = export_plan.of(Experiment(load("2").scenario()))
    assert plan.film_s(GIF) == pytest.approx(seconds, rel=0.2)
    longer = plan.making_s(Order("mp4", Path("a.mp4"), size=(2560, 1440)))
    assert longer > 2 * plan.making_s(GIF)


def test_where_nothing_makes_films_the_line_that_installs_it_is_there(dialog, monkeypatch):
    monkeypatch.setattr(film_mp4, "there", lambda: False)
    shown = dialog(Order("mp4", Path()))
    assert shown._order().name == "gif"
    button = shown._formats._group.button(FORMATS.index("mp4"))
    assert not button.isEnabled()
    assert "python -m pip install 'quorumscope[video]'" in shown._formats._about["mp4"].text()


# -- pictures of what is shown


def choose(dialog: ExportDialog, name: str) -> None:
    dialog._formats._group.button(FORMATS.index(name)).click()


def bytes_of(picture) -> bytes:
    image = picture if isinstance(picture, QImage) else picture.toImage()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def copied() -> QImage:
    return QGuiApplication.clipboard().image()


def test_a_picture_of_all_goes_to_the_clipboard_without_a_ring(page, window):
    window.stage.setFocus()
    page.press("Ctrl+Shift+C")
    image = copied()
    assert page.notice() == (
        f"On the clipboard: all that is shown, {image.width()} × {image.height()} pixels."
    )
    assert image.width() == pictures.SHARP * (window.page.width() + 2 * pictures.EDGE)
    window.focusWidget().clearFocus()
    plain = bytes_of(image)
    page.press("Ctrl+Shift+C")
    assert bytes_of(copied()) == plain
    button = page.button("Compare").widget()
    button.setFocus()
    with_ring = bytes_of(window.page.grab())
    with unfocused():
        assert bytes_of(window.page.grab()) != with_ring
    assert window.focusWidget() is button
    window.do("copy")
    assert bytes_of(copied()) == plain


def test_a_part_is_copied_and_saved_as_the_same_picture(page, window, tmp_path):
    for view in ("stage", "charts", "screens", "lesson"):
        window.do(f"copy {view}")
        image, out = copied(), tmp_path / f"{view}.png"
        window.do(f'screenshot {view} "{out}"')
        assert QImage(str(out)) == image.convertToFormat(QImage(str(out)).format())
        assert str(out) in page.notice()


def test_its_head_says_of_what_it_is(window):
    window.do("seek 20ms")
    frame = window.page.stage._frame
    assert pictures.head(frame) == "2. Ripple  ·  seed 2, at 20.00 ms"
    window.do("copy stage")
    stage, head = window.stage, pictures.of(window.stage, pictures.head(frame))
    assert copied().size() == head.size()
    assert head.height() > pictures.SHARP * (stage.height() + pictures.EDGE)
    assert pictures.of(stage, "").size() == stage.size() * pictures.SHARP


def test_a_narrow_part_has_a_head_of_several_lines(window):
    window.stage.resize(320, 200)
    one, more = (pictures.of(window.stage, text) for text in ("short", "not so short " * 10))
    assert more.height() > one.height() + 2 * pictures.SHARP * 10


def test_a_panel_that_is_behind_another_is_shown_and_copied(page, window, qtbot):
    assert "verdicts" not in window.page.in_sight()
    QGuiApplication.clipboard().clear()
    window.do("copy verdicts")
    qtbot.waitUntil(lambda: not copied().isNull())
    assert "«Verdicts»" in page.notice()
    assert "verdicts" in window.page.in_sight()


def test_the_comparison_and_the_gallery_are_copied_as_well(page, window):
    window.do("compare with w 2")
    window.arrive()
    window.do("copy stage")
    assert "both stages" in page.notice()
    both = copied()
    window.do("copy charts")
    assert "the comparison" in page.notice()
    assert both.height() < copied().height()
    assert copied().width() == pictures.SHARP * (window.compare.width() + 2 * pictures.EDGE)
    window.do("gallery")
    page.press("Ctrl+Shift+C")
    assert copied().size() == window.gallery.size() * pictures.SHARP


def test_what_cannot_be_pictured_is_told(page, window):
    for line, told in (
        ("screenshot stage a.jpg", "the name of the file ends in .png"),
        ("screenshot stage nowhere/a.png", "there is no folder nowhere"),
        ("screenshot verdicts nowhere/a.png", "there is no folder nowhere"),
        ("copy everything", "'everything' is too much"),
    ):
        window.do(line)
        assert told in page.notice()
    assert "verdicts" not in window.page.in_sight(), "nothing was shown for nothing"
    window.do("gallery")
    for line in ("copy stage", "copy charts", "screenshot verdicts"):
        window.do(line)
        assert "here is only the gallery" in page.notice()


def test_a_panel_whose_picture_cannot_be_written_after_all_is_told_of(
    page, window, qtbot, tmp_path
):
    (tmp_path / "a.png").mkdir()
    window.do(f'screenshot verdicts "{tmp_path}/a.png"')
    qtbot.waitUntil(lambda: "the picture cannot be written there" in page.notice())


def test_a_picture_needs_no_ending_in_its_name(page, window, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    window.do("screenshot cut")
    assert "A picture of all that is shown is in cut.png." in page.notice()
    assert (tmp_path / "cut.png").is_file()


def test_menus_offer_pictures(window):
    menu = window.page.createPopupMenu()
    names = {action.objectName() for sub in menu.findChildren(QMenu) for action in sub.actions()}
    assert {"panels: copy", "panels: copy charts", "panels: screenshot lesson"} <= names
    menu.close()
    window.do("menu")
    shown = window.stage.findChild(QMenu, "stageMenu")
    (entry,) = [each for each in shown.actions() if each.objectName() == "stage: copy stage"]
    QGuiApplication.clipboard().clear()
    entry.trigger()
    assert not copied().isNull()
    shown.close()
