"""What Kadi's API takes and gives about templates (models.py says what the models are for)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from server.api.kadi.models import Shape, User, Visibility


class Template(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: int
    identifier: str
    title: str
    type: Literal["record", "extras"]
    data: Any
    description: str
    plain_description: str
    visibility: Visibility
    state: Literal["active"]
    created_at: datetime
    last_modified: datetime
    creator: User | None = None
