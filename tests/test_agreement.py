"""Sign-ups, and a whole network, that servers agree on: small stories with their exact numbers."""

from dataclasses import replace
from random import Random

import pytest

from engine import agreement, consensus, nemesis, raft
from engine.audit.auditor import Auditor
from engine.cluster import Cluster
from engine.history import History
from engine.latency import Constant, Exponential
from engine.quorum import majority, promise
from engine.raft_state import State
from engine.social import Request, genesis
from engine.spec import ClusterSpec, RefusedError, ServerSpec, Settings, UserSpec
from explorer import explain, measurements, presets, promises, staging, verdicts
from explorer.evidence import Evidence
from explorer.expectations import parse
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.script import parse as parse_line
from explorer.timeline import Timeline

MS = 1_000
USERS = (UserSpec("X", "A", ("Y",)), UserSpec("Y", "B", ("X",)))


class Run:
    """A cluster that agrees, a script of `at TIME line [as NAME]`, and what became of it."""

    def __init__(
        self, script, until_ms, servers="ABC", delay_ms=40, leader="A", seed=1, users=USERS,
        **settings,
    ):  # fmt: skip
        names = tuple(ServerSpec(name) for name in servers)
        spec = ClusterSpec(names, (), users, Settings(**{"agreement": "all"} | settings),
                           latency=Constant(delay_ms * MS), leader=leader)  # fmt: skip
        self.cluster = Cluster(spec, seed, [_timed(line) for line in script.strip().splitlines()])
        self.cluster.run_until(until_ms * MS)
        self.history = History(genesis(users))
        for event in self.cluster.events:
            self.history.fold(event)

    def holds(self, *sentences):
        evidence = Evidence(self.history, self.history.length, over=True)
        results = [parse(sentence).check(evidence) for sentence in sentences]
        assert [r for r in results if not r.held] == []

    def op(self, name):
        return self.history.named(name)

    def ends(self, name):
        """How an operation ended, and after how many milliseconds."""
        operation = self.op(name)
        return operation.outcome, (operation.ended_us - operation.invoked_us) // MS

    def events(self, name):
        return [(event[0] // MS, *event[2:]) for event in self.cluster.events if event[1] == name]


def _timed(line):
    line, _, name = line.strip().partition(" as ")
    at_us, action = parse_line(line)
    return at_us, replace(action, name=name) if name else action


TWO_SAMS = """
    at 0ms sign-up sam secret1 via A as first
    at 0ms sign-up sam secret2 via B as second
"""


def test_of_two_who_take_one_name_one_is_told_that_it_is_taken():
    run = Run(TWO_SAMS, 3_000, agreement="names", timeout_us=2_000 * MS)
    assert run.ends("first") == ("ok", 80)
    assert run.ends("second") == ("fail", 160)
    assert run.op("second").reason == "the name sam is taken"
    assert verdicts.verdicts(run.history, run.cluster)["unique_names"].answer == "holds"
    stored = {server for *_, server, _ in run.history.stores["account:sam", ("account",)]}
    assert stored == {"A", "B", "C"}


@pytest.mark.parametrize("seed", range(1, 9))
def test_across_a_cut_the_majority_gives_the_name_once(seed):
    run = Run("at 0ms cut A | B C" + TWO_SAMS, 3_000, seed=seed, agreement="names",
              timeout_us=2_000 * MS)  # fmt: skip
    assert run.ends("first") == ("info", 2_000)
    outcome, lasted_ms = run.ends("second")
    assert outcome == "ok"
    assert lasted_ms >= 150 + 2 * 80
    assert {server for _, server, _ in run.events("elected")} <= {"B", "C"}
    holders = {s for *_, s, _ in run.history.stores["account:sam", ("account",)]}
    assert holders == {"B", "C"}, "A, which is cut off, has the name in its log alone"


def test_without_agreement_both_are_told_that_the_name_is_theirs():
    run = Run(TWO_SAMS, 3_000, agreement="off", r=2, w=2)
    assert (run.ends("first"), run.ends("second")) == (("ok", 160), ("ok", 160))
    assert verdicts.verdicts(run.history, run.cluster)["unique_names"].answer == "violated"


def test_after_the_heal_the_entry_of_the_old_leader_is_gone_and_its_sam_is_refused():
    script = "at 0ms cut A | B C" + TWO_SAMS + "at 2500ms heal\nat 3s sign-up sam x via A as again"
    run = Run(script, 5_000, agreement="names", timeout_us=2_000 * MS)
    assert run.ends("first")[0] == "info"
    assert run.ends("again")[0] == "fail"
    logs = {member.state.log for member in run.cluster.group.values()}
    assert len(logs) == 1
    assert [entry.operation for entry in logs.pop() if entry.operation] == [2, 3]
    assert len(run.events("stepped_down")) == 1


def test_a_name_from_before_the_run_and_one_taken_before_sign_ups_were_agreed_on_are_taken():
    script = """
        at 0ms sign-up X pass via B as x
        at 0ms sign-up ann pass via C as ann
        at 1s set agreement names
        at 1500ms sign-up ann pass via B as again
        at 1500ms sign-up bob pass via C as bob
    """
    run = Run(script, 3_000, agreement="off", w=3)
    assert [run.ends(name)[0] for name in ("x", "ann", "again", "bob")] == [
        "fail", "ok", "fail", "ok",
    ]  # fmt: skip


@pytest.mark.parametrize("leader", list("ABCDE"))
def test_whoever_leads_knows_what_was_there_before_the_run_though_others_are_its_homes(leader):
    users = (UserSpec("X", "A", ("Y",)), UserSpec("Y", "B", ("X",), ("old",)))
    script = "at 0ms sign-up X pass via A as x\nat 0ms feed X as read"
    run = Run(script, 1_000, "ABCDE", leader=leader, users=users, n=1)
    assert run.ends("x")[0] == "fail"
    assert ("wall:Y", ("post", "Y#0.0")) in run.op("read").result
    assert Run(script, 1_000, "ABCDE", leader=leader, n=1, agreement="names").ends("x")[0] == "fail"


SIDES = "\n".join(
    ["at 1s cut A | B C"]
    + [f'at {1_000 + 1_000 * i}ms post {u} "{u} {i}" as {u}{i}' for i in range(10) for u in "XY"]
    + ["at 9s feed X via A as look", "at 11s heal", "at 12s feed X via A as later"]
)


@pytest.mark.parametrize("seed", [2, 4, 5, 7, 9, 24])
def test_each_side_of_a_cut(seed):
    run = Run(SIDES, 13_000, delay_ms=20, seed=seed)
    assert [run.ends(f"X{i}") for i in range(10)] == [("info", 500)] * 10
    ((_, leader, term),), rtt_ms = run.events("elected"), 40
    assert term == 2, "no vote was split"
    first, *others = (run.ends(f"Y{i}") for i in range(10))
    hears_ms = 0 if leader == "B" else 1.5 * rtt_ms
    assert first[0] == "ok"
    assert first[1] <= 300 + 2 * rtt_ms + hears_ms
    assert others == [("ok", rtt_ms if leader == "B" else 2 * rtt_ms)] * 9
    assert run.ends("look") == ("info", 500)
    assert run.ends("later")[0] == "ok"
    run.holds('later shows "Y 9"', "later is fresh")
    deposed = run.cluster.group["A"]
    assert (deposed.waiting, deposed.reads) == ({}, ())
    assert verdicts.verdicts(run.history, run.cluster)["linearizable"].answer == "holds"


def test_a_deposed_leader_that_does_not_ask_answers_with_what_it_has():
    run = Run(SIDES, 13_000, delay_ms=20, raft_reads="unchecked")
    assert run.ends("look") == ("ok", 0)
    run.holds("look is stale", 'look does not show "Y 0"', 'later shows "Y 9"')
    assert verdicts.verdicts(run.history, run.cluster)["linearizable"].answer == "violated"


def test_a_split_vote_costs_another_election():
    run = Run(SIDES, 13_000, delay_ms=20, seed=3)
    ((at_ms, leader, term),) = run.events("elected")
    assert (leader, term) == ("B", 3)
    assert run.ends("Y0") == ("ok", at_ms - 1_000 + 40)


PAUSE = """
    at 100ms pause A
    at 100ms cut A | B C
    at 600ms post Y "news" as news
    at 1s resume A
    at 1s feed X via A as look
    at 1030ms heal
"""


@pytest.mark.parametrize(("reads", "fresh"), [("read-index", True), ("unchecked", False)])
def test_a_leader_that_wakes_up_believes_that_it_leads(reads, fresh):
    run = Run(PAUSE, 2_000, delay_ms=10, raft_reads=reads)
    assert run.ends("news")[0] == "ok"
    outcome, lasted_ms = run.ends("look")
    assert outcome == "ok"
    assert (lasted_ms > 30) is fresh, "it hears of the new leader, and asks there"
    run.holds("look is fresh" if fresh else "look is stale")


def test_what_came_while_a_leader_slept_deposes_it_before_it_answers():
    script = PAUSE.replace("at 100ms cut A | B C\n", "").replace("at 1030ms heal", "")
    run = Run(script, 2_000, delay_ms=10, raft_reads="unchecked")
    run.holds("look is fresh")


def test_a_write_costs_its_way_to_the_leader_and_a_round_trip_to_a_majority():
    script = 'at 0ms post X "a" as at_leader\nat 500ms post Y "b" as away\nat 1s feed Y as read'
    run = Run(script + "\nat 1500ms feed X as own", 3_000)
    assert run.ends("at_leader") == ("ok", 80)
    assert run.ends("away") == ("ok", 160)
    assert run.ends("read") == ("ok", 160)
    assert run.ends("own") == ("ok", 80)
    unchecked = Run(script, 3_000, raft_reads="unchecked")
    assert unchecked.ends("read") == ("ok", 80)


def test_without_a_named_leader_the_first_election_comes_first():
    run = Run('at 0ms post X "a" as early\nat 1s post X "b" as late', 2_000, leader="")
    at_ms, _, term = run.events("elected")[0]
    assert 150 + 80 <= at_ms <= 300 + 80
    assert term == 1
    assert run.ends("early")[0] == "ok"
    assert run.ends("late")[0] == "ok"


def test_what_never_left_its_server_did_not_happen():
    run = Run('at 0ms crash A\nat 1ms crash C\nat 2ms crash B\nat 700ms restart B\n'
              'at 710ms post Y "hi" as post', 2_000)  # fmt: skip
    assert run.ends("post") == ("fail", 500)
    assert run.op("post").reason == "B knows no leader"


def test_a_crashed_leader_is_followed_by_another_and_comes_back_as_a_follower():
    script = """
        at 0ms post Y "one" as one
        at 300ms crash A
        at 400ms post Y "two" as two
        at 1s restart A
        at 2s feed X as read
    """
    run = Run(script, 3_000, delay_ms=10)
    assert [run.ends(name)[0] for name in ("one", "two", "read")] == ["ok"] * 3
    run.holds('read shows "one"', 'read shows "two"')
    a = run.cluster.group["A"]
    assert (a.state.role, a.applied) == ("follower", 4), "its log has all, and it applied all anew"


def test_what_a_majority_has_outlives_crashes_though_nothing_else_is_synced():
    script = """
        at 0ms post X "kept" as post
        at 500ms crash A
        at 500ms crash B
        at 500ms crash C
        at 600ms restart A
        at 600ms restart B
        at 600ms restart C
        at 2s feed Y as read
    """
    run = Run(script, 3_000, sync_us=None)
    run.holds("post is acknowledged", 'read shows "kept"', "lost acks = 0")


def test_an_unknown_write_is_in_a_log_and_not_agreed_on():
    run = Run('at 0ms cut A | B C\nat 10ms post X "alone" as post', 1_000)
    title, (text,) = explain.unknown(run.history, run.op("post"), run.history.length)
    assert title == "Unknown: «alone» by X, timed out with agreement still to come"
    assert text == (
        "Seen from outside: it got into the log of A, and no majority has agreed on it so far."
    )


def test_an_unknown_write_may_come_back_once():
    """B has the entry of a leader that died: it is elected, and commits it with its own."""
    script = """
        at 0ms cut A - C
        at 10ms post X "ghost" as ghost
        at 60ms crash A
        at 100ms heal
        at 2s restart A
        at 3s feed Y as read
    """
    run = Run(script, 4_000)
    assert run.ends("ghost") == ("info", 50)
    assert [server for _, server, _ in run.events("elected")] == ["B"]
    run.holds('read shows "ghost"')
    assert len(run.events("stamped")) == 1


def test_a_write_that_is_sent_again_is_written_once():
    """An answer takes longer than an election: B asks again. The link doubles what it asks."""
    script = 'at 0ms degrade duplicate 100%\nat 10ms post Y "once" as post'
    run = Run(script, 3_000, delay_ms=250, election_us=300 * MS, timeout_us=2_000 * MS)
    asked = [event[0] // MS for event in run.cluster.events if event[1:4:2] == ("sent", "propose")]
    assert asked == [10, 10, 610, 610]
    assert [entry.operation for entry in run.cluster.group["A"].state.log] == [0, 1]
    assert run.ends("post") == ("ok", 1_000)


def test_a_server_without_room_on_its_disk_takes_no_part():
    script = 'at 0ms disk B full\nat 0ms disk C full\nat 10ms post X "hi" as post'
    run = Run(script, 1_000, delay_ms=10)
    assert run.ends("post") == ("info", 500)
    run = Run(script.replace("at 0ms disk C full\n", ""), 1_000, delay_ms=10)
    assert run.ends("post") == ("ok", 20)
    assert run.cluster.group["B"].state.log == run.cluster.group["B"].state.log[:1]


def test_votes_and_entries_wait_for_a_slow_disk_and_heartbeats_do_not():
    run = Run('at 0ms slow C disk 30ms\nat 0ms slow B disk 30ms\nat 0ms post X "hi" as post\n'
              "at 500ms feed X as read", 1_000, delay_ms=10)  # fmt: skip
    assert run.ends("post") == ("ok", 50)
    assert run.ends("read") == ("ok", 20)
    slow = Run('at 0ms slow A disk 30ms\nat 0ms post X "hi" as post', 1_000, delay_ms=10)
    assert slow.ends("post") == ("ok", 50)


def test_a_read_cannot_choose_whom_it_asks_and_a_leader_must_exist():
    run = Run("at 0ms feed X asking B as read", 500)
    assert run.ends("read") == ("fail", 0)
    with pytest.raises(RefusedError, match="the leader is Z, which is no server"):
        ClusterSpec((ServerSpec("A"),), settings=Settings(1), leader="Z")


def test_agreement_can_be_turned_on_and_off_in_the_middle():
    script = """
        at 0ms post X "one" as one
        at 500ms set agreement all
        at 1500ms post X "two" as two
        at 2s set agreement off
        at 2500ms post X "three" as three
        at 3s set agreement all
        at 4s feed Y as read
    """
    run = Run(script, 5_000, delay_ms=10, leader="", agreement="off")
    assert run.ends("one") == run.ends("three") == ("ok", 0)
    assert run.ends("two")[1] in (20, 40)
    assert run.ends("read")[0] == "ok"
    quiet = [e for e in run.cluster.events if e[1] == "sent" and 2_100 * MS < e[0] < 3_000 * MS]
    assert {event[3] for event in quiet} == {"write", "ack"}, "nobody stands for election"


# -- what is promised


def test_names_are_promised_only_where_they_are_agreed_on():
    for setting, promised in (("off", False), ("names", True), ("all", True)):
        found = promises.of_settings(Settings(agreement=setting), 3)
        assert ("unique_names" in found) is promised
    assert "linearizable" in promises.of_settings(Settings(agreement="all"), 3)
    assert "linearizable" not in promises.of_settings(Settings(agreement="names"), 3)
    unchecked = Settings(agreement="all", raft_reads="unchecked", user_session="token-wait")
    assert promises.of_settings(unchecked, 3) == {"unique_names"}


def test_the_pill_says_that_a_majority_agrees():
    said = promise(Settings(agreement="all"))
    assert said.headline == "Raft: a majority agrees first; linearizable"
    assert said.overlapping
    assert not promise(Settings(agreement="all", raft_reads="unchecked")).overlapping
    assert any(
        "a name is given once" in line for line in promise(Settings(agreement="names")).lines
    )
    assert "Raft" not in "".join(promise(Settings()).lines)


# -- whatever happens


KINDS = tuple(kind for kind in nemesis.KINDS if kind not in ("wipe",))


def stormy(seed, mode="all", reads="read-index"):
    """A cluster under random faults, and users who ask for all there is."""
    luck = Random(f"agreement/{seed}")
    count = luck.randint(1, 5)
    names = tuple("ABCDE"[:count])
    users = tuple(UserSpec(f"U{i}", luck.choice(names), ("U0", "U1")) for i in range(3))
    spec = ClusterSpec(
        tuple(ServerSpec(name, skew_us=luck.choice((0, -300_000, 300_000))) for name in names),
        (), users,
        Settings(
            luck.randint(1, count), agreement=mode, raft_reads=reads, timeout_us=400_000,
            sync_us=luck.choice((0, None)) if mode == "all" else 0,
            anti_entropy_us=luck.choice((None, 200_000)),
            election_us=luck.choice((100_000, 150_000)),
        ),
        latency=luck.choice((Constant(5_000), Exponential(15_000))),
        loss=luck.choice((0.0, 0.02)), leader=luck.choice(("", names[0])),
    )  # fmt: skip
    rates = {kind: luck.uniform(0.3, 2) for kind in luck.sample(KINDS, 4)}
    asks = [(luck.randrange(3_000_000), _ask(luck, names)) for _ in range(80)]
    commands = [*nemesis.schedule(str(seed), names, 3_000_000, rates), *asks]
    return Cluster(spec, seed, sorted(commands, key=lambda timed: timed[0]))


def _ask(luck, names):
    user, other, via = f"U{luck.randrange(3)}", f"U{luck.randrange(3)}", luck.choice(names)
    match luck.choices(("post", "feed", "follow", "sign_up"), (3, 6, 1, 2))[0]:
        case "post":
            return Request("post", user, text=f"post {luck.randrange(10**6)}", via=via)
        case "feed":
            return Request("feed", user, via=via)
        case "sign_up":
            name = luck.choice(("sam", "ann", "U0"))
            return Request("sign_up", name, salt="s", key=str(luck.random()), via=via)
        case _:
            return Request("follow", user, other=other, via=via)


class Watcher:
    """What must hold of the group's states after each step of a run."""

    def __init__(self):
        self.leaders, self.agreed = {}, {}

    def check(self, cluster):
        for name, member in cluster.group.items():
            state = member.state
            if state.role == "leader":
                assert self.leaders.setdefault(state.term, name) == name, "election safety"
                old = {i: (e,) for i, e in self.agreed.items() if e.term < state.term}
                assert {i: state.log[i - 1 : i] for i in old} == old, "leader completeness"
            for index in range(1, member.applied + 1):
                entry = state.log[index - 1]
                if index not in self.agreed:
                    self._first(cluster, index, entry)
                assert self.agreed[index] == entry, "state machine safety"
            assert member.applied <= state.commit <= len(state.log)
            stamps = [entry.command.version for entry in state.log if entry.operation]
            assert stamps == sorted(set(stamps)), "versions grow along the log"
            numbers = [entry.operation for entry in state.log if entry.operation]
            assert len(numbers) == len(set(numbers)), "an operation stands there once"

    def _first(self, cluster, index, entry):
        logs = [member.state.log for member in cluster.group.values()]
        has = sum(log[index - 1 : index] == (entry,) for log in logs)
        assert has >= majority(len(logs)), "a majority has what is applied"
        self.agreed[index] = entry


def judged(cluster):
    """Runs it to its end; what is broken, in words."""
    watcher, seen = Watcher(), {}
    while (at_us := cluster.next_us()) is not None and at_us <= 4_500_000:
        cluster.step()
        states = {name: member.state for name, member in cluster.group.items()}
        if any(states[name] is not seen.get(name) for name in states):
            watcher.check(cluster)
            seen = states
    auditor = Auditor(cluster.spec)
    for event in cluster.events:
        auditor.take(event)
    auditor.finish(cluster.now_us)
    found = [f"{broken.invariant}: {broken.text}" for broken in auditor.broken]
    return found + _unpromised(cluster, auditor.history), auditor.history


def _unpromised(cluster, history):
    promised = promises.of_settings(cluster.settings, len(cluster.replicas))
    found = [
        f"{name}: {verdict.explanation}"
        for name, verdict in verdicts.verdicts(history, cluster).items()
        if name in promised and verdict.answer == "violated"
    ]
    if measurements.divergent_keys(cluster) and cluster.settings.agreement == "all":
        found.append("servers do not hold the same after the calm")
    return found


@pytest.mark.parametrize("mode", ["all", "names"])
def test_nothing_breaks_whatever_happens(mode):
    outcomes = []
    for seed in range(12):
        found, history = judged(stormy(seed, mode))
        assert found == [], seed
        outcomes += [o.outcome for o in history.operations.values()]
    assert min(outcomes.count(one) for one in ("ok", "fail", "info")) > 20


def broken_within(seeds, **settings):
    for seed in range(seeds):
        try:
            found, _ = judged(stormy(seed, **settings))
        except AssertionError as error:
            found = [str(error)]
        if found:
            return found[0]
    return None


def _commits_with_a_minority(monkeypatch):
    real = raft._count

    def count(state):
        counted = real(state)
        return replace(counted, commit=max(counted.commit, len(state.log)))

    monkeypatch.setattr(raft, "_count", count)


def _votes_twice(monkeypatch):
    monkeypatch.setattr(raft, "grants", lambda state, _candidate, vote: vote.term == state.term)


def _reads_without_being_confirmed(monkeypatch):
    monkeypatch.setattr(raft, "is_confirmed", lambda _state, _turn: True)


def _forgets_its_log_in_a_crash(monkeypatch):
    monkeypatch.setattr(
        consensus, "restarted", lambda s: State(s.name, s.members, s.term, turn=s.turn)
    )


def _appends_what_is_asked_again(monkeypatch):
    real = agreement._lead_write

    def lead_write(cluster, leader, coordinator, number, asked):
        member = cluster.group[leader]
        applied, member.applied = member.applied, len(member.state.log)
        real(cluster, leader, coordinator, number, asked)
        member.applied = min(applied, member.applied)

    monkeypatch.setattr(agreement, "_lead_write", lead_write)


def _stamps_by_a_clock_that_sees_nothing(monkeypatch):
    monkeypatch.setattr("engine.replica.Replica.see", lambda *_: None)


PLANTED = [
    _commits_with_a_minority, _votes_twice, _reads_without_being_confirmed,
    _forgets_its_log_in_a_crash,
    _appends_what_is_asked_again, _stamps_by_a_clock_that_sees_nothing,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_caught(plant, monkeypatch):
    plant(monkeypatch)
    assert broken_within(80) is not None


# -- what is shown


def shown(script, until_ms, **settings):
    """The moment on the stage."""
    spec = ClusterSpec(tuple(map(ServerSpec, "ABC")), (), USERS,
                       Settings(**{"agreement": "all"} | settings), leader="A",
                       latency=Constant(40 * MS))  # fmt: skip
    timeline = Timeline(spec, 1, [_timed(line) for line in script.splitlines()])
    timeline.run_until(until_ms * MS)
    return timeline


def test_the_stage_says_who_leads_and_what_messages_are():
    timeline = shown('at 0ms post X "hi"\nat 0ms post Y "ho"\nat 0ms feed Y', 30)
    assert [server.role for server in staging.servers(timeline)] == ["leader of term 1", "", ""]
    seen = {(m.kind, m.label, m.source, m.target) for m in staging.messages(timeline)}
    assert seen == {
        ("write", "append «hi»", "A", "B"), ("write", "append «hi»", "A", "C"),
        ("write", "propose «ho»", "B", "A"), ("read", "asks for Y's feed", "B", "A"),
    }  # fmt: skip
    chips = [operation.text for operation in staging.operations(timeline, 0)]
    assert chips == [
        "X's post: in 1 of 3 logs, 2 make a majority",
        "Y's post: in 0 of 3 logs, 2 make a majority", "Y's feed: asks the leader",
    ]  # fmt: skip
    timeline.run_until(100 * MS)
    assert {m.kind for m in staging.messages(timeline)} == {"write", "ack"}
    first = next(staging.operations(timeline, 30 * MS))
    assert first.text == "X's post: in 3 of 3 logs, a majority"
    timeline.run_until(170 * MS)
    texts = [operation.text for operation in staging.operations(timeline, 30 * MS)]
    assert texts == ["Y's post: in 3 of 3 logs, a majority", "Y's feed: 1 of 1 reply"]
    timeline.run_until(1_000 * MS)
    assert {m.kind for m in staging.messages(timeline)} == {"raft"}, "heartbeats"


def test_nobody_leads_where_nothing_is_agreed_on_and_a_candidate_says_that_it_stands():
    timeline = shown("at 0ms set agreement off", 1_000)
    assert [server.role for server in staging.servers(timeline)] == ["", "", ""]
    timeline = shown("at 0ms crash A", 180)
    assert "candidate of term 2" in [server.role for server in staging.servers(timeline)]
    labels = {m.label for m in staging.messages(timeline)}
    assert "asks for a vote" in labels


def test_an_acknowledged_write_is_not_lost_while_a_majority_has_it_in_its_logs():
    """The leader, which alone has applied it, loses its disk: the others apply it soon."""
    script = 'at 0ms post X "kept" as post\nat 81ms wipe A\nat 1s feed Y as read'
    run = Run(script, 100)
    run.holds("post is acknowledged", "lost acks = 0")
    assert run.history.logged(1, run.history.length) == ("B", "C")
    Run(script, 2_000).holds('read shows "kept"', "lost acks = 0")


def test_servers_that_have_not_heard_of_all_that_is_agreed_on_are_not_judged_to_differ():
    def convergence(until_ms):
        run = Run('at 0ms post X "hi"', until_ms)
        return verdicts.verdicts(run.history, run.cluster)["convergence"].answer

    assert convergence(135) == "unknown"
    assert convergence(1_000) == "holds", "heartbeats under way keep nothing apart"


STORY = """\
number: 16
slug: two-sams
title: Two sams
question: 2
story: Two people want one name.
cluster: {servers: [A, B, C], default_delay: 40ms, timeout: 2s, leader: A}
users: {X: A, Y: B}
variants:
  quorum: {r: 2, w: 2}
  raft: {agreement: names, raft_reads: read-index, election: 150ms, heartbeat: 50ms}
script:
  - {at: 0ms, do: sign-up sam one via A, as: first}
  - {at: 0ms, do: sign-up sam two via B, as: second}
until: 1s
expect:
  quorum: [acknowledged writes = 2]
  raft: [acknowledged writes = 1, refused writes = 1]
takeaway: Uniqueness needs consensus.
leaves_out: Much.
"""


def test_a_story_names_its_leader_and_whether_names_are_agreed_on():
    preset = presets.load_text(STORY)
    for scenario in preset.scenarios.values():
        assert scenario.cluster.leader == "A"
        experiment = Experiment(scenario)
        experiment.seek(scenario.until_us)
        assert [result.text for result in experiment.results() if not result.held] == []


def test_next_stops_where_somebody_is_elected():
    story = STORY.replace("as: second}\n", "as: second}\n  - {at: 0ms, do: cut A | B C}\n")
    experiment = Experiment(presets.load_text(story).scenarios["raft"])
    experiment.next()
    assert experiment.now_us == 0
    experiment.next()
    roles = [server.role for server in staging.servers(experiment.timeline)]
    assert roles in (["leader of term 1", "leader of term 2", ""],
                     ["leader of term 1", "", "leader of term 2"])  # fmt: skip


def test_a_leader_that_is_no_server_is_told_at_its_place():
    with pytest.raises(InputError) as caught:
        presets.load_text(STORY.replace("leader: A", "leader: Z"))
    (mistake,) = caught.value.problems
    assert str(mistake).endswith("cluster.leader: Z is no server")
