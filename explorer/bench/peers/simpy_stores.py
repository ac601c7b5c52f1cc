"""The workload in idiomatic SimPy: a process a server, a process a message, inboxes as Stores.

It keeps no log, and judges nothing.
"""

from collections.abc import Generator
from random import Random
from typing import Any

import simpy

from explorer.bench.work import KEYS, MEAN_US, QUORUM, RATE, TIMEOUT_US, Done, N, Work

Steps = Generator[Any, Any, None]


class Server:
    """Stores versions by key, and answers whoever asks."""

    def __init__(self, world: "World") -> None:
        """Empty; it serves from now on."""
        self.world = world
        self.inbox = simpy.Store(world.env)
        self.versions: dict[int, int] = {}
        world.env.process(self.serve())

    def serve(self) -> Steps:
        """One request after the other."""
        while True:
            reads, key, version, sender = yield self.inbox.get()
            if not reads:
                self.versions[key] = max(version, self.versions.get(key, 0))
            self.world.send(sender, self.versions.get(key, 0))


class World:
    """The servers, the clients and the messages between them."""

    def __init__(self, work: Work, seed: int = 1) -> None:
        """Before anything has happened."""
        self.env = simpy.Environment()
        self.luck = Random(seed)
        self.work, self.done = work, Done()
        self.servers = [Server(self) for _ in range(N)]
        self.env.process(self.arrivals())

    def send(self, inbox: Any, message: Any) -> None:
        """A message is under way from now on."""
        self.done.messages += 1
        self.env.process(self.deliver(inbox, message))

    def deliver(self, inbox: Any, message: Any) -> Steps:
        """A message takes its time."""
        yield self.env.timeout(self.luck.expovariate(1 / MEAN_US))
        yield inbox.put(message)

    def arrivals(self) -> Steps:
        """Operations come by chance."""
        for number in range(self.work.operations):
            yield self.env.timeout(self.luck.expovariate(RATE / 1_000_000))
            self.env.process(self.operation(number))

    def operation(self, number: int) -> Steps:
        """Asks all, and waits for the second answer or for the time-out."""
        inbox = simpy.Store(self.env)
        reads, key = self.work.is_read(number), self.luck.randrange(KEYS)
        for server in self.servers:
            self.send(server.inbox, (reads, key, number + 1, inbox))
        deadline = self.env.timeout(TIMEOUT_US)
        newest = 0
        for _ in range(QUORUM):
            answer = inbox.get()
            yield answer | deadline
            if not answer.triggered:
                self.done.timeouts += 1
                return
            newest = max(newest, answer.value)
            self.done.answers += 1
        self.done.operations += 1
        self.done.reads += reads


def run(work: Work) -> Done:
    """Does the work."""
    world = World(work)
    world.env.run()
    return world.done
