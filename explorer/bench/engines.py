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

    def simpy() -> float:
        return seconds(lambda: simpy_stores.run(todo))

    todo = _work(asked)
    engine_s, simpy_s = medians(asked, _engine(asked), simpy)
    yield Row(
        "engine_vs_simpy", "operations/s", todo.operations / engine_s,
        peer=todo.operations / simpy_s, peer_name="SimPy, a process a message", goal=goal,
    )  # fmt: skip


def vs_simpy_callbacks(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Beside SimPy by bare callbacks."""
    from explorer.bench.peers import simpy_callbacks  # only `make bench` installs it

    def simpy_by_callbacks() -> float:
        return seconds(lambda: simpy_callbacks.run(todo))

    todo = _work(asked)
    engine_s, simpy_s = medians(asked, _engine(asked), simpy_by_callbacks)
    yield Row(
        "engine_vs_simpy_callbacks", "operations/s", todo.operations / engine_s,
        peer=todo.operations / simpy_s, peer_name="SimPy by bare callbacks", goal=goal,
    )  # fmt: skip


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


def _work(asked: Asked) -> work.Work:
    """What our engine does by that load is what its peers are given."""
    return ours.done(ours.play(_run(asked))).work


def _engine(asked: Asked) -> Callable[[], float]:
    def engine() -> float:
        return seconds(lambda: ours.play(_run(asked)))

    return engine
