"""migrate: brings the schema up to date without serving."""

import argparse
import asyncio

from server import database
from server.config import Config


def arguments(commands: argparse._SubParsersAction, name: str, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(name, parents=[common], help="apply the missing migrations")
    parser.set_defaults(run=lambda config, given: asyncio.run(run(config)))


async def run(config: Config) -> int:
    async with database.at_hand(config, up_to_date=False) as dsn:
        done = await database.bring_up_to_date(dsn)
    print("\n".join(done) if done else "nothing to do")
    return 0
