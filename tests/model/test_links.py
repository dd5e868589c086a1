"""Every answer about links of records, contents of collections and their hierarchy is the one that a model predicts."""

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.make import unique

STRENGTH = {"member": 1, "collaborator": 2, "editor": 3, "admin": 4}
NEEDED = {"read": 1, "link": 2, "update": 3, "permissions": 4, "delete": 4}
NOUNS = ("record", "collection")
SMALL, FULL = (1, 220, 55), (30, 1500, 150)
"""Walks, steps of each, steps between two looks at everything."""


@dataclass(eq=False)
class Person:
    client: object = field(repr=False)
    id: int
    is_admin: bool = False


@dataclass(eq=False)
class Thing:
    noun: str
    id: int
    creator: Person = field(repr=False)
    is_public: bool
    is_deleted: bool = False
    roles: dict[int, str] = field(default_factory=dict)
    parent: "Thing | None" = field(default=None, repr=False)
    contents: set["Thing"] = field(default_factory=set, repr=False)

    @property
    def place(self) -> str:
        return f"/{self.noun}s/{self.id}"

    def allows(self, person: Person, action: str) -> bool:
        strengths = [STRENGTH.get(self.roles.get(person.id, ""), 0), 1 if self.is_public else 0, 4 if person.is_admin else 0]
        return max(strengths) >= NEEDED[action]

    def shows(self, person: Person) -> bool:
        return not self.is_deleted and self.allows(person, "read")


@dataclass(eq=False)
class Link:
    id: int
    source: Thing
    target: Thing
    name: str


class Walk:
    """`step()` does one thing as somebody and compares the answer; `look_around()` compares every list of everybody."""

    def __init__(self, people: list[Person], things: list[Thing], chance: random.Random) -> None:
        self.people, self.things, self.chance = people, things, chance
        self.links: list[Link] = []
        self.count = 0
        self.trail: list[str] = []

    async def ask(self, person: Person, method: str, path: str, expected: int, given: object = None):
        response = await person.client.request(method, path, json=given)
        self.count += 1
        self.trail.append(f"{person.id} {method} {path} {given}: {response.status}")
        if response.status != expected:
            raise AssertionError(f"expected {expected}: {await response.text()}\n" + "\n".join(self.trail[-20:]))
        return response

    def some(self, noun: str) -> Thing:
        return self.chance.choice([thing for thing in self.things if thing.noun == noun])

    # What is refused: the object of the path first, then the other one, then what stands against it

    @staticmethod
    def path(person: Person, thing: Thing, action: str) -> int | None:
        return 403 if not thing.allows(person, action) else 404 if thing.is_deleted else None

    @staticmethod
    def other(person: Person, thing: Thing, gone: int) -> int | None:
        return gone if thing.is_deleted else None if thing.allows(person, "link") else 403

    async def step(self) -> None:
        steps = [self.fill, self.empty, self.hang, self.unhang, self.link, self.relink, self.unlink]
        await self.chance.choice([*steps, *steps, self.share, self.publish, self.discard, self.restore])()

    async def fill(self) -> None:
        person, pair = self.chance.choice(self.people), [self.some("record"), self.some("collection")]
        self.chance.shuffle(pair)
        thing, linked = pair
        refusal = self.path(person, thing, "link") or self.other(person, linked, 400) or (409 if linked in thing.contents else None)
        await self.ask(person, "POST", f"{thing.place}/{linked.noun}s", refusal or 201, {"id": linked.id})
        if refusal is None:
            thing.contents.add(linked)
            linked.contents.add(thing)

    async def empty(self) -> None:
        person, pair = self.chance.choice(self.people), [self.some("record"), self.some("collection")]
        known = [(thing, linked) for thing in self.things for linked in thing.contents]
        if known and self.chance.random() < 0.8:
            pair = list(self.chance.choice(known))
        thing, linked = pair
        refusal = self.path(person, thing, "link") or self.other(person, linked, 404) or (404 if linked not in thing.contents else None)
        await self.ask(person, "DELETE", f"{thing.place}/{linked.noun}s/{linked.id}", refusal or 204)
        if refusal is None:
            thing.contents.discard(linked)
            linked.contents.discard(thing)

    def is_below(self, thing: Thing | None, top: Thing) -> bool:
        while thing is not None and thing is not top:
            thing = thing.parent
        return thing is top

    async def hang(self) -> None:
        person, parent, child = self.chance.choice(self.people), self.some("collection"), self.some("collection")
        refusal = self.path(person, parent, "link") or self.other(person, child, 400)
        refusal = refusal or (409 if child.parent is not None or self.is_below(parent, child) else None)
        await self.ask(person, "POST", f"{parent.place}/collections", refusal or 201, {"id": child.id})
        if refusal is None:
            child.parent = parent

    async def unhang(self) -> None:
        person, parent, child = self.chance.choice(self.people), self.some("collection"), self.some("collection")
        if child.parent is not None and self.chance.random() < 0.5:
            parent = child.parent
        refusal = self.path(person, parent, "link") or self.other(person, child, 404) or (404 if child.parent is not parent else None)
        await self.ask(person, "DELETE", f"{parent.place}/collections/{child.id}", refusal or 204)
        if refusal is None:
            child.parent = None

    def against(self, source: Thing, target: Thing, name: str, but: Link | None = None) -> int | None:
        taken = any((it.source, it.target, it.name) == (source, target, name) and it is not but for it in self.links)
        return 409 if source is target or taken else None

    async def link(self) -> None:
        person, source, target, name = self.chance.choice(self.people), self.some("record"), self.some("record"), self.chance.choice("ab")
        refusal = self.path(person, source, "link") or self.other(person, target, 400) or self.against(source, target, name)
        given = {"name": name, "record_to": {"id": target.id}}
        response = await self.ask(person, "POST", f"{source.place}/records", refusal or 201, given)
        if refusal is None:
            self.links.append(Link((await response.json())["id"], source, target, name))

    async def relink(self) -> None:
        if not self.links:
            return
        person, link, target, name = (
            self.chance.choice(self.people), self.chance.choice(self.links), self.some("record"), self.chance.choice("abc")
        )  # fmt: skip
        refusal = self.path(person, link.source, "link") or self.other(person, link.target, 404) or self.other(person, target, 400)
        refusal = refusal or self.against(link.source, target, name, link)
        given = {"name": name, "record_to": {"id": target.id}}
        await self.ask(person, "PATCH", f"{link.source.place}/records/{link.id}", refusal or 200, given)
        if refusal is None:
            link.target, link.name = target, name

    async def unlink(self) -> None:
        if not self.links:
            return
        person, link = self.chance.choice(self.people), self.chance.choice(self.links)
        refusal = self.path(person, link.source, "link") or self.other(person, link.target, 404)
        await self.ask(person, "DELETE", f"{link.source.place}/records/{link.id}", refusal or 204)
        if refusal is None:
            self.links.remove(link)

    # What changes meanwhile

    async def share(self) -> None:
        thing, person, role = self.some(self.chance.choice(NOUNS)), self.chance.choice(self.people), self.chance.choice(list(STRENGTH))
        if thing.is_deleted or person is thing.creator:
            return
        given = {"user": {"id": person.id}, "role": {"name": role}}
        place = f"{thing.place}/roles/users"
        if person.id not in thing.roles:
            await self.ask(thing.creator, "POST", place, 201, given)
            thing.roles[person.id] = role
        elif self.chance.random() < 0.5:
            await self.ask(thing.creator, "PATCH", f"{place}/{person.id}", 204, {"name": role})
            thing.roles[person.id] = role
        else:
            await self.ask(thing.creator, "DELETE", f"{place}/{person.id}", 204)
            del thing.roles[person.id]

    async def publish(self) -> None:
        thing = self.some(self.chance.choice(NOUNS))
        if not thing.is_deleted:
            thing.is_public = not thing.is_public
            await self.ask(thing.creator, "PATCH", thing.place, 200, {"visibility": "public" if thing.is_public else "private"})

    async def discard(self) -> None:
        thing = self.some(self.chance.choice(NOUNS))
        if not thing.is_deleted:
            await self.ask(thing.creator, "DELETE", thing.place, 204)
            thing.is_deleted = True

    async def restore(self) -> None:
        for thing in [thing for thing in self.things if thing.is_deleted][:2]:
            await self.ask(thing.creator, "POST", f"{thing.place}/restore", 200)
            thing.is_deleted = False

    # Everything that everybody sees

    async def compare(self, person: Person, thing: Thing, path: str, expected: set[int], key: str = "") -> None:
        refusal = self.path(person, thing, "read")
        response = await self.ask(person, "GET", f"{thing.place}/{path}", refusal or 200)
        if refusal is None:
            answer = await response.json()
            shown = [item["id"] if not key else (item["id"], item[key]["id"], item["name"]) for item in answer["items"]]
            assert len(shown) == len(set(shown)) == answer["_pagination"]["total_items"]
            assert set(shown) == expected, f"{person} {path} {thing}\n" + "\n".join(self.trail[-20:])

    def below(self, top: Thing) -> list[Thing]:
        """The collection and all descendants, as far as no collection in the trash comes between."""
        found = [top]
        for thing in found:
            found += [child for child in self.things if child.parent is thing and not child.is_deleted]
        return found

    async def look_around(self) -> None:
        for person in self.people:
            action = self.chance.choice(list(NEEDED))
            for thing in self.things:
                other = NOUNS[1 - NOUNS.index(thing.noun)]
                seen = {linked for linked in thing.contents if linked.shows(person)}
                await self.compare(person, thing, f"{other}s?per_page=100", {linked.id for linked in seen})
                held = {linked.id for linked in seen if linked.allows(person, action)}
                await self.compare(person, thing, f"{other}s?per_page=100&action={action}", held)
                if thing.noun == "collection":
                    await self.look_below(person, thing)
                else:
                    await self.look_along(person, thing, action)

    async def look_below(self, person: Person, thing: Thing) -> None:
        children = {child.id for child in self.things if child.parent is thing and child.shows(person)}
        await self.compare(person, thing, "collections?per_page=100", children)
        family = [one for one in self.below(thing) if one is thing or one.shows(person)]
        records = {record.id for one in family for record in one.contents if record.shows(person)}
        await self.compare(person, thing, "records?per_page=100&children=true", records)
        if thing.shows(person):
            shown = await (await self.ask(person, "GET", thing.place, 200)).json()
            assert ("parent" in shown["_links"]) == (thing.parent is not None and thing.parent.shows(person))

    async def look_along(self, person: Person, thing: Thing, action: str) -> None:
        out = [link for link in self.links if link.source is thing and link.target.shows(person)]
        await self.compare(person, thing, "records?per_page=100", {(it.id, it.target.id, it.name) for it in out}, "record_to")
        incoming = {(it.id, it.source.id, it.name) for it in self.links if it.target is thing and it.source.shows(person)}
        await self.compare(person, thing, "records?per_page=100&direction=in", incoming, "record_from")
        held = {(it.id, it.target.id, it.name) for it in out if it.target.allows(person, action)}
        await self.compare(person, thing, f"records?per_page=100&action={action}", held, "record_to")
        for link in [link for link in self.links if link.source is thing][:3]:
            refusal = self.path(person, thing, "read") or (404 if link.target.is_deleted else None)
            refusal = refusal or (None if link.target.shows(person) else 403)
            await self.ask(person, "GET", f"{thing.place}/records/{link.id}", refusal or 200)


async def client_of(anonymous, make, account):
    client = anonymous.using(await make.token(account))
    client.url = anonymous.url + "/api/v1"
    return client


async def walked(anonymous, make, chance: random.Random, steps: int, between: int) -> int:
    accounts = [await make.account(unique("walker")) for _ in range(3)] + [await make.account(roles=(("research", "admin"),))]
    people = [
        Person(await client_of(anonymous, make, account), account["id"], is_admin=number == 3) for number, account in enumerate(accounts)
    ]
    things = []
    for number in range(12):
        noun, owner, is_public = NOUNS[number % 2], number % 3, chance.random() < 0.3
        row = await getattr(make, noun)(accounts[owner], visibility="public" if is_public else "private")
        things.append(Thing(noun, row["id"], people[owner], is_public, roles={people[owner].id: "admin"}))
    walk = Walk(people, things, chance)
    for thing, following in pairwise(things):
        await walk.share()
        await walk.ask(people[3], "POST", f"{thing.place}/{following.noun}s", 201, {"id": following.id})
        thing.contents.add(following)
        following.contents.add(thing)
    for number in range(1, steps + 1):
        await walk.step()
        if number % between == 0:
            await walk.look_around()
    return walk.count


@pytest.mark.sized("permissions")
async def test_answers_about_links_are_those_of_the_model(anonymous, make, full_size):
    walks, steps, between = FULL if full_size else SMALL
    requests = 0
    for number in range(walks):
        # A soak goes another way each time; the short walk is always the same.
        seed = random.randrange(2**32) if full_size else number
        try:
            requests += await walked(anonymous, make, random.Random(seed), steps, between)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    print(f"{walks} walks of {steps} steps: {requests} answers as predicted")
