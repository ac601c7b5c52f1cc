"""When a recording is opened: read by another thread, then run again in slices, beside the window.

Rules this file keeps: a slice is shorter than a frame; until the run is there, and when it cannot
be had, what was shown before stays.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from explorer.problems import InputError
from explorer.recording import Recording
from explorer.reopening import Reopening

SLICE_MS, PAUSE_MS = 8, 4


class ReopenClock(QObject):
    """Opens one recording at a time; `opened`, `progressed` and `failed` are told how it goes."""

    def __init__(
        self,
        parent: QObject,
        opened: Callable[[Reopening], None],
        progressed: Callable[[Path, float], None],
        failed: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self._opened, self._progressed, self._failed = opened, progressed, failed
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._path = Path()
        self._reading: Future[Recording] | None = None
        self._reopening: Reopening | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)

    def open(self, path: Path) -> None:
        """Begins to open this one, instead of what is being opened."""
        self.cancel()
        self._path = path
        self._reading = self._reader.submit(_read, path)
        self._progressed(path, 0.0)
        self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether one is being opened."""
        return self._reading is not None or self._reopening is not None

    def cancel(self) -> None:
        """What is shown stays."""
        self._timer.stop()
        self._reading = self._reopening = None

    def look(self) -> None:
        """Does a little more."""
        try:
            if self._reading is not None and self._reading.done():
                reading, self._reading = self._reading, None
                self._reopening = Reopening(reading.result())
            if self._reopening is not None:
                self._go_on(self._reopening)
        except InputError as error:
            self.cancel()
            self._failed(str(error))

    def _go_on(self, reopening: Reopening) -> None:
        passed = QElapsedTimer()
        passed.start()
        while reopening.advance():
            if passed.elapsed() >= SLICE_MS:
                self._progressed(self._path, reopening.progress)
                return
        self.cancel()
        self._opened(reopening)

    def finish(self) -> None:
        """Waits until it is open, as a still picture needs it."""
        while self.busy:
            if self._reading is not None:
                self._reading.exception()
            self.look()

    def stop(self) -> None:
        """The window is gone."""
        self.cancel()
        self._reader.shutdown(wait=False, cancel_futures=True)


def _read(path: Path) -> Recording:
    from explorer import recording_reader  # SQLAlchemy takes a while to import

    return recording_reader.read(path)
