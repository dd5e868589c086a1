"""Who may do what: every operation for every kind of person and credential (specs/akako.md; design §2)."""

from datetime import UTC, datetime, timedelta

import pytest

from server import db
from server.domain import account_roles, actor
from server.domain.actor import SYSTEM
from tests.api.lms.matrix import OPERATIONS, ROUTES, Stage, success
from tests.conftest import Client
from tests.make import PASSWORD

SYNC, WEBHOOK = "POST /auth/sync", "POST /webhooks/clerk"
DOORS = (SYNC, WEBHOOK)
PUBLIC = tuple(operation for operation, route in ROUTES.items() if route.auth == "optional")
OWN = ("GET /auth/profile", "PUT /auth/profile")
STREAMS = ("GET /s3/document/stream", "GET /s3/video/stream")
ASKING = ("POST /enrollment/request", "POST /mentor/apply")
# Of a topic: its mentor's too.
CONTENT = (
    "POST /admin/education/subjects/{id}/topics", "PUT /admin/education/topics/{id}", "DELETE /admin/education/topics/{id}",
    "POST /s3/document/upload", "DELETE /admin/education/topics/{id}/documents/{docId}", "PUT /admin/education/topics/{id}/video",
    "DELETE /admin/education/topics/{id}/video",
)  # fmt: skip
MANAGING = (
    "GET /users", "GET /users/{id}", "PUT /users/{id}", "POST /users/{id}/roles", "DELETE /users/{id}/roles",
    "POST /admin/education/levels", "PUT /admin/education/levels/{id}", "DELETE /admin/education/levels/{id}",
    "POST /admin/education/levels/{id}/grades", "PUT /admin/education/grades/{id}", "DELETE /admin/education/grades/{id}",
    "POST /admin/education/grades/{id}/subjects", "PUT /admin/education/subjects/{id}", "DELETE /admin/education/subjects/{id}",
    "GET /admin/enrollment/pending", "PUT /admin/enrollment/{id}/approve", "PUT /admin/enrollment/{id}/reject",
    "GET /admin/mentor/pending", "PUT /admin/mentor/{id}/approve", "PUT /admin/mentor/{id}/reject",
)  # fmt: skip
READS = tuple(operation for operation in OPERATIONS if operation.startswith("GET"))
WRITES = tuple(operation for operation in OPERATIONS if operation not in (*READS, *DOORS))
# Without a secret in the settings the webhook is shut for everybody.
SHUT = {WEBHOOK: 503}


def all_of(status: int) -> dict[str, int]:
    return dict.fromkeys(OPERATIONS, status) | SHUT | {SYNC: status}


def table(*allowed: str) -> dict[str, int]:
    """Success for what is allowed, and for what everybody reads; syncing somebody else is refused."""
    return dict.fromkeys(OPERATIONS, 403) | {operation: success(operation) for operation in (*PUBLIC, *OWN, *STREAMS, *allowed)} | SHUT


def narrowed(full: dict[str, int], opened: tuple[str, ...]) -> dict[str, int]:
    """The same person with a credential that opens these."""
    return {operation: status if operation in opened else 403 for operation, status in full.items()} | SHUT


LEARNER = table(*ASKING)
# Streams name all three roles.
NOBODY = table() | dict.fromkeys(STREAMS, 403)
# As for strangers: what everybody reads.
OUTSIDE = all_of(403) | dict.fromkeys(PUBLIC, 200)
# Who mentors already does not apply.
MENTOR = LEARNER | {"POST /mentor/apply": 409}
OWNING_MENTOR = MENTOR | {operation: success(operation) for operation in CONTENT}
ADMIN = LEARNER | {operation: success(operation) for operation in (*CONTENT, *MANAGING)}

EXPECTED = {
    "anonymous": all_of(401) | dict.fromkeys(PUBLIC, 200) | {SYNC: 200},
    "learner": LEARNER,
    "learner whose role ended": NOBODY,
    "learner whose role has not begun": NOBODY,
    "mentor of another subject": MENTOR,
    "mentor of the subject": OWNING_MENTOR,
    "mentor whose role ended": LEARNER,
    "admin of learning": ADMIN,
    "admin of learning from tomorrow": LEARNER,
    "admin of learning until yesterday": LEARNER,
    "admin of everything": ADMIN,
    "admin of everything without learning": OUTSIDE,
    "admin of another domain": LEARNER,
    "without learning": OUTSIDE,
    "inactive": all_of(401),
    "suspended": all_of(401),
    "inactive everywhere": all_of(401),
    "admin's session": ADMIN,
    "admin's token with learning.read": narrowed(ADMIN, READS),
    "admin's token with learning.write": narrowed(ADMIN, WRITES),
    "admin's token with other scopes": all_of(403),
    "mentor's token with both scopes": OWNING_MENTOR,
    "oauth token without ours": all_of(403),
    "oauth token with learning scopes": LEARNER,
    "kms jwt": LEARNER,
    "admin's kms jwt": ADMIN,
    "provider's token": LEARNER,
    "candidate": all_of(401),
    "session that owes a company": all_of(401),
    "reset link": all_of(401),
    "two different credentials": all_of(401),
    "unknown token": all_of(401),
}  # fmt: skip

ADMINISTERS = (("learning", "admin"),)
MENTORS = (("learning", "mentor"),)
ROLES = {
    "mentor of another subject": MENTORS, "mentor whose role ended": MENTORS, "admin of everything": ((None, "admin"),),
    "admin of everything without learning": ((None, "admin"),),
    "admin of another domain": (("research", "admin"), ("training", "admin"), ("assessment", "admin")),
    "admin's token with other scopes": ((None, "admin"),),
    **dict.fromkeys(("admin of learning", "admin's session", "admin's token with learning.read", "admin's token with learning.write",
                     "admin's kms jwt", "two different credentials"), ADMINISTERS),
}  # fmt: skip
SCOPES = {
    "admin's token with learning.read": ("learning.read",), "admin's token with learning.write": ("learning.write",),
    "admin's token with other scopes": ("record.read", "training.write", "assessment.read", "misc.manage_trash"),
    "mentor's token with both scopes": ("learning.read", "learning.write"),
}  # fmt: skip
ISSUED = {
    "oauth token without ours": "oauth", "oauth token with learning scopes": "oauth of ours", "candidate": "candidate",
    "kms jwt": "jwt", "session that owes a company": "owes company", "reset link": "reset", "provider's token": "provider",
}  # fmt: skip
STATES = {"inactive": "inactive", "suspended": "suspended"}
DOMAINS: dict[str, tuple[str, ...]] = {
    "without learning": ("research", "training", "assessment"),
    "admin of everything without learning": ("research",),
}


class People:
    """Makes somebody of a kind; the one mentor of the stages is always the same."""

    def __init__(self, lms: Client, make, issue, mentor) -> None:
        self.lms, self.make, self.issue, self.mentor = lms, make, issue, mentor

    async def of(self, kind: str) -> Client:
        if kind == "anonymous":
            return self.lms
        if kind == "unknown token":
            return self.lms.using(token="pat_" + "0" * 48)
        if kind in ISSUED:
            return self.lms.using(token=await self.issue(ISSUED[kind]))
        if kind in ("mentor of the subject", "mentor's token with both scopes"):
            return self.lms.using(token=await self.make.token(self.mentor, *SCOPES.get(kind, ())))
        account = await self.make.account(password=PASSWORD, roles=ROLES.get(kind, ()), domains=DOMAINS.get(kind, actor.DOMAINS))
        token = await self.make.token(account, *SCOPES.get(kind, ()))
        await self.change(kind, account)
        if kind == "admin's session":
            return self.lms.using(session_id=await self.make.session(account))
        if kind == "admin's kms jwt":
            url = self.lms.url.replace("/lms/api", "/kms/api/v1/auth/login")
            signed_in = await self.lms.post(url, json={"username": account["username"], "password": PASSWORD})
            return self.lms.using(token=(await signed_in.json())["access_token"])
        if kind == "two different credentials":
            return self.lms.using(token=token, session_id=await self.make.session(account))
        return self.lms.using(token=token)

    async def change(self, kind: str, account) -> None:
        """What happened to somebody before he asks."""
        account_id, now = account["id"], datetime.now(UTC)
        async with db.transaction(self.make.pool) as conn:
            if kind in STATES:
                await account_roles.set_state(conn, SYSTEM, account_id, "learning", STATES[kind])
                await conn.execute("update accounts set is_active = true where id = $1", account_id)
            elif kind == "inactive everywhere":
                await conn.execute("update accounts set is_active = false where id = $1", account_id)
            elif kind == "mentor whose role ended":
                await account_roles.end_role(conn, SYSTEM, account_id, "mentor", "learning")
            elif kind.startswith("learner whose role"):
                await account_roles.end_role(conn, SYSTEM, account_id, "learner", "learning")
                if kind.endswith("begun"):
                    start = now + timedelta(days=1)
                    await account_roles.give_role(conn, SYSTEM, account_id, "learner", "learning", starts_at=start)
            elif kind == "admin of learning from tomorrow":
                await account_roles.give_role(conn, SYSTEM, account_id, "admin", "learning", starts_at=now + timedelta(days=1))
            elif kind == "admin of learning until yesterday":
                await account_roles.give_role(conn, SYSTEM, account_id, "admin", "learning", starts_at=now - timedelta(days=2),
                                              ends_at=now - timedelta(days=1))  # fmt: skip


@pytest.fixture
async def lms(client) -> Client:
    """A client of the server that believes an identity provider."""
    return Client(client.session, client.url + "/lms/api")


def test_every_operation_has_its_row():
    rows = [*DOORS, *PUBLIC, *OWN, *STREAMS, *ASKING, *CONTENT, *MANAGING]
    assert sorted(rows) == sorted(OPERATIONS)
    assert all(set(expected) == set(OPERATIONS) for expected in EXPECTED.values())
    assert len(EXPECTED) >= 22


@pytest.mark.parametrize("kind", EXPECTED)
async def test_what_somebody_may(lms, making, issue, kind):
    mentor = await making.mentor()
    somebody = People(lms, making, issue, mentor)
    stage, who, found = None, await somebody.of(kind), {}
    for operation in (*READS, *DOORS, *WRITES):
        if stage is None:  # the operation before changed what there is
            stage = await Stage.make_up(lms, making, mentor)
        await stage.prepare(operation)
        found[operation] = await stage.ask(who, operation)
        if operation in WRITES and found[operation] < 300:
            stage = None
    assert found == EXPECTED[kind]
