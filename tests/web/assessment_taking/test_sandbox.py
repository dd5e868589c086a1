"""Foreign tests run where nothing of ours can be reached; their values come out, and what they are is told."""

from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.web.assessment_taking.conftest import ours
from tests.web.assessment_taking.hands import answers, begin, next_to, saved

pytestmark = pytest.mark.chromium

HOSTILE = """
<label>Name <input id="F%%COMPONENTID%%"></label><p id="probe">%%Question%%</p>
<script>
  const probe = document.getElementById('probe');
  const tries = {
    session: () => localStorage.getItem('athenaeum.session'), page: () => parent.document.title, cookie: () => document.cookie,
  };
  for (const [name, get] of Object.entries(tries)) {
    try { get(); probe.textContent += ' ' + name + ':reached'; } catch (error) { probe.textContent += ' ' + name + ':closed'; }
  }
  fetch('/app/api/session').then(() => { probe.textContent += ' net:reached'; }, () => { probe.textContent += ' net:closed'; });
</script>
"""


CHOICE = """
<label><input type="radio" name="r" value="1">One</label> <label><input type="radio" name="r" value="2">Two</label>
"""


async def template(office, **fields) -> str:
    identity = str(uuid4())
    async with office.make.pool.acquire() as conn:
        await conn.execute("update logins set is_test_screen_template_author = true where id = $1", office.login_id)
    response = await office.itr.post(
        f"/screentemplates/{identity}", json={"ID": identity, "Description": "Foreign", "TemplateType": 0} | fields
    )
    assert response.status == 200, await response.text()
    return identity


async def test_the_frame_is_closed_by_its_own_header(anonymous) -> None:
    response = await anonymous.session.get(anonymous.url + "/app/sandbox")
    policy = response.headers["Content-Security-Policy"]
    assert response.status == 200
    assert "sandbox allow-scripts;" in policy and "allow-same-origin" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "connect-src" not in policy
    assert "Set-Cookie" not in response.headers


async def test_a_foreign_test_reaches_nothing_and_its_values_are_kept(visit, office, seat) -> None:
    plain = await template(
        office,
        HTMLContent=HOSTILE,
        get_value_snippet="return document.getElementById('F%%COMPONENTID%%').value",
        set_value_snippet="document.getElementById('F%%COMPONENTID%%').value = value",
    )
    boxes = await template(office, HTMLContent=CHOICE)
    screens = [
        {"id": "s1", "name": "First", "screenComponents": [{"id": "c1", "templateID": plain, "templateValues": {"Question": "Who?"}}]},
        {"id": "s2", "name": "Second", "screenComponents": [{"id": "c2", "templateID": boxes}]},
    ]
    place = await seat(ours(screens=screens, BeforeScript="var x = 1;", PluginData={}))
    visitor = await visit(place.session)
    visitor.watch.excused += ["sessionStorage", "Connecting to .*/app/api/session", "Fetch API cannot load", "Refused to connect"]
    page = await visitor.open(place.path)
    await page.get_by_text("It is shown in a closed frame and not scored here").wait_for()
    page = await begin(visitor, place, first="Page 1 of 2")
    await page.get_by_text("It is shown in a closed frame and not scored here").wait_for()
    inside = page.frame_locator("iframe")
    for closed in ("Who?", "session:closed", "page:closed", "cookie:closed", "net:closed"):
        await inside.locator("#probe", has_text=closed).wait_for()
    assert "reached" not in (await inside.locator("#probe").text_content() or "")
    await inside.get_by_label("Name").fill("Ada")  # what is typed last comes along when the page is left at once
    await next_to(page, "Page 2 of 2")
    await inside.get_by_label("Two").check()
    await saved(page)
    await visitor.axe()
    await page.get_by_role("button", name="Back").click()
    await inside.locator("#probe").wait_for()
    await expect(inside.get_by_label("Name")).to_have_value("Ada")
    await next_to(page, "Page 2 of 2")
    await inside.get_by_label("One").wait_for()
    await expect(inside.get_by_label("Two")).to_be_checked()
    await next_to(page, "Before you finish")
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="Thank you").wait_for()
    assert await answers(place) == {"c1": "Ada", "c2": "2"}
    assert (await place.stored())["scores"] in ("", "{}")
