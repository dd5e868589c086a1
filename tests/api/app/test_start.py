"""GET /start: what matters to somebody now, each part by itself."""

from hashlib import md5
from uuid import uuid4

import pytest

from server.domain.actor import DOMAINS
from tests.api.conftest import signed_in
from tests.api.itr import planned
from tests.conftest import Client
from tests.make import PASSWORD, unique

NOTHING = {
    "tests": None, "taking": None, "trainings": None, "decisions": None, "watching": None, "learning": None, "uploads": None,
    "records": None, "storage": None, "deliveries": None, "system": None, "failed": [],
}  # fmt: skip


async def start(client, *parts):
    response = await client.get("/start" + "".join(f"{'&' if i else '?'}part={part}" for i, part in enumerate(parts)))
    assert response.status == 200, await response.text()
    return await response.json()


async def test_needs_the_session_of_an_account(app_api, mira, make):
    response = await app_api.get("/start")
    assert (response.status, (await response.json())["code"]) == (401, "missing")
    response = await app_api.using(token=await make.token(mira.account)).get("/start")
    assert (response.status, (await response.json())["code"]) == (401, "wrong_kind")


@pytest.mark.parametrize("query", ["part=weather", "part=", "part=records&part=x"])
async def test_an_unknown_part_is_refused(mira, query):
    response = await mira.get(f"/start?{query}")
    assert (response.status, (await response.json())["code"]) == (422, "invalid")


async def test_a_new_account_has_its_own_parts_and_they_are_empty(mira):
    found = await start(mira)
    assert found | {"records": [], "trainings": {"new": [], "own": [], "to_mark": []}} == NOTHING | {
        "trainings": {"own": [], "new": [], "to_mark": []}, "watching": [], "uploads": [], "records": [],
        "learning": {"subjects": [], "mentored": [], "waiting": 0}, "storage": {"used_bytes": 0, "quota_bytes": 10_000_000_000},
    }  # fmt: skip
    assert not [record for record in found["records"] if record["is_own"]]
    assert found["trainings"]["own"] == found["trainings"]["to_mark"] == []


@pytest.mark.parametrize("domain", DOMAINS)
async def test_a_domain_that_is_not_held_shows_nothing(app_api, make, domain):
    client = await signed_in(app_api, make, domains=[other for other in DOMAINS if other != domain])
    found = await start(client)
    hidden = {
        "research": ("records", "uploads", "storage"),
        "training": ("trainings",),
        "learning": ("watching", "learning"),
        "assessment": ("tests", "taking"),
    }
    for part in hidden[domain]:
        assert found[part] is None


async def test_only_what_was_asked_for_is_read(mira, make):
    record = await make.record(mira.account)
    found = await start(mira, "records", "system")
    assert [row["id"] for row in found["records"] if row["is_own"]] == [record["id"]]
    assert found | {"records": None} == NOTHING


async def test_records_of_one_s_own_come_before_what_others_changed(mira, make):
    other = await make.account(display_name="Otto Other")
    own = [await make.record(mira.account, title=f"Own {i}") for i in range(6)]
    shown = await make.record(other, title="Shown", visibility="public")
    hidden = await make.record(other, title="Hidden")
    rows = (await start(mira, "records"))["records"]
    assert [row["id"] for row in rows if row["is_own"]] == [row["id"] for row in reversed(own)][:5]
    others = [row for row in rows if not row["is_own"]]
    assert (others[0]["id"], others[0]["creator"]) == (shown["id"], "Otto Other")
    assert hidden["id"] not in [row["id"] for row in rows]


async def test_uploads_that_can_go_on_say_what_is_safe(mira, make, anonymous):
    record = await make.record(mira.account, title="Long")
    kadi = Client(anonymous.session, anonymous.url + "/kadi/api/v1").using(token=await make.token(mira.account))
    begun = await (await kadi.post(f"/records/{record['id']}/uploads", json={"name": "big.bin", "size": 60_000_000})).json()
    await kadi.post(f"/records/{record['id']}/uploads", json={"name": "small.bin", "size": 10})
    chunk = b"x" * 10_000_000
    response = await kadi.put(
        f"/records/{record['id']}/uploads/{begun['id']}", data=chunk,
        headers={"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": str(len(chunk)), "Kadi-MD5-Checksum": md5(chunk).hexdigest()},
    )  # fmt: skip
    assert response.status == 200, await response.text()
    (found,) = (await start(mira, "uploads"))["uploads"]
    assert {name: found[name] for name in ("id", "record_id", "record_title", "name", "size", "received", "is_processing")} == {
        "id": begun["id"], "record_id": record["id"], "record_title": "Long", "name": "big.bin", "size": 60_000_000,
        "received": 10_000_000, "is_processing": False,
    }  # fmt: skip
    async with make.pool.acquire() as conn:
        await conn.execute("update records set state = 'deleted', deleted_at = now() where id = $1", record["id"])
    assert (await start(mira, "uploads"))["uploads"] == []


async def training(make, instructor, *, status="published", seats=5, registered=(), age_days=0):
    async with make.pool.acquire() as conn:
        training_id = await conn.fetchval(
            "insert into trainings (title, description, category, level, status, duration_minutes, credits, instructor_id,"
            " max_participants, created_at) values"
            " ($1, '', 'technical', 'beginner', $2, 60, 1, $3, $4, now() - make_interval(days => $5)) returning id",
            unique("training"), status, instructor["id"], seats, age_days,
        )  # fmt: skip
        for account, state in registered:
            await conn.execute(
                "insert into registrations (training_id, account_id, status) values ($1, $2, $3)", training_id, account["id"], state
            )
    return training_id


async def test_trainings_one_goes_to_what_is_new_and_whom_to_mark(mira, make, app_api):
    manager = await signed_in(app_api, make, display_name="Max Manager", roles=(("training", "knowledge_manager"),))
    going = await training(make, manager.account, registered=[(mira.account, "registered")])
    attended = await training(make, manager.account, registered=[(mira.account, "attended")])
    over = await training(make, manager.account, registered=[(mira.account, "completed")])
    new, old = await training(make, manager.account), await training(make, manager.account, age_days=8)
    draft, full = (
        await training(make, manager.account, status="draft"),
        await training(make, manager.account, seats=1, registered=[(manager.account, "registered")]),
    )
    found = (await start(mira, "trainings"))["trainings"]
    assert [(row["id"], row["status"], row["instructor"]) for row in found["own"]] == [
        (attended, "attended", "Max Manager"), (going, "registered", "Max Manager"),
    ]  # fmt: skip
    assert found["new"][0]["id"] == new
    assert not {going, attended, over, old, draft, full} & {row["id"] for row in found["new"]}
    assert found["to_mark"] == []
    found = (await start(manager, "trainings"))["trainings"]
    marks = {row["id"]: (row["registered"], row["attended"]) for row in found["to_mark"]}
    assert marks == {going: (1, 0), attended: (0, 1), full: (1, 0)}
    assert not {new, going} & {row["id"] for row in found["new"]}


async def test_decisions_are_for_administrators_of_learning(mira, make, app_api):
    teacher = await signed_in(app_api, make, roles=(("learning", "admin"),))
    before = (await start(teacher, "decisions"))["decisions"]
    subject = await make.subject()
    async with make.pool.acquire() as conn:
        await conn.execute("insert into enrollments (account_id, subject_id) values ($1, $2)", mira.account["id"], subject["id"])
    assert (await start(teacher, "decisions"))["decisions"] == before | {"enrollments": before["enrollments"] + 1}
    assert (await start(mira, "decisions"))["decisions"] is None


async def test_videos_to_go_on_with(mira, make):
    topic = await make.topic(name="Waves")
    async with make.pool.acquire() as conn:
        await conn.execute(
            "insert into topic_files (topic_id, kind, name, content_type, size_bytes, blob_id, sha256, uploaded_by)"
            " values ($1, 'video', 'w.mp4', 'video/mp4', 1, gen_random_uuid(), '\\x00', $2)", topic["id"], mira.account["id"],
        )  # fmt: skip
        await conn.execute(
            "insert into video_positions (account_id, topic_id, seconds, duration) values ($1, $2, 30, 60)", mira.account["id"], topic["id"]
        )
    (found,) = (await start(mira, "watching"))["watching"]
    assert (found["id"], found["name"], found["position"]["seconds"]) == (str(topic["id"]), "Waves", 30)


async def test_subjects_one_learns_in_looks_after_and_asked_for(make, app_api):
    teacher = await signed_in(app_api, make, roles=(("learning", "mentor"),))
    topic, asked, closed = await make.topic(), await make.subject(), await make.subject()
    async with make.pool.acquire() as conn:
        for subject_id, status in ((topic["subject_id"], "approved"), (asked["id"], "pending"), (closed["id"], "approved")):
            await conn.execute(
                "insert into enrollments (account_id, subject_id, status, reviewed_at)"
                " values ($1, $2, $3, case when $3 = 'approved' then now() end)", teacher.account["id"], subject_id, status,
            )  # fmt: skip
        await conn.execute("update subjects set mentor_id = $1 where id = $2", teacher.account["id"], asked["id"])
        await conn.execute("update subjects set is_active = false where id = $1", closed["id"])
    found = (await start(teacher, "learning"))["learning"]
    (subject,) = found["subjects"]
    assert (subject["id"], subject["topics"], [step["noun"] for step in subject["above"]]) == (
        str(topic["subject_id"]), 1, ["level", "grade"],
    )  # fmt: skip
    assert ([row["id"] for row in found["mentored"]], found["waiting"]) == ([str(asked["id"])], 1)


@pytest.fixture
async def office(app_api, anonymous, make):
    """`await office(company, *flags)`: somebody's clients, `.app` and `.itr`, and his login."""

    async def office(company_id, *flags):
        account = await make.account(password=PASSWORD, is_email_verified=True)
        login_id = await make.login(account, company_id, *flags)
        app = app_api.using(session_id=await make.session(account, login_id=login_id))
        app.itr = Client(anonymous.session, anonymous.url + "/itr/api").using(
            session_id=await make.session(account, login_id=login_id, made_by="itr")
        )
        app.login_id = login_id
        return app

    return office


async def test_tests_that_are_due_in_one_s_own_company(make, office):
    company_id = await make.company()
    desk = await office(company_id, "is_office_user")
    own = await office(company_id, "is_office_user", "may_work_with_own_objects_only")
    person = await make.person(company_id)
    window = {"AllowedStartDateTime": planned.LONG_AGO, "AllowedEndDateTime": planned.SOON}
    waiting = await planned.session(desk.itr, person, **window, ManagedByUserID=str(own.login_id))
    running = await planned.session(desk.itr, person, **window | {"Status": 20})
    overdue = await planned.session(desk.itr, person, **window | {"AllowedEndDateTime": "2002-01-01T00:00:00Z"})
    coming = await planned.session(desk.itr, person, **window | {"AllowedStartDateTime": "2089-01-01T00:00:00Z"})
    await planned.session(desk.itr, person, **window | {"Status": 31})
    await planned.session(desk.itr, SessionType=100, person_id=str(uuid4()), **window)
    found = (await start(desk, "tests"))["tests"]
    assert {name: found[name] for name in ("overdue", "running", "waiting", "planned")} == dict.fromkeys(
        ("overdue", "running", "waiting", "planned"), 1
    )
    assert [(row["id"], row["state"], row["person"]) for row in found["sessions"]] == [
        (overdue, "overdue", "Cam Candidate"), (running, "running", "Cam Candidate"), (waiting, "waiting", "Cam Candidate"),
        (coming, "planned", "Cam Candidate"),
    ]  # fmt: skip
    assert [row["id"] for row in (await start(own, "tests"))["tests"]["sessions"]] == [waiting]
    author = await office(company_id, "is_test_author")
    assert (await start(author, "tests"))["tests"] is None
    elsewhere = await office(await make.company(), "is_office_user")
    assert (await start(elsewhere, "tests"))["tests"] == {"overdue": 0, "running": 0, "waiting": 0, "planned": 0, "sessions": []}


async def test_tests_that_somebody_has_to_take_now(make, office):
    company_id = await make.company()
    desk, taker = await office(company_id, "is_office_user"), await office(company_id, "is_test_taking_user")
    nothing = {"open": 0, "begun": 0, "until": None}
    assert [(await start(who, "taking"))["taking"] for who in (desk, taker)] == [None, nothing]
    window = {"AllowedStartDateTime": planned.LONG_AGO, "AllowedEndDateTime": "2088-05-01T10:00:00Z"}
    for more in (
        {},
        {"Status": 20, "AllowedEndDateTime": "2087-05-01T10:00:00Z"},
        {"Status": 31},
        {"AllowedStartDateTime": "2087-01-01T00:00:00Z"},
    ):
        await planned.session(desk.itr, person_id=str(taker.login_id), **window | more)
    found = (await start(taker, "taking"))["taking"]
    assert (found["open"], found["begun"], found["until"][:4]) == (2, 1, "2087")


async def test_an_administrator_sees_health_room_and_failures(admin, mira, make):
    kind = unique("kind")
    async with make.pool.acquire() as conn:
        for error in ("first", "last"):
            await conn.execute("insert into jobs (kind, state, finished_at, last_error) values ($1, 'dead', now(), $2)", kind, error)
        await conn.execute("insert into storage_usage values ($1, 9500000000)", mira.account["id"])
        await conn.execute("insert into storage_usage values ($1, 100) on conflict do nothing", admin.account["id"])
    found = (await start(admin, "system"))["system"]
    (dead,) = [row for row in found["dead_jobs"] if row["kind"] == kind]
    assert (dead["jobs"], dead["last_error"]) == (2, "last")
    assert found["object_store"] is None
    assert found["disk"]["used_bytes"] >= 9_500_000_100
    assert 0 < found["disk"]["free_bytes"] < found["disk"]["total_bytes"]
    assert mira.account["id"] in [row["id"] for row in found["disk"]["full_accounts"]]
    assert admin.account["id"] not in [row["id"] for row in found["disk"]["full_accounts"]]
    assert (await start(mira, "system", "deliveries")) == NOTHING
    assert (await start(mira, "storage"))["storage"]["used_bytes"] == 9_500_000_000


async def test_deliveries_that_failed_are_told_with_the_reason(make, app_api):
    manager = await signed_in(app_api, make, roles=(("training", "admin"),))
    async with make.pool.acquire() as conn:
        name = unique("receiver")
        endpoint = await conn.fetchval(
            "insert into webhook_endpoints (name, url, events, sealed_secret)"
            " values ($1, 'https://x.example.org', '{training.created}', 'x') returning id", name,
        )  # fmt: skip
        for age in (0, 8):
            delivery = await conn.fetchval(
                "insert into webhook_deliveries (endpoint_id, event, body, state, attempts, finished_at)"
                " values ($1, 'training.created', '{}', 'dead', 1, now() - make_interval(days => $2)) returning id", endpoint, age,
            )  # fmt: skip
            await conn.execute(
                "insert into webhook_attempts (delivery_id, attempt, ended_at, status, seconds) values ($1, 1, now(), 500, 0.1)", delivery
            )
    (found,) = [row for row in (await start(manager, "deliveries"))["deliveries"] if row["id"] == endpoint]
    assert {key: found[key] for key in ("name", "is_gone", "failed", "status", "reason")} == {
        "name": name, "is_gone": False, "failed": 1, "status": 500, "reason": None,
    }  # fmt: skip


async def test_a_part_that_fails_takes_no_other_along(mira, make):
    record = await make.record(mira.account)
    async with make.pool.acquire() as conn, conn.transaction():
        await conn.execute("lock table video_positions in access exclusive mode")
        found = await start(mira, "watching", "records", "storage")
    assert found["failed"] == ["watching"]
    assert found["watching"] is None
    assert [row["id"] for row in found["records"] if row["is_own"]] == [record["id"]]
    again = await start(mira, "watching")
    assert (again["watching"], again["failed"]) == ([], [])
