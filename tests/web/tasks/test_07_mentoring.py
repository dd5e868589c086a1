"""Main task 7: somebody applies as a mentor, is accepted, gets a subject and writes in it."""

import re

import pytest

from tests.make import unique

pytestmark = pytest.mark.chromium


async def test_from_an_application_to_a_topic_that_a_new_mentor_wrote(site, people) -> None:
    subject = await site.make.subject(name=unique("Sailing"))
    nils, ada = await people("Nils Neu"), await people("Ada Admin", roles=(("learning", "admin"),))
    applicant, admin = nils.hands, ada.hands

    await applicant.command("My learning", "My learning")
    await applicant.use("link", "Apply")
    await applicant.arrive(re.compile("mentor"))
    await applicant.write("Motivation", "Ten years at sea taught me how to explain it.")
    await applicant.pick(re.compile("^Subjects"), subject["name"], re.compile(f"^{subject['name']}"))
    await applicant.use("button", "Send application")
    await applicant.see("Waiting for a decision")

    await admin.command("Decisions", "Decisions")
    await admin.use("tab", re.compile("^Mentor applications"))
    await admin.see("Ten years at sea taught me how to explain it.")
    await admin.use("button", "Accept: Nils Neu")
    await admin.see("Accepted", within=admin.page.get_by_role("row", name="Nils Neu"))

    await admin.command("Contents", "Contents")
    for name in await way(site, ada, subject):
        await admin.reach(admin.find("treeitem", name))
        await admin.press("ArrowRight")
    await admin.reach(admin.find("treeitem", subject["name"]))
    await admin.press("Enter")
    await admin.page.get_by_role("heading", name=subject["name"], level=2).wait_for()
    await admin.use("button", "Edit")
    dialog = admin.page.get_by_role("dialog")
    await admin.pick(re.compile("^Mentor"), "Nils", "Nils Neu", within=dialog)
    await admin.use("button", "Save", within=dialog)
    await dialog.wait_for(state="detached")
    await admin.see("Nils Neu", within=admin.page.get_by_role("main"))

    await applicant.page.reload()
    await applicant.visitor.settled()
    await applicant.command("Contents", "Contents")
    await applicant.reach(applicant.find("treeitem", subject["name"]))
    await applicant.press("Enter")
    await applicant.page.get_by_role("heading", name=subject["name"], level=2).wait_for()
    await applicant.use("link", "New topic")
    await applicant.arrive("New topic")
    await applicant.write("Name", "Knots")
    await applicant.use("button", "Create")
    await applicant.arrive("Knots")
    await applicant.write(re.compile("^Text"), "Begin with the **bowline**.")
    await applicant.use("button", "Save")
    await applicant.see("Saved")

    learner = (await people("Lea Learner")).hands
    await learner.command(subject["name"], subject["name"])
    await learner.use("link", "Knots")
    await learner.arrive("Knots")
    await learner.see("bowline")


async def way(site, person, subject) -> list[str]:
    """What stands above the subject, from the top."""
    found = await site.read(person.hands, f"/app/api/learning/outline/subjects/{subject['id']}")
    return [above["name"] for above in found["above"]]
