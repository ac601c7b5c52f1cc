"""Raft: how servers agree on one log. Pure: values go in, values come out.

    campaign, propose, confirm, receive: (state, ...) -> Step(new state, messages to send)

A server's host calls these when its election clock has run out, when a user wants something
written, when a round of messages is due, and when a message has come. It has the new state on disk
(`term`, `voted_for` and `log`; the rest is memory) before it sends the messages.

The rules, after the paper: one vote a term, and only for a log that is at least as up to date; a
log takes entries only after the entry before them has matched, and drops its own where they differ;
a leader never changes its log, begins its term with an entry that says nothing, and counts only
entries of its own term as committed (5.4.2). A leader answers a read after a majority has
acknowledged a round of messages that was sent after the read had come (6.4 of the thesis).
Left out: changes of membership, snapshots of the log, votes before the vote (PreVote), leases.

Sources: Ongaro, Ousterhout: "In Search of an Understandable Consensus Algorithm", USENIX ATC 2014;
Ongaro: "Consensus: Bridging Theory and Practice", thesis, Stanford 2014. The shape is etcd's.
"""

from bisect import bisect_left
from dataclasses import replace

from engine.quorum import majority
from engine.raft_state import (
    Append,
    Appended,
    Entry,
    Log,
    Message,
    Progress,
    State,
    Step,
    Vote,
    Voted,
    leading,
    others,
)  # fmt: skip

# -- what a host asks for


def campaign(state: State) -> Step:
    """The election clock has run out: the next term, one's own vote, and everybody is asked."""
    state = replace(
        state, term=state.term + 1, voted_for=state.name, role="candidate", leader="",
        votes=(state.name,), turn=state.turn + 1,
    )  # fmt: skip
    if _is_elected(state):
        return _lead(state)
    vote = Vote(state.term, len(state.log), _term_at(state, len(state.log)))
    return Step(state, tuple((other, vote) for other in others(state)))


def propose(state: State, operation: int, command: object) -> Step:
    """The leader appends an entry, and sends it to all."""
    entry = Entry(state.term, operation, command)
    return confirm(_count(replace(state, log=(*state.log, entry))))


def confirm(state: State) -> Step:
    """The leader sends a round of messages to all: what they lack, or a heartbeat."""
    state = replace(state, turn=state.turn + 1)
    return Step(state, tuple((other, _append(state, other)) for other in others(state)))


def read_index(state: State) -> int:
    """Up to where the leader must have applied the log before it answers a read that came now.

    That is at least the entry that its term began with: what was committed before it may not know.
    """
    return max(state.commit, 1 + bisect_left(state.log, state.term, key=_term))


def is_confirmed(state: State, turn: int) -> bool:
    """Whether a majority has followed this leader since it sent the round `turn`."""
    followed = sum(progress.turn >= turn for progress in state.progress.values())
    return state.role == "leader" and 1 + followed >= majority(len(state.members))


# -- messages


def receive(state: State, source: str, message: Message) -> Step:
    """A message has come."""
    if message.term > state.term:
        state = _in_term(state, message.term)
    match message:
        case Vote():
            return _on_vote(state, source, message)
        case Voted():
            return _on_voted(state, source, message)
        case Append():
            return _on_append(state, source, message)
        case Appended():
            return _on_appended(state, source, message)


def _in_term(state: State, term: int) -> State:
    """A later term has begun elsewhere: whoever leads leads no more."""
    turn = state.turn + (state.role == "leader")
    return replace(
        state, term=term, voted_for="", role="follower", leader="", votes=(), progress={},
        turn=turn,
    )  # fmt: skip


def _on_vote(state: State, source: str, vote: Vote) -> Step:
    granted = grants(state, source, vote)
    if granted:
        state = replace(state, voted_for=source, turn=state.turn + 1)
    return Step(state, ((source, Voted(state.term, granted)),))


def grants(state: State, candidate: str, vote: Vote) -> bool:
    """Whether a candidate gets this server's vote."""
    own = (_term_at(state, len(state.log)), len(state.log))
    free = state.voted_for in ("", candidate)
    return vote.term == state.term and free and (vote.last_term, vote.last_index) >= own


def _on_voted(state: State, source: str, voted: Voted) -> Step:
    counts = state.role == "candidate" and voted.term == state.term and voted.granted
    if not counts or source in state.votes:
        return Step(state)
    state = replace(state, votes=(*state.votes, source))
    return _lead(state) if _is_elected(state) else Step(state)


def _is_elected(state: State) -> bool:
    return len(state.votes) >= majority(len(state.members))


def _lead(state: State) -> Step:
    """A majority has voted for it: the term begins with an entry that says nothing."""
    return propose(leading(state, following=len(state.log) + 1), 0, None)


def _on_append(state: State, source: str, append: Append) -> Step:
    if append.term < state.term:
        return _answer(state, source, append, matched=False, upto=0)
    state = replace(state, role="follower", leader=source, votes=(), turn=state.turn + 1)
    matched = _matches(state, append)
    if matched:
        log = _taken(state.log, append.before, append.entries)
        upto = append.before + len(append.entries)
        state = replace(state, log=log, commit=max(state.commit, min(append.commit, upto)))
    else:
        upto = _may_match(state, append)
    return _answer(state, source, append, matched=matched, upto=upto)


def _answer(state: State, leader: str, append: Append, *, matched: bool, upto: int) -> Step:
    sent = len(append.entries)
    appended = Appended(state.term, matched, append.before, upto, append.turn, sent)
    return Step(state, ((leader, appended),))


def _matches(state: State, append: Append) -> bool:
    there = append.before <= len(state.log)
    return there and _term_at(state, append.before) == append.before_term


def _taken(log: Log, before: int, entries: Log) -> Log:
    """The log with these entries; its own go from the first that differs, and only then."""
    for i, entry in enumerate(entries):
        place = before + i
        if place >= len(log) or log[place].term != entry.term:
            return (*log[:place], *entries[i:])
    return log


def _may_match(state: State, append: Append) -> int:
    """Up to where the logs may match: the end, or all before the term of the entry that differs."""
    if append.before > len(state.log):
        return len(state.log)
    index = append.before
    term = _term_at(state, index)
    while index > 0 and _term_at(state, index) == term:
        index -= 1
    return index


def _on_appended(state: State, source: str, appended: Appended) -> Step:
    if state.role != "leader" or appended.term != state.term:
        return Step(state)
    known = state.progress[source]
    turn = max(known.turn, appended.turn)
    if appended.matched:
        match = max(known.match, appended.upto)
        progress = Progress(max(known.following, match + 1), match, turn)
        return Step(_count(_knowing(state, source, progress)))
    if appended.before != known.following - 1:  # it answers what was sent before a later try
        return Step(_knowing(state, source, known._replace(turn=turn)))
    # a follower that lost its disk matches less than it did
    progress = Progress(appended.upto + 1, min(known.match, appended.upto), turn)
    state = _knowing(state, source, progress)
    return Step(state, ((source, _append(state, source)),))


def _knowing(state: State, follower: str, progress: Progress) -> State:
    return replace(state, progress={**state.progress, follower: progress})


def _count(state: State) -> State:
    """The leader's state with all committed that a majority holds, by an entry of its own term."""
    held = sorted((len(state.log), *(p.match for p in state.progress.values())), reverse=True)
    index = held[majority(len(state.members)) - 1]
    return replace(state, commit=index) if _commits(state, index) else state


def _commits(state: State, index: int) -> bool:
    """An entry of an earlier term is committed only together with one of this term."""
    return index > state.commit and _term_at(state, index) == state.term


def _append(state: State, target: str) -> Append:
    before = state.progress[target].following - 1
    entries = state.log[before:]
    before_term = _term_at(state, before)
    return Append(state.term, before, before_term, entries, state.commit, state.turn)


def _term(entry: Entry) -> int:
    return entry.term


def _term_at(state: State, index: int) -> int:
    return state.log[index - 1].term if index else 0
