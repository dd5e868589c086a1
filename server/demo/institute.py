"""The order in which the institute comes to be, and what is said meanwhile."""

import time
from collections.abc import Awaitable, Callable

from server.demo import assessment, house, learning, people, research, training
from server.demo.days import Days
from server.demo.people import Person
from server.domain.identity import Identity

Say = Callable[[str], None]
Part = Callable[[house.House, Days], Awaitable[str]]

PARTS: tuple[tuple[str, Part], ...] = (
    ("Research data", research.fill),
    ("Training", training.fill),
    ("Learning", learning.fill),
    ("Assessment", assessment.fill),
)


async def fill(identity: Identity, dsn: str, password: str, say: Say) -> list[Person]:
    """Everything; nobody may be there yet (`people.is_anybody_there`)."""
    days, config = Days.now(), identity.config
    begun = time.monotonic()
    hired = await people.hire(identity, days, password)
    say(line("People", f"{len(hired)} accounts", begun))
    async with house.opened(config, dsn, password, {person.username: person.session_id for person in hired}) as opened:
        for name, part in PARTS:
            started = time.monotonic()
            say(line(name, await part(opened, days), started))
    say(line("Done", "", begun))
    return hired


def line(name: str, what: str, since: float) -> str:
    return f"{name:<16}{what:<58}{time.monotonic() - since:5.1f} s"


def candidates() -> list[tuple[str, str]]:
    """Who comes to be tested: address and what awaits there."""
    return assessment.candidates(Days.now())
