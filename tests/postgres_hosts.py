"""Machines for servers: network namespaces of this one, each with an sshd of its own."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest

USER = "postgres"
"""Who logs in there: PostgreSQL refuses root."""
SSHD = """
Port 22
ListenAddress {address}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized
PidFile none
StrictModes no
UsePAM yes
PasswordAuthentication no
KbdInteractiveAuthentication no
"""


@dataclass(frozen=True)
class Machines:
    """Some hosts, and the home of somebody whom they let in."""

    file: Path
    home: Path
    folders: tuple[Path, ...]


def lacking() -> str:
    """Why there can be none here; empty where there can."""
    if os.name == "nt" or os.geteuid() != 0:
        return "network namespaces are made by root alone"
    for name in ("ip", "/usr/sbin/sshd", "setsid", "ps"):
        if not shutil.which(name):
            return f"there is no {name}"
    if subprocess.run(["id", USER], capture_output=True, check=False).returncode:
        return f"there is no user {USER}"
    made = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return "" if made.returncode == 0 else "network namespaces are not allowed here"


@contextmanager
def machines(number: int) -> Iterator[Machines]:
    """So many, for as long as they are wanted; afterwards nothing of them is left."""
    if reason := lacking():
        pytest.skip(reason)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quorumscope-")))
        folder.chmod(0o755)
        home = folder / "home"
        (home / ".ssh").mkdir(parents=True)
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(home / ".ssh" / "id_ed25519")
        (home / ".ssh" / "id_ed25519").chmod(0o600)
        (folder / "authorized").write_bytes(key.export_public_key())
        known, lines, folders = [], [], []
        net = f"10.{secrets.randbelow(100) + 100}"
        for one in range(number):
            address = f"{net}.{one}.2"
            own = folder / f"machine{one}"
            own.mkdir()
            host_key = asyncssh.generate_private_key("ssh-ed25519")
            host_key.write_private_key(own / "host_key")
            (own / "host_key").chmod(0o600)
            shutil.copy(folder / "authorized", own / "authorized")
            known.append(f"{address} {host_key.export_public_key().decode().strip()}")
            lines.append(f"{USER}@{address} {own}/srv  # {one}")
            folders.append(own / "srv")
            (own / "srv").mkdir()
            shutil.chown(own / "srv", USER)
            stack.enter_context(_machine(own, f"{net}.{one}.1", address))
        (home / ".ssh" / "known_hosts").write_text("\n".join(known) + "\n")
        (folder / "hosts").write_text("\n".join(lines) + "\n")
        yield Machines(folder / "hosts", home, tuple(folders))


@contextmanager
def _machine(folder: Path, near: str, address: str) -> Iterator[None]:
    name = f"qs{secrets.token_hex(4)}"
    Path("/run/sshd").mkdir(exist_ok=True)  # sshd wants it
    _run(f"ip netns add {name}")
    try:
        _run(f"ip link add {name} type veth peer name far netns {name}")
        _run(f"ip address add {near}/24 dev {name}")
        _run(f"ip link set {name} up")
        for words in ("link set lo up", f"address add {address}/24 dev far", "link set far up"):
            _run(f"ip -n {name} {words}")
        (folder / "sshd").write_text(SSHD.format(address=address, folder=folder))
        sshd = ["ip", "netns", "exec", name, "/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd"]
        with subprocess.Popen(sshd, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr
                said = iter(server.stderr.readline, "")
                assert any("Server listening" in line for line in said), "sshd does not start"
                yield
            finally:
                server.terminate()
    finally:
        _run(f"ip netns delete {name}")


def _run(words: str) -> None:
    subprocess.run(words.split(), check=True)
