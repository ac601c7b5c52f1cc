"""One session of the console: a prompt, one command, or a script through a pipe.

Rules this file keeps: lines are answered one after the other; what a client does not read is
waited for, up to a limit; what a run says cannot steer the terminal that shows it.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import asyncssh

from explorer.completing import Known, complete
from explorer.console.desk import FAILED, HELD, MOST_SAID, UNKNOWN, WRONG, Answer, Ask, Feed
from explorer.console.intake import MOST_BYTES, TOO_LONG, Intake, Line
from explorer.console.sftp import WALKS, Reading

if TYPE_CHECKING:
    from asyncssh.channel import SSHChannel

    from explorer.console.server import Door

AHEAD = 16
"""Lines that are read ahead of the one that is being answered."""
OFFERED = 40
"""Words that completion lists at the most."""
LEAVE = ("exit", "quit")
GREETING = "This is Quorumscope. `help` tells all verbs, Tab completes, Ctrl+D leaves."
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Session(asyncssh.SSHServerProcess[str]):
    """What stands on a channel, and is counted as long as it does."""

    def __init__(self, door: "Door") -> None:
        """The door's own, until the channel is gone."""
        super().__init__(
            _talk, self._reading if WALKS else None, sftp_version=3, allow_scp=False
        )  # this refuses `scp -O`: what `create_server` is told is for sessions of its own
        self.door = door
        self.task: asyncio.Task[None] | None = None

    def _reading(self, channel: "SSHChannel[bytes]") -> Reading:
        return Reading(channel, self.door.files, self.door.touch)

    def subsystem_requested(self, subsystem: str) -> bool:
        """SFTP, where there is one, and no other."""
        return subsystem == "sftp" and WALKS

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over, whatever was under way."""
        if self.task is not None:
            self.task.cancel()
        self.door.session_ended()
        super().connection_lost(exc)


async def _talk(process: asyncssh.SSHServerProcess[str]) -> None:
    assert isinstance(process, Session)
    process.task = asyncio.current_task()
    process.exit(await _Talk(process).run())


class _Talk:
    """The lines of one session, and what is said to them."""

    def __init__(self, session: Session) -> None:
        self._session, self._desk = session, session.door.desk
        self._loop = asyncio.get_running_loop()
        self._fed = asyncio.Event()
        self._feed = Feed(lambda: self._soon(self._fed.set))
        self._lines: asyncio.Queue[Line | None] = asyncio.Queue(AHEAD)
        self._interrupt: Callable[[], None] | None = None
        """Gives up the line that is being answered, if there is one."""
        self._is_fed = False
        self._known: Known = {}
        self._prompt = ""
        self._at_terminal = session.get_terminal_type() is not None and session.command is None

    async def run(self) -> int:
        """Until it is over; returns the exit status."""
        feeding = asyncio.create_task(self._tell_feed())
        reading = asyncio.create_task(self._read())
        try:
            if self._session.command is not None:
                return await self._command(self._session.command)
            return await (self._prompted() if self._at_terminal else self._script())
        finally:
            feeding.cancel()
            reading.cancel()
            self._desk.put(self._feed)

    # -- three ways in

    async def _command(self, command: str) -> int:
        """`ssh host verb`: its lines, then over; a feed that was asked for goes on."""
        intake, status = Intake(), HELD
        for number, line in enumerate([*intake.take(command), *intake.rest()], 1):
            status = _worse(status, await self._done(line, number))
        if status == HELD and self._is_fed:
            await self._session.wait_closed()
        return status

    async def _script(self) -> int:
        """Lines through a pipe; what went wrong most is the status."""
        status = number = 0
        while (line := await self._lines.get()) is not None:
            number += 1
            if line.text.strip() in LEAVE:
                break
            if not line.text.strip().startswith("#") and (line.text.strip() or line.too_long):
                status = _worse(status, await self._done(line, number))
        return status

    async def _prompted(self) -> int:
        """Somebody at a terminal."""
        self._complete_on_tab()
        await self._say(GREETING)
        await self._done(Line(""), 0)
        while True:
            await self._write(self._prompt)
            line = await self._lines.get()
            if line is None or line.text.strip() in LEAVE:
                return HELD
            await self._done(line, 0)

    # -- one line

    async def _done(self, line: Line, number: int) -> int:
        """Has it answered and says what came of it; its status. Number 0: at a prompt."""
        if line.too_long:
            await self._complain(number, MOST_BYTES, TOO_LONG)
            return WRONG
        self._session.door.touch()
        answer = await self._answer(line.text)
        self._is_fed, self._known = answer.fed, answer.known
        self._prompt = f"{answer.now}> " if answer.now else "> "
        if answer.status == WRONG:
            await self._complain(number, answer.column, answer.text)
        else:
            await self._say(answer.text)
        return answer.status

    async def _answer(self, line: str) -> Answer:
        """Waits for the thread that owns the run."""
        asked: asyncio.Future[Answer] = self._loop.create_future()

        def reply(answer: Answer) -> None:
            self._soon(lambda: _settle(asked, answer))

        ask = Ask(line, self._feed, reply)
        self._desk.put(ask)
        self._interrupt = ask.give_up
        try:
            return await asked
        finally:
            ask.give_up()
            self._interrupt = None

    async def _complain(self, number: int, column: int, text: str) -> None:
        """As `console:LINE:COLUMN: what is wrong`; at a prompt the line stands just above."""
        place = f"console:{number}:{column}: " if number and column else ""
        place = place or (f"column {column}: " if column else "")
        await self._say(place + text, wrong=not self._at_terminal)

    # -- in and out

    async def _read(self) -> None:
        """Lines as they come; Ctrl+C gives up what is waited for."""
        intake = Intake()
        while True:
            try:
                text = await self._session.stdin.read(MOST_BYTES)
            except (asyncssh.BreakReceived, asyncssh.SignalReceived):
                await self._break()
                continue
            except asyncssh.TerminalSizeChanged:
                continue
            for line in intake.take(text) if text else intake.rest():
                await self._lines.put(line)
            if not text:
                break
        await self._lines.put(None)

    async def _break(self) -> None:
        """Ctrl+C: gives up the line that is waited for, or else the one that is being written."""
        if self._interrupt is not None:
            self._interrupt()
        elif self._at_terminal:
            self._channel.set_input("", 0)
            await self._write(f"^C\n{self._prompt}")

    async def _tell_feed(self) -> None:
        while True:
            await self._fed.wait()
            self._fed.clear()
            if text := self._feed.take():
                self._session.door.touch()
                prompted = self._at_terminal and self._interrupt is None
                await self._write(f"\n{safe(text)}{self._prompt}" if prompted else safe(text))

    async def _say(self, text: str, *, wrong: bool = False) -> None:
        if text:
            await self._write(f"{cut_off(safe(text))}\n", wrong=wrong)

    async def _write(self, text: str, *, wrong: bool = False) -> None:
        """Waits until the client has taken most of what was said before."""
        out = self._session.stderr if wrong else self._session.stdout
        out.write(text)
        await out.drain()

    def _soon(self, do: Callable[[], object]) -> None:
        """In the SSH thread; once that has ended nobody listens."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(do)

    # -- completion

    def _complete_on_tab(self) -> None:
        self._channel.register_key("\t", self._completed)

    @property
    def _channel(self) -> asyncssh.SSHLineEditorChannel:
        """What a terminal's lines are edited on."""
        channel = self._session.channel
        assert isinstance(channel, asyncssh.SSHLineEditorChannel)
        return channel

    def _completed(self, line: str, at: int) -> tuple[str, int] | bool:
        """The line with as much more as all candidates share; else they are listed."""
        begun, rest = line[:at], line[at:]
        found = complete(begun, self._known)
        part = begun[found.start :]
        words = [each.text for each in found.candidates if each.text.startswith(part)]
        shared = os.path.commonprefix(words)  # noqa: RUF071  (of letters)
        if len(words) == 1:
            shared += "" if rest.startswith(" ") else " "
        if len(shared) > len(part):
            whole = begun[: found.start] + shared
            return whole + rest, len(whole)
        listed = words or [f"<{what}>" for what in found.wanted]
        if not listed:
            return False
        more = [f"... {len(listed) - OFFERED} more"] * (len(listed) > OFFERED)
        names = "  ".join(listed[:OFFERED] + more)
        self._session.stdout.write(safe(f"\n{names}\n{self._prompt}"))
        return line, at


def _settle(asked: asyncio.Future[Answer], answer: Answer) -> None:
    if not asked.done():
        asked.set_result(answer)


def safe(text: str) -> str:
    """Without what a terminal would take for more than letters: users' texts are anybody's."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def cut_off(text: str) -> str:
    """As much of it as is sent at once."""
    data = text.encode()
    if len(data) <= MOST_SAID:
        return text
    left = len(data) - MOST_SAID
    return data[:MOST_SAID].decode(errors="ignore") + f"\n... {left} more bytes left out"


def _worse(one: int, other: int) -> int:
    """A wrong line is worse than a failure, and that is worse than what is not known."""
    return max(one, other, key=(HELD, UNKNOWN, FAILED, WRONG).index)
