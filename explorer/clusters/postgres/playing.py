"""A story is played on real servers: on a cluster that is there, or on one that is made for it."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.events import Event
from explorer.clusters.capabilities import POSTGRES
from explorer.clusters.postgres import control, notes, performing, readying
from explorer.clusters.postgres.control import Control
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.run import Terms
from explorer.clusters.postgres.witness import ENDS, Witness
from explorer.clusters.transcript import Evidence, Transcript
from explorer.stories import Scenario

LONGEST_S = 120.0
"""What is to last longer is not waited for by anybody."""

Said = Callable[[str, float], object]
"""Takes what is done now, in words, and how much of the story is over, from 0 to 1."""


def play(scenario: Scenario, said: Said, folder: Path | None = None) -> Transcript:
    """What happened, from the first command to the end, on the cluster in that folder.

    None named: on the one in the usual folder, if it has the story's servers, else on servers that
    are made for it and are gone afterwards.

    Raises HostError, in words, where the servers cannot be had.
    """
    names, lies = scenario.cluster.names, folder or notes.usual()
    noted = notes.read(lies)
    if noted is not None and noted.servers == names:
        said(f"PostgreSQL: the cluster in {lies} is made ready", 0.0)
        with readying.ready(lies, noted) as cluster:
            return play_on(cluster, scenario, said, readying.where(lies, noted))
    if folder is not None:
        there = ", ".join(noted.servers) if noted else "none"
        raise HostError(f"the story needs servers {', '.join(names)}; in {folder} are {there}")
    said(f"PostgreSQL: {len(names)} servers are made", 0.0)
    with servers(names) as made:
        return play_on(made, scenario, said)


def play_on(cluster: Control, scenario: Scenario, said: Said, place: str = "") -> Transcript:
    """The same on servers that are there, with the story's names, and are all up.

    `place`: where they are, as it is told. Raises HostError where they cannot be made ready.
    """
    names, status = scenario.cluster.names, cluster.ask("status")
    engine, primary = f"PostgreSQL {status['version']}", status["primary"]
    ways = [(one, other) for one in names for other in names]
    known = {way: cluster.ask("conninfo", source=way[0], server=way[1]) for way in ways}
    log: list[Event] = []

    def told(event: Event) -> None:
        log.append(event)
        said(f"{engine}: the story is played", event[0] / scenario.until_us)

    def at_once(word: str, **words: Any) -> object:
        if word in ENDS:
            witness.look()
        return cluster.ask(word, **words)

    async def do(word: str, **words: Any) -> object:
        return await asyncio.to_thread(at_once, word, **words)

    said(f"{engine}: what was there before is written", 0.0)
    witness = Witness(cluster, primary)
    try:
        run = asyncio.run(
            performing.perform(
                scenario.cluster, scenario.commands, scenario.until_us,
                lambda source, target: known[source, target], do, told,
                Terms(limit_s=LONGEST_S), primary,
            )
        )  # fmt: skip
        witness.look()
    finally:
        witness.close()
    return replace(_transcript(engine, scenario, log, witness.saw(run, log)), place=place)


@contextlib.contextmanager
def servers(names: tuple[str, ...]) -> Iterator[Control]:
    """Servers that end with this process, however it ends; their keeper removes the folder."""
    folder = Path(tempfile.mkdtemp(prefix="quorumscope-"))
    try:
        keeper = control.begin(folder, names, tied=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        yield Control(folder)
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait()


def _transcript(
    engine: str, scenario: Scenario, log: list[Event], seen: Iterable[tuple[Event, Evidence]]
) -> Transcript:
    """What was told of the run and what was seen of its messages, together, by time."""
    told = [
        (event, POSTGRES.evidence.get(event[1], "exact")) for event in log if event[1] != "behind"
    ]
    last_us = max(scenario.until_us, log[-1][0] if log else 0)
    both = [*told, *(each for each in seen if each[0][0] <= last_us)]
    both.sort(key=lambda each: each[0][0])  # of one microsecond what the run told comes first
    times_us = [event[0] for event, _ in both if event[1] == "command"]
    ordered = sorted(scenario.commands, key=lambda timed: timed[0])
    commands = tuple((us, command) for us, (_, command) in zip(times_us, ordered, strict=False))
    evidence = {at: how for at, (_, how) in enumerate(both) if how != "exact"}
    return Transcript(engine, commands, tuple(event for event, _ in both), evidence)
