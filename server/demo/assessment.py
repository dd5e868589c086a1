"""Assessment: the company and its logins, a test office with tests, a battery, reports, candidates and what they answered."""

import asyncio
from datetime import timedelta
from typing import Any

from server.demo import questionnaires
from server.demo.days import Days
from server.demo.house import House, Visitor
from server.demo.people import HOST
from server.demo.questionnaires import identity

Row = dict[str, Any]
FILE = "assessment.toml"
ADMINISTRATOR, MASTER, OFFICE, AUTHOR = "katharina", "henrik", "sabine", "yuki"
ZERO = "00000000-0000-0000-0000-000000000000"
READY, RUNNING, DONE = 10, 20, 30
STATES = {"ready": READY, "running": RUNNING, "done": DONE}


def candidates(days: Days) -> list[tuple[str, str]]:
    """Who has something to take: address, and what is there."""
    return [
        (row["EMail"], f"{row['FirstName']} {row['LastName']}, {row['signs_in']}")
        for row in days.table(FILE)["persons"]
        if "signs_in" in row
    ]


async def fill(house: House, days: Days) -> str:
    given = days.table(FILE)
    master = await open_company(house, given)
    office, author = [await enter(house, name) for name in (OFFICE, AUTHOR)]
    for row in given["tests"]:
        test = questionnaires.definition(row)
        await author.itr("POST", f"/tests/{test['ID']}", test)
    bureau = Bureau(house, days, office, {row["key"]: row for row in given["tests"]}, {row["key"]: row for row in given["persons"]})
    await bureau.furnish(given, author)
    await asyncio.gather(*(bureau.register(row) for row in given["persons"]))  # each waits for a password to be hashed
    await keep_accounts(master, days, given)
    for row in given["sessions"]:
        await bureau.plan(row)
    await bureau.gather(given["group"])
    return f"{len(given['tests'])} tests, {len(given['persons'])} candidates, {bureau.sessions} sessions"


async def enter(house: House, username: str) -> Visitor:
    """Somebody, in the only company there is."""
    visitor = await house.enter(username)
    companies = (await visitor.app("GET", "/session"))["companies"]
    await visitor.app("POST", "/session/company", {"company_id": companies[0]["company_id"]})
    return visitor


async def open_company(house: House, given: Row) -> Visitor:
    """Its particulars and who works in it; gives back who may order for it."""
    administrator = await enter(house, ADMINISTRATOR)
    company = await administrator.itr("GET", "/companies/currentcompany")
    kept = {name: company[name] for name in ("ID", "CompanyLogo", "YearlyLicenseFee")}
    await administrator.itr("POST", f"/companies/{company['ID']}", kept | given["company"])
    other = identity("company")
    await administrator.itr("POST", f"/companies/{other}", {"ID": other} | given["other_company"])
    for username, login in given["logins"].items():
        body = {"ID": identity("login", username), "Email": f"{username}@{HOST}", "Active": True} | dict.fromkeys(login["flags"], True)
        await administrator.itr("POST", f"/logins/{body['ID']}", body)
    return await enter(house, MASTER)


async def keep_accounts(master: Visitor, days: Days, given: Row) -> None:
    """Grants, and what was used before they counted."""
    company = await master.itr("GET", "/companies/currentcompany")
    login = identity("login", MASTER)
    for number, row in enumerate(given["grants"]):
        body = {name: row[name] for name in row if name != "days"} | {
            "ID": identity("grant", str(number)), "UserID": login, "CompanyID": company["ID"],
            "GrantedWhen": days.instant(row["days"], "09:15").isoformat(),
        }  # fmt: skip
        await master.itr("POST", f"/creditgrants/{body['ID']}", body)
    names = given["history"]["names"]
    for back, count in enumerate(reversed(given["history"]["months"]), 1):
        for number in range(count):
            ticks = 6 if (back + number) % 3 == 0 else 4
            body = {
                "ID": identity("usage", str(back), str(number)), "UserID": login, "CompanyID": company["ID"], "SessionID": ZERO,
                "InvoiceCode": "BEN-10" if ticks == 6 else "ARB-20", "OriginalTicks": ticks, "DiscountedTicks": 0, "TotalTicks": ticks,
                "UsageDateTime": days.instant(-30 * back - 2 * number, "10:00").isoformat(), "UserName": "*ANONIMISED*",
                "SessionName": names[(back + number) % len(names)],
            }  # fmt: skip
            await master.itr("POST", f"/creditusages/{body['ID']}", body)


class Bureau:
    """The test office at work."""

    def __init__(self, house: House, days: Days, office: Visitor, tests: dict[str, Row], persons: dict[str, Row]) -> None:
        self.house, self.days, self.office, self.tests, self.persons = house, days, office, tests, persons
        self.manager, self.sessions = identity("login", OFFICE), 0

    async def furnish(self, given: Row, author: Visitor) -> None:
        """Lists of the company, the battery, reports."""
        for noun in ("organisations", "educations", "nationalities"):
            for row in given[noun]:
                body = {name: row[name] for name in row if name != "key"} | {"ID": identity(noun, row["key"])}
                await self.office.itr("POST", f"/{noun}/{body['ID']}", body)
        battery = {name: given["battery"][name] for name in given["battery"] if name != "tests"} | {
            "ID": identity("battery"), "BatteryTests": [{"TestID": identity("test", key)} for key in given["battery"]["tests"]],
            "ManagedByUserID": self.manager,
        }  # fmt: skip
        await self.office.itr("POST", f"/batteries/{battery['ID']}", battery)
        for number, row in enumerate(given["reports"]):
            body = {name: row[name] for name in row if name != "test"} | {
                "ID": identity("report", str(number)), "TestID": identity("test", row["test"]), "Active": True,
            }  # fmt: skip
            await author.itr("POST", f"/reportdefinitions/{body['ID']}", body)

    async def register(self, row: Row) -> None:
        names = ("FirstName", "LastName", "EMail", "PreferredLanguage", "Sex")
        born = self.days.today - timedelta(days=365 * row["age"] + 120)
        await self.office.itr("POST", f"/persons/{identity('person', row['key'])}", {name: row[name] for name in names} | {
            "ID": identity("person", row["key"]), "Age": row["age"], "BirthDate": born.isoformat(), "Active": True, "PersonType": 0,
            "OrganisationID": identity("organisations", row["organisation"]), "EducationID": identity("educations", row["education"]),
            "NationalityID": identity("nationalities", row["nationality"]), "ManagedByUserID": self.manager,
            "Password": self.house.password if "signs_in" in row else "",
        })  # fmt: skip

    async def plan(self, row: Row) -> None:
        """A session with its tests, and what was answered."""
        session = identity("session", row["person"], row["Description"])
        window = (row.get("from", row.get("day", 0) - 7), row.get("until", row.get("day", 0) + 7))
        await self.save(session, row, window, PersonID=identity("person", row["person"]))
        for number, key in enumerate(row["tests"]):
            await self.give(session, key, number, row["person"])
        self.sessions += 1
        if row.get("is_taken"):
            await self.take(session, row)
        elif row["state"] == "done":
            entries = {key: identity("session test", session, key) for key in row["tests"]}
            await self.enter_answers(session, entries, row["person"], row["day"])

    async def save(self, session: str, row: Row, window: tuple[int, int], **more: Any) -> None:
        await self.office.itr("POST", f"/sessions/{session}", {
            "ID": session, "GroupSessionID": ZERO, "GroupID": ZERO, "PersonID": ZERO, "Description": row["Description"],
            "Goal": row["Goal"], "Status": READY, "SessionState": "Ready", "Active": True, "ManagedByUserID": self.manager,
            "AllowedStartDateTime": self.days.instant(window[0], "06:00").isoformat(),
            "AllowedEndDateTime": self.days.instant(window[1], "20:00").isoformat(),
            "CreateDate": self.days.instant(window[0] - 2, "08:00").isoformat(),
        } | more)  # fmt: skip

    async def give(self, session: str, key: str, number: int, person: str | None) -> None:
        test = self.tests[key]
        norms = {f"NormID{place}": questionnaires.norm_id(test, each) for place, each in enumerate(test["norms"], 1)}
        entry = identity("session test", session, key)
        await self.office.itr("POST", f"/sessiontests/{session}/{entry}", {
            "ID": entry, "SessionID": session, "TestID": identity("test", key), "PersID": identity("person", person) if person else ZERO,
            "Sequence": number, "TestLanguage": test["LanguageSupport"], "Status": READY, "HowTheTestIsTaken": 10,
        } | norms)  # fmt: skip

    def answered(self, key: str, person: str, begun: str, seconds: int, share: float = 1.0) -> Row:
        """What a test holds after somebody worked on it."""
        test = self.tests[key]
        pages = questionnaires.screen_of(test, len(questionnaires.lines(test)) - 1) + 1
        return {
            "Results": questionnaires.answers(test, self.persons[person]["lean"], f"{person} {key}", share), "TestStart": begun,
            "TotalTestTime": seconds, "TotalPages": pages, "CurrentPage": round(share * (pages - 1)),
            "PercentageOfQuestionsAnswered": round(share * 100),
        }  # fmt: skip

    async def enter_answers(self, session: str, entries: dict[str, str], person: str, day: int) -> None:
        """Taken some days ago, and typed in by the office; `entries` are the tests of the session and their ids in it."""
        begun = now = self.days.instant(day, "09:30")
        seconds = 240 + 17 * len(person)
        for key, entry in entries.items():
            ended = now + timedelta(seconds=seconds)
            done = self.answered(key, person, now.isoformat(), seconds) | {"TestEnd": ended.isoformat(), "Status": DONE}
            await self.office.itr("POST", f"/sessiontests/{session}/{entry}", {"ID": entry} | done)
            now = ended + timedelta(minutes=2)
        times = {"StartedAt": begun.isoformat(), "EndedAt": now.isoformat()}
        await self.office.itr("POST", f"/sessions/{session}", {"ID": session, "Status": DONE, "SessionState": "Done"} | times)

    async def take(self, session: str, row: Row) -> None:
        """Taken by the candidate, just now: to the end, or not quite."""
        person, key, status = row["person"], row["tests"][0], STATES[row["state"]]
        candidate = await self.house.enter(self.persons[person]["EMail"])
        own, begun = {"PersonID": identity("person", person), "ID": session}, self.days.now_minus(minutes=9)
        await candidate.itr("POST", f"/sessions/{session}", own | {"Status": RUNNING, "SessionState": "In progress", "StartedAt": begun})
        entry = identity("session test", session, key)
        body = self.answered(key, person, begun, 410, 1.0 if status == DONE else 0.5)
        body |= {"ID": entry, "PersID": identity("person", person), "Status": status}
        if status == DONE:
            body["TestEnd"] = self.days.now_minus(minutes=2)
        await candidate.itr("POST", f"/sessionteststaking/{session}/{entry}", body)
        if status == DONE:
            ended = {"Status": DONE, "SessionState": "Done", "EndedAt": self.days.now_minus(minutes=2)}
            await candidate.itr("POST", f"/sessions/{session}", own | ended)

    async def gather(self, row: Row) -> None:
        """A group with its members; some have answered."""
        session = identity("group", row["Description"])
        await self.save(session, row, (row["from"], row["until"]), SessionType=100)
        for number, key in enumerate(row["tests"]):
            await self.give(session, key, number, None)
        members = [{"PersonID": identity("person", key)} for key in row["members"]]
        await self.office.itr("POST", f"/sessions/{session}/groupmembers", members)
        found = await self.office.itr("GET", f"/sessions/{session}/groupmembers", headers={"StartPage": "-1"})
        own = {each["ID"]: each["sessionid"] for each in found}
        for person, taken in row["done"].items():
            member = own[identity("person", person)]
            tests = await self.office.itr("GET", f"/sessiontests/{member}", headers={"StartPage": "-1"})
            await self.enter_answers(member, {row["tests"][test["Sequence"]]: test["ID"] for test in tests}, person, taken)
        self.sessions += 1 + len(members)
