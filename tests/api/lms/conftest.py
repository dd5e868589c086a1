"""The learning surface."""

import pytest

from tests.conftest import Client


@pytest.fixture
async def lms(anonymous: Client) -> Client:
    """A client at the learning API's own base, without a token."""
    return Client(anonymous.session, anonymous.url + "/lms/api")
