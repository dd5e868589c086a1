"""serve: the server, until a signal ends it."""

import argparse

from server.cli.refused import Refused
from server.config import Config


def arguments(commands: argparse._SubParsersAction, name: str, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(name, parents=[common], help="run the server")
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port, 0 for a free one (default: 8080)")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(config: Config, given: argparse.Namespace) -> int:
    from server import service  # the web server's modules are loaded for this command only

    try:
        return service.run(config, config_file=given.config, is_worker=given.worker)
    except service.CannotListen as error:
        raise Refused(str(error)) from error
