"""sql/schema.sql is what the migrations make."""

import difflib

from server import schema


def test_schema_file_is_what_the_migrations_make():
    stored, made = schema.FILE.read_text().splitlines(), schema.current().splitlines()
    changes = list(difflib.unified_diff(stored, made, "sql/schema.sql", "the migrations", lineterm="", n=1))
    assert not changes, "run `make schema`:\n" + "\n".join(changes[:60])
