"""Ends a cluster and removes it, by what its folder says of it alone.

The notes go last, so that whoever is interrupted here can be followed by another.
"""

from contextlib import suppress
from pathlib import Path

from explorer.clusters.postgres import hosts, notes, places
from explorer.clusters.postgres.hosts import together
from explorer.clusters.postgres.local import LocalHost
from explorer.clusters.postgres.notes import Notes
from explorer.clusters.postgres.places import Place
from explorer.clusters.postgres.server import forget

OURS = (notes.CONTROL, notes.LOG, notes.FILE)
"""What lies in the folder beside those of the servers."""


async def end(folder: Path, noted: Notes, here: LocalHost) -> None:
    """Kills whatever of it still runs, and removes whatever of it there is; others' files stay."""
    await hosts.kill(here, [noted.mark, f"{folder}/"])
    all_places = places.of(folder, noted, here).values()
    await together(*(_leave(place, noted) for place in all_places))
    for name in (noted.programs, *OURS):
        await here.remove(folder / name)
    with suppress(OSError):  # what somebody else has put there stays
        folder.rmdir()


async def _leave(place: Place, noted: Notes) -> None:
    """Nothing of the cluster is left there."""
    try:
        await hosts.kill(place.host, [noted.mark, f"{place.folder}/"])
        await forget(place.host, place.folder)
    finally:
        await place.host.close()
