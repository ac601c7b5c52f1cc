"""A small cluster made by hand: one primary and its standbys, on loopback, in a folder of its own.

Rules this file keeps: a server is started only by the user who owns its folder, never as root; what
was started is stopped, whatever happens in between.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
CONFIGURATION = {
    "listen_addresses": "127.0.0.1", "fsync": "off", "wal_level": "logical",
    "wal_log_hints": "on", "hot_standby_feedback": "on", "shared_buffers": "32MB",
    "autovacuum": "off", "max_connections": "100", "hot_standby": "on",
    "wal_receiver_status_interval": "1s",
}  # fmt: skip


class ByHand:
    """Three servers, the first of which is the primary."""

    def __init__(self, folder: Path, names: tuple[str, ...] = ("A", "B", "C")) -> None:
        self.folder, self.names = folder, names
        self.ports = {name: _free_port() for name in names}
        self.owner = _owner()
        if self.owner:
            shutil.chown(folder, self.owner)
            folder.chmod(0o700)

    def dsn(self, _source: str, target: str) -> str:
        return f"host=127.0.0.1 port={self.ports[target]} user=postgres dbname=postgres"

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(PROGRAMS[-1] / program), *arguments], user=self.owner, cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, check=False,
            extra_groups=() if self.owner else None,
        )  # fmt: skip
        logs = "".join(log.read_text() for log in self.folder.glob("*.log"))
        assert done.returncode == 0, done.stderr.decode() + logs

    def make(self) -> None:
        first, *others = self.names
        self.run("initdb", "-D", first, "-U", "postgres", "-A", "trust", "--no-sync",
                 "--wal-segsize=1")  # fmt: skip
        for name in others:
            shutil.copytree(self.folder / first, self.folder / name)
            self._own(self.folder / name)
        for name in self.names:
            self._configure(name)
        self.start(first)
        with psycopg.connect(self.dsn(first, first), autocommit=True) as connection:
            for name in others:
                connection.execute(f"SELECT pg_create_physical_replication_slot('{name.lower()}')")
        for name in others:
            self.start(name)

    def _own(self, folder: Path) -> None:
        if self.owner:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, self.owner)
        folder.chmod(0o700)

    def _configure(self, name: str) -> None:
        said = {**CONFIGURATION, "port": str(self.ports[name]), "cluster_name": name,
                "unix_socket_directories": str(self.folder)}  # fmt: skip
        if name != self.names[0]:
            source = f"host=127.0.0.1 port={self.ports[self.names[0]]} user=postgres"
            said["primary_conninfo"] = f"{source} application_name={name}"
            said["primary_slot_name"] = name.lower()
            (self.folder / name / "standby.signal").touch()
        with (self.folder / name / "postgresql.conf").open("a") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in said.items())

    def start(self, name: str) -> None:
        self.run("pg_ctl", "-D", name, "-w", "-l", f"{name}.log", "start")

    def stop(self, name: str, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", name, "-w", "-m", mode, "stop")

    def set(self, name: str, **said: str) -> None:
        """Changes the configuration of a server that runs, which reads it again."""
        with psycopg.connect(self.dsn(name, name), autocommit=True) as connection:
            for key, value in said.items():
                connection.execute(f"ALTER SYSTEM SET {key} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")


@contextmanager
def made() -> Iterator[ByHand]:
    """A cluster that runs, and is gone afterwards; a test is skipped where there is none."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="quorumscope-rows-"))
    cluster = ByHand(folder)
    try:
        cluster.make()
        yield cluster
    finally:
        for name in cluster.names:
            if (folder / name / "postmaster.pid").exists():
                cluster.stop(name)
        shutil.rmtree(folder)


def _owner() -> str | None:
    """Whom servers run as: the user of these tests, or, as they refuse root, somebody else."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
