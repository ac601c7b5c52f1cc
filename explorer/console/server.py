"""The SSH server of the console, in a thread of its own: who is let in, how many, and how long.

Rules this file keeps: one user name, and public keys alone; nothing is forwarded, no program of the
system is started, nothing is written; every algorithm is named, and whatever has a limit has it
here.
"""

import asyncio
import logging
import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import asyncssh
from asyncssh.kex import get_kex_algs

from explorer.console.address import Address
from explorer.console.desk import Desk
from explorer.console.intake import MOST_BYTES
from explorer.console.keys import KIND, USER, Keys
from explorer.console.session import Session
from explorer.problems import problem

MOST_KNOCKING, MOST_INSIDE, MOST_SESSIONS = 8, 8, 4
"""Connections that have not proved a key yet, those that have, and sessions in all of them."""
GRACE_S, IDLE_S = 10, 15 * 60
"""Until a key has to be proved, and until somebody who does nothing is sent away."""
KEEPALIVE_S, KEEPALIVES = 30, 3
STOP_S = 5
"""So long, at most, whoever has time for it waits for connections to be closed."""

_KEX = ("mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org")
_CIPHERS = ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr")
_MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com")
_SIGNATURES = (KIND, f"sk-{KIND}@openssh.com", "rsa-sha2-512", "rsa-sha2-256")


class Door(asyncssh.SSHServer):
    """One connection, from its first byte on."""

    def __init__(self, console: "Console") -> None:
        """Of this console, whose counts it keeps."""
        self._console = console
        self.desk, self.files = console.desk, console.files
        self._connection: asyncssh.SSHServerConnection | None = None
        self._counted: list[str] = []
        self._idle: asyncio.TimerHandle | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Somebody knocks; one too many is not answered."""
        self._connection = conn
        self._console.connections.add(conn)
        if not self._enter("knocking", MOST_KNOCKING):
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever it was is gone."""
        del exc
        assert self._connection is not None
        self._console.connections.discard(self._connection)
        if self._idle is not None:
            self._idle.cancel()
        for count in self._counted:
            self._console.counts[count] -= 1
        self._counted.clear()

    def begin_auth(self, username: str) -> bool:
        """Everybody has to prove a key; there are none for another name."""
        assert self._connection is not None
        if username == USER:
            self._connection.set_authorized_keys(self._console.authorized)
        return True

    def public_key_auth_supported(self) -> bool:
        """For whatever name: it is not told which one is right."""
        return True

    def auth_completed(self) -> None:
        """A key has been proved."""
        assert self._connection is not None
        self._leave("knocking")
        if not self._enter("inside", MOST_INSIDE):
            self._connection.disconnect(
                asyncssh.DISC_TOO_MANY_CONNECTIONS, f"{MOST_INSIDE} connections are open already"
            )
        self.touch()

    def session_requested(self) -> Session | bool:
        """A channel for a prompt, a command or SFTP, if there is one left."""
        return Session(self) if self._enter("sessions", MOST_SESSIONS) else False

    def session_ended(self) -> None:
        """Its channel is gone."""
        self._leave("sessions")

    def touch(self) -> None:
        """Somebody is still there."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(self._console.idle_s, self._send_away)

    def _send_away(self) -> None:
        assert self._connection is not None
        self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, "nothing was done for so long")

    def _enter(self, count: str, most: int) -> bool:
        counts = self._console.counts
        if counts[count] >= most:
            return False
        counts[count] += 1
        self._counted.append(count)
        return True

    def _leave(self, count: str) -> None:
        if count in self._counted:
            self._counted.remove(count)
            self._console.counts[count] -= 1


class Console:
    """The server, from `start` to `stop`."""

    def __init__(self, at: Address, keys: Keys, files: Path, desk: Desk) -> None:
        """Not listening yet. Raises InputError for keys that cannot be used."""
        self.at, self.files, self.desk = at, files, desk
        self.idle_s: float = IDLE_S
        self.connections: set[asyncssh.SSHServerConnection] = set()
        self.counts = {"knocking": 0, "inside": 0, "sessions": 0}
        self.authorized, self._host_key = keys.authorized(), keys.host_key()
        self._listening: Future[int] = Future()
        self._closed = threading.Event()
        self._ending: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="console", daemon=True)

    def start(self) -> Address:
        """Listens from now on; the address, with its port. Raises InputError where it cannot."""
        logging.getLogger("asyncssh").setLevel(logging.CRITICAL)  # strangers knock: no news
        self._thread.start()
        try:
            self.at = Address(self.at.host, self._listening.result())
        except OSError as error:
            reason = error.strerror or str(error)
            raise problem(str(self.at), f"it cannot listen there: {reason}") from None
        return self.at

    def stop(self) -> None:
        """Has its thread listen no more and send everybody away; nobody waits for that."""
        if self._loop is not None and self._ending is not None and self._thread.is_alive():
            with suppress(RuntimeError):  # it has ended in between
                self._loop.call_soon_threadsafe(self._ending.set)

    def finish(self) -> None:
        """Stops it, and waits until everybody is gone."""
        self.stop()
        self._thread.join(STOP_S)

    def wait_for_port(self) -> None:
        """Once it has been stopped: until another one can listen where this one did."""
        self._closed.wait(STOP_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # told where somebody waits for it
            if self._listening.done():
                raise
            self._listening.set_exception(error)
        finally:
            self._closed.set()

    async def _serve(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        known = {name.decode() for name in get_kex_algs()}
        server = await asyncssh.create_server(
            lambda: Door(self), self.at.host, self.at.port,
            server_host_keys=[self._host_key], server_version="Quorumscope",
            kex_algs=[name for name in _KEX if name in known], encryption_algs=_CIPHERS,
            mac_algs=_MACS, compression_algs=["none"], signature_algs=_SIGNATURES,
            public_key_auth=True, password_auth=False, kbdint_auth=False, host_based_auth=False,
            gss_host=None, agent_forwarding=False, x11_forwarding=False,
            allow_pty=True, line_editor=True, line_history=200, max_line_length=MOST_BYTES,
            encoding="utf-8", errors="replace", login_timeout=GRACE_S,
            keepalive_interval=KEEPALIVE_S, keepalive_count_max=KEEPALIVES,
        )  # fmt: skip
        self._listening.set_result(server.get_port())
        await self._ending.wait()
        server.close()
        self._closed.set()
        await self._say_goodbye()

    async def _say_goodbye(self) -> None:
        """To everybody who is in, or knocks."""
        for connection in (left := tuple(self.connections)):
            connection.abort()
        await asyncio.gather(*(connection.wait_closed() for connection in left))
