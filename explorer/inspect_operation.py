"""An operation inspected: who asked for what, each try, and server by server what came back.

Pure, as of a moment; the receipt (`explorer.receipt`) says what that means.
"""

from collections.abc import Iterator

from engine.records import Operation, of_crowd
from explorer import exchange, explain, receipt
from explorer.case import Case
from explorer.exchange import Answer, Round
from explorer.inspect_server import progress
from explorer.inspection import Inspection, Moment, Row, Section, few
from explorer.times import tell_time


def inspection(moment: Moment, name: str) -> Inspection:
    """What is known of the operation of this number."""
    key, operation = f"operation {name}", moment.history.operations.get(int(name))
    if operation is None or operation.invoked_at >= moment.at:
        return Inspection(key, f"Operation #{name}", f"#{name} has not begun at this moment.")
    case = Case(moment.history, moment.cluster, operation, moment.at)
    sections: list[Section] = [("Operation", tuple(_fields(moment, case)))]
    sections += [(_heading(each), tuple(_round(each, moment))) for each in case.rounds]
    sections += [
        ("Tries", tuple(_tries(moment, operation))),
        ("On its way", few(_flying(moment, operation), "messages")),
    ]
    shown = tuple(section for section in sections if section[1])
    title = f"Operation {receipt.title(operation)}"
    return Inspection(key, title, f"{outcome(moment, operation)}.", shown)


def outcome(moment: Moment, operation: Operation) -> str:
    """How it stands, in a few words."""
    running = moment.cluster.operations.get(operation.number)
    if not operation.ended_by(moment.at):
        got = progress(moment, operation.number) if running is not None else "asked again later"
        return f"In progress: {got}"
    after = tell_time((operation.ended_us or 0) - operation.invoked_us)
    if operation.outcome == "ok":
        stale = operation.staleness is not None and operation.staleness.versions
        behind = f", {explain.versions(operation.staleness.versions)} behind" if stale else ""  # type: ignore[union-attr]
        return f"{'Answered' if operation.kind == 'read' else 'Acknowledged'} after {after}{behind}"
    word = "Refused" if operation.outcome == "fail" else "Unknown"
    return f"{word} after {after}: {operation.reason}"


def _fields(moment: Moment, case: Case) -> Iterator[Row]:
    operation = case.operation
    known = operation.user in moment.cluster.sessions
    yield Row("asked by", operation.user, f"select user {operation.user}" if known else "")
    here = operation.coordinator
    there = here in moment.cluster.replicas
    yield Row("coordinated by", here, f"select server {here}" if there else "")
    yield Row("asked", f"at {tell_time(operation.invoked_us)}")
    yield Row("state", outcome(moment, operation))
    running = moment.cluster.operations.get(operation.number)
    if running is not None and running.deadline_us:
        yield Row("gives up", moment.left(running.deadline_us), fact=running.deadline_us)
    homes = (f"{explain.key(key)}: {', '.join(names)}" for key, names in case.homes)
    yield from few((Row(text.partition(": ")[0], f"homes {text.partition(': ')[2]}")
                    for text in homes), "keys")  # fmt: skip
    yield Row("receipt", "open it", f"receipt #{operation.number}")


def _heading(each: Round) -> str:
    return {"read": "Reads", "repair": "Mends", "write": "Writes"}[each.phase]


def _round(each: Round, moment: Moment) -> Iterator[Row]:
    came, answer = len(each.counted), exchange.ANSWERS[each.phase]
    answer = {"ack": ("ack", "acks"), "reply": ("reply", "replies")}[answer][each.need != 1]
    yield Row("quorum", f"{came} of {each.need} {answer}, asked at {tell_time(each.asked_us)}")
    for one in each.answers:
        there = one.server in moment.cluster.replicas
        yield Row(one.server, _answer(one, each), f"select server {one.server}" if there else "")


def _answer(one: Answer, each: Round) -> str:
    if one.arrived_us is None:
        return one.why
    took = tell_time(one.arrived_us - each.asked_us)
    late = "" if one.counted else ", too late to count"
    return f"answered at {tell_time(one.arrived_us)}, after {took}{late}"


def _tries(moment: Moment, operation: Operation) -> Iterator[Row]:
    """Each try of what a person's device asks again and again; nothing where there is only one."""
    tries = [] if of_crowd(operation.user) else moment.history.tries(operation, moment.at)
    for one in tries if len(tries) > 1 else ():
        how = f"at {one.coordinator}: {outcome(moment, one)}"
        yield Row(f"#{one.number}", how, f"select operation {one.number}")


def _flying(moment: Moment, operation: Operation) -> Iterator[Row]:
    for message in moment.history.messages.of(operation.number):
        dead = message.death is not None and message.death[0] < moment.at
        if message.sent_at >= moment.at or dead or exchange.is_in(message, moment.at):
            continue
        due_us = exchange.arrival_us(message, moment.at)
        fate = exchange.fate(message, moment.at)
        due = "held" if "held" in fate else f"arrives {moment.left(due_us)}"
        text = f"{message.kind} {message.source} → {message.target}, {due}"
        number = message.number
        yield Row(f"message #{number}", text, f"select message {number}", (fate, due_us))
