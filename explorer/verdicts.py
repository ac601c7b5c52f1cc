"""A run's verdicts on consistency: its history in the shape that the checkers judge. Pure.

Every item (a cell) is a register of its own. A write writes a value of its own; a read reads all
items of its keys, and nothing (None) where there was none before the run either. What was there
before the run is left out with the reads that saw it, as the checkers know no value before the
first write.
"""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from engine import causal, placement, registers, session_checks, traffic
from engine.checks import Op, Verdict
from engine.cluster import Cluster
from engine.history import History
from engine.items import KIND
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS, Version
from explorer.measurements import divergent_keys

MOST_OPERATIONS = 20_000
"""Register operations that are judged: beyond, a verdict is unknown and says so."""


def verdicts(history: History, cluster: Cluster) -> dict[str, Verdict]:
    """Every guarantee's verdict, by its name in `run --json`."""
    ops, order = register_operations(history)
    found: dict[str, Verdict]
    if len(ops) > MOST_OPERATIONS:
        reason = f"{len(ops):,} operations on items are too many: {MOST_OPERATIONS:,} are judged"
        found = dict.fromkeys(_BY_HISTORY, Verdict("unknown", reason))
    else:
        found = {str(name): v for name, v in session_checks.guarantees(ops, order).items()}
        found |= {
            "causal": causal.causal(ops),
            "causal_convergence": causal.causal_convergence(ops),
            "regular": registers.weakly_regular(ops),
            "linearizable": registers.linearizable(ops),
        }
    found["unique_names"] = _unique_names(history)
    found["convergence"] = _convergence(cluster)
    return found


_BY_HISTORY = (
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "causal",
    "causal_convergence", "regular", "linearizable",
)  # fmt: skip


def row(verdict: Verdict, *, promised: bool) -> dict[str, Any]:
    """A verdict as `run --json` has it."""
    return {
        "promised": "yes" if promised else "no",
        "verdict": verdict.answer,
        "witness": list(verdict.witness),
        "reason": verdict.explanation,
    }


def register_operations(history: History) -> tuple[list[Op], dict[Hashable, list[str]]]:
    """Register operations, and each item's values in the order of their versions."""
    names: dict[tuple[Cell, Version], str] = {}
    versions: defaultdict[Cell, list[tuple[Version, str]]] = defaultdict(list)
    cells: defaultdict[str, list[Cell]] = defaultdict(list)
    ops: list[Op] = []
    written = ((w, cell, v) for w in history.operations.values() for cell, v, _ in w.written)
    for write, cell, version in written:
        if not versions[cell]:
            cells[cell[0]].append(cell)
        name = f"{write.action} #{write.number} by {write.user}"
        versions[cell].append((version, name))
        names[cell, version] = name
        ops.append(_op(write, "write", cell, name))
    for read in history.operations.values():
        if read.kind == "read" and read.outcome == "ok":
            ops += [
                _op(read, "read", cell, names.get((cell, read.result.get(cell, GENESIS))))
                for key in read.keys
                for cell in cells[key]
            ]
    order: dict[Hashable, list[str]] = {}
    for cell, found in versions.items():
        order[_key(cell)] = [name for _, name in sorted(found)]
    return ops, order


def _key(cell: Cell) -> str:
    """An item, as a verdict's sentence names it: 'wall:X post X#1'."""
    return f"{cell[0]} {' '.join(cell[1])}"


def _op(operation: Operation, kind: str, cell: Cell, value: str | None) -> Op:
    ok = operation.outcome == "ok"
    return Op(
        operation.number, operation.user, kind, _key(cell), value, operation.invoked_at,  # type: ignore[arg-type]
        operation.ended_at if ok else None, "ok" if ok else "info",
    )  # fmt: skip


def _unique_names(history: History) -> Verdict:
    """Whether no user name was given to two."""
    owners: dict[str, int] = {}
    for operation in history.operations.values():
        if operation.action == "sign_up" and operation.outcome == "ok":
            if operation.user in owners:
                text = f"two were told that the name {operation.user} is theirs"
                return Verdict("violated", text, (owners[operation.user], operation.number))
            owners[operation.user] = operation.number
    return Verdict("holds", "" if owners else "nobody took a name")


def _convergence(cluster: Cluster) -> Verdict:
    """Whether the home servers hold the same, once nothing keeps them from it any more."""
    apart = divergent_keys(cluster)
    if apart and _are_agreeing(cluster):
        return Verdict("unknown", "servers have not heard of all that was agreed on")
    down = [name for name, replica in cluster.replicas.items() if not replica.running]
    if cluster.move is not None:
        return Verdict("unknown", "the members are changing")
    moving = [
        item for item in traffic.in_flight(cluster) if item[KIND] not in ("heartbeat", "heard")
    ]
    if down or cluster.network.blocked or moving:
        return Verdict("unknown", "servers are down, links are cut or messages are under way")
    if apart:
        homes = ", ".join(placement.homes(cluster, apart[0]))
        return Verdict("violated", f"{homes} do not hold the same of {apart[0]}")
    return Verdict("holds")


def _are_agreeing(cluster: Cluster) -> bool:
    """Whether a server lacks something in its copies that is in the common log already."""
    members = cluster.group.values()
    return len({member.applied for member in members}) > 1
