"""What servers send one another, in words: the one table of kinds of messages. Pure."""

from typing import NamedTuple


class Letter(NamedTuple):
    """A kind of message."""

    name: str
    """'a read reply': what it is."""
    content: str
    """'a reply': what one sends the other."""
    alone: str = ""
    """What one of no operation says on the stage; empty: its kind."""


LETTERS = {
    "write": Letter("a write", "a copy to store"),
    "ack": Letter("an ack", "an ack"),
    "read": Letter("a read", "a question"),
    "reply": Letter("a read reply", "a reply"),
    "repair": Letter("a repair", "a repair"),
    "hint": Letter("a hint", "a hint", "hints"),
    "tree": Letter("a hash tree", "a hash tree", "hash tree"),
    "sync": Letter("what trees differ in", "rows that differ", "what differs"),
    "wal": Letter("a frame of the log", "a part of its log", "log"),
    "stream": Letter("a stream of rows", "rows to take over"),
    "streamed": Letter("the ack of a stream", "word that it has them", "has it"),
    "propose": Letter("a write for the leader", "a proposal"),
    "decided": Letter("what was agreed on", "a decision"),
    "consult": Letter("a read for the leader", "a question to the leader"),
    "answer": Letter("a leader's answer", "the leader's answer"),
    "append": Letter("Raft log entries", "log entries", "begins its term"),
    "appended": Letter("the ack of log entries", "word that it has them", "term begun"),
    "vote": Letter("a call for votes", "a request for its vote", "asks for a vote"),
    "voted": Letter("an answer to a candidate", "its vote, or none", "answers a candidate"),
    "heartbeat": Letter("a leader's heartbeat", "a heartbeat"),
    "heard": Letter(
        "the answer to a heartbeat", "word that it hears the leader", "heard the leader"
    ),
}
"""By the engine's kind of message."""


class Kind(NamedTuple):
    """A kind of message as it is drawn: several of the engine's may be drawn alike."""

    one: str
    many: str
    told: str
    """What it is, and when it is sent."""


KINDS = {
    "write": Kind(
        "write", "writes",
        "a copy to store, which the server that was asked sends to each home of what is written",
    ),
    "ack": Kind(
        "ack", "acks", "word that a server has stored a copy; a write waits for W of them"
    ),
    "read": Kind(
        "read", "reads", "a question to homes of what is read; a read waits for R replies"
    ),
    "reply": Kind("read reply", "read replies", "what a server holds of what a read asks for"),
    "repair": Kind(
        "repair", "repairs",
        "after a read, the newest that it found, sent to a server that was behind",
    ),
    "hint": Kind(
        "hint", "hints",
        "a write kept for a home that did not ack, sent there once it can be reached again",
    ),
    "entropy": Kind(
        "anti-entropy", "anti-entropy messages",
        "from time to time two servers compare hash trees of what they hold, and send one another "
        "the rows that differ: so they become alike again, whatever was lost",
    ),
    "stream": Kind(
        "stream", "streams", "rows that a server takes over because servers join or leave"
    ),
    "raft": Kind(
        "Raft", "votes and heartbeats",
        "servers vote for a leader, who sends the others its log, and heartbeats while it leads",
    ),
    "lost": Kind(
        "lost", "lost messages",
        "what never arrives: dropped on a link, cut off, or sent to a server that is down",
    ),
}  # fmt: skip
"""By the kind that is drawn: see `frame_stage.MessageKind`; `lost` is drawn whatever it was.

Each of them can be hidden.
"""
