"""What is said on a connection to PostgreSQL, read as the bytes pass. Pure.

A `Conversation` is told the bytes of both sides as they come, in pieces of any size, and gives what
has been said once its last byte is there. It keeps no contents: of any message at most the first
`_HEAD` bytes are looked at. What it cannot read it says so of, once, and then it reads no more.

Source: PostgreSQL 15 documentation, 55.2 "Message Flow", 55.4 "Streaming Replication Protocol",
55.7 "Message Formats".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import Struct

STARTUP_MOST = 10_000
"""Bytes that a start-up packet may have, as in the server's own source (libpq/pqcomm.h)."""

_SSL, _GSS, _CANCEL = 80_877_103, 80_877_104, 80_877_102
_VERSION_3 = 3
_LENGTH = Struct(">I")
_STARTUP = Struct(">II")
_TAG = Struct(">BI")
_WAL = Struct(">QQ")
_STATUS = Struct(">QQQ")
_HEAD = 1 + 4 + 1 + 3 * 8
"""Tag and length of a CopyData, the letter of what it carries, and up to three positions."""

_CLIENTS = frozenset(b"BCcdDEfFHpPQSX")
_SERVERS = frozenset(b"123ACcdDEGHIKnNRsStTvVWZ")
_ROWS, _BOTH, _DONE, _READY, _ERROR = b"d"[0], b"W"[0], b"c"[0], b"Z"[0], b"E"[0]
_ENDS = frozenset(b"QSF")
_FRAME, _ACK = b"w"[0], b"r"[0]


@dataclass(frozen=True, slots=True)
class Startup:
    """What a connection is for: 'sql', 'replication' (of the whole cluster) or 'cancel'."""

    purpose: str


@dataclass(frozen=True, slots=True)
class Wal:
    """XLogData: the log from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Status:
    """A standby's status update: up to where it has written, flushed and applied the log."""

    written: int
    flushed: int
    applied: int


@dataclass(frozen=True, slots=True)
class Request:
    """Statements up to a simple query, a function call or a Sync: all their bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the server said to a request, up to ReadyForQuery: its bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """From here on nothing more is read, and why."""

    reason: str


Said = Startup | Wal | Status | Request | Answer | Unreadable
_Reader = Callable[[bytes, list[Said]], None]


class NotPostgresError(Exception):
    """The bytes are none of the protocol's."""


class _Messages:
    """One side's bytes as (tag, size, head): messages with a tag, each once its end is there."""

    def __init__(self, tags: frozenset[int]) -> None:
        self._tags = tags
        self._rest = b""
        self._left = 0
        self._begun: tuple[int, int, bytes] = (0, 0, b"")

    def feed(self, data: bytes) -> Iterator[tuple[int, int, bytes]]:
        """The messages that end in these bytes; each has to be taken.

        Raises:
            NotPostgresError: There is no message with such a tag, or of such a length.
        """
        data, at = self._rest + data, 0
        if self._left:
            at = min(self._left, len(data))
            self._left -= at
            if not self._left:
                yield self._begun
        while len(data) - at >= _TAG.size:
            tag, length = _TAG.unpack_from(data, at)
            if tag not in self._tags or length < _LENGTH.size:
                raise NotPostgresError(f"no message begins with {data[at : at + 5]!r}")
            size = 1 + length
            there = len(data) - at
            if there >= size:
                yield tag, size, data[at : at + min(size, _HEAD)]
            elif there >= _HEAD:
                self._begun = (tag, size, data[at : at + _HEAD])
                self._left = size - there
                size = there
            else:
                break
            at += size
        self._rest = data[at:]


class Conversation:
    """One connection: who asked for what, and whether it streams the log by now."""

    def __init__(self) -> None:
        self._opening: bytes | None = b""
        """What has come of the start-up packet; None once it is there."""
        self._choices = 0
        """How many bytes the server owes: yes or no to encryption."""
        self._clients = _Messages(_CLIENTS)
        self._servers = _Messages(_SERVERS)
        self._replicates = self._streams = self._blind = False
        self._asked = self._request = self._answer = 0

    def client(self, data: bytes) -> list[Said]:
        """What these bytes of the one who connected have said."""
        return self._heard(self._opens if self._opening is not None else self._asks, data)

    def server(self, data: bytes) -> list[Said]:
        """What these bytes of the server have said."""
        return self._heard(self._chooses if self._choices else self._answers, data)

    def _heard(self, read: _Reader, data: bytes) -> list[Said]:
        said: list[Said] = []
        if self._blind or not data:
            return said
        try:
            read(data, said)
        except NotPostgresError as error:
            self._blind = True
            said.append(Unreadable(str(error)))
        return said

    def _opens(self, data: bytes, said: list[Said]) -> None:
        data = (self._opening or b"") + data
        self._opening = data
        if len(data) < _STARTUP.size:
            return
        length, code = _STARTUP.unpack_from(data)
        known = code in (_SSL, _GSS, _CANCEL) or code >> 16 == _VERSION_3
        if not known or not _STARTUP.size <= length <= STARTUP_MOST:
            raise NotPostgresError(f"no start-up packet begins with {data[:8]!r}")
        if len(data) < length:
            return
        packet, rest = data[:length], data[length:]
        if code in (_SSL, _GSS):
            self._choices += 1
            self._opening = b""
            self._opens(rest, said)
        else:
            self._opening = None
            said.append(Startup("cancel" if code == _CANCEL else self._purpose(packet)))
            self._asks(rest, said)

    def _purpose(self, packet: bytes) -> str:
        words = packet[_STARTUP.size :].split(b"\0")
        wanted = dict(zip(words[::2], words[1::2], strict=False)).get(b"replication", b"off")
        self._replicates = wanted.lower() in (b"true", b"on", b"yes", b"1")
        return "replication" if self._replicates else "sql"

    def _asks(self, data: bytes, said: list[Said]) -> None:
        for tag, size, head in self._clients.feed(data):
            if self._streams:
                if tag == _ROWS and head[5] == _ACK and len(head) == _HEAD:
                    said.append(Status(*_STATUS.unpack_from(head, 6)))
                continue
            self._request += size
            if tag in _ENDS:
                said.append(Request(self._request))
                self._asked, self._request = self._asked + 1, 0

    def _chooses(self, data: bytes, said: list[Said]) -> None:
        choice, rest = data[:1], data[1:]
        if choice == b"E":  # a server too old for the question, or one that refuses us
            self._choices, rest = 0, data
        elif choice == b"N":
            self._choices -= 1
        else:
            raise NotPostgresError("it is encrypted" if choice in b"SG" else f"answer {choice!r}")
        said.extend(self.server(rest))

    def _answers(self, data: bytes, said: list[Said]) -> None:
        for tag, size, head in self._servers.feed(data):
            if self._streams and tag == _ROWS:
                if len(head) == _HEAD and head[5] == _FRAME:
                    start, _ = _WAL.unpack_from(head, 6)
                    said.append(Wal(start, start + size - _HEAD))
                continue
            if tag == _BOTH:
                self._streams = self._replicates
            elif tag in (_DONE, _ERROR):
                self._streams = False
            self._answer += size
            if tag == _READY:
                self._ready(said)

    def _ready(self, said: list[Said]) -> None:
        if self._asked:  # the first one only says that the connection is open
            said.append(Answer(self._answer))
            self._asked -= 1
        self._answer = 0
