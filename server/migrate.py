"""The schema moves forward only: the files of ``sql/migrations``, each once, in order, in a transaction of its own.

A ledger in the database keeps what was applied, with the SHA-256 of each file. The server refuses to work on a schema
that is newer than its code, and when a file that was applied has been edited since.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from server import db
from server.db import sql

FOLDER = Path(__file__).resolve().parent.parent / "sql" / "migrations"
_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+")
_LOCK_KEY = 0x617468656E61
_OLDEST_SERVER = 150000


class SchemaError(Exception):
    """The database cannot be used with this version of the code; the message is written for an operator."""


@dataclass(frozen=True)
class Migration:
    """One file, or what the ledger says of one."""

    number: int
    name: str
    checksum: str
    text: str = ""


def known(folder: Path = FOLDER) -> list[Migration]:
    """The migrations that this version of the code has, in order."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE_NAME.fullmatch(path.stem)
        if match is None:
            raise SchemaError(f"{path.name} is not named like 0001_identity.sql")
        content = path.read_bytes()
        found.append(Migration(int(match[1]), path.stem, hashlib.sha256(content).hexdigest(), content.decode()))
    numbers = [migration.number for migration in found]
    if len(set(numbers)) != len(numbers):
        raise SchemaError(f"Two files in {folder} have the same number")
    return found


async def migrate(where: str | db.Connection, folder: Path = FOLDER) -> list[str]:
    """Applies what is missing and returns its names. ``where`` is an address or a connection outside a transaction."""
    if not isinstance(where, str):
        return await _migrate(where, known(folder))
    conn = await db.connect(where)
    try:
        return await _migrate(conn, known(folder))
    finally:
        await conn.close()


async def pending(conn: db.Connection, folder: Path = FOLDER) -> list[Migration]:
    """The migrations that this database still lacks; raises SchemaError when it does not fit the code at all."""
    if await sql.migrations.has_ledger(conn) is None:
        return known(folder)
    return _missing(await _applied(conn), known(folder))


async def _migrate(conn: db.Connection, migrations: Sequence[Migration]) -> list[str]:
    await _check_server(conn)
    done: list[str] = []
    while (name := await _apply_next(conn, migrations)) is not None:
        done.append(name)
    return done


async def _check_server(conn: db.Connection) -> None:
    server = await sql.migrations.server(conn)
    if server["version"] < _OLDEST_SERVER:
        raise SchemaError(f"PostgreSQL {server['version_name']} is too old: 15 or newer is needed")
    if server["encoding"] != "UTF8":
        raise SchemaError(f"The database has the encoding {server['encoding']}: UTF8 is needed")


async def _apply_next(conn: db.Connection, migrations: Sequence[Migration]) -> str | None:
    """Applies the first missing migration; None when there is none. Looks again after it has the lock."""
    async with conn.transaction():
        await sql.migrations.lock(conn, key=_LOCK_KEY)
        await _make_ledger(conn)
        missing = _missing(await _applied(conn), migrations)
        if not missing:
            return None
        first = missing[0]
        try:
            await conn.execute(first.text)
        except db.DatabaseError as error:
            raise SchemaError(f"Migration {first.name} failed, nothing of it was kept: {error}") from error
        await sql.migrations.insert(conn, number=first.number, name=first.name, checksum=first.checksum)
        return first.name


async def _make_ledger(conn: db.Connection) -> None:
    if await sql.migrations.has_ledger(conn) is not None:
        return
    foreign = await sql.migrations.list_public(conn)
    if foreign:
        raise SchemaError(f"The database already has tables that are not ours, such as {foreign[0]['tablename']}")
    await sql.migrations.make_ledger(conn)


async def _applied(conn: db.Connection) -> list[Migration]:
    return [Migration(row["number"], row["name"], row["checksum"]) for row in await sql.migrations.list_applied(conn)]


def _missing(applied: Sequence[Migration], migrations: Sequence[Migration]) -> list[Migration]:
    """What is not applied yet; raises SchemaError when ledger and files contradict each other."""
    files = {migration.number: migration for migration in migrations}
    for entry in applied:
        file = files.get(entry.number)
        if file is None:
            raise SchemaError(f"The database has migration {entry.name}, which this version does not know: it was used "
                              "with a newer version. Start that version again, or use another database")  # fmt: skip
        if file.checksum != entry.checksum:
            raise SchemaError(f"Migration {file.name} was edited after it had been applied: restore the file")
    last = max((entry.number for entry in applied), default=0)
    have = {entry.number for entry in applied}
    missing = [migration for migration in migrations if migration.number not in have]
    if missing and missing[0].number < last:
        raise SchemaError(f"Migration {missing[0].name} was never applied, but later ones were")
    return missing
