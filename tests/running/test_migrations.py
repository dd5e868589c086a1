"""Migrations: forward only, each once, whole or not at all, never over a schema that does not fit."""

import asyncio
import shutil
from pathlib import Path

import asyncpg
import pytest

from server import db, migrate
from server.migrate import SchemaError
from tests.conftest import drop
from tests.running.processes import ROOT, Machine

ONE = "create table one (id integer primary key);"
TWO = "create table two (id integer primary key);\ninsert into two values (2);"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Two migrations of our own."""
    (tmp_path / "0001_one.sql").write_text(ONE)
    (tmp_path / "0002_two.sql").write_text(TWO)
    return tmp_path


@pytest.fixture
async def empty(maintenance_dsn: str):
    """The address of a database without any table."""
    name = f"athenaeum_empty_{id(object())}"
    maintenance = await db.connect(maintenance_dsn)
    await maintenance.execute(f"create database {name} template template0")
    yield maintenance_dsn.replace("/" + maintenance_dsn.split("?")[0].rpartition("/")[2], f"/{name}", 1)
    await maintenance.close()
    await drop(maintenance_dsn, name)


@pytest.fixture
async def conn(empty: str):
    conn = await db.connect(empty)
    yield conn
    await conn.close()


async def test_missing_ones_are_applied_in_order_and_only_once(conn, files):
    assert [migration.name for migration in await migrate.pending(conn, files)] == ["0001_one", "0002_two"]
    assert await migrate.migrate(conn, files) == ["0001_one", "0002_two"]
    assert await migrate.migrate(conn, files) == []
    assert await migrate.pending(conn, files) == []
    assert await conn.fetchval("select count(*) from two") == 1


async def test_several_processes_at_once_apply_each_one_once(empty, files):
    done = await asyncio.gather(*(migrate.migrate(empty, files) for _ in range(6)))
    assert sorted(name for names in done for name in names) == ["0001_one", "0002_two"]


async def test_failed_one_leaves_nothing_and_earlier_ones_stay(conn, files):
    (files / "0002_two.sql").write_text(TWO + "\nselect 1 / 0;")
    with pytest.raises(SchemaError, match="Migration 0002_two failed, nothing of it was kept: division by zero"):
        await migrate.migrate(conn, files)
    assert [migration.name for migration in await migrate.pending(conn, files)] == ["0002_two"]
    assert await conn.fetchval("select to_regclass('two')") is None
    (files / "0002_two.sql").write_text(TWO)
    assert await migrate.migrate(conn, files) == ["0002_two"]


async def test_edited_file_is_refused(conn, files):
    await migrate.migrate(conn, files)
    (files / "0001_one.sql").write_text(ONE + "\n-- nicer")
    for check in (migrate.migrate, migrate.pending):
        with pytest.raises(SchemaError, match="Migration 0001_one was edited after it had been applied"):
            await check(conn, files)


async def test_schema_newer_than_the_code_is_refused(conn, files):
    await migrate.migrate(conn, files)
    (files / "0002_two.sql").unlink()
    for check in (migrate.migrate, migrate.pending):
        with pytest.raises(SchemaError, match="has migration 0002_two, which this version does not know"):
            await check(conn, files)


async def test_file_before_an_applied_one_is_refused(conn, files):
    (files / "0001_one.sql").rename(files / "0003_one.sql")
    await migrate.migrate(conn, files)
    (files / "0001_late.sql").write_text("select 1;")
    with pytest.raises(SchemaError, match="Migration 0001_late was never applied, but later ones were"):
        await migrate.migrate(conn, files)


async def test_database_of_something_else_is_refused(conn, files):
    await conn.execute("create table theirs ()")
    with pytest.raises(SchemaError, match="already has tables that are not ours, such as theirs"):
        await migrate.migrate(conn, files)
    with pytest.raises(asyncpg.UndefinedTableError):
        await conn.fetch("select * from migrations")


@pytest.mark.parametrize("names", [["1_one.sql"], ["0001-one.sql"], ["0001_one.sql", "0001_two.sql"]])
def test_misnamed_files_are_refused(tmp_path, names):
    for name in names:
        (tmp_path / name).write_text("select 1;")
    with pytest.raises(SchemaError):
        migrate.known(tmp_path)


def test_server_refuses_a_schema_newer_than_its_code_and_leaves_it_alone(machine: Machine, folder):
    """A copy of the program that lacks the last migration, on the data of the whole one."""
    machine.serve().stop()
    older = folder / "older"
    for part in ("run.py", "server", "sql", "templates", "static"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, older / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            older.mkdir(exist_ok=True)
            shutil.copy(source, older / part)
    last = max((older / "sql" / "migrations").glob("*.sql"))
    last.unlink()
    command = machine.command("serve", "--port", "0")
    machine.command = lambda *arguments, person=None: [command[0], str(older / "run.py"), *command[2:]]
    refused = machine.serve(wait=False)
    assert refused.process.wait(30) == 1
    assert f"has migration {last.stem}, which this version does not know" in refused.log
    assert "Traceback" not in refused.log
    del machine.command
    assert machine.serve().stop() == 0
