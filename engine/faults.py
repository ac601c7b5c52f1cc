"""What can be done to a cluster, as frozen values; and what sets it up anew. Pure.

A fault comes before anything else that happens in its microsecond.
"""

from dataclasses import dataclass

from engine.latency import Latency

Direction = tuple[str, str]
"""A link in one direction: from, to."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The server's process dies: it forgets what was not durable, and connections to it break."""

    server: str


@dataclass(frozen=True, slots=True)
class Restart:
    """A server that is down comes back with what its disk holds."""

    server: str


@dataclass(frozen=True, slots=True)
class Wipe:
    """The server's disk is lost for good; the server is down, and comes back empty if restarted."""

    server: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Nothing passes these links any more; an end may also be a user, who is on that side then.

    What is in flight on them is dropped where it is, or `held` and delivered after they heal.
    """

    links: tuple[Direction, ...]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Partition:
    """A cut of a known shape: 'isolate' or 'bridge' around a server, 'halves', 'ring'."""

    shape: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Heal:
    """These links pass messages again; none named: all links."""

    links: tuple[Direction, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One of the cluster's settings is set; operations that have begun keep the old one."""

    name: str
    value: int | str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """The server's process stands still: what arrives waits until it is resumed."""

    server: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A paused server goes on with all that has arrived meanwhile."""

    server: str


@dataclass(frozen=True, slots=True)
class Slow:
    """The server takes `by_us` longer for each message, or (`disk`) for each write; 0: cured."""

    server: str
    by_us: int
    disk: bool = False


@dataclass(frozen=True, slots=True)
class FillDisk:
    """The server's disk is full: it stores nothing new; `free`: there is room again."""

    server: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class Skew:
    """The server's wall clock jumps by `by_us` (forward or back) and goes on from there."""

    server: str
    by_us: int


@dataclass(frozen=True, slots=True)
class Degrade:
    """These links lose, duplicate and reorder messages by these chances; no links: all.

    What is sent on them takes `delay_us` longer than its luck says, and a reordered or duplicated
    copy up to `spread_us` more.
    """

    links: tuple[Direction, ...] = ()
    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    spread_us: int = 50_000
    delay_us: int = 0

    @property
    def cures(self) -> bool:
        """Whether the links are in order with it."""
        return not (self.loss or self.duplicate or self.reorder or self.delay_us)


@dataclass(frozen=True, slots=True)
class Retime:
    """What is sent on these links takes so long from now on; None: as long as at first.

    No links: all, also the way from a server to itself, and those of servers that are to come.
    """

    links: tuple[Direction, ...] = ()
    latency: Latency | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """What is on these links, or is sent there, stays where it is until they are released."""

    links: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What was held goes on with the rest of its way; none named: all, also what hands hold."""

    links: tuple[Direction, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldMessage:
    """One message in flight stays where it is until it is released, by hand."""

    message: int


@dataclass(frozen=True, slots=True)
class ReleaseMessage:
    """One message that was held by hand goes on with the rest of its way."""

    message: int


@dataclass(frozen=True, slots=True)
class DropMessage:
    """One message in flight is taken off, by hand; one held by hand dies where it stands."""

    message: int


@dataclass(frozen=True, slots=True)
class DelayMessage:
    """One message in flight arrives later, by hand."""

    message: int
    by_us: int


@dataclass(frozen=True, slots=True)
class DuplicateMessage:
    """One message in flight arrives twice, by hand."""

    message: int


@dataclass(frozen=True, slots=True)
class Nemesis:
    """Random faults for a while, each kind so many times a second; at the end all is undone.

    Which ones is decided by the run's seed and the moment; see `engine.nemesis`.
    """

    rates: tuple[tuple[str, float], ...]
    lasts_us: int


@dataclass(frozen=True, slots=True)
class Join:
    """A new server becomes a member, once it has streamed what it will be a home of.

    From the `source`; none named: from the home that it takes over from, range by range.
    """

    server: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """A member streams what it is a home of to those who will be, and is a member no more.

    One that is still joining is let go at once.
    """

    server: str


@dataclass(frozen=True, slots=True)
class Replace:
    """A member's disk is lost, and a new machine takes its name and place at once.

    It streams what it is a home of from the `source`; none named: from a majority of each key's
    other homes.
    """

    server: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one user's session demands from now on; empty: what the cluster's setting says."""

    user: str
    guarantee: str = ""


@dataclass(frozen=True, slots=True)
class MoveUser:
    """A user is near another server from now on; what has begun stays where it began."""

    user: str
    server: str


@dataclass(frozen=True, slots=True)
class RemoveUser:
    """A user's account is closed, and nobody gets its name again; what was written stays.

    Everybody knows at once: there is no gossip about users, as there is none about members.
    """

    user: str


@dataclass(frozen=True, slots=True)
class Load:
    """Many users who read and write pages, instead of those before; neither rate nor users: none.

    Open: `rate` requests a second, whatever becomes of them (a Poisson process). Closed: so many
    users, each of whom waits for the answer, thinks for a while (exponential), and asks again.
    """

    rate: float = 0.0
    closed: int = 0
    thinking_us: int = 0
    lasts_us: int | None = None
    to: float | None = None
    """The rate that an open load comes to by its end, evenly; None: it stays as it is."""
    reads: float = 1.0
    """The part of the requests that read a page; the others write one."""
    users: int = 100
    """Among whom the requests of an open load are drawn."""
    keys: int = 100
    """How many pages there are."""
    parts: int = 1
    """How many pages are asked for at once, each by a request of its own: a timeline."""
    zipf: float = 0.0
    """The k-th page is asked for k ** -zipf times as often as the first; 0: all alike."""


@dataclass(frozen=True, slots=True)
class MoveWeb:
    """A web server joins, or the last one leaves once it has done what it has."""

    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Trials:
    """So many times, each with a key of its own: a write, and a read so long after its ack.

    The write enters at a server drawn at random. For each of `after_us` there is a read of its own,
    which enters at the `same` server, at an `other` one drawn, or at `any`.
    """

    count: int
    every_us: int = 5_000
    """From a write to the next."""
    after_us: tuple[int, ...] = (0,)
    at: str = "any"


@dataclass(frozen=True, slots=True)
class Lag:
    """A server that follows a primary makes each write readable so much later; 0: at once."""

    server: str
    by_us: int


@dataclass(frozen=True, slots=True)
class Promote:
    """A server is the primary from now on; the one before is left alone and may go on as one."""

    server: str


@dataclass(frozen=True, slots=True)
class Rejoin:
    """A server follows the primary again; what it has alone is lost for good."""

    server: str


OnServer = Crash | Restart | Wipe | Pause | Resume | Slow | FillDisk | Skew
OnLinks = Cut | Partition | Heal | Degrade | Retime | Hold | Release
OnMessage = DropMessage | DelayMessage | DuplicateMessage | HoldMessage | ReleaseMessage
OnLoad = Load | MoveWeb | Trials
OnMembers = Join | Leave | Replace
OnUser = Demand | MoveUser | RemoveUser
OnPrimary = Lag | Promote | Rejoin
"""What only clusters have of which one server takes all writes, and the others follow it."""
Fault = OnServer | OnLinks | OnMessage | OnMembers | Change | OnUser | Nemesis | OnLoad | OnPrimary


def between(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[Direction, ...]:
    """Every link between two groups of servers, both ways, in a fixed order."""
    return tuple((a, b) for x in one for y in other for a, b in ((x, y), (y, x)))


def partition(shape: str, servers: tuple[str, ...], server: str = "") -> tuple[Direction, ...]:
    """The links that a partition of this shape cuts.

    'isolate': one server from all others. 'halves': the first half from the rest. 'bridge': two
    halves that both still talk to one server. 'ring': every server sees a majority of servers, and
    no two of them the same one (each talks to its nearest neighbours on a ring only).
    Shapes as in Jepsen's nemesis.
    """
    others = tuple(name for name in servers if name != server)
    if shape == "isolate":
        return between((server,), others)
    if shape == "bridge":
        return between(others[: len(others) // 2], others[len(others) // 2 :])
    if shape == "halves":
        return between(servers[: len(servers) // 2], servers[len(servers) // 2 :])
    count = len(servers)
    reach = (count // 2 + 1) // 2
    return tuple(
        (a, b)
        for i, a in enumerate(servers)
        for j, b in enumerate(servers)
        if i != j and min((i - j) % count, (j - i) % count) > reach
    )
