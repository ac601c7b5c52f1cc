"""Where somebody has put the panels, kept in a file for the next start."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.arrangement import Arrangement

FILE = "layout.json"


def restore(page: "Arrangement", folder: Path) -> None:
    """Puts the panels where they were left; a file that cannot be read counts as none."""
    with suppress(OSError, ValueError):
        page.restore_layout((folder / FILE).read_text(encoding="utf-8"))


def keep(page: "Arrangement", folder: Path) -> None:
    """Writes it down, if anything was arranged; where nothing can be written nothing is kept."""
    with suppress(OSError):
        if page.arranged:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / FILE).write_text(page.layout_kept(), encoding="utf-8")
        else:
            (folder / FILE).unlink(missing_ok=True)
