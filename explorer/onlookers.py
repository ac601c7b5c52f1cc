"""Whose screens are shown: of few people everybody's, of many those whom somebody looks at.

A screen can be read where there are a few of them, and each costs something to work out. Of many
people those have one whom somebody has selected, the last ones first; then those who did something
last; then the first of the story.
"""

from collections.abc import Iterable
from itertools import chain

from explorer.following import EVERYBODY
from explorer.timeline import Timeline

AT_ONCE = 8
"""So many screens there are where there are more people than know one another."""


def shown(timeline: Timeline, looked_at: Iterable[str]) -> list[str]:
    """Whose screens are shown, in the order of their coming; `looked_at`: the last one first."""
    people = timeline.cluster.sessions
    if len(people) <= EVERYBODY:
        return list(people)
    chosen = dict.fromkeys(name for name in looked_at if name in people)
    for name in chain(_acting(timeline), people):
        if len(chosen) == AT_ONCE:
            break
        chosen[name] = None
    return sorted(chosen, key=list(people).index)


def looked_at(name: str, before: Iterable[str]) -> tuple[str, ...]:
    """Who was looked at once somebody looks at `name`: half of the screens are theirs at most."""
    return tuple(dict.fromkeys((name, *before)))[: AT_ONCE // 2]


def _acting(timeline: Timeline) -> Iterable[str]:
    """Who asked for something, the last one first."""
    asked = reversed(timeline.branch.history.people.values())
    return (
        one.user
        for one in asked
        if one.invoked_at < timeline.place and one.user in timeline.cluster.sessions
    )
