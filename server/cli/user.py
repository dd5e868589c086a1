"""user add | password | list | disable: people who can sign in."""

import argparse
import asyncio
import sys

from server import db
from server.cli.accounts import base_url, identity, named
from server.cli.refused import Refused
from server.config import Config
from server.domain import account_passwords, account_roles, accounts, first_admin, links, passwords
from server.domain.actor import DOMAINS, SYSTEM
from server.domain.identity import Identity

PAGE = 500


def arguments(commands: argparse._SubParsersAction, name: str, common: argparse.ArgumentParser) -> None:
    group = commands.add_parser(name, help="people who can sign in").add_subparsers(required=True, metavar="ACTION")
    parser = group.add_parser("add", parents=[common], help="make an account; prints its id")
    parser.add_argument("--username", help="made from the e-mail address when it is missing")
    parser.add_argument("--email", help="counts as verified")
    parser.add_argument("--name", help="as others see it (default: the username)")
    parser.add_argument("--domains", nargs="+", metavar="DOMAIN", help=f"what the account opens (default: {' '.join(DOMAINS)})")
    role = parser.add_mutually_exclusive_group()
    role.add_argument("--admin", action="store_true", help="administers everything")
    role.add_argument("--guest", action="store_true", help="creates nothing in research")
    add_password_option(parser)
    parser.set_defaults(run=lambda config, given: asyncio.run(add(config, given)))
    parser = group.add_parser("password", parents=[common], help="give an account a new password, or a link to choose one")
    parser.add_argument("user", help="username, e-mail address or id")
    add_password_option(parser)
    parser.set_defaults(run=lambda config, given: asyncio.run(password(config, given)))
    parser = group.add_parser("list", parents=[common], help="all accounts, one a line, fields separated by tabs")
    parser.set_defaults(run=lambda config, given: asyncio.run(show(config)))
    parser = group.add_parser("disable", parents=[common], help="switch an account off: nothing of it opens anything until it is on again")
    parser.add_argument("user", help="username, e-mail address or id")
    parser.set_defaults(run=lambda config, given: asyncio.run(disable(config, given)))


def add_password_option(
    parser: argparse.ArgumentParser, what: str = "read the password from standard input instead of printing a link"
) -> None:
    parser.add_argument("--password-stdin", action="store_true", help=what)


def read_password() -> str:
    """The first line of standard input."""
    return passwords.check(sys.stdin.readline().rstrip("\r\n"), minimum=passwords.MINIMUM["command"])


async def add(config: Config, given: argparse.Namespace) -> int:
    if not given.username and not given.email:
        raise Refused("user add needs --username or --email")
    secret = read_password() if given.password_stdin else None
    async with identity(config) as known:
        hashed = await known.passwords.hash(secret) if secret else None
        new = accounts.NewAccount(
            display_name=given.name or given.username or given.email, username=given.username, email=given.email,
            is_email_verified=given.email is not None, domains=domains_of(given), roles=roles_of(given), password_hash=hashed,
        )  # fmt: skip
        async with db.transaction(known.pool) as conn:
            if given.admin and new.domains == DOMAINS:
                account = await first_admin.create_admin(conn, SYSTEM, new, company_name=config.companies.first)
            else:
                account = await accounts.create(conn, SYSTEM, new)
        print(account["id"])
        if not secret:
            await print_link(known, account["id"])
    return 0


def domains_of(given: argparse.Namespace) -> tuple[str, ...]:
    return tuple(part for word in given.domains for part in word.split(",") if part) if given.domains else DOMAINS


def roles_of(given: argparse.Namespace) -> tuple[tuple[str | None, str], ...]:
    if given.admin:
        return ((None, "admin"),)
    return (("research", "guest"),) if given.guest else ()


async def print_link(known: Identity, account_id: int) -> None:
    """For people, so not where a script reads the result."""
    async with db.transaction(known.pool) as conn:
        token = await links.make_set_up_link(conn, known, SYSTEM, account_id)
    url = links.page_link(base_url(known.config))(token)
    print(f"To choose a password, open this once, within {known.config.accounts.setup_hours:g} hours: {url}", file=sys.stderr)


async def password(config: Config, given: argparse.Namespace) -> int:
    secret = read_password() if given.password_stdin else None
    async with identity(config) as known:
        async with known.pool.acquire() as conn:
            account = await named(conn, given.user)
        if secret:
            await account_passwords.set_for(known, SYSTEM, account["id"], secret, door="command")
        else:
            await print_link(known, account["id"])
    return 0


async def show(config: Config) -> int:
    async with identity(config) as known, known.pool.acquire() as conn:
        offset = 0
        while True:
            page, _ = await accounts.list_accounts(conn, limit=PAGE, offset=offset)
            for row in page:
                print(*fields_of(row), sep="\t")
            if len(page) < PAGE:
                return 0
            offset += PAGE


def fields_of(row: db.Row) -> tuple[object, ...]:
    state = "active" if row["is_active"] else "disabled"
    domains, roles = (",".join(row[name]) or "-" for name in ("domains", "roles"))
    return row["id"], row["username"], row["email"] or "-", state, domains, roles, row["display_name"]


async def disable(config: Config, given: argparse.Namespace) -> int:
    async with identity(config) as known, db.transaction(known.pool) as conn:
        account = await named(conn, given.user)
        await account_roles.set_account_state(conn, SYSTEM, account["id"], False)
    return 0
