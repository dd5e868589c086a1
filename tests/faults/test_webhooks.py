"""kill -9 of a server between the commit of a change and the arrival of its webhook: it arrives all the same."""

import asyncio
import os
import random

import aiohttp
import pytest

from tests import receiver
from tests.api.kms.people import FIELDS
from tests.receiver import hang
from tests.running.processes import Machine

SECRET = "whsec_" + "A" * 40
SETTINGS = {"limits__enabled": "false", "jobs__lease_seconds": "2", "outgoing__allow": "127.0.0.1", "webhooks__secrets": f"hr={SECRET}"}
PASSWORD = "a long enough password"


class Site:
    """A server with one endpoint in its settings, and an admin of everything."""

    def __init__(self, machine: Machine, url: str) -> None:
        self.machine = machine
        self.file = machine.folder / "config.toml"
        self.file.write_text(f'[[webhooks.endpoints]]\nname = "hr"\nurl = "{url}"\nevents = ["training.created"]\n')
        self.file.chmod(0o644)

    async def start(self, **more: str) -> None:
        self.running = await asyncio.to_thread(self.machine.serve, "--config", str(self.file), **SETTINGS | more)

    async def prepare(self) -> None:
        await self.start()
        for arguments in (["user", "add", "--username", "boss", "--name", "Boss", "--admin", "--password-stdin"],
                          ["token", "add", "--user", "boss", "--name", "test"]):  # fmt: skip
            done = await asyncio.to_thread(self.machine.run, *arguments, given=PASSWORD + "\n")
            assert done.returncode == 0, done.stderr
            self.token = done.stdout.strip()

    async def kill(self) -> None:
        self.running.process.kill()
        await asyncio.to_thread(self.running.process.wait)

    async def create(self, session: aiohttp.ClientSession, title: str) -> int:
        """A training; its id once that is committed."""
        url = f"http://127.0.0.1:{self.running.port}/kms/api/v1/trainings"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with session.post(url, json={"title": title} | FIELDS, headers=headers) as response:
            assert response.status == 201, await response.text()
            return (await response.json())["training"]["id"]


async def until(condition, seconds=40.0):
    for _ in range(int(seconds * 20)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"not so within {seconds} s")


def arrived(hook: receiver.Receiver) -> set[int]:
    return {one.verified(SECRET)["data"]["training_id"] for one in hook.received}


@pytest.mark.sized("kills")
async def test_what_was_committed_arrives_after_a_kill(machine, full_size):
    """Killed at any moment after the answer, again and again."""
    dice = random.Random(os.environ.get("ATHENAEUM_TEST_SEED"))
    async with receiver.running() as hook, aiohttp.ClientSession() as session:
        site = Site(machine, hook.url)
        await site.prepare()
        made = set()
        for number in range(20 if full_size else 3):
            made.add(await site.create(session, f"Training {number}"))
            await asyncio.sleep(dice.uniform(0, 0.02))
            await site.kill()
            await site.start()
        await until(lambda: arrived(hook) >= made)
        by_training = {}
        for one in hook.received:
            by_training.setdefault(one.verified(SECRET)["data"]["training_id"], set()).add((one.id, one.body))
        assert all(len(messages) == 1 for messages in by_training.values()), "every attempt sends the same id and bytes"


async def test_a_message_that_was_under_way_comes_again(machine):
    async with receiver.running(hang) as hook, aiohttp.ClientSession() as session:
        site = Site(machine, hook.url)
        await site.prepare()
        await site.create(session, "Training")
        await until(lambda: len(hook.received) == 1)
        await site.kill()
        hook.answer = 204
        await site.start()
        await until(lambda: len(hook.received) == 2)
        first, second = hook.received
        assert (first.id, first.body) == (second.id, second.body)


async def test_what_was_committed_where_nobody_sends_waits_for_who_does(machine):
    """The server is killed before its worker has seen anything."""
    async with receiver.running() as hook, aiohttp.ClientSession() as session:
        site = Site(machine, hook.url)
        await site.prepare()
        await site.kill()
        await site.start(jobs__enabled="false")
        training_id = await site.create(session, "Training")
        await site.kill()
        assert hook.received == []
        await site.start()
        await until(lambda: arrived(hook) == {training_id})
