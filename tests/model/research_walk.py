"""A random walk over records: each step asks the model first, then the server, and both must say the same."""

import random
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.conftest import Client
from tests.make import PASSWORD, Make, unique
from tests.model.research import STRENGTH, TOKENS, File, Group, Person, Record, Upload, World

ROLES = (*STRENGTH, "owner")
# Requests are made as if by name: how often each step is taken.
OFTEN = {
    "look": 6, "look_by_name": 2, "change": 4, "publish": 2, "delete": 2, "restore": 3, "purge": 1, "make": 2, "list_people": 2,
    "list_groups": 2, "grant": 5, "regrant": 3, "revoke": 2, "begin": 3, "send": 4, "look_at_upload": 1, "give_up": 1, "list_uploads": 1,
    "look_at_file": 3, "download": 3, "describe_file": 1, "delete_file": 1, "list_files": 1, "archive": 1, "revisions": 1,
    "change_group": 3, "change_person": 3,
}  # fmt: skip


async def populated(make: Make, world: World) -> None:
    """People of every sort, each with all tokens, and three groups."""
    sorts: dict[str, dict[str, Any]] = {
        "chief": {"roles": ((None, "admin"),), "password": PASSWORD},
        "keeper": {"roles": (("research", "admin"),), "password": PASSWORD},
        "ana": {}, "ben": {}, "cyd": {}, "gus": {}, "rea": {}, "tom": {"roles": (("training", "admin"),)},
        "out": {"domains": ("training", "learning")},
    }  # fmt: skip
    for name, options in sorts.items():
        account = await make.account(unique(name), **options)
        person = Person(name, account["id"], research=None if "domains" in options else "active")
        person.is_admin_of_all, person.is_admin = name == "chief", name == "keeper"
        person.tokens = {token: await make.token(account, *scopes) for token, scopes in TOKENS.items()}
        world.people.append(person)
    for number, is_public in enumerate((False, False, True)):
        creator = world.people[2 + number]
        row = await make.group({"id": creator.id, "username": creator.name}, visibility="public" if is_public else "private")
        world.groups.append(Group(row["id"], creator, is_public, members={creator.id: "admin"}))


class Walk:
    """`step()` does one thing as somebody; `look_around()` compares everything that everybody can read."""

    def __init__(self, world: World, client: Client, make: Make, chance: random.Random) -> None:
        self.world, self.client, self.maker, self.chance = world, client, make, chance
        self.url = client.url
        self.trail: list[str] = []
        self.count = 0
        self.admins: dict[str, Client] = {}

    # Asking

    async def ask(self, person: Person, token: str, method: str, path: str, expected: int, **options: Any) -> aiohttp.ClientResponse:
        client = self.client.using(person.tokens[token])
        response = await client.request(method, f"{self.url}/api/v1{path}", **options)
        self.count += 1
        said = f"{person.name}/{token} {method} {path} {options.get('json', '')}: {response.status}"
        self.trail.append(said)
        if response.status != expected:
            raise AssertionError(f"{said}, expected {expected}: {await response.text()}\n{self.story(person, path)}")
        return response

    def story(self, person: Person, path: str) -> str:
        """What the model knows of the person and the record, and the steps that led here."""
        record = next((record for record in self.world.records if f"/{record.id}" in path or record.identifier in path), None)
        lines = [line for line in self.trail if record is None or f"/records/{record.id}" in line or "=" in line][-25:]
        return "\n".join([f"{person}", f"{record}", *(f"{group}" for group in self.world.groups), *lines])

    def noted(self, what: str) -> None:
        self.trail.append(f"= {what}")

    def somebody(self) -> tuple[Person, str]:
        return self.chance.choice(self.world.people), self.chance.choice(["whole"] * 8 + list(TOKENS))

    def something(self) -> Record:
        return self.chance.choice(self.world.records)

    def holder(self) -> Person | Group:
        return self.chance.choice([*self.world.people, *self.world.groups])

    async def step(self) -> None:
        name = self.chance.choices(list(OFTEN), list(OFTEN.values()))[0] if self.world.records else "make"
        await getattr(self, name)()

    # Records

    async def make_record(self, person: Person, token: str) -> None:
        identifier, is_public = unique("walk"), self.chance.random() < 0.3
        refusal = self.world.making(person, token)
        given = {"identifier": identifier, "title": "Walk", "visibility": "public" if is_public else "private"}
        response = await self.ask(person, token, "POST", "/records", refusal or 201, json=given)
        if refusal is None:
            number = (await response.json())["id"]
            self.world.records.append(Record(number, identifier, person, is_public, people={person.id: "admin"}))

    async def make(self) -> None:
        await self.make_record(*self.somebody())

    async def on_record(self, method: str, path: str, action: str, scopes: tuple[str, ...], good: int, **options: Any) -> Any:
        """Somebody does something with some record: (the person, the record, the answer), the answer None when refused."""
        (person, token), record = self.somebody(), self.something()
        refusal = self.world.one(person, token, record, action, *scopes)
        response = await self.ask(person, token, method, f"/records/{record.id}{path}", refusal or good, **options)
        return person, record, response if refusal is None else None

    async def look(self) -> None:
        _, record, response = await self.on_record("GET", "", "read", ("record.read",), 200)
        if response:
            shown = await response.json()
            assert (shown["identifier"], shown["visibility"]) == (record.identifier, "public" if record.is_public else "private")

    async def look_by_name(self) -> None:
        (person, token), record = self.somebody(), self.something()
        refusal = self.world.named(person, token, record, "record.read")
        await self.ask(person, token, "GET", f"/records/identifier/{record.identifier}", refusal or 200)

    async def change(self) -> None:
        await self.on_record("PATCH", "", "update", ("record.update",), 200, json={"title": unique("title")})

    async def publish(self) -> None:
        is_public = self.chance.random() < 0.4
        given = {"visibility": "public" if is_public else "private"}
        _, record, response = await self.on_record("PATCH", "", "update", ("record.update",), 200, json=given)
        if response:
            record.is_public = is_public

    async def delete(self) -> None:
        _, record, response = await self.on_record("DELETE", "", "delete", ("record.delete",), 204)
        if response:
            record.state = "deleted"

    async def restore(self) -> None:
        await self.take_out("restore", 200, "active")

    async def purge(self) -> None:
        await self.take_out("purge", 202, "purged")

    async def take_out(self, verb: str, good: int, state: str) -> None:
        """Mostly its creator, mostly of something that is in the trash: else it would nearly never succeed."""
        person, token = self.somebody()
        trash = [record for record in self.world.records if record.state == "deleted"]
        record = self.chance.choice(trash) if trash and self.chance.random() < 0.7 else self.something()
        if self.chance.random() < 0.5:
            person = record.creator
        refusal = self.world.in_trash(person, token, record)
        await self.ask(person, token, "POST", f"/records/{record.id}/{verb}", refusal or good)
        if refusal is None:
            record.state = state

    async def revisions(self) -> None:
        await self.on_record("GET", "/revisions", "read", ("record.read",), 200)

    # Roles

    async def list_people(self) -> None:
        _, record, response = await self.on_record("GET", "/roles/users?per_page=100", "read", ("record.read", "user.read"), 200)
        if response:
            shown = {item["user"]["id"]: item["role"]["name"] for item in (await response.json())["items"]}
            assert shown == self.world.shown_people(record), self.story(record.creator, f"/{record.id}")

    async def list_groups(self) -> None:
        person, record, response = await self.on_record("GET", "/roles/groups?per_page=100", "read", ("record.read", "group.read"), 200)
        if response:
            shown = {item["group"]["id"]: item["role"]["name"] for item in (await response.json())["items"]}
            assert shown == self.world.shown_groups(person, record), self.story(person, f"/{record.id}")

    async def grant(self) -> None:
        (person, token), record, holder = self.somebody(), self.something(), self.holder()
        role, is_there = self.chance.choice(ROLES), self.chance.random() > 0.05
        refusal = self.world.granting(person, token, record, holder if is_there else None, role)
        word = "user" if isinstance(holder, Person) else "group"
        given = {word: {"id": holder.id if is_there else 10**15}, "role": {"name": role}}
        await self.ask(person, token, "POST", f"/records/{record.id}/roles/{word}s", refusal or 201, json=given)
        if refusal is None:
            self.world.holders(record, holder)[holder.id] = role

    async def regrant(self) -> None:
        (person, token), record, holder, role = self.somebody(), self.something(), self.holder(), self.chance.choice(ROLES)
        refusal = self.world.changing(person, token, record, holder, role)
        await self.ask(person, token, "PATCH", self.role_of(record, holder), refusal or 204, json={"name": role})
        if refusal is None:
            self.world.holders(record, holder)[holder.id] = role

    async def revoke(self) -> None:
        (person, token), record, holder = self.somebody(), self.something(), self.holder()
        refusal = self.world.changing(person, token, record, holder, "")
        await self.ask(person, token, "DELETE", self.role_of(record, holder), refusal or 204)
        if refusal is None:
            del self.world.holders(record, holder)[holder.id]

    @staticmethod
    def role_of(record: Record, holder: Person | Group) -> str:
        return f"/records/{record.id}/roles/{'users' if isinstance(holder, Person) else 'groups'}/{holder.id}"

    # Uploads: begun by one, and rights may change before the data comes

    async def begin(self) -> None:
        name, data = unique("file") + ".txt", self.chance.randbytes(self.chance.randrange(200))
        person, record, response = await self.on_record(
            "POST", "/uploads", "update", ("record.update",), 201, json={"name": name, "size": len(data)}
        )
        if response:
            record.uploads.append(Upload((await response.json())["id"], person, name, data))

    async def on_upload(self, method: str, good: int, *, is_open: bool = True, **options: Any) -> Any:
        """Somebody, mostly who began it, does something with an upload."""
        person, token = self.somebody()
        found = [(record, upload) for record in self.world.records for upload in record.uploads]
        if not found:
            return None, None, None
        record, upload = self.chance.choice([pair for pair in found if pair[1].is_open] or found)
        if self.chance.random() < 0.6:
            person = upload.creator
        refusal = self.world.one(person, token, record, "update", "record.update")
        if refusal is None and (upload.creator is not person or (is_open and not upload.is_open)):
            refusal = 404
        sent = {"data": upload.data} if method == "PUT" else {}
        response = await self.ask(person, token, method, f"/records/{record.id}/uploads/{upload.id}", refusal or good, **sent, **options)
        return record, upload, response if refusal is None else None

    async def send(self) -> None:
        record, upload, response = await self.on_upload("PUT", 201)
        if response:
            upload.is_open = False
            record.files.append(File((await response.json())["id"], upload.name, upload.data))

    async def give_up(self) -> None:
        record, upload, response = await self.on_upload("DELETE", 204)
        if response:
            record.uploads.remove(upload)

    async def look_at_upload(self) -> None:
        await self.on_upload("GET", 200, is_open=False)

    async def list_uploads(self) -> None:
        person, record, response = await self.on_record("GET", "/uploads", "update", ("record.update",), 200)
        if response:
            shown = {item["id"] for item in (await response.json())["items"]}
            assert shown == {upload.id for upload in record.uploads if upload.is_open and upload.creator is person}

    # Files

    def files(self) -> list[tuple[Record, File]]:
        return [(record, file) for record in self.world.records for file in record.files]

    async def on_file(self, method: str, path: str, action: str, scope: str, good: int, **options: Any) -> Any:
        (person, token), files = self.somebody(), self.files()
        if not files:
            return None, None
        record, file = self.chance.choice(files)
        refusal = self.world.one(person, token, record, action, scope) or (404 if file.is_deleted else None)
        place = f"/records/{record.id}/files/{path.format(id=file.id, name=file.name)}"
        response = await self.ask(person, token, method, place, refusal or good, **options)
        return file, response if refusal is None else None

    async def look_at_file(self) -> None:
        await self.on_file("GET", self.chance.choice(["{id}", "name/{name}"]), "read", "record.read", 200)
        await self.look_at_file_directly()

    async def look_at_file_directly(self) -> None:
        person, token = self.somebody()
        for record, file in self.files()[-3:]:
            refusal = self.world.several(person, token, "record.read") or (404 if file.is_deleted else None)
            refusal = refusal or self.world.named(person, token, record, "record.read")
            await self.ask(person, token, "GET", f"/records/files/{file.id}", refusal or 200)

    async def download(self) -> None:
        file, response = await self.on_file("GET", "{id}/download", "read", "record.read", 200)
        if response:
            assert response._body == file.data

    async def describe_file(self) -> None:
        await self.on_file("PATCH", "{id}", "update", "record.update", 200, json={"description": unique("words")})

    async def delete_file(self) -> None:
        file, response = await self.on_file("DELETE", "{id}", "update", "record.update", 204)
        if response:
            file.is_deleted = True

    async def list_files(self) -> None:
        _, record, response = await self.on_record("GET", "/files?per_page=100&sort=name", "read", ("record.read",), 200)
        if response:
            shown = [item["id"] for item in (await response.json())["items"]]
            assert sorted(shown) == sorted(file.id for file in record.files if not file.is_deleted)

    async def archive(self) -> None:
        await self.on_record("GET", self.chance.choice(["/files/download", "/files/revisions"]), "read", ("record.read",), 200)

    # What groups and accounts become meanwhile

    async def change_group(self) -> None:
        """Straight in the tables: no surface changes groups yet."""
        group, person = self.chance.choice(self.world.groups), self.chance.choice(self.world.people)
        choice = self.chance.choice(["member", "member", "member", "visibility", "trash"])
        self.noted(f"group {group.id}: {choice} {person.name}")
        async with self.maker.pool.acquire() as conn:
            if choice == "visibility":
                group.is_public = not group.is_public
                await conn.execute("update groups set visibility = $2 where id = $1", group.id, "public" if group.is_public else "private")
            elif choice == "trash":
                group.is_deleted = not group.is_deleted
                await conn.execute(
                    "update groups set state = $2, deleted_at = case when $2 = 'deleted' then now() end where id = $1",
                    group.id, "deleted" if group.is_deleted else "active",
                )  # fmt: skip
            elif person is group.creator:
                return
            elif person.id in group.members:
                del group.members[person.id]
                await conn.execute("delete from memberships where group_id = $1 and account_id = $2", group.id, person.id)
            else:
                role = group.members[person.id] = self.chance.choice(["member", "editor", "admin"])
                await conn.execute("insert into memberships (group_id, account_id, role) values ($1, $2, $3)", group.id, person.id, role)

    async def change_person(self) -> None:
        """An admin changes somebody's state or roles in research; it counts at the next request."""
        person = self.chance.choice(self.world.people[2:])
        await self.chance.choice([self.change_state, self.change_role, self.change_role])(person)

    async def change_state(self, person: Person) -> None:
        """The chief administers everything, so his word is about the whole account; the keeper's is about research."""
        admin = self.chance.choice(["chief", "keeper"])
        state = "active" if person.research != "active" or not person.is_active else "inactive"
        await self.tell(admin, "PUT", f"/accounts/{person.id}/domains/research", 200, json={"state": state})
        person.research = state
        if admin == "chief":
            person.is_active = state == "active"

    async def change_role(self, person: Person) -> None:
        role = self.chance.choice(["guest", "guest", "admin"])
        has = person.is_guest if role == "guest" else person.is_admin
        if has:
            await self.tell("keeper", "DELETE", f"/accounts/{person.id}/roles/{person.role_ids[role]}", 204)
        else:
            given = {"role": role, "domain": "research"}
            answer = await self.tell("keeper", "POST", f"/accounts/{person.id}/roles", 201, json=given)
            person.role_ids[role] = (await answer.json())["id"]
            person.research = person.research or "active"
        setattr(person, f"is_{role}", not has)

    async def tell(self, admin: str, method: str, path: str, expected: int, **options: Any) -> aiohttp.ClientResponse:
        response = await self.admins[admin].request(method, f"{self.url}/app/api{path}", **options)
        self.count += 1
        self.noted(f"{admin} {method} {path} {options}: {response.status}")
        assert response.status == expected, f"{self.trail[-1]}, expected {expected}: {await response.text()}"
        return response

    # Everything that everybody sees

    async def look_around(self) -> None:
        """Every person × every record, and every list of every person, with his whole token."""
        creators = "".join(f"&user={person.id}" for person in self.world.people)
        for person in self.world.people:
            await self.compare(person, f"/records?per_page=100{creators}", self.world.visible)
            await self.compare(person, f"/records?per_page=100&explicit_permissions=true{creators}", self.world.explicit)
            await self.compare(person, "/trash?per_page=100&filter=walk-", self.world.trash)
            receiver = self.chance.choice(self.world.people)
            await self.compare(person, f"/users/{receiver.id}/records?per_page=100&shared=true",
                               lambda reader, receiver=receiver: self.world.shared_by(reader, receiver))  # fmt: skip
            await self.compare(person, f"/users/{receiver.id}/records?per_page=100",
                               lambda reader, maker=receiver: [r for r in self.world.visible(reader) if r.creator is maker])  # fmt: skip
            for record in self.world.records:
                refusal = self.world.one(person, "whole", record, "read", "record.read")
                await self.ask(person, "whole", "GET", f"/records/{record.id}", refusal or 200)

    async def compare(self, person: Person, path: str, predicted: Callable[[Person], list[Record]]) -> None:
        refusal = self.world.several(person, "whole")
        response = await self.ask(person, "whole", "GET", path, refusal or 200)
        if refusal is None:
            answer = await response.json()
            shown, expected = [item["id"] for item in answer["items"]], [record.id for record in predicted(person)]
            said = f"{person.name} {path}: {sorted(shown)}, expected {sorted(expected)}\n{self.story(person, '')}"
            assert sorted(shown) == sorted(expected), said
            assert answer["_pagination"]["total_items"] == len(expected), said
