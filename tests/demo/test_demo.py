"""What the demo leaves behind, as its own people see it through the APIs."""

import csv
import io
import json
import re
from datetime import date

import pytest

from server.demo import assessment, documents, house, institute, questionnaires
from server.demo.days import DATA, Days
from server.demo.questionnaires import identity


def rows(name: str, noun: str) -> list:
    return Days.now().table(name)[noun]


# What is there


async def test_each_part_says_what_it_made_and_how_long_it_took(lindental):
    parts = ["People", *(name for name, _ in institute.PARTS), "Done"]
    assert [line.split("  ")[0] for line in lindental.said] == parts
    assert all(re.search(r"\d+\.\d s$", line) for line in lindental.said)


async def test_everybody_gets_in_and_opens_what_he_was_given(lindental):
    for person in rows("people.toml", "people"):
        session = await (await lindental.enter(person["username"])).app("GET", "/session")
        assert session["account"]["display_name"] == f"{person['given']} {person['family']}"
        assert session["preferences"]["language"] == person["language"]
        assert sorted(session["domains"]) == sorted(person.get("domains", ["research", "training", "learning", "assessment"]))
    roles = {text for person in rows("people.toml", "people") for text in person["roles"]}
    assert roles == {"everything:admin", "research:admin", "research:guest", "training:admin", "training:knowledge_manager",
                     "learning:admin", "learning:mentor", "assessment:admin"}  # fmt: skip


async def test_research_has_its_records_collections_groups_and_templates(lindental):
    boss = await lindental.enter("tomasz")
    given = lindental.days.table("research.toml")
    kept = [row["identifier"] for row in given["records"] if not row.get("is_deleted")]
    found = (await boss.kadi("GET", "/records?per_page=100"))["items"]
    assert sorted(each["identifier"] for each in found) == sorted(kept)
    for noun in ("collections", "groups", "templates"):
        items = (await boss.kadi("GET", f"/{noun}?per_page=100"))["items"]
        assert sorted(each["identifier"] for each in items) == sorted(row["identifier"] for row in given[noun])
    parent = await boss.kadi("GET", "/collections/identifier/batteriematerialien")
    children = (await boss.kadi("GET", f"/collections/{parent['id']}/collections"))["items"]
    assert sorted(each["identifier"] for each in children) == ["charge-b07", "charge-b08", "zelltests"]
    assert [each["name"] for each in (await boss.app("GET", "/applications"))["items"]] == ["Laborbuch"]
    record = await boss.kadi("GET", "/records/identifier/zyklen-k214")
    assert len((await boss.kadi("GET", f"/records/{record['id']}/revisions"))["items"]) > 1
    assert len((await boss.kadi("GET", f"/records/{record['id']}/records?direction=in"))["items"]) == 1
    assert {extra["key"]: extra.get("unit") for extra in record["extras"]}["Temperatur"] == "°C"


async def test_a_member_reads_what_his_group_has_and_a_guest_only_reads(lindental):
    member, guest = await lindental.enter("amara"), await lindental.enter("sophie")
    assert [each["is_expired"] for each in (await member.app("GET", "/tokens"))["items"]] == [False]
    assert (await member.kadi("GET", "/records/identifier/zyklen-k215"))["visibility"] == "private"
    assert (await guest.kadi("GET", "/records?query=nmc811"))["items"]
    for path, status in (("/records/identifier/zyklen-k215", 403), ("/records/identifier/probe-b06", 404)):
        with pytest.raises(house.Refusal, match=f"→ {status}"):
            await guest.kadi("GET", path)
    with pytest.raises(house.Refusal, match="→ 403"):
        await guest.kadi("POST", "/records", {"identifier": "mine", "title": "Mine"})
    owner = await lindental.enter("lukas")
    trash = await owner.kadi("GET", "/trash")
    assert [each["identifier"] for each in trash["items"]] == ["probe-b06"]
    record = await owner.kadi("GET", "/records/identifier/zyklen-k215")
    uploads = (await owner.kadi("GET", f"/records/{record['id']}/uploads"))["items"]
    assert [(each["name"], each["state"], len(each["chunks"])) for each in uploads] == [("k215-rohdaten.bin", "active", 1)]


async def test_trainings_are_held_and_planned_with_feedback(lindental):
    manager, employee = await lindental.enter("emre"), await lindental.enter("clara")
    given = rows("training.toml", "trainings")
    assert (await manager.kms("GET", "/trainings"))["total"] == len(given)
    assert (await employee.kms("GET", "/trainings"))["total"] == len([row for row in given if row["status"] == "PUBLISHED"])
    registrations = (await manager.kms("GET", "/registrations?limit=1000"))["registrations"]
    assert {each["status"] for each in registrations} == {"REGISTERED", "ATTENDED", "COMPLETED", "CANCELLED"}
    assert len([each for each in registrations if each["feedback_score"]]) > 5
    with pytest.raises(house.Refusal, match="TRAINING_FULL"):
        full = next(each for each in (await employee.kms("GET", "/trainings"))["trainings"] if each["title"] == "Führen im Gespräch")
        await employee.kms("POST", "/registrations", {"training_id": full["id"]})


async def test_learning_waits_for_decisions(lindental):
    administrator, learner = await lindental.enter("marlene"), await lindental.enter("finn")
    waiting = [row["person"] for row in rows("learning.toml", "enrollments") if "decision" not in row]
    assert len(await administrator.lms("GET", "/admin/enrollment/pending")) == len(waiting)
    assert len(await administrator.lms("GET", "/admin/mentor/pending")) == len(rows("learning.toml", "applications"))
    mine = await learner.app("GET", "/learning/mine")
    assert {each["status"] for each in mine["enrollments"]} == {"approved", "pending"}
    assert [each["name"] for each in mine["watching"]] == ["Was ein Potentiostat tut"]
    assert {each["name"] for each in (await (await lindental.enter("jonas")).app("GET", "/learning/mine"))["mentoring"]} == {
        "Elektrochemie für Einsteiger", "Sicher arbeiten in der Glovebox", "Röntgenbeugung auswerten",
    }  # fmt: skip


async def test_the_test_office_has_sessions_in_each_state_and_scores_that_differ(lindental):
    office = await lindental.enter_office("sabine")
    states = [each["Status"] for each in await office.itr("GET", "/sessions", headers={"StartPage": "-1"})]
    assert {10, 20, 31} == set(states)
    scored = []
    for row in rows("assessment.toml", "sessions"):
        if row["state"] == "done":
            home = f"/assessment/sessions/{identity('session', row['person'], row['Description'])}"
            profile = await office.app("GET", f"{home}/profile")
            assert [test["state"] for test in profile["tests"]] == ["scored"] * len(row["tests"])
            scored.append([scale["score"] for test in profile["tests"] for scale in test["scales"]])
            assert all(norm["share"] for test in profile["tests"] for scale in test["scales"] for norm in scale["norms"])
    assert len({str(scores) for scores in scored}) == len(scored) >= 5
    months = await office.itr("GET", "/creditusagespermonth")
    assert len(months) >= 7 and months[0]["ticks"] > 0
    group = (await office.itr("GET", "/groupsessionsview"))[0]
    assert (group["readycount"], group["donecount"]) == (2, 2)


async def test_the_tests_are_ours_and_whole(lindental):
    author = await lindental.enter_office("yuki")
    for row in rows("assessment.toml", "tests"):
        test = await author.itr("GET", f"/tests/{identity('test', row['key'])}")
        tried = await author.app("POST", "/assessment/tests/try", {"test": test, "results": questionnaires.answers(row, [0.5] * 4, "seed")})
        assert (tried["is_ours"], tried["faults"]) == (True, [])
        assert all(score["Score"] for score in tried["scores"].values())


async def test_reports_are_filled(lindental):
    office = await lindental.enter_office("sabine")
    session = identity("session", "samira", "Technische Assistenz, AG Batteriematerialien")
    text = await office.app("GET", f"/assessment/sessions/{session}/report.html?report={identity('report', '0')}")
    assert "Samira Aziz" in text and "<svg" in text and "%%" not in text


async def test_candidates_find_what_awaits_them(lindental):
    for email, _ in assessment.candidates(lindental.days):
        candidate = await lindental.enter(email)
        sessions = await candidate.itr("GET", "/sessions")
        assert [each for each in sessions if each["Status"] < 30], email


# What it is made of


@pytest.mark.parametrize("name", sorted(documents.FILES))
def test_a_file_is_what_its_name_says(name):
    content = documents.FILES[name](Days.now())
    assert 100 < len(content) < 400_000
    if name in documents.measurements.SERIES:
        head, *body = csv.reader(io.StringIO(content.decode()))
        assert len(body) > 20 and {len(row) for row in body} == {len(head)} and all("[" in column for column in head[1:])
        assert all(float(value) == float(value) for row in body for value in row[1:] if value)
    elif content[:1] in (b"{", b"["):
        assert json.loads(content)
    else:
        assert content.startswith((b"\x89PNG", b"%PDF-1."))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.*")), ids=lambda path: path.name)
def test_no_date_is_left_to_be_filled(path):
    if path.suffix in (".md", ".toml"):
        assert "{{" not in Days.now().fill(path.read_text("utf-8"))


@pytest.mark.parametrize("today", ["2026-11-22", "2027-01-01", "2028-02-29"])
def test_days_are_working_days_and_keep_their_side_of_today(today):
    days = Days(date.fromisoformat(today))
    for offset in (-150, -23, -2, -1, 1, 2, 11, 25):
        found = days.day(offset)
        assert found.weekday() < 5 and (found < days.today) == (offset < 0)
    assert days.day(0) == days.today
    friday = date.fromisoformat(days.fill("{{friday}}"))
    assert friday.weekday() == 4 and friday.isocalendar().week == days.today.isocalendar().week


def test_the_film_is_small():
    film = (DATA / "cyclic-voltammetry.webm").read_bytes()
    assert film.startswith(b"\x1aE\xdf\xa3") and len(film) < 200_000
