"""The training surface."""

import pytest

from tests.conftest import Client


@pytest.fixture
async def kms(anonymous: Client) -> Client:
    """A client at the OpenKMS API's own base, without a token."""
    return Client(anonymous.session, anonymous.url + "/kms/api/v1")
