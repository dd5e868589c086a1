"""Domain tests need the database and no server."""

import pytest

from tests.make import Make


@pytest.fixture(scope="session")
async def make(pool, config):
    return Make(pool, config)


@pytest.fixture
def identity(make):
    """What the doors need; its cache is empty at the start of each test."""
    make.identity.cache.clear()
    return make.identity
