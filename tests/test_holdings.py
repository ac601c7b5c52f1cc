"""What the history says of servers' copies is what the servers hold, at every moment of a story."""

import pytest

from engine import placement
from engine.cluster import Cluster
from engine.history import History
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import holdings, measurements, presets
from explorer.experiment import Experiment

SCENARIOS = [
    scenario
    for path in presets.shipped()
    for scenario in presets.load_file(path).scenarios.values()
]


def called(scenario):
    return f"{scenario.preset.model.number}-{scenario.variant}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_the_history_knows_who_lacks_what_and_where_servers_differ(scenario):
    experiment = Experiment(scenario)
    moments = sorted({step.at_us for step in scenario.steps})
    for at_us in [*moments[:: 1 + len(moments) // 20], scenario.until_us]:
        experiment.seek(at_us)
        timeline = experiment.timeline
        history, at, cluster = timeline.branch.history, timeline.place, timeline.cluster
        if cluster.move is None:  # else a new machine has not even got what was there before
            differ = holdings.divergent_keys(history, scenario.cluster, at)
            assert differ == measurements.divergent_keys(cluster)
        for server, standing in cluster.ledger.standing.items():
            lacked = {
                cell
                for write in holdings.missing(history, server, at)
                for cell, version, _ in write.written
                if server not in history.copies(cell, version, at)
            }
            assert lacked == set(standing.missing)


def test_before_anything_happened_nobody_lacks_anything():
    history = History()
    assert holdings.missing(history, "A", 0) == []
    assert holdings.owners(history, "Sam", 0) == 0


def test_what_a_server_holds_that_is_no_home_makes_no_difference():
    spec = ClusterSpec(
        tuple(ServerSpec(name) for name in "ABCDE"),
        users=(UserSpec("X", "A", posts=("hello",)),),
        settings=Settings(n=3),
    )
    cluster = Cluster(spec, 1, [])
    cell, copy = next(iter(cluster.replicas[placement.homes(cluster, "X")[0]].copies.items()))
    newer = (copy[0][0] + 1, *copy[0][1:]), copy[1]
    homes = placement.homes(cluster, cell[0])
    (other, *_) = (name for name in spec.names if name not in homes)
    assert measurements.divergent_keys(cluster) == []
    cluster.replicas[other].store(cell, newer, durable=True)
    assert measurements.divergent_keys(cluster) == []
    cluster.replicas[homes[1]].store(cell, newer, durable=True)
    assert measurements.divergent_keys(cluster) == [cell[0]]
    cluster.replicas[homes[1]].up = False
    assert measurements.divergent_keys(cluster) == []
