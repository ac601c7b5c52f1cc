"""A nemesis: a seeded random schedule of faults, each with its end. Pure.

The rates say how often a kind of fault begins, in times a second of simulated time; how long one
lasts is drawn as well. At the end of the schedule everything is undone, so that what comes after is
a healed phase.
"""

from collections.abc import Mapping
from random import Random

from engine import faults
from engine.faults import Fault

KINDS = (
    "crash",
    "wipe",
    "pause",
    "slow",
    "disk",
    "skew",
    "cut",
    "one_way",
    "partition",
    "hold",
    "degrade",
    "member",
)
"""What a nemesis can do, by the names that rates use."""

Timed = tuple[int, Fault]


def schedule(
    name: str, servers: tuple[str, ...], until_us: int, rates: Mapping[str, float]
) -> list[Timed]:
    """The faults of the nemesis called `name`, in order; the last ones, at `until_us`, undo all."""
    random = Random(f"nemesis/{name}")
    found: list[Timed] = []
    for kind in KINDS:
        at_us = 0
        while rates.get(kind):
            at_us += round(random.expovariate(rates[kind]) * 1_000_000)
            if at_us >= until_us:
                break
            ends_us = min(until_us, at_us + round(random.expovariate(5) * 1_000_000) + 1_000)
            begin, end = _fault(kind, servers, random)
            found.append((at_us, begin))
            found += [(ends_us, fault) for fault in end]
    found.sort(key=lambda timed: timed[0])
    return found + [(until_us, fault) for fault in _undo(servers)]


def _fault(kind: str, servers: tuple[str, ...], random: Random) -> tuple[Fault, tuple[Fault, ...]]:
    """A fault of this kind, and what ends it."""
    server = random.choice(servers)
    link = tuple(random.sample(servers, 2)) if len(servers) > 1 else (server, server)
    both = faults.between(link[:1], link[1:])
    shape = random.choice(("isolate", "halves", "bridge", "ring"))
    by_us = round(random.uniform(1_000, 200_000))
    loss, duplicate, reorder = (random.random() * 0.3 for _ in range(3))
    table: dict[str, tuple[Fault, tuple[Fault, ...]]] = {
        "crash": (faults.Crash(server), (faults.Restart(server),)),
        "wipe": (faults.Wipe(server), (faults.Restart(server),)),
        "pause": (faults.Pause(server), (faults.Resume(server),)),
        "slow": (
            faults.Slow(server, by_us, disk=random.random() < 0.5),
            (faults.Slow(server, 0), faults.Slow(server, 0, disk=True)),
        ),
        "disk": (faults.FillDisk(server), (faults.FillDisk(server, free=True),)),
        "skew": (faults.Skew(server, by_us - 100_000), ()),
        "cut": (faults.Cut(both, held=random.random() < 0.3), (faults.Heal(both),)),
        "one_way": (faults.Cut((both[0],)), (faults.Heal((both[0],)),)),
        "partition": (faults.Partition(shape, server), (faults.Heal(),)),
        "hold": (faults.Hold(both), (faults.Release(both),)),
        "member": random.choice(
            (
                (faults.Join("New"), (faults.Leave("New"),)),
                (faults.Leave(server), (faults.Join(server),)),
            )
        ),
        "degrade": (faults.Degrade((), loss, duplicate, reorder), (faults.Degrade(),)),
    }
    return table[kind]


def _undo(servers: tuple[str, ...]) -> list[Fault]:
    """Everything that brings a cluster back in order; what is in order refuses it."""
    found: list[Fault] = [faults.Heal(), faults.Release(), faults.Degrade()]
    for server in servers:
        found += [
            faults.Restart(server), faults.Resume(server), faults.FillDisk(server, free=True),
            faults.Slow(server, 0), faults.Slow(server, 0, disk=True),
        ]  # fmt: skip
    return found
