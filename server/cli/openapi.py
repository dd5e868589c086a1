"""openapi: the description of all APIs, or of one, on standard output."""

import argparse
import sys

from server.config import Config

NAMES = ("kadi", "kms", "lms", "itr", "app")


def arguments(commands: argparse._SubParsersAction, name: str, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(name, parents=[common], help="print the OpenAPI document")
    parser.add_argument("surface", nargs="?", choices=NAMES, help="only this API, below its own base")
    parser.set_defaults(run=run)


def run(config: Config, given: argparse.Namespace) -> int:
    import orjson

    from server import app, openapi  # the web server's modules are loaded for this command only

    surfaces = {surface.name: surface for surface in app.SURFACES}
    document = openapi.own(surfaces[given.surface]) if given.surface else openapi.whole(app.SURFACES)
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return 0
