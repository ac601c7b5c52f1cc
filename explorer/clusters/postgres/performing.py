"""A story's commands are done to a real cluster, each at its moment of the wall clock, and told.

What is told are the engine's events in their order, so that `engine.history.History` judges them by
the same rules. Users' requests go on beside each other; faults are done one after the other.
Nothing lasts longer than it may: each request has its time limit, and all of it has one.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress

from engine.cluster import Timed, describe
from engine.events import Event
from engine.faults import Fault, Promote, Rejoin, Restart, Trials
from engine.social import Request
from engine.spec import ClusterSpec, RefusedError
from engine.versions import GENESIS
from explorer.clusters.postgres import cells, faulting, passwords, serving, trying
from explorer.clusters.postgres.asking import POSITION
from explorer.clusters.postgres.faulting import Do
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.lines import AwayError, Dsn, LateError
from explorer.clusters.postgres.passwords import NOBODY
from explorer.clusters.postgres.run import AT_ONCE, Run, Terms

TAKE_TIME = (Restart, Promote, Rejoin)
"""What brings a server back takes as long as it takes, and people ask meanwhile. Any other fault is
done before the next command, and so is every one of the same moment, as in the story."""

LAY_LIMIT_S = 30.0
SAMPLE_S = 0.005
"""How often a standby that lacks something is looked at."""
SAMPLE_LIMIT_S = 1.0


async def perform(
    spec: ClusterSpec,
    commands: Sequence[Timed],
    until_us: int,
    dsn: Dsn,
    do: Do,
    told: Callable[[Event], None],
    terms: Terms = AT_ONCE,
    primary: str = "",
) -> Run:
    """Does the commands up to a moment of the story, and tells what happens, as it happens.

    `told` is called from the event loop. Cancelling it ends it soon and leaves no connection.

    Raises:
        HostError: The cluster cannot be made ready, in words.
        TimeoutError: It took longer than `terms` allow.
    """
    run = Run(spec, dsn, told, terms, primary or spec.names[0])
    try:
        async with asyncio.timeout(terms.limit_s):
            await lay(run, do)
            run.begin()
            await _perform(run, commands, until_us, do)
    finally:
        await run.lines.close()
    return run


async def lay(run: Run, do: Do) -> None:
    """Makes the tables anew, and sets the cluster up as the story has it; its servers are up.

    Links are slowed last: what is connected, and known of the primary, before need not wait.
    """
    until_s = run.within(LAY_LIMIT_S)
    places = [(place, server) for place in run.spec.names for server in run.spec.names]
    try:
        await _calm(run, do)
        await _fill(run, until_s)
        await asyncio.gather(*(_position(run, *way, until_s) for way in places))
        await asyncio.gather(*(run.asking.primary.of(place, until_s) for place in run.spec.names))
    except (AwayError, LateError) as error:
        raise HostError(f"the cluster cannot be made ready: {error or 'no answer'}") from None
    w = run.settings.w
    await do("require", k=w - 1, level=run.level(w))
    for one, other in faulting.pairs(faulting.all_links(run)):
        us = run.stretched(run.latency(one, other).mean_us)
        await do("delay", one=one, other=other, us=us)


async def _calm(run: Run, do: Do) -> None:
    """What a story before has left of cuts and delays is undone."""
    await do("heal")
    for one, other in faulting.pairs(faulting.all_links(run)):
        await do("delay", one=one, other=other, us=0)
    for server in run.spec.names:
        if server != run.primary:
            await do("lag", server=server, us=0)
    await do("require", k=0, level="local")


async def _fill(run: Run, until_s: float) -> None:
    """Returns once every server has all that was there before the run."""
    before = dict(run.before)
    for user in run.spec.users:
        cell = (f"account:{user.name}", ("account",))
        stored = await asyncio.to_thread(passwords.hidden, user.key) if user.key else NOBODY
        before[cell] = (GENESIS, stored)
    async with run.lines.to(run.primary, run.primary, until_s) as line:
        for statement in cells.create(before.items()):
            await line.ask(statement, until_s=until_s)
        ((position,),) = (await line.ask(POSITION, until_s=until_s))[0]
    for server in run.spec.names:
        while await _position(run, server, server, until_s) < position:
            await asyncio.sleep(SAMPLE_S)


async def _position(run: Run, place: str, server: str, until_s: float) -> int:
    async with run.lines.to(place, server, until_s) as line:
        ((position,),) = (await line.ask(POSITION, until_s=until_s))[0]
    return int(position)


async def _perform(run: Run, commands: Sequence[Timed], until_us: int, do: Do) -> None:
    turn = asyncio.Lock()
    luck = random.Random(f"{run.spec.names}")
    async with asyncio.TaskGroup() as group:
        watching = [group.create_task(_watch(run, server)) for server in run.spec.names]
        doing, last_us, takes_time = [], 0, False
        faults: list[asyncio.Task[None]] = []
        for at_us, command in sorted(commands, key=lambda timed: timed[0]):
            if at_us > until_us:
                break
            await _until(run, at_us)
            if faults and (at_us == last_us or not takes_time):
                await asyncio.wait(faults)
            faults, last_us = [], at_us
            run.tell("command", describe(command))
            if isinstance(command, Request):
                doing.append(group.create_task(serving.serve(run, command)))
            elif isinstance(command, Trials):
                doing.append(group.create_task(trying.trials(run, command, luck)))
            else:
                faults = [group.create_task(_inject(run, do, command, turn))]
                doing += faults
                takes_time = isinstance(command, TAKE_TIME)
        await _until(run, until_us)
        for task in (*doing, *watching):  # who has no answer by now gets none in this story
            task.cancel()


async def _until(run: Run, at_us: int) -> None:
    await asyncio.sleep(max(0, run.stretched(at_us) - run.now_us) / 1_000_000)


async def _inject(run: Run, do: Do, fault: Fault, turn: asyncio.Lock) -> None:
    async with turn:
        try:
            await faulting.inject(run, do, fault)
        except (RefusedError, HostError, AwayError, LateError) as error:
            run.tell("refused", describe(fault), str(error) or "no answer")


async def _watch(run: Run, server: str) -> None:
    """Looks again and again at how far a server is, while it lacks something."""
    while True:
        await asyncio.sleep(SAMPLE_S)
        if run.spreading.awaits(server):
            with suppress(AwayError, LateError):
                position = await _position(run, server, server, run.within(SAMPLE_LIMIT_S))
                run.spreading.reached(server, position)
