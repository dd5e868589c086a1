"""The company with a test office that the pages of assessment share, and its master user."""

from uuid import uuid4

import pytest

from tests.web.assessment.conftest import Office, Somebody, filled, office  # noqa: F401  (fixtures)

EVERY_RIGHT = ("is_office_user", "is_organisation_supervisor", "is_translator", "is_researcher", "is_password_manager")


@pytest.fixture
async def master(office: Office) -> Somebody:  # noqa: F811
    """Mia Master of the same company, with every right of the office and of the server."""
    return await office.colleague(*EVERY_RIGHT, name="Mia Master", roles=(("assessment", "admin"),))


async def put(somebody: Somebody, path: str, **fields: object) -> str:
    """Stores a row of an entity; its id."""
    identity = str(uuid4())
    await somebody.save(f"/{path}/{identity}", {"ID": identity} | fields)
    return identity
