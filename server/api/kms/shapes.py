"""How the OpenKMS API spells rows."""

from datetime import datetime
from typing import Any

from server.db import Row

SIGNED_IN = ("id", "username", "email", "full_name", "role", "is_active")
ME = ("id", "username", "email", "full_name", "office_location", "department", "role", "is_active")
LISTED = (*ME, "created_at")
KNOWN = (*LISTED, "updated_at")
CHANGED = (*ME, "updated_at")


def moment(at: datetime | None) -> str | None:
    """`2026-03-01T09:30:00Z`"""
    return None if at is None else at.isoformat()[:19] + "Z"


def user(row: Row, fields: tuple[str, ...]) -> dict[str, Any]:
    """A user with the fields that an endpoint documents; without an e-mail it is an empty text."""
    known = dict(row)
    known["email"] = known["email"] or ""
    known["full_name"] = known["display_name"]
    known["created_at"] = moment(known["created_at"])
    if "updated_at" in fields:
        known["updated_at"] = moment(known["updated_at"])
    return {name: known[name] for name in fields}


def training(row: Row, *stamps: str) -> dict[str, Any]:
    """A training with the instants that an endpoint documents."""
    shape: dict[str, Any] = {
        "id": row["id"], "title": row["title"], "description": row["description"], "category": row["category"].upper(),
        "level": row["level"].upper(), "status": row["status"].upper(), "duration_minutes": row["duration_minutes"],
        "credits": row["credits"], "instructor_id": row["instructor_id"], "max_participants": row["max_participants"],
    }  # fmt: skip
    for stamp in stamps:
        shape[stamp] = moment(row[stamp])
    return shape


def registration(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"], "user_id": row["account_id"], "training_id": row["training_id"], "status": row["status"].upper(),
        "registered_at": moment(row["registered_at"]), "attended_at": moment(row["attended_at"]),
        "completion_date": moment(row["completed_at"]), "feedback_score": row["feedback_score"],
    }  # fmt: skip
