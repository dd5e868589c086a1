"""Builds a world of permissions.py on the server and compares every answer with what the model predicts."""

import json
import random
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import aiohttp

from server import db
from server.domain import account_roles, roles, trash
from server.domain.actor import SYSTEM
from server.domain.nouns import NOUNS as SERVER_NOUNS
from tests.conftest import Client
from tests.make import Make, researcher, unique
from tests.model.permissions import NOUNS, Link, Person, Step, Thing, World

ROLES_OF_ACCOUNT: dict[str, Any] = {"guest": (("research", "guest"),), "admin": (("research", "admin"),), "chief": ((None, "admin"),)}
EVERYTHING = "per_page=100"


async def built(make: Make, world: World) -> None:
    """The world's people and things on the server, with a word in all titles that no other world has."""
    world.word = unique("world").replace("-", "")
    accounts = {}
    for person in world.people:
        domains = ("training",) if person.kind == "outside" else ("research", "training")
        account = await make.account(unique(person.name), domains=domains, roles=ROLES_OF_ACCOUNT.get(person.kind, ()))
        person.id, accounts[person] = account["id"], account
        person.tokens = {"whole": await make.token(account), "narrow": await make.token(account, *person.scopes)}
    for thing in world.things:
        await make_thing(make, world, thing, accounts)
    for collection in world.of("collection"):
        async with make.pool.acquire() as conn:
            for record in collection.contents:
                await conn.execute("insert into collection_records (collection_id, record_id) values ($1, $2)", collection.id, record.id)
            if collection.parent:
                await conn.execute("update collections set parent_id = $2 where id = $1", collection.id, collection.parent.id)
    for link in world.links:
        rows = [{"id": end.id, "creator_id": end.creator.id, "creator_username": ""} for end in (link.source, link.target)]
        rows[0]["creator_id"] = next(person.id for person in world.people if person.kind == "admin")
        link.id = await make.record_link(rows[0], rows[1], link.name)
    await make_past(make, world)


async def make_thing(make: Make, world: World, thing: Thing, accounts: dict[Person, Any]) -> None:
    thing.identifier = f"{world.word}-{thing.name}-e"
    fields: dict[str, Any] = {"title": f"Thing {world.word} {thing.name}", "visibility": "public" if thing.is_public else "private"}
    if thing.noun in ("record", "collection"):
        fields["tags"] = [f"{world.word} {tag}" for tag in thing.tags]
    if thing.noun == "record":
        fields["extras"] = metadata(world, thing)
    row = await getattr(make, thing.noun)(accounts[thing.creator], identifier=thing.identifier, **fields)
    thing.id, noun, actor = row["id"], SERVER_NOUNS[thing.noun], researcher(accounts[thing.creator])
    async with db.transaction(make.pool) as conn:
        for person, role in thing.people.items():
            if person is not thing.creator:
                await roles.grant(conn, actor, noun, row, roles.PERSON, person.id, role)
        for group, role in thing.groups.items():
            await noun.roles.insert_group(conn, object_id=thing.id, group_id=group.id, role=role)


def metadata(world: World, thing: Thing) -> list[dict[str, Any]]:
    inner = [{"type": "int", "key": "number", "value": thing.number}]
    return [{"type": "str", "key": "world", "value": world.word}, {"type": "dict", "key": "deep", "value": inner}]


async def make_past(make: Make, world: World) -> None:
    """What went into the trash, and who was shut out since."""
    for thing in world.things:
        if thing.state == "deleted":
            row = {"id": thing.id, "identifier": thing.identifier}
            async with db.transaction(make.pool) as conn:
                await trash.discard(conn, researcher({"id": thing.creator.id, "username": ""}), SERVER_NOUNS[thing.noun], row)
    for person in world.people:
        async with db.transaction(make.pool) as conn:
            if person.kind == "inactive":
                await account_roles.set_account_state(conn, SYSTEM, person.id, False)
            elif person.kind == "paused":
                await conn.execute("update account_domains set state = 'inactive' where account_id = $1 and domain = 'research'", person.id)


class Comparison:
    """`cases` are answers about one object, `lists` answers that hold several, `members` what was compared in those."""

    def __init__(self, world: World, client: Client, chance: random.Random) -> None:
        self.world, self.client, self.chance = world, client, chance
        self.cases = self.lists = self.members = 0
        self.trail: list[str] = []

    async def ask(self, person: Person, token: str, method: str, path: str, expected: int, given: Any = None) -> aiohttp.ClientResponse:
        response = await self.client.using(person.tokens[token]).request(method, f"{self.client.url}/api/v1{path}", json=given)
        said = f"{person.name}/{token} {method} {path} {'' if given is None else given}: {response.status}"
        if method != "GET" and response.status < 300:
            self.trail.append(said)
        if response.status != expected:
            raise AssertionError(self.story(f"{said}, expected {expected}: {await response.text()}"))
        return response

    def story(self, what: str) -> str:
        return "\n".join([what, f"{self.world}", *(f"  done: {line}" for line in self.trail[-20:])])

    def same(self, what: str, shown: Any, expected: Any) -> None:
        if shown != expected:
            raise AssertionError(self.story(f"{what}: {shown}, expected {expected}"))

    # One object

    def probes(self, thing: Thing) -> list[tuple[str, str, str, tuple[str, ...], int, Any]]:
        """(method, rest of the path, action, scopes, good answer, body); what changes something is asked for with an empty
        body, so that who may do it is told what is missing."""
        noun, read = thing.noun, (f"{thing.noun}.read",)
        holders = "/members" if noun == "group" else "/roles/users"
        found: list[tuple[str, str, str, tuple[str, ...], int, Any]] = [
            ("GET", "", "read", read, 200, None), ("GET", "/revisions", "read", read, 200, None),
            ("GET", holders, "read", (*read, "user.read"), 200, None), ("PATCH", "", "update", (f"{noun}.update",), 200, {}),
            ("POST", holders, thing.managing, (f"{noun}.{thing.managing}",), 400, {}),
        ]  # fmt: skip
        if noun != "group":
            manage = ("permissions", (f"{noun}.permissions",))
            found += [("GET", "/roles/groups", "read", (*read, "group.read"), 200, None), ("POST", "/roles/groups", *manage, 400, {}),
                      ("GET", "/export/json", "read", read, 200, None)]  # fmt: skip
        else:
            found += [("GET", f"/{other}s", "read", (*read, f"{other}.read"), 200, None) for other in NOUNS[:3]]
        if noun == "record":
            link, update = ("link", ("record.link",)), ("update", ("record.update",))
            found += [("POST", "/records", *link, 400, {}), ("POST", "/collections", *link, 400, {}),
                      ("POST", "/uploads", *update, 400, {}),
                      ("GET", "/uploads", *update, 200, None), ("GET", "/files/download", "read", read, 200, None),
                      ("GET", "/export/rdf", "read", read, 200, None), ("GET", "/extras/export/json", "read", read, 200, None),
                      ("GET", "/records", "read", read, 200, None), ("GET", "/files", "read", read, 200, None),
                      ("GET", "/collections", "read", (*read, "collection.read"), 200, None)]  # fmt: skip
        if noun == "collection":
            link = ("link", ("collection.link",))
            found += [("POST", "/records", *link, 400, {}), ("POST", "/collections", *link, 400, {}),
                      ("GET", "/records", "read", (*read, "record.read"), 200, None), ("GET", "/collections", "read", read, 200, None),
                      ("GET", "/export/qr", "read", read, 200, None)]  # fmt: skip
        return found

    async def probe(self, person: Person, thing: Thing, token: str, count: int) -> None:
        probes = self.probes(thing)
        for method, rest, action, scopes, good, given in self.chance.sample(probes, min(count, len(probes))):
            refusal = self.world.one(person, token, thing, action, scopes)
            response = await self.ask(person, token, method, thing.place + rest, refusal or good, given)
            self.cases += 1
            if not refusal and rest == "" and method == "GET":
                shown = await response.json()
                self.same(f"{person.name} {thing.name}", shown["identifier"], thing.identifier)
                self.same(f"{person.name}/{token} {thing.name}: creator", "creator" in shown, person.has(token, "user.read"))
        await self.probe_more(person, thing, token)

    async def probe_more(self, person: Person, thing: Thing, token: str) -> None:
        """By name, and what can be asked only where it will be refused: deleting and the trash."""
        if thing.state != "purged":
            refusal = self.world.named(person, token, thing, (f"{thing.noun}.read",))
            await self.ask(person, token, "GET", f"/{thing.noun}s/identifier/{thing.identifier}", refusal or 200)
        if refusal := self.world.one(person, token, thing, "delete", (f"{thing.noun}.delete",)):
            await self.ask(person, token, "DELETE", thing.place, refusal)
            self.cases += 1
        for verb in ("restore", "purge"):
            if refusal := self.world.in_trash(person, token, thing):
                await self.ask(person, token, "POST", f"{thing.place}/{verb}", refusal)
                self.cases += 1
        self.cases += 1

    async def probe_links(self, person: Person, token: str) -> None:
        """A link by way of its source, of its target, and by its own id."""
        for link in self.world.links:
            refusal = self.world.one(person, token, link.source, "read", ("record.read",))
            gone = 404 if link.target.state != "active" else None if self.world.sees(person, link.target) else 403
            await self.ask(person, token, "GET", f"{link.source.place}/records/{link.id}", refusal or gone or 200)
            refusal = self.world.one(person, token, link.target, "read", ("record.read",))
            await self.ask(person, token, "GET", f"{link.target.place}/records/{link.id}", refusal or 404)
            self.cases += 2

    # Lists

    async def listed(self, person: Person, token: str, path: str, refusal: int | None, expected: Iterable[Any], key: str = "id") -> None:
        """A list shows exactly these, each once, and says how many they are."""
        response = await self.ask(person, token, "GET", path, refusal or 200)
        self.lists += 1
        if refusal is None:
            answer, wanted = await response.json(), {thing.id if hasattr(thing, "id") else thing for thing in expected}
            shown = [item[key] for item in answer["items"]]
            self.members += len(self.world.things)
            self.same(f"{person.name}/{token} {path}", sorted(shown), sorted(wanted))
            self.same(f"{person.name}/{token} {path}: total", answer["_pagination"]["total_items"], len(wanted))

    async def searches(self, person: Person, token: str) -> None:
        mine = "".join(f"&user={other.id}" for other in self.world.people)
        for noun in NOUNS:
            refusal, start = self.world.listing(person, token, (f"{noun}.read",)), f"/{noun}s?{EVERYTHING}"
            visible, explicit = self.world.visible(person, noun), self.world.explicit(person, noun)
            word = "member_only" if noun == "group" else "explicit_permissions"
            for path, expected in (
                (f"{start}{mine}", visible), (f"{start}&query=%22{self.world.word}%22", visible),
                (f"{start}{mine}&query={self.world.word}&sort=title", visible), (f"{start}{mine}&{word}=true", explicit),
                (f"{start}&query=%22{self.world.word}%22&{word}=true", explicit),
                (f"{start}{mine}&visibility=private", {thing for thing in visible if not thing.is_public}),
                (f"{start}{mine}&visibility=private&{word}=true", {thing for thing in explicit if not thing.is_public}),
                (f"{start}{mine}&visibility=public&per_page=100", {thing for thing in visible if thing.is_public}),
            ):  # fmt: skip
                await self.listed(person, token, path, refusal, expected)
        await self.filters(person, token, mine)

    async def filters(self, person: Person, token: str, mine: str) -> None:
        refusal, records = self.world.listing(person, token, ("record.read",)), self.world.visible(person, "record")
        of_world = [{"key": '"world"', "type": "str", "str": f'"{self.world.word}"'}]
        number = self.chance.randrange(4)
        deep = [*of_world, {"link": "and", "key": '"deep.number"', "type": "numeric", "numeric": {"min": number, "max": 3}}]
        for extras, expected in ((of_world, records), (deep, {record for record in records if record.number >= number})):
            await self.listed(person, token, f"/records?{EVERYTHING}&extras={quote(json.dumps(extras))}", refusal, expected)
        collections = self.world.of("collection")
        for some in (*([one] for one in collections), self.chance.sample(collections, min(2, len(collections)))):
            asked = "".join(f"&collection={one.id}" for one in some)
            for flag, with_children in (("", False), ("&child_collections=true", True)):
                for more in ("", mine):
                    await self.listed(person, token, f"/records?{EVERYTHING}{asked}{flag}{more}", refusal,
                                      self.world.records_in(person, some, with_children))  # fmt: skip
        for kind, nouns in (("record", ("record",)), ("collection", ("collection",)), ("", ("record", "collection"))):
            tags = {f"{self.world.word} {tag}" for noun in nouns for thing in self.world.visible(person, noun) for tag in thing.tags}
            await self.listed(
                person, token, f"/tags?{EVERYTHING}&filter={self.world.word}&type={kind}", self.world.door(person), tags, "name"
            )
        mine_deleted = {thing.identifier for thing in self.world.things if thing.state == "deleted" and thing.creator is person}
        refusal = self.world.listing(person, token, ("misc.manage_trash",))
        await self.listed(person, token, f"/trash?{EVERYTHING}&filter={self.world.word}", refusal, mine_deleted, "identifier")

    async def by_people(self, person: Person, token: str) -> None:
        for other in self.world.people:
            if not other.is_listed:
                continue
            for noun in NOUNS:
                refusal, visible = self.world.listing(person, token, ("user.read", f"{noun}.read")), self.world.visible(person, noun)
                place = f"/users/{other.id}/{noun}s?{EVERYTHING}"
                await self.listed(person, token, place, refusal, {thing for thing in visible if thing.creator is other})
                shared = {thing for thing in visible if thing.creator is person and self.world.roles(other, thing)}
                common = {thing for thing in visible if person in thing.people and other in thing.people}
                flag, expected = ("common", common) if noun == "group" else ("shared", shared)
                await self.listed(person, token, f"{place}&{flag}=true", refusal, expected)

    async def of_objects(self, person: Person, token: str) -> None:
        """The lists below one object."""
        for thing in self.world.things:
            read = (f"{thing.noun}.read",)
            refusal = self.world.one(person, token, thing, "read", (*read, "user.read"))
            place = f"{thing.place}/members" if thing.noun == "group" else f"{thing.place}/roles/users"
            response = await self.ask(person, token, "GET", f"{place}?{EVERYTHING}", refusal or 200)
            if not refusal:
                shown = {item["user"]["id"]: item["role"]["name"] for item in (await response.json())["items"]}
                self.same(f"{person.name} {place}", shown, self.world.shown_people(thing))
            if thing.noun == "group":
                for noun in NOUNS[:3]:
                    expected = {one for one in self.world.visible(person, noun) if thing in one.groups}
                    await self.listed(person, token, f"{thing.place}/{noun}s?{EVERYTHING}",
                                      self.world.one(person, token, thing, "read", (*read, f"{noun}.read")), expected)  # fmt: skip
                continue
            refusal = self.world.one(person, token, thing, "read", (*read, "group.read"))
            response = await self.ask(person, token, "GET", f"{thing.place}/roles/groups?{EVERYTHING}", refusal or 200)
            if not refusal:
                shown = {item["group"]["id"]: item["role"]["name"] for item in (await response.json())["items"]}
                self.same(f"{person.name} {thing.place}/roles/groups", shown, self.world.shown_groups(person, thing))
        await self.contents(person, token)

    async def contents(self, person: Person, token: str) -> None:
        action = self.chance.choice(["read", "link", "update", "permissions", "delete"])
        for thing in self.world.of("collection"):
            refusal = self.world.one(person, token, thing, "read", ("collection.read", "record.read"))
            for with_children in (False, True):
                found = self.world.records_in(person, [thing], with_children)
                place = f"{thing.place}/records?{EVERYTHING}&children={with_children}"
                await self.listed(person, token, place, refusal, found)
                held = {one for one in found if self.world.holds(person, one, action)}
                await self.listed(person, token, f"{place}&action={action}", refusal, held)
            refusal = self.world.one(person, token, thing, "read", ("collection.read",))
            children = {one for one in self.world.visible(person, "collection") if one.parent is thing}
            await self.listed(person, token, f"{thing.place}/collections?{EVERYTHING}", refusal, children)
        for thing in self.world.of("record"):
            refusal = self.world.one(person, token, thing, "read", ("record.read", "collection.read"))
            held = {one for one in self.world.visible(person, "collection") if thing in one.contents}
            await self.listed(person, token, f"{thing.place}/collections?{EVERYTHING}", refusal, held)
            refusal, links = self.world.one(person, token, thing, "read", ("record.read",)), self.world.links_of(person, thing)
            for direction, end in (("out", "source"), ("in", "target")):
                await self.listed(person, token, f"{thing.place}/records?{EVERYTHING}&direction={direction}", refusal,
                                  {link for link in links if getattr(link, end) is thing})  # fmt: skip

    # Exports

    async def exports(self, person: Person, token: str) -> None:
        for record in self.world.of("record"):
            refusal = self.world.one(person, token, record, "read", ("record.read",))
            response = await self.ask(person, token, "GET", f"{record.place}/export/json", refusal or 200)
            self.lists += 1
            if refusal is None:
                self.exported(person, token, record, json.loads(response._body))
        for collection in self.world.of("collection"):
            for with_children in (False, True):
                await self.export_collection(person, token, collection, with_children)

    def exported(self, person: Person, token: str, record: Thing, shown: dict[str, Any]) -> None:
        """A record as it is exported: with the links whose other ends the reader may see, and people as the scopes say."""
        links = self.world.links_of(person, record)
        self.same(f"{person.name} {record.name}: links", sorted(one["id"] for one in shown["links"]), sorted(one.id for one in links))
        ends = {one["id"]: (one.get("record_to") or one["record_from"])["identifier"] for one in shown["links"]}
        far = {one.id: (one.target if one.source is record else one.source).identifier for one in links}
        self.same(f"{person.name} {record.name}: ends of links", ends, far)
        has_people = person.has(token, "user.read")
        people = [
            "creator" in one for one in (shown, *shown["links"], *(one.get("record_to") or one["record_from"] for one in shown["links"]))
        ]
        self.same(f"{person.name}/{token} {record.name}: people", set(people), {has_people})

    async def export_collection(self, person: Person, token: str, collection: Thing, with_children: bool) -> None:
        refusal = self.world.one(person, token, collection, "read", ("collection.read",))
        chosen = quote(json.dumps({"children": with_children, "hierarchy": True, "metadata_only": True}))
        texts = {}
        for kind in ("json", "rdf", "ro-crate"):
            response = await self.ask(person, token, "GET", f"{collection.place}/export/{kind}?filter={chosen}", refusal or 200)
            texts[kind] = response._body.decode()
            self.lists += 1
        if refusal is not None:
            return
        shown, what = json.loads(texts["json"]), f"{person.name}/{token} {collection.name} {with_children}"
        expected = self.world.records_in(person, [collection], with_children) if person.has(token, "record.read") else set()
        self.same(f"{what}: has records", "records" in shown, person.has(token, "record.read"))
        self.same(what, sorted(one["identifier"] for one in shown.get("records", [])), sorted(one.identifier for one in expected))
        by_name = {one.identifier: one for one in expected}
        for one in shown.get("records", []):
            self.exported(person, token, by_name[one["identifier"]], one)
        for kind in ("rdf", "ro-crate"):
            named = {one.identifier for one in self.world.of("record") if one.identifier in texts[kind]}
            self.same(f"{what}: {kind}", named, set(by_name))
            hidden = [
                one.identifier for one in self.world.of("collection") if not self.world.sees(person, one) and one.identifier in texts[kind]
            ]
            self.same(f"{what}: collections that {kind} must not name", hidden, [])

    # Everything

    async def look_around(self, readers: Iterable[Person]) -> None:
        for person in readers:
            for token in ("whole", "narrow"):
                for thing in self.world.things:
                    await self.probe(person, thing, token, 6 if token == "whole" else 3)
                await self.probe_links(person, token)
                for work in (self.searches, self.by_people, self.of_objects, self.exports):
                    if token == "whole" or self.chance.random() < 0.5:
                        await work(person, token)

    # Changes

    async def step(self, step: Step) -> None:
        """Somebody, mostly one who may, does something; the model follows when it was done."""
        verb, *numbers = step
        await getattr(self, verb)(*numbers)
        self.cases += 1

    def who(self, number: int, thing: Thing) -> tuple[Person, str]:
        person = thing.creator if number % 3 == 0 else self.world.people[number // 3 % len(self.world.people)]
        return person, "narrow" if number % 7 == 3 else "whole"

    def some(self, number: int, *nouns: str) -> Thing:
        found = [thing for thing in self.world.things if thing.noun in (nouns or NOUNS)]
        return found[number % len(found)]

    async def create(self, who: int, what: int, _: int, public: int) -> None:
        noun, person = NOUNS[what % 4], self.world.people[who % len(self.world.people)]
        token = "narrow" if who % 7 == 3 else "whole"
        refusal = self.world.door(person) or (403 if person.kind == "guest" else None)
        refusal = refusal or (None if person.has(token, f"{noun}.create") else 401)
        thing = Thing(noun, f"{noun[0]}{len(self.world.things)}", person, public % 2 == 0, people={person: "admin"})
        thing.identifier = f"{self.world.word}-{thing.name}-e"
        given = {
            "identifier": thing.identifier,
            "title": f"New {self.world.word}",
            "visibility": "public" if thing.is_public else "private",
        }
        given |= {"extras": metadata(self.world, thing)} if noun == "record" else {}
        given |= {"type": "record", "data": {}} if noun == "template" else {}
        response = await self.ask(person, token, "POST", f"/{noun}s", refusal or 201, given)
        if refusal is None:
            thing.id = (await response.json())["id"]
            self.world.things.append(thing)

    async def publish(self, who: int, what: int, _: int, public: int) -> None:
        thing = self.some(what)
        person, token = self.who(who, thing)
        refusal = self.world.one(person, token, thing, "update", (f"{thing.noun}.update",))
        await self.ask(person, token, "PATCH", thing.place, refusal or 200, {"visibility": "public" if public % 2 else "private"})
        if refusal is None:
            thing.is_public = public % 2 == 1

    def holder(self, thing: Thing, whom: int) -> tuple[Person | Thing, str, dict[Any, str]]:
        """A person or a group that may get a role on the thing: it, where its roles are, and the roles."""
        groups = [group for group in self.world.of("group") if thing.noun != "group"]
        holders: list[Person | Thing] = [*self.world.people, *groups]
        found = holders[whom % len(holders)]
        if isinstance(found, Thing):
            return found, f"{thing.place}/roles/groups", thing.groups
        return found, f"{thing.place}/{'members' if thing.noun == 'group' else 'roles/users'}", thing.people

    async def grant(self, who: int, what: int, whom: int, which: int) -> None:
        thing = self.some(what)
        (person, token), (holder, place, held) = self.who(who, thing), self.holder(thing, whom)
        role = ("member", "collaborator", "editor", "admin", "owner")[which % 5]
        refusal = self.world.one(person, token, thing, thing.managing, (f"{thing.noun}.{thing.managing}",))
        if refusal is None:
            is_there = holder.is_listed if isinstance(holder, Person) else holder.state == "active"
            refusal = None if is_there else 400
        if refusal is None and isinstance(holder, Thing) and not self.world.holds(person, holder, "read"):
            refusal = 403
        refusal = refusal or self.unknown(thing, role) or (409 if holder in held else None)
        given = {"group" if isinstance(holder, Thing) else "user": {"id": holder.id}, "role": {"name": role}}
        await self.ask(person, token, "POST", place, refusal or 201, given)
        if refusal is None:
            held[holder] = role

    @staticmethod
    def unknown(thing: Thing, role: str) -> int | None:
        known = ("member", "editor", "admin") if thing.noun in ("template", "group") else ("member", "collaborator", "editor", "admin")
        return None if role in known else 400

    async def regrant(self, who: int, what: int, whom: int, which: int) -> None:
        await self.rerole(who, what, whom, ("member", "collaborator", "editor", "admin", "owner")[which % 5])

    async def revoke(self, who: int, what: int, whom: int, _: int) -> None:
        await self.rerole(who, what, whom, None)

    async def rerole(self, who: int, what: int, whom: int, role: str | None) -> None:
        """Another role, or none. A group in the trash is not there, nor who was never in research and has no part in it."""
        thing = self.some(what)
        (person, token), (holder, place, held) = self.who(who, thing), self.holder(thing, whom)
        if isinstance(holder, Person) and holder.kind == "outside":
            return
        refusal = self.world.one(person, token, thing, thing.managing, (f"{thing.noun}.{thing.managing}",))
        is_there = isinstance(holder, Person) or holder.state == "active"
        refusal = refusal or (None if is_there else 404)
        refusal = refusal or (self.unknown(thing, role) if role else None) or (409 if holder is thing.creator else None)
        refusal = refusal or (None if holder in held else 404)
        method, given = ("PATCH", {"name": role}) if role else ("DELETE", None)
        await self.ask(person, token, method, f"{place}/{holder.id}", refusal or 204, given)
        if refusal is None and role:
            held[holder] = role
        elif refusal is None:
            del held[holder]

    async def delete(self, who: int, what: int, *_: int) -> None:
        thing = self.some(what)
        person, token = self.who(who, thing)
        refusal = self.world.one(person, token, thing, "delete", (f"{thing.noun}.delete",))
        await self.ask(person, token, "DELETE", thing.place, refusal or 204)
        if refusal is None:
            thing.state = "deleted"

    async def restore(self, who: int, what: int, *_: int) -> None:
        await self.take_out(who, what, "restore", 200, "active")

    async def purge(self, who: int, what: int, *_: int) -> None:
        await self.take_out(who, what, "purge", 0, "purged")

    async def take_out(self, who: int, what: int, verb: str, good: int, state: str) -> None:
        thing = self.some(what)
        person, token = self.who(who, thing)
        refusal = self.world.in_trash(person, token, thing)
        await self.ask(person, token, "POST", f"{thing.place}/{verb}", refusal or good or (202 if thing.noun == "record" else 204))
        if refusal is None:
            thing.state = state

    # Links: the object of the path, then the other one, then what stands against it

    async def link(self, who: int, what: int, other: int, _: int) -> None:
        source, target = self.some(what, "record"), self.some(other, "record")
        person, token = self.who(who, source)
        name = "ab"[other % 2]
        refusal = self.world.one(person, token, source, "link", ("record.link",)) or self.world.other(person, target, 400)
        taken = any((one.source, one.target, one.name) == (source, target, name) for one in self.world.links)
        refusal = refusal or (409 if source is target or taken else None)
        given = {"name": name, "record_to": {"id": target.id}}
        response = await self.ask(person, token, "POST", f"{source.place}/records", refusal or 201, given)
        if refusal is None:
            self.world.links.append(Link(name, source, target, (await response.json())["id"]))

    async def unlink(self, who: int, what: int, *_: int) -> None:
        if not self.world.links:
            return
        link = self.world.links[what % len(self.world.links)]
        person, token = self.who(who, link.source)
        refusal = self.world.one(person, token, link.source, "link", ("record.link",)) or self.world.other(person, link.target, 404)
        await self.ask(person, token, "DELETE", f"{link.source.place}/records/{link.id}", refusal or 204)
        if refusal is None:
            self.world.links.remove(link)

    async def fill(self, who: int, what: int, other: int, side: int) -> None:
        await self.on_contents("POST", who, self.some(what, "collection"), self.some(other, "record"), side)

    async def empty(self, who: int, what: int, other: int, side: int) -> None:
        await self.on_contents("DELETE", who, self.some(what, "collection"), self.some(other, "record"), side)

    async def on_contents(self, method: str, who: int, collection: Thing, record: Thing, side: int) -> None:
        """A record into a collection or out of it, from either side."""
        thing, linked = (collection, record) if side % 2 else (record, collection)
        person, token = self.who(who, thing)
        is_in, adds = record in collection.contents, method == "POST"
        refusal = self.world.one(person, token, thing, "link", (f"{thing.noun}.link",))
        refusal = refusal or self.world.other(person, linked, 400 if adds else 404)
        refusal = refusal or (None if is_in != adds else 409 if adds else 404)
        place = f"{thing.place}/{linked.noun}s"
        if adds:
            await self.ask(person, token, "POST", place, refusal or 201, {"id": linked.id})
        else:
            await self.ask(person, token, "DELETE", f"{place}/{linked.id}", refusal or 204)
        if refusal is None:
            (collection.contents.add if adds else collection.contents.discard)(record)

    async def hang(self, who: int, what: int, other: int, _: int) -> None:
        parent, child = self.some(what, "collection"), self.some(other, "collection")
        person, token = self.who(who, parent)
        refusal = self.world.one(person, token, parent, "link", ("collection.link",)) or self.world.other(person, child, 400)
        refusal = refusal or (409 if child.parent is not None or self.world.is_below(parent, child) else None)
        await self.ask(person, token, "POST", f"{parent.place}/collections", refusal or 201, {"id": child.id})
        if refusal is None:
            child.parent = parent

    async def unhang(self, who: int, what: int, other: int, _: int) -> None:
        child = self.some(other, "collection")
        parent = child.parent if child.parent is not None and who % 2 else self.some(what, "collection")
        person, token = self.who(who, parent)
        refusal = self.world.one(person, token, parent, "link", ("collection.link",)) or self.world.other(person, child, 404)
        refusal = refusal or (404 if child.parent is not parent else None)
        await self.ask(person, token, "DELETE", f"{parent.place}/collections/{child.id}", refusal or 204)
        if refusal is None:
            child.parent = None
