"""Values beyond the last writer: the stories that tell them apart, with their exact numbers."""

from dataclasses import replace

import pytest

from engine.cluster import Cluster
from engine.history import History
from engine.latency import Constant
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from explorer.expectations import Evidence, parse
from explorer.script import parse as parse_line

MS = 1_000
SECOND = 1_000 * MS
USERS = (UserSpec("X", "A", ("Y",), ("hi",)), UserSpec("Y", "B", ("X",), ("ho",)))


class Run:
    """A cluster, a script, and what became of it; `skew` in milliseconds by server."""

    def __init__(self, script, *, servers="AB", delay_ms=5, skew=None, users=USERS, **settings):
        skew, settings = skew or {}, {"n": len(servers), **settings}
        self.spec = ClusterSpec(
            tuple(ServerSpec(name, skew_us=skew.get(name, 0) * MS) for name in servers),
            (),
            users,
            Settings(**settings),
            latency=Constant(delay_ms * MS),
        )
        self.cluster = Cluster(self.spec, 1)
        for line in script.strip().splitlines():
            line, _, name = line.strip().partition(" as ")
            at_us, action = parse_line(line)
            self.cluster.schedule(at_us, replace(action, name=name) if name else action)

    def at(self, at_ms):
        """Lets time run up to this moment; the history so far."""
        self.cluster.run_until(at_ms * MS)
        self.history = History()
        for event in self.cluster.events:
            self.history.fold(event)
        return self

    def holds(self, *sentences):
        evidence = Evidence(self.history, self.history.length, over=True)
        results = [parse(sentence).check(evidence) for sentence in sentences]
        assert [r for r in results if not r.held] == []
