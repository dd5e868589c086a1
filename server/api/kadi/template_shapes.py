"""How Kadi's API spells templates, their keys in alphabetical order."""

from typing import Any

import orjson

from server.api.kadi.shapes import Reader, Row, user


def template(row: Row, reader: Reader) -> dict[str, Any]:
    """A template; `row` is one of `described_templates`."""
    number = row["id"]
    home = f"{reader.api}/templates/{number}"
    user_roles, group_roles = home + "/roles/users", home + "/roles/groups"
    shape: dict[str, Any] = {
        "_actions": {"add_group_role": group_roles, "add_user_role": user_roles, "delete": home, "edit": home},
        "_links": {
            "group_roles": group_roles, "revisions": home + "/revisions", "self": home, "user_roles": user_roles,
            "view": f"{reader.site}/templates/{number}",
        },
        "created_at": row["created_at"],
    }  # fmt: skip
    if reader.sees_users:
        shape["creator"] = user(row, reader, "creator_")
    shape["data"] = orjson.Fragment(row["data"])
    shape["description"] = row["description"]
    shape["id"] = number
    shape["identifier"] = row["identifier"]
    shape["last_modified"] = row["updated_at"]
    shape["plain_description"] = row["plain_description"]
    shape["state"] = row["state"]
    shape["title"] = row["title"]
    shape["type"] = row["type"]
    shape["visibility"] = row["visibility"]
    return shape
