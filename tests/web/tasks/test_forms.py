"""Every form of the app while things go wrong: the server is killed, the network is gone, the server refuses, the page is loaded again,
the session ends. Words say what happened, nothing typed is lost, and what is sent in the end is stored once.

A line of `FORMS` is a form. `make test` takes one of each API; `make soak PART=browser` all of them, in the demo's institute.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Error as Broken
from playwright.async_api import Locator, Route, expect

from tests.make import PASSWORD, unique
from tests.web.conftest import Visitor
from tests.web.tasks.conftest import Site

pytestmark = [pytest.mark.chromium, pytest.mark.sized("browser")]

AWAY = ["Failed to load resource", "net::ERR", "Failed to fetch"]
TOGETHER = 6  # so many forms stand open while the server is killed once
Step = tuple[Any, str]


@dataclass(frozen=True)
class Pick:
    """What a combobox offers for a text."""

    text: str


TICKED = object()  # a box of a group


@dataclass(frozen=True)
class Form:
    """`typed`: what goes into which field. `{new}` in a text differs each time; `stored` is the table and column that hold it then."""

    path: str
    steps: tuple[Step, ...]
    typed: dict[str, Any]
    press: str
    stored: str
    who: str = "katharina"
    is_small: bool = False
    conflict: str = "This could not be saved as it is"

    @property
    def label(self) -> str:
        return " · ".join([self.path, *(name for _, name in self.steps)])


def pressed(*names: str) -> tuple[Step, ...]:
    return tuple(("button", name) for name in names)


def chosen(button: str, item: str) -> tuple[Step, ...]:
    return ("button", button), ("menuitem", item)


THING = {"Title": "Probe {new}", "Description": "A line.\nAnother one."}
NAMED = {"Name": "Probe {new}", "Description": "What it is about"}
FORMS = (
    Form("/app/settings", (), {"About me": "Probe {new}"}, "Save", "accounts.bio", is_small=True),
    Form("/app/research/records/new", (), THING, "Create record", "records.title", is_small=True),
    Form("/app/training/trainings/new", (), THING, "Create training", "trainings.title", is_small=True),
    Form("/app/learning/edit", pressed("New level"), NAMED, "Create", "education_levels.name", is_small=True),
    Form("/app/assessment/persons", pressed("New person"), {"First name": "Ada", "Last name": "Probe {new}", "E-mail": "{new}@example.org"},
         "Create person", "persons.last_name", is_small=True, who="sabine"),
    Form("/app/research/records/{records}/edit", (), THING, "Save", "records.title"),
    Form("/app/research/records/{files.record_id}?tab=files", chosen("Actions", "Edit details"),
         {"Name": "{new}.txt", "Description": "What it is about"}, "Save", "files.name"),
    Form("/app/research/records/{records}?tab=links", pressed("Add link"),
         {"Other record": Pick("a"), "Name of the link": "probe-{new}"}, "Add", "record_links.name",
         conflict="There is such a link already"),
    Form("/app/research/collections/new", (), THING, "Create collection", "collections.title"),
    Form("/app/research/collections/{collections}/edit", (), THING, "Save", "collections.title"),
    Form("/app/research/templates/new", (),
         {"Title of the template": "Probe {new}", "Title of the record": "Made of it"}, "Create template", "templates.title"),
    Form("/app/research/templates/{templates}/edit", (), {"Title of the template": "Probe {new}"}, "Save", "templates.title"),
    Form("/app/research/groups/new", (), THING, "Create group", "groups.title"),
    Form("/app/research/groups/{groups}/edit", (), THING, "Save", "groups.title"),
    Form("/app/training/trainings/{trainings}/edit", (), THING, "Save", "trainings.title"),
    Form("/app/training/people", pressed("Edit"), {"Name": "Probe {new}", "Department": "Optics"}, "Save", "accounts.display_name"),
    Form("/app/training/webhooks", pressed("New webhook"),
         {"Name": "Probe {new}", "Address": "https://hooks.example.org/in", "Somebody registered an account": TICKED},
         "Create webhook", "webhook_endpoints.name"),
    Form("/app/learning/subjects/{subjects}/topics/new", (), NAMED, "Create", "topics.name"),
    Form("/app/learning/topics/{topics}/edit", (), NAMED, "Save", "topics.name"),
    Form("/app/learning/mentor", (),
         {"Motivation": "Probe {new}", "Experience": "Ten years"},
         "Send application", "mentor_applications.motivation", conflict="Your application is there already"),
    Form("/app/learning/people/{accounts.uuid:jonas}", (), {"First name": "Probe {new}", "Phone": "0123"}, "Save", "accounts.given_name"),
    Form("/app/assessment/persons/{persons}", chosen("Actions", "Edit"),
         {"Last name": "Probe {new}", "Remarks": "Late"}, "Save", "persons.last_name", who="sabine"),
    Form("/app/assessment/sessions/{assessment_sessions}", chosen("Actions", "Edit"),
         {"Name": "Probe {new}", "Remarks": "Late"}, "Save", "assessment_sessions.description", who="sabine"),
    Form("/app/assessment/batteries/new", (),
         {"Name of the battery": "Probe {new}", "Add a test": Pick("a")}, "Save", "batteries.battery_name", who="yuki"),
    Form("/app/assessment/report-definitions/new", (),
         {"Name of the definition": "Probe {new}", "Text of the report": "<p>Hello</p>"},
         "Save", "report_definitions.description", who="yuki"),
    Form("/app/assessment/credits?tab=grants", pressed("Give credits"),
         {"Company": Pick("a"), "Credits": "7", "Reason": "Probe {new}"}, "Give credits", "credit_grants.user_description", who="henrik"),
    Form("/app/assessment/office/logins/new", (),
         {"Name": "Probe {new}", "E-mail address": "{new}@example.org", "Remarks": "Late {new}"}, "Create", "logins.remarks", who="henrik"),
    Form("/app/assessment/office/companies/new", (), {"Name": "Probe {new}"}, "Create", "companies.company_name", who="henrik"),
    Form("/app/assessment/office/rights", pressed("New template"),
         {"Name": "Probe {new}", "What it is for": "Interns"}, "Create", "rights_templates.description", who="henrik"),
    Form("/app/assessment/office/organisations", pressed("New organisation"),
         {"Name": "Probe {new}"}, "Create", "organisations.name", who="henrik"),
    Form("/app/assessment/office/settings", pressed("New setting"),
         {"Name": "probe-{new}", "Value": "A value"}, "Save", "system_settings.name", who="henrik"),
    Form("/app/settings/tokens", pressed("Create token"), {"Name": "Probe {new}", "Read assessments and results": TICKED},
         "Create token", "access_tokens.name"),
    Form("/app/settings/applications/new", (),
         {"Name": "Probe {new}", "Website": "https://notes.example.org", "Address 1": "https://notes.example.org/back",
          "Create records": TICKED},
         "Register", "oauth_applications.name"),
    Form("/app/administration/accounts", pressed("Add account"),
         {"Name": "Probe {new}", "E-mail address": "{new}@example.org"}, "Add account", "accounts.display_name"),
    Form("/app/administration/accounts/{accounts}", (), {"Name": "Probe {new}"}, "Save", "accounts.display_name"),
)  # fmt: skip


@dataclass
class Open:
    """A form in front of somebody, who has typed into it."""

    form: Form
    visitor: Visitor
    session: str
    address: str
    new: str

    @property
    def scope(self) -> Locator:
        return self.visitor.page.get_by_role("dialog") if self.form.steps else self.visitor.page.locator("main")

    def named(self, name: str) -> Locator:
        if self.form.typed[name] is TICKED:
            return self.scope.get_by_role("checkbox", name=name)
        return self.scope.get_by_label(re.compile(rf"^{re.escape(name)}( \(optional\))?$")).locator("visible=true").first

    async def begin(self) -> None:
        await self.visitor.open(self.address)
        for role, name in self.form.steps:
            await self.visitor.page.get_by_role(role, name=name, exact=True).locator("visible=true").first.click()

    async def type(self) -> None:
        for name, entry in self.form.typed.items():
            if entry is TICKED:
                await self.named(name).check()
            elif isinstance(entry, Pick):
                await self.named(name).fill(entry.text)
                await self.scope.get_by_role("option").first.click()
            else:
                await self.named(name).fill(entry.format(new=self.new))

    async def has_entries(self) -> None:
        for name, entry in self.form.typed.items():
            if entry is TICKED:
                await expect(self.named(name)).to_be_checked()
            elif isinstance(entry, str):
                await expect(self.named(name)).to_have_value(entry.format(new=self.new))

    async def press(self) -> None:
        await self.scope.get_by_role("button", name=self.form.press, exact=True).locator("visible=true").last.click()

    async def told(self, *texts: str) -> None:
        for text in texts:
            await expect(self.scope.get_by_role("alert").first).to_contain_text(text)
        await self.has_entries()

    async def status(self, text: str) -> None:
        await self.visitor.page.get_by_role("status").filter(has_text=text).first.wait_for(state="attached", timeout=60000)


async def finds_no_server(one: Open) -> None:
    await one.told("The server cannot be reached", "What you typed is still here")
    await one.status("No connection to the server")


async def finds_it_back(one: Open) -> None:
    await one.status("The server is back")
    await one.told("The server was away when this was sent", "Try again")


async def finds_no_network(one: Open) -> None:
    profile = one.visitor.profile
    await profile.set_offline(True)
    try:
        await one.press()
        await one.told("The server cannot be reached", "What you typed is still here")
        await one.status("No network connection")
    finally:
        await profile.set_offline(False)
    await expect(one.visitor.page.get_by_text("No network connection")).to_have_count(0)


REFUSALS = {
    429: ("Too many attempts in a short time", "Try again in 3 seconds"),
    413: ("This is too large", "Nothing was saved"),
    409: (),  # what it means is the form's own
    503: ("The server is not ready right now", "What you typed is still here"),
    500: ("The server made an error", "What you typed is still here"),
}


async def is_refused(one: Open) -> None:
    """Answers that no form can provoke at will are given in the server's place."""
    page, answer = one.visitor.page, {"status": 0}

    async def refuse(route: Route) -> None:
        if route.request.method == "GET" or not answer["status"]:
            await route.fallback()
        else:
            await route.fulfill(status=answer["status"], headers={"Retry-After": "3", "Content-Type": "application/json"}, body="{}")

    await page.route(re.compile("/api/"), refuse)
    try:
        for status, words in REFUSALS.items():
            answer["status"] = status
            await one.press()
            await one.told(*(words or (one.form.conflict,)))
    finally:
        answer["status"] = 0


async def is_loaded_again(one: Open) -> None:
    await one.begin()
    await one.scope.get_by_text("Your unsaved entries are back").first.wait_for()
    await one.has_entries()


async def loses_its_session(one: Open) -> None:
    """The session ends; who signs in over the page goes on."""
    async with (
        aiohttp.ClientSession(headers={"SessionID": one.session}) as http,
        http.post(f"{one.visitor.origin}/app/api/sign-out") as response,
    ):
        assert response.status == 204
    dialog = one.visitor.page.get_by_role("dialog", name="You are signed out")
    # A page that asks by itself may have noticed already: then the button waits below the dialog.
    pressing = asyncio.ensure_future(one.press())
    try:
        await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
        await dialog.get_by_role("button", name="Sign in", exact=True).click()
        await dialog.wait_for(state="detached")
        await pressing
    finally:
        pressing.cancel()


async def is_stored(site: Site, one: Open) -> None:
    table, column = one.form.stored.split(".")
    texts = [entry.format(new=one.new) for entry in one.form.typed.values() if isinstance(entry, str) and "{new}" in entry]
    for _ in range(200):
        async with site.pool.acquire() as conn:
            count = await conn.fetchval(f"select count(*) from {table} where {column} = any($1)", texts)  # noqa: S608
        if count:
            break
        await asyncio.sleep(0.1)
    assert count == 1


@dataclass
class Walk:
    """What happens to forms that stand open together, and what they did wrong."""

    forms: list[Open]
    wrong: list[str] = field(default_factory=list)

    async def each(self, act: Callable[[Open], Awaitable[None]]) -> None:
        """For all at once. A form that did something wrong is left alone from there on."""
        tried = list(self.forms)
        for one, error in zip(tried, await asyncio.gather(*map(act, tried), return_exceptions=True), strict=True):
            if error is None:
                continue
            if not isinstance(error, AssertionError | Broken):
                raise error
            shown = await one.visitor.page.locator("body").inner_text()
            self.wrong.append(f"{one.form.label}: {act.__name__}: {error}\n{shown}")
            self.forms.remove(one)

    async def go(self, site: Site) -> list[str]:
        await self.each(Open.begin)
        await self.each(Open.type)
        port = site.kill()
        await self.each(Open.press)
        await self.each(finds_no_server)
        site.start(port)
        for act in (finds_it_back, finds_no_network, is_refused, is_loaded_again, loses_its_session):
            await self.each(act)
        await self.each(lambda one: is_stored(site, one))
        return self.wrong


@dataclass
class House:
    """A server with people: `enter` gives the session of one of them."""

    site: Site
    enter: Callable[[str], Awaitable[str]]

    async def address(self, path: str) -> str:
        """`{records}` in a path is some record, `{accounts.uuid:jonas}` what a column of somebody's account holds."""
        for name in re.findall(r"{(.*?)}", path):
            place, _, username = name.partition(":")
            table, _, column = place.partition(".")
            whose = f"where username = '{username}'" if username else ""
            async with self.site.pool.acquire() as conn:
                found = await conn.fetchval(f"select {column or 'id'} from {table} {whose} order by 1 limit 1")  # noqa: S608
            path = path.replace(f"{{{name}}}", str(found))
        return path


@pytest.fixture
async def house(own_site: Site, full_size: bool) -> House:
    """The demo's institute; small, one person who may everything."""
    if full_size:
        done = await asyncio.to_thread(
            own_site.machine.run, "demo", "--database-url", own_site.dsn, "--password-stdin", given=PASSWORD + "\n", seconds=600
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        async with own_site.pool.acquire() as conn:
            await conn.execute("update accounts set language = 'en'")
    else:
        account = await own_site.make.account(password=PASSWORD, display_name="Katharina Vogt", roles=((None, "admin"),))
        await own_site.make.login(account, await own_site.make.company(unique("Clinic")), "is_office_user")

    async def enter(username: str) -> str:
        async with own_site.pool.acquire() as conn:
            known = await conn.fetchrow(
                "select id, username from accounts where username = $1 or not $2 order by id limit 1", username, full_size
            )
        return await own_site.make.session(known, idle_seconds=1800)

    return House(own_site, enter)


async def test_forms_lose_nothing(visit, house: House, full_size: bool) -> None:
    wrong: list[str] = []
    forms = [form for form in FORMS if full_size or form.is_small]
    visitors = [await visit(origin=house.site.origin) for _ in forms[:TOGETHER]]
    for visitor in visitors:
        visitor.watch.excused += AWAY
    for first in range(0, len(forms), TOGETHER):
        opened = []
        for form, visitor in zip(forms[first:], visitors, strict=False):
            session = await house.enter(form.who)
            await visitor.page.add_init_script(f"if (window === top) localStorage.setItem('athenaeum.session', '{session}')")
            opened.append(Open(form, visitor, session, await house.address(form.path), unique("x")))
        wrong += await Walk(opened).go(house.site)
    assert not wrong, "\n".join(wrong)
