"""Every answer about accounts, domains and roles is the one that a model of the rules predicts, on long random walks."""

import random

import pytest

from tests.model.accounts_walk import Walk

SMALL = (1, 150, 75)
FULL = (30, 1000, 100)
"""Walks, steps of each, steps between two looks at everything."""


@pytest.mark.sized("permissions")
async def test_answers_are_those_of_the_model(app_api, make, full_size):
    walks, steps, between = FULL if full_size else SMALL
    requests = 0
    for number in range(walks):
        # A soak goes another way each time; the short walk is always the same.
        seed = random.randrange(2**32) if full_size else number
        walk = Walk(app_api, make, random.Random(seed))
        try:
            await walk.populate()
            for step in range(1, steps + 1):
                await walk.step()
                if step % between == 0:
                    await walk.look_around()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        requests += walk.count
    print(f"{walks} walks of {steps} steps: {requests} answers as predicted")
