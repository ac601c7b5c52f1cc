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


KINDS = {
    "write": Kind("write", "writes"),
    "ack": Kind("ack", "acks"),
    "read": Kind("read", "reads"),
    "reply": Kind("read reply", "read replies"),
    "repair": Kind("repair", "repairs"),
    "hint": Kind("hint", "hints"),
    "entropy": Kind("anti-entropy", "anti-entropy messages"),
    "stream": Kind("stream", "streams"),
    "raft": Kind("Raft", "votes and heartbeats"),
    "lost": Kind("lost", "lost messages"),
}
"""By the kind that is drawn: see `frame_stage.MessageKind`; `lost` is drawn whatever it was.

Each of them can be hidden.
"""
