"""What has laws of its own, against slow and obvious twins."""

from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import quorum, values, versions
from engine.latency import BLOCK, FITS, ByKind, Constant, Exponential, Luck, region_pair
from engine.spec import Settings

SERVERS = ("A", "B", "C", "D", "E", "F")

times = st.integers(0, 50)
clocks = st.tuples(times, st.integers(0, 3))
stamps = st.tuples(times, st.integers(0, 3), st.sampled_from(SERVERS))
cells = st.tuples(st.sampled_from(["wall:X", "wall:Y"]), st.sampled_from([("a",), ("b",)]))
keys = st.text(min_size=1, max_size=8)


@st.composite
def entries(draw):
    """Copies as they occur: one version of one cell never has two values."""
    found = draw(st.lists(st.tuples(cells, stamps), max_size=8))
    return [(cell, (version, f"{cell}{version}")) for cell, version in found]


# -- versions


def slow_tick(clock, physical_us):
    """Kulkarni et al., figure 5, word by word."""
    (l_old, c_old), l_new = clock, max(clock[0], physical_us)
    return (l_new, c_old + 1) if l_new == l_old else (l_new, 0)


def slow_receive(clock, seen, physical_us):
    l_new = max(clock[0], seen[0], physical_us)
    if l_new == clock[0] == seen[0]:
        return l_new, max(clock[1], seen[1]) + 1
    if l_new == clock[0]:
        return l_new, clock[1] + 1
    return (l_new, seen[1] + 1) if l_new == seen[0] else (l_new, 0)


@given(clocks, times)
def test_a_tick_is_above_the_clock_and_never_behind_the_wall(clock, physical_us):
    ticked = versions.tick(clock, physical_us)
    assert ticked > clock
    assert ticked[0] >= physical_us
    assert ticked == slow_tick(clock, physical_us)


@given(clocks, stamps, times)
def test_what_was_received_is_below_the_clock(clock, seen, physical_us):
    received = versions.receive(clock, seen, physical_us)
    assert received > clock
    assert received > seen[:2]
    assert received[0] >= physical_us
    assert received == slow_receive(clock, seen, physical_us)


@given(st.lists(st.tuples(st.sampled_from("AB"), times, st.booleans()), max_size=20))
def test_no_two_writes_have_one_version_and_each_is_above_what_its_server_knew(steps):
    clocks, given_out = dict.fromkeys("AB", versions.ZERO), []
    for server, physical_us, hears in steps:
        if hears and given_out:
            clocks[server] = versions.receive(clocks[server], given_out[-1], physical_us)
            assert clocks[server] > given_out[-1][:2]
        clocks[server] = versions.tick(clocks[server], physical_us)
        given_out.append(versions.stamp(clocks[server], server))
    assert len(set(given_out)) == len(given_out)
    assert all(version > versions.GENESIS for version in given_out)
    for name in "AB":
        own = [version for version in given_out if version[2] == name]
        assert own == sorted(own)


# -- values


def one_by_one(found):
    """What a server stores that is handed these copies in this order."""
    stored = {}
    for cell, copy in found:
        stored[cell] = values.newest(stored.get(cell), copy)
    return stored


copies = st.one_of(st.none(), stamps.map(lambda version: (version, str(version))))


@given(copies, copies, copies)
def test_the_newest_of_copies_is_the_same_in_any_order(one, two, three):
    best = values.newest
    assert best(one, two) == best(two, one)
    assert best(best(one, two), three) == best(one, best(two, three))
    assert best(one, one) == one
    assert best(one, None) == one


@given(entries(), entries(), entries())
def test_merging_is_commutative_associative_and_idempotent(one, two, three):
    merged = values.merge([one, two, three])
    assert merged == values.merge([three, one, two])
    assert merged == values.merge([values.merge([one, two]).items(), three])
    assert merged == values.merge([merged.items(), merged.items()])


@given(entries(), st.randoms(use_true_random=False))
def test_a_merge_is_what_a_server_stores_in_whatever_order_the_copies_come(found, random):
    merged = values.merge([found])
    assert merged == one_by_one(found)
    random.shuffle(found)
    assert merged == one_by_one(found)


def test_all_orders_of_four_copies_end_alike():
    found = [(("k", ("r",)), ((t, c, s), f"{t}{c}{s}")) for t, c, s in
             [(1, 0, "A"), (1, 0, "B"), (1, 1, "A"), (2, 0, "A")]]  # fmt: skip
    ends = [values.merge([order]) for order in permutations(found)]
    assert all(end == {("k", ("r",)): ((2, 0, "A"), "20A")} for end in ends)


@given(entries(), entries())
def test_what_is_lacking_makes_a_server_whole_and_nothing_less_does(all_of_it, some):
    merged = values.merge([all_of_it, some])
    has = one_by_one(some)
    missing = values.lacking(merged, has.items())
    assert one_by_one([*has.items(), *missing]) == merged
    assert all(cell not in has or has[cell][0] < copy[0] for cell, copy in missing)
    assert values.lacking(merged, merged.items()) == ()


# -- quorum


def slow_homes(key, servers, n):
    """Walks the ring point by point from the key's place on."""
    points = [(quorum._place(f"{s}/{i}"), s) for s in servers for i in range(quorum.POINTS)]
    at, found = quorum._place(key), []
    behind, before = [p for p in points if p[0] >= at], [p for p in points if p[0] < at]
    for _, server in [*sorted(behind), *sorted(before)]:
        if server not in found:
            found.append(server)
    return tuple(found[:n])


@given(keys, st.integers(1, 6), st.integers(1, 6))
def test_a_key_has_n_distinct_homes_as_a_walk_along_the_ring_finds_them(key, servers, n):
    names = SERVERS[:servers]
    homes = quorum.homes(key, names, min(n, servers))
    assert len(homes) == len(set(homes)) == min(n, servers)
    assert set(homes) == set(slow_homes(key, names, min(n, servers)))
    if n < servers:
        assert homes == slow_homes(key, names, n)


@given(keys, st.lists(keys, max_size=5))
def test_homes_are_the_same_whatever_else_was_asked(key, others):
    homes = quorum.homes(key, SERVERS, 3)
    quorum.homes.cache_clear()
    quorum._ring.cache_clear()
    for other in others:
        quorum.homes(other, SERVERS, 2)
    assert quorum.homes(key, SERVERS, 3) == homes


@given(keys, st.permutations(SERVERS))
def test_homes_do_not_depend_on_the_order_in_which_servers_are_named(key, names):
    assert quorum.homes(key, tuple(names), 3) == quorum.homes(key, SERVERS, 3)


def test_another_server_moves_few_keys_and_those_to_itself_alone():
    asked = [f"wall:{i}" for i in range(500)]
    before = {key: set(quorum.homes(key, SERVERS, 1)) for key in asked}
    after = {key: set(quorum.homes(key, (*SERVERS, "G"), 1)) for key in asked}
    moved = [key for key in asked if before[key] != after[key]]
    assert all(after[key] == {"G"} for key in moved)
    assert 0 < len(moved) < len(asked) * 2 / 7


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_a_tally_is_met_lost_or_neither_as_all_endings_say(got, need, outstanding):
    endings = {got + come >= need for come in range(outstanding + 1)}
    expected = "met" if all(endings) else "pending" if any(endings) else "lost"
    assert quorum.tally(got, need, outstanding) == expected


@pytest.mark.parametrize("n", range(1, 7))
def test_quorums_overlap_when_every_pair_of_subsets_meets(n):
    for r in range(1, n + 1):
        for w in range(1, n + 1):
            reads, writes = combinations(range(n), r), list(combinations(range(n), w))
            meet = all(set(read) & set(write) for read in reads for write in writes)
            assert quorum.overlap(n, r, w) is meet
            assert quorum.promise(Settings(n=n, r=r, w=w)).overlapping is meet


@pytest.mark.parametrize("n", range(1, 9))
def test_a_majority_is_the_smallest_size_of_which_any_two_meet(n):
    sizes = [k for k in range(1, n + 1) if quorum.overlap(n, k, k)]
    assert quorum.majority(n) == sizes[0]


# -- latency

WAYS = {
    "constant": (Constant(40_000), "write"),
    "exponential": (Exponential(5_000), "write"),
    "floor": (Exponential(5_000, 1_000), "read"),
    "regions": (region_pair("London", "Frankfurt"), "write"),
    **{f"{name} {kind}": (fit, kind) for name, fit in FITS.items() for kind in ("write", "ack")},
}


def mean_of(latency, kind):
    """What the draws' mean must be near: `mean_us` of the part that this kind takes."""
    if isinstance(latency, ByKind):
        return (latency.write if kind == "write" else latency.others).mean_us
    return latency.mean_us


@pytest.mark.parametrize("name", WAYS)
def test_delays_are_whole_and_not_negative_and_their_mean_is_as_said(name):
    latency, kind = WAYS[name]
    luck = Luck(2)
    delays = [latency.delay_us(kind, luck.draw("delay", "A", "B", kind, i)) for i in range(20_000)]
    assert all(isinstance(us, int) and us >= 0 for us in delays)
    assert sum(delays) / len(delays) == pytest.approx(mean_of(latency, kind), rel=0.05)


def test_by_kind_is_near_or_far_by_what_requests_take():
    fit = FITS["lnkd-disk"]
    assert fit.mean_us == fit.others.mean_us
    assert region_pair("Frankfurt", "London").us == 6_500


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 200)), max_size=20), st.integers())
def test_luck_does_not_depend_on_the_order_of_asking(asked, seed):
    def draw(luck, link, operation):
        return luck.draw("delay", link, "C", "write", operation)

    luck, other = Luck(seed), Luck(seed)
    drawn = {question: draw(luck, *question) for question in asked}
    shuffled = sorted(asked)
    Random(seed).shuffle(shuffled)
    assert {question: draw(other, *question) for question in shuffled} == drawn
    assert all(0 <= number < 1 for pair in drawn.values() for number in pair)


def test_luck_differs_by_seed_purpose_link_kind_and_operation():
    same = ("delay", "A", "B", "write", 7)
    asked = [same, ("loss", *same[1:]), ("delay", "B", "A", *same[3:]),
             (*same[:3], "ack", 7), (*same[:4], 8), (*same[:4], 71)]  # fmt: skip
    drawn = [Luck(1).draw(*question) for question in asked] + [Luck(2).draw(*same)]
    assert len(set(drawn)) == len(drawn)


def test_luck_that_is_forgotten_to_make_room_is_drawn_again_alike(monkeypatch):
    asked = [("delay", "A", "B", "write", number * BLOCK) for number in range(20)]
    whole = Luck(3)
    known = [whole.draw(*question) for question in asked]
    monkeypatch.setattr("engine.latency.MOST_BLOCKS", 4)
    small, kept = Luck(3), []
    for question, pair in zip(asked * 2, known * 2, strict=True):
        assert small.draw(*question) == pair
        kept.append(len(small._blocks))
    assert max(kept) == 4
