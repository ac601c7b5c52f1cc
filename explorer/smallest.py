"""The smallest cause of an anomaly: of all that was done, what it does not happen without.

Commands are taken away by delta debugging (`explorer.shrinking`), then users, servers and settings
that make no difference; every message takes as long as its link does on average, where that spares
nothing. What is left is tried once more, command by command and message by message: each is run
without, so that what is called needed is known to be. It is the same anomaly when it is of the same
kind and between the same users.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from engine.applications import genesis
from engine.cluster import Cluster, Command
from engine.faults import DropMessage
from engine.history import History
from engine.records import Message
from explorer import plainer, sought
from explorer.shrinking import Search
from explorer.sought import Sought
from explorer.storms import Case

MOST_RUNS, FEWEST_RUNS = 1_000, 40
MOST_STEPS = 6_000_000
"""Steps of the engine that one search may take, about: a minute and a half."""
MOST_MESSAGES = 60
"""So many messages are tried one by one; of a run with more of them none is."""
ROOM_US = 20_000
"""How long what is left runs on, so that one sees what came of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to shrink: a whole run, the anomaly, what that was asked by, and the run's story."""

    case: Case
    sought: Sought
    subject: str
    title: str
    question: int
    lines: Mapping[Command, str] = field(default_factory=dict)
    """The lines of commands that can be told in no other way."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many runs were made of how many at most, and how many commands are left."""

    runs: int
    budget: int
    left: int


@dataclass(frozen=True, slots=True)
class Smallest:
    """What is left of a run, its history, and what was tried to be sure of it."""

    case: Case
    history: History
    runs: int
    complete: bool
    """Each command was tried without, and the anomaly did not happen."""
    messages: tuple[Message, ...] | None
    """Those without which it does not happen; None: there were too many to try."""


def smallest(wanted: Wanted, told: Callable[[Progress], None]) -> Smallest:
    """The smallest run found that has the anomaly; `told` hears of every run.

    Raises ValueError when the run has it not.
    """
    _, steps = run(wanted.case)
    budget = min(MOST_RUNS, max(FEWEST_RUNS, MOST_STEPS // max(1, steps)))
    runs = [0, len(wanted.case.commands)]

    def probe(case: Case) -> tuple[History, int] | None:
        runs[0] += 1
        told(Progress(runs[0], budget, runs[1]))
        history, _ = run(case)
        us = sought.when(wanted.sought, history)
        return None if us is None else (history, us)

    search = Search(wanted.case, probe, budget)
    search.walk([plainer.without_luck], ())
    before = None
    while before != search.best and not search.spent:
        before = search.best
        search.fewer_commands()
        runs[1] = len(search.best.commands)
        search.walk(map(_same_story, plainer.simpler(search.best)), ())
    search.walk([_ended_soon(search.found, search.until_us)], ())
    complete = all(_is_needed(search, i) for i in range(len(search.best.commands)))
    messages = _needed_messages(search) if complete else None
    return Smallest(search.best, search.found, search.runs, complete and not search.spent, messages)


def run(case: Case) -> tuple[History, int]:
    """A whole run: its history, and how many steps it took."""
    cluster = Cluster(case.spec, case.seed, case.commands)
    history = History(tuple(genesis(case.spec.users)))
    while cluster.step(case.end_us):
        for event in cluster.events:
            history.fold(event)
        cluster.events.clear()
    return history, cluster.steps


def _same_story(step: plainer.Step) -> plainer.Step:
    """A step that leaves every key its homes, and how servers agree: else it is another story."""

    def kept(case: Case) -> Case | None:
        plain = step(case)
        same = plain is not None and _question(plain) == _question(case)
        return plain if same else None

    return kept


def _question(case: Case) -> tuple[int, str]:
    return case.spec.settings.n, case.spec.settings.agreement


def _ended_soon(history: History, until_us: int) -> plainer.Step:
    """The run ends when what was on its way has come, and a little later."""
    sent = [m.arrives_us for m in history.messages.values() if m.sent_us <= until_us]
    end_us = max([until_us, *sent]) + ROOM_US
    return lambda case: replace(case, end_us=min(case.end_us, end_us))


def _is_needed(search: Search[History], index: int) -> bool:
    commands = search.best.commands
    rest = (*commands[:index], *commands[index + 1 :])
    return not search.spent and search.happens(replace(search.best, commands=rest)) is None


def _needed_messages(search: Search[History]) -> tuple[Message, ...] | None:
    """The messages without which it does not happen: each is taken off just after it was sent."""
    sent = [m for m in search.found.messages.values() if m.death is None]
    if len(sent) > min(MOST_MESSAGES, search.budget - search.runs):
        return None
    return tuple(message for message in sent if _is_needed_message(search, message))


def _is_needed_message(search: Search[History], message: Message) -> bool:
    if message.arrives_us <= message.sent_us + 1:
        return False  # it arrives before anybody could take it off
    dropped = (message.sent_us + 1, DropMessage(message.number))
    commands = tuple(sorted((*search.best.commands, dropped), key=lambda timed: timed[0]))
    return search.happens(replace(search.best, commands=commands)) is None
