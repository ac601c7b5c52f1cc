"""Cycles in a graph, as short as they are easily had. Pure.

The same for the same graph in the same order of insertion, whatever the nodes hash to.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Graph = Mapping[Node, Iterable[Node]]
"""From a node to those that come after it; a node that leads nowhere may be missing."""


def find_cycle(graph: Graph[Node]) -> list[tuple[Node, Node]] | None:
    """The edges of a shortest cycle through some node that has one; None: there is no cycle."""
    left = _cyclic(graph)
    if not left:
        return None
    before = {after: node for node in left for after in graph[node] if after in left}
    node = next(iter(left))
    passed: set[Node] = set()
    while node not in passed:
        passed.add(node)
        node = before[node]
    return _shortest(graph, left, node)


def _cyclic(graph: Graph[Node]) -> dict[Node, None]:
    """What is left after all has gone, again and again, that nothing comes before (Kahn, 1962)."""
    count: dict[Node, int] = dict.fromkeys(graph, 0)
    for afters in graph.values():
        for after in afters:
            if after in count:
                count[after] += 1
    free = [node for node, n in count.items() if not n]
    while free:
        node = free.pop()
        del count[node]
        for after in graph[node]:
            if after in count:
                count[after] -= 1
                if not count[after]:
                    free.append(after)
    return dict.fromkeys(count)


def _shortest(
    graph: Graph[Node], left: Mapping[Node, None], start: Node
) -> list[tuple[Node, Node]]:
    """The edges of a shortest cycle through `start`, by a search in breadth."""
    came: dict[Node, Node] = {}
    line = deque([start])
    while start not in came:
        node = line.popleft()
        for after in graph[node]:
            if after in left and after not in came:
                came[after] = node
                line.append(after)
    edges = [(came[start], start)]
    while edges[-1][0] != start:
        edges.append((came[edges[-1][0]], edges[-1][0]))
    return edges[::-1]
