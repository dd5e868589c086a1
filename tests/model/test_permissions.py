"""A plain model of the permissions and the server agree on who may do what: reads, changes, lists, searches, exports."""

import asyncio
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model.permissions import steps, worlds
from tests.model.permissions_walk import Comparison, built

SMALL, FULL = (5, 100, 2, 500), (60, 100, 4, 5000)
"""Worlds, changes in each, people who look at everything afterwards (half as many before), cases that have to come together."""


@pytest.mark.sized("permissions")
async def test_the_server_permits_what_the_model_permits(anonymous, make, full_size):
    """A case is one answer about one object to one person; what lists, searches and exports hold is counted beside them."""
    number, changes, readers, enough = FULL if full_size else SMALL
    seen: Counter[str] = Counter()

    async def compare(world, happening, seed):
        await built(make, world)
        chance = random.Random(seed)
        comparison = Comparison(world, anonymous, chance)
        await comparison.look_around(some(world, chance, readers // 2))
        for step in happening:
            await comparison.step(step)
        await comparison.look_around(some(world, chance, readers))
        seen.update(worlds=1, cases=comparison.cases, lists=comparison.lists, members=comparison.members)

    # What a soak finds is shrunk to a small world; the short run always sees the same few.
    phases = [Phase.generate, Phase.shrink] if full_size else [Phase.generate]
    sized = settings(max_examples=number, deadline=None, database=None, derandomize=not full_size, phases=phases,
                     suppress_health_check=list(HealthCheck))  # fmt: skip
    loop = asyncio.get_running_loop()

    def compared(world, happening, seed):
        asyncio.run_coroutine_threadsafe(compare(world, happening, seed), loop).result()

    await asyncio.to_thread(sized(given(worlds(), steps(changes), st.integers(0, 2**32))(compared)))
    print(f"{seen['worlds']} worlds: {seen['cases']} cases, {seen['lists']} lists and exports, {seen['members']} members of them compared")
    assert seen["worlds"] >= number and seen["cases"] >= enough


def some(world, chance, count):
    """So many people: half of them without special rights, who see neither nothing nor everything, first who makes nothing."""
    people = chance.sample(world.people, len(world.people))
    plain = [person for person in people if person.kind in ("member", "guest")]
    plain.sort(key=lambda person: person is not world.people[1])
    first = plain[: -(-count // 2)]
    return first + [person for person in people if person not in first][: count - len(first)]
