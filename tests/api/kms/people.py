"""Clients of the training surface for each kind of person, and the bodies they send."""

from server.domain.actor import DOMAINS
from tests.conftest import Client
from tests.make import unique

FIELDS = {"description": "What to do when it burns.", "category": "SECURITY", "level": "BEGINNER", "status": "PUBLISHED",
          "duration_minutes": 120, "credits": 2, "max_participants": 10}  # fmt: skip


async def client(kms: Client, make, *roles: tuple[str | None, str], scopes: tuple[str, ...] = (), domains=DOMAINS) -> Client:
    """A client with a token of a new account; `client.account` is the account."""
    account = await make.account(roles=roles, domains=domains)
    found = kms.using(await make.token(account, *scopes))
    found.account = account  # type: ignore[attr-defined]
    return found


async def employee(kms: Client, make, **options) -> Client:
    return await client(kms, make, **options)


async def manager(kms: Client, make, **options) -> Client:
    return await client(kms, make, ("training", "knowledge_manager"), **options)


async def admin(kms: Client, make, **options) -> Client:
    return await client(kms, make, ("training", "admin"), **options)


async def training(by: Client, **fields) -> dict:
    """A training made by a manager's client, as GET answers it."""
    response = await by.post("/trainings", json={"title": unique("Training")} | FIELDS | fields)
    assert response.status == 201, await response.text()
    made = (await response.json())["training"]
    return (await (await by.get(f"/trainings/{made['id']}")).json())["training"]


async def registered(who: Client, training_id: int) -> dict:
    response = await who.post("/registrations", json={"training_id": training_id})
    assert response.status == 201, await response.text()
    return (await response.json())["registration"]


async def code_of(response) -> tuple[int, str]:
    return response.status, (await response.json())["code"]
