"""Three real servers: what happens to them, and what they say of it."""

import postgres_servers
import pytest

from explorer.clusters.postgres.hosts import HostError, until

pytestmark = pytest.mark.real_clock


@pytest.fixture(scope="module")
def loop():
    with postgres_servers.loop() as made:
        yield made


@pytest.fixture(scope="module")
def group(loop):
    with postgres_servers.servers(loop) as made:
        loop.do(made.servers["A"].ask("CREATE TABLE post (words text)"))
        yield made


@pytest.fixture
def say(group, loop):
    """What is asked of a server by its name."""
    return lambda name, words: loop.do(group.servers[name].ask(words))


@pytest.fixture
def told(group, loop):
    """How the servers are, by name."""
    return lambda: {one.name: one for one in loop.do(group.status())}


@pytest.fixture
def comes(group, loop):
    """Waits until a server has a post."""

    def wait(name: str, words: str) -> None:
        async def there() -> bool:
            return (words,) in await group.servers[name].ask("SELECT words FROM post")

        loop.do(until(there, f"{name} never has {words!r}"))

    return wait


def test_all_run_and_follow_the_first(told, say, comes):
    standings = told()
    assert [(one.role, one.state) for one in standings.values()] == [
        ("primary", "running"), ("standby", "running"), ("standby", "running"),
    ]  # fmt: skip
    assert len({one.port for one in standings.values()}) == 3
    say("A", "INSERT INTO post VALUES ('first')")
    comes("B", "first")
    comes("C", "first")
    with pytest.raises(HostError, match="read-only"):
        say("B", "INSERT INTO post VALUES ('at a standby')")


def test_nobody_connects_without_the_password(group):
    import psycopg

    server = group.servers["A"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.conninfo(password="guessed"))


def test_a_crash_takes_all_its_processes_and_no_post(group, loop, told, say, comes):
    say("A", "INSERT INTO post VALUES ('before the crash')")
    comes("B", "before the crash")
    loop.do(group.crash("B"))
    assert (told()["B"].state, told()["B"].pids) == ("down", ())
    with pytest.raises(HostError, match="B is down already"):
        loop.do(group.crash("B"))
    say("A", "INSERT INTO post VALUES ('while B is down')")
    loop.do(group.restart("B"))
    comes("B", "while B is down")
    with pytest.raises(HostError, match="B is running already"):
        loop.do(group.restart("B"))


def test_a_paused_server_keeps_its_connections_and_says_nothing(group, loop, told, say, comes):
    before = told()["C"].pids
    loop.do(group.pause("C"))
    assert told()["C"].state == "paused"
    assert set(told()["C"].pids) == set(before)
    say("A", "INSERT INTO post VALUES ('during the pause')")
    loop.do(group.resume("C"))
    comes("C", "during the pause")


def test_a_paused_server_goes_on_by_itself_and_a_waker_is_found_by_its_mark(group, loop):
    server = group.servers["C"]
    noted = server.mark.removesuffix("C.")

    async def wakers():
        return await server.host.processes([f"{noted}C-waker"])

    async def runs():
        return not any(process.stopped for process in await server.processes())

    loop.do(group.pause("C", 90))
    first = set(loop.do(wakers()))
    assert first
    loop.do(group.pause("C", 0.1))
    assert first.isdisjoint(loop.do(wakers()))
    loop.do(until(runs, "C stands still"))
    loop.do(group.pause("C", 90))
    loop.do(group.resume("C"))
    assert not set(loop.do(wakers())).isdisjoint(loop.do(server.host.processes([noted])))


def test_a_commit_waits_for_those_who_have_to_be_able_to_read_it(group, loop, say):
    loop.do(group.require(2, "remote_apply"))
    post = "BEGIN; SET LOCAL synchronous_commit = {}; INSERT INTO post VALUES ('{}'); COMMIT"
    loop.do(group.lag("C", 60_000_000))
    say("A", post.format("'on'", "durable"))
    assert ("durable",) not in say("C", "SELECT words FROM post")
    loop.do(group.lag("C", 500_000))
    say("A", post.format("remote_apply", "readable"))
    assert ("readable",) in say("C", "SELECT words FROM post")
    loop.do(group.lag("C", 0))
    loop.do(group.require(0, "local"))
    assert say("A", "SHOW synchronous_standby_names") == [("",)]


def test_a_failover_loses_what_only_the_old_primary_has(group, loop, told, say, comes):
    for name in "BC":
        loop.do(group.crash(name))
    say("A", "INSERT INTO post VALUES ('acknowledged, and lost')")
    loop.do(group.crash("A"))
    for name in "BC":
        loop.do(group.restart(name))
    loop.do(group.promote("B"))
    loop.do(group.restart("A"))
    assert [one.role for one in told().values()] == ["primary", "primary", "standby"]
    assert ("acknowledged, and lost",) in say("A", "SELECT words FROM post")
    say("B", "INSERT INTO post VALUES ('after the failover')")
    comes("C", "after the failover")

    assert loop.do(group.rejoin("A")) == ""  # it was rewound, and not copied
    comes("A", "after the failover")
    assert [one.role for one in told().values()] == ["standby", "primary", "standby"]
    for name in "ABC":
        assert ("acknowledged, and lost",) not in say(name, "SELECT words FROM post")
    assert say("A", "SELECT count(*) FROM pg_replication_slots") == [(0,)]


def test_what_makes_no_sense_is_refused_in_words(group, loop):
    primary = group.primary
    for doing, reason in (
        (group.crash("Z"), "there is no server Z: there are A, B, C"),
        (group.promote(primary), "is the primary already"),
        (group.rejoin(primary), "is the primary: the others rejoin it"),
        (group.lag(primary, 1000), "applies nothing late"),
        (group.require(3, "on"), "3 standbys cannot answer: there are 2"),
        (group.require(1, "soon"), "'soon' is no level"),
    ):
        with pytest.raises(HostError, match=reason):
            loop.do(doing)
