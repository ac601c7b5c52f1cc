"""Bugs that are planted into the engine: each with the invariants of which one must tell of it."""

from dataclasses import replace

from engine import (
    causality,
    coordinator,
    delivery,
    entropy,
    handoff,
    injection,
    operation,
    placement,
    raft,
    repair,
    sessions,
    streaming,
    traffic,
)
from engine.cluster import Cluster
from engine.faults import Crash, Wipe
from engine.members import Members
from engine.network import Network
from engine.replica import Replica
from engine.versions import GENESIS


def no_drop_at_a_cut(patch):
    patch(traffic, "take_off", lambda _cluster, _links: [])


def a_cut_that_is_none(patch):
    patch(Network, "cut", lambda _self, links, _now_us: links)


def messages_that_come_twice(patch):
    real = delivery.deliver

    def deliver(cluster, item):
        real(cluster, item)
        if cluster.replicas[item[6]].up:
            cluster.log("delivered", item[3])

    patch(Cluster, "_HANDLERS", (deliver, *Cluster._HANDLERS[1:]))


def held_messages_that_are_lost_when_released(patch):
    def release(cluster):
        holds = cluster.network.holds
        cluster.held = [h for h in cluster.held if holds((h[1][5], h[1][6]))]

    patch(traffic, "release", release)


def a_cut_that_waits_for_the_next_message(patch):
    """What was under way when the cut was made comes through."""
    real = injection._cut

    def cut(cluster, links, *, held):
        heap = list(cluster.heap)
        real(cluster, links, held=held)
        cluster.heap = heap

    patch(injection, "_cut", cut)


def a_reply_that_is_not_expected(patch):
    """A reply to an operation that has ended makes its coordinator fail."""
    real = coordinator.on_reply

    def on_reply(cluster, number, server, entries):
        _ = cluster.operations[number]
        real(cluster, number, server, entries)

    patch(coordinator, "on_reply", on_reply)


# -- servers and their disks


def old_versions_win(patch):
    def store(self, cell, copy, **_):
        self._own()
        known = self.copies.get(cell)
        if known is None:
            key, row = cell
            self._rows[key] = (*self._rows.get(key, ()), row)
        self.copies[cell] = copy
        return known is None or known[0] != copy[0]

    patch(Replica, "store", store)


def the_dead_answer(patch):
    patch(Replica, "_go_down", lambda _self: None)
    real = injection.inject

    def inject(cluster, fault):
        real(cluster, fault)
        if isinstance(fault, Crash | Wipe):
            cluster.replicas[fault.server].up = True

    patch(injection, "inject", inject)


def the_paused_answer(patch):
    """A paused server deals with what comes, as if it were well."""

    def deliver(cluster, item):
        if not cluster.replicas[item[6]].up:
            cluster.log("dropped", item[3], 1_000_000, "down")
            return
        cluster.log("delivered", item[3])
        delivery._RECEIVERS[item[4]](cluster, *item[5:9])

    patch(Cluster, "_HANDLERS", (deliver, *Cluster._HANDLERS[1:]))


def a_crash_loses_what_was_synced(patch):
    real = Replica.crash

    def crash(self):
        for cell in [cell for cell, copy in self.copies.items() if copy[0] != GENESIS][-1:]:
            self._unsynced.setdefault(cell, None)
        return real(self)

    patch(Replica, "crash", crash)


def a_crash_loses_what_was_synced_and_says_nothing(patch):
    real = Replica.crash

    def crash(self):
        lost = real(self)
        for cell in [cell for cell, copy in self.copies.items() if copy[0] != GENESIS][-1:]:
            key, row = cell
            del self.copies[cell]
            self._rows[key] = tuple(r for r in self._rows[key] if r != row)
        return lost

    patch(Replica, "crash", crash)


def a_restart_that_brings_memory_back(patch):
    real = Replica.crash

    def crash(self):
        copies, rows = self.copies.copy(), self._rows.copy()
        lost = real(self)
        self.copies, self._rows = copies, rows
        return lost

    patch(Replica, "crash", crash)


def a_wipe_that_leaves_the_disk(patch):
    def wipe(self):
        self._go_down()
        self.disk_lost = True

    patch(Replica, "wipe", wipe)


def a_crash_that_forgets_nothing(patch):
    def crash(self):
        self._unsynced.clear()
        self._go_down()
        return ()

    patch(Replica, "crash", crash)


def a_clock_that_forgets(patch):
    patch(Replica, "see", lambda _self, _version, _now_us: None)
    patch(Replica, "stamp", lambda self, now_us: (now_us // 400_000, 0, self.name))


def a_clock_that_is_not_moved_by_what_it_sees(patch):
    patch(Replica, "see", lambda _self, _version, _now_us: None)


# -- quorums


def acknowledged_before_w(patch):
    real = coordinator.tally

    def tally(got, need, left):
        return real(got + 1, need, left) if got else "pending"

    patch(coordinator, "tally", tally)


def acknowledged_before_it_is_stored(patch):
    def write(cluster, source, target, operation, payload):
        traffic.send(cluster, "ack", target, source, operation, None)
        cluster.push(cluster.now_us + 30_000, 0, 2, 0, "late", source, target, operation,
                     payload, 0, 0)  # fmt: skip

    def late(cluster, _source, target, operation, payload):
        cluster.store(target, payload, operation)

    patch(delivery, "_RECEIVERS", {**delivery._RECEIVERS, "write": write, "late": late})


def a_read_of_one_too_few(patch):
    real = coordinator.tally

    def of(operation, key):
        asked = [server for server, keys in operation.asked.items() if key in keys]
        got = sum(server in operation.answers for server in asked)
        return real(got, max(1, operation.settings.r - 1), len(asked) - got)

    patch(coordinator, "_tally", of)


def one_server_that_acknowledges_twice(patch):
    """Who acknowledges is not looked at: a duplicated ack is two."""
    real = coordinator.on_ack

    def on_ack(cluster, number, server):
        operation = cluster.operations.get(number)
        again = operation is not None and operation.phase == "write" and server in operation.acks
        real(cluster, number, f"{server}'" if again else server)

    patch(coordinator, "on_ack", on_ack)


def a_stand_in_that_counts_twice(patch):
    real = coordinator.on_ack

    def on_ack(cluster, number, server):
        operation = cluster.operations.get(number)
        real(cluster, number, server)
        if operation is not None and operation.entries:
            n, key = operation.settings.n, operation.entries[0][0][0]
            if server not in placement.homes(cluster, key, n):
                real(cluster, number, f"{server} again")

    patch(coordinator, "on_ack", on_ack)


def a_hint_that_counts_in_a_strict_quorum(patch):
    real = handoff._hand_over

    def hand_over(cluster, known, homes, number):
        real(cluster, known, homes, number)
        operation = cluster.operations.get(number)
        if operation is not None and operation.settings.quorum == "strict":
            for home in homes:
                coordinator.on_ack(cluster, number, home)

    patch(handoff, "_hand_over", hand_over)


def homes_that_move(patch):
    """Every coordinator goes by a ring that lacks another server."""
    real = coordinator.start

    def start(cluster, number):
        operation, ring = cluster.operations.get(number), cluster.members.ring
        if operation is not None and operation.settings.n < len(ring):
            gone = ring[number % len(ring)]
            operation.members = Members(tuple(name for name in ring if name != gone))
        real(cluster, number)

    patch(coordinator, "start", start)


def a_time_out_that_is_told_as_a_failure(patch):
    real = coordinator.end

    def end(cluster, operation, outcome, detail):
        real(cluster, operation, "fail" if outcome == "info" else outcome, detail)

    patch(coordinator, "end", end)


def operations_without_an_end(patch):
    patch(coordinator, "on_timeout", lambda _cluster, _number: None)


def a_read_that_invents(patch):
    real = coordinator.answer

    def answer(cluster, operation):
        operation.found = {
            cell: ((version[0], version[1] + 1, version[2]), value)
            if version != GENESIS and version[0] % 50 == 0 else (version, value)
            for cell, (version, value) in operation.found.items()
        }  # fmt: skip
        real(cluster, operation)

    patch(coordinator, "answer", answer)


def a_read_that_takes_the_older(patch):
    """Where two answers differ, the older one is taken."""

    def oldest(answers):
        found = {}
        for entries in answers:
            for cell, copy in entries:
                if cell not in found or copy[0] < found[cell][0]:
                    found[cell] = copy
        return found

    patch(operation, "merge", oldest)


# -- repair


def a_repair_that_nobody_waits_for(patch):
    real = repair.delays_answer

    def delays_answer(cluster, operation):
        waits = real(cluster, operation)
        return waits and operation.number not in cluster.operations

    patch(repair, "delays_answer", delays_answer)


def write_back_that_is_skipped(patch):
    def delays_answer(_cluster, _operation):
        return False

    patch(repair, "delays_answer", delays_answer)


def writers_that_do_not_read_versions_first(patch):
    patch(coordinator.Operation, "reads", property(lambda self: self.plan.reads))


def anti_entropy_that_stores_nothing(patch):
    patch(delivery, "_RECEIVERS", {**delivery._RECEIVERS, "sync": lambda *_: None})


def anti_entropy_that_overwrites(patch):
    """What the other has in a leaf that differs is taken, the older as well."""
    real = entropy.on_sync

    def on_sync(cluster, source, target, entries, dirty):
        replica = cluster.replicas[target]
        for cell, copy in entries:
            if cell in replica.copies and replica.copies[cell][0] > copy[0]:
                replica.copies[cell] = copy
                cluster.log("stored", target, cell, copy[0], 0)
        real(cluster, source, target, entries, dirty)

    patch(entropy, "on_sync", on_sync)


# -- hints


def a_hint_that_is_dropped_when_it_is_sent(patch):
    real = handoff.replay

    def replay(cluster):
        real(cluster)
        for replica in cluster.replicas.values():
            if replica.running:
                replica.hints.clear()

    patch(handoff, "replay", replay)


def a_hint_that_is_done_when_it_is_sent(patch):
    real = handoff.replay

    def replay(cluster):
        real(cluster)
        for name, replica in cluster.replicas.items():
            for (home, cell), copy in list(replica.hints.items()) if replica.running else ():
                del replica.hints[home, cell]
                cluster.log("handed_off", name, home, cell, copy[0])

    patch(handoff, "replay", replay)


def a_window_that_is_over_at_once(patch):
    patch(handoff, "_in_window", lambda _cluster, _known, _home: False)


def silence_that_is_taken_for_an_ack(patch):
    def on_wait_over(cluster, number):
        cluster.watched.pop(number, None)

    patch(handoff, "on_wait_over", on_wait_over)


# -- user sessions


def a_token_that_is_not_checked(patch):
    patch(sessions, "_behind", lambda _cluster, _operation: {})


def a_token_without_what_was_read(patch):
    real = sessions.carry

    def carry(cluster, session, found, *, read):
        return real(cluster, session, {} if read else found, read=read)

    patch(sessions, "carry", carry)


def a_token_that_is_forgotten(patch):
    real = sessions.carry

    def carry(cluster, session, found, *, read):
        return real(cluster, replace(session, demands=()), found, read=read)

    patch(sessions, "carry", carry)


def a_sticky_session_that_moves(patch):
    patch(
        sessions,
        "route",
        lambda cluster, request, session: (
            request.via if request.via in cluster.replicas else session.server
        ),
    )


def writes_without_their_past(patch):
    patch(causality, "attach", lambda _cluster, _operation, _entries: None)


def writes_that_do_not_wait_for_their_past(patch):
    patch(causality, "split", lambda _cluster, _server, entries: (entries, ()))


def a_join_that_streams_nothing(patch):
    patch(streaming, "_entries", lambda _cluster, _source, _target: ())


def a_leader_that_asks_nobody(patch):
    """It takes what it has appended for agreed on."""
    real = raft._count

    def count(state):
        counted = real(state)
        return replace(counted, commit=max(counted.commit, len(state.log)))

    patch(raft, "_count", count)


def a_vote_for_everybody(patch):
    patch(raft, "grants", lambda state, _candidate, vote: vote.term == state.term)


PLANTED = {
    no_drop_at_a_cut: {"no_way_across"},
    a_cut_that_is_none: {"no_way_across"},
    a_cut_that_waits_for_the_next_message: {"no_way_across", "messages_once"},
    messages_that_come_twice: {"messages_once"},
    held_messages_that_are_lost_when_released: {"messages_once"},
    a_reply_that_is_not_expected: {"goes_on"},
    old_versions_win: {"never_back"},
    the_dead_answer: {"silent_when_down"},
    the_paused_answer: {"silent_when_down"},
    a_crash_loses_what_was_synced: {"synced_stays"},
    a_crash_loses_what_was_synced_and_says_nothing: {"synced_stays"},
    a_restart_that_brings_memory_back: {"unsynced_goes"},
    a_crash_that_forgets_nothing: {"unsynced_goes"},
    a_wipe_that_leaves_the_disk: {"unsynced_goes"},
    a_clock_that_forgets: {"own_version"},
    a_clock_that_is_not_moved_by_what_it_sees: {"newer_than_seen"},
    acknowledged_before_w: {"w_homes"},
    acknowledged_before_it_is_stored: {"w_homes"},
    one_server_that_acknowledges_twice: {"w_homes"},
    a_hint_that_counts_in_a_strict_quorum: {"w_homes"},
    a_stand_in_that_counts_twice: {"w_homes"},
    a_read_of_one_too_few: {"r_homes"},
    homes_that_move: {"r_homes", "w_homes"},
    a_time_out_that_is_told_as_a_failure: {"failed_is_unwritten"},
    operations_without_an_end: {"ended_in_time"},
    a_read_that_invents: {"no_phantom"},
    a_repair_that_nobody_waits_for: {"mended_first"},
    write_back_that_is_skipped: {"mended_first"},
    a_read_that_takes_the_older: {"quorums_meet"},
    writers_that_do_not_read_versions_first: {"r_homes"},
    anti_entropy_that_stores_nothing: {"converged"},
    anti_entropy_that_overwrites: {"never_back"},
    a_hint_that_is_dropped_when_it_is_sent: {"hints_counted"},
    a_hint_that_is_done_when_it_is_sent: {"hints_delivered"},
    a_window_that_is_over_at_once: {"hints_kept"},
    silence_that_is_taken_for_an_ack: {"hints_kept"},
    a_token_that_is_not_checked: {"read_your_writes", "monotonic_reads"},
    a_token_without_what_was_read: {"monotonic_reads"},
    a_token_that_is_forgotten: {"read_your_writes", "monotonic_reads"},
    a_sticky_session_that_moves: {"read_your_writes", "monotonic_reads"},
    writes_without_their_past: {"monotonic_writes"},
    writes_that_do_not_wait_for_their_past: {"monotonic_writes"},
    a_join_that_streams_nothing: {"regular"},
    a_leader_that_asks_nobody: {"agreed"},
    a_vote_for_everybody: {"one_leader"},
}
"""Each bug, and the invariants of which one must be broken by it within a hundred seeds."""

TOLD_BY = {
    a_restart_that_brings_memory_back: 17,
    a_crash_that_forgets_nothing: 17,
    one_server_that_acknowledges_twice: 10,
    a_token_without_what_was_read: 26,
    a_token_that_is_forgotten: 17,
    a_sticky_session_that_moves: 23,
    writes_without_their_past: 26,
    writes_that_do_not_wait_for_their_past: 26,
    a_join_that_streams_nothing: 100,
    a_vote_for_everybody: 54,
}
"""The first seed that tells of a bug, where that is a late one: tried before all others."""
