"""Where the servers of a cluster are: on this machine, or one on each of some hosts.

A file of hosts has a line for each server, `[USER@]HOST[:PORT] [FOLDER]`; FOLDER is there already,
and the server has a folder of its own in it. What follows # is for people.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from explorer.clusters.postgres.hosts import Host
from explorer.clusters.postgres.local import LocalHost
from explorer.clusters.postgres.notes import Notes
from explorer.problems import InputError, Problem

LINE = re.compile(
    r"(?:(?P<user>[\w.-]+)@)?(?P<machine>[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>\d{1,5}))?"
    r"(?:\s+(?P<folder>/\S*))?"
)
USUAL_FOLDER = "/var/tmp"
FEWEST, MOST = 2, 9


@dataclass(frozen=True, slots=True)
class Place:
    """One server's host and folder."""

    host: Host
    folder: PurePath


def read(path: Path) -> tuple[str, ...]:
    """The hosts that a file names, a line each. InputError has all that is wrong with it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), 0, 0, "", f"cannot be read: {error}")]) from None
    said = {number: line.partition("#")[0].strip() for number, line in enumerate(lines, 1)}
    hosts = {number: line for number, line in said.items() if line}
    wanted = "write [USER@]HOST[:PORT] [FOLDER], such as ann@one.example:22 /var/tmp"
    wrong = [
        Problem(str(path), number, 1, "", f"{line!r} is no host: {wanted}")
        for number, line in hosts.items()
        if not LINE.fullmatch(line)
    ]
    if not FEWEST <= len(hosts) <= MOST:
        text = f"there are {len(hosts)} hosts: write {FEWEST} to {MOST}, a server each"
        wrong.append(Problem(str(path), 0, 0, "", text))
    if wrong:
        raise InputError(wrong)
    return tuple(hosts.values())


def of(folder: Path, noted: Notes, here: LocalHost) -> Mapping[str, Place]:
    """Where each server of a cluster is, by name."""
    if not noted.hosts:
        return {name: Place(here, folder / name) for name in noted.servers}
    return {
        name: _afar(line, f"{noted.mark}{name}")
        for name, line in zip(noted.servers, noted.hosts, strict=True)
    }


def _afar(line: str, own: str) -> Place:
    from explorer.clusters.postgres.afar import SshHost  # late: SSH takes a while to import

    found = LINE.fullmatch(line)
    assert found
    port = found["port"] and int(found["port"])
    machine = found["machine"].strip("[]")
    host = SshHost(line.split()[0], found["user"], machine, port or None)
    return Place(host, PurePosixPath(found["folder"] or USUAL_FOLDER) / own)
