"""What the commands about people share: the database with everything a domain function needs, people by name, the address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server import database, db
from server.cli.refused import Refused
from server.config import Config
from server.domain import accounts
from server.domain.identity import Identity


@asynccontextmanager
async def identity(config: Config) -> AsyncIterator[Identity]:
    """On the database at hand, whether the server runs or not."""
    async with database.at_hand(config) as dsn, database.identity(config, dsn) as known:
        yield known


async def named(conn: db.Connection, name: str) -> db.Row:
    """The account with this username, verified e-mail or id; Refused where the username of one is the id of another."""
    by_name = await accounts.find_by_name(conn, name)
    by_id = await accounts.find(conn, int(name)) if name.isascii() and name.isdigit() and len(name) <= 18 else None
    if by_name is not None and by_id is not None and by_name["id"] != by_id["id"]:
        raise Refused(f"{name} is the username of account {by_name['id']} and the id of {by_id['username']!r}: say it another way")
    account = by_name or by_id
    if account is None:
        raise Refused(f"there is no account {name!r}")
    return account


def base_url(config: Config) -> str:
    """Where links lead: the public address, else the one the server last listened on, else the configured one."""
    if config.server.public_url:
        return config.server.public_url.rstrip("/")
    try:
        return (config.data_dir / database.ADDRESS_FILE).read_text().strip()
    except OSError:
        return f"http://{config.server.host}:{config.server.port}"
