"""The operations of Kadi's document as data (tests/data/kadi_operations.tsv), and a stage on which each can be asked for.

For every operation the stage has living objects for its path, a body that succeeds, and what its refusals need.
"""

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from server.api.kadi import SURFACE
from server.http.routing import Route
from tests.conftest import Client
from tests.make import Make, unique
from tests.model.permissions import ACTIONS

DATA = Path(__file__).parents[2] / "data"
BASES = ("/api/v1", "/api", "/kadi/api/v1", "/kadi/api")
NOUNS = ("record", "collection", "template", "group")
NOBODY = 10**15
UNKNOWN_UUID = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
CHUNKED = 50_000_001
"""Bytes of an upload that comes in chunks."""


@dataclass(frozen=True)
class Operation:
    """`body`: the documented fields of the JSON body; those in `required` have to be there."""

    method: str
    path: str
    scopes: tuple[str, ...]
    statuses: frozenset[int]
    body: tuple[str, ...]
    required: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path or '/'}"

    @property
    def noun(self) -> str:
        return self.path.split("/")[1].removesuffix("s") if self.path else ""

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def main(self) -> str | None:
        """The parameter with the id of the object that is checked first; None where the scope comes first."""
        found = re.match(r"/(?:records|collections|templates|groups)/{(\w+)}", self.path)
        return found[1] if found else None

    @property
    def is_of_trash(self) -> bool:
        return self.path.endswith(("/restore", "/purge"))

    @property
    def makes(self) -> bool:
        """Makes an object of its own."""
        return self.method == "POST" and self.path.count("/") == 1

    @property
    def action(self) -> str:
        """What has to be allowed on the main object: the scopes name it."""
        return self.scopes[0].partition(".")[2]

    @property
    def route(self) -> Route:
        return next(route for route in SURFACE.routes if (route.method, bare(route.path)) == (self.method, bare(self.path)))


def bare(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)


def read() -> list[Operation]:
    found = []
    for line in (DATA / "kadi_operations.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, scopes, statuses, body = [*line.split("\t"), "", ""][:4]
        method, path = name.split(" ")
        fields = body.split()
        found.append(Operation(
            method, path.removeprefix("/api/v1"), tuple(scopes.split()), frozenset(map(int, statuses.split())),
            tuple(sorted(field.rstrip("*") for field in fields)), tuple(field[:-1] for field in fields if field.endswith("*")),
        ))  # fmt: skip
    return found


OPERATIONS = read()
BY_NAME = {str(operation): operation for operation in OPERATIONS}
ALL_SCOPES = tuple(sorted({scope for operation in OPERATIONS for scope in operation.scopes}))


@dataclass
class Stage:
    """One owner's objects, each linked with the next, and people with and without roles on them."""

    make: Make
    client: Client
    owner: Any = None
    receiver: Any = None
    spare: Any = None
    rows: dict[str, Any] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[tuple[int, tuple[str, ...]], str] = field(default_factory=dict)

    async def token(self, account: Any, *scopes: str) -> str:
        key = (account["id"], scopes)
        if key not in self.tokens:
            self.tokens[key] = await self.make.token(account, *scopes)
        return self.tokens[key]

    async def ask(self, operation: Operation, account: Any = None, *, scopes: tuple[str, ...] = (), base: str = "/api/v1",
                  values: dict[str, Any] | None = None, **options: Any) -> aiohttp.ClientResponse:  # fmt: skip
        """As the owner, unless told otherwise, with the body that succeeds."""
        token = await self.token(account or self.owner, *scopes)
        options = options or self.sent(operation)
        return await self.client.using(token).request(
            operation.method, self.client.url + base + self.address(operation, **values or {}), **options
        )

    def address(self, operation: Operation, **values: Any) -> str:
        return operation.path.format(**self.values_for(operation) | values)

    def values_for(self, operation: Operation) -> dict[str, Any]:
        known = dict(self.values.get(operation.noun, {}))
        if operation.path == "/records/files/{id}":
            known["id"] = known["file_id"]
        elif operation.path == "/records/records/{id}":
            known["id"] = known["link_id"]
        elif "files/revisions/" in operation.path:
            known["revision_id"] = known["file_revision_id"]
        elif operation.method == "POST" and "{upload_id}" in operation.path:
            known["upload_id"] = known["chunked_id"]
        return known

    def sent(self, operation: Operation) -> dict[str, Any]:
        """The body that succeeds."""
        if operation.method == "PUT" and "uploads" in operation.path:
            return {"data": b"abc"}
        return {"json": self.body(operation)} if operation.body else {}

    def body(self, operation: Operation) -> dict[str, Any]:
        rest = operation.path.rpartition("}")[2] or operation.path
        if operation.makes:
            more = {"type": "record", "data": {}} if operation.noun == "template" else {}
            return {"identifier": unique(operation.noun), "title": "A title"} | more
        if operation.method == "POST":
            return {
                "/collections": {"id": self.rows["spare_collection"]["id"]},
                "/records": {"id": self.rows["spare_record"]["id"]} if operation.noun == "collection"
                else {"name": "is about", "record_to": {"id": self.rows["spare_record"]["id"]}},
                "/roles/groups": {"group": {"id": self.rows["spare_group"]["id"]}, "role": {"name": "member"}},
                "/roles/users": {"user": {"id": self.spare["id"]}, "role": {"name": "member"}},
                "/members": {"user": {"id": self.spare["id"]}, "role": {"name": "member"}},
                "/uploads": {"name": unique("file"), "size": 3},
            }[rest]  # fmt: skip
        if operation.method == "PUT":
            return {"size": 5}
        if operation.path.endswith(("{user_id}", "{group_id}")):
            return {"name": "editor"}
        return {"description": "new"} if operation.path.endswith("{file_id}") else \
            {"name": "concerns"} if operation.path.endswith("{link_id}") else {"title": "New title"}  # fmt: skip

    async def json(self, path: str, method: str = "GET", **options: Any) -> Any:
        token = await self.token(self.owner)
        response = await self.client.using(token).request(method, f"{self.client.url}/api/v1{path}", **options)
        assert response.status < 300, await response.text()
        return await response.json()


async def staged(make: Make, client: Client) -> Stage:
    stage = Stage(make, client)
    stage.owner, stage.receiver, stage.spare = [await make.account() for _ in range(3)]
    for noun in NOUNS:
        for name in (noun, f"spare_{noun}"):
            stage.rows[name] = await getattr(make, noun)(stage.owner)
    stage.rows["other_record"], stage.rows["child"] = await make.record(stage.owner), await make.collection(stage.owner)
    record, collection = stage.rows["record"]["id"], stage.rows["collection"]["id"]
    link_id = await make.record_link(stage.rows["record"], stage.rows["other_record"])
    group_id = (await make.group(stage.owner))["id"]
    await stage.json(f"/collections/{collection}/collections", "POST", json={"id": stage.rows["child"]["id"]})
    await stage.json(f"/collections/{collection}/records", "POST", json={"id": record})
    for noun in NOUNS[:3]:
        place = f"/{noun}s/{stage.rows[noun]['id']}/roles"
        await stage.json(f"{place}/users", "POST", json={"user": {"id": stage.receiver["id"]}, "role": {"name": "member"}})
        await stage.json(f"{place}/groups", "POST", json={"group": {"id": group_id}, "role": {"name": "member"}})
    members = f"/groups/{stage.rows['group']['id']}/members"
    await stage.json(members, "POST", json={"user": {"id": stage.receiver["id"]}, "role": {"name": "member"}})
    for noun in NOUNS:
        row = stage.rows[noun]
        revisions = await stage.json(f"/{noun}s/{row['id']}/revisions")
        stage.values[noun] = {
            "id": row["id"], f"{noun}_id": row["id"], "identifier": row["identifier"], "user_id": stage.receiver["id"],
            "revision_id": revisions["items"][0]["id"], "export_type": "json",
        }  # fmt: skip
        if noun != "group":
            stage.values[noun]["group_id"] = group_id
    stage.values["record"] |= {"collection_id": collection, "link_id": link_id} | await files_of(stage, record)
    stage.values["collection"] |= {"child_id": stage.rows["child"]["id"], "record_id": record}
    stage.values["user"] = {"id": stage.receiver["id"], "identity_type": "local", "username": stage.receiver["username"]}
    return stage


async def files_of(stage: Stage, record_id: int) -> dict[str, Any]:
    """A file, an upload of each type that waits for data, and the file's revision."""
    place = f"/records/{record_id}"
    done = await stage.json(f"{place}/uploads", "POST", json={"name": "a.txt", "size": 3})
    file = await stage.json(f"{place}/uploads/{done['id']}", "PUT", data=b"abc")
    waiting = await stage.json(f"{place}/uploads", "POST", json={"name": "b.txt", "size": 3})
    chunked = await stage.json(f"{place}/uploads", "POST", json={"name": "c.bin", "size": CHUNKED})
    revision = (await stage.json(f"{place}/files/revisions"))["items"][0]
    return {"file_id": file["id"], "filename": file["name"], "upload_id": waiting["id"], "chunked_id": chunked["id"],
            "file_revision_id": revision["id"]}  # fmt: skip


async def in_trash(make: Make, client: Client) -> Stage:
    """A stage whose four objects, the first of each kind, were deleted."""
    stage = await staged(make, client)
    for noun in NOUNS:
        token = await stage.token(stage.owner)
        response = await client.using(token).delete(f"{client.url}/api/v1/{noun}s/{stage.rows[noun]['id']}")
        assert response.status == 204
    return stage


@functools.cache
def roles_without(noun: str, action: str) -> tuple[str, ...]:
    """The roles of a noun that do not allow the action."""
    return tuple(role for role, actions in ACTIONS[noun].items() if action not in actions)
