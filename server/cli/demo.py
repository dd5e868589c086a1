"""demo: fills an empty server with a small invented institute."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Sequence

from server import database
from server.cli.accounts import base_url
from server.cli.refused import Refused
from server.cli.user import add_password_option, read_password
from server.config import Config

# Without letters and digits that look alike
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def arguments(commands: argparse._SubParsersAction, name: str, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(name, parents=[common], help="fill an empty server with a small invented institute")
    add_password_option(parser, "read everybody's password from standard input instead of making one")
    parser.set_defaults(run=lambda config, given: asyncio.run(run(config, given)))


async def run(config: Config, given: argparse.Namespace) -> int:
    from server.demo import house, institute, people  # the web server's modules are loaded for this command only

    password = read_password() if given.password_stdin else random_password()
    async with database.at_hand(config) as dsn, database.identity(config, dsn) as known:
        if await people.is_anybody_there(known):
            raise Refused("there are people on this server already: the demo fills an empty one only (--data-dir names another folder)")
        try:
            hired = await institute.fill(known, dsn, password, lambda text: print(text, file=sys.stderr, flush=True))
        except house.Refusal as error:
            raise Refused(f"the demo broke off and has left a part of the institute behind: {error}") from error
    print(table([(person.username, f"{person.name}, {person.position}") for person in hired] + institute.candidates()))
    print(f"\nPassword of everybody: {password}\nSign in at {base_url(config)}")
    return 0


def table(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(login) for login, _ in rows)
    return "\n".join(f"{login:<{width}}  {who}" for login, who in rows)


def random_password() -> str:
    """Four groups of four, easy to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
