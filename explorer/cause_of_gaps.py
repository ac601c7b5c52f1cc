"""Why a home lacks what was there before the run, which no operation has written. Pure."""

from collections.abc import Iterator

from engine.applications import genesis
from engine.history import History
from engine.spec import ClusterSpec
from engine.values import Cell
from explorer import explain
from explorer.cone import Cone, Told
from explorer.measurements import homes
from explorer.times import tell_time


def emptied(cone: Cone, spec: ClusterSpec, explanation: str) -> Told:
    """A home has lost its disk and not got all back, or has become one that nobody brought it."""
    history, at = cone.history, cone.at
    before = [(place, event) for place, event in history.faults if place < at]
    for server, cell in _gaps(history, spec, at):
        for place, (at_us, name, *about) in reversed(before):
            lost = name in ("wiped", "replacing") and about[0] == server
            if lost and _has(history, spec, server, cell, place):
                text = (
                    "lost its disk at {}, and not all that was there before the run has come back"
                )
            elif _becomes_home(history, spec, server, cell, place):
                text = f"became a home of {explain.key(cell[0])} at {{}}, and what was there before"
                text += " the run has not come"
            else:
                continue
            cone.servers[server] = None
            cone.faults.add(at_us)
            sentence = f"{server} {text.format(tell_time(at_us))} to it."
            return Told("convergence", (), sentence, at_us)
    return Told("convergence", (), f"{explanation}.", before[-1][1][0] if before else 0)


def _gaps(history: History, spec: ClusterSpec, at: int) -> Iterator[tuple[str, Cell]]:
    """The homes that lack a row of before the run, which another home of it has, and that row."""
    for cell in sorted((cell for cell, _ in genesis(spec.users)), key=lambda cell: cell[0]):
        servers = homes(history, spec, cell[0], at)
        without = [s for s in servers if not _has(history, spec, s, cell, at)]
        if len(without) < len(servers):
            yield from ((server, cell) for server in without)


def _has(history: History, spec: ClusterSpec, server: str, cell: Cell, at: int) -> bool:
    """Whether a server holds a row of before the run at a place, or a newer one."""
    lost = any(s == server and left is None and place < at for place, s, left in history.losses)
    return (server in history.held(cell, at)
            or (not lost and server in homes(history, spec, cell[0], 0)))  # fmt: skip


def _becomes_home(history: History, spec: ClusterSpec, server: str, cell: Cell, place: int) -> bool:
    """Whether the event at a place makes a server a home of a row."""
    then, now = (homes(history, spec, cell[0], each) for each in (place, place + 1))
    return server in now and server not in then
