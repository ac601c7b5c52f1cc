"""The workload in SimPy by bare callbacks: a time-out a message, and no process at all.

It keeps no log, and judges nothing.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import simpy

from explorer.bench.work import KEYS, MEAN_US, QUORUM, RATE, TIMEOUT_US, Done, N, Work


class Operation:
    """A read or a write that waits for its second answer."""

    __slots__ = ("answers", "key", "newest", "over", "reads", "version")

    def __init__(self, number: int, key: int, *, reads: bool) -> None:
        """Nobody has been asked."""
        self.version, self.key, self.reads = number + 1, key, reads
        self.answers = self.newest = 0
        self.over = False


class World:
    """The servers, the clients and the messages between them."""

    def __init__(self, work: Work, seed: int = 1) -> None:
        """Before anything has happened."""
        self.env = simpy.Environment()
        self.luck = Random(seed)
        self.work, self.done = work, Done()
        self.servers: list[dict[int, int]] = [{} for _ in range(N)]
        self.begun = 0
        self.arrive_later()

    def later(self, delay_us: float, value: Any, call: Callable[[Any], None]) -> None:
        """Calls this with an event that has this value."""
        self.env.timeout(delay_us, value).callbacks.append(call)

    def send(self, value: Any, call: Callable[[Any], None]) -> None:
        """A message is under way from now on."""
        self.done.messages += 1
        self.later(self.luck.expovariate(1 / MEAN_US), value, call)

    def arrive_later(self) -> None:
        """The next operation comes by chance."""
        if self.begun < self.work.operations:
            self.later(self.luck.expovariate(RATE / 1_000_000), self.begun, self.arrives)
            self.begun += 1

    def arrives(self, event: Any) -> None:
        """Asks all."""
        number = event.value
        key, reads = self.luck.randrange(KEYS), self.work.is_read(number)
        operation = Operation(number, key, reads=reads)
        for server in self.servers:
            self.send((server, operation), self.asked)
        self.later(TIMEOUT_US, operation, self.too_late)
        self.arrive_later()

    def asked(self, event: Any) -> None:
        """A server stores, and answers."""
        server, operation = event.value
        if not operation.reads:
            server[operation.key] = max(operation.version, server.get(operation.key, 0))
        self.send((operation, server.get(operation.key, 0)), self.answered)

    def answered(self, event: Any) -> None:
        """The second answer ends an operation; later ones are for nobody."""
        operation, version = event.value
        if operation.over:
            return
        operation.newest = max(operation.newest, version)
        operation.answers += 1
        self.done.answers += 1
        if operation.answers == QUORUM:
            operation.over = True
            self.done.operations += 1
            self.done.reads += operation.reads

    def too_late(self, event: Any) -> None:
        """Nobody waits any longer."""
        if not event.value.over:
            event.value.over = True
            self.done.timeouts += 1


def run(work: Work) -> Done:
    """Does the work."""
    world = World(work)
    world.env.run()
    return world.done
