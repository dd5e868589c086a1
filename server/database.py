"""The database a process works on: the configured one, the one a running server has, or one started for the moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server import db, migrate
from server.config import Config
from server.domain.identity import Identity
from server.postgres import Embedded, Held, running_dsn
from server.secrets import Secrets

# Below the data directory: where the server listened last, for the links that commands print
ADDRESS_FILE = "address"
CANNOT_CONNECT = (OSError, db.DatabaseError, TimeoutError, ValueError)


class DatabaseAway(Exception):
    """The configured database cannot be reached; the message says why and holds no password."""


@asynccontextmanager
async def serving(config: Config) -> AsyncIterator[str]:
    """The address of the migrated database that a server stands on, for as long as the block lasts."""
    if config.database.url:
        await bring_up_to_date(config.database.url)
        yield config.database.url
        return
    embedded = Embedded(config.data_dir, config.database.run_as, purpose="serve")
    dsn = await embedded.start()
    try:
        await bring_up_to_date(dsn)
        yield dsn
    finally:
        await embedded.stop()


@asynccontextmanager
async def at_hand(config: Config, *, up_to_date: bool = True) -> AsyncIterator[str]:
    """The address of the database for a command, whether the server runs or not.

    A database that others may be using is not migrated in passing: with `up_to_date` it must be, else the command is refused.
    """
    dsn = config.database.url or running_dsn(config.data_dir)
    embedded = None if dsn else Embedded(config.data_dir, config.database.run_as, purpose="command")
    if embedded:
        try:
            dsn = await embedded.start()
        except Held:  # a server was faster
            embedded, dsn = None, running_dsn(config.data_dir)
            if dsn is None:
                raise
    assert dsn is not None
    try:
        if up_to_date:
            await (bring_up_to_date(dsn) if embedded else require_up_to_date(dsn))
        yield dsn
    finally:
        if embedded:
            await embedded.stop()


@asynccontextmanager
async def connection(dsn: str) -> AsyncIterator[db.Connection]:
    """One connection outside any pool; DatabaseAway when there is none to be had."""
    try:
        conn = await db.connect(dsn, timeout=10)
    except CANNOT_CONNECT as error:
        raise DatabaseAway(f"the database cannot be reached: {type(error).__name__}: {error}") from error
    try:
        yield conn
    finally:
        await conn.close()


@asynccontextmanager
async def identity(config: Config, dsn: str) -> AsyncIterator[Identity]:
    """What the functions about people need, outside the application: a small pool, keys, a hasher."""
    pool = await db.create_pool(dsn, size=2, statement_cache=config.database.statement_cache, application="athenaeum command")
    try:
        yield Identity.create(pool, config, Secrets.load(config.data_dir))
    finally:
        await pool.close()


async def bring_up_to_date(dsn: str) -> list[str]:
    """Applies the missing migrations and returns their names."""
    async with connection(dsn) as conn:
        return await migrate.migrate(conn)


async def require_up_to_date(dsn: str) -> None:
    async with connection(dsn) as conn:
        missing = await migrate.pending(conn)
    if missing:
        raise migrate.SchemaError(f"the database lacks migration {missing[0].name}: run `python run.py migrate` first")
