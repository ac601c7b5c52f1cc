"""What must hold of every run whatever happens to it: each invariant by its name, in a sentence.

`audit` checks them against a run's log, each at the events that can break it.
"""

from typing import NamedTuple


class Broken(NamedTuple):
    """One invariant that a run broke, by its name, and how, in words."""

    invariant: str
    text: str


INVARIANTS: dict[str, str] = {
    "goes_on": "the engine has an answer to whatever comes, and never fails itself",
    # servers and links
    "silent_when_down": "a server that is down or paused handles nothing",
    "no_way_across": "nothing is delivered across a cut, nor what was under way when it was made",
    "messages_once": "a message arrives once, when it is due, and none vanishes",
    "never_back": "a server's version of an item never goes back while it is up",
    "synced_stays": "after a restart a server holds at least what was synced",
    "unsynced_goes": "a server holds nothing that it did not store, or lost by going down",
    # operations
    "own_version": "no two writes of an item have the same version",
    "newer_than_seen": "by hybrid clocks a write is newer than all that its server had stored",
    "no_phantom": "a read returns only what was written",
    "failed_is_unwritten": "what failed is nowhere written and never read",
    "w_homes": "an acknowledged write has W distinct homes; a hint counts in sloppy quorums only",
    "r_homes": "a read has the replies of R distinct homes of each of its keys",
    "mended_first": "a read that mends first returns what R homes hold; with write-back, W homes",
    "quorums_meet": "where R + W > N a read's servers meet every acknowledged write's",
    "survives": "an acknowledged, synced write outlives min(W - 1, N - R) lost disks",
    "readable": "what has outlived its lost disks is read by whoever reads after the calm",
    "agreed": "what servers agree on stood in the logs of a majority when it was acknowledged",
    "one_leader": "no two servers lead in one term, while no disk has been lost",
    "ended_in_time": "every operation ends by its time-out",
    # hints
    "hints_kept": "a silent home is owed a hint, which ends only by its window",
    "hints_delivered": "a hint is handed off to a home that stored it",
    "hints_counted": "a hint goes only by being handed off, or with its holder's disk, and is told",
    # laws of values
    "merges": "copies merge to the same in any order, however often",
    # what the settings promise of the history
    "regular": "no read misses a write that had ended before it began",
    "linearizable": "every operation seems to take effect at one moment",
    "read_your_writes": "users see what they have written",
    "monotonic_reads": "users never see less than they have seen",
    "monotonic_writes": "whoever sees a write sees what its author wrote before it",
    "writes_follow_reads": "whoever sees a write sees what its author had read before it",
    "causal": "every read has a place after all that caused it",
    "causal_convergence": "all agree on one order of what was not caused by each other",
    # after the calm
    "converged": "the homes of every key hold the same once the calm is over",
    "hints_empty": "no hint is left once the calm is over",
    "nothing_in_progress": "no operation and no held message is left once the calm is over",
}
"""Every invariant: its name, and what it says."""
