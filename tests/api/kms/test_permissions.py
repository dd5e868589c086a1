"""Who may do what: every operation for every kind of person and credential (specs/openkms.md §3 to §5; design §2)."""

import pytest

from server import db
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.kms.stage import PUBLIC, STATUSES, Stage, success
from tests.make import PASSWORD

OPERATIONS = tuple(operation for operation in STATUSES if operation not in PUBLIC)
PASSWORD_OF_ONES_OWN = "POST /auth/change-password"
READS = tuple(operation for operation in OPERATIONS if operation.startswith("GET"))
WRITES = tuple(operation for operation in OPERATIONS if operation not in READS)
OPEN = ("GET /auth/me", "GET /trainings", "GET /trainings/{training_id}", "GET /registrations", "POST /registrations",
        *(operation for operation in OPERATIONS if "/metadata/" in operation))  # fmt: skip
OWN_USER = ("GET /users/{user_id}", "PUT /users/{user_id}")
OTHER_USERS = ("GET /users", *OWN_USER, "DELETE /users/{user_id}")
WRITING = ("POST /trainings", "PUT /trainings/{training_id}", "DELETE /trainings/{training_id}")
REGISTRATION = tuple(operation for operation in OPERATIONS if "{registration_id}" in operation)


def table(*allowed: str) -> dict[str, int]:
    """Success for what is allowed; else somebody else's registration is not there, and the rest is refused."""
    refused = {operation: 404 if operation in REGISTRATION else 403 for operation in OPERATIONS}
    return refused | {operation: success(operation) for operation in allowed}


def all_of(status: int) -> dict[str, int]:
    return dict.fromkeys(OPERATIONS, status)


def narrowed(opened: tuple[str, ...]) -> dict[str, int]:
    """An administrator whose token opens these."""
    return {operation: ADMIN[operation] if operation in opened else 403 for operation in OPERATIONS} | BY_TOKEN


MANAGER = table(*OPEN, PASSWORD_OF_ONES_OWN, *WRITING, *REGISTRATION)
ADMIN = MANAGER | {operation: success(operation) for operation in OTHER_USERS}
BY_TOKEN = {PASSWORD_OF_ONES_OWN: 401}

# Kind → the status of each operation about the owner's account and registration, and about a training of somebody else.
EXPECTED = {
    "anonymous": all_of(401),
    "employee": table(*OPEN, PASSWORD_OF_ONES_OWN),
    "owner": table(*OPEN, PASSWORD_OF_ONES_OWN, *OWN_USER, *REGISTRATION),
    "knowledge manager": MANAGER,
    "admin of training": ADMIN,
    "admin of everything": ADMIN,
    "admin of research": table(*OPEN, PASSWORD_OF_ONES_OWN),
    "without training": all_of(403),
    "inactive in training": all_of(401),
    "inactive everywhere": all_of(401),
    "admin's token": ADMIN | BY_TOKEN,
    "admin's token with training.read": narrowed(READS),
    "admin's token with training.write": narrowed(WRITES),
    "admin's token with other scopes": all_of(403) | BY_TOKEN,
    "manager's token with both scopes": MANAGER | BY_TOKEN,
    "oauth token without ours": all_of(403) | BY_TOKEN,
    "oauth token with training scopes": table(*OPEN) | BY_TOKEN,
    "candidate": all_of(401),
    "session that owes a company": all_of(401),
    "reset link": all_of(401),
    "session of an employee": table(*OPEN, PASSWORD_OF_ONES_OWN),
    "provider's token": table(*OPEN, PASSWORD_OF_ONES_OWN),
}  # fmt: skip

ROLES = {"employee": (), "knowledge manager": (("training", "knowledge_manager"),), "admin of training": (("training", "admin"),),
         "admin of everything": ((None, "admin"),), "admin of research": (("research", "admin"),)}  # fmt: skip
TOKENS = {
    "admin's token": ((None, "admin"), ()), "admin's token with training.read": (("training", "admin"), ("training.read",)),
    "admin's token with training.write": (("training", "admin"), ("training.write",)),
    "admin's token with other scopes": ((None, "admin"), ("record.read", "learning.write", "assessment.read", "misc.manage_trash")),
    "manager's token with both scopes": (("training", "knowledge_manager"), ("training.read", "training.write")),
}  # fmt: skip
ISSUED = {"oauth token without ours": "oauth", "oauth token with training scopes": "oauth of ours", "candidate": "candidate",
          "session that owes a company": "owes company", "reset link": "reset", "session of an employee": "session",
          "provider's token": "provider"}  # fmt: skip


async def credential(kind: str, stage: Stage, make, issue) -> str | None:
    """A credential of somebody of this kind."""
    if kind == "anonymous":
        return None
    if kind == "owner":
        return stage.pair["access_token"]
    if kind in ROLES:
        account = await make.account(password=PASSWORD, roles=ROLES[kind])
        answer = await stage.kms.post("/auth/login", json={"username": account["username"], "password": PASSWORD})
        return (await answer.json())["access_token"]
    if kind in TOKENS:
        role, scopes = TOKENS[kind]
        return await make.token(await make.account(roles=(role,)), *scopes)
    if kind in ISSUED:
        return await issue(ISSUED[kind])
    domains = ("research",) if kind == "without training" else ("training",)
    account = await make.account(password=PASSWORD, domains=domains)
    session = await make.session(account)
    async with db.transaction(make.pool) as conn:
        if kind == "inactive in training":
            await account_roles.set_state(conn, SYSTEM, account["id"], "training", "inactive")
        if kind == "inactive everywhere":
            await conn.execute("update accounts set is_active = false where id = $1", account["id"])
    return session


@pytest.mark.parametrize("kind", EXPECTED)
async def test_what_somebody_may(client, making, issue, kind):
    kms, found, stage, token = client.using(), {}, None, None
    kms.url = client.url + "/kms/api/v1"
    for operation in (*READS, *WRITES):
        if stage is None:  # the operation before changed what there is, perhaps also the credential
            stage = await Stage.make_up(kms, making)
            token = await credential(kind, stage, making, issue)
        response = await stage.ask(kms.using(token=token), operation)
        found[operation] = response.status
        if operation in WRITES and response.status < 300:
            stage = None
    assert found == EXPECTED[kind]


@pytest.mark.parametrize("operation", PUBLIC)
@pytest.mark.parametrize("token", [None, "a.b.c", "pat_of_nobody"])
async def test_the_doors_ask_for_no_credential(client, making, operation, token):
    kms = client.using()
    kms.url = client.url + "/kms/api/v1"
    stage = await Stage.make_up(kms, making)
    assert (await stage.ask(kms.using(token=token), operation)).status == success(operation)
