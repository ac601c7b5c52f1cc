"""What must hold in every run, watched from outside over small random runs."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from engine import placement
from engine.cluster import Cluster
from engine.events import view
from engine.faults import (
    Change,
    Crash,
    Cut,
    Degrade,
    FillDisk,
    Heal,
    Hold,
    Join,
    Leave,
    Partition,
    Pause,
    Release,
    Replace,
    Restart,
    Resume,
    Skew,
    Slow,
    Wipe,
    between,
)
from engine.history import History
from engine.latency import Constant, Exponential
from engine.merging import is_tally
from engine.social import Request
from engine.spec import GUARANTEES, ClusterSpec, ServerSpec, Settings, UserSpec
from engine.versions import GENESIS
from explorer import script

SECOND = 1_000_000
SEEDS = range(80)
ASKS = ("nearest", "random", "all")


# -- random runs


def random_spec(luck, *, strict):
    """A small cluster; a strict one has overlapping quorums and disks that keep everything.

    Its clocks may be off and be wall clocks: what is newer is what the versions say.
    """
    names = "ABCDE"[: luck.randint(2, 5)]
    n = luck.randint(1, len(names))
    w = luck.randint(1, n)
    r = luck.randint(n - w + 1, n) if strict else luck.randint(1, n)
    return ClusterSpec(
        tuple(ServerSpec(s, skew_us=luck.choice([0, 0, -30_000, 200_000])) for s in names),
        users=tuple(UserSpec(u, luck.choice(names), ("X", "Y"), ("old",)) for u in "XYZ"),
        settings=Settings(
            n, r, w, timeout_us=luck.choice([60_000, 300_000]),
            read_repair=luck.choice(["off", "async", "blocking"]),
            user_session=luck.choice(["none", *GUARANTEES]), ask=luck.choice(ASKS),
            shortcut=luck.choice(["on", "on", "off"]), hints=luck.choice(["off", "on"]),
            quorum="strict" if strict else luck.choice(["strict", "strict", "sloppy"]),
            handoff_wait_us=luck.choice([20_000, 100_000]), hint_replay_us=150_000,
            hint_window_us=luck.choice([100_000, 10 * SECOND]),
            write_back=luck.choice(["off", "off", "on"]), clock=luck.choice(["hlc", "hlc", "wall"]),
            anti_entropy_us=luck.choice([None, None, 90_000]),
            sync_us=0 if strict else luck.choice([0, None, 50_000]),
            likes=luck.choice(["each", "count", "counter"]),
            follows=luck.choice(["newest", "add-wins", "two-phase"]),
            conflicts=luck.choice(["newest", "siblings"]),
        ),
        homes=tuple(luck.sample(names, n)) if luck.random() < 0.5 else (),
        latency=luck.choice([Constant(10_000), Exponential(15_000, 1_000)]),
        loss=luck.choice([0.0, 0.0, 0.1]),
    )  # fmt: skip


def random_request(luck, names, *, all_homes):
    user, via = luck.choice("XYZ"), luck.choice([*names, ""])
    match luck.randrange(9):
        case 0 | 1:
            return Request("post", user, text=luck.choice(["one", "two"]), via=via)
        case 2:
            action = luck.choice(["like", "like", "unlike"])
            return Request(action, user, post=luck.choice(["one", "two", "X#0.0"]), via=via)
        case 3:
            return Request("delete", user, post=luck.choice(["one", "two", "old"]), via=via)
        case 4:
            action = luck.choice(["follow", "unfollow"])
            return Request(action, user, other=luck.choice("XYZ"), via=via)
        case 5:
            post = luck.choice(["one", "two", "X#0.0", "Y#0.0"])
            return Request("edit", user, text=luck.choice(["one", "two"]), post=post, via=via)
        case 7 if all_homes:  # elsewhere a read that asks by name may ask servers that are no homes
            asking = luck.sample(names, luck.randint(1, len(names)))
            return Request("feed", user, via=via, asking=tuple(asking))
        case _:
            return Request("feed", user, via=via)


def random_fault(luck, names, *, wipes):
    server, other = luck.sample(names, 2)
    rest = tuple(name for name in names if name != server)
    faults = [Crash(server), Restart(server), Cut(between((server,), rest)), Heal()]
    faults += [Cut(((server, other),)), Heal(((server, other),)), Restart(other)]
    faults += [Wipe(server)] if wipes else []
    return luck.choice(faults if luck.random() < 0.5 else _ailments(luck, server, other))


def _ailments(luck, server, other):
    links = luck.choice([((server, other),), between((server,), (other,))])
    by_us = luck.choice([0, 15_000])
    return [
        Pause(server), Resume(server), Slow(server, by_us), Slow(server, by_us, disk=True),
        FillDisk(server), FillDisk(server, free=True), Skew(server, luck.choice([-90_000, 90_000])),
        Hold(links), Release(links), Release(), Cut(links, held=True), Degrade(links),
        Degrade(luck.choice([links, ()]), 0.2, 0.3, 0.3), Partition("isolate", server),
        Partition(luck.choice(["halves", "ring"])), Partition("bridge", server),
    ]  # fmt: skip


def random_run(seed, *, strict=False, losses=True, moves=False):
    """A cluster that is about to live through a second of requests and faults."""
    luck = Random(seed)
    spec = random_spec(luck, strict=strict)
    if not losses:
        spec = replace(spec, settings=replace(spec.settings, sync_us=0))
    names = spec.names
    all_homes = spec.settings.n == len(names)
    requests = [random_request(luck, names, all_homes=all_homes) for _ in range(60)]
    asked = [(luck.randrange(SECOND), request) for request in requests]
    wipes = losses and not strict
    done = [(luck.randrange(SECOND), random_fault(luck, names, wipes=wipes)) for _ in range(14)]
    done += [(at_us + 90_000, Resume(f.server)) for at_us, f in done if isinstance(f, Pause)]
    done += [(at_us + 90_000, Release(f.links)) for at_us, f in done if isinstance(f, Hold)]
    done += [(at_us + 90_000, Heal()) for at_us, f in done if isinstance(f, Partition)]
    done += [(at_us + 90_000, Restart(f.server)) for at_us, f in done if isinstance(f, Crash)]
    if moves:
        done += [(luck.randrange(SECOND), random_move(luck, names)) for _ in range(5)]
    if not strict:
        name = luck.choice("rw")
        done.append((luck.randrange(SECOND), Change(name, luck.randint(1, spec.settings.n))))
    return Cluster(spec, seed, sorted(asked + done, key=lambda timed: timed[0]))


def random_move(luck, names):
    """Somebody joins, leaves, or is replaced."""
    server, other = luck.choice([*names, "New"]), luck.choice(["", *names])
    return luck.choice([Join("New", other), Leave(server), Join(server), Replace(server, other)])


# -- watching


def is_newer(version, shown):
    return shown is None or version > shown


class Watch:
    """Follows the log, event by event, and complains when a law is broken."""

    def __init__(self, cluster):
        self.cluster, settings = cluster, cluster.spec.settings
        self.need = {"r": settings.r, "w": settings.w}
        self.settings = settings
        self.down, self.blocked, self.operations, self.messages = set(), set(), {}, {}
        self.paused = set()
        replicas = cluster.replicas.items()
        self.holds = {(s, cell): v for s, r in replicas for cell, (v, _) in r.copies.items()}
        self.ever = {}
        self.seen = dict.fromkeys(("ok reads", "ok writes", "cut messages", "restarts"), 0)
        self.seen["rows beside"] = 0

    def run(self):
        self.cluster.run_until(3 * SECOND)
        for event in self.cluster.events:
            watch = getattr(self, f"on_{event[1]}", None)
            if watch:
                watch(view(event))
        assert not self.cluster.operations, "every operation ends by its time-out"
        return self

    def on_changed(self, f):
        self.need[f["name"]] = f["value"]

    def on_crashed(self, f):
        self.goes_down(f["server"])
        for cell, left in f["lost"]:
            self.holds[f["server"], cell] = left

    def goes_down(self, server):
        self.down.add(server)
        self.paused.discard(server)

    def on_paused(self, f):
        self.paused.add(f["server"])

    def on_resumed(self, f):
        self.paused.remove(f["server"])

    def on_wiped(self, f):
        self.goes_down(f["server"])
        self.holds = {at: v for at, v in self.holds.items() if at[0] != f["server"]}

    def on_restarted(self, f):
        self.down.remove(f["server"])
        self.seen["restarts"] += 1

    def on_cut(self, f):
        self.blocked |= set(f["links"])
        for message in self.messages.values():
            if message["way"] in f["links"] and not message["held"]:
                message["cut"] = True

    def on_held(self, f):
        self.messages[f["message"]] |= {"held": True, "cut": False}

    def on_released(self, f):
        message = self.messages[f["message"]]
        assert message["way"] not in self.blocked, "released into a cut"
        assert message["held"]
        message |= {"held": False, "arrives_us": f["arrives_us"]}

    def on_healed(self, f):
        self.blocked -= set(f["links"])

    def on_invoked(self, f):
        self.operations[f["operation"]] = {**f, **self.need, "repliers": set(), "rows": {}}

    def on_asked(self, f):
        operation = self.operations[f["operation"]]
        operation[f["phase"]] = f["servers"]
        at_once = self.settings.shortcut == "on"
        if f["phase"] == "read" and at_once and operation["coordinator"] in f["servers"]:
            operation["repliers"].add(operation["coordinator"])

    def on_stamped(self, f):
        coordinator = self.operations[f["operation"]]["coordinator"]
        held = [v for (server, _), v in self.holds.items() if v and server == coordinator]
        if self.settings.clock == "wall" or is_tally(f["cell"][1]):
            held = [GENESIS]
        assert all(f["version"] > v for v in held), "a write is above all that its server knew"
        self.operations[f["operation"]]["rows"][f["cell"]] = f["version"]
        self.check_repliers(self.operations[f["operation"]])

    def on_sent(self, f):
        way = f["source"], f["target"]
        cut = way in self.blocked
        self.messages[f["message"]] = {**f, "way": way, "cut": cut, "held": False}
        assert f["source"] not in self.paused, "a server that is paused says nothing"
        assert f["source"] not in self.down, "a server that is down says nothing"
        assert f["arrives_us"] >= f["at_us"]

    def on_delivered(self, f):
        message = self.messages.pop(f["message"])
        assert not message["cut"], "delivered across a cut"
        assert not message["held"], "delivered though it was held"
        assert message["target"] not in self.down, "a server that is down hears nothing"
        assert message["arrives_us"] == f["at_us"]
        if message["kind"] == "reply":  # a slow coordinator may get to it later
            self.operations[message["operation"]]["repliers"].add(message["source"])

    def on_dropped(self, f):
        self.seen["cut messages"] += self.messages.pop(f["message"])["cut"]
        assert 0 <= f["where_millionths"] <= 1_000_000

    def on_stored(self, f):
        server, cell, version = f["server"], f["cell"], f["version"]
        assert server not in self.down, "a server that is down stores nothing"
        assert server not in self.paused, "a server that is paused stores nothing"
        assert is_newer(version, self.holds.get((server, cell))), "a version went back"
        self.holds[server, cell] = version
        ever = self.ever.setdefault(cell, {})
        ever[server] = max(version, ever.get(server, GENESIS))

    def on_hinted(self, f):
        assert f["holder"] not in self.down | self.paused
        ever = self.ever.setdefault(f["cell"], {})
        if self.settings.quorum == "sloppy":
            ever["hint", f["holder"]] = max(f["version"], ever.get(("hint", f["holder"]), GENESIS))

    def on_ok(self, f):
        operation = self.operations[f["operation"]]
        self.check_repliers(operation)
        self.seen[f"ok {operation['kind']}s"] += 1
        if operation["kind"] == "write":
            self.seen["rows beside"] += len(operation["rows"]) > 1
            for cell, version in operation["rows"].items():
                ever, homes = self.ever[cell], self.homes(cell[0])
                counted = (*homes, *(name for name in ever if isinstance(name, tuple)))
                have = [name for name in counted if ever.get(name, GENESIS) >= version]
                assert len(have) >= operation["w"], "acknowledged before W homes had it"
        for cell, version in f["result"]:
            stamps = [o["rows"].get(cell) for o in self.operations.values()]
            assert version == GENESIS or version in stamps, "a phantom"

    def check_repliers(self, operation):
        for key in operation["keys"]:
            have = operation["repliers"] & set(self.homes(key))
            assert len(have) >= operation["r"], "read before R homes had answered"

    def homes(self, key):
        homes = placement.homes(self.cluster, key)
        assert len(set(homes)) == self.cluster.spec.settings.n
        return homes


def test_the_laws_of_messages_stores_and_quorums_hold_and_are_put_to_the_test():
    totals = {}
    for seed in SEEDS:
        for name, count in Watch(random_run(seed)).run().seen.items():
            totals[name] = totals.get(name, 0) + count
    assert min(totals.values()) >= len(SEEDS) / 2, f"a net that cannot catch: {totals}"


# -- the history, the ledger, and their slow twins


def acknowledgements(history):
    """(place, time, operation) of every acknowledged write, in the order of the acks."""
    written = [o for o in history.operations.values() if o.kind == "write" and o.outcome == "ok"]
    return sorted((o.ended_at, o.ended_us, o) for o in written)


def slow_missed(history, read):
    """The writes acknowledged before the read was called that it does not show."""
    return [
        (time_us, o)
        for place, time_us, o in acknowledgements(history)
        if place < read.invoked_at
        and any(
            cell[0] in read.keys and is_newer(version, read.result.get(cell))
            for cell, version, _ in o.written
        )
    ]


def slow_went_back(history, read):
    """The user's earlier reads that had shown something newer, under the keys of this one."""
    return tuple(
        earlier.number
        for earlier in history.operations.values()
        if earlier.user == read.user and earlier.ended_by(read.invoked_at)
        if any(
            cell[0] in read.keys and is_newer(version, read.result.get(cell))
            for cell, version in earlier.result.items()
        )
    )


def told(cluster):
    cluster.run_until(3 * SECOND)
    history = History()
    for event in cluster.events:
        history.fold(event)
    return history


def reads_of(history):
    return [o for o in history.operations.values() if o.kind == "read" and o.outcome == "ok"]


def test_staleness_is_what_a_slow_twin_finds():
    stale = 0
    for seed in SEEDS:
        history = told(random_run(seed))
        for read in reads_of(history):
            missed = slow_missed(history, read)
            assert read.staleness.missed == tuple(o.number for _, o in missed)
            assert read.staleness.age_us == (read.invoked_us - missed[0][0] if missed else 0)
            assert read.own_missed == tuple(o.number for _, o in missed if o.user == read.user)
            stale += bool(missed)
    assert stale >= len(SEEDS) / 4


def test_reads_that_went_back_are_what_a_slow_twin_finds():
    for seed in SEEDS:
        history = told(random_run(seed))
        for read in reads_of(history):
            assert read.went_back == slow_went_back(history, read), f"seed {seed}, {read}"


def test_overlapping_quorums_on_disks_that_keep_everything_read_every_acknowledged_write():
    reads = 0
    for seed in SEEDS:
        history = told(random_run(seed, strict=True))
        for read in reads_of(history):
            assert slow_missed(history, read) == [], f"seed {seed}, {read}"
            reads += 1
    assert reads >= len(SEEDS)


def slow_ledger(cluster, history):
    """Of each server: the items that it lacks, since when, and what only it knows of."""
    acked = {}
    for _, time_us, o in acknowledgements(history):
        for cell, version, _ in o.written:
            acked.setdefault(cell, []).append((version, time_us))
    standing = {}
    for server, replica in cluster.replicas.items():
        have = {cell: copy[0] for cell, copy in replica.copies.items()}
        n = cluster.settings.n
        owned = {cell for cell in acked if server in cluster.members.writing(cell[0], n)}
        lacks = {
            cell: [at_us for version, at_us in acked[cell] if is_newer(version, have.get(cell))]
            for cell in owned
        }
        lacks = {cell: times for cell, times in lacks.items() if times}
        alone = {
            cell
            for cell, version in have.items()
            if version != GENESIS and is_newer(version, max(acked.get(cell, [(None,)]))[0])
        }
        since_us = min((min(times) for times in lacks.values()), default=None)
        standing[server] = (owned, set(lacks), since_us, alone)
    return standing


def slow_ledger_agrees(seed, *, losses, moves=False):
    cluster = random_run(seed, losses=losses, moves=moves)
    for at_us in range(0, 2 * SECOND, 250_000):
        cluster.run_until(at_us)
        history = History()
        for event in cluster.events:
            history.fold(event)
        kept = {
            server: (set(s.owned), set(s.missing), s.behind_since_us, set(s.unconfirmed))
            for server, s in cluster.ledger.standing.items()
        }
        assert kept == slow_ledger(cluster, history), f"seed {seed} at {at_us}"
        told_last = dict.fromkeys(kept) | {server: us for _, _, server, us in history.behind}
        gone = dict.fromkeys(told_last)
        assert told_last == gone | {server: standing[2] for server, standing in kept.items()}
    return Counter(event[1] for event in cluster.events)


@pytest.mark.parametrize("losses", [False, True], ids=["disks keep all", "disks lose"])
def test_the_ledger_is_what_copies_and_history_say(losses):
    for seed in SEEDS:
        slow_ledger_agrees(seed, losses=losses)


@pytest.mark.parametrize("losses", [False, True], ids=["disks keep all", "disks lose"])
def test_so_it_is_while_members_change(losses):
    seen = Counter()
    for seed in SEEDS:
        seen += slow_ledger_agrees(seed, losses=losses, moves=True)
    assert min(seen[name] for name in ("joined", "left", "replaced")) >= len(SEEDS) / 8


@pytest.mark.parametrize("losses", [False, True], ids=["disks keep all", "disks lose"])
def test_the_historys_copies_are_those_on_the_servers(losses):
    for seed in SEEDS:
        cluster = random_run(seed, losses=losses, moves=seed % 2 == 0)
        history = told(cluster)
        for write in history.operations.values():
            for cell, wanted, _ in write.written:
                held = {s: r.copies.get(cell, ((),))[0] for s, r in cluster.replicas.items()}
                having = tuple(sorted(s for s, version in held.items() if version >= wanted))
                assert history.copies(cell, wanted) == having, f"seed {seed}, {write}"


# -- small runs, each for one law that random runs seldom put to the test


def a_run(*lines, n=3, latency=10_000, **settings):
    """X at A, Y at B and Z at C live through these lines; a server for each home."""
    servers = tuple(ServerSpec(name) for name in "ABC"[:n])
    at = zip("XYZ", servers, strict=False)
    users = tuple(UserSpec(user, server.name, tuple("XYZ"[:n])) for user, server in at)
    spec = ClusterSpec(servers, (), users, Settings(n, **settings), latency=Constant(latency))
    cluster = Cluster(spec, 1)
    for line in lines:
        cluster.schedule(*script.parse(line))
    return cluster, told(cluster)


def test_what_was_acknowledged_when_every_write_was_synced_outlives_a_crash():
    cluster, history = a_run(
        'at 0ms post X "hi"',
        "at 10ms set sync always",
        'at 20ms delete X "hi"',
        "at 30ms crash A",
        n=1,
        sync_us=None,
    )
    deletion = history.operations[2]
    assert deletion.outcome == "ok"
    assert cluster.replicas["A"].copies[deletion.cell] == (deletion.version, None)


def test_a_read_asks_the_coordinators_own_copy_first_even_where_links_take_no_time():
    _, history = a_run("at 0ms feed Y", latency=0)
    assert history.operations[1].asked["read"] == (("B",), 1)


def test_an_operation_that_has_begun_keeps_the_n_that_it_began_with():
    _, history = a_run(
        'at 0ms sign-up Sam "open sesame"',
        "at 5ms set w 1",
        "at 5ms set r 1",
        "at 6ms set n 1",
        r=2,
        w=2,
    )
    assert history.operations[1].asked["write"] == (("A", "B", "C"), 2)
    assert history.operations[1].outcome == "ok"


def test_a_read_that_lost_sight_of_an_unacknowledged_post_went_back():
    _, history = a_run(
        "at 0ms cut A | B C",
        'at 10ms post X "hi"',
        "at 600ms heal",
        "at 700ms feed Y asking A B",
        "at 800ms feed Y asking B C",
        r=2,
        w=2,
    )
    assert history.operations[1].outcome == "info"
    assert history.operations[3].went_back == (2,)


def test_a_server_that_lost_its_disk_is_behind_since_its_oldest_acknowledged_write():
    cluster, _ = a_run('at 5ms post X "hi"', 'at 50ms delete X "hi"', "at 500ms wipe A")
    assert cluster.ledger.standing["A"].behind_since_us == 5_000


def test_what_was_there_before_the_run_is_not_unconfirmed():
    cluster, _ = a_run(
        "at 0ms wipe B",
        "at 1ms restart B",
        "at 10ms feed X asking A B",
        r=2,
        read_repair="async",
    )
    assert cluster.replicas["B"].copies
    assert cluster.ledger.standing["B"].unconfirmed == {}


def test_to_sync_anew_is_to_sync_as_often_as_is_said():
    cluster, _ = a_run("at 10ms set sync never", "at 20ms set sync 200ms", sync_us=200_000)
    assert len(cluster.heap) == 1
