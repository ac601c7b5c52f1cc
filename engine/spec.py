"""What a cluster is before anything happens: frozen values, checked when they are made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.latency import Constant, Latency


class RefusedError(ValueError):
    """What was asked cannot be done; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be changed while the cluster runs; times in microseconds, None is never.

    `SETTINGS` says of each what it means and what it may be.
    """

    n: int = 3
    r: int = 1
    w: int = 1
    timeout_us: int = 500_000
    ask: str = "nearest"
    shortcut: str = "on"
    quorum: str = "strict"
    hints: str = "off"
    handoff_wait_us: int = 100_000
    hint_window_us: int = 10_800_000_000
    hint_replay_us: int = 500_000
    read_repair: str = "off"
    write_back: str = "off"
    anti_entropy_us: int | None = None
    clock: str = "hlc"
    sync_us: int | None = 0
    acks: str = "readable"
    user_session: str = "none"
    sign_in: str = "unchecked"
    likes: str = "each"
    follows: str = "newest"
    conflicts: str = "newest"
    agreement: str = "off"
    raft_reads: str = "read-index"
    election_us: int = 150_000
    heartbeat_us: int = 50_000
    service_us: int = 0
    concurrency: int = 1
    shedding: str = "off"
    balance: str = "nearest"
    retries: int = 0
    backoff_us: int = 0
    retry_budget: int | None = None
    budget_start: int = 10
    budget_cap: int = 100
    hedge_us: int | None = None
    request_loss: int = 0
    web_servers: int = 0
    web_service_us: int = 4_000
    web_concurrency: int = 1
    web_connections: int | None = None

    def changed(self, name: str, value: object, servers: int) -> "Settings":
        """These settings with the field `name` set to `value`, on a cluster of so many `servers`.

        Raises RefusedError, in words, when that makes no sense.
        """
        settings = replace(self, **{name: value})  # type: ignore[arg-type]
        settings.check(servers)
        return settings

    def check(self, servers: int) -> None:
        """Raises RefusedError when these settings make no sense on so many `servers`."""
        rules = (
            (1 <= self.n <= servers, f"N is 1 to {servers}, the number of servers, not {self.n}"),
            (1 <= self.r <= self.n, f"R is 1 to N = {self.n}, not {self.r}"),
            (1 <= self.w <= self.n, f"W is 1 to N = {self.n}, not {self.w}"),
        )
        wrong = [text for held, text in rules if not held]
        for name, setting in SETTINGS.items():
            reason = setting.refusal(name, getattr(self, setting.attribute))
            wrong += [reason] if reason else []
        if wrong:
            raise RefusedError("; ".join(wrong))

    @property
    def asking(self) -> tuple[str, ...]:
        """The servers that a read asks by name; none: `ask` is a rule."""
        if self.ask in SETTINGS["ask"].choices:
            return ()
        return tuple(dict.fromkeys(self.ask.split("+")))

    def check_asking(self, servers: tuple[str, ...], homes: tuple[str, ...]) -> None:
        """Raises RefusedError when reads are to ask by name who cannot answer for them.

        `homes` are the home servers of every key, where they are named.
        """
        asking = self.asking
        unknown = [name for name in asking if name not in (homes or servers)]
        if unknown:
            there = "no home of every key" if unknown[0] in servers else "no server"
            raise RefusedError(f"ask names {unknown[0]}, which is {there}")
        if asking and len(asking) < self.r:
            raise RefusedError(f"R is {self.r}, so a read cannot ask {len(asking)} only")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting by the name that people use: its attribute, what it does, what it may be.

    `choices` for words; `words` for those that stand for a time; neither: a count or a plain time.
    """

    attribute: str
    help: str
    choices: tuple[str, ...] = ()
    servers: bool = False
    """Whether names of servers, such as A+C, may stand there instead of a choice."""
    words: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def is_time(self) -> bool:
        """Whether its value is a time in microseconds."""
        return self.attribute.endswith("_us")

    def refusal(self, name: str, value: object) -> str | None:
        """Why the value makes no sense, in words; None when it does."""
        if self.choices:
            if value in self.choices or (self.servers and _SERVERS.fullmatch(str(value))):
                return None
            known = " or ".join((*self.choices, *(("servers such as A+C",) * self.servers)))
            return f"{name} is {known}, not {value!r}"
        if value in self.words.values() or (isinstance(value, int) and value > 0):
            return None
        return f"{name} is a {'time' if self.is_time else 'number'} above nothing"


_SWITCH = ("off", "on")
_SERVERS = re.compile(r"[A-Za-z]\w{0,19}(\+[A-Za-z]\w{0,19})*", re.ASCII)
TOKENS = ("token-wait", "token-forward", "token-refuse")
CAUSAL = ("causal", "causal-snapshot")
ORDERED = ("monotonic-writes", "writes-follow-reads", *CAUSAL)
"""The guarantees under which writes carry what they depend on."""
GUARANTEES = ("none", "sticky", *TOKENS, *ORDERED)

SETTINGS: dict[str, Setting] = {
    "n": Setting("n", "how many home servers a key has"),
    "r": Setting("r", "how many replies a read waits for"),
    "w": Setting("w", "how many acks a write waits for"),
    "timeout": Setting("timeout_us", "how long a user waits"),
    "ask": Setting("ask", "whom a read asks: the R nearest homes, R at random, all of them, or "
                   "those among servers named as in A+C",
                   ("nearest", "random", "all"), servers=True),
    "shortcut": Setting("shortcut", "whether a coordinator uses its own copy without a message",
                        _SWITCH),
    "quorum": Setting("quorum", "whether stand-ins may acknowledge when homes do not answer",
                      ("strict", "sloppy")),
    "hints": Setting("hints", "whether the coordinator keeps hints for homes that do not answer",
                     _SWITCH),
    "handoff_wait": Setting("handoff_wait_us", "how long a coordinator waits before it hands off"),
    "hint_window": Setting("hint_window_us", "how long a silent home is hinted"),
    "hint_replay": Setting("hint_replay_us", "how often hints are sent to their homes"),
    "read_repair": Setting("read_repair", "whether a read mends the servers that it asked",
                           ("off", "async", "blocking")),
    "write_back": Setting("write_back", "whether a read writes what it returns to W homes first, "
                          "and a write reads versions first (ABD)", _SWITCH),
    "anti_entropy": Setting("anti_entropy_us", "how often servers compare hash trees",
                            words={"off": None}),
    "clock": Setting("clock", "what stamps writes: a hybrid logical clock, or the wall clock",
                     ("hlc", "wall")),
    "sync": Setting("sync_us", "when a write becomes durable", words={"always": 0, "never": None}),
    "acks": Setting("acks", "when a server that follows a primary acknowledges a write: as soon as "
                    "it is durable there, or when it can be read there too",
                    ("readable", "durable")),
    "user_session": Setting("user_session", "what a user's session demands", GUARANTEES),
    "sign_in": Setting("sign_in", "whether each request's session token is looked up first, and "
                       "who is not known is asked to sign in again", ("unchecked", "checked")),
    "likes": Setting("likes", "what a like is: each user's own row, a count that is read and "
                     "written again, or a counter that servers add up (PN-counter)",
                     ("each", "count", "counter")),
    "follows": Setting("follows", "what of a follow and an unfollow wins: the newest, additions "
                       "(OR-set), or removals for good (2P-set)",
                       ("newest", "add-wins", "two-phase")),
    "conflicts": Setting("conflicts", "what becomes of concurrent edits of a post: the newest "
                         "wins, or all are kept as siblings", ("newest", "siblings")),
    "agreement": Setting("agreement", "what the servers agree on, by Raft: nothing, new user "
                         "names, or all that is written and read", ("off", "names", "all")),
    "raft_reads": Setting("raft_reads", "whether a leader makes sure that it still leads before "
                          "it answers a read", ("read-index", "unchecked")),
    "election": Setting("election_us", "how long a server waits for a leader at least, before it "
                        "stands for election; at most twice as long"),
    "heartbeat": Setting("heartbeat_us", "how often a leader lets the others hear from it"),
    "service": Setting("service_us", "how long a server needs for a read or a write, on average "
                       "(exponential); they wait in its queue for their turn", words={"off": 0}),
    "concurrency": Setting("concurrency", "how many workers a server has"),
    "shedding": Setting("shedding", "whether a server skips at its turn what nobody waits for any "
                        "more", ("off", "deadline")),
    "balance": Setting("balance", "who gets a request of the load: the server of its user's place, "
                       "one at random, one after the other, the one with the shortest queue, or "
                       "one drawn once for each user",
                       ("nearest", "random", "round-robin", "least-loaded", "sticky")),
    "retries": Setting("retries", "how often the load's users, and everybody at a site of "
                       "articles, ask again what was not answered in time", words={"0": 0}),
    "backoff": Setting("backoff_us", "how long the load's users, and everybody at a site of "
                       "articles, wait before they ask again, at first: doubled each time, and "
                       "drawn between nothing and that (full jitter)", words={"off": 0}),
    "retry_budget": Setting("retry_budget", "how much each request adds to the bucket that a retry "
                            "takes one from, in per cent", words={"off": None}),
    "budget_start": Setting("budget_start", "the retries in the bucket at first"),
    "budget_cap": Setting("budget_cap", "the retries that the bucket holds"),
    "hedge": Setting("hedge_us", "after what time without an answer the load's users, and "
                     "everybody at a site of articles, ask a second time, beside the first",
                     words={"off": None}),
    "request_loss": Setting("request_loss", "how many requests of a load or a site of articles "
                            "are lost on their way, and as many of the answers, in per cent",
                            words={"off": 0}),
    "web_servers": Setting("web_servers", "how many web servers stand between users and database",
                           words={"off": 0}),
    "web_service": Setting("web_service_us", "how long a web server needs for a request, on "
                           "average (exponential); it does not wait for its query"),
    "web_concurrency": Setting("web_concurrency", "how many workers a web server has"),
    "web_connections": Setting("web_connections", "how many requests may be at a web server; it "
                               "refuses others", words={"off": None}),
}  # fmt: skip
"""Every setting by the name that presets, `--set` and `set` use."""


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

    `user_session` is what this user's session demands; empty: what the cluster's setting says.
    `salt` and `key` (hex, scrypt) are empty when nobody may sign in as this user by password.
    """

    name: str
    server: str
    follows: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    salt: str = ""
    key: str = ""
    user_session: str = ""
    articles: tuple[tuple[str, str], ...] | None = None
    """(title, text) of what the editor of a site of articles has published; None: a reader."""


@dataclass(frozen=True, slots=True)
class ClusterSpec:
    """A whole cluster. `homes` names the home servers of every key; empty: the ring decides.

    `leader` names the first leader, where servers have to agree: it leads in term 1 from the start,
    as if all had just voted for it and had its first entry. Empty: the first election comes when a
    server has waited long enough.
    """

    servers: tuple[ServerSpec, ...]
    links: tuple[LinkSpec, ...] = ()
    users: tuple[UserSpec, ...] = ()
    settings: Settings = field(default_factory=Settings)
    homes: tuple[str, ...] = ()
    latency: Latency = field(default_factory=lambda: Constant(5_000))
    loss: float = 0.0
    leader: str = ""
    application: str = "social"
    """What it serves: see `engine.applications`."""

    def __post_init__(self) -> None:
        """Refuses a cluster that cannot be, with all that is wrong with it."""
        names = self.names
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        wrong = [f"the server {name} stands there twice" for name in twice]
        used = [(f"{user.name} is at", user.server) for user in self.users]
        used += [("a link goes to", end) for link in self.links for end in (link.a, link.b)]
        used += [("a home is", home) for home in self.homes]
        used += [("the leader is", self.leader)] if self.leader else []
        wrong += [f"{what} {name}, which is no server" for what, name in used if name not in names]
        if self.homes and len(self.homes) != self.settings.n:
            wrong.append(f"{len(self.homes)} homes are named, but N is {self.settings.n}")
        if wrong:
            raise RefusedError("; ".join(wrong))
        self.settings.check(len(names))
        self.settings.check_asking(names, self.homes)

    @property
    def names(self) -> tuple[str, ...]:
        """The servers' names, in their order."""
        return tuple(server.name for server in self.servers)
