"""Which servers hold what was written, and which do not, at a place in the event log. Pure.

Asked of the history, which sees every store and every loss, and so of any moment of a run.
"""

from collections.abc import Iterable

from engine.history import History
from engine.records import Operation
from engine.spec import ClusterSpec
from engine.values import Cell
from engine.versions import GENESIS
from explorer import measurements


def missing(history: History, server: str, at: int) -> list[Operation]:
    """The acknowledged writes that were sent to this server, as a home, and that it lacks."""
    return [
        write
        for write in measurements.answered(history, at, "write")
        if write.written
        and server in write.asked["write"][0]
        and server not in history.holders(write, at)
    ]


def divergent_keys(history: History, spec: ClusterSpec, at: int) -> list[str]:
    """The keys of which two homes that can be asked hold different rows of what was written."""
    away = measurements.away(history, at)
    keys: dict[str, list[Cell]] = {}
    for cell in history.stores:
        keys.setdefault(cell[0], []).append(cell)
    return [
        key
        for key, cells in sorted(keys.items())
        if _differ(history, cells, set(measurements.homes(history, spec, key, at)) - away, at)
    ]


def _differ(history: History, cells: Iterable[Cell], homes: set[str], at: int) -> bool:
    held = (history.held(cell, at) for cell in cells)
    # what was there before the run is stored again only by a new machine
    return any(len({versions.get(home, GENESIS) for home in homes}) > 1 for versions in held)


def owners(history: History, name: str, at: int) -> int:
    """How many different people servers take for the owner of a user name that is new."""
    cell = (f"account:{name}", ("account",))
    versions = set(history.held(cell, at).values())
    return len({value for (c, v), value in history.values().items() if c == cell and v in versions})
