"""token add | revoke: personal access tokens."""

import argparse
import asyncio
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from server import db
from server.cli.accounts import identity, named
from server.cli.refused import Refused
from server.config import Config
from server.db import sql
from server.domain import access_tokens
from server.domain.actor import SYSTEM


def arguments(commands: argparse._SubParsersAction, name: str, common: argparse.ArgumentParser) -> None:
    group = commands.add_parser(name, help="personal access tokens").add_subparsers(required=True, metavar="ACTION")
    parser = group.add_parser("add", parents=[common], help="make a token; prints it, this once")
    parser.add_argument("--user", required=True, help="username, e-mail address or id")
    parser.add_argument("--name", required=True, help="what the token is for")
    parser.add_argument("--scope", action="extend", nargs="+", default=[], metavar="SCOPE", help="several are possible; none: full access")
    parser.add_argument("--expires", type=moment, metavar="WHEN", help="2030-12-31, 2030-12-31T12:00:00Z or 90d")
    parser.add_argument("--company", type=UUID, metavar="ID", help="for assessment (default: the account's only company)")
    parser.set_defaults(run=lambda config, given: asyncio.run(add(config, given)))
    parser = group.add_parser("revoke", parents=[common], help="end a token at once")
    parser.add_argument("--user", required=True, help="username, e-mail address or id")
    parser.add_argument("--name", required=True, help="its name; ends all of that name")
    parser.set_defaults(run=lambda config, given: asyncio.run(revoke(config, given)))


def moment(text: str) -> datetime:
    """A date (its start, UTC), an instant, or days from now."""
    if days := re.fullmatch(r"(\d{1,6})d", text):
        return datetime.now(UTC) + timedelta(days=int(days[1]))
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def add(config: Config, given: argparse.Namespace) -> int:
    scopes = tuple(part for word in given.scope for part in word.split(",") if part)
    async with identity(config) as known, db.transaction(known.pool) as conn:
        account = await named(conn, given.user)
        made = await access_tokens.create(conn, SYSTEM, account_id=account["id"], name=given.name, scopes=scopes or None,
                                          expires_at=given.expires, company_id=given.company)  # fmt: skip
    print(made.token)
    return 0


async def revoke(config: Config, given: argparse.Namespace) -> int:
    async with identity(config) as known, db.transaction(known.pool) as conn:
        account = await named(conn, given.user)
        found = await sql.access_tokens.find_by_name(conn, account_id=account["id"], name=given.name)
        if not found:
            raise Refused(f"{account['username']} has no token named {given.name!r}")
        for row in found:
            await access_tokens.revoke(conn, SYSTEM, row["id"], account_id=account["id"])
    return 0
