"""Pages of plain values, packed: what is over long ago takes a tenth of its room. Pure.

Rules this file keeps: a page never changes, and comes out as it went in, so whoever has something
to change in one puts a new page. A shelf of the engine's own keeps packed pages in memory; one on
which they lie in a file stands in `explorer.filed`.
"""

import marshal
from typing import Any

OPEN = 8
"""So many pages stay unpacked: those that were looked at last."""


class Shelf:
    """Packed pages by number, and those of them that are open."""

    def __init__(self) -> None:
        """Empty."""
        self._packed: list[Any] = []
        """Of each page what `_lay` said."""
        self._open: dict[int, list[Any]] = {}
        """The one looked at last stands last."""

    def put(self, page: list[Any]) -> int:
        """Packs a page of numbers, texts, bytes, None and tuples of them; its number."""
        self._packed.append(self._lay(marshal.dumps(page)))
        return len(self._packed) - 1

    def get(self, number: int) -> list[Any]:
        """What is on a page. Raises OSError where a disk does not give it back."""
        found = self._open.pop(number, None)
        if found is None:
            found = marshal.loads(self._take(self._packed[number]))
        self._open[number] = found
        if len(self._open) > OPEN:
            del self._open[next(iter(self._open))]
        return found

    def _lay(self, packed: bytes) -> Any:
        """Puts it somewhere; what `_take` needs to find it."""
        return packed

    def _take(self, laid: Any) -> bytes:
        """What was put there."""
        found: bytes = laid
        return found
