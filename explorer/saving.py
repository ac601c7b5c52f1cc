"""From a run back to a preset file: the inverse of `explorer.reading`, for runs worth keeping.

What is written is read again as the same cluster, seed and commands, so that it opens in the window
and runs to the same event log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.cluster import Command, Timed
from engine.faults import Change
from engine.social import Request
from engine.spec import SETTINGS, ClusterSpec, Settings, UserSpec
from explorer.latencies import write_latency
from explorer.telling import setting, tell
from explorer.times import write_time


@dataclass(frozen=True, slots=True)
class Words:
    """What a preset says beside what it does."""

    slug: str
    title: str
    story: str
    takeaway: str
    leaves_out: str
    expect: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    """The sentence of each command, in their order; none: nothing is said of them."""
    shows: tuple[tuple[str, ...], ...] = ()
    """What each of these sentences is about; none: their words tell."""
    lines: Mapping[Command, str] = field(default_factory=dict)
    """The lines of commands that can be told in no other way, such as signing up."""
    question: int = 1
    engine: str = "embedded"


def preset_text(
    spec: ClusterSpec, seed: int, commands: tuple[Timed, ...], until_us: int, words: Words
) -> str:
    """The YAML of a preset. Raises ValueError for what the preset language has no words for."""
    document = {
        "number": 999,
        "slug": words.slug,
        "title": words.title,
        "question": words.question,
        "story": words.story,
        **({"engine": words.engine} if words.engine != "embedded" else {}),
        "cluster": _cluster(spec),
        "users": {user.name: _user(user) for user in spec.users},
        "seed": seed,
        "until": write_time(until_us),
        "script": _script(commands, words),
        "expect": list(words.expect),
        "takeaway": words.takeaway,
        "leaves_out": words.leaves_out,
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _script(commands: tuple[Timed, ...], words: Words) -> list[dict[str, Any]]:
    says = words.says or ("",) * len(commands)
    shows = words.shows or ((),) * len(commands)
    return [
        {"at": write_time(at_us), "do": words.lines.get(command) or tell(command)}
        | _named(command)
        | ({"say": say} if say else {})
        | ({"show": list(show)} if show else {})
        for (at_us, command), say, show in zip(commands, says, shows, strict=True)
    ]


def _named(command: Command) -> dict[str, str]:
    name = command.name if isinstance(command, Request) else ""
    return {"as": name} if name else {}


def _cluster(spec: ClusterSpec) -> dict[str, Any]:
    if any(link.loss != spec.loss for link in spec.links):
        raise ValueError("a preset has one loss for all links")
    delays = {f"{link.a}-{link.b}": write_latency(link.latency) for link in spec.links}
    skews = {s.name: s.skew_us for s in spec.servers if s.skew_us}
    said = {
        "default_delay": write_latency(spec.latency),
        "delay": delays,
        "loss": spec.loss,
        "homes": list(spec.homes),
        "leader": spec.leader,
        "application": "" if spec.application == "social" else spec.application,
        "skew": {name: write_time(skew_us) for name, skew_us in skews.items()},
        **_settings(spec.settings),
    }
    servers = {server.name: server.place for server in spec.servers}
    return {"servers": servers, **{name: value for name, value in said.items() if value}}


def _settings(settings: Settings) -> dict[str, str | int]:
    """Those that are not as they are by themselves; N, R and W always."""
    usual = Settings()
    found: dict[str, str | int] = {}
    for name, known in SETTINGS.items():
        value = getattr(settings, known.attribute)
        if name in "nrw":
            found[name] = value
        elif value != getattr(usual, known.attribute):
            found[name] = setting(Change(known.attribute, value))[1]
    return found


def _user(user: UserSpec) -> dict[str, Any]:
    if user.key:
        raise ValueError(f"the password of {user.name} is gone")
    said: dict[str, Any] = {
        "at": user.server,
        "follows": list(user.follows),
        "posts": list(user.posts),
    }
    if user.articles is not None:
        said["articles"] = dict(user.articles)
    return said | ({"user_session": user.user_session} if user.user_session else {})
