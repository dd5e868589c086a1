"""Outside sign-ins: what came with the own address is joined and parted; who has not confirmed his address is told so."""

from typing import Any

import pytest

from server import db, keys
from server.domain import identities
from server.domain.identities import Profile
from server.domain.links import page_link
from tests.domain.test_accounts import mails
from tests.make import PASSWORD, unique

pytestmark = pytest.mark.chromium

HERE = "/app/settings/identities"


@pytest.fixture
async def owner(make):
    """Somebody with a verified address: (account, SessionID)."""
    account = await make.account(password=PASSWORD, display_name="Mira Sole", is_email_verified=True)
    return account, await make.session(account, idle_seconds=1800)


@pytest.fixture
async def comes(app):
    identity = app[keys.IDENTITY]

    async def comes(email: str) -> None:
        profile = Profile(issuer="https://clerk.example.org", subject=unique("user"), email=email, given_name="Ada", family_name="Grün")
        async with db.transaction(identity.pool) as conn:
            await identities.sync(conn, identity, profile, refuse_known_email=False, link_of=page_link("http://127.0.0.1"))

    return comes


def row_of(page: Any, name: str = "Ada Grün") -> Any:
    return page.get_by_role("row").filter(has_text=name)


async def test_what_waits_is_joined_and_parted(visit, owner, comes) -> None:
    account, session = owner
    await comes(account["email"])
    visitor = await visit(session)
    page = await visitor.open("/app/settings")
    await page.get_by_role("link", name="Outside sign-ins").click()
    await row_of(page).get_by_text("Waits for you").first.wait_for()
    await visitor.axe()
    await row_of(page).get_by_role("button", name="Join").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text("acts with your account and your rights").wait_for()
    await visitor.axe()
    await dialog.get_by_role("button", name="Cancel").click()
    await row_of(page).get_by_role("button", name="Join").click()
    await dialog.get_by_role("button", name="Join").click()
    await page.get_by_role("region", name="Messages").get_by_text("Ada Grün is joined to your account").wait_for()
    await row_of(page).get_by_text("Joined", exact=True).first.wait_for()
    await row_of(page).get_by_role("button", name="Part").click()
    await dialog.get_by_role("button", name="Part").click()
    await row_of(page).get_by_text("Waits for you").first.wait_for()


async def test_whoever_has_not_confirmed_his_address_is_told_so_and_not_who_came(visit, person, comes) -> None:
    account, session = person
    await comes(account["email"])
    visitor = await visit(session, theme="dark", width=320, height=640, touch=True)
    page = await visitor.open(HERE)
    await page.get_by_text("Your address is not confirmed yet").wait_for()
    assert await page.get_by_text("Ada Grün").count() == 0
    assert await page.get_by_role("button", name="Join").count() == 0
    await visitor.axe()
    assert await visitor.overflow() <= 0
    await page.get_by_role("link", name="To your address").click()
    await page.get_by_role("heading", level=1).filter(has_not_text="Outside").wait_for()


async def test_what_is_refused_stands_in_the_page(visit, owner, comes, make) -> None:
    account, session = owner
    await comes(account["email"])
    visitor = await visit(session)
    page = await visitor.open(HERE)
    await row_of(page).get_by_role("button", name="Join").click()
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set email_verified_at = null where id = $1", account["id"])
    await page.get_by_role("dialog").get_by_role("button", name="Join").click()
    await page.get_by_role("alert").get_by_text("Your e-mail address is not confirmed yet").wait_for()
    await page.get_by_text("Address not confirmed").first.wait_for()


async def test_nobody_came(visit, owner) -> None:
    visitor = await visit(owner[1], language="de")
    page = await visitor.open(HERE)
    await page.get_by_text("Keine fremden Anmeldungen").wait_for()
    await visitor.axe()


async def test_the_mailed_link_joins_after_signing_in(visit, owner, comes, app) -> None:
    account, session = owner
    await comes(account["email"])
    async with app[keys.POOL].acquire() as conn:
        link = (await mails(conn, app[keys.IDENTITY], account["email"]))[-1][1]["link"]
    visitor = await visit(session)
    page = await visitor.open("/app/link#" + link.partition("#")[2])
    await page.get_by_role("button", name="Join to my account").click()
    await page.get_by_text("The sign-in was joined to your account.").wait_for()
    page = await visitor.open(HERE)
    await row_of(page).get_by_text("Joined", exact=True).first.wait_for()
