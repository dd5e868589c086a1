"""How Kadi's API spells rows: hand-written objects, their keys in alphabetical order at every level."""

from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web

from server import keys
from server.domain.actor import Actor
from server.http.addresses import base_url

Row = Mapping[str, Any]


def api_base(request: web.Request) -> str:
    """Absolute base of links, with the API prefix of the request: `https://host/api/v1`."""
    return base_url(request) + request[keys.MOUNT]


class Reader:
    """Who reads, and from where: what every shape needs to know of a request."""

    __slots__ = ("account_id", "api", "is_admin", "sees_users", "site")

    def __init__(self, request: web.Request) -> None:
        actor: Actor = request[keys.ACTOR]
        self.site = base_url(request)
        self.api = self.site + request[keys.MOUNT]
        self.account_id = actor.account_id
        self.is_admin = actor.is_admin("research")
        # Without the scope, resources come without their creators.
        self.sees_users = actor.scopes is None or "user.read" in actor.scopes


def user(row: Row, reader: Reader, prefix: str = "") -> dict[str, Any]:
    """A person. With a prefix the row is another object's and names him in columns such as `creator_username`."""
    number: int = row[prefix + "id"]
    home = f"{reader.api}/users/{number}"
    identity: dict[str, Any] = {"type": "local", "username": row[prefix + "username"]}
    is_oneself = number == reader.account_id
    if is_oneself or reader.is_admin or row[prefix + "is_email_public"]:
        identity = {"email": row[prefix + "email"], "email_confirmed": confirmed(row, prefix), **identity}
    shape: dict[str, Any] = {
        "_links": {
            "collections": home + "/collections", "groups": home + "/groups", "identities": home + "/identities",
            "records": home + "/records", "self": home, "templates": home + "/templates", "view": f"{reader.site}/users/{number}",
        },
    }  # fmt: skip
    if is_oneself or reader.is_admin:
        shape["created_at"] = row[prefix + "created_at"]
    shape["displayname"] = row[prefix + "display_name"]
    shape["id"] = number
    shape["identity"] = identity
    if reader.is_admin:
        shape["is_sysadmin"] = row[prefix + "system_role"] == "admin"
    shape["orcid"] = row[prefix + "orcid"]
    shape["state"] = "active" if row[prefix + "is_active"] else "inactive"
    if reader.is_admin:
        shape["system_role"] = row[prefix + "system_role"]
    return shape


def confirmed(row: Row, prefix: str) -> bool:
    return row[prefix + "email_confirmed"] if prefix else row["email_verified_at"] is not None


def record(row: Row, reader: Reader) -> dict[str, Any]:
    """A record; `row` is one of `described_records`."""
    number = row["id"]
    home = f"{reader.api}/records/{number}"
    files, records = home + "/files", home + "/records"
    collections, uploads = home + "/collections", home + "/uploads"
    user_roles, group_roles = home + "/roles/users", home + "/roles/groups"
    shape: dict[str, Any] = {
        "_actions": {
            "add_group_role": group_roles, "add_user_role": user_roles, "delete": home, "edit": home,
            "link_collection": collections, "link_record": records, "new_upload": uploads,
        },
        "_links": {
            "collections": collections, "download_files": files + "/download", "file_revisions": files + "/revisions",
            "files": files, "group_roles": group_roles, "records_from": records + "?direction=in",
            "records_to": records + "?direction=out", "revisions": home + "/revisions", "self": home, "uploads": uploads,
            "user_roles": user_roles, "view": f"{reader.site}/records/{number}",
        },
        "created_at": row["created_at"],
    }  # fmt: skip
    if reader.sees_users:
        shape["creator"] = user(row, reader, "creator_")
    shape["description"] = row["description"]
    shape["extras"] = orjson.Fragment(row["extras"])
    shape["id"] = number
    shape["identifier"] = row["identifier"]
    shape["last_modified"] = row["updated_at"]
    shape["license"] = row["license"]
    shape["plain_description"] = row["plain_description"]
    shape["state"] = row["state"]
    shape["tags"] = row["tags"]
    shape["title"] = row["title"]
    shape["type"] = row["type"]
    shape["visibility"] = row["visibility"]
    return shape


def group(row: Row, reader: Reader) -> dict[str, Any]:
    """A group; `row` is one of `described_groups`."""
    number = row["id"]
    home = f"{reader.api}/groups/{number}"
    shape: dict[str, Any] = {
        "_actions": {"add_member": home + "/members", "delete": home, "edit": home},
        "_links": {
            "collections": home + "/collections", "members": home + "/members", "records": home + "/records",
            "revisions": home + "/revisions", "self": home, "templates": home + "/templates", "view": f"{reader.site}/groups/{number}",
        },
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
    shape["title"] = row["title"]
    shape["visibility"] = row["visibility"]
    return shape


def hidden_group(row: Row) -> dict[str, Any]:
    """What of a group shows to somebody who may not read it and has to manage its role."""
    return {"id": row["id"], "identifier": row["identifier"], "title": row["title"], "visibility": row["visibility"]}


def user_role(row: Row, reader: Reader, roles: str) -> dict[str, Any]:
    """A person's role; `roles` is the address of the list."""
    place = f"{roles}/{row['id']}"
    return {"_actions": {"change": place, "remove": place}, "role": {"name": row["role"]}, "user": user(row, reader)}


def group_role(row: Row, reader: Reader, roles: str) -> dict[str, Any]:
    place = f"{roles}/{row['id']}"
    shown = group(row, reader) if row["is_readable"] else hidden_group(row)
    return {"_actions": {"change": place, "remove": place}, "group": shown, "role": {"name": row["role"]}}


def revision(row: Row, reader: Reader, revisions: str, data: dict[str, Any], diff: dict[str, Any]) -> dict[str, Any]:
    """A revision; `revisions` is the address of the list. `row` names the person without a prefix."""
    links = {}
    if row["child_id"] is not None:
        links["child"] = f"{revisions}/{row['child_id']}"
    if row["parent_id"] is not None:
        links["parent"] = f"{revisions}/{row['parent_id']}"
    links["self"] = f"{revisions}/{row['revision_id']}"
    shape: dict[str, Any] = {
        "_links": links, "data": dict(sorted(data.items())), "diff": dict(sorted(diff.items())), "id": row["revision_id"],
        "object_id": row["object_id"],
        "timestamp": row["revised_at"],
    }  # fmt: skip
    if reader.sees_users:
        shape["user"] = user(row, reader)
    return shape


def trash_item(row: Row, reader: Reader) -> dict[str, Any]:
    home = f"{reader.api}/{row['type']}s/{row['id']}"
    return {
        "_actions": {"purge": home + "/purge", "restore": home + "/restore"},
        "deleted_at": row["deleted_at"], "id": row["id"], "identifier": row["identifier"], "type": row["type"],
    }  # fmt: skip
