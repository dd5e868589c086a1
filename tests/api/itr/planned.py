"""Sessions with tests, as the office plans them."""

import uuid
from typing import Any

ZERO = "00000000-0000-0000-0000-000000000000"
LONG_AGO, SOON = "2001-01-01T00:00:00Z", "2090-01-01T00:00:00Z"


def new_id() -> str:
    return str(uuid.uuid4())


async def session(client: Any, person_id: Any = ZERO, **fields: Any) -> str:
    """A session of the person; its id."""
    identity = new_id()
    given = {"ID": identity, "GroupSessionID": ZERO, "GroupID": ZERO, "PersonID": str(person_id), "Status": 10, "Description": "Planned"}
    response = await client.post(f"/sessions/{identity}", json=given | fields)
    assert response.status == 200, await response.text()
    return identity


async def test(client: Any, session_id: str, person_id: Any = ZERO, **fields: Any) -> str:
    """A test of the session; its id."""
    identity = new_id()
    given = {"ID": identity, "SessionID": session_id, "TestID": new_id(), "PersID": str(person_id), "TestLanguage": "en", "Status": 10}
    response = await client.post(f"/sessiontests/{session_id}/{identity}", json=given | fields)
    assert response.status == 200, await response.text()
    return identity


test.__test__ = False  # type: ignore[attr-defined]


async def taken(client: Any, session_id: str, identity: str, headers: dict[str, str] | None = None, **fields: Any) -> tuple[int, str]:
    """A candidate's save: status and sentence."""
    given = {"ID": identity, "PersID": str(client.person_id)} | fields
    response = await client.post(f"/sessionteststaking/{session_id}/{identity}", json=given, headers=headers or {})
    return response.status, await response.text()


def numbered(number: int, browser: str = "tab", **headers: str) -> dict[str, str]:
    """The headers of a client that numbers its saves."""
    return {"SaveSequence": str(number), "BrowserID": browser} | headers
