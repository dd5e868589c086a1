"""The learning surface."""

import pytest

from tests.api.lms.files import School, school_on
from tests.conftest import Client, Running


@pytest.fixture
async def lms(anonymous: Client) -> Client:
    """A client at the learning API's own base, without a token."""
    return Client(anonymous.session, anonymous.url + "/lms/api")


@pytest.fixture
async def school(server: Running, http, make) -> School:
    """A topic with its mentor, another mentor, an administrator and a learner."""
    return await school_on(server, http, make)


@pytest.fixture
async def small_school(start_server, http, make) -> School:
    """The same on a server of its own that takes little, where nobody else uploads."""
    server = await start_server(learning={"document_bytes": 100_000, "video_bytes": 1_000_000}, storage={"claim_seconds": 0.5})
    return await school_on(server, http, make)
