"""Where the program keeps what it writes by itself: runs that were saved, and reports."""

import os
from pathlib import Path

VARIABLE = "QUORUMSCOPE_HOME"
"""Names another folder than the user's own, for tests and pictures."""


def home() -> Path:
    """The program's folder for what it keeps from one start to the next; it need not exist yet."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs  # late: few commands write anything

    return platformdirs.user_state_path("quorumscope", appauthor=False)
