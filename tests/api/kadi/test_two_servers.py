"""Two Athenaeum servers: somebody of the one connects her account at the other and searches there with that account's rights."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from server import keys
from server.config import Instance
from tests.conftest import Client, copy_of_template, drop
from tests.consent import Browser, fields_of
from tests.make import PASSWORD, Make, unique

NOT_CONNECTED = "Federated instance 'far' requires a service that is not yet connected to your account."
SCOPES = ("record.read", "collection.read", "template.read", "user.read")


@dataclass
class Place:
    """A server with people of its own."""

    server: Any
    make: Make
    root: Client

    @classmethod
    def of(cls, server: Any, http: Any) -> "Place":
        return cls(server, Make(server.app[keys.POOL], server.app[keys.CONFIG]), Client(http, str(server.make_url("")).rstrip("/")))

    async def signed_in(self, **options: Any) -> Client:
        account = await self.make.account(password=PASSWORD, **options)
        client = self.root.using(session_id=await self.make.session(account))
        client.account = account  # type: ignore[attr-defined]
        return client


@dataclass
class Pair:
    """Mira has an account at both; `near` knows `far`, which knows `near` as an application of its administrator."""

    near: Place
    far: Place
    mira: Client
    mira_there: Browser
    admin: Client
    application: dict[str, Any]

    async def connect(self, decision: str = "authorize") -> Any:
        begun = await self.mira.post("/app/api/services/far/connect")
        address = (await begun.json())["url"]
        came = fields_of(await self.mira_there.answer(address.removeprefix(self.far.root.url), decision))
        came.pop("error_description", None)
        return await self.mira.post("/app/api/services/far/callback", json=came)

    async def search(self, **parameters: str) -> Any:
        return await self.mira.get("/api/v1/records", params={"instance": "far"} | parameters)

    async def state(self) -> str:
        return (await (await self.mira.get("/app/api/services")).json())["items"][0]["state"]

    async def record(self, owner: Any, **fields: Any) -> str:
        return (await self.far.make.record(owner, **fields))["identifier"]

    async def tokens(self) -> list[Any]:
        async with self.far.make.pool.acquire() as conn:
            return await conn.fetch("select * from oauth_tokens where account_id = $1", self.mira_there.account["id"])

    async def expire(self) -> None:
        async with self.far.make.pool.acquire() as conn:
            await conn.execute("update oauth_tokens set access_expires_at = now() - interval '1 minute'")


@pytest.fixture
async def databases(maintenance_dsn):
    made = [await copy_of_template(maintenance_dsn) for _ in range(2)]
    yield [dsn for _, dsn in made]
    for name, _ in made:
        await drop(maintenance_dsn, name)


@pytest.fixture
async def pair(databases, start_server, http) -> Pair:
    far = Place.of(await start_server(dsn=databases[0]), http)
    admin = await far.signed_in()
    wanted = {"name": "near", "redirect_uris": ["http://127.0.0.1/not-yet"], "scopes": list(SCOPES)}
    application = await (await admin.post("/app/api/applications", json=wanted)).json()
    instance = Instance("far", far.root.url, application["client_id"], "Far away", application["client_secret"])
    near = Place.of(await start_server(dsn=databases[1], federation={"instances": (instance,)}, outgoing={"allow": ("127.0.0.1",)}), http)
    back = {"redirect_uris": [f"{near.root.url}/app/settings/services/far/callback"]}
    assert (await admin.patch(f"/app/api/applications/{application['id']}", json=back)).status == 200
    # The numbers of the accounts differ, so that no right of the one server could pass for one of the other.
    await far.make.account()
    return Pair(near, far, await near.signed_in(), await Browser.of(far.root, far.make), admin, application)


def identifiers(answer: Any) -> set[str]:
    return {item["identifier"] for item in answer["items"]}


async def test_a_search_has_the_rights_of_the_account_there(pair):
    mira, stranger = pair.mira_there.account, await pair.far.make.account()
    own, public = await pair.record(mira), await pair.record(stranger, visibility="public")
    await pair.record(stranger)
    await pair.near.make.record(pair.mira.account, identifier=unique("near"))
    assert (await (await pair.search()).json())["description"] == NOT_CONNECTED
    response = await pair.connect()
    assert response.status == 200 and (await response.json())["state"] == "connected"
    response = await pair.search()
    found = await response.json()
    assert response.status == 200 and identifiers(found) == {own, public}
    assert found["_pagination"]["_links"]["self"].startswith(pair.far.root.url + "/api/v1/records?")
    assert identifiers(await (await pair.search(visibility="private")).json()) == {own}
    assert identifiers(await (await pair.search(per_page="1", sort="created_at")).json()) == {own}
    assert identifiers(await (await pair.search(user=str(stranger["id"]))).json()) == {own, public}, "ids are not those of there"


async def test_collections_and_templates_are_found_there_too(pair):
    await pair.connect()
    there = pair.far.root.using(token=await pair.far.make.token(pair.mira_there.account))
    for noun, more in (("collections", {}), ("templates", {"type": "extras", "data": []})):
        made = await there.post(f"/api/v1/{noun}", json={"identifier": unique("thing"), "title": "A thing"} | more)
        assert made.status == 201
        found = await pair.mira.get(f"/api/v1/{noun}", params={"instance": "far", "query": "thing"})
        assert identifiers(await found.json()) == {(await made.json())["identifier"]}


async def test_words_and_metadata_are_looked_for_there(pair):
    await pair.connect()
    extras = [{"key": "run", "type": "dict", "value": [{"key": "Temperature", "type": "int", "value": 300, "unit": "K"}]}]
    warm = await pair.record(pair.mira_there.account, title="Annealing of glass", extras=extras)
    await pair.record(pair.mira_there.account, title="Nothing")
    assert identifiers(await (await pair.search(query="aneealing")).json()) == {warm}
    asked = '[{"type": "numeric", "key": "run.Temperature", "numeric": {"min": 299, "max": 301, "unit": "K"}}]'
    assert identifiers(await (await pair.search(extras=asked)).json()) == {warm}


async def test_somebody_else_here_searches_with_nothing_of_it(pair):
    await pair.connect()
    other = await pair.near.signed_in()
    response = await other.get("/api/v1/records", params={"instance": "far"})
    assert response.status == 400 and (await response.json())["description"] == NOT_CONNECTED


async def test_saying_no_there_connects_nothing(pair):
    response = await pair.connect("deny")
    assert (response.status, (await response.json())["code"]) == (409, "service_denied")
    assert await pair.state() == "off" and await pair.tokens() == []


async def test_an_hour_later_the_search_still_works(pair):
    await pair.connect()
    own = await pair.record(pair.mira_there.account)
    before = (await pair.tokens())[0]["access_hash"]
    await pair.expire()
    assert identifiers(await (await pair.search()).json()) == {own}
    assert (await pair.tokens())[0]["access_hash"] != before
    assert await pair.state() == "connected"


async def test_eight_searches_at_once_need_one_new_pair(pair):
    await pair.connect()
    await pair.expire()
    found = await asyncio.gather(*(pair.search() for _ in range(8)))
    assert [response.status for response in found] == [200] * 8
    async with pair.far.make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from oauth_used_tokens") == 1
        # The one that was renewed here, by its own end: none was used twice.
        assert await conn.fetchval("select count(*) from audit_entries where action like '%reuse%'") == 0


async def test_what_is_ended_there_is_not_connected_here(pair):
    await pair.connect()
    assert (await pair.search()).status == 200
    there = pair.far.root.using(session_id=await pair.far.make.session(pair.mira_there.account))
    grant = (await (await there.get("/app/api/grants")).json())["items"][0]
    assert (await there.delete(f"/app/api/grants/{grant['id']}")).status == 204
    for _ in range(2):
        response = await pair.search()
        assert (response.status, (await response.json())["description"]) == (400, NOT_CONNECTED)
    assert await pair.state() == "broken"
    assert (await pair.connect()).status == 200 and (await pair.search()).status == 200


async def test_what_is_ended_here_is_ended_there(pair):
    await pair.connect()
    assert len(await pair.tokens()) == 1
    assert (await pair.mira.delete("/app/api/services/far")).status == 204
    assert (await (await pair.search()).json())["description"] == NOT_CONNECTED
    assert await pair.near.server.app[keys.JOBS].run_due() > 0
    assert await pair.tokens() == []


async def test_connecting_again_leaves_one_living_pair(pair):
    await pair.connect()
    assert (await pair.connect()).status == 200
    assert await pair.near.server.app[keys.JOBS].run_due() > 0
    assert len(await pair.tokens()) == 1
    assert (await pair.search()).status == 200


async def test_another_account_there_replaces_the_first(pair):
    await pair.connect()
    first = pair.mira_there
    pair.mira_there = await Browser.of(pair.far.root, pair.far.make)
    own = await pair.record(pair.mira_there.account)
    await pair.record(first.account)
    assert (await pair.connect()).status == 200
    assert identifiers(await (await pair.search()).json()) == {own}
    assert await pair.near.server.app[keys.JOBS].run_due() > 0
    pair.mira_there = first
    assert await pair.tokens() == [], "nothing of the first is left there"


async def test_what_the_application_may_not_do_is_told(pair):
    assert (await pair.admin.patch(f"/app/api/applications/{pair.application['id']}", json={"scopes": ["user.read"]})).status == 200
    await pair.connect()
    response = await pair.search()
    assert response.status == 401 and (await response.json())["scopes"] == ["record.read"]
    assert await pair.state() == "connected"


async def test_an_application_that_is_gone_there_is_a_failure_not_an_end(pair):
    """It can come back with other client credentials in the settings; nobody here did anything wrong."""
    await pair.connect()
    assert (await pair.admin.delete(f"/app/api/applications/{pair.application['id']}")).status == 204
    response = await pair.search()
    assert (response.status, (await response.json())["description"]) == (502, "Request to instance 'far' failed.")


async def test_an_account_that_is_switched_off_there_finds_nothing_here(pair):
    await pair.connect()
    async with pair.far.make.pool.acquire() as conn:
        await conn.execute("update accounts set is_active = false where id = $1", pair.mira_there.account["id"])
    pair.far.server.app[keys.IDENTITY].cache.clear()
    response = await pair.search()
    assert response.status in (400, 401)


async def test_tokens_are_sealed_here_and_hashed_there(pair):
    seen: list[str] = []
    ask = pair.near.server.app[keys.OUTGOING].get

    async def get(url: str, **options: Any) -> Any:
        seen.append(options["headers"]["Authorization"].removeprefix("Bearer "))
        return await ask(url, **options)

    pair.near.server.app[keys.OUTGOING].get = get
    await pair.connect()
    assert (await pair.search()).status == 200
    assert len(seen) == 1 and seen[0].startswith("oat_")
    for place in (pair.near, pair.far):
        async with place.make.pool.acquire() as conn:
            tables = [row["tablename"] for row in await conn.fetch("select tablename from pg_tables where schemaname = 'public'")]
            dumps = [await conn.fetchval(f"select coalesce(string_agg(t::text, ''), '') from {table} t") for table in tables]  # noqa: S608
        dump = "".join(dumps)
        assert (pair.mira if place is pair.near else pair.mira_there).account["username"] in dump
        assert seen[0] not in dump and seen[0].encode().hex() not in dump
