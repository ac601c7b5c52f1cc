"""A paused server goes on by itself, even if its keeper was killed: a program on its host waits.

It knows processes by their ids and by when they began, and has a mark as they have, by which
whoever ends a cluster finds it.
"""

from collections.abc import Collection
from math import ceil
from pathlib import PurePath

from explorer.clusters.postgres import hosts
from explorer.clusters.postgres.hosts import WAKER, Host, Process

_BEGAN = 'began() { echo $(ps -o lstart= -p "$1"); }'
_NOTES = 'before=$(for pid; do echo "$pid $(began "$pid")"; done)'
_WAITS = 'while [ "$left" -gt 0 ]; do sleep 1; left=$((left - 1)); done'  # dies within a second
_WAKES = 'if [ "$(began "$pid")" = "$when" ]; then kill -CONT "$pid"; fi'
SCRIPT = (
    f"{_BEGAN}; left=$2; shift 2; {_NOTES}; {_WAITS}; "
    f'echo "$before" | while read -r pid when; do {_WAKES}; done'
)
"""Its words: a mark, seconds, ids of processes."""
NOWHERE = PurePath("/dev/null")


async def later(host: Host, mark: str, processes: Collection[Process], seconds: float) -> None:
    """Has these go on after so long, unless it is asked for again with this mark, or ended."""
    await hosts.kill(host, [mark])
    pids = [str(process.pid) for process in processes]
    await host.start(["sh", "-c", SCRIPT, WAKER, mark, str(ceil(seconds)), *pids], NOWHERE)
