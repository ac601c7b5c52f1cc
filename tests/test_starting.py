"""The start: what the first picture does not need comes after it."""

import subprocess
import sys

LATE = "asyncio", "asyncssh", "psycopg", "pyqtgraph", "sqlalchemy"
STARTED = f"""
import sys
import explorer.__main__
from ui import app, window
print([name for name in {LATE} if name in sys.modules])
print(sys.modules["explorer.schema"].PresetModel.__pydantic_complete__)
"""


def test_the_first_picture_waits_for_nothing_that_only_a_run_needs():
    """Neither for libraries, nor until it is worked out how a file is checked."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["[]", "False"]
