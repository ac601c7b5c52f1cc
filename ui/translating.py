"""The window in other languages: Qt's translators, and the template of all that can be translated.

`ui/translations/quorumscope.ts` has every text of the window. A translation is a copy of it named
after its language (`quorumscope_de.ts`), filled in with Qt Linguist and packed by `lrelease` into
`quorumscope_de.qm` beside it. What a run says (sentences, stories, names) is computed in English.

    python3 dev.py translations      writes the template anew
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).with_name("translations")
TEMPLATE = FOLDER / "quorumscope.ts"
_OWN_TR = re.compile(
    r'def tr\(text: str\) -> str:\n(?:\s*""".*"""\n)?'
    r'\s*return QCoreApplication.translate\(("\w+"), text\)'
)
_SHORT = "tr = QCoreApplication.translate"
_CALL = re.compile(r"(?<![\w.])tr\((?=[\"'])")
LANGUAGE = "QUORUMSCOPE_LANG"
"""The environment variable that names another language than the system's."""


def install(app: QCoreApplication, language: str = "", folder: Path = FOLDER) -> bool:
    """The window speaks this language (empty: the system's); False where it is not known.

    Texts that a translation lacks stay English.
    """
    locale = QLocale(language) if language else QLocale.system()
    ours, qts = QTranslator(app), QTranslator(app)
    if not ours.load(locale, "quorumscope", "_", str(folder)):
        return False
    there = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qts.load(locale, "qtbase", "_", there):
        app.installTranslator(qts)
    return app.installTranslator(ours)


def texts_of_tables() -> list[tuple[str, str]]:
    """(context, text) of the tables, which `lupdate` cannot read: it knows literal calls alone."""
    from explorer import event_facts, knobs, letters
    from explorer.verbs import VERBS
    from ui import stage_note, stage_paint, stage_scene
    from ui.keys import CLICKER, KEYS
    from ui.panels import PANELS

    stage = [text for _, text in (*stage_scene.LEGEND, stage_scene.RAFT)]
    stage += [text for words in letters.KINDS.values() for text in words]
    stage += [stage_scene.HINT, stage_scene.MORE]
    stage += [stage_paint.EMPTY, stage_note.LIT]
    tables = {
        "KeysDialog": [key.text for key in (*KEYS, *CLICKER)],
        "Panels": [panel.title for panel in PANELS],
        "EventLog": [group.capitalize() for group in event_facts.GROUPS],
        "Settings": [heading for heading, _ in knobs.GROUPS],
        "Stage": stage,
        "Verbs": [verb.gist for verb in VERBS.values()],
    }
    return [(context, text) for context, texts in tables.items() for text in texts]


def update(template: Path = TEMPLATE) -> None:
    """Writes the template anew; what was translated in it stays.

    Raises CalledProcessError where `lupdate` is not content.
    """
    program = Path(sys.executable).with_name("pyside6-lupdate")
    with tempfile.TemporaryDirectory() as made:
        for path in Path(__file__).parent.glob("*.py"):
            (Path(made) / path.name).write_text(_literal(path), encoding="utf-8")
        calls = (f"QT_TRANSLATE_NOOP({c!r}, {text!r})\n" for c, text in texts_of_tables())
        (Path(made) / "tables.py").write_text("".join(calls), encoding="utf-8")
        sources = sorted(str(path) for path in Path(made).iterdir())
        options = ["-no-obsolete", "-locations", "none", "-silent", "-ts", str(template)]
        subprocess.run([str(program), *sources, *options], check=True)


def _literal(path: Path) -> str:
    """The source, where `tr` is short for something else than a widget's own: written out."""
    source = path.read_text(encoding="utf-8")
    own = _OWN_TR.search(source)
    if own is not None:
        return _CALL.sub(f"QCoreApplication.translate({own[1]}, ", source)
    return _CALL.sub("QCoreApplication.translate(", source) if _SHORT in source else source


if __name__ == "__main__":
    update()
