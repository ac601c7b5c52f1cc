"""The same figures as `explorer.predict`, measured on the real engine in its WARS-exact mode.

WARS-exact: coordinators take no short cut to their own copy, a read asks all N, and no time-out
cuts anything off. A trial is one user who posts, and reads as soon as the post is acknowledged,
each through a coordinator drawn at random. From the event log comes how long after the ack the read
would have had to begin to be fresh: the least, over the R servers that answered first, of when the
server stored the write less how long the read took to get there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import numpy as np

from engine.cluster import Cluster
from engine.events import Event
from engine.latency import FITS, Latency, Shifted
from engine.social import Request
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from explorer.predict import FAR_MS, Case, Prediction

BATCH = 1_000
"""Trials on one cluster: more of them would only take more memory."""
NEVER_US = 3_600_000_000


@dataclass(slots=True)
class _Trial:
    """What the log says of one user's post and read; times in microseconds."""

    posted_us: int = 0
    acked_us: int = 0
    read_us: int = 0
    answered_us: int = 0
    stored_us: dict[str, int] = field(default_factory=dict)
    reached_us: dict[str, int] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    """The servers that answered first, in that order."""

    def tau_us(self) -> int:
        """How long after the ack a read has to begin in order to be fresh."""
        late = (self.stored_us[s] - (self.reached_us[s] - self.read_us) for s in self.first)
        return min(late) - self.acked_us


def measure(
    case: Case, trials: int, seed: int = 1, done: Callable[[int], None] | None = None
) -> Prediction:
    """Runs so many trials on the engine; `done` is told how many are behind."""
    found: list[_Trial] = []
    while len(found) < trials:
        count = min(BATCH, trials - len(found))
        found += _batch(case, count, f"{seed}/{len(found)}")
        if done is not None:
            done(len(found))
    return Prediction(
        case, seed,
        _column([trial.tau_us() for trial in found]),
        _column([trial.answered_us - trial.read_us for trial in found]),
        _column([trial.acked_us - trial.posted_us for trial in found]),
        "the real engine, WARS-exact",
    )  # fmt: skip


def _column(values_us: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    return np.sort(np.array(values_us, dtype=np.float32) / np.float32(1000))


def _spec(case: Case, users: int) -> ClusterSpec:
    servers = tuple(ServerSpec(f"S{i}") for i in range(case.n))
    base: Latency = FITS["lnkd-disk" if case.fit == "wan" else case.fit]
    far = Shifted(round(FAR_MS * 1000), base) if case.fit == "wan" else base
    pairs = combinations([server.name for server in servers], 2)
    settings = Settings(n=case.n, r=case.r, w=case.w, timeout_us=NEVER_US, ask="all",
                        shortcut="off")  # fmt: skip
    return ClusterSpec(
        servers,
        tuple(LinkSpec(a, b, far) for a, b in pairs),
        tuple(UserSpec(f"U{i}", "S0") for i in range(users)),
        settings,
        latency=base,
    )


def _batch(case: Case, count: int, name: str) -> list[_Trial]:
    random = Random(name)
    servers = [f"S{i}" for i in range(case.n)]
    cluster = Cluster(_spec(case, count), random.getrandbits(62))
    writers = [random.choice(servers) for _ in range(count)]
    for i, writer in enumerate(writers):
        cluster.schedule(i, Request("post", f"U{i}", text="x", via=writer))
    log = _Log(count, case.r)
    while cluster.step():
        events, cluster.events = cluster.events, []
        for event in events:
            trial = log.take(event)
            if trial is not None:
                reader = random.choice(_readers(case, servers, writers[trial]))
                read = Request("feed", f"U{trial}", via=reader)
                cluster.schedule(cluster.now_us + 1, read)
    return log.trials


def _readers(case: Case, servers: list[str], writer: str) -> list[str]:
    """Where the read may enter."""
    if case.reader == "any":
        return servers
    return [server for server in servers if (server == writer) == (case.reader == "same")]


class _Log:
    """Reads the event log trial by trial."""

    def __init__(self, count: int, r: int) -> None:
        self.trials = [_Trial() for _ in range(count)]
        self._r = r
        self._operations: dict[int, tuple[int, str]] = {}
        self._messages: dict[int, tuple[str, str, str, int]] = {}

    def take(self, event: Event) -> int | None:
        """Takes in an event; returns a trial whose post has just been acknowledged."""
        time_us, name = event[0], event[1]
        if name == "invoked":
            self._invoked(time_us, event)
        elif name == "sent":
            self._messages[event[2]] = (event[3], event[4], event[5], event[6])
        elif name == "delivered":
            self._delivered(time_us, *self._messages.pop(event[2]))
        elif name == "stored":
            self._trial(event[5]).stored_us[event[2]] = time_us
        elif name == "ok":
            return self._ended(time_us, event[2])
        return None

    def _trial(self, operation: int) -> _Trial:
        return self.trials[self._operations[operation][0]]

    def _invoked(self, time_us: int, event: Event) -> None:
        number, user, action = event[2], event[3], event[4]
        self._operations[number] = (int(user[1:]), action)
        trial = self._trial(number)
        if action == "post":
            trial.posted_us = time_us
        else:
            trial.read_us = time_us

    def _delivered(self, time_us: int, kind: str, source: str, target: str, number: int) -> None:
        trial = self._trial(number)
        if kind == "read":
            trial.reached_us[target] = time_us
        elif kind == "reply" and len(trial.first) < self._r:
            trial.first = (*trial.first, source)

    def _ended(self, time_us: int, number: int) -> int | None:
        trial, action = self._operations[number]
        if action == "post":
            self.trials[trial].acked_us = time_us
            return trial
        self.trials[trial].answered_us = time_us
        return None
