"""What a level of the document asks of who acts (specs §4). No level brings another one with it."""

from server.domain.actor import Actor
from server.errors import Denied, Unauthenticated

# level → the flag of a login
FLAG_OF = {
    "office_user": "is_office_user", "organisation_supervisor": "is_organisation_supervisor", "test_author": "is_test_author",
    "report_author": "is_report_author", "test_screen_template_author": "is_test_screen_template_author",
    "translator": "is_translator", "password_manager": "is_password_manager", "researcher": "is_researcher",
    "master_user": "is_master_user",
}  # fmt: skip
LEVELS = ("any", "office", *FLAG_OF)


def is_candidate(actor: Actor) -> bool:
    """Somebody who only takes tests; who is also a user of the office counts as that."""
    return actor.person_id is not None or ("is_test_taking_user" in actor.flags and "is_office_user" not in actor.flags)


def is_master(actor: Actor) -> bool:
    return "is_master_user" in actor.flags


def holds(actor: Actor, level: str) -> bool:
    if level == "any":
        return True
    if level == "office":
        return not is_candidate(actor)
    return FLAG_OF[level] in actor.flags


def own_objects_of(actor: Actor) -> str | None:
    """The user whose objects are the only ones to see, where a login is limited to its own."""
    return str(actor.own_objects_of) if actor.own_objects_of else None


def require(actor: Actor, *levels: str) -> None:
    """For a single row: 403 without one of the levels."""
    if not any(holds(actor, level) for level in levels):
        raise Denied("level", level=levels[0])


def require_for_list(actor: Actor, *levels: str) -> None:
    """For a list, which answers like a bad token."""
    if not any(holds(actor, level) for level in levels):
        raise Unauthenticated("level", level=levels[0])
