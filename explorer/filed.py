"""A shelf whose pages lie in a file without a name, but for the first of them.

The operating system removes the file with the process, however that ends. It is no recording: one
need not be made, a thread of its own writes it and is behind, and events come back from its JSON in
twenty times as long. Nor are pages compressed: to a third, but then a run takes a tenth longer.
"""

import tempfile
import weakref
from typing import IO

from engine.shelf import Shelf

IN_MEMORY = 1 << 20
"""Bytes of packed pages that stay in memory: the log of 30,000 events needs no file."""


class FiledShelf(Shelf):
    """Packed pages in memory up to a size, and in a file beyond it."""

    def __init__(self) -> None:
        """Empty, and without a file as yet."""
        super().__init__()
        self._room = IN_MEMORY
        self._file: IO[bytes] | None = None
        self._end = 0

    def _lay(self, packed: bytes) -> bytes | tuple[int, int]:
        """The page itself, or its place in the file and its length."""
        self._room -= len(packed)
        return packed if self._room >= 0 else self._filed(packed)

    def _filed(self, packed: bytes) -> bytes | tuple[int, int]:
        """Where it lies; on a disk that takes no more, a page stays in memory."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
                weakref.finalize(self, self._file.close)  # with the last that needs it
            self._file.seek(self._end)
            if self._file.write(packed) < len(packed):
                return packed
        except OSError:
            return packed
        self._end += len(packed)
        return self._end - len(packed), len(packed)

    def _take(self, laid: bytes | tuple[int, int]) -> bytes:
        if isinstance(laid, bytes):
            return laid
        assert self._file is not None
        at, length = laid
        self._file.seek(at)
        return self._file.read(length)
