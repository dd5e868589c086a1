"""Plans: calls and uploads of a month, exact however many ask (specs/akako.md §1.5; design §7)."""

import asyncio
import contextlib
import time
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from server import db, keys
from server.domain import plans
from server.domain.actor import SYSTEM, Actor
from tests.api.conftest import signed_in
from tests.api.lms import people
from tests.api.lms.files import PDF, WEBM, form
from tests.api.lms.people import data, refused
from tests.conftest import Client
from tests.make import PASSWORD, unique

READS = "/education/levels"


@pytest.fixture
async def learner(lms, make) -> Client:
    """Somebody with the plan FREE."""
    who = await people.learner(lms, make)
    await set_plan(make, who.account, "FREE")
    return who


@pytest.fixture
def quotas(app) -> plans.Quotas:
    return app[keys.QUOTAS]


async def set_plan(make, account, plan: str | None) -> None:
    async with db.transaction(make.pool) as conn:
        await plans.set_plan(conn, SYSTEM, account["id"], plan)


async def used(make, account, **values: int) -> tuple[int, int]:
    """(calls, uploads) of this month; with values they are set first."""
    async with make.pool.acquire() as conn:
        month = datetime.now(UTC).date().replace(day=1)
        if values:
            await conn.execute(
                "insert into plan_usage as u (account_id, month, calls, uploads) values ($1, $2, $3, $4) "
                "on conflict (account_id, month) do update set calls = excluded.calls, uploads = excluded.uploads",
                account["id"], month, values.get("calls", 0), values.get("uploads", 0),
            )  # fmt: skip
        row = await conn.fetchrow("select calls, uploads from plan_usage where account_id = $1 and month = $2", account["id"], month)
    return tuple(row) if row else (0, 0)


def actor_of(account, plan: str | None = "FREE", **options) -> Actor:
    return Actor(kind="pat", account_id=account["id"], plan=plan, **options)


def end_of_month() -> int:
    return int(plans.next_month(datetime.now(UTC)).timestamp())


# Calls


@pytest.mark.parametrize("plan, limit", [("FREE", 1_000), ("PRO", 10_000)])
async def test_the_last_call_of_a_month_and_the_next(learner, make, plan, limit):
    await set_plan(make, learner.account, plan)
    await used(make, learner.account, calls=limit - 1)
    assert (await learner.get(READS)).status == 200
    response = await learner.get("/auth/profile")
    assert await refused(response) == (
        429, "QUOTA_EXCEEDED", {"plan": plan, "limit": limit, "used": limit, "reset": end_of_month()})  # fmt: skip
    assert (await response.json())["error"] == "The plan allows no more this month"
    assert abs(time.time() + int(response.headers["Retry-After"]) - end_of_month()) <= 3
    assert await used(make, learner.account) == (limit, 0), "a refusal counts nothing"


@pytest.mark.parametrize("left", [0, 1, 37, 100])
async def test_a_hundred_at_once_get_what_is_left(learner, make, left):
    await used(make, learner.account, calls=1_000 - left)
    answers = await asyncio.gather(*(learner.get(READS) for _ in range(100)))
    assert Counter(answer.status for answer in answers) == Counter({200: left, 429: 100 - left})
    assert {(await answer.json())["details"]["used"] for answer in answers if answer.status == 429} <= {1_000}
    assert await used(make, learner.account) == (1_000, 0)


async def test_the_first_hundred_calls_of_a_month_at_once(learner, make):
    answers = await asyncio.gather(*(learner.get(READS) for _ in range(100)))
    assert {answer.status for answer in answers} == {200}
    assert await used(make, learner.account) == (100, 0)


async def test_two_processes_count_together(start_server, http, make, learner):
    servers = [await start_server(server={"workers": 2}) for _ in range(2)]
    clients = [Client(http, str(server.make_url("/lms/api")), learner.token) for server in servers]
    await used(make, learner.account, calls=970)
    answers = await asyncio.gather(*(clients[i % 2].get(READS) for i in range(100)))
    assert Counter(answer.status for answer in answers) == {200: 30, 429: 70}


async def test_every_answered_call_counts(learner, make):
    for method, path, status in (
        ("GET", READS, 200), ("GET", "/users", 403), ("GET", "/education/levels/x/grades", 404), ("GET", f"{READS}?page=0", 422),
        ("PUT", "/auth/profile", 200), ("HEAD", READS, 200),
    ):  # fmt: skip
        before = (await used(make, learner.account))[0]
        response = await learner.request(method, path, json={} if method == "PUT" else None)
        assert (response.status, (await used(make, learner.account))[0]) == (status, before + 1), path


async def test_what_no_route_answers_counts_nothing(learner, make):
    assert (await learner.get("/nothing")).status == 404
    assert (await learner.delete(READS)).status == 405
    assert await used(make, learner.account) == (0, 0)


@pytest.mark.parametrize("kind", ["pat", "pat of ours", "oauth of ours", "jwt", "provider"])
async def test_every_credential_but_the_apps_sessions_counts(client, making, person, issue, kind):
    await set_plan(making, person.account, "FREE")
    who = client.using(token=await issue(kind))
    assert (await who.get("/lms/api" + READS)).status == 200
    assert await used(making, person.account) == (1, 0)


async def test_a_session_of_the_assessment_surface_counts(lms, make):
    account = await make.account(password=PASSWORD)
    await set_plan(make, account, "FREE")
    who = lms.using(session_id=await make.session(account, made_by="itr"))
    assert (await who.get(READS)).status == 200
    assert await used(make, account) == (1, 0)


async def test_what_the_app_asks_counts_nothing(lms, app_api, make):
    who = await signed_in(app_api, make)
    await set_plan(make, who.account, "FREE")
    await used(make, who.account, calls=1_000)
    here = lms.using(session_id=who.session_id)
    assert (await here.get(READS)).status == 200
    cookie = (await who.post("/cookie")).headers["Set-Cookie"].partition(";")[0]
    assert (await lms.get("/auth/profile", headers={"Cookie": cookie})).status == 200
    assert await used(make, who.account) == (1_000, 0)


async def test_strangers_reading_what_is_public_count_for_nobody(lms, learner, make):
    await used(make, learner.account, calls=1_000)
    assert (await lms.get(READS)).status == 200
    assert (await learner.get(READS)).status == 429


async def test_other_surfaces_count_nothing(learner, anonymous, make):
    await used(make, learner.account, calls=1_000)
    who = anonymous.using(token=learner.token)
    assert (await who.get("/kadi/api/v1/users/me")).status == 200
    assert (await who.get("/kms/api/v1/auth/me")).status == 200
    assert await used(make, learner.account) == (1_000, 0)


async def test_a_rate_limit_refuses_before_a_call_counts(start_server, http, make, learner):
    server = await start_server(limits={"enabled": True, "rules": ("lms.general = 5/minute",)})
    who = Client(http, str(server.make_url("/lms/api")), learner.token)
    assert [(await who.get(READS)).status for _ in range(8)] == [200] * 5 + [429] * 3
    assert await used(make, learner.account) == (5, 0)


async def test_a_quota_refusal_shows_the_rate_limit_too(start_server, http, make, learner):
    server = await start_server(limits={"enabled": True})
    who = Client(http, str(server.make_url("/lms/api")), learner.token)
    await used(make, learner.account, calls=1_000)
    response = await who.get(READS)
    assert (response.status, response.headers["X-RateLimit-Remaining"]) == (429, "99")


async def test_a_new_month_begins_with_nothing(learner, make):
    async with make.pool.acquire() as conn:
        await conn.execute(
            "insert into plan_usage (account_id, month, calls) "
            "select $1, (date_trunc('month', now() at time zone 'UTC') - interval '1 month')::date, 1000", learner.account["id"],
        )  # fmt: skip
    assert (await learner.get(READS)).status == 200
    assert await used(make, learner.account) == (1, 0)


@pytest.mark.parametrize("day, end", [
    (date(2026, 1, 31), "2026-02-01"), (date(2026, 12, 1), "2027-01-01"), (datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC), "2028-03-01"),
])  # fmt: skip
def test_when_a_month_is_over(day, end):
    assert plans.next_month(day).isoformat() == f"{end}T00:00:00+00:00"


async def test_a_smaller_plan_says_what_was_used(learner, make):
    await set_plan(make, learner.account, "PRO")
    await used(make, learner.account, calls=5_000)
    assert (await learner.get(READS)).status == 200
    await set_plan(make, learner.account, "FREE")
    assert (await refused(await learner.get(READS)))[2]["used"] == 5_001


async def test_a_larger_plan_counts_at_once(learner, make):
    await used(make, learner.account, calls=1_000)
    assert (await learner.get(READS)).status == 429
    await set_plan(make, learner.account, "PRO")
    assert (await learner.get(READS)).status == 200


async def test_the_plan_of_those_who_have_none_is_a_setting(start_server, http, make):
    server = await start_server(plans={"default": "FREE"})
    who = await people.learner(Client(http, str(server.make_url("/lms/api"))), make)
    assert (await data(await who.get("/auth/profile")))["plan"] == "FREE"
    await used(make, who.account, calls=1_000)
    assert (await who.get(READS)).status == 429
    await set_plan(make, who.account, "ENTERPRISE")
    assert (await data(await who.get("/auth/profile")))["plan"] == "ENTERPRISE"


async def test_quotas_have_a_switch_of_their_own(start_server, http, make, learner):
    server = await start_server(limits={"quotas_enabled": False})
    who = Client(http, str(server.make_url("/lms/api")), learner.token)
    await used(make, learner.account, calls=1_000, uploads=10)
    assert (await who.get(READS)).status == 200
    assert await upload(server.app[keys.QUOTAS], learner.account)
    assert await used(make, learner.account) == (1_000, 10)
    chief = await signed_in(Client(http, str(server.make_url("/app/api"))), make, roles=(("learning", "admin"),))
    assert (await (await chief.get(plan_path(learner.account))).json())["is_counted"] is False


# Without a limit nothing waits for the database


@contextlib.contextmanager
def statements(monkeypatch):
    """The statements that are executed meanwhile."""
    seen: list[str] = []
    call = db.Statement.__call__

    async def noted(self, conn, **given):
        seen.append(self.where)
        return await call(self, conn, **given)

    with monkeypatch.context() as patch:
        patch.setattr(db.Statement, "__call__", noted)
        yield seen


@pytest.mark.parametrize("plan, further", [("FREE", ["plans.count_call"]), ("PRO", ["plans.count_call"]), ("ENTERPRISE", []), (None, [])])
async def test_only_a_limit_costs_a_statement(lms, make, monkeypatch, plan, further):
    who = await people.learner(lms, make)
    await set_plan(make, who.account, plan)
    assert (await who.get("/auth/profile")).status == 200  # the credential is known from here on
    with statements(monkeypatch) as seen:
        assert (await who.get("/auth/profile")).status == 200
        mine = [where for where in seen if where.startswith(("plans.", "lms."))]
    assert mine == [*further, "lms.users.get"]


async def test_calls_without_a_limit_are_written_together(start_server, http, make, monkeypatch):
    monkeypatch.setattr(plans, "FLUSH_SECONDS", 3600.0)
    server = await start_server()
    lms, quotas = Client(http, str(server.make_url("/lms/api"))), server.app[keys.QUOTAS]
    first, second = await people.learner(lms, make), await people.learner(lms, make)
    with statements(monkeypatch) as seen:
        await asyncio.gather(*((first if i % 3 else second).get(READS) for i in range(30)))
        await quotas.write()
        await quotas.write()
    assert seen.count("plans.add_calls") == 1
    assert (await used(make, first.account), await used(make, second.account)) == ((20, 0), (10, 0))


async def test_what_was_added_up_is_written_by_itself_and_at_the_end(start_server, http, make, monkeypatch):
    monkeypatch.setattr(plans, "FLUSH_SECONDS", 0.05)
    server = await start_server()
    who = await people.learner(Client(http, str(server.make_url("/lms/api"))), make)
    await who.get(READS)
    async with asyncio.timeout(30):
        while await used(make, who.account) != (1, 0):  # noqa: ASYNC110  (the row is all there is to see)
            await asyncio.sleep(0.02)
    monkeypatch.setattr(plans, "FLUSH_SECONDS", 3600.0)
    await who.get(READS)
    await server.close()
    assert await used(make, who.account) == (2, 0)


async def test_calls_are_kept_while_the_database_is_away(make, quotas, monkeypatch):
    account = await make.account()
    mine = plans.Quotas(make.pool, "ENTERPRISE")
    add = db.sql.plans.add_calls

    async def away(conn, **given):
        raise ConnectionResetError

    monkeypatch.setattr(db.sql.plans, "add_calls", away)
    await mine.count_call(actor_of(account, None))
    await mine.write()
    monkeypatch.setattr(db.sql.plans, "add_calls", add)
    await mine.count_call(actor_of(account, None))
    await mine.close()
    assert await used(make, account) == (2, 0)


async def test_calls_of_an_account_that_is_gone_are_forgotten(make):
    account, gone = await make.account(), await make.account()
    mine = plans.Quotas(make.pool, "ENTERPRISE")
    for one in (account, gone):
        await mine.count_call(actor_of(one, None))
    async with make.pool.acquire() as conn:
        await conn.execute("delete from accounts where id = $1", gone["id"])
    await mine.close()
    assert await used(make, account) == (1, 0)


# Uploads


async def upload(quotas, account, plan: str | None = "FREE", *, fails: type[BaseException] | None = None, **options) -> bool:
    """Did the plan let it through? Kept, unless it fails."""
    try:
        async with quotas.upload(actor_of(account, plan, **options)) as held:
            await asyncio.sleep(0)
            if fails:
                raise fails
            async with db.transaction(quotas.pool) as conn:
                await held.keep(conn)
    except plans.TooMany as refusal:
        assert refusal.code == "quota_exceeded"
        return False
    except BaseException as error:
        assert type(error) is fails
    return True


@pytest.mark.parametrize("plan, limit", [("FREE", 10), ("PRO", 100)])
async def test_uploads_of_a_month(quotas, make, plan, limit):
    account = await make.account()
    assert [await upload(quotas, account, plan) for _ in range(limit + 2)] == [True] * limit + [False] * 2
    assert await used(make, account) == (0, limit)
    with pytest.raises(plans.TooMany) as refusal:
        async with quotas.upload(actor_of(account, plan)):
            raise AssertionError("the body is not read")
    assert refusal.value.details == {"plan": plan, "limit": limit, "used": limit, "reset": end_of_month()}


async def test_a_hundred_uploads_at_once(quotas, make):
    account = await make.account()
    found = await asyncio.gather(*(upload(quotas, account) for _ in range(100)))
    # Nobody gives back, so exactly ten are let through.
    assert (sum(found), await used(make, account)) == (10, (0, 10))


@pytest.mark.parametrize("fails", [ValueError, asyncio.CancelledError, ConnectionResetError])
async def test_a_failed_upload_is_given_back(quotas, make, fails):
    account = await make.account()
    assert [await upload(quotas, account, fails=fails) for _ in range(15)] == [True] * 15
    assert await used(make, account) == (0, 0)
    assert await reservations(make, account) == 0


async def test_one_that_nobody_kept_is_given_back(quotas, make):
    account = await make.account()
    async with quotas.upload(actor_of(account)):
        assert await used(make, account) == (0, 1)
    assert await used(make, account) == (0, 0)


async def test_one_kept_in_a_transaction_that_fails_is_given_back(quotas, make):
    account = await make.account()
    with pytest.raises(ZeroDivisionError):
        async with quotas.upload(actor_of(account)) as held, db.transaction(quotas.pool) as conn:
            await held.keep(conn)
            raise ZeroDivisionError
    assert await used(make, account) == (0, 0)


async def test_one_kept_before_something_else_fails_counts(quotas, make):
    account = await make.account()
    with pytest.raises(ZeroDivisionError):
        async with quotas.upload(actor_of(account)) as held:
            async with db.transaction(quotas.pool) as conn:
                await held.keep(conn)
            raise ZeroDivisionError
    assert await used(make, account) == (0, 1)


async def reservations(make, account) -> int:
    async with make.pool.acquire() as conn:
        return await conn.fetchval("select count(*) from plan_reservations where account_id = $1", account["id"])


async def test_what_a_dead_process_reserved_is_given_back(quotas, make):
    account, young = await make.account(), await make.account()
    async with make.pool.acquire() as conn:
        for _ in range(3):
            await db.sql.plans.reserve_upload(conn, account_id=account["id"], most=10)
        await conn.execute("update plan_reservations set reserved_at = now() - interval '2 hours' where account_id = $1", account["id"])
        await db.sql.plans.reserve_upload(conn, account_id=young["id"], most=10)
    assert await used(make, account) == (0, 3)
    await plans.sweep(type("Work", (), {"pool": make.pool})())
    assert (await used(make, account), await reservations(make, account)) == ((0, 0), 0)
    assert await used(make, young) == (0, 1)


async def test_an_upload_that_outlasts_its_reservation_counts_all_the_same(quotas, make):
    account = await make.account()
    async with quotas.upload(actor_of(account)) as held:
        async with make.pool.acquire() as conn:
            await db.sql.plans.give_back(conn, id=held.id)
        async with db.transaction(quotas.pool) as conn:
            await held.keep(conn)
    assert await used(make, account) == (0, 1)


async def test_uploads_without_a_limit_count_for_the_eye(quotas, make):
    account = await make.account()
    assert all([await upload(quotas, account, None) for _ in range(12)])
    assert await used(make, account) == (0, 12)
    assert await upload(quotas, account, None, fails=ValueError)
    assert await used(make, account) == (0, 12)


async def test_uploads_of_the_app_count_nothing(quotas, make):
    account = await make.account()
    assert all([await upload(quotas, account, is_app_session=True) for _ in range(12)])
    assert await used(make, account) == (0, 0)


# Plans in the app (docs/api/app.md §17)


@pytest.fixture
async def chief(app_api, make) -> Client:
    """An administrator of learning in the app."""
    return await signed_in(app_api, make, roles=(("learning", "admin"),))


def plan_path(account) -> str:
    return f"/learning/users/{account['uuid']}/plan"


ADMINISTERING = (("GET", "/learning/users/{id}/plan"), ("PUT", "/learning/users/{id}/plan"), ("GET", "/learning/users/{id}/roles"),
                 ("GET", "/learning/plans"))  # fmt: skip


@pytest.mark.parametrize("method, path", [*ADMINISTERING, ("GET", "/learning/plan")])
async def test_a_session_is_needed(app_api, make, method, path):
    account = await make.account(roles=(("learning", "admin"),))
    path = path.format(id=account["uuid"])
    assert (await app_api.request(method, path, json={"plan": "PRO"})).status == 401
    response = await app_api.using(token=await make.token(account)).request(method, path, json={"plan": "PRO"})
    assert (response.status, (await response.json())["code"]) == (401, "wrong_kind")


@pytest.mark.parametrize("method, path", ADMINISTERING)
@pytest.mark.parametrize("roles", [(), (("learning", "mentor"),), (("research", "admin"),)])
async def test_only_administrators_of_learning(app_api, make, method, path, roles):
    who = await signed_in(app_api, make, roles=roles)
    response = await who.request(method, path.format(id=who.account["uuid"]), json={"plan": "ENTERPRISE"})
    assert (response.status, (await response.json())["code"]) == (403, "not_admin")


@pytest.mark.parametrize("method, path", ADMINISTERING[:3])
async def test_people_who_are_not_there(chief, make, method, path):
    stranger = await make.account(domains=("research",))
    for number in (stranger["uuid"], "00000000-0000-0000-0000-000000000000"):
        response = await chief.request(method, path.format(id=number), json={"plan": "PRO"})
        assert (response.status, (await response.json())["noun"]) == (404, "user")


async def test_a_plan_is_seen_and_set(chief, learner, make):
    await used(make, learner.account, calls=7, uploads=2)
    shown = await (await chief.get(plan_path(learner.account))).json()
    now = datetime.now(UTC)
    assert shown == {
        "plan": "FREE", "is_default": False, "is_counted": True, "month": now.date().replace(day=1).isoformat(),
        "resets_at": plans.next_month(now).isoformat(), "calls": {"used": 7, "limit": 1_000}, "uploads": {"used": 2, "limit": 10},
    }  # fmt: skip
    response = await chief.put(plan_path(learner.account), json={"plan": None})
    assert response.status == 200
    assert await response.json() == shown | {
        "plan": "ENTERPRISE", "is_default": True, "calls": {"used": 7, "limit": None}, "uploads": {"used": 2, "limit": None}}  # fmt: skip
    await learner.get(READS)
    assert (await (await chief.get(plan_path(learner.account))).json())["calls"]["used"] == 8, "also what was only added up"
    async with make.pool.acquire() as conn:
        entry = await conn.fetchval(
            "select details::text from audit_entries where action = 'account.set_plan' and account_id = $1", chief.account["id"]
        )
    assert entry == '{"plan": null}'


@pytest.mark.parametrize("body", [{}, {"plan": "GOLD"}, {"plan": "free"}, {"plan": 5}, {"plan": "PRO", "calls": 5}])
async def test_plans_that_there_are_not(chief, learner, body):
    response = await chief.put(plan_path(learner.account), json=body)
    assert (response.status, (await response.json())["code"]) == (422, "invalid")


async def test_the_list_of_plans(chief, make):
    word = unique("planner").replace("-", "")
    accounts = [await make.account(f"{word}{i}", given_name=word, family_name="abc"[i]) for i in range(3)]
    for account, plan, calls, uploads in zip(accounts, ("FREE", None, "PRO"), (5, 0, 9), (3, 4, 1), strict=True):
        await set_plan(make, account, plan)
        if calls:
            await used(make, account, calls=calls, uploads=uploads)

    async def listed(**asked) -> tuple[str, int]:
        body = await (await chief.get("/learning/plans", params={"search": word} | asked)).json()
        return "".join(item["email"].removeprefix(word)[0] for item in body["items"]), body["total"]

    body = await (await chief.get("/learning/plans", params={"search": word, "plan": "FREE"})).json()
    assert body["items"] == [{
        "id": str(accounts[0]["uuid"]), "name": f"{word} a", "email": accounts[0]["email"], "plan": "FREE", "is_default": False,
        "calls": {"used": 5, "limit": 1_000}, "uploads": {"used": 3, "limit": 10},
    }]  # fmt: skip
    assert await listed() == ("201", 3)
    assert await listed(sort="-uploads") == ("021", 3)
    assert await listed(sort="name") == ("012", 3)
    assert await listed(per_page="2", page="2") == ("1", 3)
    assert await listed(plan="ENTERPRISE") == ("1", 1)
    assert (await chief.get("/learning/plans?sort=calls")).status == 422


async def test_everybody_sees_his_own_plan(app_api, make):
    who = await signed_in(app_api, make)
    await used(make, who.account, calls=3)
    shown = await (await who.get("/learning/plan")).json()
    assert (shown["plan"], shown["is_default"], shown["calls"]) == ("ENTERPRISE", True, {"used": 3, "limit": None})
    stranger = await signed_in(app_api, make, domains=("research",))
    response = await stranger.get("/learning/plan")
    assert (response.status, (await response.json())["code"]) == (403, "denied")


async def test_roles_with_their_history(chief, lms, make):
    who = await people.client(lms, make, domains=("learning",))
    admin = lms.using(token=await make.token(chief.account))
    path = f"/users/{who.account['uuid']}/roles"
    await data(await admin.post(path, json={"role": "MENTOR"}), 201)
    await data(await admin.delete(path, json={"role": "MENTOR"}))
    await data(await admin.post(path, json={"role": "MENTOR", "effectiveStartDate": "2040-01-01"}), 201)
    shown = await (await chief.get(f"/learning{path}")).json()
    assert (shown["total"], shown["rights"]) == (3, {"email": True, "admin": True})
    assert [(item["role"], item["is_effective"], item["effective_until"] is None) for item in shown["items"]] == [
        ("mentor", False, True), ("mentor", False, False), ("learner", True, True)]  # fmt: skip
    assert shown["items"][0]["assigned_by"] == {"id": str(chief.account["uuid"]), "name": chief.account["username"].title()}
    assert shown["items"][2]["assigned_by"] is None
    second = await (await chief.get(f"/learning{path}?per_page=2&page=2")).json()
    assert (second["items"], second["total"]) == (shown["items"][2:], 3)


@pytest.mark.parametrize("options, rights, role", [
    ({"domains": ("learning", "research")}, {"email": False, "admin": True}, None),
    ({"roles": ((None, "admin"), ("research", "admin"))}, {"email": False, "admin": False}, "admin"),
])  # fmt: skip
async def test_what_an_administrator_may_change_of_whom(chief, make, options, rights, role):
    account = await make.account(**options)
    shown = await (await chief.get(f"/learning/users/{account['uuid']}/roles")).json()
    assert shown["rights"] == rights
    assert [item["role"] for item in shown["items"] if item["is_of_everything"]] == ([role] if role else [])
    assert all(item["role"] != "admin" or item["is_of_everything"] for item in shown["items"]), "of other domains nothing is said"


# Uploads of documents and videos


@pytest.fixture
async def author(lms, make) -> tuple[Client, str]:
    """A mentor with the plan FREE, and a topic of his."""
    who = await people.mentor(lms, make)
    await set_plan(make, who.account, "FREE")
    return who, str((await make.topic(await make.subject(mentor_id=who.account["uuid"])))["id"])


async def send(who: Client, topic: str, data_: bytes = PDF, name: str = "a.pdf"):
    return await who.post("/s3/document/upload", data=form(data_, filename=name, topicId=topic))


async def test_ten_documents_and_videos_a_month(author, make):
    who, topic = author
    for _ in range(9):
        await data(await send(who, topic), 201)
    video = await who.put(f"/admin/education/topics/{topic}/video", data=form(WEBM, "video", "a.webm"))
    assert video.status == 200
    for response in (await send(who, topic), await who.put(f"/admin/education/topics/{topic}/video", data=form(WEBM, "video", "a.webm"))):
        assert await refused(response) == (429, "QUOTA_EXCEEDED", {"plan": "FREE", "limit": 10, "used": 10, "reset": end_of_month()})
    assert await used(make, who.account) == (12, 10)
    assert len((await data(await who.get(f"/education/topics/{topic}")))["documents"]) == 9


@pytest.mark.parametrize("body, status", [
    ({"data_": b"<html>", "name": "a.html"}, 422), ({"data_": PDF, "name": "a.png"}, 422), ({"data_": b"", "name": "a.txt"}, 422),
])  # fmt: skip
async def test_uploads_that_are_refused_count_nothing(author, make, body, status):
    who, topic = author
    for _ in range(12):
        assert (await send(who, topic, **body)).status == status
    assert (await send(who, "00000000-0000-0000-0000-000000000000")).status == 404
    assert (await used(make, who.account))[1] == 0
    assert await reservations(make, who.account) == 0


async def test_many_uploads_at_once_are_no_more_than_the_plan_has(author, make):
    who, topic = author
    await used(make, who.account, uploads=6)
    answers = await asyncio.gather(*(send(who, topic) for _ in range(20)))
    # Some may be refused while others are still under way, but none of those fails: four come through.
    assert Counter(answer.status for answer in answers) == {201: 4, 429: 16}
    assert (await used(make, who.account))[1] == 10
    assert await reservations(make, who.account) == 0


async def test_uploads_from_the_web_app_count_nothing(lms, app_api, make):
    who = await signed_in(app_api, make, roles=(("learning", "mentor"),))
    await set_plan(make, who.account, "FREE")
    topic = str((await make.topic(await make.subject(mentor_id=who.account["uuid"])))["id"])
    await used(make, who.account, uploads=10)
    assert (await send(lms.using(session_id=who.session_id), topic)).status == 201
    assert (await used(make, who.account))[1] == 10
