"""Whose turn the next picture is, so that none takes long while time runs.

One or two panels are given every picture. A dozen of them, floated, take turns: each is given
every few pictures, and still many in a second.
"""

from collections.abc import Collection, Iterable

AT_ONCE = 2


class Turns:
    """A queue of panels by name: whoever was given a picture goes to its end."""

    def __init__(self, names: Iterable[str]) -> None:
        self._queue = list(names)

    def next(self, wanted: Collection[str]) -> frozenset[str]:
        """Of those that want a picture, the ones that have waited longest."""
        chosen = [name for name in self._queue if name in wanted][:AT_ONCE]
        self._queue = [name for name in self._queue if name not in chosen] + chosen
        return frozenset(chosen)
