"""A nemesis: a seeded random schedule of faults, each with its end. Pure.

The rates say how often a kind of fault begins, in times a second of simulated time; how long one
lasts is drawn as well. At the end of the schedule everything is undone, so that what comes after is
a healed phase.
"""

from collections.abc import Iterable, Mapping
from random import Random

from engine import faults
from engine.faults import Fault
from engine.latency import Exponential, Latency

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
    "message",
    "latency",
)
"""What a nemesis can do, by the names that rates use."""

MESSAGES_A_SECOND = (60, 300)
"""Between which a message's number is guessed: most guesses are of one that has arrived."""
GUESSES = 6

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
            begin, end = _episode(kind, servers, random, at_us)
            found += [(at_us, fault) for fault in begin]
            found += [(ends_us, fault) for fault in end]
    found.sort(key=lambda timed: timed[0])
    return found + [(until_us, fault) for fault in undo(fault for _, fault in found)]


Faults = tuple[Fault, ...]


def _episode(
    kind: str, servers: tuple[str, ...], random: Random, at_us: int
) -> tuple[Faults, Faults]:
    """A fault of this kind, and what ends it."""
    if kind == "message":
        return tuple(_on_a_message(random, at_us) for _ in range(GUESSES)), ()
    if kind == "member":
        server = random.choice(servers)
        joins = (faults.Join("New"),), (faults.Leave("New"),)
        return random.choice((joins, ((faults.Leave(server),), (faults.Join(server),))))
    if kind in ("crash", "wipe", "pause", "slow", "disk", "skew"):
        return _on_server(kind, random.choice(servers), random)
    if len(servers) < 2:
        return (), ()  # it has no links
    if kind == "partition":
        return (_partition(servers, random),), (faults.Heal(),)
    one, other = random.sample(servers, 2)
    both = faults.between((one,), (other,))
    loss, duplicate, reorder = (round(random.random() * 0.3, 3) for _ in range(3))
    where = random.choice(((), both))
    table: dict[str, tuple[Fault, Fault]] = {
        "cut": (faults.Cut(both, held=random.random() < 0.3), faults.Heal(both)),
        "one_way": (faults.Cut(both[:1]), faults.Heal(both[:1])),
        "hold": (faults.Hold(both), faults.Release(both)),
        "degrade": (faults.Degrade(where, loss, duplicate, reorder), faults.Degrade(where)),
        "latency": (faults.Retime(where, _law(loss, reorder)), faults.Retime(where)),
    }
    begin, end = table[kind]
    return (begin,), (end,)


def _law(floor: float, mean: float) -> Latency:
    """A law by two numbers up to 0.3: a floor of up to 30 ms, a rest of up to 60 ms on average."""
    return Exponential(round(200_000 * mean), round(100_000 * floor))


def _on_server(kind: str, server: str, random: Random) -> tuple[Faults, Faults]:
    by_us = round(random.uniform(1_000, 200_000))
    disk = random.random() < 0.5
    table: dict[str, tuple[Faults, Faults]] = {
        "crash": ((faults.Crash(server),), (faults.Restart(server),)),
        "wipe": ((faults.Wipe(server),), (faults.Restart(server),)),
        "pause": ((faults.Pause(server),), (faults.Resume(server),)),
        "slow": ((faults.Slow(server, by_us, disk=disk),), (faults.Slow(server, 0, disk=disk),)),
        "disk": ((faults.FillDisk(server),), (faults.FillDisk(server, free=True),)),
        "skew": ((faults.Skew(server, by_us - 100_000),), ()),
    }
    return table[kind]


def _partition(servers: tuple[str, ...], random: Random) -> Fault:
    shape = random.choice(("isolate", "halves", "bridge", "ring"))
    around = random.choice(servers) if shape in ("isolate", "bridge") else ""
    return faults.Partition(shape, around)


def _on_a_message(random: Random, at_us: int) -> Fault:
    """Whatever happens to a message by hand, to one that may be in flight."""
    number = 1 + round(at_us / 1_000_000 * random.uniform(*MESSAGES_A_SECOND))
    kind = random.choice((faults.DropMessage, faults.DuplicateMessage, None))
    return (
        faults.DelayMessage(number, random.randrange(1, 60_000)) if kind is None else kind(number)
    )


def undo(done: Iterable[Fault]) -> list[Fault]:
    """What brings a cluster back in order after these faults; what is in order again refuses it.

    Restarts come first: a server that is down refuses everything else.
    """
    ends = dict.fromkeys(end for fault in done for end in _ends(fault))
    return sorted(ends, key=lambda end: not isinstance(end, faults.Restart))


def _ends(fault: Fault) -> Faults:
    match fault:
        case faults.Cut() | faults.Partition():
            return (faults.Heal(),)
        case faults.Hold():
            return (faults.Release(),)
        case faults.Degrade() | faults.Retime():
            return (type(fault)(),)
        case faults.Crash(server) | faults.Wipe(server):
            return (faults.Restart(server),)
        case faults.Pause(server):
            return (faults.Resume(server),)
        case faults.Slow(server, _, disk):
            return (faults.Slow(server, 0, disk=disk),)
        case faults.FillDisk(server):
            return (faults.FillDisk(server, free=True),)
        case _:
            return ()


def is_fault(fault: Fault) -> bool:
    """Whether this does harm: neither the end of another fault nor a setting that is changed."""
    ends = (faults.Heal, faults.Release, faults.Restart, faults.Resume, faults.Change)
    match fault:
        case faults.FillDisk(free=True) | faults.Slow(by_us=0):
            return False
        case faults.Degrade():
            return not fault.cures
        case faults.Retime():
            return fault.latency is not None
        case _:
            return not isinstance(fault, ends)
