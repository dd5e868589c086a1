"""GET, POST /webhooks, GET, PATCH, DELETE /webhooks/{id}, …/secret, …/test, GET /webhooks/deliveries, …/{id}, …/replay."""

import asyncio
import json

import pytest

from server import db, keys
from server.config import Endpoint
from server.domain import webhooks
from server.domain.outbox import KINDS
from server.jobs import Worker
from tests import receiver
from tests.api.conftest import signed_in
from tests.make import unique

URL = "https://hooks.example.org/training"
WEBHOOKS = [("GET", ""), ("POST", ""), ("GET", "/{id}"), ("PATCH", "/{id}"), ("DELETE", "/{id}"), ("POST", "/{id}/secret"),
            ("POST", "/{id}/test")]  # fmt: skip
DELIVERIES = [("GET", "/deliveries"), ("GET", "/deliveries/{id}"), ("POST", "/deliveries/{id}/replay")]


async def code_of(response):
    return response.status, (await response.json())["code"]


async def faults_of(response):
    assert response.status == 422, await response.text()
    return {(".".join(fault["path"]), fault["code"]) for fault in (await response.json())["errors"]}


@pytest.fixture
async def hook():
    async with receiver.running() as made:
        yield made


@pytest.fixture
async def place(start_server, fresh_database):
    """A server with a database of its own that may send to this machine."""
    return await start_server(dsn=fresh_database, outgoing={"allow": ("127.0.0.1",), "timeout_seconds": 0.5})


@pytest.fixture
async def boss(place, http, tmp_path):
    """An admin of training there; asks below /webhooks."""
    from tests.conftest import Client, test_config
    from tests.make import Make

    make = Make(place.app[keys.POOL], test_config(tmp_path / "boss"))
    client = await signed_in(Client(http, str(place.make_url("/app/api/webhooks"))), make, roles=(("training", "admin"),))
    client.make = make
    return client


@pytest.fixture
async def training_admin(app_api, make):
    client = await signed_in(app_api, make, roles=(("training", "admin"),))
    client.url += "/webhooks"
    yield client
    # Other tests share this database: nothing of theirs is announced to what was made here.
    await make.pool.execute("update webhook_endpoints set removed_at = now(), sealed_secret = null where removed_at is null")


async def made(client, url=URL, **more):
    """The endpoint as POST answers it."""
    given = {"name": "HR", "url": url, "events": ["training.created"]} | more
    response = await client.post("", json=given)
    assert response.status == 201, await response.text()
    return await response.json()


async def announce(place, event="training.created"):
    async with db.transaction(place.app[keys.POOL]) as conn:
        await webhooks.announce(conn, event, {"training_id": 1, "title": "x", "created_by": 1})


async def send(place):
    app = place.app
    await Worker(app[keys.POOL], app[keys.CONFIG].jobs, app, {webhooks.JOB: KINDS[webhooks.JOB]}).run_due()


# Who


@pytest.mark.parametrize("method, path", [*WEBHOOKS, *DELIVERIES])
async def test_needs_an_admin_of_training(app_api, training_admin, mira, make, method, path):
    path = f"/webhooks{path.format(id=1)}"
    assert await code_of(await app_api.request(method, path)) == (401, "missing")
    token = await make.token(training_admin.account)
    assert await code_of(await app_api.using(token=token).request(method, path)) == (401, "wrong_kind")
    assert await code_of(await mira.request(method, path)) == (403, "admins_only")
    for roles in ((("training", "knowledge_manager"),), (("research", "admin"),), (("learning", "admin"),)):
        other = await signed_in(app_api, make, roles=roles)
        assert await code_of(await other.request(method, path)) == (403, "admins_only")


async def test_an_admin_of_everything_may_too(admin):
    assert (await admin.get("/webhooks")).status == 200


@pytest.mark.parametrize("method, path", [entry for entry in [*WEBHOOKS, *DELIVERIES] if "{id}" in entry[1]])
async def test_what_is_not_there_is_not_found(training_admin, method, path):
    response = await training_admin.request(method, path.format(id=10**12), json={})
    noun = "delivery" if "deliveries" in path else "webhook"
    assert (response.status, (await response.json())["noun"]) == (404, noun)


@pytest.mark.parametrize("method, path", [entry for entry in WEBHOOKS if "{id}" in entry[1]])
async def test_a_removed_one_is_not_found(training_admin, method, path):
    endpoint = await made(training_admin)
    assert (await training_admin.delete(f"/{endpoint['id']}")).status == 204
    assert await code_of(await training_admin.request(method, path.format(id=endpoint["id"]), json={})) == (404, "not_found")


# Endpoints


@pytest.mark.parametrize("given, fault", [
    ({"name": ""}, ("name", "too_short")), ({"name": "x" * 151}, ("name", "too_long")), ({"name": 5}, ("name", "not_string")),
    ({"name": None}, ("name", "not_string")), ({"url": "https://10.0.0.1"}, ("url", "address_refused")),
    ({"url": "http://x.example"}, ("url", "https_needed")), ({"url": "nowhere"}, ("url", "bad_format")),
    ({"url": ""}, ("url", "bad_format")), ({"url": "https://u:p@x.example"}, ("url", "has_credentials")),
    ({"url": "https://x.example/" + "y" * 2048}, ("url", "too_long")), ({"url": 5}, ("url", "not_string")),
    ({"events": []}, ("events", "too_short")), ({"events": ["training.deleted"]}, ("events.0", "unknown")),
    ({"events": ["webhook.test"]}, ("events.0", "unknown")), ({"events": "training.created"}, ("events", "not_list")),
    ({"events": ["training.created"] * 4}, ("events", "too_long")), ({"secret": "whsec_x"}, ("secret", "unknown_field")),
])  # fmt: skip
async def test_wrong_fields_are_refused(training_admin, given, fault):
    endpoint = await made(training_admin)
    assert await faults_of(await training_admin.patch(f"/{endpoint['id']}", json=given)) == {fault}
    whole = {"name": "HR", "url": URL, "events": ["training.created"]} | given
    assert await faults_of(await training_admin.post("", json=whole)) == {fault}


async def test_whether_it_is_on_is_no_text(training_admin):
    endpoint = await made(training_admin)
    assert await faults_of(await training_admin.patch(f"/{endpoint['id']}", json={"is_active": None})) == {("is_active", "not_boolean")}


async def test_all_that_is_missing_is_named(training_admin):
    assert await faults_of(await training_admin.post("", json={})) == {("name", "required"), ("url", "required"), ("events", "required")}


async def test_the_secret_is_shown_once(boss):
    endpoint = await made(boss, events=["user.registered", "training.created", "user.registered"])
    secret = endpoint.pop("secret")
    assert secret.startswith("whsec_") and len(secret) == 50
    assert endpoint["events"] == ["user.registered", "training.created"]
    assert (endpoint["is_active"], endpoint["is_setting"], endpoint["waiting"], endpoint["off_reason"]) == (True, False, 0, None)
    shown = await (await boss.get(f"/{endpoint['id']}")).json()
    assert shown == endpoint
    listed = await (await boss.get("")).json()
    assert listed["items"] == [endpoint] and listed["total"] == 1
    again = await (await boss.post(f"/{endpoint['id']}/secret")).json()
    assert again["secret"] not in (None, secret) and again["old_secret_until"] is not None
    assert secret not in await (await boss.get("")).text()


async def test_endpoints_are_listed_in_pages(boss):
    ids = [(await made(boss))["id"] for _ in range(3)]
    page = await (await boss.get("?per_page=2&page=2")).json()
    assert ([item["id"] for item in page["items"]], page["total"], page["pages"]) == (ids[2:], 3, 2)
    assert (await boss.get("?page=0")).status == 422


async def test_what_is_given_changes_and_the_rest_stays(boss):
    endpoint = await made(boss)
    changed = await (await boss.patch(f"/{endpoint['id']}", json={"name": "Payroll", "events": ["registration.completed"]})).json()
    assert (changed["name"], changed["url"], changed["events"]) == ("Payroll", URL, ["registration.completed"])
    off = await (await boss.patch(f"/{endpoint['id']}", json={"is_active": False})).json()
    assert (off["is_active"], off["off_reason"], off["name"]) == (False, "off", "Payroll") and off["off_at"]
    assert await code_of(await boss.post(f"/{endpoint['id']}/test")) == (409, "webhook_is_off")
    on = await (await boss.patch(f"/{endpoint['id']}", json={"is_active": True})).json()
    assert (on["is_active"], on["off_reason"], on["off_at"]) == (True, None, None)


async def test_changes_are_written_down_without_the_secret(boss, place):
    endpoint = await made(boss)
    await boss.patch(f"/{endpoint['id']}", json={"name": "New"})
    renewed = await (await boss.post(f"/{endpoint['id']}/secret")).json()
    await boss.post(f"/{endpoint['id']}/test")
    await boss.delete(f"/{endpoint['id']}")
    rows = await place.app[keys.POOL].fetch("select action, details::text from audit_entries where object_type = 'webhook' order by id")
    assert [row["action"] for row in rows] == ["webhook.create", "webhook.change", "webhook.renew_secret", "webhook.test", "webhook.delete"]
    text = str([row["details"] for row in rows])
    assert endpoint["secret"] not in text and renewed["secret"] not in text


async def test_one_of_the_settings_can_only_be_switched(start_server, fresh_database, boss):
    await start_server(dsn=fresh_database, webhooks={"endpoints": (Endpoint("hr", URL, ("training.created",), webhooks.new_secret()),)})
    (endpoint,) = (await (await boss.get("")).json())["items"]
    assert (endpoint["is_setting"], endpoint["name"]) == (True, "hr")
    path = f"/{endpoint['id']}"
    for response in (await boss.patch(path, json={"name": "x"}), await boss.delete(path), await boss.post(f"{path}/secret")):
        assert await code_of(response) == (409, "webhook_of_settings")
    assert (await (await boss.patch(path, json={"is_active": False})).json())["is_active"] is False


# The log


async def test_a_test_message_arrives(boss, place, hook):
    endpoint = await made(boss, hook.url)
    response = await boss.post(f"/{endpoint['id']}/test")
    assert response.status == 201
    delivery = await response.json()
    assert (delivery["state"], delivery["event"], delivery["attempts"]) == ("waiting", "webhook.test", 0)
    await send(place)
    (came,) = hook.received
    message = came.verified(endpoint["secret"])
    assert message["data"] == {"endpoint_id": endpoint["id"], "name": "HR", "sent_by": boss.account["id"]}
    shown = await (await boss.get(f"/deliveries/{delivery['id']}")).json()
    assert (shown["state"], shown["body"].encode(), shown["message_id"]) == ("delivered", came.body, came.id)


async def test_the_log_tells_of_every_attempt_and_sends_again(boss, place, hook):
    endpoint = await made(boss, hook.url)
    hook.statuses = [503]
    await announce(place)
    await send(place)
    (delivery,) = (await (await boss.get("/deliveries")).json())["items"]
    assert (delivery["state"], delivery["attempts"], delivery["last_attempt"]["status"]) == ("waiting", 1, 503)
    assert delivery["due_at"] and delivery["finished_at"] is None
    assert delivery["webhook"] == {"id": endpoint["id"], "name": "HR"}
    assert (await (await boss.get(f"/{endpoint['id']}")).json())["waiting"] == 1
    again = await (await boss.post(f"/deliveries/{delivery['id']}/replay")).json()
    assert again["state"] == "waiting"
    await send(place)
    shown = await (await boss.get(f"/deliveries/{delivery['id']}")).json()
    assert [(one["status"], one["reason"]) for one in shown["log"]] == [(503, None), (204, None)]
    assert (shown["state"], shown["attempts"], shown["due_at"]) == ("delivered", 2, None) and shown["finished_at"]
    first, second = hook.received
    assert (first.id, first.body) == (second.id, second.body)


async def test_the_log_is_filtered_and_paged(boss, place, hook):
    everything = ["user.registered", "training.created"]
    one, two = await made(boss, hook.url, events=everything), await made(boss, "http://127.0.0.1:1/", events=everything)
    await announce(place)
    await announce(place, "user.registered")
    await send(place)

    async def found(query):
        answer = await (await boss.get(f"/deliveries?{query}")).json()
        return [(item["webhook"]["id"], item["event"], item["state"]) for item in answer["items"]], answer["total"]

    all_of_them = [(two["id"], "user.registered", "waiting"), (one["id"], "user.registered", "delivered"),
                   (two["id"], "training.created", "waiting"), (one["id"], "training.created", "delivered")]  # fmt: skip
    assert await found("") == (all_of_them, 4)
    assert await found("state=waiting") == (all_of_them[::2], 2)
    assert await found("event=user.registered") == (all_of_them[:2], 2)
    assert await found(f"webhook_id={one['id']}") == (all_of_them[1::2], 2)
    assert await found(f"webhook_id={one['id']}&state=waiting") == ([], 0)
    assert await found("per_page=1&page=2") == (all_of_them[1:2], 4)


@pytest.mark.parametrize("query", ["state=lost", "event=training.deleted", "webhook_id=x", "webhook_id=0", "page=0", "per_page=101"])
async def test_wrong_filters_are_refused(training_admin, query):
    assert (await training_admin.get(f"/deliveries?{query}")).status == 422


async def test_what_was_sent_to_a_removed_one_stays_in_the_log(boss, place, hook):
    endpoint = await made(boss, hook.url)
    await announce(place)
    await boss.delete(f"/{endpoint['id']}")
    (delivery,) = (await (await boss.get("/deliveries")).json())["items"]
    assert delivery["state"] == "ended"
    assert await code_of(await boss.post(f"/deliveries/{delivery['id']}/replay")) == (409, "webhook_is_off")


async def test_ten_replays_at_once_are_one(boss, place, hook):
    await made(boss, hook.url)
    await announce(place)
    await send(place)
    (delivery,) = (await (await boss.get("/deliveries")).json())["items"]
    answers = await asyncio.gather(*(boss.post(f"/deliveries/{delivery['id']}/replay") for _ in range(10)))
    assert {answer.status for answer in answers} == {200}
    await send(place)
    assert len(hook.received) == 2


# What happens in training


async def test_the_three_events_are_announced_with_their_documented_data(boss, place, hook):
    await made(boss, hook.url, events=["user.registered", "training.created", "registration.completed"])
    kms = boss.using(await boss.make.token(boss.account))
    kms.url = str(place.make_url("/kms/api/v1"))
    name = unique("mira")
    new = {"username": name, "email": f"{name}@example.org", "full_name": "Mira", "password": "a long enough password"}
    response = await kms.using().post("/auth/register", json=new)
    assert response.status == 201, await response.text()
    person = await response.json()
    training = {"title": "Fire drills", "description": "x", "category": "SECURITY", "level": "BEGINNER", "status": "PUBLISHED",
                "duration_minutes": 60, "credits": 1, "max_participants": 5}  # fmt: skip
    training_id = (await (await kms.post("/trainings", json=training)).json())["training"]["id"]
    hers = kms.using(person["access_token"])
    registration_id = (await (await hers.post("/registrations", json={"training_id": training_id})).json())["registration"]["id"]
    for status in ("ATTENDED", "COMPLETED", "COMPLETED"):
        response = await kms.put(f"/registrations/{registration_id}", json={"status": status})
        assert response.status == 200
    completed = (await response.json())["registration"]
    await send(place)
    sent = sorted(((message := json.loads(came.body))["event"], message["data"]) for came in hook.received)
    assert sent == [
        ("registration.completed", {"registration_id": registration_id, "user_id": person["user"]["id"], "training_id": training_id,
                                    "completion_date": completed["completion_date"]}),
        ("training.created", {"training_id": training_id, "title": "Fire drills", "created_by": boss.account["id"]}),
        ("user.registered", {"user_id": person["user"]["id"], "username": name, "email": f"{name}@example.org"}),
    ]  # fmt: skip


async def test_what_is_refused_is_not_announced(boss, place):
    await made(boss, events=["user.registered", "training.created"])
    kms = boss.using(await boss.make.token(boss.account))
    kms.url = str(place.make_url("/kms/api/v1"))
    taken = {"username": boss.account["username"], "email": "x@example.org", "full_name": "X", "password": "a long enough password"}
    assert (await kms.using().post("/auth/register", json=taken)).status == 400
    assert (await kms.post("/trainings", json={"title": ""})).status == 422
    assert (await (await boss.get("/deliveries")).json())["total"] == 0
