"""Whether real servers can be had here: what talks to them, and their own programs.

What only the doctor needs is imported when it asks: every start looks whether servers can be had.
"""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

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


def found() -> str:
    """Which servers would run here, and as whom. Raises ValueError, in words, where none would."""
    if why := lacking():
        raise ValueError(why)
    import asyncio
    import tempfile

    from explorer.clusters.postgres import programs
    from explorer.clusters.postgres.hosts import HostError
    from explorer.clusters.postgres.local import LocalHost

    with tempfile.TemporaryDirectory(prefix="quorumscope-") as spare:
        Path(spare).chmod(0o711)  # programs that have to be copied are tried by the servers' user
        try:
            host = LocalHost()
            there = asyncio.run(programs.find(host, Path(spare) / "programs"))
        except HostError as error:
            raise ValueError(str(error)) from None
    of_wheel = programs.WHEEL in there.folder.parts
    where = f"of the wheel {programs.WHEEL}" if of_wheel else f"in {there.folder}"
    version = ".".join(map(str, there.version))
    return f"PostgreSQL {version} {where}; servers run as user {host.user}"
