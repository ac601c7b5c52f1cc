"""The bar that says that the program itself went wrong, and what can be done about it."""

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QAccessible, QAccessibleEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.labels import breakable, label
from ui.mishaps import Mishaps


class MishapBar(QFrame):
    """At the foot of the window, over what is there: it takes no room that a small window lacks.

    It asks for nothing: the run can be gone on with.
    """

    def __init__(self, mishaps: Mishaps, parent: QWidget) -> None:
        """Hidden until something has happened."""
        super().__init__(parent)
        self.setObjectName("mishap")
        self.setProperty("role", "alarm")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mishaps, self._over = mishaps, parent
        self._text = label("", wrap=True)
        self._text.setObjectName("mishap-text")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.addWidget(self._text, 1)
        self._copy = self._button("copy", self.tr("Copy report"))
        self._copy.clicked.connect(self._copy_report)
        self._open = self._button("folder", self.tr("Open folder"))
        self._open.clicked.connect(self._open_folder)
        self._dismiss = self._button("dismiss", self.tr("Dismiss"))
        self._dismiss.clicked.connect(self._put_away)
        for button in (self._copy, self._open, self._dismiss):
            row.addWidget(button)
        mishaps.happened.connect(self._show)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays as wide as the window."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._lie_down()
        return super().eventFilter(watched, event)

    def _lie_down(self) -> None:
        room = self._over.rect()
        layout = self.layout()
        wanted = layout.totalHeightForWidth(room.width()) if layout is not None else 0
        high = max(wanted, self.minimumSizeHint().height())
        self.setGeometry(0, room.height() - high, room.width(), high)
        self.raise_()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"mishap-{name}")
        button.setAccessibleName(text)
        return button

    def _show(self) -> None:
        """Says it, and tells screen readers when it is news."""
        text = self._sentence()
        if text != self.accessibleName():
            self._text.setText(breakable(text))
            self.setAccessibleName(text)
            self._text.setAccessibleName(text)
            self._lie_down()
        if self.isHidden():
            self._copy.setText(self.tr("Copy report"))
            self._lie_down()
            self.show()
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _sentence(self) -> str:
        m, count = self._mishaps, sum(self._mishaps.known.values())
        often = "" if count == 1 else self.tr(" {0} times").format(f"{count:,}")
        said = self.tr("✕ Something went wrong in the program{0}.").format(often)
        if m.run is not None and m.recorded():
            kept = self.tr(
                "All of the run is kept, with its branches: once it is closed, the gallery offers "
                "it. What is shown of it was saved to {0} as well."
            )
            return f"{said} {kept.format(m.run)}"
        if m.run is not None:
            return f"{said} {self.tr('The run was saved to {0}.').format(m.run)}"
        return f"{said} {self.tr('No run was saved: {0}.').format(m.why_not)}"

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._mishaps.text)
        self._copy.setText(self.tr("Copied"))

    def _open_folder(self) -> None:
        if self._mishaps.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._mishaps.folder)))

    def _put_away(self) -> None:
        self.hide()
        self._mishaps.forget()
