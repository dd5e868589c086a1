"""Wrong passwords are counted per name and address, and per name, for a minute: guessing gets slow, other people's doors stay open."""

from server.config import Config
from server.db import Connection, sql
from server.errors import TooMany
from server.secrets import token_hash

WINDOW_SECONDS = 60
PER_NAME_AND_ADDRESS = 10
PER_NAME = 100


def keys(name: str, address: str) -> dict[bytes, int]:
    """What is counted, with how much of it is allowed."""
    who = name.strip().lower()
    return {token_hash(f"at {address} {who}"): PER_NAME_AND_ADDRESS, token_hash(f"name {who}"): PER_NAME}


async def check(conn: Connection, config: Config, name: str, address: str = "") -> None:
    """TooMany("sign_in") once too many wrong passwords came."""
    if not config.limits.enabled:
        return
    allowed = keys(name, address)
    for row in await sql.wrong_passwords.list(conn, keys=list(allowed)):
        if row["wrong"] >= allowed[row["key"]]:
            raise TooMany("sign_in", retry_after=max(1, round(row["seconds"])))


async def count(conn: Connection, name: str, address: str = "") -> None:
    await sql.wrong_passwords.count(conn, keys=sorted(keys(name, address)), window_seconds=WINDOW_SECONDS)


async def forget(conn: Connection, name: str, address: str = "") -> None:
    """The right password came from here: this address starts anew."""
    await sql.wrong_passwords.delete(conn, keys=list(keys(name, address))[:1])
