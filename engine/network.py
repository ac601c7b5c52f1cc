"""Links: when a message arrives, whether it is lost, and which links are cut.

The set of blocked links *is* the partition: there is no other record of it.
"""

from engine.faults import Degrade, Direction
from engine.latency import Latency, Luck
from engine.spec import ClusterSpec, LinkSpec

Fate = tuple[int, float | None]
"""When a message would arrive, and after what part of its way it is lost (None: it is not)."""

Law = tuple[Latency, float]
"""How long messages take on a link in order, and the part of them that is lost."""
Laws = tuple[Law, dict[Direction, Law]]
"""That of every way, and those of the ways that have their own. Never changed, but replaced."""
Since = dict[Direction, int]
State = tuple[Since, Since, Since, dict[Direction, Degrade], Laws]
"""A snapshot: what is blocked, held, kept and degraded, and the laws."""

WHOLE = Degrade()
"""A link in order."""


class Network:
    """The links of one cluster."""

    def __init__(self, spec: ClusterSpec, seed: int) -> None:
        """All links open."""
        self.luck = Luck(seed)
        self._usual: Law = (spec.latency, spec.loss)
        self._own: dict[Direction, Law] = {}
        for link in spec.links:
            self._own[link.a, link.b] = self._own[link.b, link.a] = (link.latency, link.loss)
        self._first: Laws = self._usual, self._own
        self.blocked: dict[Direction, int] = {}
        """Directions that are cut, and since when (microseconds)."""
        self.holding: dict[Direction, int] = {}
        """Directions on which messages stay where they are, and since when."""
        self.keeping: dict[Direction, int] = {}
        """Those of the cut directions whose messages are held and not dropped."""
        self.degraded: dict[Direction, Degrade] = {}

    def distance_us(self, source: str, target: str) -> int:
        """The mean one-way delay; 0 from a server to itself."""
        if source == target:
            return 0
        return self.law(source, target)[0].mean_us

    def law(self, source: str, target: str) -> Law:
        """How long messages take on a link in order, and the part of them that is lost."""
        return self._own.get((source, target), self._usual)

    def first_law(self, source: str, target: str) -> Law:
        """The same as it was at first."""
        usual, own = self._first
        return own.get((source, target), usual)

    @property
    def laws(self) -> Laws:
        """All laws of now."""
        return self._usual, self._own

    @property
    def is_as_at_first(self) -> bool:
        """Whether every way has the law that it had at first."""
        return self.laws == self._first

    def own_links(self) -> tuple[LinkSpec, ...] | None:
        """The links that have a law of their own now; None where the two ways of one differ."""
        if any(law != self.law(b, a) for (a, b), law in self._own.items()):
            return None
        once = {frozenset(way): (way, law) for way, law in reversed(self._own.items())}
        return tuple(LinkSpec(*way, *law) for way, law in reversed(once.values()))

    def retimed(self, links: tuple[Direction, ...], latency: Latency | None) -> Laws:
        """All laws, were messages to take so long on these links; see `faults.Retime`."""
        usual, own = self._first
        if not links:
            if latency is None:
                return self._first
            return (latency, usual[1]), {way: (latency, loss) for way, (_, loss) in own.items()}
        first = {way: self.first_law(*way) for way in links}
        new = first if latency is None else {way: (latency, x[1]) for way, x in first.items()}
        return self._usual, self._own | new

    def retime(self, links: tuple[Direction, ...], latency: Latency | None) -> None:
        """Has what is sent on these links from now on take so long."""
        self._usual, self._own = self.retimed(links, latency)

    def fates(self, way: Direction, kind: str, operation: int, now_us: int) -> tuple[Fate, ...]:
        """What becomes of a message sent now on a link that is open: one fate for each copy."""
        latency, loss = self._own.get(way, self._usual)
        luck = self.luck.draw("delay", *way, kind, operation)
        arrives_us = now_us + latency.delay_us(kind, luck)
        worse = self.degraded.get(way, WHOLE)
        if worse is not WHOLE:
            loss = max(loss, worse.loss)
            arrives_us += worse.delay_us + self._extra_us(worse, way, kind, operation)
        lost_after = None
        if loss:
            lost, where = self.luck.draw("loss", *way, kind, operation)
            lost_after = where if lost < loss else None
        if worse.duplicate:
            again, later = self.luck.draw("duplicate", *way, kind, operation)
            if again < worse.duplicate:
                second_us = arrives_us + round(later * worse.spread_us)
                lost, where = self.luck.draw("second loss", *way, kind, operation)
                second = second_us, where if lost < loss else None
                return (arrives_us, lost_after), second
        return ((arrives_us, lost_after),)

    def _extra_us(self, worse: Degrade, way: Direction, kind: str, operation: int) -> int:
        chance, by = self.luck.draw("reorder", *way, kind, operation)
        return round(by * worse.spread_us) if chance < worse.reorder else 0

    def cut(self, links: tuple[Direction, ...], now_us: int) -> tuple[Direction, ...]:
        """Blocks these links; returns those that were open until now."""
        fresh = tuple(link for link in dict.fromkeys(links) if link not in self.blocked)
        self.blocked.update(dict.fromkeys(fresh, now_us))
        return fresh

    def heal(self, links: tuple[Direction, ...]) -> tuple[Direction, ...]:
        """Opens these links, or all of them; returns those that were blocked until now."""
        freed = tuple(link for link in links or tuple(self.blocked) if link in self.blocked)
        for link in freed:
            del self.blocked[link]
            self.keeping.pop(link, None)
        return freed

    def holds(self, link: Direction) -> bool:
        """Whether what is on this link stays where it is."""
        return link in (self.keeping if link in self.blocked else self.holding)

    def snapshot(self) -> State:
        """The state: containers copied."""
        kept = self.keeping.copy()
        return self.blocked.copy(), self.holding.copy(), kept, self.degraded.copy(), self.laws

    def restore(self, state: State) -> None:
        """Back to a snapshot, which stays usable."""
        blocked, holding, keeping, degraded, (self._usual, self._own) = state
        self.blocked, self.holding = blocked.copy(), holding.copy()
        self.keeping, self.degraded = keeping.copy(), degraded.copy()
