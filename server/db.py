"""PostgreSQL: the pool, the statements of `sql/queries`, transactions. Nobody else imports the driver.

Each named statement becomes an async function: `await sql.records.get(conn, id=5)`. Its header says what comes back:

    -- name: claim_seat(training_id, user_id) -> one
    -- Takes a seat; no row when the training is full.
    update … where id = $1 …

`one` a row or None, `many` a list of rows, `value` the first column or None, `run` the number of rows touched,
`json` the text of one JSON value. Parameters are `$1 …` in the order of the header.
"""

import asyncio
import functools
import random
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

import asyncpg
from asyncpg.exceptions import (
    CheckViolationError as CheckViolation,
)
from asyncpg.exceptions import (
    DeadlockDetectedError,
    RaiseError,
    SerializationError,
)
from asyncpg.exceptions import (
    ForeignKeyViolationError as ForeignKeyViolation,
)
from asyncpg.exceptions import (
    IntegrityConstraintViolationError as IntegrityViolation,
)
from asyncpg.exceptions import (
    NotNullViolationError as NotNullViolation,
)
from asyncpg.exceptions import (
    PostgresError as DatabaseError,
)
from asyncpg.exceptions import (
    UniqueViolationError as UniqueViolation,
)

__all__ = [
    "CheckViolation", "Connection", "DatabaseError", "ForeignKeyViolation", "IntegrityViolation", "NotNullViolation",
    "Pool", "RaiseError", "Row", "UniqueViolation", "connect", "create_pool", "is_away", "is_bad_value", "is_in_transaction",
    "retrying", "sql", "transaction", "violated",
]  # fmt: skip

Pool = asyncpg.Pool
Row = asyncpg.Record
Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

QUERIES = Path(__file__).resolve().parent.parent / "sql" / "queries"
HEADER = re.compile(r"^--\s*name:\s*(?P<name>[a-z][a-z0-9_]*)\s*\((?P<params>[^)]*)\)\s*->\s*(?P<kind>[a-z]+)\s*$")
KINDS = ("one", "many", "value", "run", "json")
# InternalClientError is what the driver says of a connection that breaks while a statement is handed to it
AWAY = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError,
        asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, asyncpg.TooManyConnectionsError, asyncpg.QueryCanceledError,
        asyncpg.LockNotAvailableError, asyncpg.SerializationError, asyncpg.DeadlockDetectedError)  # fmt: skip


class StatementError(Exception):
    """A file of statements cannot be read; the message says which line."""


class Statement:
    """One named statement; awaitable with a connection and its parameters by name."""

    __slots__ = ("kind", "name", "params", "source", "text", "where")

    def __init__(self, name: str, params: tuple[str, ...], kind: str, text: str, where: str, source: str) -> None:
        self.name, self.params, self.kind, self.text, self.where, self.source = name, params, kind, text, where, source

    def __repr__(self) -> str:
        return f"<statement {self.where}>"

    async def __call__(self, conn: Connection, **given: Any) -> Any:
        if isinstance(conn, asyncpg.Pool):
            raise TypeError(f"{self.where}: a connection is needed, not a pool")
        try:
            values = [given.pop(param) for param in self.params]
        except KeyError as missing:
            raise TypeError(f"{self.where}: parameter {missing} is missing") from None
        if given:
            raise TypeError(f"{self.where}: unknown parameters {sorted(given)}")
        if self.kind == "one":
            return await conn.fetchrow(self.text, *values)
        if self.kind == "many":
            return await conn.fetch(self.text, *values)
        if self.kind in ("value", "json"):
            return await conn.fetchval(self.text, *values)
        return touched(await conn.execute(self.text, *values))


def touched(tag: str) -> int:
    """The number in a command tag such as `UPDATE 3`."""
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0


def parse(text: str, where: str) -> list[Statement]:
    statements: list[Statement] = []
    header: re.Match[str] | None = None
    lines: list[str] = []

    def finish() -> None:
        if header is None:
            if any(line.strip() and not line.lstrip().startswith("--") for line in lines):
                raise StatementError(f"{where}: text before the first name")
            return
        if header["kind"] not in KINDS:
            raise StatementError(f"{where}: {header['name']} returns {header['kind']}, which is none of {KINDS}")
        params = tuple(part.strip() for part in header["params"].split(",") if part.strip())
        body = "\n".join(lines).strip().removesuffix(";")
        statements.append(Statement(header["name"], params, header["kind"], body, f"{where}.{header['name']}", where))

    for line in text.splitlines():
        if line.startswith("-- name:"):
            finish()
            header, lines = HEADER.match(line), []
            if header is None:
                raise StatementError(f"{where}: cannot read {line!r}")
        else:
            lines.append(line)
    finish()
    return statements


def load(folder: Path = QUERIES) -> SimpleNamespace:
    """`sql/queries/**.sql` as nested namespaces; a broken file stops the program here, not at the first call."""
    root = SimpleNamespace()
    for path in sorted(folder.rglob("*.sql")):
        parts = path.relative_to(folder).with_suffix("").parts
        space = root
        for part in parts:
            space = vars(space).setdefault(part, SimpleNamespace())
        for statement in parse(path.read_text("utf-8"), ".".join(parts)):
            if hasattr(space, statement.name):
                raise StatementError(f"{statement.where} stands twice")
            setattr(space, statement.name, statement)
    return root


sql: Any = load()


async def keep_everything(_conn: Any) -> None:
    """No reset query on release: nothing here sets session state (SET LOCAL and transaction-level locks only)."""


async def create_pool(dsn: str, *, size: int = 8, statement_cache: int = 200, timeout: float = 30.0, application: str = "athenaeum",
                      tls: ssl.SSLContext | None = None) -> asyncpg.Pool:  # fmt: skip
    """A pool of at most `size` connections; times are UTC, every statement ends after `timeout` seconds."""
    settings = {"application_name": application, "timezone": "UTC", "jit": "off",
                "statement_timeout": str(int(timeout * 1000)), "lock_timeout": "10000",
                "idle_in_transaction_session_timeout": "60000"}  # fmt: skip
    extra = {"ssl": tls} if tls else {}
    return await asyncpg.create_pool(
        dsn, min_size=min(2, size), max_size=size, statement_cache_size=statement_cache, reset=keep_everything,
        command_timeout=timeout + 5, timeout=10, max_inactive_connection_lifetime=300, server_settings=settings, **extra,
    )  # fmt: skip


async def connect(dsn: str, **options: Any) -> asyncpg.Connection:
    """One connection outside any pool (migrations, commands, LISTEN)."""
    return await asyncpg.connect(dsn, server_settings={"timezone": "UTC", "application_name": "athenaeum"}, **options)


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    """A connection inside a transaction; commits at the end of the block, rolls back on any exception."""
    async with pool.acquire() as conn, conn.transaction():
        yield conn


def retrying(work: Callable[..., Awaitable[Any]], attempts: int = 4) -> Callable[..., Awaitable[Any]]:
    """`work` again when the database says that two transactions got into each other's way (40001, 40P01)."""

    @functools.wraps(work)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        for attempt in range(1, attempts + 1):
            try:
                return await work(*args, **kwargs)
            except (SerializationError, DeadlockDetectedError):
                if attempt == attempts:
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.02) * attempt)
        raise AssertionError("unreachable")

    return wrapper


def is_in_transaction(conn: Connection) -> bool:
    """Is a transaction open on `conn`? Not any more once it was given back to the pool."""
    try:
        return conn.is_in_transaction()
    except asyncpg.InterfaceError:
        return False


def containing(text: str | None) -> str | None:
    """The pattern (ILIKE) of what contains that text as it stands; None, which filters nothing, where there is none."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%" if text else None


def violated(error: BaseException) -> str | None:
    """The name of the constraint that `error` reports, if it does."""
    return getattr(error, "constraint_name", None)


def is_away(error: BaseException) -> bool:
    """Does `error` mean that the database cannot be reached, or is too busy, just now (so: 503, try again)?"""
    return isinstance(error, AWAY) and not getattr(error, "filename", None)


def is_bad_value(error: BaseException) -> bool:
    """Does `error` mean that a value is none of its type, or out of its range?"""
    return isinstance(error, asyncpg.DataError)
