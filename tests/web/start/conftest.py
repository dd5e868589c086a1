"""Somebody who has something of everything on the start page."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.itr import planned
from tests.conftest import Client
from tests.make import PASSWORD, unique

CHUNK = 10_000_000
TRAINING = {"description": "What to do.", "category": "SECURITY", "level": "BEGINNER", "status": "PUBLISHED",
            "duration_minutes": 90, "credits": 2, "max_participants": 10}  # fmt: skip


@dataclass
class Person:
    account: Any
    session: str
    kadi: Client
    kms: Client
    itr: Client

    async def training(self, title: str) -> int:
        response = await self.kms.post("/trainings", json={"title": title} | TRAINING)
        assert response.status == 201, await response.text()
        return (await response.json())["training"]["id"]

    async def register(self, training_id: int) -> None:
        response = await self.kms.post("/registrations", json={"training_id": training_id})
        assert response.status == 201, await response.text()

    async def upload(self, record_id: int, name: str) -> str:
        """Begun, with the first of six pieces."""
        response = await self.kadi.post(f"/records/{record_id}/uploads", json={"name": name, "size": 6 * CHUNK})
        upload_id = (await response.json())["id"]
        headers = {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": str(CHUNK)}
        response = await self.kadi.put(f"/records/{record_id}/uploads/{upload_id}", data=b"\0" * CHUNK, headers=headers)
        assert response.status == 200, await response.text()
        return upload_id


@pytest.fixture
def somebody(make, anonymous):
    """`await somebody("Mira Sole", (None, "admin"), flags=("is_office_user",))`: an account, with a login where there are flags."""

    async def somebody(name: str = "Mira Sole", *roles: tuple[str | None, str], flags: tuple[str, ...] = (), **options: Any) -> Person:
        account = await make.account(password=PASSWORD, display_name=name, roles=roles, **options)
        login_id = await make.login(account, await make.company("Clinic"), *flags) if flags else None
        session = await make.session(account, login_id=login_id, idle_seconds=1800)
        clients = [
            Client(anonymous.session, f"{anonymous.url}{base}", None, session) for base in ("/kadi/api/v1", "/kms/api/v1", "/itr/api")
        ]
        return Person(account, session, *clients)

    return somebody


@pytest.fixture
async def busy(somebody, make, pool) -> Person:
    """Records, an upload, a video, trainings, tests, and whoever decides."""
    mira = await somebody("Mira Sole", (None, "admin"), flags=("is_office_user",))
    other = await somebody("Otto Other", ("training", "knowledge_manager"))
    record = await make.record(mira.account, title="Conductivity of sample A", type="Measurement")
    await make.record(other.account, title="Shared microscope settings", visibility="public")
    await mira.upload(record["id"], "long-scan.tif")
    own, fresh = await mira.training("Laser safety"), await other.training(unique("Fire drill"))
    going = await other.training("Writing grants")
    await other.register(own)
    await mira.register(going)
    topic = await make.topic(name="Standing waves")
    company_id = await pool.fetchval("select company_id from logins where account_id = $1", mira.account["id"])
    for window, status in ((planned.SOON, 20), ("2002-01-01T00:00:00Z", 10), ("2089-05-01T10:00:00Z", 10)):
        person = await make.person(company_id)
        times = {"AllowedStartDateTime": planned.LONG_AGO, "AllowedEndDateTime": window}
        await planned.session(mira.itr, person, Description="Attention", Status=status, **times)
    async with pool.acquire() as conn:
        await conn.execute(
            "insert into topic_files (topic_id, kind, name, content_type, size_bytes, blob_id, sha256, uploaded_by)"
            " values ($1, 'video', 'w.mp4', 'video/mp4', 1, gen_random_uuid(), '\\x00', $2)", topic["id"], mira.account["id"],
        )  # fmt: skip
        await conn.execute(
            "insert into video_positions (account_id, topic_id, seconds, duration) values ($1, $2, 754, 1200)",
            mira.account["id"], topic["id"],
        )  # fmt: skip
        await conn.execute("insert into enrollments (account_id, subject_id) values ($1, $2)", other.account["id"], topic["subject_id"])
        await conn.execute(
            "insert into enrollments (account_id, subject_id, status, reviewed_at) values ($1, $2, 'approved', now())",
            mira.account["id"], topic["subject_id"],
        )  # fmt: skip
        await conn.execute(
            "insert into jobs (kind, state, finished_at, last_error) values ('mail.send', 'dead', now(), 'connection refused')"
        )
    mira.fresh, mira.topic = fresh, topic  # type: ignore[attr-defined]
    return mira
