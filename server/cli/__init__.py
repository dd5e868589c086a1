"""The commands of run.py, one module each: `arguments` describes a command, its `run` does it and returns the exit status."""

from server.cli import demo, migrate, openapi, serve, token, user
from server.cli.refused import Refused
from server.config import ConfigError
from server.database import DatabaseAway
from server.errors import Failure, Invalid
from server.migrate import SchemaError
from server.postgres import PostgresError
from server.secrets import KeysError

COMMANDS = {"serve": serve, "migrate": migrate, "user": user, "token": token, "openapi": openapi, "demo": demo}


def said(error: Exception) -> str:
    """The failure as a line for an operator."""
    if isinstance(error, Invalid):
        return "; ".join(f"{'.'.join(fault.path)}: {fault.code}" for fault in error.faults)
    if isinstance(error, Failure):
        details = ", ".join(f"{name}={value}" for name, value in error.details.items())
        return f"{error.code} ({details})" if details else error.code
    return str(error)


FAILURES = (ConfigError, DatabaseAway, Failure, KeysError, PostgresError, Refused, SchemaError)
