"""The pages that show the API documents: in a real browser, without a request to any other server."""

import os

import pytest
from playwright.async_api import async_playwright

from server import operations

pytestmark = pytest.mark.chromium
CHROMIUM = os.environ.get("ATHENAEUM_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="module")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser, anonymous):
    """A page that keeps what it asked for and what went wrong: `page.asked`, `page.wrong`."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(120_000)  # the whole document takes a busy machine a while to draw
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    yield page
    await context.close()


def foreign(page, url):
    return [asked for asked in page.asked if not asked.startswith((url, "blob:", "data:"))]


@pytest.mark.parametrize("base, title", [("", "Athenaeum"), ("/kadi", "Research data"), ("/kms", "Training administration")])
async def test_swagger_shows_the_document(page, anonymous, base, title):
    await page.goto(f"{anonymous.url}{base}/docs")
    await page.wait_for_selector(".opblock-tag")
    assert title in await page.inner_text(".info .title")
    assert (await page.title()).startswith(title)
    assert foreign(page, anonymous.url) == []
    assert page.wrong == []


@pytest.mark.parametrize("base, title", [("", "Athenaeum"), ("/itr", "Assessment")])
async def test_redoc_shows_the_document(page, anonymous, base, title):
    await page.goto(f"{anonymous.url}{base}/redoc")
    await page.wait_for_selector(".api-info h1")
    assert title in await page.inner_text(".api-info h1")
    assert foreign(page, anonymous.url) == []
    assert page.wrong == []


async def test_swagger_asks_our_own_server(page, anonymous):
    await page.goto(f"{anonymous.url}/docs")
    await page.click(".opblock-tag:has-text('Operations')")
    await page.click(".opblock-summary:has-text('/healthz')")
    await page.click(".opblock.is-open button.execute")
    await page.wait_for_selector(".live-responses-table")
    assert '"ok"' in await page.inner_text(".live-responses-table .highlight-code")
    assert page.wrong == []


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/kms/docs", "/lms/redoc"])
async def test_the_pages_have_a_policy_of_their_own(anonymous, path):
    response = await anonymous.get(path)
    assert response.headers["Content-Security-Policy"] == operations.PAGE_POLICY
    assert "unsafe-eval" not in operations.PAGE_POLICY
    assert "<script>" not in await response.text()


@pytest.mark.parametrize("name", operations.ASSETS)
async def test_what_the_pages_need_is_served(anonymous, name):
    response = await anonymous.get(f"/docs/{name}")
    kind = "text/css" if name.endswith(".css") else "javascript"
    assert response.status == 200
    assert kind in response.content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"
