"""The lines about groups, in the order of Kadi's documentation."""

from server.api.kadi import (
    collection_models,
    group_models,
    groups,
    models,
    nouns,
    revisions,
    roles,
    search_models,
    searches,
    template_models,
    trash,
)
from server.api.kadi.lines import change, get, listing
from server.api.kadi.models import Failure, Nothing, PageOf
from server.api.kadi.nouns import of
from server.domain.nouns import GROUP
from server.http.routing import Route

ROUTES: tuple[Route, ...] = (
    listing("/groups", searches.list_groups, "group.read", query=search_models.GroupSearch,
            answers={200: PageOf[models.Group]}, summary="Search and filter for groups."),
    listing("/groups/identifier/{identifier}", of(GROUP, nouns.find), "group.read",
            answers={200: models.Group, 403: Failure, 404: Failure}, summary="Get the group with an identifier."),
    get("/groups/{group_id:int}/revisions/{revision_id:int}", of(GROUP, revisions.get_revision), "group.read",
        query=models.Compared, answers={200: models.Revision}, summary="Get a group revision."),
    get("/groups/{id:int}", of(GROUP, nouns.get), "group.read", answers={200: models.Group}, summary="Get a group."),
    get("/groups/{id:int}/collections", groups.list_group_collections, "group.read", "collection.read",
        query=group_models.SharedObjects, answers={200: PageOf[collection_models.Collection]},
        summary="Get collections shared with a group."),
    get("/groups/{id:int}/members", of(GROUP, roles.list_users), "group.read", "user.read", query=models.UserFilter,
        answers={200: PageOf[models.UserRole]}, summary="Get the members of a group."),
    get("/groups/{id:int}/records", groups.list_group_records, "group.read", "record.read", query=group_models.SharedObjects,
        answers={200: PageOf[models.Record]}, summary="Get records shared with a group."),
    get("/groups/{id:int}/revisions", of(GROUP, revisions.list_revisions), "group.read", query=models.Paged,
        answers={200: PageOf[models.Revision]}, summary="Get the revisions of a group."),
    get("/groups/{id:int}/templates", groups.list_group_templates, "group.read", "template.read", query=group_models.SharedObjects,
        answers={200: PageOf[template_models.Template]}, summary="Get templates shared with a group."),
    change("POST", "/groups", of(GROUP, nouns.create), "group.create", body=group_models.NewGroup,
           answers={201: models.Group, 409: Failure}, summary="Create a new group."),
    change("POST", "/groups/{id:int}/purge", of(GROUP, trash.purge), "misc.manage_trash",
           answers={204: None, 503: Failure}, summary="Purge a deleted group."),
    change("POST", "/groups/{id:int}/restore", of(GROUP, trash.restore), "misc.manage_trash",
           answers={200: models.Group}, summary="Restore a deleted group."),
    change("POST", "/groups/{id:int}/members", of(GROUP, roles.add_user), "group.members", body=models.NewMember,
           answers={201: Nothing, 409: Failure}, summary="Add a member to a group."),
    change("PATCH", "/groups/{group_id:int}/members/{user_id:int}", of(GROUP, roles.change_user), "group.members",
           body=models.MemberRoleName, answers={204: None, 409: Failure}, summary="Change the role of a member of a group."),
    change("PATCH", "/groups/{id:int}", of(GROUP, nouns.update), "group.update", body=group_models.GroupChange,
           answers={200: models.Group, 409: Failure}, summary="Update a group."),
    change("DELETE", "/groups/{group_id:int}/members/{user_id:int}", of(GROUP, roles.remove_user), "group.members",
           answers={204: None, 409: Failure}, summary="Remove a member from a group."),
    change("DELETE", "/groups/{id:int}", of(GROUP, trash.discard), "group.delete", answers={204: None},
           summary="Mark a group as deleted."),
)  # fmt: skip
