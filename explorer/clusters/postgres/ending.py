"""Ends a cluster and removes it, by what its folder says of it alone.

The notes go last, so that whoever is interrupted here can be followed by another.
"""

from contextlib import suppress
from pathlib import Path

from explorer.clusters.postgres import hosts, notes
from explorer.clusters.postgres.hosts import Host, together
from explorer.clusters.postgres.notes import Notes
from explorer.clusters.postgres.server import forget

OURS = (notes.CONTROL, notes.LOG, notes.FILE)
"""What lies in the folder beside those of the servers."""


async def end(folder: Path, noted: Notes, host: Host) -> None:
    """Kills whatever of it still runs, and removes whatever of it there is; others' files stay."""
    await hosts.kill(host, [noted.mark, f"{folder}/"])
    await together(*(forget(host, folder / name) for name in noted.servers))
    for name in (noted.programs, *OURS):
        await host.remove(folder / name)
    with suppress(OSError):  # what somebody else has put there stays
        folder.rmdir()
