"""A page that is read at two moments: who may see the wall, and a while later what is on it.

A coordinator may take its time between the two (`thinking_us`). Each is a whole read of its own: R
replies, as new as the user session demands, mended where reads are. The user gets what both have
found together, and by the second moment the first may be out of date: an order of writes does not
help a reader who looks at different times. A causal snapshot demands that the two fit together; if
they do not, the coordinator reads all of it at one moment.

Source: Lloyd, Freedman, Kaminsky, Andersen, "Don't Settle for Eventual" (get-transactions of
COPS-GT), SOSP 2011.
"""

from typing import TYPE_CHECKING

from engine import delivery
from engine.items import START

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.operation import Operation
    from engine.social import Plan, Request


def first(request: "Request", plan: "Plan") -> tuple[str, ...]:
    """The keys that are read before the coordinator thinks; none: it does not."""
    later = plan.reads[1:] if request.thinking_us else ()
    return tuple(key for key in plan.looks if key not in later) if later else ()


def thinks(cluster: "Cluster", operation: "Operation") -> bool:
    """Whether, after what was just read, there is more to read a while later."""
    if not operation.turn or operation.kept_us is not None:
        return False
    here, takes_us = operation.coordinator, operation.request.thinking_us or 0
    operation.kept, operation.kept_us = tuple(operation.found.items()), cluster.now_us
    operation.turn = tuple(key for key in operation.plan.reads if key not in operation.turn)
    operation.phase = "think"
    operation.asked, operation.answers = {}, {}
    cluster.log("thinks", operation.number, takes_us)
    delivery.later(cluster, here, takes_us, START, operation.number)
    return True


def is_whole(operation: "Operation") -> bool:
    """Whether it is read at one moment; one that is not will be, and has to look again."""
    if not operation.turn:
        return True
    operation.turn = ()
    return False


def is_late(cluster: "Cluster", number: int, server: str, keys: tuple[str, ...]) -> bool:
    """Whether these rows answer what was asked at the first moment, and the second has come."""
    operation = cluster.operations.get(number)
    if operation is None or not operation.turn:
        return False
    return operation.asked.get(server) != keys
