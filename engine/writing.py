"""What a write writes: its rows, as the settings of that moment have them, and their versions.

A like, a follow, an edit are planned as one plain row, whose last writer wins. Where a setting says
so, they become rows of one of the values in `engine.merging` instead: at once (`shaped`), or from
what was read first (`entries`). All rows of a write belong to one key and travel in one message,
and one stamp is the version of them all; only a counter's tally is its own version.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.replica import Replica
from engine.social import Plan, UserSession
from engine.spec import Settings
from engine.values import Cell, Copy, Entry, Value
from engine.versions import GENESIS, Version

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.operation import Operation

Shape = Callable[[Plan, Cell, UserSession, int], Plan]
"""Makes other rows of a plan for one plain cell; of a user session, as operation `number`."""


def shaped(plan: Plan, action: str, session: UserSession, number: int, settings: Settings) -> Plan:
    """The plan of operation `number` under these settings."""
    ruler = _RULERS.get(action)
    shape = _SHAPES.get((action, getattr(settings, ruler))) if ruler else None
    return shape(plan, plan.cell, session, number) if shape and plan.cell else plan


def _count(by: int) -> Shape:
    def shape(_plan: Plan, cell: Cell, _session: UserSession, _number: int) -> Plan:
        return Plan((cell[0],), (cell[0], ("likes", cell[1][1])), by, law="count")

    return shape


def _tally(sign: str) -> Shape:
    def shape(_plan: Plan, cell: Cell, _session: UserSession, _number: int) -> Plan:
        return Plan((), (cell[0], ("likes", cell[1][1], sign)), 1, law="tally")

    return shape


def _add(plan: Plan, cell: Cell, _session: UserSession, number: int) -> Plan:
    return replace(plan, cell=(cell[0], (*cell[1], str(number))))


def _remove_observed(plan: Plan, cell: Cell, _session: UserSession, _number: int) -> Plan:
    return replace(plan, reads=(cell[0],), value=None, law="observed")


def _grow(sign: str) -> Shape:
    def shape(plan: Plan, cell: Cell, _session: UserSession, _number: int) -> Plan:
        return replace(plan, cell=(cell[0], (*cell[1], sign)), value=True)

    return shape


def _edit_seen(plan: Plan, cell: Cell, session: UserSession, number: int) -> Plan:
    """A row of its own, instead of all that were seen: what was not seen stays beside it."""
    seen, above = _past(cell, session)
    return replace(plan, cell=(cell[0], (*cell[1], str(number))), also=((cell, None), *seen),
                   above=above)  # fmt: skip


def _delete_seen(plan: Plan, cell: Cell, session: UserSession, _number: int) -> Plan:
    seen, above = _past(cell, session)
    return replace(plan, also=seen, above=above)


def _delete_all(plan: Plan, cell: Cell, session: UserSession, _number: int) -> Plan:
    return replace(plan, also=_past(cell, session)[0])


def _past(cell: Cell, session: UserSession) -> tuple[tuple[tuple[Cell, Value], ...], Version]:
    """Tombstones of the post's other rows that the user has seen; the newest version seen."""
    key, row = cell
    post = next((post for post in session.seen if row == ("post", post.number)), None)
    if post is None:
        return (), GENESIS
    return tuple(((key, other), None) for other in post.context if other != row), post.newest


_RULERS = {"like": "likes", "unlike": "likes", "follow": "follows", "unfollow": "follows",
           "edit": "conflicts", "delete": "conflicts"}  # fmt: skip
"""By action: the setting that rules how it is written."""

_SHAPES: dict[tuple[str, str], Shape] = {
    ("like", "count"): _count(1), ("unlike", "count"): _count(-1),
    ("like", "counter"): _tally("+"), ("unlike", "counter"): _tally("-"),
    ("follow", "add-wins"): _add, ("unfollow", "add-wins"): _remove_observed,
    ("follow", "two-phase"): _grow("+"), ("unfollow", "two-phase"): _grow("-"),
    ("edit", "siblings"): _edit_seen, ("delete", "siblings"): _delete_seen,
    ("delete", "newest"): _delete_all,
}  # fmt: skip
"""By action and what the setting is: how the plan is shaped; else it stays as it is."""


def entries(cluster: "Cluster", operation: "Operation") -> tuple[Entry, ...]:
    """The rows of a write that has read what it reads, with their versions; none: no need to."""
    plan = operation.plan = settled(operation.plan, operation.found)
    replica = cluster.replicas[operation.coordinator]
    if plan.cell is None or plan.law == "tally":
        return rows(plan, GENESIS, replica)
    return rows(plan, cluster.stamp(operation.coordinator, operation), replica)


def rows(plan: Plan, version: Version, replica: Replica) -> tuple[Entry, ...]:
    """The rows of a settled plan at this version; what is counted is counted at this replica."""
    if plan.cell is None:
        return ()
    if plan.law == "tally":
        return (replica.count(plan.cell),)
    return tuple((c, (version, value)) for c, value in ((plan.cell, plan.value), *plan.also))


def settled(plan: Plan, found: Mapping[Cell, Copy]) -> Plan:
    """The plan with what only the reads could say."""
    if plan.cell is None or plan.law not in ("count", "observed"):
        return plan
    if plan.law == "count":
        known = found[plan.cell][1] if plan.cell in found else 0
        return replace(plan, value=(known or 0) + plan.value)  # type: ignore[operator]
    key, (other, *_) = plan.cell
    observed = {
        (k, row): copy[0]
        for (k, row), copy in found.items()
        if k == key and row[0] == other and row[1:] != ("-",) and copy[1]
    }
    cells = sorted(observed)
    return replace(
        plan,
        cell=cells[0] if cells else None,
        also=tuple((cell, None) for cell in cells[1:]),
        above=max(observed.values(), default=GENESIS),
    )
