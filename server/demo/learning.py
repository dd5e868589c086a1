"""Learning: the tree with its documents and film, who asked for what and what was decided, where somebody stopped watching."""

import json
from typing import Any

import aiohttp

from server.demo import documents
from server.demo.days import DATA, Days
from server.demo.house import House, Visitor

Row = dict[str, Any]
FILM_SECONDS = 24.0
ADMINISTRATOR = "marlene"


async def fill(house: House, days: Days) -> str:
    given = days.table("learning.toml")
    school = School(await house.enter(ADMINISTRATOR), house, days)
    for level in given["levels"]:
        await school.add_level(level)
    for row in given["enrollments"]:
        await school.enrol(row)
    for row in given["applications"]:
        await (await house.enter(row["person"])).lms("POST", "/mentor/apply", {name: row[name] for name in row if name != "person"})
    for row in given["watching"]:
        body = {"seconds": FILM_SECONDS * row["share"], "duration": FILM_SECONDS}
        await (await house.enter(row["person"])).app("PUT", f"/learning/topics/{school.topics[row['topic']]}/position", body)
    return f"{len(school.subjects)} subjects, {len(school.topics)} topics, {len(given['enrollments'])} enrolments"


class School:
    def __init__(self, administrator: Visitor, house: House, days: Days) -> None:
        self.administrator, self.house, self.days = administrator, house, days
        self.subjects: dict[str, str] = {}
        self.topics: dict[str, str] = {}

    async def make(self, path: str, row: Row, *names: str) -> str:
        """A row of the tree, of the fields that are named; its id."""
        body = {"name": row["name"], "description": row["description"], "isActive": row.get("is_active", True)}
        made = await self.administrator.lms("POST", f"/admin/education/{path}", body | {name: row[name] for name in names})
        return str(made["id"])

    async def add_level(self, level: Row) -> None:
        level_id = await self.make("levels", level)
        for grade in level["grades"]:
            grade_id = await self.make(f"levels/{level_id}/grades", grade, "level")
            for subject in grade["subjects"]:
                mentor = (await (await self.house.enter(subject["mentor"])).lms("GET", "/auth/profile"))["id"]
                subject_id = await self.make(f"grades/{grade_id}/subjects", subject | {"mentorId": mentor}, "mentorId")
                self.subjects[subject["name"]] = subject_id
                for topic in subject.get("topics", ()):
                    await self.add_topic(subject_id, topic)

    async def add_topic(self, subject_id: str, topic: Row) -> None:
        content = self.days.fill((DATA / topic["content"]).read_text("utf-8"))
        topic_id = await self.make(f"subjects/{subject_id}/topics", topic | {"content": content}, "content")
        self.topics[topic["name"]] = topic_id
        for document in topic["documents"]:
            form = aiohttp.FormData()
            form.add_field("topicId", topic_id)
            form.add_field("metadata", json.dumps({"name": document["name"], "description": document["description"]}))
            form.add_field("file", documents.content(document, self.days), filename=document["name"])
            await self.administrator.lms("POST", "/s3/document/upload", data=form)
        if "video" in topic:
            form = aiohttp.FormData()
            form.add_field("video", (DATA / topic["video"]).read_bytes(), filename=topic["video"], content_type="video/webm")
            await self.administrator.lms("PUT", f"/admin/education/topics/{topic_id}/video", data=form)

    async def enrol(self, row: Row) -> None:
        person = await self.house.enter(row["person"])
        made = await person.lms("POST", "/enrollment/request", {"subjectId": self.subjects[row["subject"]], "message": row["message"]})
        if decision := row.get("decision"):
            reason = {"reason": row["reason"]} if "reason" in row else None
            await self.administrator.lms("PUT", f"/admin/enrollment/{made['id']}/{decision}", reason)
