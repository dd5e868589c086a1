"""Every operation by ten kinds of people, on things of their company, of another company and of the master.

No operation may show, change or remove what belongs to another company, nor what is the master's without the right to it.
The table is `matrix.LINES`; an operation without a line fails.
"""

import re
import uuid
from types import SimpleNamespace

import pytest

from server.api.itr import entities
from server.api.itr.routes import ROUTES
from server.domain import rows, sessions
from server.mounts import shape
from tests.api.itr.matrix import FLAGS, KINDS, MASTER_SEEN_BY, lines
from tests.conftest import Client
from tests.make import PASSWORD, unique

LINES = {(line.method, shape(line.path)): line for line in lines()}
HERE = {(route.method, shape(route.path)): route for route in ROUTES}
OFFERED = [LINES[key] for key in HERE if key in LINES]
PLACES = ("own", "other", "master")
MASTER = {"IncludeMaster": "Y", "IncludeClient": "N"}
# Relations with rows of companies; a foreign company's must be the same after everything.
KEPT = [
    ("persons", "company_id"),
    ("logins", "company_id"),
    ("companies", "id"),
    ("system_settings", "owner_id"),
    ("credit_grants", "company_id"),
    ("object_files", "owner_id"),
    ("session_test_saves", "owner_id"),
    *(
        (entity.relation.name, "owner_id")
        for entity in entities.ENTITIES.values()
        if entity.relation.owner == "owner_id" and entity.levels.get("post") and entity.name != "systemsettings"
    ),
]
# Whose rows are made by their own means, not from the table.
MADE_APART = {"companies", "logins", "tokens", "systemsettings"}
EVERYTHING = " union all ".join(
    f"select '{name}' as name, md5(string_agg(r::text, ',' order by r::text)) as state from {name} r where r.{column} = $1::uuid"  # noqa: S608
    for name, column in KEPT
)


def test_every_operation_has_a_line():
    assert [key for key in HERE if key not in LINES] == []


def test_no_operation_has_two_lines():
    assert len(lines()) == len(LINES)


class World:
    """Two companies and the master, each with a row of every entity, whose texts say whose they are."""

    def __init__(self, make, itr) -> None:
        self.make, self.itr, self.people = make, itr, {}
        self.marks = {place: f"{place}{uuid.uuid4().hex[:8]}" for place in PLACES}
        self.ids = {place: {} for place in PLACES}

    async def build(self) -> "World":
        self.company = {place: await self.make.company(self.marks[place]) for place in ("own", "other")} | {"master": None}
        self.person = {place: await self.make.person(self.company[place]) for place in ("own", "other")} | {"master": uuid.uuid4()}
        for kind in FLAGS:
            roles = (("assessment", "admin"),) if kind == "master_user" else ()
            account = await self.make.account(password=PASSWORD, roles=roles)
            login_id = await self.make.login(account, self.company["own"], *FLAGS[kind])
            self.people[kind] = SimpleNamespace(account=account, login_id=login_id)
        self.stranger = await self.make.account(self.marks["other"], password=PASSWORD)
        self.stranger_login = await self.make.login(self.stranger, self.company["other"], "is_office_user")
        async with self.make.pool.acquire() as conn:
            for name in ("persons", "sessions", *entities.ENTITIES, "files"):
                for place in PLACES:
                    await self.renew(conn, name, place)
            self.states = {whose: await self.state(conn, whose) for whose in ("other", "master")}
        return self

    async def client(self, kind: str):
        """A new session each time: some operations end it."""
        if kind == "anonymous":
            return self.itr
        if kind == "candidate":
            async with self.make.pool.acquire() as conn:
                await self.renew_person(conn, "own")
                made = await sessions.start_for_person(conn, person_id=self.person["own"], password_hash="x", idle_seconds=600)
            return self.itr.using(session_id=made[0])
        person = self.people[kind]
        return self.itr.using(session_id=await self.make.session(person.account, login_id=person.login_id, made_by="itr"))

    def value(self, column: rows.Column, place: str):
        """What a row of that place has in the column."""
        session_id, company_id = self.ids[place].get("sessions"), self.company[place] or self.company["own"]
        known = {"person_id": self.person[place], "session_id": session_id, "linked_object_id": session_id, "object_id": session_id,
                 "of_company_id": company_id, "company_id": company_id, "test_id": uuid.uuid4(), "short_login_code": "", "object_type": 1,
                 "is_by_server": False}  # fmt: skip
        if column.name in known:
            value = known[column.name]
            return str(value) if isinstance(value, uuid.UUID) else value
        text = self.marks[place][: column.length]
        nobody = str(uuid.uuid5(uuid.NAMESPACE_OID, place))
        return {"uuid": nobody, "text": text, "json": text, "bool": True, "instant": "2026-01-01T00:00:00Z",
                "date": "2000-01-01"}.get(column.kind, 1)  # fmt: skip

    async def renew(self, conn, name: str, place: str) -> None:
        """The entity's row of that place as it was at first, with its id."""
        if name in ("companies", "logins", "tokens"):
            await self.renew_apart(conn, name, place)
        if name in ("systemsettings", "files", "filecopy"):
            await self.renew_office(conn, place)
            return
        if name not in entities.ENTITIES or name in MADE_APART or not entities.ENTITIES[name].levels.get("post"):
            return
        if name == "persons":
            await self.renew_person(conn, place)
            return
        relation, owner = entities.ENTITIES[name].relation, self.company[place]
        identity = self.ids[place].setdefault(name, uuid.uuid4())
        # A company may have made a row with another's id in the meantime.
        await rows.delete(conn, relation, owner, [] if relation.owner and owner else [("id", identity)])
        values = {column.name: self.value(column, place) for column in relation.columns.values() if column.name != "id"}
        await rows.insert(conn, relation, owner, identity, rows.checked(relation, values))
        if name == "sessions":
            await self.renew_group(conn, place, values)
            await self.renew(conn, "sessiontests", place)

    async def renew_apart(self, conn, name: str, place: str) -> None:
        """A company that may be removed, somebody's login, somebody's session; there are none in the master."""
        ids = self.ids[place]
        if place == "master":
            ids[name] = uuid.uuid4() if name != "tokens" else 2**60
        elif name == "companies":
            ids[name] = self.company["own"] if place == "own" else await self.make.company(f"{self.marks['other']} spare")
        elif name == "tokens" or await conn.fetchval("select true from logins where id = $1", ids.get(name)) is None:
            account = await self.make.account(f"{self.marks[place]}-{unique()}", password=PASSWORD) if place == "own" else self.stranger
            login_id = await self.make.login(account, self.company["own"]) if place == "own" else self.stranger_login
            ids[name] = login_id
            if name == "tokens":
                await self.make.session(account, login_id=login_id, made_by="itr")
                ids[name] = await conn.fetchval("select max(id) from sessions where login_id = $1", login_id)

    async def renew_office(self, conn, place: str) -> None:
        """A setting (`params=setting`) and a file of the place's test (`params=place,tests,media,file`)."""
        ids, owner = self.ids[place], self.company[place]
        test_id = ids.setdefault("tests", uuid.uuid4())
        ids |= {"place": owner or "master", "target": test_id if owner else "master", "file": f"{self.marks[place]}.txt"}
        ids.setdefault("setting", f"SETTING {uuid.uuid4()}")
        # A company may have made one with another's name in the meantime.
        await conn.execute(
            "delete from system_settings where owner_id = $1 and name like 'SETTING %' and name <> $2", owner or rows.ZERO, ids["setting"]
        )
        await conn.execute(
            "insert into system_settings (company_id, name, value) values ($1, $2, $3)"
            " on conflict (owner_id, name) do update set value = excluded.value",
            owner, ids["setting"], self.marks[place],
        )  # fmt: skip
        await conn.execute("delete from object_files where owner_id = $1 and object_id <> $2", owner or rows.ZERO, test_id)
        await conn.execute(
            "insert into object_files (company_id, object_id, kind, name, size_bytes, blob_id, sha256)"
            " values ($1, $2, 'MEDIA', $3, 1, $2, '') on conflict do nothing",
            owner, test_id, ids["file"],
        )  # fmt: skip

    async def renew_group(self, conn, place: str, values: dict) -> None:
        """A group session (`params=group`) whose only member is the place's session."""
        identity, relation = self.ids[place].setdefault("group", uuid.uuid4()), entities.SESSIONS.relation
        await rows.delete(conn, relation, self.company[place], [("id", identity)])
        parent = values | {"session_type": 100, "person_id": str(rows.ZERO), "group_session_id": str(rows.ZERO)}
        await rows.insert(conn, relation, self.company[place], identity, rows.checked(relation, parent))
        member = rows.checked(relation, {"group_session_id": str(identity)})
        await rows.update(conn, relation, self.company[place], self.ids[place]["sessions"], member)

    async def renew_person(self, conn, place: str) -> None:
        """The person whom sessions are of, able to sign in; there are none in the master."""
        if place != "master":
            await conn.execute(
                "insert into persons (id, company_id, email, first_name, last_name, password_hash, has_login)"
                " values ($1, $2, $3, $4, $4, 'x', true)"
                " on conflict (id) do update set password_hash = 'x', has_login = true, is_active = true",
                self.person[place], self.company[place], f"{self.marks[place]}@example.org", self.marks[place],
            )  # fmt: skip
        self.ids[place]["persons"] = self.person[place]

    async def state(self, conn, place: str) -> dict[str, str]:
        return {row["name"]: row["state"] for row in await conn.fetch(EVERYTHING, self.company[place] or rows.ZERO)}

    def address(self, line, place: str) -> str:
        values = iter([str(self.ids[place].get(name, name)) for name in line.params])
        return re.sub(r"\{[^}]*\}", lambda _: next(values), line.path)

    def body(self, line, place: str):
        """What a client sends who changes a row: all that a new one needs."""
        if line.method != "POST":
            return None
        entity = entities.ENTITIES.get(line.entity)
        if entity is None or "{" not in line.path:
            return {}
        return {entity.spelling[column.name]: self.value(column, "own") for column in entity.relation.columns.values()
                if column.is_required and column.name != "id"}  # fmt: skip


@pytest.fixture(scope="module")
async def world(make, server, http):
    return await World(make, Client(http, str(server.make_url("/itr/api")))).build()


def may_see_master(line, kind: str) -> bool:
    level = MASTER_SEEN_BY.get(line.entity)
    return level is not None and level in KINDS[kind]


async def attempt(world: World, conn, line, kind: str, place: str) -> None:
    """One request, and what must be so after it."""
    for name in {line.entity, *line.params} & MADE_APART:
        await world.renew(conn, name, place)
    await world.renew(conn, line.entity, "own")
    client, headers = await world.client(kind), {"CompanyID": str(world.company["other"])}
    if place == "master":
        headers |= MASTER
    response = await client.request(line.method, world.address(line, place), headers=headers, json=world.body(line, place))
    said, what = await response.text(), (kind, place, response.status)
    if line.level != "public":
        assert response.status == line.expected(kind, place), (what, said[:300])
    if not line.reaches_all(kind):
        assert world.marks["other"] not in said, what
    may_change = {"other": line.reaches_all(kind), "master": kind == "master_user" and (place == "master" or line.reaches_all(kind))}
    for whose, may in may_change.items():
        if await world.state(conn, whose) != world.states[whose]:
            assert may, what
            await world.renew(conn, line.entity, whose)
            world.states[whose] = await world.state(conn, whose)
    entity = entities.ENTITIES.get(line.entity)
    if (
        line.is_list
        and response.status == 200
        and "{" not in line.path
        and entity
        and not (entity.in_master or entity.relation.master_has_all)
    ):
        sees = place == "master" and may_see_master(line, kind)
        assert not (world.marks["master"] in said and not sees), what
        assert not (world.marks["own"] in said and sees), what


@pytest.mark.parametrize("line", OFFERED, ids=[f"{line.method} {line.path}" for line in OFFERED])
async def test_operation(world, make, line):
    async with make.pool.acquire() as conn:
        for kind in KINDS:
            for place in PLACES:
                await attempt(world, conn, line, kind, place)


def test_marks_are_told_apart(world):
    assert len(set(world.marks.values())) == 3
    assert unique() not in world.marks.values()
