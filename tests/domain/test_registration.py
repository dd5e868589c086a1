"""The open register: what it gives, what it refuses."""

import asyncio
import dataclasses

import pytest

from server.domain import accounts, credentials, links, registration
from server.domain.accounts import NewAccount
from server.domain.actor import DOMAINS
from server.errors import Conflict, Denied, Invalid
from tests.domain.test_accounts import mails
from tests.make import unique

link_of = links.page_link("https://host.example")


def new(**fields):
    name = unique("new")
    return NewAccount(**{"username": name, "email": f"{name}@example.org", "display_name": "New"} | fields)


async def register(identity, given, password="12345678"):
    return await registration.register(identity, given, password, link_of=link_of)


async def test_it_gives_training_and_learning_and_signs_in(identity):
    given = new(domains=DOMAINS, roles=((None, "admin"),))
    pair = await register(identity, given)
    actor = await credentials.actor_for(identity, pair.access_token, surface="kms")
    assert (actor.username, actor.domains, actor.roles) == (given.username, {"training", "learning"}, {("learning", "learner")})
    async with identity.pool.acquire() as conn:
        assert (await accounts.get(conn, actor.user_id))["email_verified_at"] is None
        assert [mail[0] for mail in await mails(conn, identity, given.email)] == ["verify_email"]


async def test_a_known_name_or_address_is_a_conflict(identity, make):
    known = await make.account()
    for given, code in ((new(email=known["email"].upper()), "email_taken"), (new(username=known["username"].upper()), "username_taken")):
        with pytest.raises(Conflict) as caught:
            await register(identity, given)
        assert caught.value.code == code


async def test_one_address_registered_at_once_is_registered_once(identity):
    email = f"{unique()}@example.org"
    results = await asyncio.gather(*(register(identity, new(email=email)) for _ in range(4)), return_exceptions=True)
    assert sorted(getattr(result, "code", "") for result in results) == ["", "email_taken", "email_taken", "email_taken"]


async def test_all_faults_are_told_at_once(identity):
    with pytest.raises(Invalid) as caught:
        await register(identity, new(username="a/b", display_name="", email="nobody"), "1234567")
    assert {fault.path[0] for fault in caught.value.faults} == {"username", "display_name", "email", "password"}


async def test_it_can_be_switched_off(identity):
    config = dataclasses.replace(identity.config, accounts=dataclasses.replace(identity.config.accounts, registration="off"))
    with pytest.raises(Denied) as caught:
        await register(dataclasses.replace(identity, config=config), new())
    assert caught.value.code == "registration_off"
