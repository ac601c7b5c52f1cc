"""What a run's log says of messages: where each is, and which ways are open. Pure."""

from collections.abc import Iterator

from engine.audit.invariants import Broken
from engine.audit.servers import Servers
from engine.cluster import describe
from engine.events import Event
from engine.faults import Direction, HoldMessage


class Links:
    """Every message under way, as the log so far tells of it."""

    def __init__(self, servers: Servers) -> None:
        """Nothing is cut, and nothing under way."""
        self._servers = servers
        self._cut: set[Direction] = set()
        self._holding: set[Direction] = set()
        self._flying: dict[int, tuple[Direction, int]] = {}
        """By message: its way, and when it is due."""
        self._doomed: set[int] = set()
        """Those that were on a link when it was cut: never to be delivered, unless held there."""
        self._held: set[int] = set()
        self._by_hand: set[int] = set()
        """Those that a command holds, until they are released themselves."""
        self._command = ""
        """The last command, in the words of the log."""

    def take(self, event: Event) -> Iterator[Broken]:
        """Takes in an event; what it breaks."""
        match event[1]:
            case "sent":
                _, _, number, _, source, target, _, arrives_us = event
                self._flying[number] = ((source, target), arrives_us)
                if (source, target) in self._cut:
                    self._doomed.add(number)
            case "delivered":
                yield from self._arrives(event)
            case "dropped":
                yield from self._goes(event)
            case "held":
                self._holds(event[2])
            case "released" | "delayed":
                yield from self._moves(event)
            case "cut":
                self._cut |= set(event[2])
                self._doomed |= {n for n, (way, _) in self._flying.items() if way in event[2]}
                self._doomed -= self._held
            case _:
                self._opens(event)

    def _opens(self, event: Event) -> None:
        match event[1]:
            case "command":
                self._command = event[2]
            case "healed":
                self._cut -= set(event[2])
            case "holding":
                self._holding |= set(event[2])
            case "let_go":
                self._holding -= set(event[2])

    def _holds(self, number: int) -> None:
        self._held.add(number)
        self._doomed.discard(number)
        if self._command == describe(HoldMessage(number)):
            self._by_hand.add(number)

    def _moves(self, event: Event) -> Iterator[Broken]:
        now_us, what, number, due_us = event
        self._held.discard(number)
        self._by_hand.discard(number)
        if number in self._flying:
            self._flying[number] = (self._flying[number][0], due_us)
        else:
            yield Broken("messages_once", f"at {now_us} us message {number}, gone, was {what}")

    def _goes(self, event: Event) -> Iterator[Broken]:
        if self._flying.pop(event[2], None) is None:
            text = f"at {event[0]} us message {event[2]} was lost after its end"
            yield Broken("messages_once", text)
        self._held.discard(event[2])

    def _arrives(self, event: Event) -> Iterator[Broken]:
        now_us, _, number = event
        at = f"at {now_us} us message {number}"
        if number not in self._flying:
            yield Broken("messages_once", f"{at} came twice, or after it was lost")
            return
        way, due_us = self._flying.pop(number)
        if way in self._cut or number in self._doomed:
            yield Broken("no_way_across", f"{at} came across the cut link {way[0]} - {way[1]}")
        if way[1] in self._servers.down:
            yield Broken("silent_when_down", f"{at} came to {way[1]}, which is down")
        if number in self._held:
            yield Broken("messages_once", f"{at} came, and was held")
        elif due_us != now_us:
            yield Broken("messages_once", f"{at} came, and was due at {due_us} us")

    def finish(self, now_us: int) -> Iterator[Broken]:
        """What the end of the run breaks: no message may be overdue."""
        for number, (way, due_us) in self._flying.items():
            by_link = way in self._cut | self._holding
            stays = number in self._held and (by_link or number in self._by_hand)
            if not stays and due_us < now_us:
                text = f"message {number} from {way[0]} to {way[1]} has vanished"
                yield Broken("messages_once", text)
