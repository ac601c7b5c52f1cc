"""`sweep_scaling`, `sweep_dask`: 200 runs on two processes, beside one, and on Dask beside those.

Each side is measured from its first process to the last row, as somebody waits for it.
"""

from collections.abc import Iterator

from explorer.bench.rounds import medians, seconds
from explorer.bench.rows import Asked, Goal, Row
from explorer.sweeps import home
from explorer.sweeps.axes import Axis
from explorer.sweeps.plan import Plan, planned

SEEDS = 100
WORKERS = 2


def scaling(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Runs a second."""
    plan = a_plan(asked)

    def on_two() -> float:
        return len(plan) / seconds(lambda: at_home(plan, WORKERS))

    def on_one() -> float:
        return len(plan) / seconds(lambda: at_home(plan, 1))

    pace, peer = medians(asked, on_two, on_one)
    yield Row("sweep_scaling", "runs/s", pace, peer=peer, peer_name="one process", goal=goal)


def dask(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Seconds for all runs."""
    from distributed import Client, LocalCluster  # late: an extra

    from explorer.sweeps import afar

    plan = a_plan(asked)

    def all_of_it() -> int:
        with (
            LocalCluster(WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            return len(list(afar.run(client, plan, range(len(plan)))))

    def on_dask() -> float:
        return seconds(all_of_it)

    def on_processes() -> float:
        return seconds(lambda: at_home(plan, WORKERS))

    took_s, peer_s = medians(asked, on_dask, on_processes)
    yield Row("sweep_dask", "s", took_s, peer=peer_s, peer_name="concurrent.futures", goal=goal)


def a_plan(asked: Asked) -> Plan:
    """Two settings over so many seeds; a run takes about a tenth of a second."""
    axis = Axis("heartbeat", ("10ms", "11ms"))
    return planned("each-side-of-the-cut", "raft", (axis,), range(1, 1 + asked.sized(SEEDS)))


def at_home(plan: Plan, workers: int) -> int:
    """How many runs were done."""
    return len(list(home.run(plan, range(len(plan)), workers)))
