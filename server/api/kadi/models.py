"""What Kadi's API takes and gives, as models: for the OpenAPI document and for tests that compare answers with it.

Bodies are checked by the rules of the domain, which know Kadi's filters and name every fault; query strings are read
leniently (paging.py). The models say the same in the language of OpenAPI.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from server.api.kadi.extra_models import Filled, Left, NewExtra, Out, without_default

Item = TypeVar("Item")
Visibility = Literal["private", "public"]
Identifier = Annotated[str, Field(min_length=1, max_length=50, pattern="^[a-z0-9-_]+$")]
Title = Annotated[str, Field(min_length=1, max_length=150, pattern=r"\S")]
Description = Annotated[str, Field(max_length=50_000)]
MimeType = Annotated[str, Field(max_length=256, pattern="^[a-z]+/[a-z0-9-+.]+$")]
Short = Annotated[str, Field(min_length=1, max_length=50, pattern=r"\S")]
FileName = Annotated[str, Field(min_length=1, max_length=256, pattern=r"\S")]
Sort = Literal["last_modified", "-last_modified", "created_at", "-created_at", "title", "-title", "identifier", "-identifier"]
SORTS: tuple[str, ...] = get_args(Sort)
FileSort = Literal["last_modified", "-last_modified", "created_at", "-created_at", "name", "-name", "size", "-size"]
SearchSort = Literal[
    "_score", "last_modified", "-last_modified", "created_at", "-created_at", "title", "-title", "identifier", "-identifier"
]


class Shape(BaseModel):
    """An object of an answer; `_links` and `_actions` are addresses by name."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")


# Bodies


class Validation(BaseModel):
    required: bool | None = None
    range: dict[Literal["min", "max"], float | None] | None = None
    options: list[Any] | None = None
    iri: bool | None = None


class Extra(BaseModel):
    """A metadata entry. Entries of a list have no key; the value of `dict` and `list` is a list of entries."""

    type: Literal["str", "int", "float", "bool", "date", "dict", "list"]
    key: str | None = None
    value: Any = None
    unit: str | None = None
    description: str | None = None
    term: str | None = None
    validation: Validation | None = None


class RecordChange(BaseModel):
    identifier: Identifier | Left = Out
    title: Title | Left = Out
    type: Short | None = None
    description: Description | Left = Out
    license: Filled | None = None
    visibility: Visibility | Left = Out
    tags: list[Short] | Left = Out
    extras: list[NewExtra] | Left = Out


class NewRecord(RecordChange):
    identifier: Identifier
    title: Title
    description: Description = ""
    visibility: Visibility = "private"
    tags: list[Short] = []
    extras: list[NewExtra] = []


class Id(BaseModel):
    id: Annotated[int, Field(ge=0, le=2**63 - 1)]


class RoleName(BaseModel):
    name: Literal["member", "collaborator", "editor", "admin"]


class NewUserRole(BaseModel):
    user: Id
    role: RoleName


class NewGroupRole(BaseModel):
    group: Id
    role: RoleName


class MemberRoleName(BaseModel):
    """Of templates and groups, which nothing can be linked with."""

    name: Literal["member", "editor", "admin"]


class NewMember(BaseModel):
    user: Id
    role: MemberRoleName


class NewTemplateGroup(BaseModel):
    group: Id
    role: MemberRoleName


class FileChange(BaseModel):
    name: FileName | Left = Out
    description: Description | Left = Out
    mimetype: MimeType | Left = Out


class NewData(BaseModel):
    """The announcement of new data for a file; the data follows in requests of its own."""

    size: Annotated[int, Field(ge=0)]
    description: Description | Left = Out
    mimetype: MimeType | Left = Out


class NewUpload(NewData):
    name: FileName


class ChunkHeaders(BaseModel):
    """Which chunk of a chunked upload the body is, and how long; a direct upload needs neither."""

    chunk_index: Annotated[int, Field(ge=0)] | Left = Field(None, alias="Kadi-Chunk-Index", json_schema_extra=without_default)
    chunk_size: Annotated[int, Field(ge=0)] | Left = Field(None, alias="Kadi-Chunk-Size", json_schema_extra=without_default)
    checksum: str | Left = Field(None, alias="Kadi-MD5-Checksum", description="MD5 of the body", json_schema_extra=without_default)


# Query strings


class Paged(BaseModel):
    page: Annotated[int, Field(ge=1)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 10


class Filtered(Paged):
    filter: str = ""


class UserFilter(Filtered):
    exclude: list[int] = []


class UserSearch(Filtered):
    inactive: bool = False


class TagSearch(Filtered):
    type: Literal["", "record", "collection"] = ""


class ObjectsOfUser(Filtered):
    sort: Sort = "-last_modified"
    shared: bool = False


class FileFilter(Filtered):
    sort: FileSort = "-last_modified"


class Compared(BaseModel):
    revision: int | None = None


class RecordSearch(Paged):
    query: str = ""
    extras: str = "[]"
    sort: SearchSort = "_score"
    visibility: Literal["", "private", "public"] = ""
    explicit_permissions: bool = False
    user: list[int] = []
    collection: list[int] = []
    child_collections: bool = False
    type: list[str] = []
    tag: list[str] = []
    tag_operator: Literal["or", "and"] = "or"
    mimetype: list[str] = []
    instance: str = ""


# Answers


class Failure(BaseModel):
    code: int
    message: str
    description: str
    errors: dict[str, Any] | None = None
    scopes: list[str] | None = None


class Identity(Shape):
    type: Literal["local", "ldap", "oidc", "shib"]
    username: str
    email: str | None = None
    email_confirmed: bool | None = None


class User(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    id: int
    displayname: str
    orcid: str | None
    state: Literal["active", "inactive"]
    identity: Identity
    created_at: datetime | None = None
    is_sysadmin: bool | None = None
    system_role: Literal["admin", "member", "guest"] | None = None


class Record(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: int
    identifier: str
    title: str
    type: str | None
    description: str
    plain_description: str
    license: str | None
    tags: list[str]
    extras: list[Extra]
    visibility: Visibility
    state: Literal["active"]
    created_at: datetime
    last_modified: datetime
    creator: User | None = None


class File(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: UUID
    name: str
    description: str
    mimetype: str
    magic_mimetype: str
    size: int
    checksum: str | None
    storage_type: Literal["local"]
    state: Literal["active", "inactive"]
    created_at: datetime
    last_modified: datetime
    creator: User | None = None


class Chunk(Shape):
    index: int
    size: int
    checksum: str


class Task(Shape):
    """What became of finishing a chunked upload; `file` or `error` when it is over."""

    state: Literal["pending", "running", "success", "failure", "revoked"]
    file: File | None = None
    error: str | None = None


class UploadMeta(Shape):
    chunk_size: int
    task: Task | None = None


class Upload(Shape):
    """An upload; the answer to the request that began it has no checksum."""

    meta: Annotated[UploadMeta, Field(alias="_meta")]
    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: UUID
    name: str
    description: str | None
    mimetype: str | None
    size: int
    checksum: str | None = None
    chunk_count: int
    chunks: list[Chunk]
    storage_type: Literal["local"]
    upload_type: Literal["direct", "chunked"]
    state: Literal["active", "processing", "inactive"]
    file: File | None
    created_at: datetime
    last_modified: datetime
    creator: User | None = None


class Uploads(Shape):
    items: list[Upload]


class NameTaken(Failure):
    """Names the file that has the name."""

    file: File | None = None


class Group(Shape):
    """A group; one that the reader may not read has only id, title, identifier and visibility."""

    links: Annotated[dict[str, str] | None, Field(alias="_links")] = None
    actions: Annotated[dict[str, str] | None, Field(alias="_actions")] = None
    id: int
    identifier: str
    title: str
    visibility: Visibility
    description: str | None = None
    plain_description: str | None = None
    state: Literal["active"] | None = None
    created_at: datetime | None = None
    last_modified: datetime | None = None
    creator: User | None = None


class Named(Shape):
    name: str


class UserRole(Shape):
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    role: Named
    user: User


class GroupRole(Shape):
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    role: Named
    group: Group


class Revision(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    id: int
    object_id: int | UUID
    timestamp: datetime
    data: dict[str, Any]
    diff: dict[str, Any]
    user: User | None = None


class License(Shape):
    name: str
    title: str
    url: str | None


class TrashItem(Shape):
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: int
    identifier: str
    type: Literal["record", "collection", "template", "group"]
    deleted_at: datetime


class Permission(Shape):
    action: str
    description: str


class Role(Shape):
    name: str
    permissions: list[Permission]


class Info(Shape):
    version: str


class Neighbours(Shape):
    self: str
    prev: str | None = None
    next: str | None = None


class Pagination(Shape):
    links: Annotated[Neighbours, Field(alias="_links")]
    page: int
    per_page: int
    total_pages: int
    total_items: int


class PageOf(Shape, Generic[Item]):
    pagination: Annotated[Pagination, Field(alias="_pagination")]
    actions: Annotated[dict[str, str] | None, Field(alias="_actions")] = None
    items: list[Item]


class Nothing(Shape):
    """`{}`"""
