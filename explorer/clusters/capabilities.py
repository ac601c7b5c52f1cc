"""What a kind of cluster can do, and so which stories it can run: the port of all engines.

A story that asks for more is refused with every reason, and never played with something left out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from engine import faults as known_faults
from engine.cluster import Command
from engine.faults import Fault, OnPrimary
from engine.social import Request
from engine.spec import SETTINGS, TOKENS, ClusterSpec
from explorer.clusters.transcript import Evidence
from explorer.stories import Scenario
from explorer.times import tell_time


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One kind of cluster. What is empty or None is not limited."""

    name: str
    clock: Literal["virtual", "wall"]
    leaderless: bool
    """Whether any server takes a write; else one does, the primary."""
    w: Literal["operation", "cluster"]
    """Whether each write may have a W of its own."""
    levels: tuple[str, ...] = ()
    """What an ack may say of a copy: that it is durable, or that it can be read."""
    longest_us: int | None = None
    """How long a story may last."""
    tokens: bool = True
    """Whether a read may wait for what a user session demands."""
    faults: tuple[type[known_faults.Fault], ...] | None = None
    changes: tuple[str, ...] | None = None
    """Which settings mean something to it while it runs, by attribute."""
    actions: tuple[str, ...] | None = None
    """What people can ask for."""
    settings: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    """By setting that is not free: its values here, the usual one first."""
    why: Mapping[str, str] = field(default_factory=dict)
    """By setting, fault or action that it has not: why that is so, as the end of a sentence."""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """By event that is not seen exactly: how else."""

    def lacks(self, scenario: Scenario) -> tuple[str, ...]:
        """Why this cannot run a story, in words, each reason once; none when it can."""
        found = [*self.of_cluster(scenario.cluster), *self.of_length(scenario.until_us)]
        for _, command in scenario.commands:
            found += self.of_command(command, scenario.cluster.names)
        return tuple(dict.fromkeys(found))

    def refuses(self, command: Command, servers: Collection[str]) -> str | None:
        """Why it cannot be given by hand to these servers, in words; None when it can."""
        return next(self.of_command(command, servers), None)

    def of_length(self, until_us: int) -> Iterator[str]:
        """Why a story cannot last so long."""
        if self.longest_us is not None and until_us > self.longest_us:
            yield f"a story there lasts {tell_time(self.longest_us)} at most"

    def of_cluster(self, spec: ClusterSpec) -> Iterator[str]:
        """Why this cannot be such a cluster."""
        if not self.leaderless:
            yield from self._of_followers(spec)
        for name, setting in SETTINGS.items():
            value = getattr(spec.settings, setting.attribute)
            if value not in self.settings.get(name, (value,)):
                yield self._has_no(name, value)

    def _of_followers(self, spec: ClusterSpec) -> Iterator[str]:
        if spec.application != "social":
            yield f"{self.name} serves the social network, and no site of articles"
        servers = len(spec.servers)
        if spec.settings.n != servers:
            yield f"every server of {self.name} has all, so N is {servers}, not {spec.settings.n}"
        if any(server.skew_us for server in spec.servers):
            yield f"no clock of {self.name} stamps its writes, so none can be wrong"

    def of_command(self, command: Command, servers: Collection[str]) -> Iterator[str]:
        """Why this cannot be done to these servers there."""
        if isinstance(command, Request):
            if self.actions is not None and command.action not in self.actions:
                yield f"nobody can {_told(command.action)} here{self._because(command.action)}"
            elif self.w == "cluster" and command.w is not None:
                yield f"{self.name} has one W for all writes{self._because('w')}"
        elif self.faults is not None and not isinstance(command, self.faults):
            kind = type(command).__name__
            yield f"{self.name} cannot do that ({_told(kind.lower())}){self._because(kind)}"
        elif isinstance(command, known_faults.Change):
            yield from self._of_change(command.name, command.value)
        elif isinstance(command, known_faults.Cut) and not self.leaderless:
            real = [link for link in command.links if set(link) <= set(servers)]
            if any(link[::-1] not in real for link in real):
                yield "a link between real servers is cut both ways"

    def _of_change(self, attribute: str, value: object) -> Iterator[str]:
        names = {setting.attribute: name for name, setting in SETTINGS.items()}
        name = names.get(attribute, attribute)
        if self.changes is None and value not in self.settings.get(name, (value,)):
            yield self._has_no(name, value)
        elif self.changes is not None and attribute not in self.changes:
            known = ", ".join(names.get(each, each) for each in self.changes)
            yield f"{_told(name)} means nothing to {self.name}: what can be set is {known}"

    def _has_no(self, name: str, value: object) -> str:
        if isinstance(value, int) and SETTINGS[name].attribute.endswith("_us"):
            value = tell_time(value)
        return f"{self.name} has no {_told(name)} {value}{self._because(name)}"

    def _because(self, what: str) -> str:
        return f": {self.why[what]}" if what in self.why else ""


def _told(name: str) -> str:
    return name.replace("_", " ")


EMBEDDED = Capabilities(
    "the embedded cluster",
    "virtual",
    leaderless=True,
    w="operation",
    levels=("readable",),
    faults=tuple(kind for kind in get_args(Fault) if kind not in get_args(OnPrimary)),
    settings={"acks": ("readable",)},
    why={
        "acks": "what a server there acknowledges can be read there at once",
        "Promote": "none of its servers is the primary, for each takes writes",
        "Rejoin": "none of its servers is the primary, whom others follow",
        "Lag": "a server there applies at once what it gets",
    },
)

POSTGRES = Capabilities(
    "PostgreSQL",
    "wall",
    leaderless=False,
    w="cluster",
    levels=("remote_apply", "on", "local"),
    longest_us=60_000_000,
    faults=(
        known_faults.Crash, known_faults.Wipe, known_faults.Restart, known_faults.Pause,
        known_faults.Resume, known_faults.Cut, known_faults.Partition, known_faults.Heal,
        known_faults.Retime, known_faults.Change, known_faults.MoveUser, known_faults.Demand,
        *get_args(OnPrimary),
    ),
    changes=("r", "w", "acks", "timeout_us", "ask", "user_session", "sign_in"),
    actions=(
        "sign_up", "sign_in", "post", "comment", "like", "unlike", "follow", "unfollow", "feed",
    ),
    settings={
        "quorum": ("strict",), "hints": ("off",), "read_repair": ("off",), "write_back": ("off",),
        "clock": ("hlc",), "sync": (0,),
        "user_session": ("none", "sticky", *TOKENS), "likes": ("each",),
        "follows": ("newest",), "conflicts": ("newest",), "agreement": ("off",), "service": (0,),
        "web_servers": (0,), "hedge": (None,), "request_loss": (0,), "retries": (0,),
    },
    why={
        "quorum": "no server stands in for another one",
        "hints": "a standby takes up the log where it left off",
        "read_repair": "a standby changes nothing by itself",
        "write_back": "a standby changes nothing by itself",
        "clock": "the primary's log decides what is newer",
        "likes": "one server takes all writes, so none are concurrent",
        "follows": "one server takes all writes, so none are concurrent",
        "conflicts": "one server takes all writes, so none are concurrent",
        "agreement": "who is the primary is decided from outside, and nobody votes",
        "Load": "a crowd's arrivals would be measured on this machine, not on the servers",
        "Trials": "its delays are not drawn from a law",
        "Skew": "no clock stamps its writes",
        "Degrade": "a relay of a connection loses nothing: TCP sends it again",
        "Hold": "a connection that stands still is a cut one here",
        "w": "which standbys a commit waits for is set for the whole cluster",
    },
    # What a server has is known by how far it was when it was looked at.
    evidence={"stored": "sampled", "behind": "sampled"},
)  # fmt: skip
"""Streaming replication: one primary, standbys that apply its log; see `postgres`."""

ENGINES = {"embedded": EMBEDDED, "postgres": POSTGRES}
"""By the name that a story, `on` and `--on` call it."""
