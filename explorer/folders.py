"""Where the program keeps what it writes by itself: runs, reports, and what a person prefers."""

import os
from pathlib import Path

VARIABLE = "QUORUMSCOPE_HOME"
"""Names one folder for all of it instead of the platform's own, for tests and pictures."""


def home() -> Path:
    """The folder of what is kept from one start to the next; it need not exist yet."""
    import platformdirs  # late: few commands write anything

    return _named() or platformdirs.user_state_path("quorumscope", appauthor=False)


def settings() -> Path:
    """The folder of what a person prefers; it need not exist yet."""
    import platformdirs

    return _named() or platformdirs.user_config_path("quorumscope", appauthor=False)


def _named() -> Path | None:
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else None
