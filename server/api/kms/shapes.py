"""How the OpenKMS API spells rows."""

from typing import Any

from server.db import Row

SIGNED_IN = ("id", "username", "email", "full_name", "role", "is_active")
ME = ("id", "username", "email", "full_name", "office_location", "department", "role", "is_active")


def user(row: Row, fields: tuple[str, ...]) -> dict[str, Any]:
    """A user with the fields that an endpoint documents; without an e-mail it is an empty text."""
    known = dict(row) | {"email": row["email"] or "", "full_name": row["display_name"]}
    return {name: known[name] for name in fields}
