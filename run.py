"""Parses the arguments, loads the settings, runs one command."""

import argparse
import sys
from pathlib import Path

from server import config as settings
from server.cli import COMMANDS, FAILURES, said

ROOT = Path(__file__).resolve().parent
FLAGS = {"data_dir": "server.data_dir", "database_url": "database.url", "host": "server.host", "port": "server.port"}


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="settings (default: config.toml beside run.py)")
    common.add_argument("--data-dir", metavar="FOLDER", help="files, keys and the embedded database (default: ./var)")
    common.add_argument("--database-url", metavar="URL", help="an external PostgreSQL instead of the embedded one")
    root = argparse.ArgumentParser(prog="run.py", description="Athenaeum: research data, training, learning and assessment in one server.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(commands, name, common)
    return root


def main() -> int:
    arguments = parser().parse_args()
    file = arguments.config or ROOT / "config.toml"
    flags = {key: getattr(arguments, name) for name, key in FLAGS.items() if getattr(arguments, name, None) is not None}
    try:
        if arguments.config and not file.is_file():
            raise settings.ConfigError(f"{file} cannot be read")
        return arguments.run(settings.load(file, flags=flags), arguments)
    except FAILURES as error:
        print(f"run.py: {said(error)}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
