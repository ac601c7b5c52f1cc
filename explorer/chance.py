"""Whether anything in a run is left to luck, so that another seed may make another run of it. Pure.

On the safe side: what counts as luck here may turn out to change nothing, never the other way
round.
"""

from collections.abc import Iterable

from engine import faults
from engine.cluster import Command
from engine.latency import Constant, Latency
from engine.spec import SETTINGS, ClusterSpec, Settings


def is_there(spec: ClusterSpec, commands: Iterable[Command]) -> bool:
    """Whether luck has any part in a run of this cluster in which this is done."""
    ways = [(spec.latency, spec.loss), *((link.latency, link.loss) for link in spec.links)]
    return (
        any(_varies(latency) or loss for latency, loss in ways)
        or _in_settings(spec.settings)
        or any(map(_in_command, commands))
    )


def _varies(latency: Latency | None) -> bool:
    return not (latency is None or isinstance(latency, Constant))


def _in_settings(settings: Settings) -> bool:
    """Whom a read asks, who leads, how long a job takes, and what gets lost on its way."""
    return bool(
        settings.ask == "random"
        or settings.agreement != "off"
        or settings.service_us
        or settings.web_servers
        or settings.request_loss
        or settings.backoff_us
    )


def _in_command(command: Command) -> bool:
    match command:
        case faults.Load() | faults.Trials() | faults.Nemesis() | faults.DuplicateMessage():
            return True
        case faults.Degrade(loss=loss, duplicate=duplicate, reorder=reorder):
            return bool(loss or duplicate or reorder)
        case faults.Retime(latency=latency):
            return _varies(latency)
        case faults.Change(name, value):
            attribute = SETTINGS[name].attribute if name in SETTINGS else name
            return _in_settings(Settings(**{attribute: value}))  # type: ignore[arg-type]
    return False
