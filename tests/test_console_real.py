"""The stock OpenSSH clients against the real window, on a display of its own: driven, and refused.

What is refused of whom, in every way that a client has, is in `test_console_ssh`.
"""

import json
import os
import random
import shlex
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from consoles import SSH, leave
from displays import needs_display
from PySide6.QtGui import QImage

from explorer import folders
from explorer.console.desk import FAILED, HELD, WRONG
from explorer.console.server import MOST_KNOCKING

pytestmark = [
    needs_display,
    pytest.mark.skipif(None in SSH, reason="no OpenSSH clients: apt install openssh-client"),
]
STARTS_S, ENDS_S = 30.0, 60.0
WINDOW = """
import json, resource, sys
from PySide6.QtCore import QTimer
from explorer import presets
from ui import app

made = app._window

def window(*given):
    found = made(*given)
    found.do("predict off")
    found.do("console on 127.0.0.1:0")
    timer = QTimer(found)
    timer.timeout.connect(lambda: print(json.dumps(state(found)), flush=True))
    timer.start(50)
    return found

def state(w):
    pages = int(open("/proc/self/statm").read().split()[1])
    return {"line": w.console.line, "mib": pages * resource.getpagesize() >> 20}

app._window = window
sys.exit(app.show(presets.load("5").scenario()))
"""
"""The program with its console on, whose heart is heard twenty times a second."""


class Real:
    """The program in a real window, and who comes in by ssh."""

    def __init__(self, display: str, folder: Path) -> None:
        folder.chmod(0o700)
        self.folder, self.home, self.temporary = folder, folder / "home", folder / "tmp"
        self.temporary.mkdir()
        env = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "WAYLAND_"))}
        env |= {"DISPLAY": display, folders.VARIABLE: str(self.home)}
        env["TMPDIR"] = str(self.temporary)
        self.program = subprocess.Popen(
            [sys.executable, "-c", WINDOW], env=env, text=True, stdout=subprocess.PIPE
        )
        self._beat = threading.Condition()
        self._beats = 0
        self.state: dict[str, object] = {}
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()
        self.beats(1)
        self.line = shlex.split(str(self.state["line"]))
        self.host, self.options = self.line[-1], self.line[1:-1]
        self.port = int(self.options[-1])

    def _listen(self) -> None:
        assert self.program.stdout is not None
        for line in self.program.stdout:
            with self._beat:
                self.state, self._beats = json.loads(line), self._beats + 1
                self._beat.notify_all()

    def beats(self, count: int) -> None:
        """Until its heart has beaten so often more."""
        with self._beat:
            wanted = self._beats + count
            assert self._beat.wait_for(lambda: self._beats >= wanted, STARTS_S), "it stands still"

    def end(self) -> None:
        """Closes the window; it was there until now."""
        assert self.program.poll() is None, "the window is gone"
        self.program.terminate()
        self._ear.join(ENDS_S)
        self.program.communicate()

    def command(self, program: str, *words: str) -> list[str]:
        """The stock client, with the options of the line that the window shows."""
        options = list(self.options)
        if program != "ssh":
            options[options.index("-p")] = "-P"
        return [program, "-F", "none", "-o", "BatchMode=yes", *options, *words]

    def said(self, command: list[str], said: str = "") -> subprocess.CompletedProcess[str]:
        """What comes of it."""
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "DISPLAY": ":0"}
        return subprocess.run(
            command, input=said, env=env, cwd=self.folder, capture_output=True, text=True,
            timeout=ENDS_S, check=False, errors="replace",
        )  # fmt: skip

    def ssh(
        self, *words: str, options: tuple[str, ...] = (), said: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """`ssh` to it."""
        return self.said(self.command("ssh", *options, self.host, *words), said)

    def sftp(self, said: str) -> subprocess.CompletedProcess[str]:
        """`sftp` to it, with a batch of lines."""
        return self.said(self.command("sftp", "-b", "-", self.host), said)


@pytest.fixture(scope="module")
def real(display, tmp_path_factory):
    made = Real(display, tmp_path_factory.mktemp("real"))
    yield made
    made.end()


def test_a_whole_story_is_driven_by_stock_clients(real):
    for line, status, out in (
        ("open 5", HELD, ""),
        ("play until 10ms", HELD, "at 10 ms of"),
        ("cut A | B C", HELD, "time stands"),
        ('post X "dinner?"', HELD, "«dinner?» by X"),
        ("feed Y via B", HELD, "missing: «dinner?» by X"),
        ("expect stale reads of Y > 0", HELD, "held:"),
        ("expect stale reads of Y = 0", FAILED, "failed:"),
        ("screenshot cut", HELD, "cut.png is among the files"),
        ("crash A |", WRONG, ""),
    ):
        done = real.ssh(line)
        assert (done.returncode, out in done.stdout) == (status, True), (line, done)
    done = real.sftp("ls\nget cut.png got.png\n")
    assert (done.returncode, "cut.png" in done.stdout) == (0, True), done
    picture = QImage(str(real.folder / "got.png"))
    assert picture.width() >= 1280, "all of the window"


def test_what_a_stock_client_may_not_is_refused(real, tmp_path):
    free = socket.create_server(("127.0.0.1", 0))
    over = f"127.0.0.1:{free.getsockname()[1]}"
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    listening.close()
    for options in (("-L", f"{port}:{over}"), ("-D", str(port))):
        assert through(real, options, port, free) == b""
    strict = ("-o", "ExitOnForwardFailure=yes")
    assert real.ssh("help", "cut", options=(*strict, "-R", f"{port}:{over}")).returncode == 255
    shown = real.ssh("help", "cut", options=("-Y",))
    assert "X11 forwarding request failed" in shown.stderr
    assert "example: cut" in shown.stdout
    stranger = str(tmp_path / "stranger")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger], check=True)
    mine = str(real.home / "console" / "client_key")
    for key, more in (
        (stranger, ()),
        (mine, ("-o", "PubkeyAuthentication=no", "-o", "PreferredAuthentications=password")),
    ):
        command = [key if word == mine else word for word in real.command("ssh", *more)]
        done = real.said([*command, real.host, "help"])
        assert (done.returncode, done.stdout) == (255, ""), done
        assert "Permission denied (publickey)" in done.stderr
    free.close()


def through(real, options, port, free):
    """What comes back of a connection through a tunnel that a client has begun."""
    command = real.command("ssh", "-N", "-v", *options, real.host)
    env = {"PATH": os.environ["PATH"], "HOME": str(real.folder)}
    client = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        said = iter(client.stderr)
        assert any("Entering interactive session" in line for line in said)
        with socket.create_connection(("127.0.0.1", port), timeout=ENDS_S) as tunnel:
            if "-D" in options:
                tunnel.sendall(b"\5\1\0")
                assert tunnel.recv(2) == b"\5\0"
                where = free.getsockname()[1].to_bytes(2, "big")
                tunnel.sendall(b"\5\1\0\1\x7f\0\0\1" + where)
            tunnel.shutdown(socket.SHUT_WR)
            found = tunnel.recv(64)
        assert any("administratively prohibited" in line or "open failed" in line for line in said)
        return found
    finally:
        client.kill()
        client.communicate()


def test_an_agent_that_is_offered_is_not_taken(real, tmp_path):
    """A server that took it would have a socket for it, as long as the session lasts."""
    path = tmp_path / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.PIPE, text=True)
    try:
        assert str(path) in agent.stdout.readline()  # it listens
        offered = ("-A", "-v", "-o", f"IdentityAgent={path}", real.host, "watch stale")
        with (tmp_path / "said").open("w") as told, subprocess.Popen(
            real.command("ssh", *offered), text=True,
            stdout=subprocess.PIPE, stderr=told,
        ) as client:  # fmt: skip
            assert "told as it happens" in client.stdout.readline()
            sockets = [each for each in real.temporary.rglob("*") if each.is_socket()]
            client.kill()
    finally:
        agent.terminate()
        agent.communicate()
    assert sockets == []
    assert "Requesting authentication agent forwarding" in (tmp_path / "said").read_text()


def test_files_are_fetched_from_its_folder_alone(real):
    files = real.home / "console" / "files"
    files.mkdir(exist_ok=True)
    (files / "out").symlink_to(real.home)
    (files / "key").symlink_to(real.home / "console" / "host_key")
    (files / "told.txt").write_text("told")
    for path in ("../host_key", "/etc/passwd", "key", "out/console/host_key", "/../host_key"):
        assert real.sftp(f"get {path} stolen\n").returncode != 0
        for old in ((), ("-O",)):
            command = real.command("scp", *old, f"{real.host}:{path}", "stolen")
            assert real.said(command).returncode != 0
        assert not (real.folder / "stolen").exists()
    assert real.sftp("put known_hosts new\n").returncode != 0
    assert real.said(real.command("scp", "-O", f"{real.host}:told.txt", "told")).returncode != 0
    assert real.said(real.command("scp", f"{real.host}:told.txt", "told")).returncode == 0
    assert (real.folder / "told").read_text() == "told"


def test_noise_and_a_crowd_at_the_door_do_not_stop_its_heart(real):
    luck = random.Random(7)
    before = int(real.state["mib"])
    lines = ["".join(map(chr, luck.choices(range(32, 0x3000), k=40))) for _ in range(100)]
    done = real.ssh("-T", said="\n".join(lines) + "\n")
    assert (done.returncode, len(done.stderr.splitlines())) == (WRONG, 100)
    for _ in range(100):
        door = socket.create_connection(("127.0.0.1", real.port))
        with suppress(OSError):
            door.sendall(luck.randbytes(luck.randrange(1, 400)))
        leave(door)
    doors = [socket.create_connection(("127.0.0.1", real.port)) for _ in range(300)]
    greeted = 0
    for door in doors:
        door.settimeout(ENDS_S)
        with suppress(OSError):
            greeted += door.recv(64).startswith(b"SSH-2.0")
    assert greeted == MOST_KNOCKING
    real.beats(5)
    for door in doors:
        leave(door)
    assert real.ssh("help", "cut").returncode == HELD
    assert int(real.state["mib"]) - before < 32
