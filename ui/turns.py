"""Whose turn the next picture is, so that none takes long while time runs.

A panel alone is given every picture. A dozen of them, floated, take turns: each is given every
dozenth, which is several in a second still.
"""

from collections.abc import Collection, Iterable

AT_ONCE = 1


class Turns:
    """A queue of panels by name: whoever was given a picture goes to its end."""

    def __init__(self, names: Iterable[str]) -> None:
        self._queue = list(names)

    def next(self, wanted: Collection[str]) -> frozenset[str]:
        """Of those that want a picture, the ones that have waited longest."""
        chosen = [name for name in self._queue if name in wanted][:AT_ONCE]
        self._queue = [name for name in self._queue if name not in chosen] + chosen
        return frozenset(chosen)
