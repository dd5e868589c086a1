"""Credits: by month, each use, what was given."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from tests.web.assessment_results.conftest import put

pytestmark = pytest.mark.chromium
PAGE = "/app/assessment/credits"


async def test_what_was_used_is_seen_by_month_and_one_by_one(visit, office) -> None:
    test = await office.test(TestName="Dear", Costs=7, InvoiceCode="D1")
    await office.takes(await office.plan(await office.person(), test))
    visitor = await visit(office.session)
    page = await visitor.open(PAGE)
    await expect(page.locator(".figures dd").first).to_have_text("493")
    await expect(page.get_by_role("application", name="Credits used per month")).to_be_visible()
    await page.get_by_role("button", name="Table").click()
    await expect(page.get_by_role("table", name="Credits used per month").get_by_role("row").nth(1)).to_contain_text("7")
    await visitor.axe()
    await page.get_by_role("tab", name="Each use").click()
    await expect(page.get_by_role("row").filter(has_text="D1")).to_contain_text("Selection of trainees")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save all uses as CSV").click()
    lines = (await (await waiting.value).path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 2 and ",D1," in lines[1] and lines[1].endswith(",7,0,7")
    await page.get_by_label("Search invoice code, person, session").fill("nothing-has-this")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nothing matches these filters")).to_be_visible()


async def test_a_low_level_is_told_and_whoever_counts_none_is_told_why(visit, office, make) -> None:
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 3, allow_negative_credits = false where id = $1", office.company_id)
    supervisor = await office.colleague("is_organisation_supervisor")
    visitor = await visit(supervisor.session)
    page = await visitor.open(PAGE)
    await expect(page.get_by_text("Few credits are left")).to_be_visible()
    await expect(page.get_by_text("The use by month is for logins")).to_be_visible()
    await visitor.open(f"{PAGE}?tab=grants")
    await expect(page.get_by_role("button", name="Give credits")).to_have_count(0)
    author = await visit((await office.colleague("is_test_author")).session)
    page = await author.open(PAGE)
    await expect(page.get_by_role("heading", name="No access")).to_be_visible()


async def test_a_master_user_gives_credits_once(visit, office, master) -> None:
    visitor = await visit(master.session)
    page = await visitor.open(f"{PAGE}?tab=grants")
    await page.get_by_role("button", name="Give credits").click()
    dialog = page.get_by_role("dialog", name="Give credits")
    await dialog.get_by_role("button", name="Give credits").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Choose one.")
    name = (await office.read("/companies/currentcompany"))["CompanyName"]
    await dialog.get_by_role("combobox", name="Company").fill(name)
    await dialog.get_by_role("option", name=name).click()
    await dialog.get_by_label("Credits", exact=True).fill("250")
    await dialog.get_by_label("Reason").fill("Second year")
    await visitor.axe()
    await dialog.get_by_role("button", name="Give credits").click()
    row = page.get_by_role("row").filter(has_text="Second year")
    await expect(row).to_contain_text("+250")
    await expect(page.locator(".figures dd").first).to_have_text("750")
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Edit").click()
    await page.get_by_role("dialog").get_by_label("Paid").uncheck()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(row).to_contain_text("Not yet")
    await expect(page.locator(".figures dd").first).to_have_text("750")


async def test_a_master_user_sees_what_all_companies_used(visit, office, master) -> None:
    usage = {"UserID": str(master.login_id), "CompanyID": str(office.company_id), "InvoiceCode": "M1", "UserName": "x", "SessionName": "y"}
    usage |= {"OriginalTicks": 9, "DiscountedTicks": 1, "TotalTicks": 8, "UsageDateTime": f"{datetime.now(UTC).year}-01-01T12:00:00Z"}
    response = await master.itr.post(f"/creditusages/{master.login_id}", json={"ID": str(master.login_id)} | usage, headers={"MASTER": "Y"})
    assert response.status == 200, await response.text()
    visitor = await visit(master.session)
    page = await visitor.open(f"{PAGE}?tab=all")
    name = (await office.read("/companies/currentcompany"))["CompanyName"]
    await expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("M1")
    await page.get_by_label("Year").select_option("All years")
    await expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("M1")
    await visitor.axe()


async def test_grants_of_another_company_are_not_seen(visit, office, master, make) -> None:
    await put(
        master, "creditgrants", CompanyID=str(await make.company()), UserID=str(master.login_id), CreditsGranted=5, UserDescription="Theirs"
    )
    await put(
        master, "creditgrants", CompanyID=str(office.company_id), UserID=str(master.login_id), CreditsGranted=5, UserDescription="Ours"
    )
    visitor = await visit(office.session)
    page = await visitor.open(f"{PAGE}?tab=grants")
    await expect(page.get_by_role("row").filter(has_text="Ours")).to_be_visible()
    await expect(page.get_by_text("Theirs")).to_have_count(0)
