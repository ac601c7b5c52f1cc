"""A theme that changes: all is dressed at once, and painted one window at a time."""

from PySide6.QtWidgets import QApplication, QWidget

from ui import theme


def test_windows_are_painted_in_turn_and_one_that_is_gone_keeps_none_waiting(qtbot):
    app = QApplication.instance()
    windows = [QWidget() for _ in range(3)]
    for window in windows:
        window.show()
    qtbot.waitUntil(lambda: all(window.isVisible() for window in windows))
    was = theme.current().name
    theme.apply(app, "light" if was != "light" else "dark")
    assert not any(window.updatesEnabled() for window in windows)
    windows.pop(0).deleteLater()
    seen = set()
    for _ in range(50):
        app.processEvents()
        seen.add(sum(window.updatesEnabled() for window in windows))
    assert seen >= {1, 2}
    assert all(window.updatesEnabled() for window in windows)
    theme.apply(app, was)
