"""What there is by name in a story, and whom a command speaks of, so that strangers are noticed."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from engine import faults
from engine.applications import ACTIONS
from engine.cluster import Command
from engine.social import BEGINNINGS, Request
from explorer import repeating, script
from explorer.lines import ScriptError
from explorer.schema import PresetModel, StepModel


def operations(model: PresetModel) -> set[str]:
    """What operations are called in any variant: by their own name, or by what they do."""
    steps = [step for _, _, step in repeating.each(_steps(model))]
    done = {(step.do or "").split(" ")[0].replace("-", "_") for step in steps}
    return {step.name for step in steps if step.name} | (
        done & {action for actions in ACTIONS.values() for action in actions}
    )


def everybody(model: PresetModel) -> tuple[set[str], set[str]]:
    """The servers and the users that there are in any variant, at any time."""
    servers, users = newcomers(_commands(step.do for step in _steps(model)))
    return servers | set(model.cluster.servers), users | set(model.users)


def _steps(model: PresetModel) -> list[StepModel]:
    """Those of the story, and of all its variants."""
    variants = (step for variant in model.variants.values() for step in variant.script)
    return [*model.script, *variants]


def _commands(lines: Iterable[str | None]) -> Iterator[Command]:
    """What these lines do; what is not understood is told elsewhere."""
    for line in lines:
        with suppress(ScriptError):
            _, action = script.parse(line or "")
            if isinstance(action, Command):
                yield action


def newcomers(commands: Iterable[Command]) -> tuple[set[str], set[str]]:
    """The servers that join, and the users who sign up or in."""
    servers, users = set[str](), set[str]()
    for command in commands:
        if isinstance(command, faults.Join):
            servers.add(command.server)
        if isinstance(command, Request) and command.action in BEGINNINGS:
            users.add(command.user)
    return servers, users


def strangers(command: Command, servers: set[str], users: set[str]) -> Iterator[str]:
    """What is wrong with whom a command names, in words."""
    if isinstance(command, Request):
        named = [command.user, *([command.other] if command.other else [])]
        yield from (f"{name} is no user" for name in named if name not in users)
    for name in _servers(command):
        if name not in servers:
            known = isinstance(command, faults.Cut | faults.Heal) and name in users
            yield from () if known else (f"{name} is no server",)
    if isinstance(command, faults.OnUser) and command.user not in users:
        yield f"{command.user} is no user"


def _servers(command: Command) -> tuple[str, ...]:
    """The servers that a command names; users may stand in a cut."""
    match command:
        case Request():
            return tuple(name for name in (command.via, *command.asking) if name)
        case faults.Join(_, source):
            return (source,) if source else ()
        case faults.Replace(server, source):
            return (server, source) if source else (server,)
        case (
            faults.Cut() | faults.Heal() | faults.Hold() | faults.Release() | faults.Degrade()
            | faults.Retime()
        ):  # fmt: skip
            return tuple(dict.fromkeys(end for link in command.links for end in link))
        case _:
            name = getattr(command, "server", "")
            return (name,) if name else ()
