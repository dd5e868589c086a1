"""GET /jobs, GET /jobs/{id}, POST /jobs/{id}/retry, POST /jobs/{id}/discard."""

import pytest

from server import db
from server.domain import outbox
from tests.make import unique


async def code_of(response):
    return response.status, (await response.json())["code"]


async def put_job(make, state="waiting", **more):
    kind = unique("test").replace("-", "_")
    async with db.transaction(make.pool) as conn:
        job_id = await outbox.put(conn, kind, {"secret": "hidden"}, **more)
        if state == "dead":
            await conn.execute(
                "update jobs set state = 'dead', attempts = 12, last_error = 'no', finished_at = now() where id = $1", job_id
            )
        elif state == "running":
            await conn.execute(
                "update jobs set state = 'running', claimed_by = 'test', due_at = now() + interval '1 hour' where id = $1", job_id
            )
        elif state == "done":
            await conn.execute("update jobs set state = 'done', finished_at = now() where id = $1", job_id)
    return job_id, kind


@pytest.mark.parametrize("method, path", [("GET", ""), ("GET", "/1"), ("POST", "/1/retry"), ("POST", "/1/discard")])
async def test_needs_an_admin_of_everything(app_api, mira, admin, make, method, path):
    assert await code_of(await app_api.request(method, f"/jobs{path}")) == (401, "missing")
    assert await code_of(await app_api.using(token=await make.token(admin.account)).request(method, f"/jobs{path}")) == (401, "wrong_kind")
    assert await code_of(await mira.request(method, f"/jobs{path}")) == (403, "admins_only")


@pytest.mark.parametrize("method, path", [("GET", ""), ("POST", "/retry"), ("POST", "/discard")])
async def test_an_unknown_job_is_not_found(admin, method, path):
    assert await code_of(await admin.request(method, f"/jobs/999999999999{path}")) == (404, "not_found")


async def test_jobs_are_listed_by_state_and_kind(admin, make):
    job_id, kind = await put_job(make, "dead")
    await put_job(make)
    listed = await (await admin.get(f"/jobs?state=dead&kind={kind}")).json()
    assert listed["total"] == 1
    assert listed["items"][0]["id"] == job_id
    assert (listed["items"][0]["error"], listed["items"][0]["attempts"], listed["items"][0]["state"]) == ("no", 12, "dead")
    assert listed["counts"]["dead"] >= 1 and listed["counts"]["waiting"] >= 1
    assert "hidden" not in str(listed)
    assert (await admin.get("/jobs?state=lost")).status == 422


async def test_open_jobs_are_those_that_matter_and_failures_come_first(admin, make):
    kind = unique("test").replace("-", "_")
    async with db.transaction(make.pool) as conn:
        ids = {}
        for name, state, key in (
            ("dead", "dead", None), ("waiting", "waiting", None), ("done", "done", None),
            ("routine", "waiting", "schedule"), ("failed routine", "dead", "schedule"),
        ):  # fmt: skip
            ids[name] = await conn.fetchval(
                "insert into jobs (kind, key, state, due_at, finished_at) values"
                " ($1, $2, $3::text, now() + interval '1 day', case when $3::text in ('done', 'dead') then now() end) returning id",
                kind, key, state,
            )  # fmt: skip
    listed = await (await admin.get(f"/jobs?state=open&kind={kind}")).json()
    assert [item["id"] for item in listed["items"]] == [ids["failed routine"], ids["dead"], ids["waiting"]]
    assert listed["total"] == 3
    second = await (await admin.get(f"/jobs?state=open&kind={kind}&per_page=2&page=2")).json()
    assert [item["id"] for item in second["items"]] == [ids["waiting"]]


async def test_a_dead_job_starts_anew(admin, make):
    job_id, _ = await put_job(make, "dead")
    again = await (await admin.post(f"/jobs/{job_id}/retry")).json()
    assert (again["state"], again["attempts"], again["finished_at"]) == ("waiting", 0, None)


async def test_a_dead_job_is_discarded(admin, make):
    job_id, _ = await put_job(make, "dead")
    assert (await admin.post(f"/jobs/{job_id}/discard")).status == 204
    assert await code_of(await admin.get(f"/jobs/{job_id}")) == (404, "not_found")


@pytest.mark.parametrize("state, code", [("running", "job_runs"), ("done", "job_is_over")])
@pytest.mark.parametrize("action", ["retry", "discard"])
async def test_what_runs_or_is_over_stays(admin, make, state, code, action):
    job_id, _ = await put_job(make, state)
    assert await code_of(await admin.post(f"/jobs/{job_id}/{action}")) == (409, code)
    assert (await (await admin.get(f"/jobs/{job_id}")).json())["state"] == state
