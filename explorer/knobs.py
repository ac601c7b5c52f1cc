"""Every setting as a knob: its value now, and what else it may be, asked of the engine."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine import injection
from engine.cluster import Cluster
from engine.faults import Change
from engine.spec import SETTINGS, Setting
from explorer.injecting import change
from explorer.offering import Forbids
from explorer.telling import setting as told

GROUPS = (
    ("Quorums", ("n", "r", "w", "timeout", "ask", "shortcut")),
    ("Homes that do not answer", ("quorum", "hints", "handoff_wait", "hint_window", "hint_replay")),
    ("Repair", ("read_repair", "write_back", "anti_entropy")),
    ("Clocks and disks", ("clock", "sync", "acks")),
    ("Users", ("user_session", "sign_in")),
    ("Values that merge", ("likes", "follows", "conflicts")),
    ("Agreement", ("agreement", "raft_reads", "election", "heartbeat")),
    ("Service", ("service", "concurrency", "shedding", "balance")),
    ("Asking again", ("retries", "backoff", "retry_budget", "budget_start", "budget_cap", "hedge",
                      "request_loss")),
    ("Web servers", ("web_servers", "web_service", "web_concurrency", "web_connections")),
)  # fmt: skip
"""The settings by what they are about."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that the setting may be given, as text, and why it may not; None: it may."""

    sign: str
    """What stands on its button."""
    value: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting; `is_word`: it is one of the offers, and not a number or a time besides."""

    name: str
    meaning: str
    value: str
    offers: tuple[Offer, ...]
    is_word: bool


class Knobs:
    """All settings of a run, worked out anew only when something has changed."""

    def __init__(self) -> None:
        """Nothing looked at yet."""
        self._key: tuple[object, ...] = ()
        self._knobs: tuple[Knob, ...] = ()

    def view(
        self, cluster: Cluster, forbids: Forbids = lambda _command: None, given: object = None
    ) -> tuple[Knob, ...]:
        """The settings as they are; the same object while nothing has changed.

        `forbids` is asked as well, and may say something else where `given` is something else.
        """
        key = (cluster.settings, cluster.members, cluster.move, tuple(cluster.replicas), given)
        if key != self._key:
            self._key = key
            self._knobs = tuple(
                _knob(cluster, name, row, forbids) for name, row in SETTINGS.items()
            )
        return self._knobs


def _knob(cluster: Cluster, name: str, row: Setting, forbids: Forbids) -> Knob:
    known = getattr(cluster.settings, row.attribute)
    _, value = told(Change(row.attribute, known))
    values = dict.fromkeys(_values(row, known))
    offers = tuple(
        Offer(sign, text, _refusal(cluster, name, text, forbids)) for sign, text in values
    )
    return Knob(name, row.help, value, offers, is_word=bool(row.choices))


def _values(row: Setting, known: int | str | None) -> Iterator[tuple[str, str]]:
    """Other values that are near: its words; one less and one more; half of a time and twice."""
    if row.choices:
        yield from ((choice, choice) for choice in row.choices)
        if isinstance(known, str) and known not in row.choices:
            yield known, known
        return
    number = known if isinstance(known, int) else 0
    steps = (("½", number // 2), ("×2", number * 2)) if row.is_time else (
        ("\N{MINUS SIGN}", number - 1), ("+", number + 1))  # fmt: skip
    for sign, value in steps:
        if value > 0:
            yield sign, told(Change(row.attribute, value))[1]
        else:
            yield sign, str(value)
    yield from ((word, word) for word in row.words)


def _refusal(cluster: Cluster, name: str, text: str, forbids: Forbids) -> str | None:
    """Why a setting cannot be this now, in words."""
    try:
        command = change(name, text)
        return forbids(command) or injection.refusal(cluster, command)
    except ValueError as error:
        return str(error)
