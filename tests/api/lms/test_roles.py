"""Roles with effective dates and history (specs/akako.md §2; design §2, "Roles")."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server import db
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.conftest import Client
from tests.conftest import test_config as config_of
from tests.make import Make

FIELDS = {"id", "userId", "role", "effectiveStartDate", "effectiveEndDate", "assignedBy"}


@pytest.fixture
async def admin(lms, make) -> Client:
    return await people.admin(lms, make)


@pytest.fixture
async def other(make):
    return await make.account(domains=("learning",))


def place(account) -> str:
    return f"/users/{account['uuid']}/roles"


def at(**distance: float) -> str:
    """A moment from now, as the document writes one."""
    return (datetime.now(UTC) + timedelta(**distance)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def roles(admin: Client, account) -> list[str]:
    return (await data(await admin.get(f"/users/{account['uuid']}")))["roles"]


async def history(make, account) -> list[tuple]:
    async with make.pool.acquire() as conn:
        rows = await account_roles.list_roles(conn, account["id"])
    return [(row["role"], row["is_effective"], row["effective_until"] is not None) for row in rows]


async def test_a_role_is_given_from_now_on(admin, other):
    given = await data(await admin.post(place(other), json={"role": "MENTOR"}), 201)
    assert set(given) == FIELDS
    assert (given["userId"], given["role"], given["effectiveEndDate"]) == (str(other["uuid"]), "MENTOR", None)
    assert given["assignedBy"] == str(admin.account["uuid"])
    assert isinstance(given["id"], str)
    assert len(given["effectiveStartDate"]) == 24
    assert await roles(admin, other) == ["LEARNER", "MENTOR"]


@pytest.mark.parametrize("role", ["ADMIN", "MENTOR"])
async def test_a_new_role_counts_at_the_next_request(admin, lms, make, other, role):
    who = lms.using(token=await make.token(other))
    assert "LEARNER" in (await data(await who.get("/auth/profile")))["roles"]
    assert (await admin.post(place(other), json={"role": role})).status == 201
    assert role in (await data(await who.get("/auth/profile")))["roles"]
    assert (await who.get("/users")).status == (200 if role == "ADMIN" else 403)
    assert (await admin.delete(place(other), json={"role": role})).status == 200
    assert (await who.get("/users")).status == 403


async def test_admin_of_learning_is_no_admin_elsewhere(admin, anonymous, make):
    account = await make.account()
    assert (await admin.post(place(account), json={"role": "ADMIN"})).status == 201
    who = anonymous.using(token=await make.token(account))
    assert (await who.get("/lms/api/users")).status == 200
    assert (await who.get("/kms/api/v1/users")).status == 403


@pytest.mark.parametrize("start, end, counts", [
    ({}, {"days": 1}, True), ({"days": -1}, {"days": 1}, True), ({"days": 1}, {"days": 2}, False), ({"days": 1}, None, False),
    ({"days": -2}, {"days": -1}, False),
])  # fmt: skip
async def test_a_role_counts_between_its_dates(admin, other, start, end, counts):
    body = {"role": "MENTOR"} | ({"effectiveStartDate": at(**start)} if start else {}) | ({"effectiveEndDate": at(**end)} if end else {})
    given = await data(await admin.post(place(other), json=body), 201)
    for name in body.keys() - {"role"}:
        assert given[name] == body[name]
    assert ("MENTOR" in await roles(admin, other)) is counts


@pytest.mark.parametrize("dates, first, then", [
    ({"effectiveStartDate": {"seconds": 2}}, 403, 200), ({"effectiveEndDate": {"seconds": 2}}, 200, 403),
])  # fmt: skip
async def test_a_role_begins_and_ends_by_itself(admin, lms, make, other, dates, first, then):
    """At the latest when a credential is looked up again."""
    who = lms.using(token=await make.token(other))
    body = {"role": "ADMIN"} | {name: at(**distance) for name, distance in dates.items()}
    await data(await admin.post(place(other), json=body), 201)
    seen = [(await who.get("/users")).status]
    async with asyncio.timeout(30):
        while seen[-1] != then:
            await asyncio.sleep(0.1)
            seen.append((await who.get("/users")).status)
    assert set(seen) <= {first, then}
    assert ("ADMIN" in await roles(admin, other)) is (then == 200)


async def test_days_and_offsets(admin, other):
    body = {"role": "MENTOR", "effectiveStartDate": "2030-01-01T02:00:00+02:00", "effectiveEndDate": "2030-01-31"}
    given = await data(await admin.post(place(other), json=body), 201)
    assert (given["effectiveStartDate"], given["effectiveEndDate"]) == ("2030-01-01T00:00:00.000Z", "2030-02-01T00:00:00.000Z")


@pytest.mark.parametrize("body, field", [
    ({}, "role"), ({"role": "BOSS"}, "role"), ({"role": None}, "role"), ({"role": "mentor"}, "role"), ({"role": ["MENTOR"]}, "role"),
    ({"role": "MENTOR", "effectiveStartDate": "soon"}, "effectiveStartDate"),
    ({"role": "MENTOR", "effectiveEndDate": 5}, "effectiveEndDate"),
    ({"role": "MENTOR", "effectiveStartDate": 1_900_000_000}, "effectiveStartDate"),
    ({"role": "MENTOR", "effectiveEndDate": "2020-01-01T00:00:00Z"}, "effectiveEndDate"),
    ({"role": "MENTOR", "effectiveStartDate": "2030-01-02T00:00:00Z", "effectiveEndDate": "2030-01-01T00:00:00Z"}, "effectiveEndDate"),
    ({"role": "MENTOR", "effectiveStartDate": "2030-01-02T00:00:00Z", "effectiveEndDate": "2030-01-02T00:00:00Z"}, "effectiveEndDate"),
    ({"role": "MENTOR", "effectiveStartDate": "0001-01-01T00:00:00+14:00"}, "effectiveStartDate"),
    ({"role": "MENTOR", "effectiveEndDate": "9999-12-31T23:59:59-14:00"}, "effectiveEndDate"),
])  # fmt: skip
async def test_faults(admin, make, other, body, field):
    before = await history(make, other)
    status, code, details = await refused(await admin.post(place(other), json=body))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)
    assert await history(make, other) == before


async def test_an_end_before_the_start_is_refused_as_it_was_sent(admin, other):
    body = {"role": "MENTOR", "effectiveStartDate": "2030-01-02", "effectiveEndDate": "2030-01-01"}
    _, _, details = await refused(await admin.post(place(other), json=body))
    fault = {"field": "effectiveEndDate", "message": "A role ends after it starts", "value": "2030-01-01"}
    assert details == fault | {"errors": [fault]}


async def test_a_role_that_is_held_is_a_conflict(admin, make, other):
    conflict = (409, "CONFLICT", {"resource": "user_role", "field": "role", "value": "MENTOR"})
    assert (await admin.post(place(other), json={"role": "MENTOR", "effectiveEndDate": at(days=2)})).status == 201
    for further in ({}, {"effectiveStartDate": at(days=1)}, {"effectiveEndDate": at(days=1)},
                    {"effectiveStartDate": at(days=-1), "effectiveEndDate": at(days=9)}):  # fmt: skip
        response = await admin.post(place(other), json={"role": "MENTOR"} | further)
        assert (await response.json())["error"] == "Resource already exists"
        assert await refused(response) == conflict
    assert (await admin.post(place(other), json={"role": "MENTOR", "effectiveStartDate": at(days=3)})).status == 201
    assert await refused(await admin.post(place(other), json={"role": "MENTOR", "effectiveStartDate": at(days=9)})) == conflict
    assert len(await history(make, other)) == 3
    assert (await refused(await admin.post(place(other), json={"role": "LEARNER"})))[0] == 409


@pytest.mark.parametrize("body", [{}, {"effectiveStartDate": "2035-01-01", "effectiveEndDate": "2035-02-01"}])
async def test_many_at_once_give_a_role_once(admin, make, other, body):
    answers = await asyncio.gather(*(admin.post(place(other), json={"role": "MENTOR"} | body) for _ in range(10)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 9
    assert [role for role, *_ in await history(make, other)].count("mentor") == 1


@pytest.mark.parametrize("options", [{"json": {"role": "MENTOR"}}, {"params": {"role": "MENTOR"}}])
async def test_a_role_ends_and_its_history_stays(admin, make, other, options):
    assert (await admin.post(place(other), json={"role": "MENTOR"})).status == 201
    ended = await data(await admin.delete(place(other), **options))
    assert (ended["id"], ended["roles"]) == (str(other["uuid"]), ["LEARNER"])
    assert await history(make, other) == [("mentor", False, True), ("learner", True, False)]
    again = await admin.delete(place(other), **options)
    assert await refused(again) == (404, "NOT_FOUND", {"resource": "user_role", "id": "MENTOR"})
    assert (await admin.post(place(other), json={"role": "MENTOR"})).status == 201, "it can be given again"
    assert len(await history(make, other)) == 3


async def test_what_has_not_begun_is_taken_back(admin, make, other):
    assert (await admin.post(place(other), json={"role": "MENTOR", "effectiveStartDate": at(days=1)})).status == 201
    assert (await admin.delete(place(other), json={"role": "MENTOR"})).status == 200
    assert (await admin.delete(place(other), json={"role": "MENTOR"})).status == 404
    assert await history(make, other) == [("mentor", False, True), ("learner", True, False)]


async def test_the_query_wins_over_the_body(admin, other):
    assert (await admin.post(place(other), json={"role": "MENTOR"})).status == 201
    ended = await data(await admin.delete(place(other), params={"role": "MENTOR"}, json={"role": "LEARNER"}))
    assert ended["roles"] == ["LEARNER"]


@pytest.mark.parametrize("options", [
    {}, {"json": {}}, {"json": {"role": "BOSS"}}, {"params": {"role": "BOSS"}}, {"json": ["MENTOR"]}, {"json": {"role": None}},
    {"params": {"role": ""}, "json": {"role": "LEARNER"}},
])  # fmt: skip
async def test_faults_of_an_end(admin, other, options):
    status, code, details = await refused(await admin.delete(place(other), **options))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", "" if options == {"json": ["MENTOR"]} else "role")
    assert await roles(admin, other) == ["LEARNER"]


async def test_a_body_that_is_no_json(admin, other):
    assert (await refused(await admin.delete(place(other), data=b"{")))[:2] == (400, "BAD_REQUEST")


async def test_the_role_learner_can_go(admin, other):
    assert (await data(await admin.delete(place(other), json={"role": "LEARNER"})))["roles"] == []
    assert (await admin.post(place(other), json={"role": "LEARNER"})).status == 201


async def test_the_admin_of_everything_is_out_of_reach(admin, make):
    highest = await make.account(roles=((None, "admin"),))
    assert await roles(admin, highest) == ["ADMIN", "LEARNER"]
    response = await admin.delete(place(highest), json={"role": "ADMIN"})
    assert await refused(response) == (403, "FORBIDDEN", {"required": ["ADMIN"], "user_roles": ["ADMIN", "LEARNER"]})
    assert await roles(admin, highest) == ["ADMIN", "LEARNER"]
    assert (await admin.post(place(highest), json={"role": "ADMIN"})).status == 201, "of learning besides"
    assert (await data(await admin.delete(place(highest), json={"role": "ADMIN"})))["roles"] == ["ADMIN", "LEARNER"]


async def test_giving_and_ending_are_changes_of_the_user(admin, other):
    stamps = [(await data(await admin.get(f"/users/{other['uuid']}")))["updatedAt"]]
    for act in (admin.post(place(other), json={"role": "MENTOR"}), admin.delete(place(other), json={"role": "MENTOR"})):
        assert (await act).status < 300
        stamps.append((await data(await admin.get(f"/users/{other['uuid']}")))["updatedAt"])
    assert stamps == sorted(set(stamps))


async def test_roles_are_in_the_audit_trail(admin, make, other):
    await admin.post(place(other), json={"role": "MENTOR"})
    await admin.delete(place(other), json={"role": "MENTOR"})
    async with make.pool.acquire() as conn:
        rows = await conn.fetch(
            "select action, details ->> 'role' as role from audit_entries where account_id = $1 and object_id = $2 order by id",
            admin.account["id"], str(other["id"]),
        )  # fmt: skip
    assert [tuple(row) for row in rows] == [("account.give_role", "mentor"), ("account.end_role", "mentor")]


# The last administrator of learning


@pytest.fixture
async def alone(fresh_database, start_server, http, tmp_path):
    """Two administrators of learning on a server of their own, where nobody else is."""
    server = await start_server(dsn=fresh_database)
    pool = await db.create_pool(fresh_database, size=2)
    making = Make(pool, config_of(tmp_path / "alone"))
    client = Client(http, str(server.make_url("/lms/api")))
    yield making, client, [await people.admin(client, making) for _ in range(2)]
    await pool.close()


LAST = (400, "BAD_REQUEST", {})
TAKING = {
    "role": lambda who, whom: who.delete(place(whom.account), json={"role": "ADMIN"}),
    "state": lambda who, whom: who.put(f"/users/{whom.account['uuid']}", json={"status": "SUSPENDED"}),
}


@pytest.mark.parametrize("way", TAKING)
async def test_the_last_admin_of_learning_stays(alone, way):
    _, _, (first, second) = alone
    assert (await TAKING[way](first, second)).status == 200
    response = await first.delete(place(first.account), json={"role": "ADMIN"})
    assert (await response.json())["error"] == "The last administrator stays"
    assert await refused(response) == LAST
    assert await roles(first, first.account) == ["ADMIN", "LEARNER"]


async def test_whose_role_will_end_is_no_other_administrator(alone):
    making, _, (first, second) = alone
    async with db.transaction(making.pool) as conn:
        await conn.execute("update role_assignments set effective_until = now() + interval '1 day' "
                           "where account_id = $1 and role = 'admin'", second.account["id"])  # fmt: skip
    assert await refused(await first.delete(place(first.account), json={"role": "ADMIN"})) == LAST


async def test_an_admin_of_everything_is_another_administrator(alone):
    making, _, (first, second) = alone
    await making.account(roles=((None, "admin"),))
    assert (await first.delete(place(second.account), json={"role": "ADMIN"})).status == 200
    assert (await first.delete(place(first.account), json={"role": "ADMIN"})).status == 200


@pytest.mark.parametrize("ways", [("role", "role"), ("role", "state"), ("state", "state")])
async def test_two_do_not_take_away_each_other(alone, ways):
    making, _, (first, second) = alone
    for _ in range(5):
        answers = await asyncio.gather(TAKING[ways[0]](first, second), TAKING[ways[1]](second, first))
        statuses = sorted(answer.status for answer in answers)
        # The slower one is refused: as the last, or because he is no administrator any more by then.
        assert statuses[0] == 200 and statuses[1] in (400, 401, 403), statuses
        async with db.transaction(making.pool) as conn:
            for who in (first, second):
                await account_roles.set_state(conn, SYSTEM, who.account["id"], "learning", "active")
                await account_roles.add_roles(conn, SYSTEM, who.account["id"], [("learning", "admin")])
