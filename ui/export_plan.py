"""What is known of a film before it is made: how long it will be, and about how long that takes.

Measured on two cores, over the stories: within a factor of two. The film's own length is from its
plan, and right to the picture unless the run takes another course until its end.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer import film, film_order, framing
from explorer.experiment import Experiment
from explorer.film import Script
from explorer.film_order import USUAL_SIZE, Order, Span
from ui import film as films

START_S = 1.5
"""A process, Qt in it, and the run again."""
PICTURE_S = {"gif": 0.011, "mp4": 0.027, "html": 0.03}
"""One picture of a story of a few users, in the usual size."""
CROWD = 5.0
"""So much longer takes one of a crowd, with its charts."""
SHARE = 0.6
"""Of that time, what does not depend on how large the picture is."""
FEW_S = {"png": 2.0, "pdf": 4.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody may choose from, and what comes of a choice."""

    stem: str
    """What the file is called unless somebody says otherwise, without its ending."""
    now_us: int
    end_us: int
    zoomed: tuple[int, int] | None
    """What the charts show, where it is not all."""
    crowd: bool
    script: Callable[[Span], Script]

    def film_s(self, order: Order) -> float:
        """How long the film is."""
        return film.length(self.script(order.span)).lasts_ms / 1_000

    def making_s(self, order: Order) -> float:
        """About how long it takes to make."""
        crowd = CROWD if self.crowd else 1.0
        if order.name in FEW_S:
            return FEW_S[order.name] + crowd - 1
        wide, high = order.size
        pixels = SHARE + (1 - SHARE) * wide * high / (USUAL_SIZE[0] * USUAL_SIZE[1])
        pictures = film.length(self.script(order.span)).pictures
        return START_S + pictures * PICTURE_S[order.name] * crowd * pixels


def of(experiment: Experiment) -> Plan:
    """Of this run, as it is now."""
    frame = framing.frame(experiment, ("lesson",))
    return Plan(
        film_order.file_name(experiment, ""),
        experiment.now_us,
        experiment.end_us,
        experiment.span,
        frame.has_load,
        lambda span: films.script(experiment, frame, span),
    )
