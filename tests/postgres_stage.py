"""A kept cluster on which commands are performed, and the history that judges what happened."""

import asyncio
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

import postgres_servers

from engine.events import view
from engine.history import History
from engine.latency import Constant
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from explorer.clusters.postgres import control, performing
from explorer.clusters.postgres.control import Control
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.run import Terms

NAMES = ("A", "B", "C")
WAYS = [(place, server) for place in NAMES for server in NAMES]


@dataclass
class Stage:
    """A cluster, and what was told of the last thing that was performed on it."""

    control: Control
    events: list = field(default_factory=list)

    async def do(self, word, **said):
        return await asyncio.to_thread(self.control.ask, word, **said)

    def perform(self, spec, commands, until_us, level="remote_apply", limit_s=30.0):
        """The history of it; every event has its fields, and time never goes back."""
        self._lead_again()
        dsn = {way: self.control.ask("conninfo", server=way[1], source=way[0]) for way in WAYS}
        self.events = []
        terms = Terms(level=level, limit_s=limit_s)
        run = asyncio.run(performing.perform(
            spec, commands, until_us, lambda *way: dsn[way], self.do, self.events.append, terms
        ))  # fmt: skip
        times = [view(event)["at_us"] for event in self.events]
        assert times == sorted(times)
        history = History(run.before)
        for event in self.events:
            history.fold(event)
        return history

    def _lead_again(self):
        """A is the primary, whoever was promoted before."""
        primary = self.control.ask("status")["primary"]
        if primary != "A":
            self.control.ask("heal")
            with suppress(HostError):  # it may follow already
                self.control.ask("rejoin", server="A")
            self.control.ask("promote", server="A")
            self.control.ask("rejoin", server=primary)

    def told(self, *names):
        """The events of these names, without their times."""
        return [event[1:] for event in self.events if event[1] in names]


def spec(links=(), **said):
    """Three servers, X at A and Y at B, who follow each other; links take no time if not said."""
    servers = tuple(ServerSpec(name) for name in NAMES)
    users = (UserSpec("X", "A", ("Y",), ("good morning",)), UserSpec("Y", "B", ("X",)))
    made = ClusterSpec(servers, users=users, settings=Settings(**said), latency=Constant(0))
    return replace(made, links=tuple(LinkSpec(a, b, Constant(us)) for a, b, us in links))


@contextmanager
def kept():
    """A cluster that ends with its owner."""
    with postgres_servers.loop() as loop, postgres_servers.folder() as spare:
        postgres_servers.found(loop, spare)
    with postgres_servers.folder() as place:
        keeper = control.begin(place, NAMES, tied=True)
        try:
            yield Stage(Control(place))
        finally:
            keeper.stdin.close()
            assert keeper.wait(60) == 0
            assert not place.exists()
