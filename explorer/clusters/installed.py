"""Whether what real servers are talked to with is there."""

import os
from functools import cache
from importlib.util import find_spec

EXTRA = ("psycopg", "psutil")
"""What the extra `postgres` brings, and nothing does without."""


@cache
def lacking() -> str:
    """Why no real servers can be had here, in words; empty: they can."""
    if os.name == "nt":
        return "servers are run on Linux and macOS alone"
    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        return f"{' and '.join(missing)} not installed: pip install 'quorumscope[postgres]'"
    return ""
