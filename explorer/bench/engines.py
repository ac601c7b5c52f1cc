"""`engine_vs_simpy`, `engine_vs_simpy_callbacks`, `engine_vs_heap`: one workload, four engines."""

from collections.abc import Callable, Iterator

from explorer.bench import ours, work
from explorer.bench.peers import bare_heap
from explorer.bench.rounds import medians, seconds
from explorer.bench.rows import Asked, Goal, Row
from explorer.timeline import Timeline


def vs_simpy(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Beside idiomatic SimPy."""
    from explorer.bench.peers import simpy_stores  # only `make bench` installs it

    yield _beside("engine_vs_simpy", simpy_stores.run, "SimPy, a process a message", asked, goal)


def vs_simpy_callbacks(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Beside SimPy by bare callbacks."""
    from explorer.bench.peers import simpy_callbacks  # only `make bench` installs it

    name, run = "engine_vs_simpy_callbacks", simpy_callbacks.run
    yield _beside(name, run, "SimPy by bare callbacks", asked, goal)


def _beside(
    name: str, run: Callable[[work.Work], object], peer_name: str, asked: Asked, goal: Goal
) -> Row:
    """What our engine does by that load is what its peer is given."""

    def simpy() -> float:
        return seconds(lambda: run(todo))

    todo = ours.done(ours.play(_run(asked))).work
    engine_s, simpy_s = medians(asked, _engine(asked), simpy)
    pace, peer = todo.operations / engine_s, todo.operations / simpy_s
    return Row(name, "operations/s", pace, peer=peer, peer_name=peer_name, goal=goal)


def vs_heap(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Below a heap that does nothing else, with as many events."""

    def heap() -> float:
        return seconds(lambda: bare_heap.run(steps))

    steps = ours.play(_run(asked)).cluster.steps
    engine_s, heap_s = medians(asked, _engine(asked), heap)
    yield Row(
        "engine_vs_heap", "steps/s", steps / engine_s,
        limit=steps / heap_s, limit_name="a bare heap loop", goal=goal,
    )  # fmt: skip


def _run(asked: Asked) -> Timeline:
    return ours.timeline(asked.sized(work.FULL))


def _engine(asked: Asked) -> Callable[[], float]:
    def engine() -> float:
        return seconds(lambda: ours.play(_run(asked)))

    return engine
