"""How the Akako LMS API spells rows."""

from datetime import UTC, datetime
from typing import Any

from server.db import Row


def instant(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and Z."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def user(row: Row, default_plan: str) -> dict[str, Any]:
    # Whom the provider gave no name goes by address or subject in our pages; neither is a first name.
    is_named = row["family_name"] is not None or row["given_name"] not in (row["email"], row["subject"])
    return {
        "id": row["uuid"], "clerkId": row["subject"], "email": row["email"],
        "firstName": row["given_name"] if is_named else None, "lastName": row["family_name"],
        "imageUrl": row["image_url"], "phone": row["phone"], "bio": row["bio"], "status": row["state"].upper(),
        "roles": [role.upper() for role in row["roles"]], "plan": row["plan"] or default_plan,
        "createdAt": instant(row["created_at"]), "updatedAt": instant(row["updated_at"]),
    }  # fmt: skip


def stamps(row: Row) -> dict[str, Any]:
    """What every row of the education tree ends with; deleted ones are never shown."""
    return {
        "isActive": row["is_active"], "deletedAt": None, "createdAt": instant(row["created_at"]), "updatedAt": instant(row["updated_at"]),
    }  # fmt: skip


def level(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "description": row["description"], "imageUrl": row["image_url"]} | stamps(row)


def grade(row: Row) -> dict[str, Any]:
    return level(row) | {"level": row["level"], "educationLevelId": row["education_level_id"]}


def subject(row: Row, *, with_email: bool) -> dict[str, Any]:
    """The mentor's address is for people who are signed in, also where he goes by nothing else."""
    name = row["mentor_name"] if with_email or "@" not in (row["mentor_name"] or "") else None
    mentor = {"mentorId": row["mentor_uuid"], "mentorName": name, "mentorEmail": row["mentor_email"] if with_email else None}
    return level(row) | {"gradeId": row["grade_id"]} | mentor


def topic(row: Row) -> dict[str, Any]:
    """A topic with its `documents`: rows of id, name, description, content type, size, topic, who uploaded it, and when."""
    return {
        "id": row["id"], "name": row["name"], "description": row["description"], "content": row["content"],
        "videoUrl": video_url(row["id"]) if row["has_video"] else None, "documents": [document(*fields) for fields in row["documents"]],
        "subjectId": row["subject_id"],
    } | stamps(row)  # fmt: skip


def document(id: Any, name: str, description: str, content_type: str, size: int, topic_id: Any, uploaded_by: Any,
             uploaded_at: datetime) -> dict[str, Any]:  # fmt: skip
    return {
        "id": id, "name": name, "description": description, "contentType": content_type, "size": size, "topicId": topic_id,
        "url": f"/api/s3/document/stream?id={id}", "uploadedBy": uploaded_by, "uploadedAt": instant(uploaded_at),
    }  # fmt: skip


def video_url(topic_id: Any) -> str:
    return f"/api/s3/video/stream?topicId={topic_id}"


def decision(row: Row) -> dict[str, Any]:
    """What was decided, of an enrolment or an application."""
    return {
        "status": row["status"].upper(), "reviewedAt": instant(row["reviewed_at"]), "reviewedBy": row["reviewer_uuid"],
        "reason": row["reason"],
    }  # fmt: skip


def applicant(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "userId": row["account_uuid"], "userName": row["display_name"], "userEmail": row["email"]}


def enrollment(row: Row) -> dict[str, Any]:
    return applicant(row) | {
        "subjectId": row["subject_id"], "subjectName": row["subject_name"], "gradeName": row["grade_name"],
        "levelName": row["level_name"], "message": row["message"], "requestedAt": instant(row["requested_at"]),
    } | decision(row)  # fmt: skip


def mentor_application(row: Row) -> dict[str, Any]:
    return applicant(row) | {
        "motivation": row["motivation"], "experience": row["experience"], "subjects": row["subjects"],
        "submittedAt": instant(row["submitted_at"]),
    } | decision(row)  # fmt: skip


def success(data: Any, message: str) -> dict[str, Any]:
    return {"success": True, "data": data, "message": message}
