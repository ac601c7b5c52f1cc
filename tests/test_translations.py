"""Every text of the window can be translated: a pseudo-translation wraps each in ⟦ ⟧.

It is a real one, made from the template and packed by `lrelease`, so a text that the template
lacks, or has in another context than the window asks for, shows as it is.
"""

import dataclasses
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from page import wear
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QTabBar,
    QWidget,
)

from explorer import framing, presets
from explorer.published import FIRST_CROSSING
from explorer.verbs import VERBS
from ui import translating
from ui.labels import Elided
from ui.window import MainWindow

STORIES = presets.load_all()
OPENED = ("2", "18", "3", "23", "24")
"""Stories with users, with agreement, with trials, with articles, with a web tier."""
PLAIN = re.compile(r"[\W\d]+")
"""What needs no translation: numbers and signs."""
SIGNS = {"Aa", "A", "B", "C", "N", "R", "W", "X", "Y", "Z", "ms", "s", "µs", "min", "n", "p", "r",
         "w", "½"}  # fmt: skip
"""Letters that are signs, names or units."""
INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
"""A translated text; one may stand within another."""
QTS = re.compile("qt_|Scroll(Left|Right)Button")
"""Parts of Qt's own, in the language that Qt has for them."""
LINE = re.compile(rf"^set \w+ \S+$|\n({'|'.join(VERBS)})\b.*")
"""A tip that is a line, or its line and keys: they are the same in every language."""
KEYS = {"Space", "Right", "Left", "Shift", "Home", "End", "Ctrl", "F1", "K", "L", "J", "P", "Z",
        "O", "T", "V", "S", "F"}  # fmt: skip


def pseudo(folder: Path) -> Path:
    """The template with every text translated as itself in ⟦ ⟧, packed as language `xx`."""
    tree = ET.parse(translating.TEMPLATE)
    for message in tree.iter("message"):
        told = message.find("translation")
        told.attrib.pop("type", None)
        told.text = f"⟦{message.findtext('source')}⟧"
    source = folder / "quorumscope_eo.ts"
    tree.write(source, encoding="utf-8", xml_declaration=True)
    program = Path(sys.executable).with_name("pyside6-lrelease")
    packed = folder / "quorumscope_eo.qm"
    subprocess.run([program, source, "-silent", "-qm", packed], check=True)
    return packed


def strings(value: object) -> Iterator[str]:
    """All texts within a frame."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from strings(each)


def texts(widget: QWidget) -> Iterator[str]:
    """What a widget shows or says."""
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(i) for i in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(i) for i in range(widget.count()))
    elif callable(getattr(widget, "text", None)) and not isinstance(widget, Elided):
        yield str(widget.text())
    if isinstance(widget, QDialog):
        yield widget.windowTitle()


def untranslated(text: str, data: list[str]) -> str:
    """What is left of a text without what is translated, what comes from the run, and signs."""
    text = unescape(re.sub(r"</?(qt|p|br|b)>", " ", text.replace("\u200b", "")))
    for known in data:
        if known in text:
            text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", text)
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    words = PLAIN.sub(" ", text).split()
    return " ".join(word for word in words if word not in SIGNS | KEYS)


@pytest.fixture
def esperanto(qapp, tmp_path):
    pseudo(tmp_path)
    assert translating.install(qapp, "eo", tmp_path)
    yield qapp
    for translator in qapp.children():
        if translator.metaObject().className() == "QTranslator":
            qapp.removeTranslator(translator)
            translator.deleteLater()
    wear("dark")


@pytest.fixture
def told(monkeypatch) -> set[str]:
    """What the stories and the frames say that the window is given: it stays as it is."""
    said = {FIRST_CROSSING}
    for model in (story.model for story in STORIES):
        said |= {
            model.title,
            model.slug,
            model.story,
            model.asks or "",
            model.goal.ask if model.goal else "",
        }

    def remembered(*arguments):
        frame = made(*arguments)
        said.update(text.rstrip(".") for text in strings(frame))
        return frame

    made = framing.frame
    monkeypatch.setattr(framing, "frame", remembered)
    return said


@pytest.mark.usefixtures("esperanto")
def test_every_text_of_the_window_is_translated(qtbot, told):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show_stories(STORIES)
    window.resize(1600, 1000)
    window.show()
    found: dict[str, str] = {}
    seen = 0
    for story in OPENED:
        for line in (f"open {story}", "seek 1100ms", "receipt #1"):
            window.do(line)
        for name in window.page.panels:
            window.do(f"show {name}")
            QApplication.processEvents()
            window.page.flush()
        window.do("palette")
        data = sorted((text for text in told if len(text) > 1), key=len, reverse=True)
        widgets = [w for w in window.findChildren(QWidget) if not QTS.match(w.objectName())]
        for widget in (window, *widgets):
            for text in (LINE.sub("", text) for text in texts(widget)):
                seen += "⟦" in text
                if left := untranslated(text, data):
                    found[f"{type(widget).__name__} {widget.objectName()}: {text[:80]}"] = left
    assert seen > 500
    assert not found, "\n".join(sorted(f"{where} -> {left}" for where, left in found.items()))


def test_the_template_has_what_the_window_asks_for_now(tmp_path):
    """`python3 dev.py translations` writes it anew."""
    fresh = tmp_path / "fresh.ts"
    translating.update(fresh)
    assert asked(fresh) - asked(translating.TEMPLATE) == set()
    assert asked(translating.TEMPLATE) - asked(fresh) == set()


def asked(template: Path) -> set[tuple[str, str]]:
    """(context, text) of a template."""
    return {
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in ET.parse(template).iter("context")
        for message in context.iter("message")
    }


def test_no_text_of_the_template_is_without_a_context():
    """Such a one was read from a function called `tr`: it would never be found again."""
    assert [text for context, text in asked(translating.TEMPLATE) if not context] == []


def test_where_a_language_is_not_known_the_window_stays_english(qapp, tmp_path):
    assert not translating.install(qapp, "eo", tmp_path)
    assert qapp.translate("QuorumBar", "Stories") == "Stories"


def test_another_language_is_asked_for_by_its_variable(esperanto):
    assert esperanto.translate("QuorumBar", "Stories") == "⟦Stories⟧"
    assert esperanto.translate("QuorumBar", "No such text") == "No such text"
