"""Versions: which of two writes is the newer one. Pure.

A version is `(wall_us, counter, server)`, a hybrid logical clock's reading with the server's name
to break ties, so that any two writes are ordered, and in the same way on every server.

Source: Kulkarni, Demirbas, Madappa, Avva, Leone: "Logical Physical Clocks", OPODIS 2014.
"""

Version = tuple[int, int, str]
Clock = tuple[int, int]
"""The last reading (wall_us, counter) that a server gave out or saw."""

GENESIS: Version = (-(1 << 62), 0, "")
"""The version of all that existed before the run: older than every write in it."""

ZERO: Clock = (0, 0)


def tick(clock: Clock, physical_us: int) -> Clock:
    """The reading for an event at the clock's own server, whose wall clock shows `physical_us`.

    It is above `clock`, and never behind the wall clock.
    """
    wall_us, counter = clock
    return (physical_us, 0) if physical_us > wall_us else (wall_us, counter + 1)


def receive(clock: Clock, seen: Version, physical_us: int) -> Clock:
    """The reading after a message that carries version `seen`: above `clock` and above `seen`."""
    return tick(max(clock, seen[:2]), physical_us)


def stamp(clock: Clock, server: str) -> Version:
    """The version that `server` gives to a write at `clock`."""
    return (*clock, server)
