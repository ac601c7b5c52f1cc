"""What a cluster's folder says of it, written before anything is made or started.

By these notes alone it can be ended and removed, whoever has been killed meanwhile: its processes
have its mark in their command line, and its folders have the names that are noted.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from explorer import folders

OF_ROOT = Path("/var/lib/quorumscope")
"""The servers' user may enter it, as it may not enter root's own folder."""
FILE = "cluster.json"
CONTROL = "control"
"""The socket of the keeper."""
LOG = "keeper.log"
"""What the keeper complains of."""


@dataclass(frozen=True, slots=True)
class Notes:
    """One cluster: `id` is its own on this machine; `servers` are their names."""

    id: str
    servers: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    """Of each server the line that names its host; none: all are here."""
    programs: str = "programs"
    """Where programs lie that had to be brought there."""

    @property
    def mark(self) -> str:
        """What every process of it has in its command line."""
        return f"quorumscope.{self.id}."

    def mark_of(self, name: str) -> str:
        """What the processes of one server have."""
        return f"{self.mark}{name}."


def new(servers: tuple[str, ...], hosts: tuple[str, ...] = ()) -> Notes:
    """Those of a cluster that is to be made."""
    return Notes(secrets.token_hex(4), servers, hosts)


def write(folder: Path, notes: Notes) -> None:
    """Keeps them. Raises FileExistsError where there are some, OSError where that cannot be."""
    with (folder / FILE).open("x", encoding="utf-8") as file:
        json.dump(asdict(notes), file)


def read(folder: Path) -> Notes | None:
    """Those of a folder; None where it has no cluster in it."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        servers, hosts = tuple(kept["servers"]), tuple(kept["hosts"])
        return Notes(kept["id"], servers, hosts, kept["programs"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def usual() -> Path:
    """Where a cluster lies of which nothing else is said."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    home = OF_ROOT if is_root and not os.environ.get(folders.VARIABLE) else folders.home()
    return home / "postgres"


def unkept(folder: Path) -> str:
    """What is to be said of a cluster in a folder where no keeper answers."""
    return (
        "a cluster is just being made here, or its keeper was killed; what is left of it is "
        f"removed by: quorumscope cluster down --folder {folder}"
    )
