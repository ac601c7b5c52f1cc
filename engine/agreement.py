"""Operations that servers agree on: through the log of a Raft group, whoever coordinates them.

With `agreement` at `names` these are the sign-ups: whether the name is free is decided where the
log is applied, and there alone, so that two sign-ups of one name are never both acknowledged. With
`all` they are all writes, and every feed is answered by the leader. A coordinator that does not
lead sends its operation on to the leader that it knows, once more when it hears of another leader,
and again and again while it hears nothing. A leader appends an operation that stands in its log
already no second time.

A leader answers a read once a majority has confirmed it and it has applied what was committed when
the read came (`read-index`); or at once (`unchecked`), from copies that may be stale when it has
been deposed and does not know it. Turned on in the middle of a run, `all` agrees on what is written
from then on: what the leader does not hold of earlier writes it does not show. What a user session
demands is not asked for: a leader that makes sure of itself misses nothing, and one that does not
promises nothing.
"""

from typing import TYPE_CHECKING, NamedTuple

from engine import consensus, coordinator, delivery, raft, social, traffic, writing
from engine.items import AGREE, TIMER
from engine.quorum import majority
from engine.raft_state import State
from engine.replica import Replica
from engine.social import Plan, Request
from engine.spec import Settings
from engine.values import Entry, merge

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.operation import Operation


class Asked(NamedTuple):
    """What a coordinator asks of the leader."""

    request: Request
    plan: Plan
    raft_reads: str


def governs(settings: Settings, action: str) -> bool:
    """Whether the servers have to agree on what is asked."""
    return settings.agreement == "all" or (settings.agreement == "names" and action == "sign_up")


# -- the coordinator's side


def start(cluster: "Cluster", operation: "Operation") -> None:
    """The coordinator turns to the leader."""
    operation.phase = "agree"
    names = cluster.spec.names
    if operation.plan.cell is not None:
        cluster.log("asked", operation.number, "write", names, majority(len(names)))
    _retry_later(cluster, operation.coordinator, operation.number)
    _submit(cluster, operation)


def _retry_later(cluster: "Cluster", server: str, number: int) -> None:
    """As long as an election may take: then the leader may be another one."""
    at_us = cluster.now_us + 2 * cluster.settings.election_us
    cluster.push(at_us, TIMER, AGREE, server, "retry", number)


def _waiting(cluster: "Cluster", server: str, number: int) -> "Operation | None":
    """The operation, if this coordinator waits for an agreement on it."""
    operation = cluster.operations.get(number)
    if operation is None or operation.coordinator != server or operation.phase != "agree":
        return None
    return cluster.operations.to_change(number)


def on_retry(cluster: "Cluster", server: str, number: int) -> None:
    """No answer has come: the leader, or another one by now, is asked again."""
    operation = _waiting(cluster, server, number)
    if operation is not None:
        _retry_later(cluster, server, number)
        _submit(cluster, operation)


def _submit(cluster: "Cluster", operation: "Operation") -> None:
    """Asks the leader that the coordinator knows, if it knows one."""
    here, number = operation.coordinator, operation.number
    state = cluster.group[here].state
    if not state.leader:
        return
    operation.asked = {state.leader: operation.plan.reads}
    if operation.plan.cell is None:
        cluster.log("asked", number, "read", (state.leader,), 1)
    slow_us = cluster.replicas[here].health.slow_disk_us
    if state.leader != here:
        kind = "consult" if operation.plan.cell is None else "propose"
        asked = _asked(operation)
        traffic.send(cluster, kind, here, state.leader, number, asked, state.turn)
    elif operation.plan.cell is not None and slow_us:
        delivery.later(cluster, here, slow_us, AGREE, here, "lead", number)
    else:
        on_own(cluster, here, number)


def _asked(operation: "Operation") -> Asked:
    return Asked(operation.request, operation.plan, operation.settings.raft_reads)


def on_own(cluster: "Cluster", server: str, number: int) -> None:
    """A coordinator that leads gets to its own operation."""
    operation = _waiting(cluster, server, number)
    if operation is not None:
        lead(cluster, server, server, number, _asked(operation))


def on_decided(cluster: "Cluster", server: str, number: int, result: "consensus.Result") -> None:
    """The coordinator learns what became of a write."""
    operation = _waiting(cluster, server, number)
    if operation is None:
        return
    if result.refusal is not None:
        coordinator.end(cluster, operation, "fail", result.refusal)
    else:
        operation.entries = result.entries
        coordinator.acknowledge(cluster, operation)


def on_answer(
    cluster: "Cluster", source: str, server: str, number: int, rows: tuple[Entry, ...]
) -> None:
    """The coordinator gets what the leader has read."""
    operation = _waiting(cluster, server, number)
    if operation is not None:
        operation.answers = {source: rows}
        operation.found = merge((rows,))
        refusal = social.verdict(operation.request, operation.plan, operation.found)
        if refusal is None:
            coordinator.answer(cluster, operation)
        else:
            coordinator.end(cluster, operation, "fail", refusal)


# -- the leader's side


def lead(cluster: "Cluster", leader: str, asker: str, number: int, asked: Asked) -> None:
    """A server is asked as the leader; one that leads no more keeps silent."""
    if cluster.group[leader].state.role != "leader":
        return
    if asked.plan.cell is None:
        _lead_read(cluster, leader, asker, number, asked)
    else:
        _lead_write(cluster, leader, asker, number, asked)


def _lead_write(cluster: "Cluster", leader: str, asker: str, number: int, asked: Asked) -> None:
    member, replica = cluster.group[leader], cluster.replicas[leader]
    if number in member.results:  # the answer was lost
        _tell_result(cluster, leader, asker, number)
        return
    if replica.health.disk_full:
        return
    member.waiting[number] = asker
    if any(entry.operation == number for entry in member.state.log[member.applied :]):
        return
    known = _known(member, replica, asked.plan.looks)
    plan = writing.settled(asked.plan, dict(known))
    replica.see(plan.above, cluster.now_us)
    version = replica.stamp(cluster.now_us)
    entries = writing.rows(plan, version, replica)
    command = consensus.Command(asked.request, asked.plan, version, entries, known)
    consensus.perform(cluster, leader, raft.propose(member.state, number, command))


def _known(
    member: "consensus.Member", replica: Replica, keys: tuple[str, ...]
) -> tuple[Entry, ...]:
    """What the leader knows of these keys: its copies, and what its log will make of them."""
    to_come = [
        tuple(row for row in entry.command.entries if row[0][0] in keys)
        for entry in member.state.log[member.applied :]
        if isinstance(entry.command, consensus.Command)
    ]
    return tuple(merge((replica.read(keys), *to_come)).items())


def _lead_read(cluster: "Cluster", leader: str, asker: str, number: int, asked: Asked) -> None:
    member = cluster.group[leader]
    if asked.raft_reads == "unchecked":
        _tell_rows(cluster, leader, asker, number, asked.plan.looks)
        return
    step = raft.confirm(member.state)
    index = raft.read_index(member.state)
    reading = consensus.Reading(number, asker, asked.plan.looks, index, step.state.turn)
    member.reads = (*member.reads, reading)
    consensus.perform(cluster, leader, step)


def on_applied(cluster: "Cluster", server: str, number: int, result: "consensus.Result") -> None:
    """A server has applied a write: it tells whoever waits for that, itself among them."""
    on_decided(cluster, server, number, result)
    asker = cluster.group[server].waiting.pop(number, server)
    if asker != server:
        _tell_result(cluster, server, asker, number)


def _tell_result(cluster: "Cluster", server: str, asker: str, number: int) -> None:
    member = cluster.group[server]
    result, turn = member.results[number], member.state.turn
    if asker == server:
        on_decided(cluster, server, number, result)
    else:
        traffic.send(cluster, "decided", server, asker, number, result, turn)


def on_step(cluster: "Cluster", server: str, before: State) -> None:
    """The state of a server has changed: reads are answered, or given up with the leadership."""
    member = cluster.group[server]
    state = member.state
    if state.role != "leader":
        member.waiting, member.reads = {}, ()
    ready = [read for read in member.reads if _is_ready(member, read)]
    member.reads = tuple(read for read in member.reads if read not in ready)
    for read in ready:
        _tell_rows(cluster, server, read.coordinator, read.operation, read.keys)
    if state.leader and (state.leader, state.term) != (before.leader, before.term):
        for number in list(cluster.operations):
            if (operation := _waiting(cluster, server, number)) is not None:
                _submit(cluster, operation)


def _is_ready(member: "consensus.Member", read: "consensus.Reading") -> bool:
    return member.applied >= read.upto and raft.is_confirmed(member.state, read.turn)


def _tell_rows(
    cluster: "Cluster", leader: str, asker: str, number: int, keys: tuple[str, ...]
) -> None:
    rows = cluster.replicas[leader].read(keys)
    if asker == leader:
        on_answer(cluster, leader, leader, number, rows)
    else:
        turn = cluster.group[leader].state.turn
        traffic.send(cluster, "answer", leader, asker, number, rows, turn)
