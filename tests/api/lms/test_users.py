"""Users: list, get, change (specs/akako.md §2; design §2, "Each domain of an account")."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from server import db
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique

EVERY = (("GET", "/users"), ("GET", "/users/{id}"), ("PUT", "/users/{id}"), ("POST", "/users/{id}/roles"), ("DELETE", "/users/{id}/roles"))
NAMING = EVERY[1:]
BODIES = {"PUT": {}, "POST": {"role": "MENTOR"}, "DELETE": {"role": "LEARNER"}}
FIELDS = {
    "id",
    "clerkId",
    "email",
    "firstName",
    "lastName",
    "imageUrl",
    "phone",
    "bio",
    "status",
    "roles",
    "plan",
    "createdAt",
    "updatedAt",
}


async def ask(who: Client, method: str, path: str, number: object = None, **options):
    return await who.request(method, path.format(id=number), **{"json": BODIES.get(method)} | options)


async def set_state(make, account, state: str, domain: str = "learning") -> None:
    async with db.transaction(make.pool) as conn:
        await account_roles.set_state(conn, SYSTEM, account["id"], domain, state)


@pytest.fixture
async def admin(lms, make) -> Client:
    return await people.admin(lms, make)


@pytest.fixture
async def other(make):
    """Somebody with learning only: an admin of learning administers all of him."""
    return await make.account(domains=("learning",), given_name="Ann", family_name="Bee")


async def user(admin: Client, account) -> dict:
    return await data(await admin.get(f"/users/{account['uuid']}"))


# Who may


@pytest.mark.parametrize("method, path", EVERY)
async def test_without_a_token_nothing_opens(lms, method, path):
    assert await refused(await ask(lms, method, path, uuid4())) == (401, "UNAUTHORIZED", {})


@pytest.mark.parametrize("method, path", EVERY)
@pytest.mark.parametrize("kind, roles", [(people.learner, ["LEARNER"]), (people.mentor, ["LEARNER", "MENTOR"])])
async def test_only_administrators_manage_users(lms, make, other, method, path, kind, roles):
    who = await kind(lms, make)
    for number in (other["uuid"], who.account["uuid"], uuid4()):
        assert await refused(await ask(who, method, path, number)) == (403, "FORBIDDEN", {"required": ["ADMIN"], "user_roles": roles})


@pytest.mark.parametrize("method, path", EVERY)
async def test_a_scope_is_needed(lms, make, other, method, path):
    needed, held = ("learning.read", "learning.write") if method == "GET" else ("learning.write", "learning.read")
    who = await people.admin(lms, make, scopes=(held, "training.write"))
    status, code, details = await refused(await ask(who, method, path, other["uuid"]))
    assert (status, code, details["scopes"]) == (403, "FORBIDDEN", [needed])


@pytest.mark.parametrize("method, path", EVERY)
async def test_an_admin_of_another_domain_is_none_here(lms, make, other, method, path):
    who = await people.client(lms, make, ("research", "admin"), ("training", "admin"))
    assert (await refused(await ask(who, method, path, other["uuid"])))[:2] == (403, "FORBIDDEN")


@pytest.mark.parametrize("method, path", NAMING)
@pytest.mark.parametrize("number", ["9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66", "x", "5", "00000000-0000-0000-0000-00000000000g"])
async def test_nobody(admin, method, path, number):
    assert await refused(await ask(admin, method, path, number)) == (404, "NOT_FOUND", {"resource": "user", "id": number})


@pytest.mark.parametrize("method, path", NAMING)
async def test_who_has_no_learning_is_not_there(admin, make, method, path):
    stranger = await make.account(domains=("research", "training", "assessment"))
    assert (await refused(await ask(admin, method, path, stranger["uuid"])))[0] == 404
    search = await data(await admin.get("/users", params={"search": stranger["email"]}))
    assert search == []


async def test_who_lost_learning_is_found_where_a_row_names_him(admin, make, other):
    subject = await a_subject(make)
    async with db.transaction(make.pool) as conn:
        await conn.execute("insert into enrollments (account_id, subject_id) values ($1, $2)", other["id"], subject)
        await account_roles.end_domain(conn, SYSTEM, other["id"], "learning")
    shown = await user(admin, other)
    assert (shown["status"], shown["roles"]) == ("INACTIVE", [])
    assert await data(await admin.get("/users", params={"search": other["email"]})) == []
    response = await admin.put(f"/users/{other['uuid']}", json={"status": "SUSPENDED"})
    assert await refused(response) == (404, "NOT_FOUND", {"resource": "user", "id": str(other["uuid"])})
    assert (await refused(await admin.put(f"/users/{other['uuid']}", json={"firstName": "X"})))[0] == 403, "not one of hers any more"
    assert (await admin.post(f"/users/{other['uuid']}/roles", json={"role": "LEARNER"})).status == 201
    assert (await user(admin, other))["status"] == "ACTIVE"


async def a_subject(make: Make):
    async with db.transaction(make.pool) as conn:
        level = await conn.fetchval("insert into education_levels (name) values ($1) returning id", unique("level"))
        grade = await conn.fetchval("insert into grades (education_level_id, name) values ($1, 'g') returning id", level)
        return await conn.fetchval("insert into subjects (grade_id, name) values ($1, 's') returning id", grade)


# The list


@pytest.fixture
async def crowd(make):
    """Five people whose names nobody else has: `word`, then the accounts."""
    word = unique("crowd").replace("-", "")
    accounts = [
        await make.account(f"{word}{i}", given_name=f"{word} {'EdBcA'[i]}", family_name=f"Fam {'cbEDa'[i]}", domains=("learning",))
        for i in range(5)
    ]
    return word, accounts


async def found(admin: Client, word: str, **asked) -> list[str]:
    rows = await data(await admin.get("/users", params={"search": word, "limit": "100"} | asked))
    return [row["email"].removeprefix(word)[0] for row in rows]


async def test_the_list_stands_in_the_envelope_with_its_pages(admin, crowd):
    word, accounts = crowd
    response = await admin.get("/users", params={"search": word, "limit": "2", "page": "2", "sort": "email", "order": "asc"})
    body = await response.json()
    assert set(body) == {"success", "data", "message", "pagination"}
    assert body["pagination"] == {"page": 2, "limit": 2, "total": 5, "pages": 3, "hasNext": True, "hasPrev": True}
    assert [row["id"] for row in body["data"]] == [str(account["uuid"]) for account in accounts[2:4]]
    assert all(set(row) == FIELDS for row in body["data"])
    last = await (await admin.get("/users", params={"search": word, "limit": "2", "page": "3"})).json()
    assert (len(last["data"]), last["pagination"]["hasNext"]) == (1, False)
    beyond = await (await admin.get("/users", params={"search": word, "limit": "2", "page": "9"})).json()
    assert beyond["data"] == []
    assert beyond["pagination"] == {"page": 9, "limit": 2, "total": 5, "pages": 3, "hasNext": False, "hasPrev": True}
    none = await (await admin.get("/users", params={"search": unique("nobody")})).json()
    assert none["pagination"] == {"page": 1, "limit": 20, "total": 0, "pages": 0, "hasNext": False, "hasPrev": False}


async def test_the_list_goes_in_each_order(admin, make, crowd):
    word, accounts = crowd
    async with db.transaction(make.pool) as conn:
        now = datetime.now(UTC)
        for account, created, updated in zip(accounts, (3, 1, 2, 5, 4), (3, 4, 5, 2, 1), strict=True):
            await conn.execute(
                "update accounts set created_at = $2, updated_at = $3 where id = $1",
                account["id"], now + timedelta(hours=created), now + timedelta(hours=updated),
            )  # fmt: skip
    for sort, order in (("createdAt", "12043"), ("updatedAt", "43012"), ("email", "01234"), ("firstName", "42310"), ("lastName", "41032")):
        assert await found(admin, word, sort=sort, order="asc") == list(order), sort
        assert await found(admin, word, sort=sort, order="desc") == list(reversed(order)), sort
    assert await found(admin, word) == await found(admin, word, sort="createdAt", order="desc"), "the newest first"


async def test_equals_stand_in_the_order_of_their_making(admin, make, crowd):
    word, accounts = crowd
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set family_name = null, given_name = $2 where id = any($1)", [a["id"] for a in accounts], word)
    for sort in ("firstName", "lastName"):
        assert await found(admin, word, sort=sort, order="asc") == list("01234")
        assert await found(admin, word, sort=sort, order="desc") == list("43210")
        pages = [await found(admin, word, sort=sort, order="asc", limit="2", page=str(page)) for page in (1, 2, 3)]
        assert [one for page in pages for one in page] == list("01234")


async def test_the_list_is_filtered_by_role_state_and_time(admin, make, crowd):
    word, accounts = crowd
    async with db.transaction(make.pool) as conn:
        await account_roles.give_role(conn, SYSTEM, accounts[1]["id"], "mentor", "learning")
        future = datetime.now(UTC) + timedelta(days=1)
        await account_roles.give_role(conn, SYSTEM, accounts[2]["id"], "mentor", "learning", starts_at=future)
        await account_roles.give_role(conn, SYSTEM, accounts[3]["id"], "admin", "learning")
        await account_roles.end_role(conn, SYSTEM, accounts[4]["id"], "learner", "learning")
        await conn.execute("update accounts set created_at = '2020-02-29T12:00:00.0005Z' where id = $1", accounts[0]["id"])
        await conn.execute("update accounts set updated_at = '2021-02-28T12:00:00Z' where id = $1", accounts[4]["id"])
    await set_state(make, accounts[0], "inactive")
    await set_state(make, accounts[3], "suspended")
    for asked, who in (
        ({"role": "MENTOR"}, "1"), ({"role": "ADMIN"}, "3"), ({"role": "LEARNER"}, "0123"),
        ({"status": "ACTIVE"}, "124"), ({"status": "INACTIVE"}, "0"), ({"status": "SUSPENDED"}, "3"),
        ({"isActive": "true"}, "124"), ({"isActive": "false"}, "03"), ({"isActive": "true", "status": "SUSPENDED"}, ""),
        ({"role": "ADMIN", "status": "ACTIVE"}, ""), ({"role": "MENTOR", "status": "ACTIVE"}, "1"),
        ({"createdTo": "2020-03-01"}, "0"), ({"createdFrom": "2020-03-01"}, "1234"),
        ({"createdFrom": "2020-02-29T12:00:00.000Z", "createdTo": "2020-02-29T12:00:00.000Z"}, "0"),
        ({"createdTo": "2020-02-29T11:59:59.999Z"}, ""),
        ({"updatedTo": "2021-03-01T00:00:00+00:00"}, "4"), ({"updatedFrom": "2021-03-01"}, "0123"),
    ):  # fmt: skip
        given = await found(admin, word, sort="email", order="asc", **asked)
        assert "".join(given) == who, asked
        total = (await (await admin.get("/users", params={"search": word, "limit": "1"} | asked)).json())["pagination"]["total"]
        assert total == len(who), asked


@pytest.mark.parametrize("search, is_found", [
    ("{word}0@", True), ("{WORD} e", True), ("e fam c", True), ("  {word} E  ", True), ("{word}%", False), ("{word}_", False),
    ("{word}\\", False), ("c fam", False),
])  # fmt: skip
async def test_search_looks_into_names_and_addresses(admin, crowd, search, is_found):
    word, accounts = crowd
    text = search.format(word=word, WORD=word.upper())
    rows = await data(await admin.get("/users", params={"search": text, "limit": "100"}))
    assert (str(accounts[0]["uuid"]) in [row["id"] for row in rows]) is is_found


async def test_who_has_no_names_goes_by_the_name_of_the_account(admin, make):
    account = await make.account(display_name=unique("Only Name"))
    rows = await data(await admin.get("/users", params={"search": account["username"]}))
    assert [(row["id"], row["lastName"]) for row in rows] == [(str(account["uuid"]), None)]
    assert rows[0]["firstName"].startswith("Only Name")


@pytest.mark.parametrize("query, field", [
    ("page=0", "page"), ("page=x", "page"), ("limit=0", "limit"), ("limit=101", "limit"), ("sort=password", "sort"), ("sort=name", "sort"),
    ("order=up", "order"), ("role=BOSS", "role"), ("role=mentor", "role"), ("status=GONE", "status"), ("isActive=maybe", "isActive"),
    ("createdFrom=yesterday", "createdFrom"), ("createdTo=2020-13-01", "createdTo"), ("updatedFrom=x", "updatedFrom"),
    ("updatedTo=99999-01-01", "updatedTo"), ("updatedTo=0.5", "updatedTo"), ("createdFrom=1700000000", "createdFrom"),
    ("search=" + "x" * 501, "search"), ("search=%00", "search"),
])  # fmt: skip
async def test_wrong_queries(admin, query, field):
    status, code, details = await refused(await admin.get(f"/users?{query}"))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)


async def test_all_faults_of_a_query_are_named(admin):
    _, _, details = await refused(await admin.get("/users?page=0&role=BOSS&order=up"))
    assert {fault["field"] for fault in details["errors"]} == {"page", "role", "order"}


# One user


async def test_a_user_has_all_fields(admin, other):
    shown = await user(admin, other)
    assert set(shown) == FIELDS
    assert (shown["firstName"], shown["lastName"], shown["email"]) == ("Ann", "Bee", other["email"])
    assert (shown["status"], shown["roles"], shown["plan"], shown["clerkId"]) == ("ACTIVE", ["LEARNER"], "ENTERPRISE", None)


async def test_the_documented_path_works_with_a_jwt(anonymous, make, other):
    account = await make.account(password=PASSWORD, roles=(("learning", "admin"),))
    signed_in = await anonymous.post("/kms/api/v1/auth/login", json={"username": account["username"], "password": PASSWORD})
    who = anonymous.using(token=(await signed_in.json())["access_token"])
    assert (await data(await who.get(f"/api/users/{other['uuid']}")))["id"] == str(other["uuid"])
    assert isinstance(await data(await who.get("/api/users")), list)
    changed = await data(await who.put(f"/api/users/{other['uuid']}", json={"firstName": "Path"}))
    assert changed["firstName"] == "Path"
    assert (await who.post(f"/api/users/{other['uuid']}/roles", json={"role": "MENTOR"})).status == 201


async def test_an_admin_of_everything_is_one_here(lms, make, other):
    who = await people.client(lms, make, (None, "admin"))
    assert (await user(who, other))["id"] == str(other["uuid"])


async def test_an_admin_of_everything_who_gave_learning_away_is_refused(lms, make):
    who = await people.client(lms, make, (None, "admin"), domains=("research",))
    assert (await who.get("/users")).status == 403


# Changing


async def test_names_and_state_are_changed(admin, other):
    sent = {"firstName": "Mira", "lastName": None, "phone": "+49 1", "bio": "Two\nlines", "imageUrl": "https://example.org/a.png"}
    before = await user(admin, other)
    changed = await data(
        await admin.put(f"/users/{other['uuid']}", json=sent | {"status": "SUSPENDED", "roles": ["ADMIN"], "plan": "FREE"})
    )
    assert {name: changed[name] for name in sent} == sent
    assert (changed["status"], changed["roles"], changed["plan"]) == ("SUSPENDED", ["LEARNER"], "ENTERPRISE")
    assert changed["updatedAt"] > before["updatedAt"]
    assert changed == await user(admin, other)


async def test_an_empty_name_is_none_and_blanks_go(admin, other):
    changed = await data(await admin.put(f"/users/{other['uuid']}", json={"firstName": "  Mira ", "lastName": "", "phone": " "}))
    assert (changed["firstName"], changed["lastName"], changed["phone"]) == ("Mira", None, None)


@pytest.mark.parametrize("body, fields", [
    ({"firstName": 5}, ["firstName"]), ({"firstName": "x" * 201}, ["firstName"]), ({"lastName": "a\nb"}, ["lastName"]),
    ({"phone": "x" * 51}, ["phone"]), ({"bio": "x" * 10_001}, ["bio"]), ({"imageUrl": "javascript:alert(1)"}, ["imageUrl"]),
    ({"imageUrl": "https://" + "x" * 2048}, ["imageUrl"]), ({"email": None}, ["email"]), ({"email": "nobody"}, ["email"]),
    ({"email": "a@b@c"}, ["email"]), ({"email": ""}, ["email"]), ({"email": f"{'x' * 250}@example.org"}, ["email"]),
    ({"status": "GONE"}, ["status"]), ({"status": None}, ["status"]), ({"status": "active"}, ["status"]),
    ({"status": "GONE", "firstName": 5, "bio": [], "email": "nobody"}, ["bio", "email", "firstName", "status"]),
])  # fmt: skip
async def test_faults_of_a_change(admin, other, body, fields):
    before = await user(admin, other)
    status, code, details = await refused(await admin.put(f"/users/{other['uuid']}", json={"lastName": "New"} | body))
    assert (status, code, sorted(fault["field"] for fault in details["errors"])) == (422, "VALIDATION_ERROR", fields)
    assert {name: details[name] for name in ("field", "message", "value")} == details["errors"][0]
    assert await user(admin, other) == before, "nothing of it was kept"


async def test_a_bad_address_is_refused_in_the_words_of_the_document(admin, other):
    _, _, details = await refused(await admin.put(f"/users/{other['uuid']}", json={"email": "invalid-email"}))
    fault = {"field": "email", "message": "Invalid email format", "value": "invalid-email"}
    assert details == fault | {"errors": [fault]}


@pytest.mark.parametrize("sent, said", [
    (b"", "The body is not JSON"), (b"{", "The body is not JSON"), (b"\xff", "The body is not JSON"),
    (b'{"firstName": "a\\u0000"}', "A text of the body has characters that none may have"),
    (b'{"bio": ' + b"[" * 500 + b"]" * 500 + b"}", "The body is nested too deeply"),
])  # fmt: skip
async def test_bodies_that_cannot_be_read(admin, other, sent, said):
    response = await admin.put(f"/users/{other['uuid']}", data=sent)
    assert (await response.json())["error"] == said
    assert (await refused(response))[:2] == (400, "BAD_REQUEST")


async def test_a_text_that_is_none_is_refused_in_words(admin):
    _, _, details = await refused(await admin.get("/users", params={"search": "a\0"}))
    assert (details["field"], details["message"]) == ("search", "The text has characters that none may have")


async def test_another_address_shows_at_once_and_its_owner_is_asked(admin, make, other, mails):
    new = f"{unique('new')}@example.org"
    changed = await data(await admin.put(f"/users/{other['uuid']}", json={"email": new}))
    assert changed["email"] == new
    assert [mail["template"] for mail in await mails(new)] == ["verify_email"]
    assert [mail["template"] for mail in await mails(other["email"])] == ["email_changed"]
    again = await admin.put(f"/users/{other['uuid']}", json={"email": new})
    assert (again.status, len(await mails(new))) == (200, 1), "the same address is no change"


@pytest.mark.parametrize("is_verified", [True, False])
async def test_an_address_of_somebody_else_is_a_conflict(admin, make, other, is_verified):
    taken = await make.account(is_email_verified=is_verified)
    for spelling in (taken["email"], taken["email"].upper()):
        response = await admin.put(f"/users/{other['uuid']}", json={"email": spelling, "firstName": "Lost"})
        assert await refused(response) == (409, "CONFLICT", {"resource": "user", "field": "email", "value": spelling})
    assert (await user(admin, other))["firstName"] == "Ann"


async def test_one_address_for_many_at_once_is_one_persons(admin, make):
    accounts = [await make.account(domains=("learning",)) for _ in range(6)]
    new = f"{unique('new')}@example.org"
    answers = await asyncio.gather(*(admin.put(f"/users/{account['uuid']}", json={"email": new}) for account in accounts))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 5


@pytest.mark.parametrize("options", [
    {"domains": ("learning", "research")}, {"domains": ("learning",), "roles": ((None, "admin"),)},
    {"domains": ("learning",), "roles": (("training", "admin"),)},
])  # fmt: skip
async def test_addresses_of_who_has_more_are_not_for_an_admin_of_learning(admin, make, options):
    account = await make.account(**options)
    before = await user(admin, account)
    response = await admin.put(f"/users/{account['uuid']}", json={"email": f"{unique('x')}@example.org", "firstName": "New"})
    assert await refused(response) == (403, "FORBIDDEN", {"required": ["ADMIN"], "user_roles": ["ADMIN", "LEARNER"]})
    assert await user(admin, account) == before
    changed = await data(await admin.put(f"/users/{account['uuid']}", json={"email": account["email"], "firstName": "New"}))
    assert changed["firstName"] == "New", "the address as it is is no change"


async def test_a_token_changes_no_address_of_its_own(admin):
    response = await admin.put(f"/users/{admin.account['uuid']}", json={"email": f"{unique('x')}@example.org"})
    assert (await refused(response))[0] == 403


async def test_a_narrowed_token_changes_nobodys_address(lms, make, other):
    who = await people.admin(lms, make, scopes=("learning.write",))
    response = await who.put(f"/users/{other['uuid']}", json={"email": f"{unique('x')}@example.org"})
    assert (await refused(response))[0] == 403
    assert (await who.put(f"/users/{other['uuid']}", json={"firstName": "X"})).status == 200


@pytest.mark.parametrize("state", ["INACTIVE", "SUSPENDED"])
async def test_switched_off_is_out_at_once_and_comes_back(admin, lms, make, other, state):
    who = lms.using(token=await make.token(other))
    assert (await who.get("/auth/profile")).status == 200
    assert (await data(await admin.put(f"/users/{other['uuid']}", json={"status": state})))["status"] == state
    assert (await who.get("/auth/profile")).status == 401
    assert (await data(await admin.put(f"/users/{other['uuid']}", json={"status": "ACTIVE"})))["status"] == "ACTIVE"
    assert (await who.get("/auth/profile")).status == 200


async def test_the_state_is_that_of_learning(admin, anonymous, make):
    researcher = await make.account()
    who = anonymous.using(token=await make.token(researcher))
    assert (await admin.put(f"/users/{researcher['uuid']}", json={"status": "SUSPENDED"})).status == 200
    assert (await who.get("/lms/api/auth/profile")).status == 401
    assert (await who.get("/kadi/api/v1/users/me")).status == 200


async def test_nobody_switches_himself_off(admin):
    address = f"/users/{admin.account['uuid']}"
    for state in ("INACTIVE", "SUSPENDED"):
        response = await admin.put(address, json={"status": state})
        assert (await response.json())["error"] == "Nobody switches his own account off"
        assert await refused(response) == (400, "BAD_REQUEST", {})
    assert (await admin.put(address, json={"status": "ACTIVE"})).status == 200


async def test_changes_are_in_the_audit_trail(admin, make, other):
    await admin.put(f"/users/{other['uuid']}", json={"firstName": "New", "status": "SUSPENDED"})
    async with make.pool.acquire() as conn:
        rows = await conn.fetch(
            "select action, account_id from audit_entries where object_type = 'account' and object_id = $1 order by id", str(other["id"])
        )
    mine = [row["action"] for row in rows if row["account_id"] == admin.account["id"]]
    assert mine == ["account.change_profile", "account.set_state"]
