"""Every answer about records is the one that a model of the rules predicts, on long random walks."""

import random

import pytest

from tests.model.research import World
from tests.model.research_walk import Walk, populated

SMALL = (1, 150, 50)
FULL = (30, 1500, 100)
"""Walks, steps of each, steps between two looks at everything."""


@pytest.mark.sized("permissions")
async def test_answers_are_those_of_the_model(anonymous, make, full_size):
    walks, steps, between = FULL if full_size else SMALL
    requests = 0
    for number in range(walks):
        # A soak goes another way each time; the short walk is always the same.
        seed = random.randrange(2**32) if full_size else number
        try:
            requests += await walked(anonymous, make, random.Random(seed), steps, between)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    print(f"{walks} walks of {steps} steps: {requests} answers as predicted")


async def walked(anonymous, make, chance, steps, between):
    world = World()
    await populated(make, world)
    walk = Walk(world, anonymous, make, chance)
    for admin in world.people[:2]:
        walk.admins[admin.name] = anonymous.using(session_id=await make.session({"id": admin.id}))
    for person in (world.people[2], world.people[3], world.people[4], world.people[5]):
        await walk.make_record(person, "whole")
    for number in range(1, steps + 1):
        await walk.step()
        if number % between == 0:
            await walk.look_around()
    return walk.count
