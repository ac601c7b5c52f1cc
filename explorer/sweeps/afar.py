"""The runs of a sweep on Dask: on a cluster that is there, or on one that is started by SSH.

Rules this file keeps: a host whose key is not known is never talked to; a cluster that was started
here ends with the sweep, also where the sweep is killed; what a lost worker was doing, Dask gives
to another. Whoever can reach a scheduler can run what he likes there, so it belongs into a network
of one's own, or behind TLS.

Dask is an extra: this module is imported only where it is wanted.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh
from distributed import Client, SSHCluster, as_completed
from distributed.scheduler import KilledWorker, NoValidWorkerError

from explorer.problems import problem
from explorer.sweeps.plan import Plan
from explorer.sweeps.row import OURS, Row
from explorer.sweeps.work import LostError, rows

FEWEST_PIECES, LARGEST_PIECE = 8, 16
"""Dask takes over a millisecond for what it is given, so runs go in pieces: so many for each
worker at least, that all may end together, and no more runs in one than are soon done again."""
ALONE_S = 60
"""So long a cluster that was started here stays without anybody to work for."""
PATIENCE_S = 20
LOGGERS = "distributed", "distributed.client"
KNOWN_HOSTS = Path(".ssh", "known_hosts")


@dataclass(frozen=True, slots=True)
class Crew:
    """A cluster by its address, or hosts to start one on; `asked`: as the command line has it."""

    asked: str
    address: str | None
    hosts: Sequence[str]
    python: str | None = None

    def run(self, plan: Plan, places: Sequence[int]) -> Iterator[tuple[int, Row]]:
        """Does the runs at these places. Raises InputError where there is no way to the cluster.

        Raises LostError when it is lost on the way, StrangerError where it has another version.
        """
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what is wrong is told below
        if places:
            with self._client() as client:
                yield from run(client, plan, places)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            client = Client(self.address or self._started(), timeout=PATIENCE_S)
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except (OSError, RuntimeError, ValueError, asyncssh.Error) as error:
            raise problem(self.asked, f"there is no way to it: {_reason(error)}") from error
        try:
            yield client
        finally:
            client.close()
            if client.cluster is not None:
                client.cluster.close()

    def _started(self) -> SSHCluster:
        """The scheduler and the first worker share a host. Raises OSError."""
        known = Path.home() / KNOWN_HOSTS
        if not known.is_file():
            raise OSError(f"there are no known hosts in {known}")
        return SSHCluster(
            [self.hosts[0], *self.hosts],
            connect_options={"known_hosts": str(known), "connect_timeout": PATIENCE_S},
            scheduler_options={"port": 0, "dashboard": False, "idle_timeout": f"{ALONE_S}s"},
            worker_options={"nthreads": 1, "death_timeout": ALONE_S},
            remote_python=self.python,
        )


def run(client: Client, plan: Plan, places: Sequence[int]) -> Iterator[tuple[int, Row]]:
    """Does the runs at these places, by whoever works for this client."""
    size = len(places) // (FEWEST_PIECES * max(1, sum(client.nthreads().values())))
    size = max(1, min(LARGEST_PIECE, size))
    pieces = [places[at : at + size] for at in range(0, len(places), size)]
    asked = [
        client.submit(rows, OURS, [plan.job(place) for place in piece], pure=False)
        for piece in pieces
    ]
    try:
        for done in as_completed(asked):
            yield from done.result()
    except (CancelledError, KilledWorker, NoValidWorkerError, OSError) as error:
        raise LostError(f"the cluster is lost: {_reason(error)}") from error
    except (ImportError, RuntimeError) as error:
        if not isinstance(_bottom(error), ImportError):
            raise
        raise LostError(f"this program is not installed there: {_reason(error)}") from error
    finally:
        client.cancel(asked)


def _reason(error: BaseException) -> str:
    """What is at the bottom of it: Dask wraps what SSH says."""
    bottom = _bottom(error)
    return str(bottom) or type(bottom).__name__


def _bottom(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error
