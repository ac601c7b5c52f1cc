"""`check_linearizable`: a long, wide history with unknown ends, beside the general search."""

from collections.abc import Iterator
from random import Random

from engine.checkers import registers
from engine.checkers.checks import Kind, Op, Outcome
from explorer.bench.peers import wing_gong_lowe
from explorer.bench.rounds import medians, seconds
from explorer.bench.rows import Asked, Goal, Row

OPERATIONS, CLIENTS, UNKNOWN = 10_000, 50, 0.01
LIMIT_S = 30.0


def check(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Operations a second; of a search that has no answer in its time, what it would be at best."""

    def ours() -> float:
        return seconds(lambda: _judged(ops))

    ops = history(asked.sized(OPERATIONS), CLIENTS)
    (ours_s,) = medians(asked, ours)
    asked.told("the search")
    found: list[bool | None] = []
    search_s = seconds(lambda: found.append(wing_gong_lowe.linearizable(ops, LIMIT_S)))
    peer_name = "a Wing-Gong-Lowe search"
    if found == [None]:
        peer_name += f", which has no answer in {LIMIT_S:.0f} s"
    yield Row("check_linearizable", "operations/s", len(ops) / ours_s,
              peer=len(ops) / search_s, peer_name=peer_name, goal=goal)  # fmt: skip


def _judged(ops: list[Op]) -> None:
    answer = registers.linearizable(ops).answer
    if answer != "holds":
        raise AssertionError(f"this history is linearizable, and was found to be: {answer}")


def history(count: int, clients: int, seed: int = 1) -> list[Op]:
    """What so many clients did with one register, each operation at one moment of its time.

    Some never hear what became of their write; such a client goes on as another one.
    """
    luck = Random(seed)
    free = [(luck.random(), client) for client in range(clients)]
    begun: list[tuple[float, float, float | None, int, bool]] = []
    for _ in range(count):
        call, client = min(free)
        free.remove((call, client))
        end = call + luck.expovariate(1)
        unknown = luck.random() < UNKNOWN
        writes = unknown or luck.random() < 0.5
        begun.append((luck.uniform(call, end), call, None if unknown else end, client, writes))
        free.append((end + luck.expovariate(1), client + clients * unknown))
    value: int | None = None
    ops: list[Op] = []
    for number, (_, call, at_end, client, writes) in enumerate(sorted(begun)):
        value = number if writes else value
        end_us = None if at_end is None else round(at_end * 1_000_000)
        kind: Kind = "write" if writes else "read"
        outcome: Outcome = "info" if at_end is None else "ok"
        ops.append(Op(number, client, kind, "x", value, round(call * 1_000_000), end_us, outcome))
    return sorted(ops, key=lambda op: op.call)
