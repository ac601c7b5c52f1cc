"""The regions of a page, for the keyboard: one key goes from each to the next, past all within.

Rule this file keeps: a region that has nothing to use, or is not in sight, is passed by.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.scrolled import bring_into_view


def go(regions: Sequence[QWidget], focused: QWidget | None, *, back: bool = False) -> None:
    """The focus goes to the next region, or to the one before; from none of them to the first."""
    entries = [entry for region in regions if (entry := _entry(region)) is not None]
    if not entries:
        return
    at = [i for i, entry in enumerate(entries) if focused is not None and _in(entry[0], focused)]
    step = -1 if back else 1
    following = (at[-1] + step) % len(entries) if at else 0
    part = entries[following][1]
    part.setFocus(Qt.FocusReason.TabFocusReason)
    bring_into_view(part)


def _entry(region: QWidget) -> tuple[QWidget, QWidget] | None:
    """The region, and what of it has the focus first."""
    parts: Iterable[QWidget] = (region, *region.findChildren(QWidget))
    usable = (p for p in parts if p.isVisible() and p.isEnabled() and _tabbed(p))
    return next(((region, part) for part in usable), None)


def _tabbed(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _in(region: QWidget, part: QWidget) -> bool:
    return part is region or region.isAncestorOf(part)
