"""sql/schema.sql: the schema as it stands after all migrations, for reading. `python -m server.schema` writes it anew."""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from server import cluster, migrate
from server.postgres import Embedded

FILE = Path(__file__).resolve().parent.parent / "sql" / "schema.sql"
HEAD = "-- The schema after all migrations; written by `make schema`, compared by tests/test_schema.py. Not edited by hand.\n\n"
# What depends on the version of the tools or says nothing about the schema
NOISE = re.compile(r"^(--.*|SET .*;|SELECT pg_catalog\.set_config\(.*|\\(un)?restrict .*)\n", re.MULTILINE)
BLANKS = re.compile(r"\n{3,}")


def dumped(dsn: str) -> str:
    """The schema of this database as statements, by pg_dump."""
    command = [cluster.programs().path("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", dsn]
    done = subprocess.run(command, capture_output=True, text=True, env=cluster.environment(), check=False)
    if done.returncode != 0:
        raise cluster.PostgresError(f"pg_dump failed: {done.stderr.strip()}")
    return HEAD + BLANKS.sub("\n\n", NOISE.sub("", done.stdout)).strip() + "\n"


def current() -> str:
    """The schema that the migrations make in a new embedded database."""
    with tempfile.TemporaryDirectory(prefix="athenaeum-schema-") as folder:
        Path(folder).chmod(0o755)
        embedded = Embedded(folder, purpose="schema", settings={"fsync": "off", "shared_buffers": "16MB"})
        dsn = embedded.start_blocking()
        try:
            asyncio.run(migrate.migrate(dsn))
            return dumped(dsn)
        finally:
            embedded.stop_blocking()


def main() -> int:
    FILE.write_text(current())
    return 0


if __name__ == "__main__":
    sys.exit(main())
