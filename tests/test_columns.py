"""What charts have from columns is what a plain look at every operation gives."""

from collections import Counter
from heapq import nlargest

import pytest

from explorer import columns, crowd, items, loads, measurements, rates, series
from explorer.experiment import Experiment
from explorer.percentiles import estimate, quantile, with_omitted
from explorer.presets import load

STORIES = [("13", None), ("19", "full-half"), ("14", None), ("1", "crash")]
"""Of the last, some operations were refused, and one was waited for in vain."""


@pytest.fixture(scope="module", params=STORIES)
def run(request):
    number, variant = request.param
    experiment = Experiment(load(number).scenario(variant))
    experiment.seek(experiment.end_us // 3)  # in two parts, so that columns have to grow
    columns.of(experiment.timeline.branch.history)
    experiment.seek(experiment.end_us)
    return experiment


def charts(run, at_us):
    timeline = run.timeline
    place = timeline.place_at(at_us)
    servers = tuple(timeline.cluster.replicas)
    return place, series.charts(timeline.branch.history, place, at_us, run.end_us, servers)


STORM_US = 22_000_000
"""Into the retries of the story of a storm."""
PARTS = [0.0, 0.1, 0.5, 0.77, 1.0]


@pytest.mark.parametrize("part", PARTS)
def test_counts_and_those_that_are_drawn(run, part):
    place, view = charts(run, int(run.end_us * part))
    done = [o for o in run.timeline.branch.history.ended if o.ended_by(place)]
    assert view.outcomes == tuple(Counter(o.outcome for o in done).items())
    assert list(view.latencies) == [
        (o.ended_us, o.ended_us - o.invoked_us, o.kind, o.outcome, o.number)
        for o in crowd.some(done)
    ]
    judged = [o for o in done if o.staleness is not None]
    assert view.stale_reads == sum(o.staleness.versions > 0 for o in judged)
    assert view.fresh_reads == len(judged) - view.stale_reads
    assert list(view.reads) == [
        (o.invoked_us, o.user, o.staleness.age_us, o.staleness.versions, o.number)
        for wanted in (False, True)
        for o in crowd.some([o for o in judged if (o.staleness.versions > 0) is wanted])
    ]
    slowest = nlargest(series.SLOWEST, done, key=lambda o: o.ended_us - o.invoked_us)
    drawn = slowest if view.one_in > 1 else []
    assert [p.ended_us for p in view.slowest] == [o.ended_us for o in drawn]


def test_what_ends_at_a_place_of_the_log_has_not_ended_there_yet(run):
    history = run.timeline.branch.history
    known = columns.of(history)
    for o in history.ended[:: len(history.ended) // 20 + 1]:
        assert o.number not in known.ended(o.ended_at)["number"]
        assert known.ended(o.ended_at + 1)["number"][-1] == o.number


@pytest.mark.parametrize("part", PARTS)
def test_summaries(run, part):
    place, view = charts(run, int(run.end_us * part))
    ended = run.timeline.branch.history.ended
    for summary in view.summaries:
        waited = [
            (o.ended_us - o.invoked_us) / 1_000 for o in ended
            if o.ended_by(place) and o.kind == summary.kind and o.outcome in ("ok", "info")
        ]  # fmt: skip
        assert summary.n == len(waited)
        known = estimate(waited, 0.5)
        assert (summary.p50 and summary.p50.value) == (quantile(waited, 0.5) if known else None)


@pytest.mark.parametrize("part", PARTS)
def test_windows_of_percentiles(run, part):
    at_us = int(run.end_us * part)
    place, view = charts(run, at_us)
    step_us, wide_us = run.end_us // rates.GRID, run.end_us // series.WINDOW_PART
    ended = [o for o in run.timeline.branch.history.ended if o.ended_by(place)]
    expected = []
    for then_us in range(step_us, at_us + 1, step_us):
        window = [
            (o.ended_us - o.invoked_us) / 1_000 for o in ended
            if then_us - wide_us < o.ended_us <= then_us and o.outcome != "fail"
        ]  # fmt: skip
        found = quantile(window, 0.5), quantile(window, 0.99)
        expected += [(then_us, *found)] if None not in found else []
    assert list(view.percentiles) == expected


@pytest.mark.parametrize("part", PARTS)
def test_how_far_behind_a_server_was(run, part):
    at_us = int(run.end_us * part)
    place, view = charts(run, at_us)
    for line in view.staleness:
        corners, since_us = [(0, 0)], None
        for at, time_us, name, new_us in run.timeline.branch.history.behind:
            if at < place and name == line.server:
                corners.append((time_us, 0 if since_us is None else time_us - since_us))
                since_us = new_us
                corners.append((time_us, 0 if since_us is None else time_us - since_us))
        corners.append((at_us, 0 if since_us is None else at_us - since_us))
        assert list(line.corners) == list(crowd.thinned(corners))


def test_columns_do_not_keep_a_history():
    experiment = Experiment(load("2").scenario())
    experiment.seek(experiment.end_us)
    history = experiment.timeline.branch.history
    known = len(columns._known)
    columns.of(history)
    assert len(columns._known) == known + 1
    del experiment, history
    import gc

    gc.collect()
    assert len(columns._known) <= known


def test_what_a_closed_load_left_out():
    values = [1.0, 35.0, 10.0, 20.5, 0.0]
    plain = [v - i * 10.0 for v in values for i in range(1, int(v / 10.0))]
    assert with_omitted(values, 10.0) == [*values, *plain]


@pytest.mark.parametrize("part", PARTS)
def test_operations_on_items_are_counted_as_they_are_made(run, part):
    history, place = run.timeline.branch.history, run.timeline.place_at(int(run.end_us * part))
    assert items.count(history, place) == len(items.rows(history, place)[0])


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", ["read", "write"])
def test_those_that_ended_so_are_those_of_all(run, part, kind):
    history, place = run.timeline.branch.history, run.timeline.place_at(int(run.end_us * part))
    for outcome in columns.OUTCOMES:
        expected = [
            o.number for o in history.operations.values()
            if o.ended_by(place) and (o.kind, o.outcome) == (kind, outcome)
        ]  # fmt: skip
        found = measurements.ended_so(history, place, kind, outcome)
        assert [o.number for o in found] == expected


def calls_by_hand(history, place, span):
    """Each call by a look at every operation: (tries, answered, waited, over)."""
    tries = {}
    for o in history.operations.values():
        if o.invoked_at < place:
            tries.setdefault(o.first or o.number, []).append(o)
    for number, made in tries.items():
        began_us = history.operations[number].invoked_us
        ended = [o for o in made if o.ended_by(place)]
        answers = [o.ended_us for o in ended if o.outcome == "ok"]
        until_us = min(answers) if answers else max([began_us, *(o.ended_us for o in ended)])
        if span[0] <= began_us < span[1]:
            over = bool(answers) or len(ended) == len(made)
            yield len(made), bool(answers), until_us - began_us, over


@pytest.fixture(scope="module")
def storm():
    experiment = Experiment(load("20").scenario("storm"))
    experiment.seek(STORM_US)
    return experiment.timeline


@pytest.mark.parametrize("part", PARTS)
def test_calls_of_tries_that_fail_and_are_done_again(storm, part):
    history, place = storm.branch.history, storm.place_at(int(STORM_US * part))
    for span in ((STORM_US // 2, STORM_US * 19 // 20), (0, STORM_US)):
        found = loads.calls(history, place, span)
        columns_of = found.tries, found.answered, found.waited_us, found.over
        rows = list(zip(*(each.tolist() for each in columns_of), strict=True))
        expected = list(calls_by_hand(history, place, span))
        assert rows == expected
    if part == 1.0:
        assert any(tries > 1 for tries, *_ in expected)
        assert not all(over for *_, over in expected)
