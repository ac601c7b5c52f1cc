"""What another delay does not reach: what is under way keeps the one it was sent with. Pure."""

from engine.cluster import Cluster, Command
from engine.faults import Degrade, Retime
from engine.items import SOURCE, TARGET
from engine.traffic import in_flight


def kept(cluster: Cluster, command: Command) -> str:
    """How many messages a command that changes delays leaves as they are, in a sentence; or ''."""
    if not isinstance(command, Retime | Degrade):
        return ""
    if isinstance(command, Degrade) and not command.delay_us:
        return ""
    flying = [(item[SOURCE], item[TARGET]) for item in in_flight(cluster)]
    there = [way for way in flying if way[0] != way[1] and way in (command.links or flying)]
    match len(there):
        case 0:
            return ""
        case 1:
            return "1 message is under way there already: it keeps its delay."
        case many:
            return f"{many:,} messages are under way there already: they keep their delay."
