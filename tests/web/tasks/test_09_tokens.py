"""Main task 9: an access token with two rights, used with curl, then revoked."""

import asyncio
import re

import pytest

from tests.make import unique

pytestmark = pytest.mark.chromium


async def curl(url: str, token: str, *more: str) -> tuple[int, str]:
    """Status and body of a request that a program sends."""
    process = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--noproxy", "*", "--max-time", "30", "--header", f"Authorization: Bearer {token}",
        "--write-out", "\n%{http_code}", *more, url, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    body, _, status = out.decode().rpartition("\n")
    return int(status), body


async def test_a_token_opens_what_it_says_until_it_is_revoked(site, people) -> None:
    mira = await people("Mira Sole")
    me = mira.hands
    await site.write(me, "/kadi/api/v1/records", {"identifier": unique("r"), "title": "For the script"})
    records = f"{site.origin}/api/v1/records"

    await me.command("Create token", "Access tokens")
    dialog = me.page.get_by_role("dialog")
    await me.write("Name", "Beamline script", within=dialog)
    await me.tick(re.compile("^Read records"), within=dialog)
    await me.use("button", "Create token", within=dialog)
    await me.see("It is shown this once", within=dialog)
    token = await dialog.locator("code").inner_text()
    await me.use("button", "I have copied it", within=dialog)
    await me.see("Beamline script")

    status, body = await curl(records, token)
    assert (status, "For the script" in body) == (200, True)
    status, body = await curl(records, token, "--json", '{"identifier": "from-curl", "title": "From curl"}')
    assert status == 401 and "record.create" in body, "it only reads"

    await me.use("button", "Revoke")
    await me.use("button", "Revoke", within=me.page.get_by_role("dialog"))
    await me.page.get_by_role("rowheader", name="Beamline script").wait_for(state="detached")
    assert (await curl(records, token))[0] == 401
