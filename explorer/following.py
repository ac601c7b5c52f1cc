"""Whom the users of a preset follow at first, where it does not say.

Few people all know one another. Of many nobody knows all: each then follows the neighbours in the
order of the file, which goes round in a ring, and they follow back. So everybody has as many
friends as everybody else, friends of friends are mostly friends, and a feed stays as long as it is
however many people there are.

Source: the ring lattice that Watts and Strogatz start from: "Collective dynamics of 'small-world'
networks", Nature 393, 1998.
"""

from collections.abc import Sequence

EVERYBODY = 50
"""Up to so many users all follow one another."""
NEIGHBOURS = 5
"""Of more, each follows so many before it, and as many after it."""


def usual(users: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """By user: whom each follows."""
    reach = range(-NEIGHBOURS, NEIGHBOURS + 1)
    return {
        name: tuple(other for other in users if other != name)
        if len(users) <= EVERYBODY
        else tuple(users[(place + step) % len(users)] for step in reach if step)
        for place, name in enumerate(users)
    }
