"""The console over SSH: who is let in, what is refused, how many, and what is done for whoever is.

With the stock OpenSSH clients where there are some, and with asyncssh as a client everywhere.
"""

import asyncio
import os
import random
import socket
from contextlib import suppress

import asyncssh
import pytest
from consoles import SSH, Served, alone, leave

from explorer.console import server
from explorer.console.desk import FAILED, HELD, MOST_SAID, WRONG
from explorer.console.intake import MOST_BYTES
from explorer.console.server import MOST_KNOCKING, MOST_SESSIONS
from explorer.verbs import VERBS

stock = pytest.mark.skipif(None in SSH, reason="no OpenSSH clients: apt install openssh-client")


@pytest.fixture
def served(tmp_path):
    made = Served(tmp_path / "console")
    yield made
    made.console.finish()
    assert made.console.counts == {"knocking": 0, "inside": 0, "sessions": 0}


@pytest.fixture
def stranger(tmp_path):
    """A key that nobody authorized."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(tmp_path / "stranger"))
    (tmp_path / "stranger").chmod(0o600)
    return str(tmp_path / "stranger")


# -- a story with the stock client


@stock
def test_one_command_has_its_answer_and_its_exit_status(served):
    for line, status, out, err in (
        ("play until 10ms", HELD, "at 10 ms of", ""),
        ("cut A | B C", HELD, "time stands", ""),
        ('post X "dinner?"', HELD, "«dinner?» by X", ""),
        ("feed Y via B", HELD, "missing: «dinner?» by X", ""),
        ("expect stale reads of Y = 0", FAILED, "failed:", ""),
        ("cut A |", WRONG, "", "console:1:8: a server is missing"),
        ("screenshot cut", HELD, "cut.png is among the files", ""),
    ):
        done = served.ssh(line)
        assert (done.returncode, out in done.stdout, err in done.stderr) == (status, True, True), (
            line, done,
        )  # fmt: skip
    done = served.openssh(
        "sftp", "-b", "-", f"quorumscope@{served.at.host}", said="ls\nget cut.png got.png\n"
    )
    assert (done.returncode, "cut.png" in done.stdout) == (0, True), done
    assert (served.folder / "got.png").read_bytes() == b"PNG"


@stock
def test_a_script_through_a_pipe_tells_each_wrong_line_by_its_number(served):
    done = served.ssh("-T", said="# by hand\nplay until 10ms\nbogus\n\ncrash A\ncut A |\nwhy #1")
    assert done.returncode == WRONG
    assert "at 10 ms" in done.stdout
    assert "#1: «lunch at noon?» by X" in done.stdout
    assert [line.split()[0] for line in done.stderr.splitlines()] == [
        "console:3:1:",
        "console:6:8:",
    ]
    assert served.ssh("-T", said="expect stale reads of Y > 9\nplay\nexit\nbogus").returncode == 1


@stock
def test_the_printed_line_is_one_that_leads_in(served):
    import shlex

    words = shlex.split(served.keys.line(served.at))[1:]
    assert served.openssh("ssh", *words, "help", "cut").returncode == 0


# -- who is not let in


@stock
def test_no_password_no_strangers_key_no_other_name(served, stranger):
    for said in (
        {"PubkeyAuthentication": "no", "PreferredAuthentications": "password,keyboard-interactive",
         "BatchMode": "no", "NumberOfPasswordPrompts": "1"},
        {"key": stranger},
        {"user": "root"},
        {"user": ""},
        {"user": "Quorumscope"},
    ):  # fmt: skip
        done = served.ssh("help", **said)
        assert (done.returncode, done.stdout) == (255, ""), (said, done)
    assert "Permission denied (publickey)" in done.stderr


def test_the_same_for_another_client(served, stranger):
    for said in (
        {"client_keys": None, "password": "quorumscope"},
        {"client_keys": [stranger]},
        {"username": "root"},
        {"encryption_algs": ["chacha20-poly1305@openssh.com"]},
        {"kex_algs": ["diffie-hellman-group14-sha256"]},
        {"mac_algs": ["hmac-sha2-256"], "encryption_algs": ["aes128-ctr"]},
    ):
        with pytest.raises(asyncssh.DisconnectError):
            served.client(lambda _connection: asyncio.sleep(0), **said)


# -- what is refused


@stock
def test_nothing_is_forwarded_and_no_program_is_started(served, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    over = f"127.0.0.1:{port}"
    strict = {"ExitOnForwardFailure": "yes"}
    assert served.ssh("-R", f"{port}:{over}", "help", **strict).returncode == 255
    assert served.ssh("-R", f"{tmp_path}/socket:{over}", "help", **strict).returncode == 255
    assert "open failed" in served.ssh("-W", over).stderr
    for line in ("ls", "/bin/sh", "sh -c id", "scp -t x", "$(id)", "; id", "internal-sftp"):
        done = served.ssh(line)
        assert (done.returncode, done.stdout) == (WRONG, ""), done


@stock
def test_the_old_way_of_scp_is_refused_and_the_new_one_only_reads(served):
    there = f"quorumscope@{served.at.host}"
    served.files.mkdir()
    (served.files / "told.txt").write_text("told")
    refused = served.openssh("scp", "-O", f"{there}:told.txt", "old")
    assert (refused.returncode, "console:1:1:" in refused.stderr) == (1, True), refused
    assert served.openssh("scp", f"{there}:told.txt", "new").returncode == 0
    assert not (served.folder / "old").exists()
    assert (served.folder / "new").read_text() == "told"
    for way in ("-O", "-s"):
        assert served.openssh("scp", way, "known_hosts", f"{there}:put").returncode != 0
    assert [path.name for path in served.files.iterdir()] == ["told.txt"]


def test_no_channel_but_for_sessions(served):
    async def ask(connection):
        refused = []
        for make in (
            lambda: connection.open_connection("127.0.0.1", 22),
            lambda: connection.open_unix_connection("/tmp/x"),
            lambda: connection.start_server(lambda *_: None, "127.0.0.1", 0),
            lambda: connection.start_unix_server(lambda *_: None, "/tmp/x"),
            lambda: connection.open_tun(),
            lambda: connection.create_process(subsystem="netconf"),
            lambda: connection.create_process(x11_forwarding=True, x11_display="127.0.0.1:0"),
        ):
            try:
                await make()
            except (asyncssh.ChannelOpenError, asyncssh.ChannelListenError) as error:
                refused.append(type(error))
            except OSError:
                refused.append(OSError)
        return refused

    assert len(served.client(ask)) == 7


def test_sftp_reads_in_its_folder_and_does_nothing_else(served, tmp_path):
    files = served.files
    (files / "sub").mkdir(parents=True)
    (files / "sub" / "a.txt").write_text("hello")
    (tmp_path / "secret").write_text("secret")
    (files / "link").symlink_to(tmp_path / "secret")
    (files / "inside").symlink_to(files / "sub" / "a.txt")
    (files / "out").symlink_to(tmp_path)
    (files / "hard").hardlink_to(tmp_path / "secret")
    os.mkfifo(files / "fifo")

    async def ask(connection):
        async with connection.start_sftp_client() as sftp:
            assert sorted(await sftp.listdir("/")) == ["sub"]
            async with sftp.open("sub/../sub/a.txt", "rb") as file:
                assert await file.read() == b"hello"
            for path in (
                "link", "inside", "out/secret", "hard", "fifo", "../secret", "/../secret",
                "sub/../../secret", str(tmp_path / "secret"), "/etc/passwd", "nothing", "sub\0",
                "../host_key", "sub",
            ):  # fmt: skip
                with pytest.raises(asyncssh.SFTPError):
                    await sftp.open(path, "rb")
                if path != "sub":
                    with pytest.raises(asyncssh.SFTPError):
                        await sftp.stat(path)
            for does, *said in (
                ("open", "new", "wb"), ("open", "sub/a.txt", "r+b"), ("open", "sub/a.txt", "ab"),
                ("remove", "sub/a.txt"), ("mkdir", "new"), ("rmdir", "sub"),
                ("rename", "sub", "new"), ("posix_rename", "sub", "new"),
                ("symlink", "/etc", "new"), ("link", "sub/a.txt", "new"), ("readlink", "link"),
                ("chmod", "sub/a.txt", 0o777), ("truncate", "sub/a.txt", 0),
                ("statvfs", "/"), ("chdir", ".."),
            ):  # fmt: skip
                with pytest.raises(asyncssh.SFTPError):
                    await getattr(sftp, does)(*said)
            opened = [await sftp.open("sub/a.txt", "rb") for _ in range(16)]
            with pytest.raises(asyncssh.SFTPFailure):
                await sftp.open("sub/a.txt", "rb")
            assert len(opened) == 16

    served.client(ask)
    assert sorted(path.name for path in files.iterdir()) == [
        "fifo", "hard", "inside", "link", "out", "sub",
    ]  # fmt: skip
    assert (files / "sub" / "a.txt").read_text() == "hello"


# -- how many, and how much


def test_four_sessions_and_no_fifth_in_whatever_connection(served):
    async def ask(connection):
        open_now = [await connection.create_process() for _ in range(MOST_SESSIONS - 1)]
        async with await asyncssh.connect(**served.options()) as other:
            open_now.append(await other.create_process())
            for each in (connection, other):
                with pytest.raises(asyncssh.ChannelOpenError):
                    await each.create_process()
                with pytest.raises(asyncssh.ChannelOpenError):
                    await each.start_sftp_client()
        open_now[0].stdin.write_eof()
        await open_now[0].wait_closed()
        return (await connection.run("help cut")).exit_status

    assert served.client(ask) == 0


def test_whoever_only_knocks_is_not_let_in_the_way_of_others_for_good(served):
    doors = [socket.create_connection((served.at.host, served.at.port)) for _ in range(40)]
    greeted = 0
    for door in doors:
        door.settimeout(10)
        with suppress(OSError):
            greeted += door.recv(64).startswith(b"SSH-2.0-Quorumscope")
    assert greeted == MOST_KNOCKING
    for door in doors:
        leave(door)

    async def ask(connection):
        return (await connection.run("help cut")).exit_status

    assert served.client(ask) == 0


def test_who_does_nothing_is_sent_away(served):
    served.console.idle_s = 0.05

    async def ask(connection):
        await connection.create_process()
        await connection.wait_closed()
        return "closed"

    assert served.client(ask) == "closed"


def test_who_proves_no_key_in_time_is_sent_away_and_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "GRACE_S", 0.2)
    served = Served(tmp_path / "console")

    async def ask(connection):
        reader, writer = await asyncio.open_connection(served.at.host, served.at.port)
        said = await reader.read()  # to its end
        writer.close()
        return said, (await connection.run("help cut")).exit_status

    said, status = served.client(ask)
    served.console.finish()
    assert said.startswith(b"SSH-2.0-Quorumscope")
    assert status == 0


def test_a_line_of_more_than_four_kibibytes_is_refused_and_the_next_is_done(served):
    async def ask(connection):
        text = "x" * (MOST_BYTES + 1) + "\nhelp cut\n"
        return await connection.run(input=text * 2)

    done = served.client(ask)
    assert (done.exit_status, done.stdout.count("example: cut")) == (WRONG, 2)
    assert [line.partition(" ")[0] for line in done.stderr.splitlines()] == [
        f"console:{number}:{MOST_BYTES}:" for number in (1, 3)
    ]


def test_an_answer_is_a_mebibyte_at_the_most(served):
    async def ask(connection):
        return await connection.run("help")

    from explorer.console import answers

    before = answers.help_of
    answers.help_of = lambda: "é" * MOST_SAID
    try:
        done = served.client(ask)
    finally:
        answers.help_of = before
    assert MOST_SAID <= len(done.stdout.encode()) < MOST_SAID + 100


def test_lines_and_packets_of_chance_leave_it_standing(served):
    luck = random.Random(7)
    words = [*VERBS, "at", "5ms", "A", "B", "-", "->", "|", '"', '"hi"', "X", "#1", "\x1b[2J", "é"]
    wild = {"load", "trials", "nemesis", "play", "finish", "quit", "measure"}
    lines = [" ".join(luck.choices(words, k=luck.randrange(1, 7))) for _ in range(200)]
    lines += ["".join(map(chr, luck.choices(range(0x3000), k=40))) for _ in range(50)]
    lines = [line.replace("\n", " ") for line in lines if not wild & set(line.split())]

    async def write(connection):
        done = await connection.run(input="\n".join(lines) + "\nhelp cut\n", errors="replace")
        packets = await connection.create_process(subsystem="sftp", encoding=None)
        for _ in range(100):
            body = luck.randbytes(luck.randrange(1, 60))
            packets.stdin.write(len(body).to_bytes(4, "big") + body)
        packets.stdin.write_eof()
        await packets.wait_closed()
        return done.stdout

    assert "example: cut" in served.client(write)
    for turn in range(100):
        door = socket.create_connection((served.at.host, served.at.port))
        with suppress(OSError):
            door.sendall(
                b"SSH-2.0-Chance\r\n" * (turn % 2) + luck.randbytes(luck.randrange(1, 400))
            )
        leave(door)

    async def ask(connection):
        return (await connection.run("help cut")).exit_status

    assert served.client(ask) == 0


# -- at a terminal


def test_somebody_at_a_terminal_has_a_prompt_completion_and_history(served):
    async def sit(connection):
        process = await connection.create_process(term_type="xterm", encoding="utf-8")
        seen = await process.stdout.readuntil("0 ms> ")
        for keys, until in (
            ("see\t10ms\r", "10 ms> "),
            ("\x1b[A\r", "10 ms> "),
            ("cut A|\x03", "^C\r\n10 ms> "),
            ("crash \t", "A  B  C"),
            ("A\r", "10.001 ms> "),
            ("watch stale\r", "10.001 ms> "),
            ("feed Y via B\r", "  stale  stale read of Y"),
            ("\x15exit\r", "exit"),
        ):
            process.stdin.write(keys)
            seen += await process.stdout.readuntil(until)
        await process.wait_closed()
        return process.exit_status, seen

    status, seen = served.client(sit)
    assert status == 0
    assert seen.count("seek 10ms") == 2
    assert "did-my-post-vanish / none, at 10 ms" in seen


def test_a_feed_goes_on_until_its_client_leaves(served):
    async def follow(connection):
        process = await connection.create_process("watch stale")
        await process.stdout.readline()
        await connection.run("play until 100ms")
        told = await process.stdout.readline()
        process.close()
        return told

    assert "  stale  stale read of" in served.client(follow)


def test_what_a_client_waits_for_is_given_up_with_it(tmp_path):
    host = alone()
    host.keeps_time = True
    host.run.go_on = lambda _steps: True  # time never comes to what is waited for
    served = Served(tmp_path / "console", host)

    async def leave(connection):
        process = await connection.create_process("play until 100ms")
        while not host.run.playing:
            await asyncio.sleep(0)
        process.close()
        while host.run.playing:
            await asyncio.sleep(0)

    try:
        served.client(leave)
    finally:
        served.console.finish()
    assert not served.counter.answering.see_to()
