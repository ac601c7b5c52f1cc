"""A kept cluster on which commands are performed, and the history that judges what happened."""

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass

import postgres_servers

from engine.history import History
from engine.latency import Constant
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer.clusters.postgres import control, performing
from explorer.clusters.postgres.control import Control
from explorer.clusters.postgres.run import Terms

NAMES = ("A", "B", "C")


@dataclass
class Stage:
    """A cluster, and what was told of the last thing that was performed on it."""

    control: Control

    def dsn(self, source, target):
        return self.control.ask("conninfo", server=target, source=source)

    async def do(self, word, **said):
        return await asyncio.to_thread(self.control.ask, word, **said)

    def perform(self, spec, commands, until_us, *, terms=Terms(limit_s=30.0), primary=""):
        self.events = []
        known = {way: self.dsn(*way) for way in ((a, b) for a in NAMES for b in NAMES)}
        run = asyncio.run(performing.perform(
            spec, commands, until_us, lambda *way: known[way], self.do, self.events.append,
            terms, primary,
        ))  # fmt: skip
        history = History(run.before)
        for event in self.events:
            history.fold(event)
        return history


def spec(**said):
    """Three servers without any delay between them; X at A, and Y at B who follows X."""
    servers = tuple(ServerSpec(name) for name in NAMES)
    users = (UserSpec("X", "A", ("Y",), ("good morning",)), UserSpec("Y", "B", ("X",)))
    return ClusterSpec(servers, users=users, settings=Settings(**said), latency=Constant(0))


@contextmanager
def kept():
    """A cluster that ends with its owner."""
    with postgres_servers.folder() as place:
        keeper = control.begin(place, NAMES, tied=True)
        try:
            yield Stage(Control(place))
        finally:
            keeper.stdin.close()
            assert keeper.wait(60) == 0
            assert not place.exists()
