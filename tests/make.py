"""Builds what tests need, through the real paths: `make = Make(pool, config)`; `account = await make.account()`.

Names are random, so tests share one database without meeting each other.
"""

import secrets
from typing import Any

from server import db
from server.config import Config
from server.domain import access_tokens, accounts, records
from server.domain.actor import SYSTEM, Actor


def unique(word: str = "x") -> str:
    """A name that nobody else has."""
    return f"{word}-{secrets.token_hex(5)}"


class Make:
    def __init__(self, pool: db.Pool, config: Config) -> None:
        self.pool, self.config = pool, config

    async def account(self, username: str | None = None, **options: Any) -> db.Row:
        """An account with all domains unless told otherwise; options are the fields of `accounts.NewAccount`."""
        username = username or unique("person")
        new = accounts.NewAccount(username=username, **{"display_name": username.title(), "email": f"{username}@example.org"} | options)
        async with db.transaction(self.pool) as conn:
            return await accounts.create(conn, SYSTEM, new)

    async def token(self, account: Any, *scopes: str, **options: Any) -> str:
        """A personal access token; without scopes it opens everything."""
        async with db.transaction(self.pool) as conn:
            made = await access_tokens.create(conn, SYSTEM, account_id=account["id"], name=unique("token"), scopes=scopes, **options)
        return made.token

    async def record(self, account: Any, **fields: Any) -> db.Row:
        """A record of the account; fields as in the body of POST /records."""
        identifier = fields.pop("identifier", None) or unique("record")
        actor = Actor(kind="pat", account_id=account["id"], username=account["username"], domains=frozenset({"research"}))
        async with db.transaction(self.pool) as conn:
            return await records.create(conn, actor, {"identifier": identifier, "title": identifier} | fields)
