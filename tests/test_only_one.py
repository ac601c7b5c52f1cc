"""Whatever a line opens is there once, however often it is said: a console closes nothing."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

ROUNDS = 10
OPENS = (
    "open", "save", "export", "plot", "screenshot", "keys", "panels", "menu", "menu server A",
    "menu link A - B", "palette", "help", "settings", "term", "console", "goal", "receipt #1",
)  # fmt: skip
"""What opens a dialog, a menu or a page over the others."""


def all_there():
    """The windows, dialogs and menus that there are, once those that have gone are deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return len(QApplication.topLevelWidgets())


def test_what_is_opened_again_and_again_is_there_once(page, monkeypatch, tmp_path):
    monkeypatch.setenv("QUORUMSCOPE_HOME", str(tmp_path))
    page.window.do("open 5")
    counts = []
    for _ in range(ROUNDS):
        for line in OPENS:
            assert page.window.attempt(line) is None, line
        counts.append(all_there())
    assert set(counts[1:]) == {counts[1]}, "the first round makes what is kept"
