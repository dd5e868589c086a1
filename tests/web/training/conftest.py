"""People of the training office and their trainings, made through the API."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Client
from tests.make import PASSWORD, unique

FIELDS = {"description": "What to do **when it burns**.", "category": "SECURITY", "level": "BEGINNER", "status": "PUBLISHED",
          "duration_minutes": 150, "credits": 2, "max_participants": 10}  # fmt: skip


@dataclass
class Somebody:
    """A person with a session, and requests in his name."""

    account: Any
    session: str
    kms: Client

    async def training(self, **fields: Any) -> dict[str, Any]:
        response = await self.kms.post("/trainings", json={"title": unique("Training")} | FIELDS | fields)
        assert response.status == 201, await response.text()
        return (await response.json())["training"]

    async def register(self, training: dict[str, Any]) -> dict[str, Any]:
        response = await self.kms.post("/registrations", json={"training_id": training["id"]})
        assert response.status == 201, await response.text()
        return (await response.json())["registration"]

    async def set(self, registration: dict[str, Any], status: str, **more: Any) -> None:
        response = await self.kms.put(f"/registrations/{registration['id']}", json={"status": status} | more)
        assert response.status == 200, await response.text()

    async def registrations(self, training: dict[str, Any]) -> dict[int, dict[str, Any]]:
        """Of a training, by person."""
        found = await (await self.kms.get("/registrations", params={"training_id": training["id"], "limit": 1000})).json()
        return {row["user_id"]: row for row in found["registrations"]}


@pytest.fixture
async def somebody(make, anonymous):
    """`await somebody("Ada Lovelace", ("training", "knowledge_manager"))` makes one."""

    async def somebody(name: str = "Emma Employee", *roles: tuple[str | None, str], **options: Any) -> Somebody:
        account = await make.account(password=PASSWORD, display_name=name, roles=roles, **options)
        session = await make.session(account, idle_seconds=1800)
        return Somebody(account, session, Client(anonymous.session, anonymous.url + "/kms/api/v1", None, session))

    return somebody


@pytest.fixture
async def emma(somebody) -> Somebody:
    return await somebody()


@pytest.fixture
async def manager(somebody) -> Somebody:
    return await somebody("Max Manager", ("training", "knowledge_manager"))


@pytest.fixture
async def admin(somebody) -> Somebody:
    return await somebody("Ada Admin", ("training", "admin"))
