"""Main task 5: a training is written and published; somebody registers; attendance is marked and the training completed."""

import re

import pytest

from tests.make import unique

pytestmark = pytest.mark.chromium


async def test_a_training_from_the_first_word_to_a_completed_registration(site, people) -> None:
    manager = await people("Max Manager", roles=(("training", "knowledge_manager"),))
    emma = await people("Emma Employee")
    title = unique("Laser safety")
    max_, emma_ = manager.hands, emma.hands

    await max_.command("Trainings", "Trainings")
    await max_.use("link", "New training")
    await max_.arrive("New training")
    await max_.write("Title", title)
    await max_.select("Category", "Security")
    await max_.write("Minutes", "90")
    await max_.use("button", "Create training")
    await max_.arrive(title)
    assert (await registrations(site, manager, title))["status"] == "DRAFT"
    await max_.use("button", "Publish")
    await max_.see(f"“{title}” is published")

    await emma_.command("Trainings", "Trainings")
    await emma_.write("Search trainings", title, role="searchbox")
    await emma_.press("Enter")
    await emma_.use("link", title)
    await emma_.arrive(title)
    await emma_.use("button", "Register")
    await emma_.see(f"You are registered for “{title}”")

    await max_.page.reload()
    await max_.visitor.settled()
    await max_.use("tab", re.compile("^Participants"))
    await max_.use("button", "Attended: Emma Employee", key="Space")
    await max_.until_kept(lambda: states(site, emma, title), ["ATTENDED"])
    await max_.press("c")
    await max_.until_kept(lambda: states(site, emma, title), ["COMPLETED"])

    await emma_.command("My trainings", "My trainings")
    await emma_.use("tab", re.compile("^Attended"))
    await emma_.see(title)
    await emma_.see("Completed")
    await emma_.tick("4 stars", role="radio")
    await emma_.see("Your feedback is saved")
    found = (await registrations(site, emma, title))["registrations"]
    assert [row["feedback_score"] for row in found] == [4]


async def registrations(site, person, title: str) -> dict:
    (found,) = (await site.read(person.hands, f"/kms/api/v1/trainings?search={title}"))["trainings"]
    own = await site.read(person.hands, f"/kms/api/v1/registrations?training_id={found['id']}")
    return found | {"registrations": own["registrations"]}


async def states(site, person, title: str) -> list[str]:
    return [row["status"] for row in (await registrations(site, person, title))["registrations"]]
