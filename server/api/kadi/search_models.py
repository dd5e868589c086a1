"""The query strings of the searches (records: models.RecordSearch)."""

from typing import Literal

from server.api.kadi.models import Paged, SearchSort


class CollectionSearch(Paged):
    query: str = ""
    sort: SearchSort = "_score"
    visibility: Literal["", "private", "public"] = ""
    explicit_permissions: bool = False
    user: list[int] = []
    tag: list[str] = []
    tag_operator: Literal["or", "and"] = "or"
    instance: str = ""


class TemplateSearch(Paged):
    query: str = ""
    sort: SearchSort = "_score"
    visibility: Literal["", "private", "public"] = ""
    explicit_permissions: bool = False
    user: list[int] = []
    type: Literal["", "record", "extras"] = ""
    instance: str = ""


class GroupSearch(Paged):
    query: str = ""
    sort: SearchSort = "_score"
    visibility: Literal["", "private", "public"] = ""
    member_only: bool = False
    user: list[int] = []
