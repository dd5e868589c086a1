"""What was there before the searches is found after the migration, as if it were made today."""

import shutil
from pathlib import Path

import pytest

from server import db, migrate
from tests.conftest import drop

BEFORE = 9
EXTRAS = """[{"type": "str", "key": "operator", "value": "Ünal Ada"}, {"type": "dict", "key": "setup", "value": [
    {"type": "list", "key": "runs", "value": [{"type": "float", "unit": "cm", "value": 1.5}, {"type": "int", "unit": null, "value": null}]},
    {"type": "bool", "key": "done", "value": false}, {"type": "date", "key": "day", "value": "2024-02-29T10:00:00+00:00"}]}]"""
TEXTS = ["record_texts", "record_wordings", "collection_texts", "template_texts", "group_texts", "extra_values", "extra_paths"]
NOUNS = ["records", "collections", "templates", "groups"]


@pytest.fixture
async def conn(maintenance_dsn: str):
    name = f"athenaeum_before_{id(object())}"
    maintenance = await db.connect(maintenance_dsn)
    await maintenance.execute(f"create database {name} template template0")
    conn = await db.connect(maintenance_dsn.replace("/" + maintenance_dsn.split("?")[0].rpartition("/")[2], f"/{name}", 1))
    yield conn
    await conn.close()
    await maintenance.close()
    await drop(maintenance_dsn, name)


async def fill(conn, mark: str) -> None:
    """An object of each noun; texts and metadata do not depend on `mark`."""
    account = await conn.fetchval("insert into accounts (username, display_name) values ($1, 'A') returning id", f"somebody-{mark}")
    more = {"records": ("extras", EXTRAS), "templates": ("data, type", "{}"), "collections": None, "groups": None}
    for table, extra in more.items():
        columns = f", {extra[0]}" if extra else ""
        values = (f", '{extra[1]}'" + (", 'record'" if table == "templates" else "")) if extra else ""
        await conn.execute(
            f"insert into {table} (creator_id, identifier, title, description, plain_description{columns}) "  # noqa: S608
            f"values ($1, $2, 'Größe der Probe', '*Zwei* Wörter', 'Zwei Wörter'{values})",
            account, f"sample-{mark}",
        )  # fmt: skip


async def contents(conn, table: str) -> list[tuple]:
    """The rows without their ids, and without the word that tells the two fillings apart."""
    rows = await conn.fetch(f"select * from {table}")  # noqa: S608
    hidden = {"record_id", "collection_id", "template_id", "group_id"}
    return sorted(tuple(str(value).replace("'old' ", "").replace("'new' ", "") for name, value in row.items() if name not in hidden)
                   for row in rows)  # fmt: skip


async def test_old_rows_are_indexed_like_new_ones(conn, tmp_path: Path):
    for migration in migrate.known():
        if migration.number < BEFORE:
            shutil.copy(migrate.FOLDER / f"{migration.name}.sql", tmp_path)
    await migrate.migrate(conn, tmp_path)
    await fill(conn, "old")
    await migrate.migrate(conn)
    old = {table: await contents(conn, table) for table in TEXTS}
    old_words = {(row["word"], row["is_title"]) for row in await conn.fetch("select * from search_words")}
    assert (
        len(old["extra_values"]) == 7 and len(old["record_texts"]) == 1 and ("unal", False) in old_words and ("grosse", True) in old_words
    )
    for table in NOUNS:
        await conn.execute(f"delete from {table}")  # noqa: S608
    for table in ("extra_paths", "search_words"):
        await conn.execute(f"delete from {table}")  # noqa: S608
    assert [await contents(conn, table) for table in TEXTS] == [[]] * len(TEXTS)
    await fill(conn, "new")
    assert {table: await contents(conn, table) for table in TEXTS} == old
    new_words = {(row["word"], row["is_title"]) for row in await conn.fetch("select * from search_words")}
    assert new_words - {("new", True)} == old_words - {("old", True)}
