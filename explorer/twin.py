"""Two runs on one clock: the same storm under two settings, for whoever wants to see what it buys.

Rule this file keeps: whatever is done by hand is done to both, in the same microsecond. The
engine's luck is a function of seed, purpose, link, kind and operation number, so that what both do
alike has the same luck in both.
"""

from collections.abc import Callable

from engine.cluster import Command
from explorer import hiding, selection
from explorer.twin_clock import TwinClock


class Twin(TwinClock):
    """Two experiments on one clock, and hands that act on both."""

    def refusal(self, command: Command) -> str | None:
        """Why a fault cannot be done now in either; None when it can in both."""
        for side, title in zip(self.sides, self.titles, strict=True):
            reason = side.refusal(command)
            if reason is not None:
                return f"{reason} (“{title}”)"
        return None

    def submit(self, command: Command) -> int:
        """Does it now in both. Returns the microsecond at which it happened."""
        if self.goal_us is not None:
            self.pause()
        at_us = max(side.submit(command) for side in self.sides)
        self.seek(at_us)
        return at_us

    def begin_submit(self, command: Command, then: Callable[[], object], most_events: int) -> None:
        """The same once both pasts are folded, by so many events at a time; then `then`."""
        if self.goal_us is not None:
            self.pause()

        def give() -> None:
            self._due = self._way = self.goal_us = None
            self.submit(command)
            then()

        def prepare(_most_steps: int | None) -> bool:
            if not all(side.timeline.prepare(most_events) for side in self.sides):
                return False
            give()
            return True

        self._due = give
        self._begin(self.now_us, prepare, None)

    def undo(self) -> None:
        """Goes before the last command given by hand, in both. Raises ValueError without one."""
        self.pause()
        for side in self.sides:
            side.undo()
        self.seek(min(side.now_us for side in self.sides))

    def redo(self) -> None:
        """Goes after the command that was undone last, in both. Raises ValueError without one."""
        self.pause()
        for side in self.sides:
            side.redo()
        self.seek(max(side.now_us for side in self.sides))

    def back_to_story(self) -> None:
        """Goes before the first thing that was done by hand, in both."""
        self.pause()
        for side in self.sides:
            side.back_to_story()
        self.seek(min(side.now_us for side in self.sides))

    def select(self, key: str) -> None:
        """Selects a thing in both, none by ''; where one has no such thing, nothing is there.

        Raises ValueError, in words, when neither has.
        """
        reasons = [selection.refusal(side.timeline, key) if key else None for side in self.sides]
        if all(reasons):
            raise ValueError(reasons[0])
        for side, reason in zip(self.sides, reasons, strict=True):
            side.select("" if reason else key)

    def hide(self, what: str = "") -> None:
        """Messages of a kind, or 'server B', are drawn in neither; '': all are again.

        Raises ValueError, in words, where that can be in neither.
        """
        reasons = [hiding.refusal(side.timeline, side.hidden, what) for side in self.sides]
        if all(reasons):
            raise ValueError(reasons[0])
        for side, reason in zip(self.sides, reasons, strict=True):
            if not reason:
                side.hide(what)

    def unhide(self, what: str = "") -> None:
        """What was hidden is drawn again in both; '': all that was."""
        for side in self.sides:
            side.unhide(what)

    def why(self, number: int) -> tuple[str, ...]:
        """An operation in a few sentences, in both. Raises ValueError where neither has it."""
        told = tuple(
            f"{title}: {' '.join(side.why(number))}"
            for side, title in zip(self.sides, self.titles, strict=True)
            if number in side.timeline.branch.history.operations
        )
        if not told:
            raise ValueError(f"there is no operation #{number} in either run")
        return told
