"""The lines about collections, in the order of Kadi's documentation."""

from server.api.kadi import collection_models, models, nouns, revisions, roles, trash
from server.api.kadi.lines import change, get, listing
from server.api.kadi.models import Failure, Nothing, PageOf
from server.api.kadi.nouns import of
from server.domain.nouns import COLLECTION
from server.http.routing import Route

ROUTES: tuple[Route, ...] = (
    listing("/collections/identifier/{identifier}", of(COLLECTION, nouns.find), "collection.read",
            answers={200: collection_models.Collection, 403: Failure, 404: Failure},
           summary="Get the collection with an identifier."),
    get("/collections/{id:int}", of(COLLECTION, nouns.get), "collection.read",
        answers={200: collection_models.Collection}, summary="Get a collection."),
    get("/collections/{id:int}/revisions", of(COLLECTION, revisions.list_revisions), "collection.read", query=models.Paged,
        answers={200: PageOf[models.Revision]}, summary="Get the revisions of a collection."),
    get("/collections/{id:int}/roles/groups", of(COLLECTION, roles.list_groups), "collection.read", "group.read",
        query=models.Filtered,
        answers={200: PageOf[models.GroupRole]}, summary="Get the group roles of a collection."),
    get("/collections/{id:int}/roles/users", of(COLLECTION, roles.list_users), "collection.read", "user.read",
        query=models.UserFilter,
        answers={200: PageOf[models.UserRole]}, summary="Get the user roles of a collection."),
    get("/collections/{collection_id:int}/revisions/{revision_id:int}", of(COLLECTION, revisions.get_revision), "collection.read",
        query=models.Compared, answers={200: models.Revision}, summary="Get a collection revision."),
    change("POST", "/collections/{id:int}/purge", of(COLLECTION, trash.purge), "misc.manage_trash",
           answers={204: None}, summary="Purge a deleted collection."),
    change("POST", "/collections/{id:int}/restore", of(COLLECTION, trash.restore), "misc.manage_trash",
           answers={200: collection_models.Collection}, summary="Restore a deleted collection."),
    change("POST", "/collections/{id:int}/roles/groups", of(COLLECTION, roles.add_group), "collection.permissions",
           body=models.NewGroupRole,
           answers={201: Nothing, 409: Failure}, summary="Add a group role to a collection."),
    change("POST", "/collections/{id:int}/roles/users", of(COLLECTION, roles.add_user), "collection.permissions",
           body=models.NewUserRole,
           answers={201: Nothing, 409: Failure}, summary="Add a user role to a collection."),
    change("PATCH", "/collections/{collection_id:int}/roles/groups/{group_id:int}",
           of(COLLECTION, roles.change_group), "collection.permissions",
           body=models.RoleName, answers={204: None, 409: Failure}, summary="Change a group role of a collection."),
    change("PATCH", "/collections/{collection_id:int}/roles/users/{user_id:int}", of(COLLECTION, roles.change_user),
           "collection.permissions",
           body=models.RoleName, answers={204: None, 409: Failure}, summary="Change a user role of a collection."),
    change("DELETE", "/collections/{id:int}", of(COLLECTION, trash.discard), "collection.delete", answers={204: None},
           summary="Mark a collection as deleted."),
    change("DELETE", "/collections/{collection_id:int}/roles/groups/{group_id:int}",
           of(COLLECTION, roles.remove_group), "collection.permissions",
           answers={204: None}, summary="Remove a group role from a collection."),
    change("DELETE", "/collections/{collection_id:int}/roles/users/{user_id:int}",
           of(COLLECTION, roles.remove_user), "collection.permissions",
           answers={204: None, 409: Failure}, summary="Remove a user role from a collection."),
)  # fmt: skip
