"""What a seed of the swarm draws: a cluster, all its settings, faults, and what users do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

from engine import nemesis
from engine.cluster import Timed
from engine.faults import Change, Fault
from engine.latency import Constant, Exponential, Latency
from engine.quorum import majority
from engine.social import Request
from engine.spec import (
    GUARANTEES,
    ORDERED,
    SETTINGS,
    TOKENS,
    ClusterSpec,
    LinkSpec,
    ServerSpec,
    Settings,
    UserSpec,
)

STORM_US, END_US = 4_000_000, 8_000_000
"""How long faults go on, and when the run is over."""
READING_US = 1_000_000
"""How long before the end of a calm all must have come to all homes."""
COMPARING = Change("anti_entropy_us", 200_000)
"""What the calm begins with: from then on servers compare what they hold."""
OPERATIONS, PAGES = 200, 12
"""How much users ask for; in some of the runs, so much more about who may see a wall."""
NAMES = "ABCDEF"
USERS = ("U0", "U1", "U2", "U3")


LEANINGS = (
    *[""] * 4, "quorums", "registers", "registers", "user sessions", "stand-ins", "dependencies",
    "agreement", "members",
)  # fmt: skip
"""Half of the runs draw everything freely; others lean towards what would be rare in them."""
SPARED = {
    "quorums": ("wipe",),
    "members": ("wipe",),
    "registers": ("wipe",),
    "user sessions": ("wipe", "slow", "disk", "member"),
    "dependencies": ("wipe", "slow", "disk", "member"),
    "agreement": ("wipe", "disk", "member"),
}
"""Faults that would leave nothing promised."""
STRIKES = {
    "quorums": {"crash": 2.0, "degrade": 2.0},
    "registers": {"crash": 2.0, "degrade": 2.0},
    "stand-ins": {"crash": 2.0, "partition": 2.0},
    "dependencies": {"degrade": 2.0, "hold": 2.0},
    "members": {"member": 1.0, "crash": 1.0},
    "agreement": {"crash": 1.0, "partition": 2.0, "pause": 1.0},
}
"""Faults that leave writes on few servers, or out of order, and how often in a second they begin.
"""


_KINDS = tuple(kind for kind in nemesis.KINDS if kind != "latency")
"""Of these each run draws some; that links take longer or shorter is drawn by itself."""


@dataclass(frozen=True, slots=True)
class Case:
    """One whole run, as it can be run again: what is drawn for a seed, or what is left of it."""

    spec: ClusterSpec
    seed: int
    commands: tuple[Timed, ...]
    end_us: int = END_US
    calm: bool = True
    """Whether it ends with a calm in which all is undone and servers compare what they hold."""

    @property
    def settled_us(self) -> int | None:
        """From when on all has come to all homes; None: never."""
        return self.end_us - READING_US if self.calm else None


def draw(seed: int) -> Case:
    """The run of a seed: a storm, then a calm in which all is read once more."""
    random = Random(f"swarm/{seed}")
    leaning = random.choice(LEANINGS)
    count = random.randint(1, len(NAMES))
    settings = _leant(leaning, _settings(random, count), count)
    spec = _cluster(random, NAMES[:count], settings)
    kinds = random.sample(_KINDS, random.randint(0, 5)) + _retimed(seed)
    kinds = [kind for kind in kinds if kind not in SPARED.get(leaning, ())]
    rates = {kind: random.uniform(0.2, 2.0) for kind in kinds} | STRIKES.get(leaning, {})
    faults = nemesis.schedule(str(seed), spec.names, STORM_US, rates)
    storm: list[Timed] = [timed for timed in faults if timed[0] < STORM_US]
    storm += [] if leaning else _changes(random, settings, spec)
    last_us = END_US - READING_US
    last = [(last_us + 1_000 * i, Request("feed", user)) for i, user in enumerate(USERS)]
    asks = _asks(random, spec, OPERATIONS - len(last)) + _pages(seed, leaning)
    return Case(spec, seed, calmed([*storm, *asks, *last]))


def _retimed(seed: int) -> list[str]:
    """In a quarter of the runs; all else of theirs is as it would be without."""
    return ["latency"] if Random(f"swarm/{seed}/latency").random() < 0.25 else []


def calmed(commands: Iterable[Timed]) -> tuple[Timed, ...]:
    """These commands, and after the storm what undoes their faults and brings all to all homes."""
    storm = [timed for timed in commands if timed[0] != STORM_US or isinstance(timed[1], Request)]
    done = [command for _, command in storm if not isinstance(command, Request)]
    calm: list[Fault] = [*nemesis.undo(done), COMPARING]
    if any(isinstance(c, Change) and c.name in ("hints", "quorum") for c in done):
        calm.append(Change("hints", "on"))  # what was kept before must go as well
    everything = [*storm, *((STORM_US, fault) for fault in calm)]
    return tuple(sorted(everything, key=lambda timed: timed[0]))


def _cluster(random: Random, names: str, settings: Settings) -> ClusterSpec:
    skewed = random.random() < 0.2
    servers = tuple(
        ServerSpec(name, skew_us=random.randrange(-100_000, 100_000) if skewed else 0)
        for name in names
    )
    users = tuple(
        UserSpec(user, random.choice(names), ("U0", "U1"), ("hello",) if user == "U0" else ())
        for user in USERS
    )
    loss = random.choice((0.0, 0.0, 0.02))
    pairs = [(a, b) for a in names for b in names if a < b]
    apart = random.sample(pairs, len(pairs) // 2) if random.random() < 0.3 else []
    links = tuple(LinkSpec(a, b, _latency(random), loss) for a, b in sorted(apart))
    homes = tuple(random.sample(names, settings.n)) if random.random() < 0.3 else ()
    return ClusterSpec(servers, links, users, settings, homes, _latency(random), loss)


def _latency(random: Random) -> Latency:
    return random.choice((Constant(5_000), Exponential(10_000), Exponential(40_000, 1_000)))


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
        sync_us=random.choice((0, 0, 100_000, None)),
        user_session=random.choice(GUARANTEES),
        likes=random.choice(SETTINGS["likes"].choices),
        follows=random.choice(SETTINGS["follows"].choices),
        conflicts=random.choice(SETTINGS["conflicts"].choices),
        agreement="all" if random.random() < 0.05 else "off",
        raft_reads=random.choice(("read-index", "read-index", "unchecked")),
    )  # fmt: skip


def _leant(leaning: str, settings: Settings, servers: int) -> Settings:
    """These settings, if need be changed so that they promise what the leaning is about."""
    if leaning in ("quorums", "registers", "members"):
        if leaning == "members":
            settings = replace(settings, n=min(settings.n, max(1, servers - 1)))
        most = majority(settings.n)
        strict = replace(settings, r=most, w=most, quorum="strict", clock="hlc", sync_us=0,
                         agreement="off")  # fmt: skip
        alone = replace(strict, hints="off", anti_entropy_us=None)
        return replace(alone, write_back="on" if leaning == "registers" else "off")
    if leaning == "stand-ins":
        n = max(1, min(settings.n, servers - 2))
        return replace(settings, n=n, r=1, w=n, quorum="sloppy", timeout_us=500_000,
                       agreement="off")  # fmt: skip
    if leaning == "user sessions":
        kind = settings.user_session if settings.user_session in TOKENS else "sticky"
        return replace(settings, n=min(5, servers), r=1, w=1, ask="nearest", shortcut="on",
                       sync_us=0, user_session=kind, agreement="off")  # fmt: skip
    if leaning == "agreement":
        return replace(settings, agreement="all", sync_us=0, timeout_us=500_000)
    if leaning == "dependencies":
        kind = settings.user_session if settings.user_session in ORDERED else "causal"
        n = settings.n if kind == "causal-snapshot" else servers
        return replace(settings, n=n, r=min(settings.r, n), w=min(settings.w, n), sync_us=0,
                       user_session=kind, clock="hlc", agreement="off", ask="nearest")  # fmt: skip
    return settings


def _changes(random: Random, settings: Settings, spec: ClusterSpec) -> list[tuple[int, Change]]:
    """Settings that are changed while the storm goes on, in one run of three."""
    most = len(spec.homes) or min(5, len(spec.servers))
    drawn: dict[str, tuple[int | str | None, ...]] = {
        "n": tuple(range(max(settings.r, settings.w), most + 1)),
        "r": tuple(range(1, settings.n + 1)),
        "w": tuple(range(1, settings.n + 1)),
        "ask": ("nearest", "random", "all"),
        "hints": ("off", "on"),
        "quorum": ("strict", "sloppy"),
        "read_repair": ("off", "async", "blocking"),
        "write_back": ("off", "on"),
        "sync_us": (0, 100_000),
        "user_session": ("none", "token-wait", "token-forward"),
    }
    count = random.choice((0, 0, 1, 3)) if random.random() < 0.7 else 0
    names = random.sample(sorted(drawn), count)
    return [
        (random.randrange(STORM_US), Change(name, random.choice(drawn[name]))) for name in names
    ]


def _asks(random: Random, spec: ClusterSpec, count: int) -> list[tuple[int, Request]]:
    """What users ask for, in order; they move between servers, and like what was posted before."""
    texts = ["hello"]
    found = []
    for at_us in sorted(random.randrange(STORM_US) for _ in range(count)):
        request = _request(random, spec, texts[-8:])
        if request.action == "post":
            texts.append(request.text)
        found.append((at_us, request))
    return found


def _request(random: Random, spec: ClusterSpec, texts: list[str]) -> Request:
    user, via = random.choice(USERS), random.choice((*spec.names, ""))
    actions = ("post", "feed", "follow", "unfollow", "like", "unlike", "comment", "edit", "delete")
    action = random.choices(actions, (4, 9, 1, 1, 1, 1, 1, 2, 1))[0]
    match action:
        case "post":
            text = f"post {random.randrange(10**6)}"
            return Request("post", user, text=text, via=via, w=_more(random, spec, "w"))
        case "feed":
            homes = spec.homes if random.random() < 0.1 else ()
            return Request("feed", user, via=via, asking=homes, r=_more(random, spec, "r"))
        case "comment" | "edit":
            text = f"{action} {random.randrange(10**6)}"
            return Request(action, user, post=random.choice(texts), text=text, via=via)
        case "like" | "unlike" | "delete":
            return Request(action, user, post=random.choice(texts), via=via)
        case _:
            other = random.choice([name for name in USERS if name != user])
            return Request(action, user, other=other, via=via)


def _pages(seed: int, leaning: str) -> list[tuple[int, Request]]:
    """In every third run users hide their walls and open those of others, at once or slowly.

    Slowly, a page that is no snapshot is not read in order, and nothing would be promised of it.
    """
    random = Random(f"pages/{seed}")
    found = []
    for _ in range(PAGES if seed % 3 == 0 else 0):
        user, other = random.sample(USERS, 2)
        action = random.choice(["hide", "unhide", "page", "page"])
        thinking_us = random.choice([None, 50_000]) if action == "page" else None
        thinking_us = None if leaning == "dependencies" else thinking_us
        request = Request(action, user, other=other, thinking_us=thinking_us)
        found.append((random.randrange(STORM_US), request))
    return found


def _more(random: Random, spec: ClusterSpec, name: str) -> int | None:
    """Now and then an R or W of its own, larger than the cluster's: that weakens no promise."""
    settings = spec.settings
    if random.random() < 0.8 or settings.user_session == "sticky":
        return None  # a sticky session asks its own server, and as many others every time
    return random.randint(getattr(settings, name), settings.n)
