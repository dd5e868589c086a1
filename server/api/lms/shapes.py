"""How the Akako LMS API spells rows."""

from datetime import UTC, datetime
from typing import Any

from server.db import Row


def instant(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and Z."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def user(row: Row, default_plan: str) -> dict[str, Any]:
    return {
        "id": row["uuid"], "clerkId": row["subject"], "email": row["email"], "firstName": row["given_name"], "lastName": row["family_name"],
        "imageUrl": row["image_url"], "phone": row["phone"], "bio": row["bio"], "status": row["state"].upper(),
        "roles": [role.upper() for role in row["roles"]], "plan": row["plan"] or default_plan,
        "createdAt": instant(row["created_at"]), "updatedAt": instant(row["updated_at"]),
    }  # fmt: skip


def success(data: Any, message: str) -> dict[str, Any]:
    return {"success": True, "data": data, "message": message}
