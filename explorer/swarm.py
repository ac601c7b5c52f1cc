"""Random configurations under random faults, each judged by every invariant that it promises.

A seed draws everything: servers, N, R, W, every setting, rates of faults, what users do. After the
storm comes a healed phase, in which servers must come to hold the same. What happens only sometimes
(a stale read, a hint) is counted, so that a net that catches nothing is noticed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

from engine import invariants, nemesis, registers, session_checks
from engine.cluster import Cluster, Command
from engine.faults import Change
from engine.history import History
from engine.latency import Constant, Exponential
from engine.social import Request, genesis
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import measurements
from explorer.items import register_operations

STORM_US, CALM_US = 4_000_000, 8_000_000
"""How long faults go on, and when the run is over."""
OPERATIONS = 200
SOMETIMES = (
    "stale_read", "inversion", "hint_stored", "hint_delivered", "hint_expired", "read_repair",
    "anti_entropy_fix", "timed_out_yet_applied", "quorum_unavailable",
)  # fmt: skip
LEAST_SEEN, LEAST_SEEDS = 20, 1_000
"""Each of `SOMETIMES` is seen so often in so many seeds, or the swarm is vacuous."""


@dataclass(slots=True)
class Result:
    """What one seed showed."""

    seed: int
    operations: int
    faults: int
    violations: list[str]
    sometimes: Counter[str] = field(default_factory=Counter)


def configuration(seed: int) -> tuple[ClusterSpec, list[tuple[int, Command]], set[str]]:
    """The cluster and the commands of a seed, and the kinds of fault among them."""
    random = Random(f"swarm/{seed}")
    count = random.randint(1, 6)
    servers = tuple(ServerSpec(name) for name in "ABCDEF"[:count])
    users = tuple(
        UserSpec(f"U{i}", random.choice("ABCDEF"[:count]), ("U0", "U1")) for i in range(4)
    )
    latency = random.choice((Constant(5_000), Exponential(10_000), Exponential(40_000, 1_000)))
    spec = ClusterSpec(servers, (), users, _settings(random, count), latency=latency,
                       loss=random.choice((0.0, 0.0, 0.02)))  # fmt: skip
    kinds = random.sample(nemesis.KINDS, random.randint(0, 5))
    rates = {kind: random.uniform(0.2, 2.0) for kind in kinds}
    storm: list[tuple[int, Command]] = [*nemesis.schedule(str(seed), spec.names, STORM_US, rates)]
    calm = (STORM_US, Change("anti_entropy_us", 200_000))
    asks = [(random.randrange(STORM_US), _request(random, spec)) for _ in range(OPERATIONS)]
    return spec, [*storm, calm, *sorted(asks, key=lambda timed: timed[0])], set(kinds)


def _settings(random: Random, servers: int) -> Settings:
    n = random.randint(1, min(5, servers))
    return Settings(
        n=n, r=random.randint(1, n), w=random.randint(1, n),
        timeout_us=random.choice((100_000, 500_000)),
        ask=random.choice(("nearest", "random", "all")),
        shortcut=random.choice(("on", "on", "off")),
        quorum=random.choice(("strict", "strict", "sloppy")),
        hints=random.choice(("off", "on")),
        hint_window_us=random.choice((300_000, 10_000_000)),
        read_repair=random.choice(("off", "async", "blocking")),
        write_back=random.choice(("off", "off", "on")),
        anti_entropy_us=random.choice((None, 300_000)),
        clock=random.choice(("hlc", "hlc", "wall")),
        sync_us=random.choice((0, 0, 100_000)),
        user_session=random.choice(("none", "sticky", "token-wait", "token-forward",
                                    "token-refuse")),
    )  # fmt: skip


def _request(random: Random, spec: ClusterSpec) -> Request:
    user = f"U{random.randrange(4)}"
    via = random.choice(spec.names)
    action = random.choices(("post", "feed", "follow", "unfollow"), (4, 9, 1, 1))[0]
    other = random.choice([f"U{i}" for i in range(4) if f"U{i}" != user])
    match action:
        case "post":
            return Request("post", user, text=f"post {random.randrange(10**6)}", via=via)
        case "feed":
            return Request("feed", user, via=via)
        case _:
            return Request(action, user, other=other, via=via)


def run(seed: int) -> Result:
    """One seed: its run, its violations, and what was seen."""
    spec, commands, kinds = configuration(seed)
    cluster = Cluster(spec, seed, commands)
    cluster.run_until(CALM_US)
    history = History(genesis(spec.users))
    for event in cluster.events:
        history.fold(event)
    result = Result(seed, len(history.operations), len(history.faults), [])
    result.violations += invariants.broken(cluster.events, history)
    result.violations += _of_quorums(spec.settings, history)
    result.violations += _of_promises(spec, history, kinds)
    result.violations += _after_the_calm(cluster)
    result.sometimes = _seen(cluster, history)
    return result


def _of_quorums(settings: Settings, history: History) -> list[str]:
    if settings.quorum == "sloppy":
        return []
    return invariants.unacknowledged(history, dict.fromkeys(history.operations, settings.w))


def _of_promises(spec: ClusterSpec, history: History, kinds: set[str]) -> list[str]:
    """Guarantees that the settings promise while no acknowledged write can be lost."""
    settings = spec.settings
    unsteady = settings.user_session == "sticky" and kinds & {"slow", "disk"}
    if "wipe" in kinds or settings.sync_us != 0 or unsteady:
        return []
    promised = measurements.promises(settings, len(spec.servers))
    ops, order = register_operations(history)
    found = []
    for guarantee, verdict in session_checks.guarantees(ops, order).items():
        if str(guarantee) in promised and verdict.answer == "violated":
            found.append(f"{guarantee}: {verdict.explanation}")
    for name, judge in (("regular", registers.weakly_regular),
                        ("linearizable", registers.linearizable)):  # fmt: skip
        if name in promised and (verdict := judge(ops)).answer == "violated":
            found.append(f"{name}: {verdict.explanation}")
    return found


def _after_the_calm(cluster: Cluster) -> list[str]:
    """Everything has ended, and the servers hold the same."""
    found = []
    if cluster.operations:
        found.append(f"operations {sorted(cluster.operations)} never ended")
    if cluster.held:
        found.append("messages are held, and nothing holds them")
    apart = measurements.divergent_keys(cluster)
    if apart:
        found.append(f"servers do not hold the same of {', '.join(apart)}")
    return found


def _seen(cluster: Cluster, history: History) -> Counter[str]:
    at = history.length
    names = Counter(event[1] for event in cluster.events)
    ops, _ = register_operations(history)
    regular = registers.weakly_regular(ops).answer == "holds"
    unknown = [o for o in history.operations.values() if o.outcome == "info" and o.version]
    applied = [o for o in unknown if o.cell and o.version and history.copies(o.cell, o.version, at)]
    kinds = Counter(message.kind for message in history.messages.values())
    return Counter({
        "stale_read": len(measurements.stale_reads(history, at)),
        "inversion": int(regular and registers.linearizable(ops).answer == "violated"),
        "hint_stored": names["hinted"],
        "hint_delivered": names["handed_off"],
        "hint_expired": names["hint_expired"],
        "read_repair": history.repairs,
        "anti_entropy_fix": kinds["sync"],
        "timed_out_yet_applied": len(applied),
        "quorum_unavailable": sum(o.outcome == "info" for o in history.operations.values()),
    })  # fmt: skip


def summary(results: list[Result]) -> dict[str, Any]:
    """The last line of `swarm --json`."""
    seen: Counter[str] = Counter(dict.fromkeys(SOMETIMES, 0))
    for result in results:
        seen.update(result.sometimes)
    return {
        "seeds": len(results),
        "operations": sum(result.operations for result in results),
        "faults": sum(result.faults for result in results),
        "violations": [
            {"seed": result.seed, "text": text} for result in results for text in result.violations
        ],
        "sometimes": {name: seen[name] for name in SOMETIMES},
    }


def swarm(seeds: range, done: Callable[[int], None] | None = None) -> Iterator[Result]:
    """Runs all seeds on all processors; results come in the order of the seeds.

    `done` is told how many are behind.
    """
    with ProcessPoolExecutor() as pool:
        for i, result in enumerate(pool.map(run, seeds, chunksize=4)):
            if done is not None:
                done(i + 1)
            yield result


def vacuous(summed: dict[str, Any]) -> list[str]:
    """What was seen too seldom for a swarm of this size; nothing is asked of a small one."""
    if summed["seeds"] < LEAST_SEEDS:
        return []
    return [name for name, count in summed["sometimes"].items() if count < LEAST_SEEN]
