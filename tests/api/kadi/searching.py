"""What tests of the searches share: words that nobody else has, and what a search finds."""

import json
import random

from tests.api.kadi.conftest import body

LETTERS = "bcdfghjklmnpqrstvwxz"


def word(length: int = 12) -> str:
    """A word that stands nowhere else and is near to none: letters only, so that a test can mistype it."""
    return "".join(random.SystemRandom().choices(LETTERS, k=length))


async def found(client, path: str, **query) -> list[str]:
    """The titles of all that the search finds, in its order; the total agrees."""
    answer = await body(await client.get(path, params={"per_page": "100", **query}))
    assert answer["_pagination"]["total_items"] == len(answer["items"])
    return [item["title"] for item in answer["items"]]


def extras(*conditions) -> str:
    return json.dumps(conditions)
