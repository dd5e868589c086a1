"""Metadata entries ("extras") as bodies give them: one model per type, with a key, or without one inside a list.

Rules that compare one part with another (a value with its range, keys with each other) are left to the words of the API.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema


def without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


# A field that may be left out but not be null: `name: Title | Left = Out`
Left = SkipJsonSchema[None]
Out: Any = Field(default=None, json_schema_extra=without_default)

Filled = Annotated[str, Field(min_length=1, pattern=r"\S")]
Iri = Annotated[str, Field(min_length=1, pattern=r'^[^\s\x00-\x20\x7f<>"{}|\\^`]+$')]
Integer = Annotated[int, Field(ge=-(2**53 - 1), le=2**53 - 1)]


class Rules(BaseModel):
    required: bool | Left = Out


class IntegerRange(BaseModel):
    min: Integer | None = None
    max: Integer | None = None


class FloatRange(BaseModel):
    min: float | None = None
    max: float | None = None


class TextRules(Rules):
    options: list[Filled] | Left = Out
    iri: bool | Left = Out


class IntegerRules(Rules):
    options: list[Integer] | Left = Out
    range: IntegerRange | Left = Out


class FloatRules(Rules):
    options: list[float] | Left = Out
    range: FloatRange | Left = Out


class Entry(BaseModel):
    description: Filled | Left = Out
    term: Iri | Left = Out


class TextEntry(Entry):
    type: Literal["str"]
    value: str | None = None
    unit: None = None
    validation: TextRules | Left = Out


class IntegerEntry(Entry):
    type: Literal["int"]
    value: Integer | None = None
    unit: Filled | None = None
    validation: IntegerRules | Left = Out


class FloatEntry(Entry):
    type: Literal["float"]
    value: float | None = None
    unit: Filled | None = None
    validation: FloatRules | Left = Out


class BooleanEntry(Entry):
    type: Literal["bool"]
    value: bool | None = None
    unit: None = None
    validation: Rules | Left = Out


class DateEntry(Entry):
    type: Literal["date"]
    value: datetime | None = None
    unit: None = None
    validation: Rules | Left = Out


class DictEntry(Entry):
    type: Literal["dict"]
    value: "list[NewExtra] | None" = None
    unit: None = None


class ListEntry(Entry):
    type: Literal["list"]
    value: "list[ListMember] | None" = None
    unit: None = None


class WithKey(BaseModel):
    key: Filled


class Text(TextEntry, WithKey):
    pass


class WholeNumber(IntegerEntry, WithKey):
    pass


class Number(FloatEntry, WithKey):
    pass


class Boolean(BooleanEntry, WithKey):
    pass


class Date(DateEntry, WithKey):
    pass


class Dictionary(DictEntry, WithKey):
    pass


class Sequence(ListEntry, WithKey):
    pass


ListMember = TextEntry | IntegerEntry | FloatEntry | BooleanEntry | DateEntry | DictEntry | ListEntry
NewExtra = Text | WholeNumber | Number | Boolean | Date | Dictionary | Sequence
for nested in (DictEntry, ListEntry, Dictionary, Sequence):
    nested.model_rebuild()
