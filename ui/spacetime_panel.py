"""The panel of the space-time diagram: how it is looked at, what is left out, and the diagram."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollBar, QToolButton, QVBoxLayout, QWidget

from explorer.frame import Frame
from ui import theme
from ui.buttons import flat
from ui.labels import Elided
from ui.spacetime import ZOOM, SpaceTime
from ui.stage_marks import mark
from ui.stage_words import KINDS, kind_name


class KindsKey(QWidget):
    """The kinds of messages that are drawn, each with its shape."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("spacetime-kinds")
        self.setAccessibleName(self.tr("Kinds of messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._kinds: tuple[str, ...] = ()

    def show_kinds(self, kinds: tuple[str, ...]) -> None:
        """Names these kinds."""
        if kinds != self._kinds:
            self._kinds = kinds
            self.setAccessibleDescription(", ".join(kind_name(kind) for kind in kinds))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        measure = self.fontMetrics()
        wide = sum(measure.horizontalAdvance(kind_name(k)) + 30 for k in self._kinds)
        return QSize(wide, measure.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """It gives way first."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = 8.0, self.height() / 2
        for kind in self._kinds:
            text = kind_name(kind)
            wide = painter.fontMetrics().horizontalAdvance(text)
            if x + 10 + wide > self.width():
                break
            mark(painter, kind, x, y, 4.5)
            painter.setPen(theme.current().color("muted"))
            line = painter.fontMetrics()
            painter.drawText(QPointF(x + 10, y + (line.ascent() - line.descent()) / 2), text)
            x += wide + 30
        painter.end()


class SpaceTimePanel(QFrame):
    """Lanes and messages over time, with what zooms, follows and measures them."""

    command = Signal(str)
    pointed = Signal(object)
    """The moment under the pointer; None: it is not here."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("spacetime")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Space-time diagram"))
        self.canvas = SpaceTime()
        self.canvas.command.connect(self.command)
        self.canvas.pointed.connect(self.pointed)
        self.show_crosshair = self.canvas.show_crosshair
        self.canvas.looked.connect(self._show_state)
        self._buttons: dict[str, QToolButton] = {}
        self._kinds = KindsKey()
        self._note = Elided("small", 60)
        self._note.setObjectName("spacetime-note")
        self._bar = QScrollBar(Qt.Orientation.Vertical)
        self._bar.setObjectName("spacetime-lanes")
        self._bar.setAccessibleName(self.tr("Which lanes are in sight"))
        self._bar.valueChanged.connect(self.canvas.show_lanes_from)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        for name, text, tip in (
            ("time", self.tr("By time"), self.tr("The axis is time as it passes")),
            ("events", self.tr("By events"), self.tr("The axis is the log: each event is a step")),
            ("fit", self.tr("Whole run"), self.tr("Look at the whole run")),
            ("out", self.tr("−"), self.tr("Look at more of the run (− or the wheel)")),
            ("in", self.tr("+"), self.tr("Look closer (+ or the wheel)")),
            ("follow", self.tr("Follow"), self.tr("Keep the playhead in sight")),
            ("span", self.tr("× Span"), self.tr("Mark no span any more")),
        ):
            button = self._buttons[name] = flat(f"spacetime-{name}", text, tip)
            button.clicked.connect(lambda _on=False, name=name: self._press(name))
            head.addWidget(button)
        for name in ("time", "events", "follow"):
            self._buttons[name].setProperty("role", "tab")
        self._buttons["span"].hide()
        head.addSpacing(6)
        head.addWidget(self._kinds, 2)
        head.addWidget(self._note, 3)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.canvas, 1)
        row.addWidget(self._bar)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 2, 6, 4)
        box.setSpacing(0)
        box.addLayout(head)
        box.addLayout(row, 1)

    def _press(self, name: str) -> None:
        canvas = self.canvas
        if name == "time":
            canvas.measure_by("time")
        elif name == "events":
            canvas.measure_by("events")
        elif name == "fit":
            canvas.fit()
        elif name == "span":
            self.command.emit("brush")
        elif name == "follow":
            canvas.follow(on=not canvas.follows)
        else:
            canvas.zoom(ZOOM if name == "out" else 1 / ZOOM)

    def forget(self) -> None:
        """Another story begins: nothing of it was looked at yet."""
        self.canvas.forget()

    def show_frame(self, frame: Frame) -> None:
        """Shows the run of this frame."""
        self.canvas.show_frame(frame)
        self._show_state()

    def _show_state(self) -> None:
        """What the buttons are set to, which kinds there are, and what is left out."""
        scene, view = self.canvas.scene(), self.canvas.view
        if scene is None or view is None:
            return
        measure = scene.axis.measure
        on = {"time": measure == "time", "events": measure == "events",
              "follow": self.canvas.follows}  # fmt: skip
        for name, is_on in on.items():
            theme.restyle(self._buttons[name], tone="shown" if is_on else "plain")
            self._buttons[name].setAccessibleDescription(self.tr("on") if is_on else "")
        self._buttons["span"].setVisible(view.brush is not None)
        present = {drawn.arrow.kind for drawn in scene.arrows}
        lost = any(drawn.arrow.fate == "lost" for drawn in scene.arrows)
        kinds = tuple(kind for kind in KINDS if kind in present)
        self._kinds.show_kinds((*kinds, "lost") if lost else kinds)
        self._note.show_text("; ".join(scene.notes))
        most = len(view.lanes) - len(scene.lanes)
        self._bar.setVisible(most > 0)
        self._bar.setRange(0, most)
        self._bar.setPageStep(len(scene.lanes))
