"""A story as a handout to print: what to predict and to explain, and, on other sheets, the answers.

Rules this file keeps: it is drawn, not photographed: pictures and letters stay sharp in print; its
colours are those of the light theme; a picture on the sheet of questions tells no answers; nothing
is cut through by the end of a page.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from explorer import handout
from explorer.frame import Frame
from explorer.frame_verdicts import VerdictView
from explorer.handout import Task
from explorer.questions import Prediction
from explorer.times import tell_time
from ui import stage_paint, stage_place, theme
from ui.film import Film
from ui.film_words import line_high, say, wrapped
from ui.lesson import question_text
from ui.stage_links import Hand
from ui.stage_travel import traffic

EDGE_MM = 14
LETTERS = 85
"""Of the theme's letters, in per cent: paper is read from near."""
PICTURE = QSizeF(400, 226)
"""Of these four stand on a page."""
GAP = 16.0
LINE = 27.0
"""From one line to write on to the next: room for a hand."""
SIGNS = {"holds": "✓", "violated": "✗", "unknown": "?", "none": "○", "judging": "?"}


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("Handout", text)


class Sheets:
    """Pages that are filled from the top; what does not fit on one begins the next."""

    def __init__(self, path: Path, title: str, foot: str) -> None:
        """Raises OSError where nothing can be written."""
        self._writer = QPdfWriter(str(path))
        self._writer.setTitle(title)
        self._writer.setCreator(f"Quorumscope {version('quorumscope')}")
        # as on the screen: fonts and pictures are as large as they are measured
        self._writer.setResolution(round(QGuiApplication.primaryScreen().logicalDotsPerInch()))
        margins = QMarginsF(EDGE_MM, EDGE_MM, EDGE_MM, EDGE_MM)
        page = QPageSize(QPageSize.PageSizeId.A4)
        unit = QPageLayout.Unit.Millimeter
        portrait = QPageLayout.Orientation.Portrait
        self._writer.setPageLayout(QPageLayout(page, portrait, margins, unit))
        self.painter = QPainter()
        if not self.painter.begin(self._writer):
            raise OSError("the file cannot be written there")
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.wide = float(self._writer.width())
        self._foot, self.pages = foot, 1
        self.y = 0.0
        """Where the next thing begins."""
        self._paint_foot()

    @property
    def bottom(self) -> float:
        """Where the room of a page ends."""
        return self._writer.height() - 2 * line_high(theme.font(scale=0.9))

    def need(self, high: float) -> None:
        """So much has to fit on this page, or the next one begins."""
        if self.y + high > self.bottom and self.y > 0:
            self.turn()

    def turn(self) -> None:
        """The next page."""
        self._writer.newPage()
        self.pages += 1
        self.y = 0.0
        self._paint_foot()

    def write(
        self, text: str, scale: float = 1.0, *, bold: bool = False, role: str = "text",
        indent: float = 0.0, after: float = 6.0,
    ) -> None:  # fmt: skip
        """A paragraph."""
        font = theme.font(scale=scale, bold=bold)
        size = wrapped(font, text, self.wide - indent)
        self.need(size.height())
        self.paragraph(QRectF(indent, self.y, self.wide - indent, size.height() + 2), text, font,
                       theme.current().color(role))  # fmt: skip
        self.y += size.height() + after

    def paragraph(self, area: QRectF, text: str, font: QFont, color: QColor) -> None:
        """Words in a place of their own."""
        self.painter.setFont(font)
        self.painter.setPen(color)
        self.painter.drawText(area, Qt.TextFlag.TextWordWrap, text)

    def close(self) -> None:
        """The file is whole."""
        self.painter.end()

    def _paint_foot(self) -> None:
        font, muted = theme.font(scale=0.9), theme.current().color("muted")
        area = QRectF(0, self._writer.height() - line_high(font), self.wide, line_high(font))
        say(self.painter, area, self._foot, font, muted)
        say(self.painter, area, str(self.pages), font, muted, Qt.AlignmentFlag.AlignRight)


def save(made: Film, path: Path, progress: Callable[[int, str], Callable[[int], None]]) -> None:
    """Writes the handout of a film. Raises OSError."""
    worn = theme.current()
    theme.choose("light", font_percent=LETTERS)
    made.experiment.seek(made.experiment.end_us)
    asked = handout.asked(made.experiment, made.script.from_us, made.script.until_us)
    end, tasks = made.judged(), list(handout.tasks(made.experiment, made.beats))
    sheets = Sheets(path, end.lesson.title, _foot(end))
    try:
        _head(sheets, end)
        if asked:
            sheets.write(tr("Before you look at the pictures"), 1.3, bold=True)
        for one in asked:
            _ask(sheets, one)
        done = progress(max(1, len(tasks)), "pictures")
        for number, task in enumerate(tasks, 1):
            _task(sheets, number, task, made.frame(task.at_us, parts=()))
            done(number)
        if sheets.pages % 2:
            _notes(sheets)
        sheets.turn()
        _answers(sheets, end, tasks, asked)
    finally:
        sheets.close()
        theme.choose(worn.name)


def _foot(frame: Frame) -> str:
    lesson = frame.lesson
    variant = dict(lesson.variants).get(lesson.variant, "")
    parts = [f"{lesson.number}. {lesson.title}", variant, tr("seed {n}").format(n=frame.seed)]
    return "  ·  ".join(part for part in parts if part)


def _head(sheets: Sheets, frame: Frame) -> None:
    lesson, promise = frame.lesson, frame.promise
    question = tr("Question {n}: {text}")
    text = question_text(lesson.question)
    sheets.write(question.format(n=lesson.question, text=text), 1.1, role="muted", after=2)
    sheets.write(lesson.title, 2.2, bold=True)
    variant = dict(lesson.variants).get(lesson.variant, "")
    if variant:
        sheets.write(variant, 1.2, bold=True, role="muted")
    sheets.write(lesson.story, 1.25, after=8)
    numbers = tr("N = {n} home servers of each thing, R = {r}, W = {w}.")
    told = numbers.format(n=promise.n, r=promise.r, w=promise.w)
    sheets.write(told, 1.1, role="muted", after=GAP)


def _ask(sheets: Sheets, asked: Prediction) -> None:
    """A question before anything is seen, with a box for each answer."""
    question, font = asked.question, theme.font(scale=1.15)
    sheets.need(60 + LINE * (len(question.answers) + 2))
    sheets.write(question.ask, 1.15)
    for answer in question.answers:
        side = line_high(font) * 0.7
        sheets.painter.setPen(QPen(theme.current().color("text"), 1.2))
        sheets.painter.setBrush(Qt.BrushStyle.NoBrush)
        sheets.painter.drawRect(QRectF(12, sheets.y + 3, side, side))
        sheets.write(answer.text, 1.15, indent=12 + side + 10)
    sheets.write(tr("Why?"), 1.0, role="muted", after=0)
    _lines(sheets, QRectF(0, sheets.y, sheets.wide, 2 * LINE))
    sheets.y += 2 * LINE + GAP


def _notes(sheets: Sheets) -> None:
    """A page to write on, so that no answer is on the back of a question."""
    sheets.turn()
    sheets.write(tr("Room for notes"), 1.3, bold=True)
    _lines(sheets, QRectF(0, sheets.y, sheets.wide, sheets.bottom - sheets.y))


def _lines(sheets: Sheets, area: QRectF) -> None:
    """Lines to write on."""
    sheets.painter.setPen(QPen(theme.current().color("line"), 1))
    for row in range(1, int(area.height() // LINE) + 1):
        y = area.top() + row * LINE
        sheets.painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _task(sheets: Sheets, number: int, task: Task, frame: Frame) -> None:
    """A picture, and beside it what is done at that moment and room to say what comes of it."""
    sheets.need(PICTURE.height())
    place = QRectF(0, sheets.y, PICTURE.width(), PICTURE.height())
    _stage(sheets.painter, place, frame)
    left = place.right() + GAP
    room = QRectF(left, sheets.y, sheets.wide - left, PICTURE.height())
    font, now = theme.font(scale=1.3, bold=True), theme.current()
    title = QRectF(room.left(), room.top(), room.width(), line_high(font))
    say(sheets.painter, title, f"{number}   {tell_time(task.at_us)}", font, now.color("text"))
    y = title.bottom() + 4
    for text in (*task.done, tr("What happens here, and why?")):
        plain = theme.font(scale=1.05)
        high = wrapped(plain, text, room.width()).height()
        area = QRectF(room.left(), y, room.width(), high + 2)
        last = text not in task.done
        sheets.paragraph(area, text, plain, now.color("muted" if last else "text"))
        y += high + 3
    _lines(sheets, QRectF(room.left(), y, room.width(), room.bottom() - y))
    sheets.y += PICTURE.height() + GAP


def _stage(painter: QPainter, place: QRectF, frame: Frame) -> None:
    """The stage without what tells how anything came out, drawn by what draws it in the window."""
    asked = replace(frame, callouts=(), operations=(), spot=None)
    size = place.size()
    painter.save()
    painter.translate(place.topLeft())
    painter.setClipRect(QRectF(QPointF(), size))
    painter.setPen(QPen(theme.current().color("line"), 1))
    painter.setBrush(theme.current().color("panel"))
    painter.drawRoundedRect(QRectF(QPointF(0.5, 0.5), size - QSizeF(1, 1)), 8, 8)
    scene = stage_place.build(asked, size, {}, may_drop_legend=True, hands=False)
    stage_paint.paint(painter, asked, scene, traffic(asked, scene), Hand())
    painter.restore()


def _answers(
    sheets: Sheets, frame: Frame, tasks: Sequence[Task], asked: Sequence[Prediction]
) -> None:
    lesson = frame.lesson
    title = tr("Answers: {title}").format(title=lesson.title)
    sheets.write(title, 1.8, bold=True, after=GAP)
    for one in asked:
        right, why = handout.answer(one)
        sheets.write(one.question.ask, 1.1, role="muted", after=2)
        sheets.write(right, 1.2, bold=True, after=2)
        sheets.write(why, 1.0, after=GAP)
    for number, task in enumerate(tasks, 1):
        head = f"{number}   {tell_time(task.at_us)}"
        sheets.need(3 * line_high(theme.font()))
        sheets.write(head, 1.1, bold=True, after=1)
        sheets.write(task.answer, 1.1, indent=22, after=8)
    sheets.y += GAP
    sheets.write(tr("What was promised, and what held"), 1.3, bold=True)
    sheets.write(frame.promise.headline, 1.1)
    for verdict in frame.verdicts.rows:
        if verdict.answer not in ("none", "judging"):
            _verdict(sheets, verdict)
    if lesson.left_us is None:
        sheets.y += GAP
        sheets.write(tr("What it teaches"), 1.3, bold=True)
        sheets.write(lesson.takeaway, 1.15, after=GAP)
        sheets.write(tr("What this model leaves out"), 1.3, bold=True)
        sheets.write(lesson.leaves_out, 1.1)


def _verdict(sheets: Sheets, verdict: VerdictView) -> None:
    promised = tr("promised") if verdict.promised else tr("not promised")
    words = {
        "holds": tr("held"), "violated": tr("broken"), "unknown": tr("unknown"),
    }[verdict.answer]  # fmt: skip
    role = {"holds": "fresh", "violated": "stale"}.get(verdict.answer, "unknown")
    line = f"{SIGNS[verdict.answer]}  {verdict.title}: {words}, {promised}"
    sheets.write(line, 1.0, bold=verdict.answer != "holds", role=role, after=2)
    if verdict.answer != "holds" and verdict.text:
        sheets.write(verdict.text, 1.0, indent=22)
