"""Actions, the roles that hold them, and the one place that refuses.

What an actor may do with a row is decided in SQL (`record_actions(id, reader)` for one row, `visible_records(reader)`
for lists). A statement returns the row together with those actions and its state; `admit` then refuses in the order
that the surface documents.
"""

from typing import Any

from server.db import Row
from server.domain.actor import Actor
from server.errors import Denied, NotFound, ScopeMissing

RESOURCE = {"member": ("read",), "collaborator": ("read", "link"), "editor": ("read", "link", "update"),
            "admin": ("read", "link", "update", "permissions", "delete")}  # fmt: skip

# Actions of each role of each noun, weakest role first. The functions in SQL say the same (a test compares them).
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "record": RESOURCE,
    "collection": RESOURCE,
    "template": {"member": ("read",), "editor": ("read", "update"), "admin": ("read", "update", "permissions", "delete")},
    "group": {"member": ("read",), "editor": ("read", "update"), "admin": ("read", "update", "members", "delete")},
}

# Orders of refusal. `there`: no row; `held`: the action is not held; `hidden`: the same, answered as if there were no row;
# `scope`: the credential lacks a scope; `active`: the row is in the trash.
BY_ID = ("there", "held", "scope", "active")
BY_NAME = ("scope", "there", "active", "held")
HIDING = ("scope", "there", "hidden", "active")


def admit(row: Row | None, action: str, actor: Actor, scopes: tuple[str, ...] = (), order: tuple[str, ...] = BY_ID) -> Any:
    """The row, if the actor may do `action` with it; else the failure that comes first in `order`."""
    for step in order:
        if step == "there" and row is None:
            raise NotFound()
        if step == "held" and (row is None or action not in row["actions"]):
            raise Denied("action_not_held", action=action)
        if step == "hidden" and (row is None or action not in row["actions"]):
            raise NotFound()
        if step == "scope" and not actor.has_scope(*scopes):
            raise ScopeMissing(scopes=scopes)
        if step == "active" and (row is None or row["state"] != "active"):
            raise NotFound()
    return row


def require_may_create(actor: Actor) -> None:
    """A guest of research reads what is public or shared, and makes nothing of his own."""
    if actor.has_role("research", "guest") and not actor.is_admin("research"):
        raise Denied("guests_create_nothing")


def require_scopes(actor: Actor, scopes: tuple[str, ...]) -> None:
    """For what has no row to `admit`: making something new."""
    if not actor.has_scope(*scopes):
        raise ScopeMissing(scopes=scopes)
