"""What happens in a run, told to a session while time goes on."""

from bisect import bisect_left

from explorer.branch import Branch
from explorer.console.desk import Feed
from explorer.controls import EVERY
from explorer.event_words import Teller, lines_of
from explorer.experiment import Experiment
from explorer.steering import Run
from explorer.times import tell_time

MOST_AT_ONCE = 500
"""Events that are told in one tick; of more it is said how many there were."""


class Feeding:
    """How far one session has been told."""

    def __init__(self, run: Run | None) -> None:
        """From the playhead on."""
        self.kinds: set[str] = set()
        """Kinds of moments (`explorer.moments`), or every event."""
        self._branch: Branch | None = None
        self._place = 0
        self._stand_at(run)

    def tell(self, run: Run | None, feed: Feed) -> None:
        """What has happened since the last time; after a step back, from there on."""
        if not isinstance(run, Experiment):
            return
        timeline = run.timeline
        if timeline.branch is not self._branch or timeline.place < self._place:
            if self._branch is not None:
                feed.tell(
                    f"{tell_time(run.now_us)}  (time is elsewhere: what follows is from here)"
                )
            self._stand_at(run)
        lines = self._events(run) if EVERY in self.kinds else self._moments(run)
        self._place = timeline.place
        for line in lines[:MOST_AT_ONCE]:
            feed.tell(line)
        if len(lines) > MOST_AT_ONCE:
            feed.tell(f"({len(lines) - MOST_AT_ONCE} more happened at once)")

    def _stand_at(self, run: Run | None) -> None:
        if isinstance(run, Experiment):
            self._branch, self._place = run.timeline.branch, run.timeline.place

    def _moments(self, run: Experiment) -> list[str]:
        found = run.timeline.branch.moments.found
        first = bisect_left(found, self._place, key=lambda moment: moment.place)
        last = bisect_left(found, run.timeline.place, key=lambda moment: moment.place)
        return [
            f"{tell_time(moment.at_us)}  {moment.kind}  {moment.text}"
            for moment in found[first:last] if moment.kind in self.kinds
        ]  # fmt: skip

    def _events(self, run: Experiment) -> list[str]:
        timeline = run.timeline
        if timeline.place == self._place:
            return []
        lines = lines_of(command for _, command in timeline.commands)
        teller = Teller(timeline.branch.history, lines)
        new = timeline.branch.events[self._place : timeline.place]
        told = [f"{tell_time(e[0])}  {teller.say(e)}" for e in new[:MOST_AT_ONCE]]
        return told + [""] * (len(new) - len(told))
