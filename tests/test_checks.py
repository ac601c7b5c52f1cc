"""The checkers against slow, obvious twins, and on known answers from the literature.

`CHECKS_CASES=100000 make test ARGS=tests/test_checks.py` looks at more histories than the default.
"""

import os
import subprocess
import sys
from itertools import combinations, pairwise, permutations, product
from random import Random

import pytest

from engine.checkers import causal, lists, registers, search, session_checks, zones
from engine.checkers.checks import Op, by_key, happened
from engine.checkers.cycles import find_cycle

CASES = int(os.environ.get("CHECKS_CASES", "6000"))
"""Random histories a checker."""
ENDLESS = 10**9


def end_of(op):
    return ENDLESS if op.end is None else op.end


# -- random histories


def draw(random, size, *, keys=1, processes=3, value, shape, retire=True, overlap=False):
    """A history of `size` operations. `value` fills in what was asked, at a read's end."""
    ops, places, under_way, names = [], iter(range(10**6)), [], list(range(processes))
    while len(ops) < size or under_way:
        busy = {op.process for op in under_way}
        idle = [p for p in range(processes) if overlap or names[p] not in busy]
        if idle and len(ops) < size and (not under_way or random.random() < 0.5):
            lane = random.choice(idle)
            kind, asked = shape(random, len(ops))
            op = Op(len(ops), names[lane], kind, random.randrange(keys), asked, next(places), None)
            ops.append(op)
            under_way.append(op)
            continue
        op = under_way.pop(random.randrange(len(under_way)))
        outcome = random.choices(["ok", "fail", "info"], [85, 5, 10])[0]
        if outcome == "info" and retire and op.process in names:
            names[names.index(op.process)] = op.process + processes
        end = None if outcome == "info" else next(places)
        filled = value(random, op, ops) if op.kind == "read" else op.value
        ops[op.number] = op._replace(end=end, outcome=outcome, value=filled)
    return ops


def unique_values(random, number):
    return ("write", number) if random.random() < 0.5 else ("read", None)


def few_values(random, _):
    kind = random.choice(["read", "read", "write", "cas"])
    some = (None, 1, 2)
    return kind, {"read": None, "write": random.choice((1, 2, 2, None)),
                  "cas": (random.choice(some), random.choice(some))}[kind]  # fmt: skip


def some_write(random, op, ops):
    """Mostly one of the last writes of the key; now and then what is impossible."""
    if random.random() < 0.01:
        return random.choice([77, len(ops), len(ops) + 1])
    written = [o.value[1] if o.kind == "cas" else o.value for o in ops
               if o.key == op.key and o.kind != "read" and o.outcome != "fail"]  # fmt: skip
    return random.choice([None, *written, *written[-3:], *written[-2:], *written[-1:]])


def many(name, count=CASES):
    """Streams of luck, a case each, the same in every run."""
    return (Random(f"{name} {i}") for i in range(count))


# -- slow, obvious twins


def slow_linearizable(ops):
    """Tries every order."""
    judged = happened(ops)
    return all(
        _some_order([op for op in judged if op.key == key], None) for key in {o.key for o in judged}
    )


def _some_order(left, value):
    if all(op.end is None for op in left):
        return True
    soonest = min(map(end_of, left))
    return any(
        _some_order([o for o in left if o is not op], after)
        for op in left
        if op.call < soonest
        for after in [_applied(op, value)]
        if after != "refused"
    )


def _applied(op, value):
    if op.kind == "write":
        return op.value
    if op.kind == "cas":
        return op.value[1] if op.value[0] == value else "refused"
    return value if op.value == value else "refused"


def slow_regular(ops):
    """Each read alone fits somewhere among all writes."""
    judged = happened(ops)
    return all(
        slow_linearizable([*(o for o in judged if o.kind == "write" and o.key == op.key), op])
        for op in judged
        if op.kind == "read"
    )


def slow_guarantees(ops, order):
    """Word by word, for every two operations."""
    judged, broken = happened(ops), set()
    write_of = {(o.key, o.value): o for o in judged if o.kind == "write"}

    def rank(op):
        return -1 if op.value is None else order[op.key].index(op.value)

    def before(one, other):
        return one.process == other.process and end_of(one) < other.call

    for read in (o for o in judged if o.kind == "read"):
        feed = [o for o in judged if o.kind == "read" and o.process == read.process
                and (o.call == read.call or before(o, read))]  # fmt: skip
        vias = [write_of[o.key, o.value] for o in feed if o.value is not None]
        for op in (o for o in judged if o.key == read.key and rank(o) > rank(read)):
            wrote = op.kind == "write"
            if before(op, read):
                broken.add("read_your_writes" if wrote else "monotonic_reads")
            if any(before(op, via) for via in vias):
                broken.add("monotonic_writes" if wrote else "writes_follow_reads")
    return broken


def in_own_order(ops, order):
    """A session's write is newer than what it had written and read of that key."""
    return all(
        order[a.key].index(a.value) < order[b.key].index(b.value)
        for a, b in product(happened(ops), repeat=2)
        if (a.process, a.key, b.kind) == (b.process, b.key, "write")
        and end_of(a) < b.call
        and a.value is not None
    )


def impossible_reads(ops):
    written = {(o.key, o.value): o for o in happened(ops) if o.kind != "read"}
    return any(
        (o.key, o.value) not in written or o.end < written[o.key, o.value].call
        for o in happened(ops)
        if o.kind == "read" and o.value is not None
    )


def orders(ops):
    """Every order of each key's writes."""
    keys = sorted({o.key for o in ops})
    lines = [permutations([o.value for o in happened(ops) if o.kind == "write" and o.key == key])
             for key in keys]  # fmt: skip
    return (dict(zip(keys, combination, strict=True)) for combination in product(*lines))


def causal_order(ops):
    """Pairs (one, other): the transitive closure of session order and reads-from."""
    before = {(a, b) for a in ops for b in ops
              if (a.process == b.process and end_of(a) < b.call)
              or (a.kind == "write" and b.kind == "read"
                  and any(o.key == a.key and o.value == a.value and o.process == b.process
                          and o.call == b.call and o.kind == "read" for o in ops))}  # fmt: skip
    for middle, a, b in product(ops, ops, ops):
        if (a, middle) in before and (middle, b) in before:
            before.add((a, b))
    return before


def causal_histories(ops):
    judged = happened(ops)
    seen = {(o.key, o.value) for o in judged if o.kind == "read"}
    judged = [o for o in judged if o.end is not None or (o.key, o.value) in seen]
    before = causal_order(judged)
    writes = [o for o in judged if o.kind == "write"]
    reads = [o for o in judged if o.kind == "read"]
    pasts = {read: [w for w in writes if (w, read) in before] for read in reads}
    lines = [line for line in permutations(writes)
             if not any((b, a) in before for a, b in combinations(line, 2))]  # fmt: skip
    return reads, pasts, lines


def last_in(line, past, key):
    return next((w.value for w in reversed(line) if w.key == key and w in past), None)


def slow_causal(ops):
    """Each read by itself is what some order of its past leaves."""
    reads, pasts, lines = causal_histories(ops)
    return all(any(last_in(line, pasts[r], r.key) == r.value for line in lines) for r in reads)


def slow_convergence(ops):
    """One order of all writes explains all reads."""
    reads, pasts, lines = causal_histories(ops)
    return any(all(last_in(line, pasts[r], r.key) == r.value for r in reads) for line in lines)


def slow_lists(ops):
    """Tries every order of the transactions, with and without the info ones."""
    transactions = {}
    for op in happened(ops):
        transactions.setdefault(op.number, []).append(op)
    return _some_serial(list(transactions.values()), {})


def _some_serial(left, state):
    if all(parts[0].end is None for parts in left):
        return True
    soonest = min(end_of(parts[0]) for parts in left)
    for parts in left:
        if parts[0].call < soonest:
            after, fits = dict(state), True
            for op in parts:
                line = after.get(op.key, ())
                if op.kind == "append":
                    after[op.key] = (*line, op.value)
                else:
                    fits = fits and (op.value or ()) == line
            if fits and _some_serial([p for p in left if p is not parts], after):
                return True
    return False


# -- fast against slow


def both(answers):
    """A comparison that only ever saw one answer has compared nothing."""
    assert min(answers.count(True), answers.count(False)) > len(answers) / 20


def test_zones_agree_with_trying_every_order():
    answers = []
    for random in many("zones"):
        ops = draw(random, random.randint(2, 7), keys=random.randint(1, 2),
                   shape=unique_values, value=some_write)  # fmt: skip
        verdict = registers.linearizable(ops)
        answers.append(slow_linearizable(ops))
        assert (verdict.answer == "holds") == answers[-1], ops
    both(answers)


def test_the_search_agrees_with_trying_every_order():
    answers = []
    for random in many("search"):
        ops = draw(random, random.randint(2, 7), shape=few_values, value=some_write)
        verdict = registers.linearizable(ops)
        answers.append(slow_linearizable(ops))
        assert (verdict.answer == "holds") == answers[-1], ops
        assert len(verdict.witness) <= search.WITNESS
    both(answers)


def test_the_search_agrees_with_zones_on_longer_histories():
    answers = []
    for random in many("longer", CASES // 4):
        ops = draw(random, random.randint(10, 40), processes=5, shape=unique_values,
                   value=newest_write)  # fmt: skip
        groups = by_key(ops)
        answers.append(all(zones.judge(group).answer == "holds" for group in groups))
        found = [search.judge(group)[0].answer == "holds" for group in groups]
        assert all(found) == answers[-1], ops
    both(answers)


def newest_write(random, op, ops):
    """What a register would say, mostly."""
    if random.random() < 0.04:
        return some_write(random, op, ops)
    ended = [o for o in ops if o.kind == "write" and o.outcome == "ok" and o.end is not None]
    return max(ended, key=lambda o: o.end).value if ended else None


def test_regularity_agrees_with_placing_each_read_alone():
    answers = []
    for i, random in enumerate(many("regular")):
        shape = unique_values if i % 2 else few_writes
        ops = draw(random, random.randint(2, 7), shape=shape, value=some_write)
        answers.append(slow_regular(ops))
        assert (registers.weakly_regular(ops).answer == "holds") == answers[-1], ops
    both(answers)


def few_writes(random, _):
    return random.choice([("read", None), ("write", 1), ("write", 2)])


def test_what_is_linearizable_is_regular():
    for random in many("both"):
        ops = draw(random, random.randint(5, 20), shape=unique_values, value=newest_write)
        if registers.linearizable(ops).answer == "holds":
            assert registers.weakly_regular(ops).answer == "holds"


def test_the_smallest_delta_agrees_with_counting_up():
    deltas = []
    for random in many("delta", CASES // 2):
        ops = draw(random, random.randint(2, 6), keys=2, shape=unique_values, value=some_write)
        at_us = sorted(random.randrange(12) for _ in range(2 * len(ops)))
        delta = registers.smallest_delta_us(ops, at_us)
        deltas.append(delta)
        assert delta == slow_delta(ops, at_us), ops
    assert {None, 0} < set(deltas)
    assert len(set(deltas)) > 5


def slow_delta(ops, at_us):
    def placed(place):
        return None if place is None else (at_us[place], place)

    ops = [op._replace(call=placed(op.call), end=placed(op.end)) for op in ops]
    for delta in range(14):
        moved = [op._replace(call=(op.call[0] - delta, op.call[1])) if op.kind == "read" else op
                 for op in ops]  # fmt: skip
        places = sorted({op.call for op in moved} | {op.end for op in moved if op.end})
        at = {place: i for i, place in enumerate(places)}
        flat = [op._replace(call=at[op.call], end=None if op.end is None else at[op.end])
                for op in moved]  # fmt: skip
        if slow_linearizable(flat):
            return delta
    return None


def test_a_delta_needs_unique_values():
    ops = [Op(0, 0, "write", "x", 1, 0, 1), Op(1, 0, "write", "x", 1, 2, 3)]
    with pytest.raises(ValueError, match="reused"):
        registers.smallest_delta_us(ops, [0, 1, 2, 3])


def sessions(random, size, *, keys=2):
    """Sessions, some of which ask twice at once, or for a feed of both keys."""
    ops = draw(random, size, keys=keys, processes=random.randint(2, 3), retire=False,
               overlap=random.random() < 0.2, shape=unique_values, value=some_write)  # fmt: skip
    if random.random() < 0.5:
        return ops
    feeds = []
    for op in ops:
        feeds.append(op)
        if op.kind == "read":
            other = op._replace(key=1 - op.key)
            feeds.append(other._replace(value=some_write(random, other, ops)))
    return feeds


def test_the_session_guarantees_agree_with_their_words():
    broken = []
    for random in many("sessions"):
        ops = sessions(random, random.randint(3, 12))
        if impossible_reads(ops):
            assert session_checks.judge(ops).answer == "violated"
            continue
        order = {key: random.sample(line, len(line)) for key, line in next(orders(ops)).items()}
        if random.random() < 0.7:
            order = {key: sorted(line) for key, line in order.items()}
        verdicts = session_checks.guarantees(ops, order)
        found = {name for name, verdict in verdicts.items() if verdict.answer == "violated"}
        assert found == slow_guarantees(ops, order), (ops, order)
        assert all(1 <= len(set(v.witness)) <= 2 for v in verdicts.values() if v.witness)
        broken += found
    assert all(broken.count(name) > CASES / 100 for name in session_checks.GUARANTEES)


def test_without_an_order_sessions_hold_when_there_is_one_that_fits():
    answers = []
    for random in many("any order", CASES // 2):
        ops = sessions(random, random.randint(3, 8), keys=2)
        verdict = session_checks.judge(ops)
        if impossible_reads(ops) or at_once(ops):
            assert verdict.answer in ("violated", "unknown")
            continue
        answers.append(any(
            not slow_guarantees(ops, order) and in_own_order(ops, order) for order in orders(ops)
        ))  # fmt: skip
        assert (verdict.answer == "holds") == answers[-1], ops
    both(answers)


def at_once(ops):
    """Whether a session asks for something while it waits for something else."""
    return any(
        a.process == b.process and a.call < b.call < a.end
        for a, b in product(happened(ops), repeat=2)
        if None not in (a.end, b.end)
    )


def test_causal_and_convergent_agree_with_their_definitions():
    answers, converged = [], 0
    for random in many("causal", CASES // 4):
        ops = sessions(random, random.randint(3, 7))
        if impossible_reads(ops) or sum(o.kind == "write" for o in happened(ops)) > 5:
            continue
        answers.append(slow_causal(ops))
        assert (causal.causal(ops).answer == "holds") == answers[-1], ops
        convergent = slow_convergence(ops)
        assert (causal.causal_convergence(ops).answer == "holds") == convergent, ops
        converged += answers[-1] and not convergent
        if answers[-1]:
            assert session_checks.judge(ops).answer != "violated" or not convergent
    both(answers)
    assert converged


def transactions(random, size):
    """Lists that a server might have returned, some of them tampered with."""
    several = random.random() < 0.6
    ops = draw(random, size, keys=2, processes=3, value=lambda *_: None,
               shape=lambda r, n: r.choice([("append", (n, 0)), ("read", None)]))  # fmt: skip
    state, parts = {}, {}
    for op in sorted(ops, key=lambda op: random.uniform(op.call, min(end_of(op), op.call + 9))):
        own = [op]
        if several and random.random() < 0.7:
            own += [op._replace(key=random.randrange(2), kind=random.choice(["append", "read"]),
                                value=(op.number, i)) for i in range(1, 3)]  # fmt: skip
        for i, part in enumerate(own):
            if part.kind == "read":
                own[i] = part._replace(value=state.get(part.key, ()))
            elif op.outcome == "ok" or random.random() < 0.5:
                state[part.key] = (*state.get(part.key, ()), part.value)
        parts[op.number] = own
    found = [part for number in sorted(parts) for part in parts[number]]
    return tampered(random, found) if random.random() < 0.4 else found


def tampered(random, ops):
    i = random.randrange(len(ops))
    line = list(ops[i].value) if ops[i].kind == "read" else []
    if line:
        other = random.choice(ops).value
        change = random.choice([line[:-1], line[1:], line[::-1], [*line, line[0]], [*line, other]])
        ops[i] = ops[i]._replace(value=tuple(change))
    return ops


def test_lists_agree_with_trying_every_order_of_the_transactions():
    answers, of_one = [], []
    for random in many("lists"):
        ops = transactions(random, random.randint(2, 6))
        answers.append(slow_lists(ops))
        verdict = lists.judge(ops)
        assert (verdict.answer == "holds") == answers[-1], ops
        assert set(verdict.witness) <= {op.number for op in ops}
        of_one.append(len({op.number for op in ops}) == len(ops))
    both(answers)
    both(of_one)


def test_a_cycle_is_found_when_there_is_one():
    for random in many("cycles"):
        graph = {a: [b for b in range(5) if random.random() < 0.2] for a in range(5)}
        graph = {a: afters for a, afters in graph.items() if afters}
        reach = {(a, b) for a in graph for b in graph[a]}
        for k, a, b in product(range(5), repeat=3):
            if (a, k) in reach and (k, b) in reach:
                reach.add((a, b))
        cycle = find_cycle(graph)
        assert (cycle is not None) == any((a, a) in reach for a in graph)
        if cycle:
            assert all(b in graph[a] for a, b in cycle)
            assert all(one[1] == two[0] for one, two in pairwise([*cycle, cycle[0]]))
            assert len({a for a, _ in cycle}) == len(cycle)


# -- explanations


def whole(ops):
    """Whether every value that is read is written too."""
    written = {op.value for op in ops if op.kind == "write"}
    return all(op.value in written for op in ops if op.kind == "read" and op.value is not None)


def test_an_explanation_violates_by_itself_and_none_can_be_dropped():
    sizes = []
    for random in many("explained"):
        ops = draw(random, random.randint(3, 30), processes=5, shape=unique_values,
                   value=newest_write if random.random() < 0.7 else some_write)  # fmt: skip
        verdict = registers.linearizable(ops)
        kept = [ops[number] for number in verdict.witness]
        if verdict.answer == "holds" or not whole(kept) or "before" not in verdict.explanation:
            continue
        if "must come before" not in verdict.explanation:
            assert len(kept) == 2
            continue
        sizes.append(len(kept))
        assert not slow_linearizable(kept)
        assert all(f"#{number}" in verdict.explanation or ops[number].kind == "write"
                   for number in verdict.witness)  # fmt: skip
        for i in range(len(kept)):
            fewer = kept[:i] + kept[i + 1 :]
            assert not whole(fewer) or slow_linearizable(fewer)
    assert len(sizes) > CASES / 10
    assert max(sizes) <= 6
    assert sum(size <= 4 for size in sizes) / len(sizes) > 0.85


def test_the_order_in_which_operations_are_given_does_not_matter():
    for random in many("shuffled", CASES // 4):
        ops = draw(random, 8, keys=2, shape=unique_values, value=some_write)
        shuffled = random.sample(ops, len(ops))
        assert registers.linearizable(shuffled).answer == registers.linearizable(ops).answer
        assert registers.weakly_regular(shuffled).answer == registers.weakly_regular(ops).answer
        assert session_checks.judge(shuffled).answer == session_checks.judge(ops).answer
        assert causal.causal_convergence(shuffled).answer == causal.causal_convergence(ops).answer


# -- known answers


def line_up(*rows):
    """Operations from rows (process, kind, value, call, end), on one key."""
    return [Op(i, p, kind, "x", value, call, end, "info" if end is None else "ok")
            for i, (p, kind, value, call, end) in enumerate(rows)]  # fmt: skip


def test_new_old_inversion_is_regular_and_not_linearizable():
    """Kleppmann, DDIA, figure 9-6: N=3, W=3, R=2."""
    ops = line_up(("w", "write", 0, 0, 1), ("w", "write", 1, 2, 9),
                  ("A", "read", 1, 3, 4), ("B", "read", 0, 5, 6))  # fmt: skip
    verdict = registers.linearizable(ops)
    assert verdict.answer == "violated"
    assert verdict.witness == (0, 1, 2, 3)
    assert verdict.explanation == (
        "«0» must come before «1»: #0 (w writes «0» of x) had ended before #1 (w writes «1» of x) "
        "began; but «1» must come before «0»: #2 (A reads «1» of x) had ended before "
        "#3 (B reads «0» of x) began"
    )
    assert registers.weakly_regular(ops).answer == "holds"
    assert session_checks.judge(ops).answer == "holds"
    assert registers.smallest_delta_us(ops, [0, 1, 20, 30, 40, 55, 60, 70, 80, 90]) == 16


def test_a_stale_read_is_neither():
    ops = line_up(("w", "write", 1, 0, 1), ("r", "read", None, 2, 3))
    verdict = registers.weakly_regular(ops)
    assert (verdict.answer, verdict.witness) == ("violated", (0, 1))
    assert "there was nothing at the start" in registers.linearizable(ops).explanation


@pytest.mark.parametrize(
    ("rows", "holds"),
    [
        # an info write takes effect long after it was given up, or never
        ([(0, "write", 1, 0, None), (1, "read", None, 1, 2), (1, "read", 1, 3, 4)], True),
        ([(0, "write", 1, 0, None), (1, "read", 1, 1, 2), (1, "read", None, 3, 4)], False),
        # compare-and-set: only one of two can win, unless one is unknown and did not happen
        ([(0, "write", 1, 0, 1), (1, "cas", (1, 2), 2, 5), (2, "cas", (1, 3), 3, 4)], False),
        ([(0, "write", 1, 0, 1), (1, "cas", (1, 2), 2, 5), (2, "cas", (1, 3), 3, None)], True),
        ([(0, "write", 1, 0, 1), (1, "cas", (1, 2), 2, 5), (2, "cas", (2, 3), 3, 4)], True),
        # values that come back
        ([(0, "write", 1, 0, 1), (0, "write", 2, 2, 3), (0, "write", 1, 4, 5),
          (1, "read", 1, 6, 7)], True),
        ([(0, "write", 1, 0, 1), (0, "write", 2, 2, 3), (0, "write", 1, 4, 5),
          (1, "read", 2, 6, 7)], False),
        ([(0, "cas", (None, 1), 0, 1), (1, "read", 1, 2, 3)], True),
        ([(0, "cas", (5, 1), 0, 1)], False),
    ],
)  # fmt: skip
def test_registers_of_known_answer(rows, holds):
    verdict = registers.linearizable(line_up(*rows))
    assert verdict.answer == ("holds" if holds else "violated")


def test_a_search_without_budget_is_unknown_unless_another_key_violates():
    ops = line_up(("a", "write", 1, 0, 1), ("a", "write", 1, 2, 3), ("b", "read", 1, 4, 5))
    assert registers.linearizable(ops, budget=0).answer == "unknown"
    stale = [op._replace(key="y") for op in line_up(*[
        ("a", "write", 1, 10, 11), ("a", "write", 2, 12, 13), ("b", "write", 3, 14, 15),
        ("b", "read", 1, 16, 17)])]  # fmt: skip
    assert registers.linearizable([*ops, *stale], budget=0).answer == "violated"


def test_regularity_and_sessions_say_what_they_do_not_decide():
    ops = line_up(("a", "cas", (None, 1), 0, 1))
    assert registers.weakly_regular(ops).answer == "unknown"
    assert session_checks.judge(ops).answer == "unknown"
    assert causal.causal_convergence(ops).answer == "unknown"
    twice = line_up(("a", "append", 1, 0, 1), ("a", "append", 1, 2, 3))
    assert lists.judge(twice).answer == "unknown"


def test_a_failed_write_did_not_happen():
    ops = line_up(("a", "write", 1, 0, 1), ("b", "read", 1, 2, 3))
    ops[0] = ops[0]._replace(outcome="fail")
    for check in (registers.linearizable, registers.weakly_regular, session_checks.judge):
        verdict = check(ops)
        assert (verdict.answer, verdict.witness) == ("violated", (1, 0))
        assert "had failed" in verdict.explanation


def test_the_lost_ring_is_not_causal_even_where_the_session_guarantees_hold():
    """Lloyd et al., COPS: an answer to an answer is seen without what it follows from."""
    ops = [Op(0, "a", "write", "lost", 1, 0, 1), Op(1, "b", "read", "lost", 1, 2, 3),
           Op(2, "b", "write", "found", 2, 4, 5), Op(3, "c", "read", "found", 2, 6, 7),
           Op(4, "c", "write", "glad", 3, 8, 9), Op(5, "d", "read", "glad", 3, 10, 11),
           Op(6, "d", "read", "lost", None, 12, 13)]  # fmt: skip
    assert causal.causal(ops).witness == (0, 6)
    assert session_checks.judge(ops).answer == "holds"
    direct = [*ops[:4], Op(4, "c", "read", "lost", None, 8, 9)]
    verdict = session_checks.judge(direct)
    assert (verdict.answer, verdict.witness) == ("violated", (1, 4))
    assert "writes follow reads" in verdict.explanation


def test_concurrent_writes_seen_in_two_orders_are_causal_and_not_convergent():
    """Bouajjani et al., POPL 2017, figure 3."""
    ops = line_up(("a", "write", 1, 0, 1), ("b", "write", 2, 2, 3), ("a", "read", 2, 4, 5),
                  ("b", "read", 1, 6, 7))  # fmt: skip
    assert causal.causal(ops).answer == "holds"
    assert causal.causal_convergence(ops).answer == "violated"


def test_a_list_may_not_be_read_in_two_orders():
    ops = line_up(("a", "append", 1, 0, 9), ("b", "append", 2, 1, 8),
                  ("c", "read", (1,), 2, 3), ("d", "read", (2,), 4, 5))  # fmt: skip
    verdict = lists.judge(ops)
    assert (verdict.answer, verdict.witness) == ("violated", (3, 2))


def test_write_skew_is_seen_between_transactions():
    """Each reads the other's list empty and appends to its own: no order explains both."""
    ops = [Op(0, "a", "read", "x", (), 0, 4), Op(0, "a", "append", "y", 1, 0, 4),
           Op(1, "b", "read", "y", (), 1, 5), Op(1, "b", "append", "x", 2, 1, 5),
           Op(2, "c", "read", "x", (2,), 6, 7), Op(2, "c", "read", "y", (1,), 6, 7)]  # fmt: skip
    verdict = lists.judge(ops)
    assert (verdict.answer, verdict.witness) == ("violated", (0, 1))


def test_a_transaction_half_of_which_is_seen_too_early_is_found_by_time_alone():
    ops = [Op(0, "u", "append", "x", 1, 0, 9), Op(0, "u", "append", "y", 1, 0, 9),
           Op(1, "a", "read", "y", (1,), 1, 2), Op(2, "b", "read", "x", (), 3, 4),
           Op(3, "c", "read", "x", (1,), 10, 11)]  # fmt: skip
    verdict = lists.judge(ops)
    assert (verdict.answer, verdict.witness) == ("violated", (0, 1, 2))
    assert "#1 had ended; only then #2 began" in verdict.explanation
    later = [*ops[:2], ops[2]._replace(end=3), ops[3]._replace(call=2), ops[4]]
    assert lists.judge(later).answer == "holds"


PROGRAM = """
from tests.test_checks import draw, some_write, unique_values, few_values, transactions
from random import Random
from engine.checkers import causal, lists, registers, session_checks
for i in range(150):
    ops = draw(Random(i), 8, keys=2, shape=few_values if i % 2 else unique_values, value=some_write)
    ops = [op._replace(key=f"wall:{op.key}", process=f"user {op.process}") for op in ops]
    print(registers.linearizable(ops), session_checks.judge(ops), causal.causal_convergence(ops))
    print(registers.weakly_regular(ops), lists.judge(transactions(Random(i), 5)))
"""


def test_verdicts_and_their_words_do_not_depend_on_the_hash_seed():
    told = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("0", "1", "random")
    }  # fmt: skip
    assert len(told) == 1
    assert "violated" in told.pop()
