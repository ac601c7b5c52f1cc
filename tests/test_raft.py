"""Raft's laws under any schedule: messages lost, doubled and late, servers that crash."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from engine import raft, raft_state
from engine.raft_state import Append, Appended, Entry, Progress, State, Step, Vote, Voted

NAMES = ("A", "B", "C", "D", "E")


class Group:
    """Servers and a soup of messages, and what must hold of them after each step."""

    def __init__(self, names=NAMES, leader="", seed=None):
        self.luck = Random(seed)
        if leader:
            self.states = {name: raft_state.settled(name, names, leader) for name in names}
        else:
            self.states = {name: State(name, names) for name in names}
        self.soup = []
        self.restless = 0 if seed is None else self.luck.choice((0.03, 0.1, 0.2))
        """How often somebody stands for election, and half as often crashes."""
        self.leaders, self.agreed, self.operations = {}, {}, 0

    def do(self, name, step):
        self.states[name] = step.state
        self.soup += [(name, target, self.shortened(message)) for target, message in step.messages]
        self.check(step.state)

    def shortened(self, message):
        """Some messages have room for a part of the entries only: then 5.4.2 is needed."""
        if not isinstance(message, Append) or self.restless == 0 or self.luck.random() < 0.5:
            return message
        return message._replace(entries=message.entries[: self.luck.randrange(1, 4)])

    def check(self, state):
        """Figure 3 of the paper, and that a majority has what is committed."""
        if state.role == "leader":
            assert self.leaders.setdefault(state.term, state.name) == state.name, "election safety"
            old = {i: (entry,) for i, entry in self.agreed.items() if entry.term < state.term}
            assert {i: state.log[i - 1 : i] for i in old} == old, "leader completeness"
        assert state.commit <= len(state.log), "nobody commits what it has not"
        for index in range(1, state.commit + 1):
            entry = state.log[index - 1]
            if index not in self.agreed:
                has = [s for s in self.states.values() if s.log[index - 1 : index] == (entry,)]
                assert len(has) > len(self.states) // 2, "a majority has what is committed"
            assert self.agreed.setdefault(index, entry) == entry, "state machine safety"

    def logs_match(self):
        for one, two in combinations(self.states.values(), 2):
            same = [i for i, (a, b) in enumerate(zip(one.log, two.log)) if a.term == b.term]  # noqa: B905
            end = same[-1] + 1 if same else 0
            assert one.log[:end] == two.log[:end], "log matching"

    def happen(self):
        """Something that may happen."""
        name = self.luck.choice(list(self.states))
        state, chance = self.states[name], self.luck.random()
        if chance < self.restless:
            self.do(name, raft.campaign(state))
        elif chance < 1.5 * self.restless:
            self.do(name, Step(raft_state.restarted(state)))
        elif state.role == "leader" and chance < 0.4:
            self.operations += 1
            self.do(name, raft.propose(state, self.operations, f"write {self.operations}"))
        elif state.role == "leader" and chance < 0.6:
            self.do(name, raft.confirm(state))
        elif self.soup:
            self.deliver(self.luck.randrange(max(0, len(self.soup) - 25), len(self.soup)))

    def deliver(self, place):
        """A message arrives; some arrive again later, some never."""
        fate = self.luck.random()
        source, target, message = self.soup[place] if fate < 0.1 else self.soup.pop(place)
        if fate < 0.85:
            self.do(target, raft.receive(self.states[target], source, message))

    def settle(self):
        """Delivers all that is on its way, in order."""
        while self.soup:
            source, target, message = self.soup.pop(0)
            self.do(target, raft.receive(self.states[target], source, message))


def storm(seed, steps=400):
    group = Group(NAMES[: 3 + 2 * (seed % 2)], seed=seed)
    for i in range(steps):
        group.happen()
        if i % 20 == 0:
            group.logs_match()
    return group


def storms(seeds):
    return [storm(seed) for seed in range(seeds)]


def test_nothing_breaks_under_any_schedule():
    groups = storms(600)
    assert sum(len(group.agreed) for group in groups) > 2_500, "much was agreed on"
    assert sum(len(group.leaders) for group in groups) > 2_000, "many have led"


def _a_minority_elects_and_commits(monkeypatch):
    monkeypatch.setattr(raft, "majority", lambda n: n // 2)


def _commits_with_a_minority(monkeypatch):
    def count(state):
        held = sorted((len(state.log), *(p.match for p in state.progress.values())), reverse=True)
        index = held[len(state.members) // 2 - 1]
        return replace(state, commit=index) if raft._commits(state, index) else state

    monkeypatch.setattr(raft, "_count", count)


def _counts_entries_of_old_terms(monkeypatch):
    monkeypatch.setattr(raft, "_commits", lambda state, index: index > state.commit)


def _votes_twice(monkeypatch):
    real = raft.grants
    monkeypatch.setattr(raft, "grants", lambda s, c, v: real(replace(s, voted_for=""), c, v))


def _votes_for_whoever_lacks_entries(monkeypatch):
    def grants(state, candidate, vote):
        return vote.term == state.term and state.voted_for in ("", candidate)

    monkeypatch.setattr(raft, "grants", grants)


def _forgets_its_vote_in_a_crash(monkeypatch):
    real = raft_state.restarted
    monkeypatch.setattr(raft_state, "restarted", lambda state: replace(real(state), voted_for=""))


def _forgets_its_log_in_a_crash(monkeypatch):
    monkeypatch.setattr(
        raft_state, "restarted", lambda state: replace(raft_state.wiped(state), term=state.term)
    )


def _takes_entries_that_do_not_follow(monkeypatch):
    monkeypatch.setattr(raft, "_matches", lambda state, append: append.before <= len(state.log))


def _keeps_what_conflicts(monkeypatch):
    def taken(log, before, entries):
        return (*log, *entries[max(0, len(log) - before) :])

    monkeypatch.setattr(raft, "_taken", taken)


def _truncates_by_an_old_message(monkeypatch):
    monkeypatch.setattr(raft, "_taken", lambda log, before, new: (*log[:before], *new))


PLANTED = [
    _a_minority_elects_and_commits, _commits_with_a_minority, _counts_entries_of_old_terms,
    _votes_twice, _votes_for_whoever_lacks_entries, _forgets_its_vote_in_a_crash,
    _forgets_its_log_in_a_crash, _takes_entries_that_do_not_follow, _keeps_what_conflicts,
    _truncates_by_an_old_message,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_caught(plant, monkeypatch):
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        storms(1_000)


def test_one_round_trip_commits_and_the_next_message_tells_the_followers():
    group = Group(("A", "B", "C"), leader="A")
    group.do("A", raft.propose(group.states["A"], 1, "hi"))
    group.settle()
    assert [state.commit for state in group.states.values()] == [2, 1, 1]
    group.do("A", raft.confirm(group.states["A"]))
    assert all(not append.entries for _, _, append in group.soup), "a heartbeat, nothing is lacking"
    group.settle()
    assert [state.commit for state in group.states.values()] == [2, 2, 2]


def test_a_server_alone_elects_itself_and_commits_at_once():
    state = raft.campaign(State("A", ("A",))).state
    assert (state.role, state.term, state.commit) == ("leader", 1, 1)
    step = raft.propose(state, 1, "hi")
    assert (step.state.commit, step.messages) == (2, ())
    step = raft.confirm(step.state)
    assert raft.is_confirmed(step.state, step.state.turn)


def test_an_entry_of_an_old_term_is_committed_by_one_of_this_term():
    """Figure 8 of the paper: A's entry of term 2 is on a majority, and E may still overwrite it."""
    log = (Entry(1), Entry(2, 1, "old"))
    a = State("A", NAMES, term=3, log=log)
    step = raft.campaign(a)
    for other in ("B", "C"):
        step = raft.receive(step.state, other, Voted(4, granted=True))
    assert step.state.role == "leader"
    for other in ("B", "C"):
        old = Appended(4, matched=True, before=0, upto=2, turn=step.state.turn, sent=2)
        step = raft.receive(step.state, other, old)
    assert step.state.commit == 0
    for other in ("B", "C"):
        new = Appended(4, matched=True, before=2, upto=3, turn=step.state.turn, sent=1)
        step = raft.receive(step.state, other, new)
    assert step.state.commit == 3


def test_a_follower_says_where_its_log_may_match_and_drops_what_differs():
    mine = tuple(Entry(term, i, f"{term}.{i}") for i, term in enumerate((1, 1, 2, 2, 2, 3)))
    follower = State("B", ("A", "B", "C"), term=3, log=mine)
    theirs = (*mine[:3], Entry(4, 9), Entry(4, 10))
    step = raft.receive(follower, "A", Append(4, 6, 4, (), 0, 1))
    assert step.messages[0][1].upto == 5, "all of term 3 may differ"
    step = raft.receive(step.state, "A", Append(4, 5, 4, (), 0, 2))
    assert step.messages[0][1].upto == 2, "and all of term 2"
    step = raft.receive(step.state, "A", Append(4, 2, 1, theirs[2:], 4, 3))
    assert step.messages[0][1] == Appended(4, True, 2, 5, 3, 3)
    assert (step.state.log, step.state.commit) == (theirs, 4)
    late = raft.receive(step.state, "A", Append(4, 2, 1, theirs[2:3], 3, 2))
    assert (late.state.log, late.state.commit) == (theirs, 4), "a late message takes nothing back"


def test_a_leader_goes_back_until_the_logs_match():
    group = Group(("A", "B", "C"), leader="A")
    for i in range(30):
        group.do("A", raft.propose(group.states["A"], i + 1, "x"))
    group.soup.clear()
    group.states["C"] = State("C", ("A", "B", "C"), 1, "A", (Entry(1), Entry(0)), leader="A")
    group.do("A", raft.confirm(group.states["A"]))
    group.settle()
    assert group.states["C"].log == group.states["A"].log


def test_a_follower_that_lost_its_disk_gets_all_again():
    group = Group(("A", "B", "C"), leader="A")
    group.do("A", raft.propose(group.states["A"], 1, "hi"))
    group.settle()
    group.states["C"] = raft_state.wiped(group.states["C"])
    group.do("A", raft.confirm(group.states["A"]))
    group.settle()
    assert group.states["C"].log == group.states["A"].log


def test_answers_to_what_was_tried_before_are_not_answered_again():
    """Where links double messages, two who disagree would write to each other more and more."""
    leader = raft_state.settled("A", ("A", "B", "C"), "A")
    for i in range(3):
        leader = raft.propose(leader, i + 1, "x").state
    leader = replace(leader, progress={**leader.progress, "B": Progress(4)})
    refused = Appended(1, matched=False, before=3, upto=1, turn=1, sent=0)
    first = raft.receive(leader, "B", refused)
    assert [m.before for _, m in first.messages] == [1]
    assert raft.receive(first.state, "B", refused).messages == ()


def test_a_vote_is_given_once_and_only_to_a_log_that_lacks_nothing():
    voter = State("B", ("A", "B", "C"), term=2, log=(Entry(1), Entry(2)))
    for last_term, last_index, granted in (
        (1, 9, False),
        (2, 1, False),
        (2, 2, True),
        (3, 1, True),
    ):
        step = raft.receive(voter, "A", Vote(3, last_index, last_term))
        assert step.messages[0][1].granted is granted
        assert (step.state.turn > voter.turn) is granted, "only a vote winds up the clock"
    again = raft.receive(step.state, "C", Vote(3, 9, 3))
    assert again.messages[0][1].granted is False
    after = raft.receive(raft_state.restarted(step.state), "C", Vote(3, 9, 3))
    assert after.messages[0][1].granted is False, "a vote outlives a crash"
    assert raft.receive(raft_state.restarted(step.state), "A", Vote(3, 1, 3)).messages[0][1].granted


def test_a_read_waits_for_the_entry_that_the_term_began_with_and_for_a_majority():
    step = raft.campaign(State("A", NAMES, term=1, log=(Entry(1), Entry(1, 1, "hi")), commit=1))
    for other in ("B", "C"):
        step = raft.receive(step.state, other, Voted(2, granted=True))
    assert (step.state.role, raft.read_index(step.state)) == ("leader", 3)
    step = raft.confirm(step.state)
    turn = step.state.turn
    for other, confirmed in (("B", False), ("C", True)):
        heard = Appended(2, matched=True, before=3, upto=3, turn=turn, sent=0)
        step = raft.receive(step.state, other, heard)
        assert raft.is_confirmed(step.state, turn) is confirmed
    assert not raft.is_confirmed(step.state, turn + 1), "an older round says nothing of this read"
    deposed = raft.receive(step.state, "E", Vote(7, 0, 0)).state
    assert not raft.is_confirmed(deposed, turn)
