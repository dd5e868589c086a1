"""Users: list, get, change, switch off (seed 000; specs/openkms.md §3; design §2, "Each domain of an account")."""

import pytest

from server import db
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.kms import people
from tests.make import unique

EVERY = (("GET", "/users"), ("GET", "/users/{id}"), ("PUT", "/users/{id}"), ("DELETE", "/users/{id}"))
LISTED = {"id", "username", "email", "full_name", "office_location", "department", "role", "is_active", "created_at"}


@pytest.fixture
async def other(make):
    """Somebody with training only, so that an admin of training administers all of him."""
    return await make.account(domains=("training",))


async def user(admin, account) -> dict:
    response = await admin.get(f"/users/{account['id']}")
    assert response.status == 200
    return (await response.json())["user"]


@pytest.mark.parametrize("method, path", EVERY)
async def test_without_a_token_nothing_opens(kms, method, path):
    assert (await kms.request(method, path.format(id=1), json={})).status == 401


@pytest.mark.parametrize("method, path", EVERY)
@pytest.mark.parametrize("kind", [people.employee, people.manager])
async def test_only_administrators_manage_others(kms, make, other, method, path, kind):
    who = await kind(kms, make)
    for number in (other["id"], 10**12):
        response = await who.request(method, path.format(id=number), json={})
        assert (response.status, (await response.json())["detail"]) == (403, "Not authorized to perform this action")


@pytest.mark.parametrize("method, path", EVERY[1:])
@pytest.mark.parametrize("number, status", [("999999999", 404), ("0", 404), ("me", 422), ("1e3", 422)])
async def test_ids(kms, make, method, path, number, status):
    response = await (await people.admin(kms, make)).request(method, path.format(id=number), json={})
    assert response.status == status
    if status == 404:
        assert (await response.json())["detail"] == f"User with id {number} not found"


async def test_who_has_no_training_is_not_there(kms, make):
    stranger, admin = await make.account(domains=("research",)), await people.admin(kms, make)
    for method, path in EVERY[1:]:
        assert (await admin.request(method, path.format(id=stranger["id"]), json={})).status == 404
    listed = (await (await admin.get("/users?limit=1000")).json())["users"]
    assert stranger["id"] not in [one["id"] for one in listed]


async def test_the_list(kms, make, other):
    admin, manager = await people.admin(kms, make), await people.manager(kms, make)
    async with db.transaction(make.pool) as conn:
        await account_roles.set_state(conn, SYSTEM, other["id"], "training", "inactive")

    async def found(query):
        ids, skip = {}, 0
        while True:
            body = await (await admin.get(f"/users?skip={skip}&limit=1000&{query}")).json()
            assert set(body) == {"users", "total", "skip", "limit"}
            ids |= {one["id"]: one for one in body["users"]}
            skip += 1000
            if skip >= body["total"]:
                return ids

    active, everybody = await found(""), await found("active_only=false")
    assert other["id"] not in active and everybody[other["id"]]["is_active"] is False
    assert set(active[manager.account["id"]]) == LISTED
    assert list(everybody) == sorted(everybody)
    assert manager.account["id"] in await found("role=KNOWLEDGE_MANAGER")
    assert manager.account["id"] not in await found("role=EMPLOYEE")
    assert admin.account["id"] in await found("role=ADMIN")


@pytest.mark.parametrize(
    "query, field", [("limit=1001", "limit"), ("skip=-1", "skip"), ("active_only=maybe", "active_only"), ("role=BOSS", "role")]
)
async def test_wrong_queries(kms, make, query, field):
    response = await (await people.admin(kms, make)).get(f"/users?{query}")
    assert (response.status, (await response.json())["detail"][0]["loc"]) == (422, ["query", field])


async def test_one_sees_and_changes_oneself(kms, make):
    who = await people.employee(kms, make)
    seen = await user(who, who.account)
    assert set(seen) == LISTED | {"updated_at"}
    sent = {"full_name": "Mira Sole", "office_location": "Office A", "department": None}
    response = await who.put(f"/users/{who.account['id']}", json=sent)
    body = await response.json()
    assert (response.status, body["message"]) == (200, "User updated successfully")
    assert set(body["user"]) == (LISTED | {"updated_at"}) - {"created_at"}
    assert {name: body["user"][name] for name in sent} == sent
    for forbidden in ({"role": "ADMIN"}, {"is_active": False}, {"role": "EMPLOYEE", "full_name": "X"}):
        assert (await who.put(f"/users/{who.account['id']}", json=forbidden)).status == 403
    assert (await user(who, who.account))["full_name"] == "Mira Sole"


@pytest.mark.parametrize("body, field", [
    ({"full_name": None}, "full_name"), ({"full_name": ""}, "full_name"), ({"email": "nobody"}, "email"), ({"email": None}, "email"),
    ({"role": "BOSS"}, "role"), ({"is_active": None}, "is_active"), ({"office_location": "x" * 51}, "office_location"),
    ({"department": 5}, "department"),
])  # fmt: skip
async def test_faults_of_a_change(kms, make, other, body, field):
    admin = await people.admin(kms, make)
    before = await user(admin, other)
    response = await admin.put(f"/users/{other['id']}", json=body)
    assert (response.status, (await response.json())["detail"][0]["loc"]) == (422, ["body", field])
    assert await user(admin, other) == before


async def test_an_address_is_taken_once_verified_or_not(kms, make, other):
    admin, taken = await people.admin(kms, make), await make.account()
    response = await admin.put(f"/users/{other['id']}", json={"email": taken["email"]})
    assert await people.code_of(response) == (400, "USER_EXISTS")
    new = f"{unique('new')}@example.org"
    assert (await admin.put(f"/users/{other['id']}", json={"email": new})).status == 200
    assert (await user(admin, other))["email"] == new


async def test_a_token_changes_no_address_of_its_own(kms, make):
    who = await people.employee(kms, make)
    assert (await who.put(f"/users/{who.account['id']}", json={"email": f"{unique('x')}@example.org"})).status == 403


async def test_addresses_of_who_has_more_are_not_for_an_admin_of_training(kms, make):
    admin, researcher = await people.admin(kms, make), await make.account()
    assert (await admin.put(f"/users/{researcher['id']}", json={"email": f"{unique('x')}@example.org"})).status == 403
    assert (await admin.put(f"/users/{researcher['id']}", json={"department": "IT"})).status == 200


async def test_roles_follow_each_other(kms, make, other):
    admin = await people.admin(kms, make)
    for role in ("ADMIN", "KNOWLEDGE_MANAGER", "EMPLOYEE", "EMPLOYEE", "ADMIN"):
        response = await admin.put(f"/users/{other['id']}", json={"role": role})
        assert (response.status, (await response.json())["user"]["role"]) == (200, role)
    assert (await user(kms.using(await make.token(other)), other))["role"] == "ADMIN"


async def test_the_admin_of_everything_is_out_of_reach(kms, make):
    admin, highest = await people.admin(kms, make), await make.account(roles=((None, "admin"),))
    assert (await user(admin, highest))["role"] == "ADMIN"
    response = await admin.put(f"/users/{highest['id']}", json={"role": "EMPLOYEE"})
    assert response.status == 403
    assert (await user(admin, highest))["role"] == "ADMIN"


async def test_switched_off_is_out_at_once(kms, make, other):
    admin, who = await people.admin(kms, make), kms.using(await make.token(other))
    assert (await who.get("/auth/me")).status == 200
    response = await admin.delete(f"/users/{other['id']}")
    assert (response.status, await response.json()) == (200, {"message": "User deactivated successfully"})
    assert (await who.get("/auth/me")).status == 401
    assert (await user(admin, other))["is_active"] is False
    assert (await admin.put(f"/users/{other['id']}", json={"is_active": True})).status == 200
    assert (await who.get("/auth/me")).status == 200


async def test_an_admin_of_training_switches_off_training_only(kms, make):
    admin, researcher = await people.admin(kms, make), await make.account()
    token = await make.token(researcher)
    assert (await admin.delete(f"/users/{researcher['id']}")).status == 200
    assert (await kms.using(token).get("/auth/me")).status == 401
    assert (await kms.using(token).get(kms.url.replace("/kms/", "/kadi/") + "/users/me")).status == 200


async def test_nobody_switches_himself_off(kms, make):
    admin = await people.admin(kms, make)
    address = f"/users/{admin.account['id']}"
    assert await people.code_of(await admin.delete(address)) == (400, "OWN_ACCOUNT")
    assert await people.code_of(await admin.put(address, json={"is_active": False})) == (400, "OWN_ACCOUNT")
    assert (await admin.put(address, json={"is_active": True})).status == 200
