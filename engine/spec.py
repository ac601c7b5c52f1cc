"""What a cluster is before anything happens: frozen values, checked when they are made."""

from dataclasses import dataclass, field, replace
from typing import Literal

from engine.latency import Constant, Latency

ReadRepair = Literal["off", "async"]
Guarantee = Literal["none", "sticky"]

READ_REPAIR: tuple[ReadRepair, ...] = ("off", "async")
GUARANTEES: tuple[Guarantee, ...] = ("none", "sticky")


class RefusedError(ValueError):
    """What was asked cannot be done; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be changed while the cluster runs; times in microseconds.

    `sync_us` says when a write becomes durable on a server: 0 before it acknowledges, None never,
    else every so often (a crash loses what was not yet synced).
    """

    n: int = 3
    r: int = 1
    w: int = 1
    timeout_us: int = 500_000
    read_repair: ReadRepair = "off"
    user_session: Guarantee = "none"
    sync_us: int | None = 0

    def changed(self, name: str, value: object, servers: int) -> "Settings":
        """These settings with `name` set to `value`, on a cluster of so many `servers`.

        Raises RefusedError, in words, when that makes no sense.
        """
        if name not in SETTINGS:
            raise RefusedError(f"there is no setting {name!r}; there are {', '.join(SETTINGS)}")
        settings = replace(self, **{name: value})  # type: ignore[arg-type]
        settings.check(servers)
        return settings

    def check(self, servers: int) -> None:
        """Raises RefusedError when these settings make no sense on so many `servers`."""
        rules = (
            (1 <= self.n <= servers, f"N is 1 to {servers}, the number of servers, not {self.n}"),
            (1 <= self.r <= self.n, f"R is 1 to N = {self.n}, not {self.r}"),
            (1 <= self.w <= self.n, f"W is 1 to N = {self.n}, not {self.w}"),
            (self.timeout_us > 0, "the time-out is longer than nothing"),
            (self.read_repair in READ_REPAIR, f"read repair is {' or '.join(READ_REPAIR)}"),
            (self.user_session in GUARANTEES, f"the user session is {' or '.join(GUARANTEES)}"),
            (self.sync_us is None or self.sync_us >= 0, "sync is 'always', 'never' or a time"),
        )
        wrong = [text for held, text in rules if not held]
        if wrong:
            raise RefusedError("; ".join(wrong))


SETTINGS = ("n", "r", "w", "timeout_us", "read_repair", "user_session", "sync_us")


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """A server: its name, where it stands (for people), how far its wall clock is off."""

    name: str
    place: str = ""
    skew_us: int = 0


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """The way between two servers, the same in both directions."""

    a: str
    b: str
    latency: Latency
    loss: float = 0.0


@dataclass(frozen=True, slots=True)
class UserSpec:
    """A user who was there before the run: signed in at `server`, known everywhere.

    `salt` and `key` (hex, scrypt) are empty when nobody may sign in as this user by password.
    """

    name: str
    server: str
    follows: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    salt: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ClusterSpec:
    """A whole cluster. `homes` names the home servers of every key; empty: the ring decides."""

    servers: tuple[ServerSpec, ...]
    links: tuple[LinkSpec, ...] = ()
    users: tuple[UserSpec, ...] = ()
    settings: Settings = field(default_factory=Settings)
    homes: tuple[str, ...] = ()
    latency: Latency = field(default_factory=lambda: Constant(5_000))
    loss: float = 0.0

    def __post_init__(self) -> None:
        """Refuses a cluster that cannot be, with all that is wrong with it."""
        names = self.names
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        wrong = [f"the server {name} stands there twice" for name in twice]
        used = [(f"{user.name} is at", user.server) for user in self.users]
        used += [("a link goes to", end) for link in self.links for end in (link.a, link.b)]
        used += [("a home is", home) for home in self.homes]
        wrong += [f"{what} {name}, which is no server" for what, name in used if name not in names]
        if self.homes and len(self.homes) != self.settings.n:
            wrong.append(f"{len(self.homes)} homes are named, but N is {self.settings.n}")
        if wrong:
            raise RefusedError("; ".join(wrong))
        self.settings.check(len(names))

    @property
    def names(self) -> tuple[str, ...]:
        """The servers' names, in their order."""
        return tuple(server.name for server in self.servers)
