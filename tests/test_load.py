"""Service times, queues and load: against a slow twin, closed forms, and as small stories."""

from dataclasses import replace
from heapq import heapreplace
from math import log, sqrt
from random import Random

import pytest

from engine import injection, web
from engine.cluster import Cluster
from engine.faults import Change, Crash, Load, MoveWeb, Pause, Restart, Resume
from engine.latency import Constant, Exponential, Luck
from engine.load import LEAST_US, page
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import crowd, loads
from explorer.timeline import Timeline

SECOND = 1_000_000


def spec(servers="A", n=1, **settings):
    return ClusterSpec(
        tuple(ServerSpec(name) for name in servers),
        users=(UserSpec("X", "A"),),
        settings=Settings(
            **{"n": n, "r": 1, "w": 1, "timeout_us": 60 * SECOND, "service_us": 2_000, **settings}
        ),
        latency=Constant(0),
    )


def played(cluster_spec, commands, until_us, seed=1):
    timeline = Timeline(cluster_spec, seed, commands)
    timeline.run_until(until_us)
    return timeline


def history_of(commands, until_us, seed=1, servers="A", **settings):
    return played(spec(servers, **settings), commands, until_us, seed).branch.history


def waits(history):
    return [o.ended_us - o.invoked_us for o in history.operations.values() if o.outcome == "ok"]


def named(events, name):
    return [event for event in events if event[1] == name]


# -- laws


def queue_by_hand(arrivals, services, workers):
    """When each job is done: the worker who is free first takes the next one (Lindley, Kiefer)."""
    free = [0] * workers
    done = []
    for came, takes in zip(arrivals, services, strict=True):
        done.append(max(came, free[0]) + takes)
        heapreplace(free, done[-1])
    return done


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("seed", range(5))
def test_every_request_waits_as_by_hand(workers, seed):
    cluster = Cluster(spec(concurrency=workers), seed, [(0, Load(rate=450.0 * workers))])
    cluster.run_until(SECOND)
    came = [event[0] for event in named(cluster.events, "invoked")]
    luck = [cluster.network.luck.draw("service", "A", "A", "read", i + 1)[0]
            for i in range(len(came))]  # fmt: skip
    done = queue_by_hand(came, [round(-log(1 - u) * 2_000) for u in luck], workers)
    ended = {event[2]: event[0] for event in named(cluster.events, "ok")}
    assert len(ended) > 400 * workers
    assert all(ended[number] == done[number - 1] for number in ended)


def mean_by_hand(rate, workers, count, seed):
    luck = Random(seed)
    now, came = 0.0, []
    for _ in range(count):
        now += luck.expovariate(rate)
        came.append(now)
    done = queue_by_hand(came, [luck.expovariate(500) for _ in came], workers)
    waited = sorted(end - begin for begin, end in zip(came, done, strict=True))
    return 1_000 * sum(waited) / count, 1_000 * waited[round(0.99 * count)]


@pytest.mark.parametrize(("rate", "mean_ms", "off"), [(250, 4, 0.02), (450, 20, 0.12)])
def test_by_hand_is_as_the_closed_form_of_one_worker(rate, mean_ms, off):
    mean, p99 = mean_by_hand(rate, 1, 200_000, 5)
    assert mean == pytest.approx(mean_ms, rel=off)
    assert p99 == pytest.approx(4.605 * mean_ms, rel=2 * off)


def erlang_c_mean_ms(rate, each, workers):
    """The mean time in an M/M/c queue (Erlang 1917)."""
    offered = rate / each
    term, total = 1.0, 1.0
    for i in range(1, workers):
        term *= offered / i
        total += term
    last = term * offered / workers * workers / (workers - offered)
    waits_at_all = last / (total + last)
    return 1_000 * (waits_at_all / (workers * each - rate) + 1 / each)


def test_two_workers_share_a_queue_as_erlang_has_it():
    assert erlang_c_mean_ms(450, 500, 2) == pytest.approx(2.51, abs=0.01)
    assert mean_by_hand(450, 2, 200_000, 3)[0] == pytest.approx(2.51, rel=0.03)


def test_little_how_many_are_there_is_how_many_come_times_how_long_they_stay():
    until_us = 10 * SECOND
    history = history_of([(0, Load(rate=400, lasts_us=9 * SECOND))], until_us)
    span = (0, until_us)
    waited = waits(history)
    there = sum(waited) / until_us
    queued = loads.queue(history, "A", span)
    busy = loads.utilisation(history, Settings(), "A", span) / 100
    assert queued + busy == pytest.approx(there, rel=1e-9)
    assert there == pytest.approx(len(waited) / 10 * sum(waited) / len(waited) / SECOND)


def test_an_open_load_is_as_many_requests_as_it_says():
    counts = [len(history_of([(0, Load(rate=300))], 5 * SECOND, s).operations) for s in range(6)]
    assert sum(counts) / 6 == pytest.approx(1_500, rel=3 / 1_500**0.5)
    assert len(set(counts)) > 1


@pytest.mark.parametrize(("first", "last"), [(100, 900), (900, 100)])
def test_a_load_grows_and_shrinks_evenly(first, last):
    """What comes by each second is the integral of a straight line, give or take four sigma."""
    load = Load(rate=first, to=last, lasts_us=10 * SECOND)
    events = played(spec(service_us=0), [(0, load)], 20 * SECOND).branch.events
    came_us = [event[0] for event in named(events, "invoked")]
    for second in range(1, 11):
        due = first * second + (last - first) * second**2 / 20
        assert abs(sum(us <= second * SECOND for us in came_us) - due) <= 4 * sqrt(due)
    assert max(came_us) <= 10 * SECOND


def test_a_load_that_falls_to_next_to_nothing_ends_early_and_asks_on_never():
    load = Load(rate=400, to=0.001, lasts_us=SECOND)
    came = named(played(spec(), [(0, load)], 9 * SECOND).branch.events, "invoked")
    assert abs(len(came) - 200) <= 4 * sqrt(200)


def test_a_load_that_grows_has_an_end_and_is_open():
    for load in (Load(rate=5, to=9), Load(closed=3, to=9, lasts_us=SECOND)):
        events = played(spec(), [(0, load)], SECOND).branch.events
        assert "is an open one, and has an end" in named(events, "refused")[0][3]


def test_a_popular_page_is_asked_for_as_zipf_has_it():
    luck = Random(2)
    pages = [page(luck.random(), 100, 1.0) for _ in range(50_000)]
    assert min(pages) == 1
    assert max(pages) == 100
    assert pages.count(1) / pages.count(10) == pytest.approx(10, rel=0.15)
    even = [page(luck.random(), 100, 0.0) for _ in range(50_000)]
    assert set(even) == set(range(1, 101))


@pytest.mark.parametrize(
    ("servers", "n", "r", "ask", "reads", "each"),
    [
        ("ABC", 3, 1, "nearest", 0.5, 0.5 * 3 + 0.5 * 1),
        ("ABC", 3, 1, "all", 1.0, 3),
        ("ABC", 3, 2, "random", 0.9, 0.1 * 3 + 0.9 * 2),
        ("ABCDEF", 3, 1, "random", 0.9, 0.1 * 3 + 0.9 * 1),
    ],
)
def test_what_a_request_costs_all_servers_together(servers, n, r, ask, reads, each):
    until_us = 4 * SECOND
    load = Load(rate=200, lasts_us=3 * SECOND, reads=reads, keys=300)
    history = history_of([(0, load)], until_us, servers=servers, n=n, r=r, ask=ask)
    jobs = sum(len(served) for served in history.served.values())
    assert jobs / len(history.operations) == pytest.approx(each, rel=0.05)


# -- stories


def test_a_load_that_ends_by_itself_asks_no_longer_than_it_lasts():
    lasts, off = Load(rate=50.0, lasts_us=2 * SECOND), Load()

    def asking(*commands):
        timeline = played(spec(), commands, 10 * SECOND)
        return crowd.asking_us(timeline.branch.history, timeline.place, timeline.now_us)

    assert asking((SECOND, Load(rate=50.0))) == (SECOND, 10 * SECOND)
    assert asking((SECOND, lasts)) == (SECOND, 3 * SECOND)
    assert asking((SECOND, lasts), (2 * SECOND, off)) == (SECOND, 2 * SECOND)


def test_a_closed_load_never_asks_more_than_it_has_users():
    cluster = Cluster(spec(), 1, [(0, Load(closed=7, thinking_us=5_000))])
    while cluster.now_us < SECOND:
        cluster.step()
        assert len(cluster.operations) <= 7
    assert len(named(cluster.events, "ok")) > 400


def test_users_who_are_refused_at_once_and_never_think_leave_time_to_go_on():
    timeline = played(spec(), [(0, Crash("A")), (0, Load(closed=4))], SECOND // 10)
    refused = named(timeline.branch.events, "unavailable")
    assert len(refused) == 4 * 100
    assert {later[0] - first[0] for first, later in zip(refused, refused[4:], strict=False)} == {
        LEAST_US
    }


def test_a_load_ends_when_its_time_is_over_or_it_is_taken_off():
    for commands in ([(0, Load(rate=200, lasts_us=SECOND))],
                     [(0, Load(rate=200)), (SECOND, Load())]):  # fmt: skip
        events = played(spec(), commands, 3 * SECOND).branch.events
        last_us = max(event[0] for event in named(events, "invoked"))
        assert 0.9 * SECOND < last_us < SECOND


def test_a_load_that_is_off_cannot_be_taken_off():
    events = played(spec(), [(0, Load())], SECOND).branch.events
    assert named(events, "refused")[0][3] == "there is no load"


def test_a_paused_server_keeps_its_queue_and_a_crashed_one_does_not():
    load = (0, Load(rate=300, lasts_us=SECOND))
    paused = [load, (SECOND // 2, Pause("A")), (2 * SECOND, Resume("A"))]
    answered = waits(history_of(paused, 5 * SECOND))
    assert len(answered) == len(history_of([load], 5 * SECOND).operations)
    assert max(answered) > 1.5 * SECOND
    crashed = [load, (SECOND // 2, Pause("A")), (SECOND * 3 // 4, Crash("A")),
               (2 * SECOND, Restart("A"))]  # fmt: skip
    timeline = played(spec(), crashed, 5 * SECOND)
    assert timeline.cluster.desks["A"].waiting == type(timeline.cluster.desks["A"].waiting)()
    assert len(waits(timeline.branch.history)) < 0.6 * len(answered)


def outcomes(history):
    """By call: how many tries it took, and whether one was answered."""
    found = {}
    for o in history.operations.values():
        tries, good = found.get(o.first or o.number, (0, False))
        found[o.first or o.number] = (tries + 1, good or o.outcome == "ok")
    return found


DEAD = [(0, Crash("A")), (1, Load(rate=50, lasts_us=SECOND))]
LOST = {"timeout_us": 20_000, "request_loss": 20}


def test_whoever_is_not_answered_asks_again_so_many_times():
    for retries in (0, 1, 3):
        history = history_of(DEAD, 3 * SECOND, retries=retries)
        assert set(outcomes(history).values()) == {(retries + 1, False)}


def test_backoff_spreads_the_retries():
    history = history_of(DEAD, 9 * SECOND, retries=3, backoff_us=100_000)
    tries = [o for o in history.operations.values() if o.first]
    gaps = [o.invoked_us - history.operations[o.first].invoked_us for o in tries]
    assert len(set(gaps)) > 0.9 * len(gaps)
    assert max(gaps) <= 700_000
    assert min(gaps) > 0


def test_a_budget_bounds_the_retries():
    history = history_of(DEAD, 9 * SECOND, retries=3, retry_budget=10, budget_start=5)
    calls = sum(not o.first for o in history.operations.values())
    assert len(history.operations) - calls == 5 + calls * 10 // 100


def test_lost_requests_and_answers_cost_tries_as_often_as_chance_has_it():
    history = history_of([(0, Load(rate=400, lasts_us=5 * SECOND))], 6 * SECOND,
                         retries=3, service_us=1, **LOST)  # fmt: skip
    found = outcomes(history)
    lost = sum(not good for _, good in found.values()) / len(found)
    sigma = (0.0168 * 0.9832 / len(found)) ** 0.5
    assert lost == pytest.approx(0.36**4, abs=3 * sigma)
    again = sum(tries > 1 for tries, _ in found.values()) / len(found)
    assert again == pytest.approx(0.36, abs=0.04)


TAIL = [(0, Load(rate=100, lasts_us=3 * SECOND, parts=5))]


def test_a_hedge_is_a_second_try_while_the_first_goes_on():
    tail = {"service_us": 0, "shortcut": "off", "servers": "ABC", "n": 3, "balance": "random"}
    specs = [spec(**tail, hedge_us=us) for us in (None, 15_000)]
    plain, hedged = (
        played(replace(one, latency=Exponential(4_000)), TAIL, 5 * SECOND).branch.history
        for one in specs
    )
    span = (0, 3 * SECOND)
    late = [o for o in hedged.operations.values() if o.first]
    assert {o.invoked_us - hedged.operations[o.first].invoked_us for o in late} == {15_000}
    assert loads.extra_tries(plain, plain.length, span) == 0
    assert loads.extra_tries(hedged, hedged.length, span) == pytest.approx(
        100 * len(late) / (len(hedged.operations) - len(late))
    )
    slow = int((loads.calls(plain, plain.length, span).waited_us > 15_000).sum())
    assert len(late) == pytest.approx(slow, rel=0.25)
    p99 = [loads.percentile_us(h, h.length, span, 0.99) for h in (plain, hedged)]
    assert p99[1] < p99[0]


def test_a_timeline_is_as_slow_as_its_slowest_part():
    history = history_of(TAIL, 5 * SECOND)
    ends = {}
    for o in history.operations.values():
        ends.setdefault((o.user, o.invoked_us), []).append(o.ended_us - o.invoked_us)
    assert all(len(parts) == 5 for parts in ends.values())
    slowest = sorted(max(parts) for parts in ends.values())
    span = (0, 3 * SECOND)
    p50 = loads.timeline_us(history, history.length, span, 0.5)
    assert slowest[len(slowest) // 2 - 1] <= p50 <= slowest[len(slowest) // 2 + 1]


STALL = [(0, Load(rate=400)), (SECOND, Pause("A")), (2 * SECOND, Resume("A"))]


def test_retries_keep_an_outage_alive_and_shedding_ends_it():
    stormy = {"timeout_us": 100_000, "retries": 3}
    storm = history_of(STALL, 5 * SECOND, **stormy)
    span = (3 * SECOND, 4_500_000)
    assert loads.goodput(storm, storm.length, span) == 0
    shed = history_of(STALL, 5 * SECOND, **stormy, shedding="deadline")
    assert loads.success(shed, shed.length, span) > 90


def test_a_write_is_never_shed():
    stormy = {"timeout_us": 100_000, "shedding": "deadline"}
    writes = [(0, Load(rate=400, reads=0.0)), *STALL[1:]]
    events = played(spec(**stormy), writes, 4 * SECOND).branch.events
    assert named(events, "shed") == []
    assert named(played(spec(**stormy), STALL, 4 * SECOND).branch.events, "shed")


@pytest.mark.parametrize("balance", ["nearest", "random", "round-robin", "least-loaded", "sticky"])
def test_users_are_spread_over_the_servers(balance):
    load = [(0, Load(rate=1_200, lasts_us=SECOND, users=50))]
    history = history_of(load, 3 * SECOND, servers="ABC", n=3, balance=balance)
    at = [o.coordinator for o in history.operations.values()]
    assert all(at.count(server) > 0.15 * len(at) for server in "ABC")
    users = {}
    for o in history.operations.values():
        users.setdefault(o.user, set()).add(o.coordinator)
    if balance in ("nearest", "sticky"):
        assert all(len(servers) == 1 for servers in users.values())
    if balance == "round-robin":
        assert at[:6] == list("BCABCA")


def test_the_shortest_queue_is_shorter_than_one_drawn():
    load = [(0, Load(rate=900, lasts_us=3 * SECOND))]
    means = {}
    for balance in ("random", "least-loaded"):
        waited = waits(history_of(load, 5 * SECOND, servers="AB", n=2, balance=balance))
        means[balance] = sum(waited) / len(waited)
    assert means["least-loaded"] < 0.5 * means["random"]


# -- the web tier

WEB = {"web_servers": 1, "web_service_us": 4_000}


@pytest.mark.parametrize(("web", "throughput", "full"), [
    (1, 250, "web"), (2, 500, "web and database"), (3, 500, "database"),
])  # fmt: skip
def test_the_tier_that_is_full_bounds_the_throughput(web, throughput, full):
    history = history_of([(0, Load(rate=620))], 6 * SECOND, web_servers=web,
                         web_service_us=4_000, balance="round-robin")  # fmt: skip
    span = (SECOND, 6 * SECOND)
    found = loads.throughput(history, history.length, span)
    assert found == pytest.approx(throughput, rel=0.08)
    assert loads.bottleneck(history, Settings(), span) == full


def test_a_web_server_joins_and_leaves_while_it_runs():
    commands = [(0, Load(rate=600)), (2 * SECOND, MoveWeb()), (4 * SECOND, MoveWeb(leaves=True))]
    timeline = played(spec(**WEB, balance="round-robin"), commands, 5 * SECOND)
    routed = [(event[0], event[3]) for event in named(timeline.branch.events, "routed")]
    second = [time_us for time_us, server in routed if server == "web2"]
    assert min(second) >= 2 * SECOND
    assert max(second) < 4 * SECOND
    assert timeline.cluster.settings.web_servers == 1


def test_a_web_server_that_leaves_is_there_until_it_has_done_what_it_has():
    commands = [(0, Load(rate=1_200)), (2 * SECOND, MoveWeb()), (4 * SECOND, MoveWeb(leaves=True))]
    cluster = played(spec(**WEB, balance="round-robin"), commands, 4 * SECOND).cluster
    assert web.there(cluster) == ("web1", "web2")
    assert injection.refusal(cluster, Crash("web2")) == injection.refusal(cluster, Crash("web1"))


def test_a_web_server_refuses_what_it_has_no_connection_for():
    history = history_of([(0, Load(rate=600))], 2 * SECOND, **WEB, web_connections=10)
    refused = [o for o in history.operations.values() if "no connection" in o.reason]
    assert 0.4 < len(refused) / len(history.operations) < 0.7
    assert max(waits(history)) < 200_000


# -- time travel and determinism


def busy():
    settings = {"timeout_us": 50_000, "retries": 2, "retry_budget": 30, "backoff_us": 9_000,
                "request_loss": 5, "shedding": "deadline", "concurrency": 2, "web_servers": 2,
                "balance": "random", "ask": "random"}  # fmt: skip
    commands = [
        (0, Load(rate=500, reads=0.8, zipf=1.1)), (200_000, Pause("A")), (400_000, Resume("A")),
        (500_000, Crash("B")), (600_000, MoveWeb()), (700_000, Restart("B")),
        (800_000, Load(closed=50, thinking_us=10_000)), (900_000, MoveWeb(leaves=True)),
        (950_000, Change("service_us", 0)), (1_000_000, Change("web_servers", 0)),
    ]  # fmt: skip
    return spec("ABC", n=2, **settings), commands


def test_a_snapshot_has_all_of_a_load():
    cluster_spec, commands = busy()
    straight = Cluster(cluster_spec, 3, commands)
    straight.run_until(1_200_000)
    for moment_us in (150_000, 300_000, 450_000, 650_000, 850_000, 960_000):
        first = Cluster(cluster_spec, 3, commands)
        first.run_until(moment_us)
        state, before = first.snapshot(), len(first.events)
        first.run_until(1_200_000)
        again = Cluster(cluster_spec, 3, commands)
        again.restore(state)
        again.run_until(1_200_000)
        assert again.events == first.events[before:]
        assert first.events == straight.events
    names = {event[1] for event in straight.events}
    assert {"load", "served", "shed", "retried", "routed"} <= names


def test_a_load_of_no_time_leaves_no_queue():
    """Without service times everything is as ever: at once."""
    history = history_of([(0, Load(rate=300))], SECOND, service_us=0)
    assert set(waits(history)) == {0}
    assert history.served == {}


def test_a_draw_is_the_same_whether_its_block_was_made_or_not():
    far, near = Luck(5), Luck(5)
    drawn = [far.draw("delay", "A", "B", "read", i) for i in range(200)]
    assert [near.draw("delay", "A", "B", "read", i) for i in reversed(range(200))] == drawn[::-1]
    assert [Luck(5).draw("delay", "A", "B", "read", i) for i in range(200)] == drawn
    assert len(set(drawn)) == 200


def test_how_busy_a_server_is_tells_of_the_last_seconds_up_to_the_playhead():
    timeline = played(spec("AB"), [(0, Load(rate=300.0))], 12 * SECOND)
    found = set()
    for at_us in (0, SECOND // 3, 7 * SECOND, 12 * SECOND, 3 * SECOND):
        timeline.seek(at_us)
        since_us = max(0, at_us - crowd.BUSY_US)
        for server in ("A", "B", "web1"):
            jobs = timeline.branch.history.served.get(server, [])
            worked = sum(
                end_us - max(since_us, end_us - took_us)
                for end_us, _, took_us, _ in jobs
                if since_us <= end_us <= at_us
            )
            busy = crowd.busy(timeline, server)
            assert busy == min(100, round(100 * worked / max(1, at_us - since_us)))
            found.add(busy)
    assert len(found) > 4, "it is not the same at all of them"
