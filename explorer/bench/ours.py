"""The workload on the real engine: its log kept and folded, with keyframes, staleness judged."""

from collections import Counter

from engine.faults import Load
from engine.latency import Exponential
from engine.spec import ClusterSpec, ServerSpec, Settings
from explorer.bench.work import KEYS, MEAN_US, QUORUM, RATE, TIMEOUT_US, Done, N
from explorer.timeline import Timeline

SECOND_US = 1_000_000


def spec(servers: int = N) -> ClusterSpec:
    """A cluster of so many servers, and of three homes a key."""
    settings = Settings(n=N, r=QUORUM, w=QUORUM, ask="all", shortcut="off", timeout_us=TIMEOUT_US)
    names = tuple(ServerSpec(f"S{i}") for i in range(servers))
    return ClusterSpec(names, settings=settings, latency=Exponential(MEAN_US))


def timeline(operations: int, servers: int = N, seed: int = 1) -> Timeline:
    """A run of about so many operations, before anything has happened."""
    lasts_us = max(1, round(operations / RATE * SECOND_US))
    load = Load(rate=RATE, reads=0.5, keys=KEYS, lasts_us=lasts_us)
    return Timeline(spec(servers), seed, [(0, load)])


def play(run: Timeline) -> Timeline:
    """To its end, as every command runs a story."""
    while (last_us := run.cluster.next_us()) is not None:
        run.run_until(last_us + SECOND_US)
    return run


def done(run: Timeline) -> Done:
    """What a run has done, by its log."""
    counts = Counter(event[1] for event in run.branch.events)
    reads = sum(event[1] == "invoked" and event[6] == "read" for event in run.branch.events)
    waited = {event[2]: event[5] for event in run.branch.events if event[1] == "asked"}
    answers = sum(waited[event[2]] for event in run.branch.events if event[1] == "ok")
    return Done(counts["invoked"], reads, answers, counts["sent"], counts["info"])
