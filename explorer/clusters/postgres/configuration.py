"""What a server is told before it starts, and while it runs: its configuration, as text. Pure.

Its file lies beside the data folder and not in it, so that neither a base backup nor a rewind
brings another server's. A setting that is changed later is a new text of the whole file.
"""

from collections.abc import Mapping, Sequence

USER = "quorumscope"
DATABASE = "postgres"

ALWAYS: Mapping[str, str] = {
    # A crash here is the end of processes, which takes nothing from the system's cache of files:
    # so waiting for the disk would make nothing safer, and all of it slower.
    "fsync": "off",
    "unix_socket_directories": "",  # loopback alone, by password
    "wal_level": "logical",
    "wal_log_hints": "on",  # or there is no rewinding
    "hot_standby_feedback": "on",
    "wal_keep_size": "128MB",  # for the others of a standby that is promoted, which had no slots
    "max_slot_wal_keep_size": "1GB",
    "max_wal_senders": "20",
    "max_replication_slots": "20",
    "max_connections": "100",  # a standby refuses to have fewer than its primary
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "200ms",  # so soon a standby asks again after a cut
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "jit": "off",
    # In files below the data folder: whatever is killed leaves no shared memory behind.
    "dynamic_shared_memory_type": "mmap",
    "log_timezone": "UTC",
}


def text(settings: Mapping[str, str]) -> str:
    """The lines of a configuration file."""
    return "".join(f"{name} = {quoted(value)}\n" for name, value in settings.items())


def quoted(value: str) -> str:
    """A value as it stands in such a file."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def conninfo(words: Mapping[str, str | int]) -> str:
    """How libpq is told whom to connect to."""
    return " ".join(f"{name}={_escaped(str(value))}" for name, value in words.items())


def _escaped(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quorum(k: int, names: Sequence[str]) -> str:
    """Any `k` of these standbys; of nobody where `k` is 0."""
    return f"ANY {k} ({', '.join(map(identifier, names))})" if k else ""


def identifier(name: str) -> str:
    """A name in SQL, in the case that it has."""
    return '"' + name.replace('"', '""') + '"'


def slot(name: str) -> str:
    """The replication slot of a standby: lower case alone may stand there."""
    return f"standby_{name.lower()}"
