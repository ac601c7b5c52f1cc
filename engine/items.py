"""What lies on the heap: `(time_us, sequence, kind, ...)`, and the ranks within one microsecond."""

from typing import Any

Item = tuple[Any, ...]

RANK = 1 << 44
FAULT, DELIVERY, TIMER, REQUEST = (rank * RANK for rank in range(4))
"""A sequence number begins with a rank: faults, then deliveries, then timers, then requests."""

(DELIVER, DIE, PROCESS, START, OWN, TIMEOUT, HANDOFF, LOOK, SYNC, REPLAY, ENTROPY, INJECT,
 STREAM, AGREE, SERVED, LOOKUP, ARRIVE, RETRY, HEDGE, TRIAL, TRIAL_READ) = range(21)  # fmt: skip
"""The kinds of item.

DELIVER and DIE: a message that arrives, or is lost on its way:
`(.., number, kind, source, target, operation, payload, sent_us, arrives_us)`. PROCESS: the same,
when a slow or paused server gets to it. START: a paused or slow coordinator gets to an
operation, OWN: to its own copy of a write. TIMEOUT, HANDOFF and LOOK: of an operation. SYNC, REPLAY
and ENTROPY: again and again, with the timer's number; so is STREAM, while a change of members
goes on. INJECT: a fault of a nemesis. AGREE: of a Raft group: `(.., server, what, number)`, see
`engine.consensus`. SERVED: a server is done with a job, of which the item's tail says what it
gets to then; LOOKUP: a coordinator with its own copy of a read; see `engine.service`. ARRIVE: the
load's next request, RETRY: a request that is tried again,
HEDGE: one that may be asked a second time beside the first; see `engine.load`, `engine.clients`.
TRIAL: the next trial, TRIAL_READ: a read of one; see `engine.trials`.
"""
NUMBER, KIND, SOURCE, TARGET, OPERATION, PAYLOAD, SENT, ARRIVES = range(3, 11)
"""The places of a message's fields in its item."""
