"""Bodies that change a part of something: `name: Title = ABSENT` in a model that is a `Partial`."""

from typing import Any

from pydantic import BaseModel, ConfigDict

ABSENT: Any = None


def without_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        field.pop("default", None)


class Partial(BaseModel):
    """A change: what is absent stays, so the defaults mean nothing. Null is a value only where the type says so."""

    model_config = ConfigDict(json_schema_extra=without_defaults)

    def given(self) -> dict[str, object]:
        return self.model_dump(exclude_unset=True)
