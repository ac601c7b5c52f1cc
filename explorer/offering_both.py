"""What can be done by hand with a thing of two runs side by side: it is done to both.

Rule this file keeps: what cannot be done in either is offered all the same, with the reason, and
with the side that it is a reason of.
"""

from dataclasses import replace

from engine.cluster import Command
from explorer import offering, script
from explorer.controls import Control
from explorer.frame_stage import Offer
from explorer.steering import is_of_one
from explorer.twin import Twin

ONE = "this is about one run: first leave the comparison (Esc)"
OTHER = "on the other side this is another message, or none"


def offers(twin: Twin, key: str) -> tuple[Offer, ...]:
    """Everything that is offered for the thing of this key on either side, the left one's first."""
    left, right = (
        {offer.line: offer for offer in offering.offers(side.timeline, key, side.hidden)}
        for side in twin.sides
    )
    found = left | {line: offer for line, offer in right.items() if line not in left}
    apart = key.startswith("message ") and not _same_message(twin, int(key.split()[1]))
    return tuple(
        replace(offer, reason=OTHER if apart and "#" in line else _reason(twin, offer))
        for line, offer in found.items()
    )


def _reason(twin: Twin, offer: Offer) -> str | None:
    if offer.line.startswith(("sign-up", "sign-in")):  # making a key of a password takes a while
        return None
    _, action = script.parse(offer.line)
    if isinstance(action, Control):
        return ONE if is_of_one(action) else None
    return twin.refusal(action) if isinstance(action, Command) else None


def _same_message(twin: Twin, number: int) -> bool:
    """Whether both have sent it: numbers are given in turn, so after a difference they shift."""
    one, other = (side.timeline.branch.history.messages.get(number) for side in twin.sides)
    return (
        one is not None
        and other is not None
        and all(
            getattr(one, name) == getattr(other, name)
            for name in ("kind", "source", "target", "operation", "sent_us")
        )
    )
