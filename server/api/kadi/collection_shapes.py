"""How Kadi's API spells collections, their keys in alphabetical order."""

from typing import Any

from server.api.kadi.shapes import Reader, Row, user


def collection(row: Row, reader: Reader) -> dict[str, Any]:
    """A collection; `row` is one of `described_collections` with `readable_parent_id`."""
    number = row["id"]
    home = f"{reader.api}/collections/{number}"
    records, children = home + "/records", home + "/collections"
    user_roles, group_roles = home + "/roles/users", home + "/roles/groups"
    links = {"children": children, "group_roles": group_roles}
    if row["readable_parent_id"] is not None:
        links["parent"] = f"{reader.api}/collections/{row['readable_parent_id']}"
    links |= {
        "records": records, "revisions": home + "/revisions", "self": home, "user_roles": user_roles,
        "view": f"{reader.site}/collections/{number}",
    }  # fmt: skip
    shape: dict[str, Any] = {
        "_actions": {
            "add_group_role": group_roles, "add_user_role": user_roles, "delete": home, "edit": home,
            "link_collection": children, "link_record": records,
        },
        "_links": links,
        "created_at": row["created_at"],
    }  # fmt: skip
    if reader.sees_users:
        shape["creator"] = user(row, reader, "creator_")
    shape["description"] = row["description"]
    shape["id"] = number
    shape["identifier"] = row["identifier"]
    shape["last_modified"] = row["updated_at"]
    shape["plain_description"] = row["plain_description"]
    shape["state"] = row["state"]
    shape["tags"] = row["tags"]
    shape["title"] = row["title"]
    shape["visibility"] = row["visibility"]
    return shape
