"""The memory that this process has in use."""

import os
from pathlib import Path


def resident_mb() -> float | None:
    """The memory that this process has in use; None where this system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
