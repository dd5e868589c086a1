"""What Kadi's API takes about groups and in lists of what is shared with them (models.py says what the models are for)."""

from pydantic import BaseModel

from server.api.kadi.models import Description, Filtered, Identifier, Left, Out, Sort, Title, Visibility


class GroupChange(BaseModel):
    identifier: Identifier | Left = Out
    title: Title | Left = Out
    description: Description | Left = Out
    visibility: Visibility | Left = Out


class NewGroup(GroupChange):
    identifier: Identifier
    title: Title
    description: Description = ""
    visibility: Visibility = "private"


class SharedObjects(Filtered):
    sort: Sort = "-last_modified"


class GroupsOfUser(SharedObjects):
    """The order is always the last change, newest first."""

    common: bool = False
