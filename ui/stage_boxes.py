"""How words in boxes are painted: captions, chips of operations, callouts."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from explorer.frame import Frame
from explorer.frame_stage import OperationView
from ui import theme
from ui.stage_light import Light, light_of
from ui.stage_marks import cross
from ui.stage_scene import MORE, CalloutBox, Scene, pin_line
from ui.stage_servers import role_color
from ui.stage_words import said

CENTER = Qt.AlignmentFlag.AlignCenter
TONES = {"bad": "stale", "unknown": "unknown", "good": "fresh", "calm": "muted"}
SIGNS = {"bad": "!", "unknown": "?", "good": "\N{CHECK MARK}", "calm": "i"}
"""What a badge says, by the tone of its callout."""


def _veil() -> QColor:
    """The panel, not quite opaque: words on it can be read over a link."""
    color = theme.current().color("panel")
    color.setAlphaF(0.85)
    return color


def paint_captions(painter: QPainter, scene: Scene, frame: Frame, light: Light) -> None:
    """The words that do not fit into circles, and the counts of unconfirmed writes."""
    step = scene.letters.line
    for server in frame.servers:
        if server.name not in scene.captions:
            continue
        rect, lines = scene.captions[server.name]
        backing(painter, rect)
        for index, (role, text) in enumerate(lines):
            row = QRectF(rect.left(), rect.top() + index * step, rect.width(), step)
            painter.setFont(scene.letters.strong if role == "holding" else scene.letters.small)
            painter.setPen(theme.current().color(role_color(role, server)))
            with light_of(painter, light, f"server {server.name}"):
                painter.drawText(row, CENTER, text)
    painter.setFont(scene.letters.strong)
    for name, (rect, text) in scene.unconfirmed.items():
        backing(painter, rect)
        painter.setPen(theme.current().color("unknown"))
        with light_of(painter, light, f"server {name}"):
            painter.drawText(rect, CENTER, text)


def backing(painter: QPainter, rect: QRectF) -> None:
    """A veil behind words."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_veil())
    painter.drawRoundedRect(rect, 4, 4)


def paint_chips(painter: QPainter, scene: Scene, frame: Frame, light: Light, selected: str) -> None:
    """A pill for each operation, in the colour of its kind, with how it stands."""
    for operation in frame.operations:
        if operation.number in scene.chips:
            key = f"operation {operation.number}"
            with light_of(painter, light, key):
                _chip(painter, scene, operation, picked=selected == key)


def _chip(painter: QPainter, scene: Scene, operation: OperationView, *, picked: bool) -> None:
    rect = scene.chips[operation.number]
    color = theme.current().color(operation.phase)
    edge = theme.current().color("accent") if picked else color
    painter.setPen(QPen(edge, theme.current().line_width * (1.6 if picked else 0.9)))
    painter.setBrush(theme.current().color("raised"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    side = rect.height()
    _outcome(painter, operation, QRectF(rect.left() + 3, rect.top(), side, side))
    painter.setFont(scene.letters.strong)
    painter.setPen(color)
    words = rect.adjusted(side + 4, 0, -side * 0.3, 0)
    if words.width() <= 0:  # folded to its sign
        return
    text = QFontMetricsF(scene.letters.strong).elidedText(
        operation.text, Qt.TextElideMode.ElideRight, words.width() + 1
    )
    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(words, left, text)


def _outcome(painter: QPainter, operation: OperationView, rect: QRectF) -> None:
    """Pending: a dial of answers; ok: a check mark; info: '?'; fail: a cross."""
    middle, size = rect.center(), rect.height() * 0.26
    t = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(t.color("fresh"), max(2.0, size * 0.42), c=Qt.PenCapStyle.RoundCap)
    if operation.state == "ok":
        painter.setPen(pen)
        painter.drawPolyline([
            middle + QPointF(-size, 0), middle + QPointF(-size * 0.25, size * 0.75),
            middle + QPointF(size, -size * 0.75),
        ])  # fmt: skip
    elif operation.state == "stale":
        painter.setPen(QPen(t.color("stale"), max(1.5, size * 0.3)))
        painter.drawEllipse(middle, size, size)
        painter.setBrush(t.color("stale"))
        painter.drawPie(
            QRectF(middle.x() - size, middle.y() - size, 2 * size, 2 * size), 1440, 2880
        )
    elif operation.state == "fail":
        cross(painter, middle.x(), middle.y(), size * 0.8, t.color("lost"))
    elif operation.state == "info":
        painter.setFont(theme.font(bold=True))
        painter.setPen(t.color("unknown"))
        painter.drawText(rect, CENTER, "?")
    else:
        _dial(painter, operation, middle, size * 1.1)


def _dial(painter: QPainter, operation: OperationView, middle: QPointF, size: float) -> None:
    """One slice for each answer that is needed, full when it has come."""
    need = max(1, operation.need)
    box = QRectF(middle.x() - size, middle.y() - size, 2 * size, 2 * size)
    pen = QPen(theme.current().color("line"), size * 0.55, c=Qt.PenCapStyle.FlatCap)
    full = theme.current().color(operation.phase)
    gap = 0 if need == 1 else min(30, 120 // need)
    for index in range(need):
        pen.setColor(full if index < operation.got else theme.current().color("line"))
        painter.setPen(pen)
        start = 90 - index * 360 / need - gap / 2
        painter.drawArc(box, round(start * 16), -round((360 / need - gap) * 16))


def paint_pins(painter: QPainter, scene: Scene, frame: Frame, light: Light) -> None:
    """Thin lines from callouts to their servers, and from chips that had to stand far off."""
    for box in scene.callouts:
        pin = pin_line(scene, box.view.server, box.rect)
        color = theme.current().color(TONES[box.view.tone])
        painter.setPen(QPen(color, theme.current().line_width))
        painter.setBrush(color)
        painter.drawLine(pin)
        painter.drawEllipse(pin.p2(), 3, 3)
    for operation in frame.operations:
        if operation.number in scene.chips:
            with light_of(painter, light, f"operation {operation.number}"):
                _leader(painter, scene, operation)


def _leader(painter: QPainter, scene: Scene, operation: OperationView) -> None:
    rect = scene.chips[operation.number]
    pin = pin_line(scene, operation.coordinator, rect)
    if pin.length() > 1.5 * rect.height():
        color = theme.current().color(operation.phase)
        color.setAlphaF(0.5)
        painter.setPen(QPen(color, theme.current().line_width * 0.8))
        painter.drawLine(pin)


def paint_callouts(painter: QPainter, scene: Scene) -> None:
    """Boxes that explain, each pinned to its server by a thin line."""
    for box in scene.callouts:
        _callout(painter, scene, box)


def _callout(painter: QPainter, scene: Scene, box: CalloutBox) -> None:
    t = theme.current()
    tone = t.color(TONES[box.view.tone])
    painter.setPen(QPen(tone, t.line_width))
    painter.setBrush(t.color("raised"))
    if box.is_badge:
        painter.drawEllipse(box.rect)
        painter.setFont(scene.letters.title)
        painter.setPen(tone)
        painter.drawText(box.rect, CENTER, SIGNS[box.view.tone])
        return
    painter.drawRoundedRect(box.rect, 6, 6)
    if scene.hands:
        painter.setFont(scene.letters.strong)
        painter.setPen(t.color("muted"))
        painter.drawText(box.cross, Qt.AlignmentFlag.AlignCenter, "\N{MULTIPLICATION SIGN}")
    wrap = Qt.TextFlag.TextWordWrap
    for font, color, rects, texts in (
        (scene.letters.title, "text", [box.title], [box.view.title]),
        (scene.letters.small, "muted", box.lines, box.view.lines[: len(box.lines)]),
        (scene.letters.strong, "accent", [box.more] * scene.hands, [said(MORE)] * scene.hands),
    ):
        painter.setFont(font)
        painter.setPen(t.color(color))
        for rect, text in zip(rects, texts, strict=True):
            painter.drawText(rect.adjusted(0, 0, 2, 2), wrap, text)
