"""What a server of a Raft group knows, and what it says to the others. Pure.

Rules this file keeps: values only, mappings are replaced and never changed; of a `State`, `term`,
`voted_for` and `log` are on disk, the rest is memory. The laws are in `engine.raft`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Role = Literal["follower", "candidate", "leader"]


class Entry(NamedTuple):
    """One entry of the log; operation 0 and no command: a leader's term begins."""

    term: int
    operation: int = 0
    command: object = None


Log = tuple[Entry, ...]
"""The first entry has index 1; index 0 stands for the beginning."""


class Vote(NamedTuple):
    """A candidate asks for a vote."""

    term: int
    last_index: int
    last_term: int


class Voted(NamedTuple):
    """The answer to a candidate."""

    term: int
    granted: bool


class Append(NamedTuple):
    """A leader's entries after the one at `before`; with none of them it is a heartbeat."""

    term: int
    before: int
    before_term: int
    entries: Log
    commit: int
    turn: int


class Appended(NamedTuple):
    """The answer to a leader, about the entries that it sent after the one at `before`.

    `upto` is up to where the logs are known to match, or (not `matched`) up to where they may.
    """

    term: int
    matched: bool
    before: int
    upto: int
    turn: int
    sent: int
    """How many entries came with the question."""


Message = Vote | Voted | Append | Appended


class Progress(NamedTuple):
    """What a leader knows of a follower."""

    following: int
    """The index of the next entry to send."""
    match: int = 0
    """Up to where the logs are known to match."""
    turn: int = 0
    """The last round of messages that it has acknowledged."""


@dataclass(frozen=True, slots=True)
class State:
    """All that one server knows."""

    name: str
    members: tuple[str, ...]
    term: int = 0
    voted_for: str = ""
    log: Log = ()
    role: Role = "follower"
    leader: str = ""
    """The leader of this term, as far as it is known."""
    commit: int = 0
    turn: int = 0
    """Grows when the election clock is wound up anew, and with each round that a leader sends."""
    votes: tuple[str, ...] = ()
    progress: Mapping[str, Progress] = field(default_factory=dict)


class Step(NamedTuple):
    """What comes of something: the state after it, and what to send to whom."""

    state: State
    messages: tuple[tuple[str, Message], ...] = ()


def settled(name: str, members: tuple[str, ...], leader: str) -> State:
    """A server of a group that has just elected `leader`, and heard so: term 1, one entry."""
    state = State(name, members, 1, leader, (Entry(1),), leader=leader, commit=1)
    return leading(state, following=2) if name == leader else state


def restarted(state: State) -> State:
    """What is left of a server after a crash: what is on its disk."""
    disk = state.term, state.voted_for, state.log
    return State(state.name, state.members, *disk, turn=state.turn + 1)


def wiped(state: State) -> State:
    """What is left of a server without its disk: it may vote again in a term in which it has."""
    return State(state.name, state.members, turn=state.turn + 1)


def leading(state: State, following: int) -> State:
    """The server as a leader that takes all logs to be like its own, up to before `following`."""
    progress = {other: Progress(following) for other in others(state)}
    return replace(state, role="leader", leader=state.name, votes=(), progress=progress)


def others(state: State) -> tuple[str, ...]:
    """The other members of the group."""
    return tuple(member for member in state.members if member != state.name)
