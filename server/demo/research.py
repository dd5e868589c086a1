"""Research data: groups, templates, collections, records with files and links, what is shared with whom, a history."""

from typing import Any

from server.demo import documents
from server.demo.days import Days
from server.demo.house import House, Visitor

Row = dict[str, Any]
UNFINISHED_BYTES = 84_000_000


async def fill(house: House, days: Days) -> str:
    laboratory = Laboratory(house, days)
    given = days.table("research.toml")
    for name in ("groups", "templates", "collections", "records"):
        for row in given[name]:
            await laboratory.add(name, row)
    for link in given["links"]:
        await laboratory.link(link)
    for change in given["changes"]:
        await laboratory.change(change)
    for row in given["records"]:
        if row.get("is_deleted"):
            await (await house.enter(row["owner"])).kadi("DELETE", f"/records/{laboratory.ids['records', row['identifier']]}")
    await laboratory.leave_upload("zyklen-k215", "lukas")
    for row in given["tokens"]:
        body = {"name": row["name"], "scopes": row["scopes"], "expires_at": days.day(row["days"]).isoformat()}
        await (await house.enter(row["owner"])).app("POST", "/tokens", body)
    for row in given["applications"]:
        await (await house.enter(row["owner"])).app("POST", "/applications", {name: row[name] for name in row if name != "owner"})
    return (
        f"{len(given['records'])} records, {laboratory.files} files, {len(given['collections'])} collections, {len(given['groups'])} groups"
    )


class Laboratory:
    """Makes things and remembers their ids."""

    FIELDS = {
        "groups": ("identifier", "title", "description", "visibility"),
        "templates": ("identifier", "title", "description", "visibility", "type", "data"),
        "collections": ("identifier", "title", "description", "visibility", "tags"),
        "records": ("identifier", "title", "description", "visibility", "tags", "type", "license", "extras"),
    }

    def __init__(self, house: House, days: Days) -> None:
        self.house, self.days, self.files = house, days, 0
        self.ids: dict[tuple[str, str], int] = {}
        self.owners: dict[str, str] = {}

    async def person(self, username: str) -> int:
        if ("people", username) not in self.ids:
            self.ids["people", username] = (await (await self.house.enter(username)).kadi("GET", "/users/me"))["id"]
        return self.ids["people", username]

    async def add(self, noun: str, row: Row) -> None:
        owner = await self.house.enter(row["owner"])
        made = await owner.kadi("POST", f"/{noun}", {name: row[name] for name in self.FIELDS[noun] if name in row})
        self.ids[noun, row["identifier"]] = made["id"]
        self.owners[row["identifier"]] = row["owner"]
        home = f"/{noun}/{made['id']}"
        await self.share(owner, home, row)
        if "parent" in row:
            await owner.kadi("POST", f"/collections/{self.ids['collections', row['parent']]}/collections", {"id": made["id"]})
        for collection in row.get("collections", ()):
            await owner.kadi("POST", f"{home}/collections", {"id": self.ids["collections", collection]})
        for file in row.get("files", ()):
            await self.upload(owner, home, file)

    async def share(self, owner: Visitor, home: str, row: Row) -> None:
        for username, role in row.get("members", {}).items():
            await owner.kadi("POST", f"{home}/members", {"user": {"id": await self.person(username)}, "role": {"name": role}})
        for username, role in row.get("people", {}).items():
            await owner.kadi("POST", f"{home}/roles/users", {"user": {"id": await self.person(username)}, "role": {"name": role}})
        for group, role in row.get("groups", {}).items():
            await owner.kadi("POST", f"{home}/roles/groups", {"group": {"id": self.ids["groups", group]}, "role": {"name": role}})

    async def upload(self, owner: Visitor, home: str, file: Row) -> None:
        content = documents.content(file, self.days)
        begun = await owner.kadi(
            "POST", f"{home}/uploads", {"name": file["name"], "size": len(content), "description": file.get("description", "")}
        )
        await owner.kadi("PUT", f"{home}/uploads/{begun['id']}", data=content)
        self.files += 1

    async def link(self, link: Row) -> None:
        source, target = (self.ids["records", link[end]] for end in ("from", "to"))
        owner = await self.house.enter(self.owners[link["from"]])
        await owner.kadi("POST", f"/records/{source}/records", {"name": link["name"], "record_to": {"id": target}})

    async def change(self, change: Row) -> None:
        by = await self.house.enter(change["by"])
        fields = {name: value for name, value in change.items() if name not in ("record", "by")}
        await by.kadi("PATCH", f"/records/{self.ids['records', change['record']]}", fields)

    async def leave_upload(self, record: str, username: str) -> None:
        """An upload that somebody began: of its chunks the first has come."""
        by = await self.house.enter(username)
        body = {"name": "k215-rohdaten.bin", "size": UNFINISHED_BYTES, "description": "Rohdaten des Zyklierstands"}
        begun = await by.kadi("POST", f"/records/{self.ids['records', record]}/uploads", body)
        if begun["upload_type"] == "chunked":  # what is small goes in one piece, and how small is a setting
            chunk = bytes(min(begun["_meta"]["chunk_size"], UNFINISHED_BYTES))
            headers = {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": str(len(chunk))}
            await by.kadi("PUT", f"/records/{self.ids['records', record]}/uploads/{begun['id']}", data=chunk, headers=headers)
