"""A row of a sweep: a run as `sweep --json` has it, and who has made it."""

from importlib.metadata import version
from typing import Any

Row = dict[str, Any]
"""A run, its settings and what was measured of it."""
OURS = version("quorumscope")
"""What makes a row: another version may make another one of the same run."""
