"""Trials on a real cluster: a write of a row of its own, and reads of it so long after its ack.

As `engine.trials`. A trial that is not done when the next one is due goes on beside it, so that the
places, though drawn by a seed, fall to trials as these happen to end.
"""

import asyncio
import random

from engine.faults import Trials
from engine.social import Plan, Request
from engine.trials import PREFIX
from explorer.clusters.postgres import serving
from explorer.clusters.postgres.run import Run


async def trials(run: Run, asked: Trials, luck: random.Random) -> None:
    """All of them, the next one so long after the one before has begun."""
    run.tell("trials", asked.count, asked.every_us, asked.after_us, asked.at)
    begun_us = run.now_us
    async with asyncio.TaskGroup() as group:
        for number in range(asked.count):
            due_us = begun_us + run.stretched(number * asked.every_us)
            await asyncio.sleep(max(0, due_us - run.now_us) / 1_000_000)
            group.create_task(_trial(run, asked, luck))


async def _trial(run: Run, asked: Trials, luck: random.Random) -> None:
    number, writer = run.number(), luck.choice(run.spec.names)
    key = f"{PREFIX}{number}"
    plan = Plan((), (key, ("text",)), f"written in trial {number}")
    if await _ask(run, number, Request("publish", f"writer {number}"), plan, writer) is None:
        return
    others = tuple(server for server in run.spec.names if server != writer)
    places = {"same": (writer,), "other": others, "any": run.spec.names}[asked.at]
    reads = (_read(run, key, luck.choice(places), after_us) for after_us in asked.after_us)
    await asyncio.gather(*reads)


async def _read(run: Run, key: str, place: str, after_us: int) -> None:
    """Somebody else reads what a trial wrote."""
    await asyncio.sleep(run.stretched(after_us) / 1_000_000)
    number = run.number()
    await _ask(run, number, Request("open", f"reader {number}"), Plan((key,)), place)


async def _ask(
    run: Run, number: int, request: Request, plan: Plan, place: str
) -> dict[object, object] | None:
    who = (request.user, request.action, place, plan.kind, "", "")
    run.tell("invoked", number, *who, plan.reads, plan.cell)
    settings = run.settings
    operation = serving.Operation(
        number, request, plan, place, settings.r, settings.w, run.limit_s()
    )
    return await serving.do(run, operation)  # type: ignore[return-value]
