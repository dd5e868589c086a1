"""Webhooks from the announcement to the receiver: what is sent, how often, what is refused, who is held up by whom."""

import asyncio
import dataclasses
import json
import re
import time
from pathlib import Path

import pytest
from aiohttp import web
from standardwebhooks import WebhookVerificationError

from server import config as settings
from server import db, keys
from server.config import Endpoint
from server.db import sql
from server.domain import outbox, webhook_endpoints, webhook_sending, webhooks
from server.domain.actor import Actor
from server.domain.outbox import KINDS
from server.errors import Conflict, Invalid, NotFound
from server.jobs import Worker
from server.outgoing import Outgoing
from server.secrets import Secrets
from tests import receiver
from tests.conftest import test_config as make_config
from tests.make import Make
from tests.receiver import hang

DATA = {"training_id": 4, "title": "Fire drills ☃", "created_by": 1}
ROOT = Path(__file__).resolve().parents[2]


class Place:
    """A database of its own with endpoints, and a worker that sends."""

    def __init__(self, pool, config, secrets, outgoing, actor):
        self.pool, self.config, self.secrets, self.outgoing, self.actor = pool, config, secrets, outgoing, actor

    def worker(self, **more):
        jobs = settings.Jobs(**{"poll_seconds": 0.05, "lease_seconds": 5.0} | more)
        return Worker(self.pool, jobs, self.services, {webhooks.JOB: KINDS[webhooks.JOB]})

    @property
    def services(self):
        return {keys.CONFIG: self.config, keys.SECRETS: self.secrets, keys.OUTGOING: self.outgoing}

    async def endpoint(self, url, *events):
        """(its id, its secret)"""
        async with db.transaction(self.pool) as conn:
            return await webhook_endpoints.create(
                conn, self.actor, self.secrets, name="hr", url=url, events=list(events or webhooks.EVENTS)
            )

    async def announce(self, event="training.created", data=DATA):
        async with db.transaction(self.pool) as conn:
            await webhooks.announce(conn, event, data)

    async def act(self, function, *arguments, **options):
        async with db.transaction(self.pool) as conn:
            return await function(conn, self.actor, *arguments, **options)

    async def run(self):
        """All that is due now is sent."""
        return await self.worker().run_due()

    async def sweep(self):
        """The sweep, now."""
        async with db.transaction(self.pool) as conn:
            await outbox.put(conn, "webhook.sweep")
        await Worker(self.pool, settings.Jobs(), self.services, {"webhook.sweep": KINDS["webhook.sweep"]}).run_due()

    async def hurry(self):
        """Whatever waits is due."""
        await self.pool.execute("update webhook_deliveries set due_at = now() where state = 'waiting'")
        await self.pool.execute("update jobs set due_at = now() where state = 'waiting'")

    async def rows(self):
        return await self.pool.fetch("select *, extract(epoch from due_at - now())::float8 as due_in from webhook_deliveries order by id")

    async def states(self):
        return [row["state"] for row in await self.rows()]

    async def attempts(self):
        rows = await self.pool.fetch("select status, reason from webhook_attempts order by delivery_id, attempt")
        return [(row["status"], row["reason"]) for row in rows]


@pytest.fixture
async def place(fresh_database, tmp_path):
    pool = await db.create_pool(fresh_database, size=8)
    config = make_config(tmp_path, outgoing={"allow": ("127.0.0.1",)})
    account = await Make(pool, config).account()
    outgoing = Outgoing(allow=("127.0.0.1",), timeout_seconds=0.5)
    actor = Actor(kind="session", account_id=account["id"], username=account["username"])
    yield Place(pool, config, Secrets.load(tmp_path), outgoing, actor)
    await outgoing.close()
    await pool.close()


@pytest.fixture
async def hook():
    async with receiver.running() as made:
        yield made


# What arrives


async def test_what_is_announced_arrives_signed_and_as_documented(place, hook):
    _, secret = await place.endpoint(hook.url)
    await place.announce()
    await place.run()
    (came,) = hook.received
    message = came.verified(secret)
    assert list(message) == ["event", "timestamp", "data"]
    assert (message["event"], message["data"]) == ("training.created", DATA)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", message["timestamp"])
    assert came.headers["content-type"] == "application/json"
    assert re.fullmatch(r"msg_[0-9a-f]{32}", came.id)
    assert abs(int(came.headers["webhook-timestamp"]) - time.time()) < 5
    assert await place.states() == ["delivered"] and await place.attempts() == [(204, None)]


async def test_another_secret_or_another_body_does_not_verify(place, hook):
    _, secret = await place.endpoint(hook.url)
    await place.announce()
    await place.run()
    (came,) = hook.received
    with pytest.raises(WebhookVerificationError):
        came.verified(webhooks.new_secret())
    came.body = came.body.replace(b"Fire", b"Wire")
    with pytest.raises(WebhookVerificationError):
        came.verified(secret)


async def test_a_rolled_back_change_announces_nothing(place, hook):
    await place.endpoint(hook.url)
    with pytest.raises(ZeroDivisionError):
        async with db.transaction(place.pool) as conn:
            await webhooks.announce(conn, "training.created", DATA)
            raise ZeroDivisionError
    await place.run()
    assert hook.received == [] and await place.rows() == []


async def test_nothing_is_sent_before_the_commit(place, hook):
    await place.endpoint(hook.url)
    async with db.transaction(place.pool) as conn:
        await webhooks.announce(conn, "training.created", DATA)
        await place.run()
        assert hook.received == []
    await place.run()
    assert len(hook.received) == 1


async def test_each_endpoint_gets_what_it_chose(place, hook):
    await place.endpoint(hook.url + "/all")
    await place.endpoint(hook.url + "/users", "user.registered")
    off, _ = await place.endpoint(hook.url + "/off")
    await place.act(webhook_endpoints.change, off, {"is_active": False})
    await place.announce()
    await place.announce("user.registered", {"user_id": 1})
    await place.run()
    assert len(hook.received) == 3
    assert len({came.id for came in hook.received}) == 3, "each message to each endpoint has an id of its own"
    rows = await place.pool.fetch("select endpoint_id, count(*) as sent from webhook_deliveries group by 1 order by 1")
    assert [row["sent"] for row in rows] == [2, 1]


async def test_there_are_no_other_events(place):
    with pytest.raises(ValueError, match=r"training\.deleted"):
        await place.announce("training.deleted")


async def test_the_documented_receiver_works(place, hook, monkeypatch):
    _, secret = await place.endpoint(hook.url)
    monkeypatch.setenv("WEBHOOK_SECRET", secret)
    text = (ROOT / "docs/api/kms.md").read_text("utf-8").partition("## Webhooks")[2]
    (sample,) = re.findall(r"```python\n(.*?)```", text, re.S)
    documented: dict = {}
    exec(sample, documented)
    await place.announce()
    await place.run()
    await place.act(webhook_endpoints.replay, (await place.rows())[0]["id"])
    await place.run()
    first, again = hook.received
    assert documented["receive"](first.body, first.headers)["data"] == DATA
    assert documented["receive"](again.body, again.headers) is None
    forged = first.headers | {"webhook-id": "msg_other"}
    with pytest.raises(WebhookVerificationError):
        documented["receive"](first.body, forged)


# Failures


async def test_a_failure_is_tried_again_with_the_same_id_and_body(place, hook):
    _, secret = await place.endpoint(hook.url)
    hook.statuses = [500, 404]
    await place.announce()
    for _ in range(3):
        await place.run()
        await place.hurry()
        await asyncio.sleep(0.6)  # so that the seconds of their signatures differ
    assert len(hook.received) == 3
    assert len({came.id for came in hook.received}) == 1 and len({came.body for came in hook.received}) == 1
    assert len({came.headers["webhook-timestamp"] for came in hook.received}) >= 2
    assert len({came.headers["webhook-signature"] for came in hook.received}) >= 2
    assert all(came.verified(secret) for came in hook.received)
    assert await place.attempts() == [(500, None), (404, None), (204, None)] and await place.states() == ["delivered"]


async def drip(request):
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    for _ in range(100):
        await response.write(b".")
        await asyncio.sleep(0.05)
    return response


async def close(request):
    request.transport.close()
    return web.Response()


async def huge(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(64):
        await response.write(b"x" * 65536)
    return response


async def redirect(request):
    raise web.HTTPFound("/elsewhere")


async def compressed(request):
    return web.Response(body=b"x", headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize("answer, seen", [
    (500, (500, None)), (400, (400, None)), (304, (304, None)), (redirect, (302, None)), (hang, (None, "timeout")),
    (drip, (None, "timeout")), (close, (None, "protocol")), (huge, (None, "too_large")), (compressed, (None, "encoded")),
])  # fmt: skip
async def test_every_kind_of_failure_is_noted_and_tried_again(place, hook, answer, seen):
    hook.answer = answer
    await place.endpoint(hook.url)
    await place.announce()
    await place.run()
    assert len(hook.received) == 1 and await place.attempts() == [seen]
    (row,) = await place.rows()
    assert (row["state"], row["tries"]) == ("waiting", 1) and 4 < row["due_in"] < 6
    hook.answer = 200
    await place.hurry()
    await place.run()
    assert await place.states() == ["delivered"]


@pytest.mark.parametrize("url, reason", [("http://127.0.0.1:1/", "unreachable"), ("http://127.0.0.2:1/", "address"),
                                         ("http://169.254.169.254/latest", "address"), ("https://[::1]/", "address"),
                                         ("ftp://127.0.0.1/", "scheme")])  # fmt: skip
async def test_what_cannot_be_reached_or_must_not_is_noted(place, url, reason):
    await place.endpoint(url)
    await place.announce()
    await place.run()
    assert await place.attempts() == [(None, reason)] and await place.states() == ["waiting"]


async def test_a_name_that_leads_inside_is_refused_when_it_is_used(place, hook):
    await place.endpoint(hook.url.replace("127.0.0.1", "localhost"))
    place.outgoing.allowed.networks.clear()
    await place.announce()
    await place.run()
    assert await place.attempts() == [(None, "address")] and hook.received == []


async def test_it_is_tried_for_a_day_with_growing_pauses_and_then_dead(place, hook, caplog):
    hook.answer = 503
    await place.endpoint(hook.url)
    await place.announce()
    pauses = webhook_sending.PAUSES_SECONDS
    for pause in pauses:
        await place.run()
        (row,) = await place.rows()
        assert row["state"] == "waiting" and pause * 0.94 < row["due_in"] < pause * 1.06
        waits = await place.pool.fetchval("select extract(epoch from min(due_at) - now()) from jobs where state = 'waiting'")
        assert pause * 0.93 < waits < pause * 1.06
        await place.hurry()
    await place.run()
    assert await place.states() == ["dead"] and "it is dead after 11 attempts" in caplog.text
    assert len(hook.received) == 11 and list(pauses) == sorted(pauses)
    assert 23 * 3600 < sum(pauses) < 24 * 3600
    await place.hurry()
    await place.run()
    assert len(hook.received) == 11


async def test_the_schedule_is_the_documented_one():
    text = (ROOT / "docs/api/kms.md").read_text("utf-8")
    units = {"seconds": 1, "minutes": 60, "hours": 3600, "hour": 3600}
    listed = re.search(r"again after ([^;]+); then it is dead", text)
    assert listed, "docs/api/kms.md does not say after which pauses it is tried again"
    parts = re.findall(r"(\d+) (seconds|minutes|hours|hour)", listed[1])
    assert tuple(int(number) * units[unit] for number, unit in parts) == webhook_sending.PAUSES_SECONDS


async def test_a_receiver_that_is_gone_is_switched_off(place, hook):
    hook.answer = 410
    await place.endpoint(hook.url)
    await place.announce()
    await place.pool.execute("update webhook_deliveries set due_at = now() + interval '1 hour'")
    await place.announce()
    await place.run()
    assert await place.states() == ["ended", "dead"] and await place.attempts() == [(410, None)]
    row = await place.pool.fetchrow("select is_active, off_reason, off_at from webhook_endpoints")
    assert (row["is_active"], row["off_reason"]) == (False, "gone") and row["off_at"] is not None
    await place.announce()
    assert len(await place.rows()) == 2
    assert await place.pool.fetchval("select count(*) from audit_entries where action = 'webhook.gone'") == 1


async def test_a_secret_that_cannot_be_opened_is_said(place, hook):
    await place.endpoint(hook.url)
    await place.pool.execute("update webhook_endpoints set sealed_secret = 'x.y'")
    await place.announce()
    await place.run()
    assert hook.received == [] and await place.attempts() == [(None, "secret")]


# Off, removed, again


@pytest.mark.parametrize("how", ["off", "removed"])
async def test_nothing_more_is_sent_to_one_that_is_switched_off_or_removed(place, hook, how):
    endpoint_id, _ = await place.endpoint(hook.url)
    await place.announce()
    if how == "off":
        await place.act(webhook_endpoints.change, endpoint_id, {"is_active": False})
    else:
        await place.act(webhook_endpoints.remove, endpoint_id)
        with pytest.raises(NotFound):
            await place.act(webhook_endpoints.change, endpoint_id, {"is_active": True})
    await place.run()
    assert hook.received == [] and await place.states() == ["ended"]


async def test_what_was_announced_while_it_was_switched_off_ends_too(place, hook):
    """The announcement read the endpoint before it was switched off, and is committed afterwards."""
    endpoint_id, _ = await place.endpoint(hook.url)
    async with db.transaction(place.pool) as conn:
        await webhooks.announce(conn, "training.created", DATA)
        await place.act(webhook_endpoints.change, endpoint_id, {"is_active": False})
    assert await place.states() == ["waiting"]
    await place.run()
    assert hook.received == [] and await place.states() == ["ended"]


@pytest.mark.parametrize("status, state", [(204, "delivered"), (503, "dead"), (503, "waiting"), (503, "ended")])
async def test_any_delivery_is_sent_again_with_the_same_id_and_body(place, hook, status, state):
    endpoint_id, secret = await place.endpoint(hook.url)
    hook.answer = status
    await place.announce()
    await place.run()
    if state == "dead":
        await place.pool.execute("update webhook_deliveries set state = 'dead', finished_at = now(), tries = 11")
    if state == "ended":
        await place.act(webhook_endpoints.change, endpoint_id, {"is_active": False})
        await place.act(webhook_endpoints.change, endpoint_id, {"is_active": True})
    (row,) = await place.rows()
    assert row["state"] == state
    hook.answer = 200
    await place.act(webhook_endpoints.replay, row["id"])
    await place.run()
    first, again = hook.received
    assert (first.id, first.body) == (again.id, again.body) and again.verified(secret)
    (row,) = await place.rows()
    assert (row["state"], row["attempts"]) == ("delivered", 2)


async def test_nothing_is_sent_again_to_one_that_is_off(place, hook):
    endpoint_id, _ = await place.endpoint(hook.url)
    await place.announce()
    await place.run()
    await place.act(webhook_endpoints.change, endpoint_id, {"is_active": False})
    (row,) = await place.rows()
    for function, argument in ((webhook_endpoints.replay, row["id"]), (webhook_endpoints.send_test, endpoint_id)):
        with pytest.raises(Conflict, match="webhook_is_off"):
            await place.act(function, argument)


async def test_a_test_is_sent_once(place, hook):
    endpoint_id, secret = await place.endpoint(hook.url, "user.registered")
    hook.answer = 500
    await place.act(webhook_endpoints.send_test, endpoint_id)
    await place.run()
    (came,) = hook.received
    assert came.verified(secret)["event"] == "webhook.test"
    assert await place.states() == ["dead"]


# Secrets


async def test_secrets_are_sealed_in_the_database(place, hook):
    _, secret = await place.endpoint(hook.url)
    stored = json.dumps([dict(row) for row in await place.pool.fetch("select sealed_secret from webhook_endpoints")])
    assert secret not in stored and secret.removeprefix("whsec_") not in stored


async def test_both_secrets_sign_for_a_day_after_a_new_one(place, hook):
    endpoint_id, first = await place.endpoint(hook.url)
    second = await place.act(webhook_endpoints.renew_secret, place.secrets, endpoint_id)
    await place.announce()
    await place.run()
    assert first != second and hook.received[0].headers["webhook-signature"].count("v1,") == 2
    assert hook.received[0].verified(first) and hook.received[0].verified(second)
    left = await place.pool.fetchval("select extract(epoch from old_secret_until - now()) from webhook_endpoints")
    assert 24 * 3600 - 60 < left <= 24 * 3600
    await place.pool.execute("update webhook_endpoints set old_secret_until = now()")
    await place.announce()
    await place.run()
    assert hook.received[1].verified(second)
    with pytest.raises(WebhookVerificationError):
        hook.received[1].verified(first)


async def test_a_secret_that_leaked_signs_no_more_after_two_new_ones(place, hook):
    endpoint_id, leaked = await place.endpoint(hook.url)
    for _ in range(2):
        newest = await place.act(webhook_endpoints.renew_secret, place.secrets, endpoint_id)
    await place.announce()
    await place.run()
    assert hook.received[0].verified(newest)
    with pytest.raises(WebhookVerificationError):
        hook.received[0].verified(leaked)


# Who is held up by whom


async def test_slow_receivers_hold_up_nobody_else(place, hook):
    async with receiver.running(hang) as slow:
        for number in range(4):
            await place.endpoint(f"{slow.url}/{number}")
        await place.endpoint(hook.url)
        for _ in range(5):
            await place.announce()
        place.outgoing.timeout_seconds = 3.0
        worker = place.worker()
        begun = time.monotonic()
        await worker.start()
        try:
            while len(hook.received) < 5:
                assert time.monotonic() - begun < 2.5, "the slow ones came first"
                await asyncio.sleep(0.02)
            assert slow.open > 0
        finally:
            await worker.stop(grace_seconds=0)


async def test_one_receiver_gets_two_at_once_and_each_message_once(place, hook):
    async def slowly(request):
        await asyncio.sleep(0.02)
        return web.Response()

    hook.answer = slowly
    await place.endpoint(hook.url)
    for number in range(120):
        await place.announce(data=DATA | {"training_id": number})
    await asyncio.gather(*(place.worker().run_due() for _ in range(3)))
    sent = sorted(json.loads(came.body)["data"]["training_id"] for came in hook.received)
    assert sent == list(range(120)) and hook.most_open == webhook_sending.MESSAGES_AT_ONCE
    assert set(await place.states()) == {"delivered"}


async def test_what_comes_while_another_job_sends_is_not_missed(place, hook):
    """Twenty rounds: announcements come while others are being sent, by two processes."""
    await place.endpoint(hook.url)
    workers = [place.worker(), place.worker()]
    for worker in workers:
        await worker.start()
    try:
        for _ in range(20):
            await asyncio.gather(*(place.announce() for _ in range(5)))
            for worker in workers:
                worker.wake()
            await asyncio.sleep(0.01)
        for _ in range(300):
            if set(await place.states()) == {"delivered"}:
                break
            await asyncio.sleep(0.02)
    finally:
        for worker in workers:
            await worker.stop()
    assert len(hook.received) == 100 == len({came.id for came in hook.received})


async def test_a_job_of_a_killed_process_gets_its_endpoint_back(place, hook):
    endpoint_id, _ = await place.endpoint(hook.url)
    await place.announce()
    killed = await place.pool.fetchval("update jobs set state = 'running', claimed_by = 'killed', due_at = now() + interval '1 hour' "
                                       "where kind = 'webhook.send' returning id")  # fmt: skip
    await place.pool.execute("update webhook_endpoints set served_by = $1", killed)
    await place.announce()
    await place.run()
    assert hook.received == [], "as long as its claim counts it may be at work"
    await place.pool.execute("update jobs set due_at = now() where id = $1", killed)
    await place.run()
    assert len(hook.received) == 2
    assert await place.pool.fetchval("select served_by from webhook_endpoints where id = $1", endpoint_id) is None


async def test_a_job_that_was_put_aside_holds_nobody_up(place, hook):
    await place.endpoint(hook.url)
    await place.announce()
    await place.pool.execute("update jobs set state = 'dead', finished_at = now()")
    await place.pool.execute("update webhook_endpoints set served_by = (select max(id) from jobs)")
    await place.announce()
    await place.run()
    assert len(hook.received) == 2


# Endpoints of the settings


async def test_endpoints_of_the_settings_are_written_at_the_start(place, hook):
    first, second = webhooks.new_secret(), webhooks.new_secret()
    one = Endpoint("hr", hook.url, ("training.created",), first)
    config = place.config = dataclasses.replace(
        place.config, webhooks=settings.Webhooks(endpoints=(one,), secrets=(f"hr = {second}",))
    )  # fmt: skip
    for _ in range(2):
        await webhook_endpoints.write_settings(place.pool, config)
    await place.announce()
    await place.announce("user.registered", {"user_id": 1})
    await place.run()
    (came,) = hook.received
    assert came.verified(first) and came.verified(second)
    row = await place.pool.fetchrow("select * from webhook_endpoints")
    assert row["sealed_secret"] is None and row["setting_name"] == "hr"
    for function, arguments in (
        (webhook_endpoints.remove, ()),
        (webhook_endpoints.change, ({"url": "https://x.example"},)),
        (webhook_endpoints.renew_secret, None),
    ):
        given = (place.secrets, row["id"]) if arguments is None else (row["id"], *arguments)
        with pytest.raises(Conflict, match="webhook_of_settings"):
            await place.act(function, *given)


async def test_one_that_left_the_settings_gets_nothing_more_and_may_come_back(place, hook):
    def with_endpoints(*endpoints):
        return dataclasses.replace(place.config, webhooks=settings.Webhooks(endpoints=endpoints))

    one = Endpoint("hr", hook.url, ("training.created",), webhooks.new_secret())
    await webhook_endpoints.write_settings(place.pool, with_endpoints(one))
    await place.announce()
    await webhook_endpoints.write_settings(place.pool, with_endpoints())
    await place.announce()
    await place.run()
    assert hook.received == [] and await place.states() == ["ended"]
    place.config = with_endpoints(one)
    await webhook_endpoints.write_settings(place.pool, place.config)
    await place.announce()
    await place.run()
    assert len(hook.received) == 1


async def test_a_start_keeps_what_was_made_in_the_app(place, hook):
    endpoint_id, _ = await place.endpoint(hook.url)
    for given in ((), (Endpoint("pay", hook.url, ("user.registered",), webhooks.new_secret()),), ()):
        config = dataclasses.replace(place.config, webhooks=settings.Webhooks(endpoints=given))
        await webhook_endpoints.write_settings(place.pool, config)
        assert await place.pool.fetchval("select removed_at is null from webhook_endpoints where id = $1", endpoint_id)
    await place.announce()
    await place.run()
    assert len(hook.received) == 1


async def test_one_of_the_settings_stays_off_until_its_address_changes(place, hook):
    def with_url(url):
        return dataclasses.replace(place.config, webhooks=settings.Webhooks((Endpoint("hr", url, ("training.created",), "x"),)))

    async def is_active():
        return await place.pool.fetchval("select is_active from webhook_endpoints")

    await webhook_endpoints.write_settings(place.pool, with_url(hook.url))
    endpoint_id = await place.pool.fetchval("select id from webhook_endpoints")
    await place.act(webhook_endpoints.change, endpoint_id, {"is_active": False})
    await webhook_endpoints.write_settings(place.pool, with_url(hook.url))
    assert not await is_active()
    await webhook_endpoints.write_settings(place.pool, with_url(hook.url + "/new"))
    assert await is_active()


# Addresses that are refused at once


@pytest.mark.parametrize("url, code", [
    ("https://hooks.example.org/x?y=1", None), ("http://127.0.0.1:8000/x", None), ("http://hooks.example.org", "https_needed"),
    ("https://10.0.0.1/", "address_refused"), ("https://127.1/", "address_refused"), ("https://[::1]/", "address_refused"),
    ("ftp://hooks.example.org", "bad_format"), ("hooks.example.org", "bad_format"), ("https://", "bad_format"),
    ("https://u:p@hooks.example.org", "has_credentials"), ("https://a b", "bad_format"), ("https://x:99999/", "bad_format"),
])  # fmt: skip
async def test_addresses_that_nothing_is_ever_sent_to_are_refused(place, url, code):
    if code is None:
        webhook_endpoints.check(place.config, place.outgoing, {"url": url})
        return
    with pytest.raises(Invalid) as refused:
        webhook_endpoints.check(place.config, place.outgoing, {"url": url})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("url",), code)]


# Sweeping


async def test_the_sweep_forgets_what_is_old_and_over(place, hook):
    removed, _ = await place.endpoint(hook.url)
    await place.endpoint(hook.url)
    await place.announce()
    await place.run()
    await place.act(webhook_endpoints.remove, removed)
    await place.announce()
    await place.pool.execute("update webhook_deliveries set created_at = now() - interval '31 days'")
    await place.announce()
    await place.sweep()
    rows = await place.rows()
    assert [row["state"] for row in rows] == ["waiting", "waiting"], "what still waits stays, however old"
    assert await place.pool.fetchval("select count(*) from webhook_attempts") == 0
    assert await place.pool.fetchval("select count(*) from webhook_endpoints") == 1


async def test_the_sweep_keeps_the_log_for_thirty_days_and_removed_endpoints_with_it(place, hook):
    endpoint_id, _ = await place.endpoint(hook.url)
    await place.announce()
    await place.run()
    await place.act(webhook_endpoints.remove, endpoint_id)
    await place.pool.execute("update webhook_deliveries set created_at = now() - interval '29 days'")
    await place.sweep()
    assert await place.states() == ["delivered"]


async def test_the_sweep_comes_for_what_nobody_came_for_and_forgets_old_secrets(place, hook):
    endpoint_id, _ = await place.endpoint(hook.url)
    await place.act(webhook_endpoints.renew_secret, place.secrets, endpoint_id)
    await place.pool.execute("update webhook_endpoints set old_secret_until = now() - interval '1 second'")
    await place.announce()
    await place.pool.execute("delete from jobs")
    await place.pool.execute("update webhook_deliveries set due_at = now() - interval '1 hour'")
    await place.sweep()
    await place.run()
    assert len(hook.received) == 1
    assert await place.pool.fetchval("select sealed_old_secret from webhook_endpoints") is None


async def test_the_log_is_read_by_indexes(place, hook):
    """A million deliveries must not slow down a page: each filter has an index that gives the newest first."""
    endpoint_id, _ = await place.endpoint(hook.url)
    await place.pool.execute(
        "insert into webhook_deliveries (endpoint_id, event, body, state, finished_at) "
        "select $1, 'training.created', '{}', case when n % 1000 = 0 then 'dead' else 'delivered' end, now() "
        "from generate_series(1, 50000) n",
        endpoint_id,
    )
    await place.pool.execute("analyze webhook_deliveries")
    for state, event in ((None, None), ("dead", None), (None, "training.created"), (None, "user.registered")):
        async with place.pool.acquire() as conn:
            plan = "\n".join(row[0] for row in await conn.fetch(
                "explain " + sql.webhooks.list_deliveries.text.replace("$1", repr(state) if state else "null")
                .replace("$2", repr(event) if event else "null").replace("$3", "null").replace("$4", "0").replace("$5", "20")
            ))  # fmt: skip
        assert "Seq Scan on webhook_deliveries" not in plan, plan
