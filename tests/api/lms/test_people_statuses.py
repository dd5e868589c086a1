"""Each status that the documents name for operations on people is produced, with its body; no operation of the surface is left out."""

from typing import Any

import pytest

from server.api.lms import SURFACE
from tests.api.lms import people, test_file_statuses, test_statuses
from tests.api.lms.people import data, refused
from tests.api.lms.provider import clerk, doors, making, send, site
from tests.clerk import event, user
from tests.make import unique

__all__ = ["clerk", "doors", "making", "site"]

NOBODYS = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
# Of our own accounts; those of the provider's people stand below.
STATUSES = {
    "GET /auth/profile": (200, 401),
    "PUT /auth/profile": (200, 400, 401, 422),
    "GET /users": (200, 401, 403, 422),
    "GET /users/{id}": (200, 401, 403, 404),
    "PUT /users/{id}": (200, 400, 401, 403, 404, 409, 422),
    "POST /users/{id}/roles": (201, 400, 401, 403, 404, 409, 422),
    "DELETE /users/{id}/roles": (200, 401, 403, 404, 422),
}
PROVIDERS = {"POST /auth/sync", "POST /webhooks/clerk"}
BODIES = {
    "PUT /auth/profile": {"firstName": "Ada"}, "PUT /users/{id}": {"lastName": "Grün"}, "POST /users/{id}/roles": {"role": "MENTOR"},
    "DELETE /users/{id}/roles": {"role": "LEARNER"},
}  # fmt: skip
WRONG = {
    "PUT /auth/profile": ("firstName", {"firstName": 5}), "PUT /users/{id}": ("status", {"status": "GONE"}),
    "POST /users/{id}/roles": ("role", {"role": "KING"}), "DELETE /users/{id}/roles": ("role", {"role": "KING"}),
}  # fmt: skip


class Stage:
    """An administrator, somebody who learns, and the one whom the path names."""

    def __init__(self, lms: Any, make: Any, admin: Any, learner: Any, other: Any) -> None:
        self.lms, self.make, self.admin, self.learner, self.other = lms, make, admin, learner, other

    async def ask(self, operation: str, who: Any = None, id: Any = None, **sent: Any) -> Any:
        method, path = operation.split(" ")
        return await (who or self.admin).request(method, path.replace("{id}", str(id or self.other.account["uuid"])), **sent)


@pytest.fixture
async def stage(lms, make) -> Stage:
    return Stage(lms, make, await people.admin(lms, make), await people.learner(lms, make), await people.learner(lms, make))


def sent_with(operation: str) -> dict[str, Any]:
    return {"json": BODIES[operation]} if operation in BODIES else {}


async def succeeded(stage: Stage, operation: str, status: int) -> None:
    response = await stage.ask(operation, **sent_with(operation))
    assert response.status == status, await response.text()
    route = next(route for route in SURFACE.routes if f"{route.method} {route.template}" == operation)
    route.answers[status].model_validate_json(await response.text())


async def bad(stage: Stage, operation: str) -> None:
    status, code, _ = await refused(await stage.ask(operation, data=b"{no"))
    assert (status, code) == (400, "BAD_REQUEST")


async def unauthenticated(stage: Stage, operation: str) -> None:
    for who in (stage.lms.using(), stage.lms.using(token="nobodys")):
        assert await refused(await stage.ask(operation, who, **sent_with(operation))) == (401, "UNAUTHORIZED", {})


async def forbidden(stage: Stage, operation: str) -> None:
    found = await refused(await stage.ask(operation, stage.learner, **sent_with(operation)))
    assert found == (403, "FORBIDDEN", {"required": ["ADMIN"], "user_roles": ["LEARNER"]})


async def missing(stage: Stage, operation: str) -> None:
    found = await refused(await stage.ask(operation, id=NOBODYS, **sent_with(operation)))
    assert found == (404, "NOT_FOUND", {"resource": "user", "id": NOBODYS})


async def conflicting(stage: Stage, operation: str) -> None:
    if operation.endswith("/roles"):
        await data(await stage.ask(operation, json={"role": "MENTOR"}), 201)
        body, details = {"role": "MENTOR"}, {"resource": "user_role", "field": "role", "value": "MENTOR"}
    else:
        # An address is changed by who administers all that the account opens.
        admin = await people.client(stage.lms, stage.make, (None, "admin"))
        email = stage.learner.account["email"]
        found = await refused(await stage.ask(operation, admin, json={"email": email}))
        assert found == (409, "CONFLICT", {"resource": "user", "field": "email", "value": email})
        return
    assert await refused(await stage.ask(operation, json=body)) == (409, "CONFLICT", details)


async def invalid(stage: Stage, operation: str) -> None:
    field, sent = ("limit", None) if operation == "GET /users" else WRONG[operation]
    given = {"params": {"limit": "0"}} if sent is None else {"json": sent}
    status, code, details = await refused(await stage.ask(operation, **given))
    assert (status, code, details["field"], [fault["field"] for fault in details["errors"]]) == (422, "VALIDATION_ERROR", field, [field])
    assert set(details) == {"field", "message", "value", "errors"} and details["message"]


WAYS = {400: bad, 401: unauthenticated, 403: forbidden, 404: missing, 409: conflicting, 422: invalid}


@pytest.mark.parametrize("operation, status", [(operation, status) for operation, statuses in STATUSES.items() for status in statuses])
async def test_a_documented_status_is_produced(stage, operation, status):
    if status < 300:
        await succeeded(stage, operation, status)
    else:
        await WAYS[status](stage, operation)


async def test_statuses_of_a_sync(doors, clerk, making):
    account = await making.account(email=f"{unique('held')}@example.org", is_email_verified=True)
    mine, other = {"userId": unique("user"), "email": f"{unique('ada')}@example.org"}, {"userId": unique("user"), "email": account["email"]}
    as_me = doors.using(clerk.token(mine["userId"]))
    assert (await data(await as_me.post("/auth/sync", json=mine), 201))["clerkId"] == mine["userId"]
    assert (await data(await as_me.post("/auth/sync", json=mine)))["clerkId"] == mine["userId"]
    assert (await refused(await as_me.post("/auth/sync", data=b"{no")))[:2] == (400, "BAD_REQUEST")
    assert (await refused(await doors.using("nobodys").post("/auth/sync", json=mine)))[:2] == (401, "UNAUTHORIZED")
    assert (await refused(await as_me.post("/auth/sync", json=other)))[:2] == (403, "FORBIDDEN")
    assert (await refused(await as_me.post("/auth/sync", json={"email": "x"})))[:2] == (422, "VALIDATION_ERROR")
    vouched = doors.using(clerk.token(other["userId"], email=account["email"], email_verified=True))
    found = await refused(await vouched.post("/auth/sync", json=other))
    assert found == (409, "CONFLICT", {"resource": "user", "field": "email", "value": account["email"]})


async def test_statuses_of_the_webhook(doors):
    assert (await send(doors, event("user.created", user()))).status == 200
    message = event("user.created", user())
    assert (await refused(await send(doors, message, **{"svix-signature": "v1,AAAA"})))[:2] == (400, "BAD_REQUEST")
    assert (await refused(await send(doors, event("user.created", {"id": 5}))))[0] == 422


def test_no_operation_is_left_out():
    named = set(STATUSES) | PROVIDERS | set(test_statuses.STATUSES) | set(test_file_statuses.OPERATIONS)
    assert named == {f"{route.method} {route.template}" for route in SURFACE.routes if not route.hidden}
