"""The whole route table of Kadi's API, in the order of its documentation."""

from typing import Any

from server.api.kadi import (
    collection_models,
    collection_routes,
    export_routes,
    files,
    group_models,
    group_routes,
    misc,
    models,
    nouns,
    record_link_routes,
    revisions,
    roles,
    searches,
    template_models,
    template_routes,
    trash,
    uploads,
    users,
)
from server.api.kadi.lines import change, get, listing
from server.api.kadi.models import Failure, Nothing, PageOf
from server.api.kadi.nouns import of
from server.domain.nouns import RECORD
from server.http.routing import Answer, Route

RECORDS = (
    listing("/records", searches.list_records, "record.read", query=models.RecordSearch,
            answers={200: PageOf[models.Record], 400: Failure, 502: Failure}, summary="Search and filter for records."),
    listing("/records/identifier/{identifier}", of(RECORD, nouns.find), "record.read",
            answers={200: models.Record, 403: Failure, 404: Failure}, summary="Get the record with an identifier."),
    get("/records/{id:int}", of(RECORD, nouns.get), "record.read", answers={200: models.Record}, summary="Get a record."),
    get("/records/{id:int}/revisions", of(RECORD, revisions.list_revisions), "record.read", query=models.Paged,
        answers={200: PageOf[models.Revision]}, summary="Get the revisions of a record."),
    get("/records/{id:int}/roles/groups", of(RECORD, roles.list_groups), "record.read", "group.read", query=models.Filtered,
        answers={200: PageOf[models.GroupRole]}, summary="Get the group roles of a record."),
    get("/records/{id:int}/roles/users", of(RECORD, roles.list_users), "record.read", "user.read", query=models.UserFilter,
        answers={200: PageOf[models.UserRole]}, summary="Get the user roles of a record."),
    get("/records/{id:int}/revisions/{revision_id:int}", of(RECORD, revisions.get_revision), "record.read", query=models.Compared,
        answers={200: models.Revision}, summary="Get a record revision."),
    change("POST", "/records", of(RECORD, nouns.create), "record.create", body=models.NewRecord,
           answers={201: models.Record, 409: Failure}, summary="Create a new record."),
    change("POST", "/records/{id:int}/purge", of(RECORD, trash.purge), "misc.manage_trash",
           answers={202: Nothing, 503: Failure}, summary="Purge a deleted record."),
    change("POST", "/records/{id:int}/restore", of(RECORD, trash.restore), "misc.manage_trash",
           answers={200: models.Record}, summary="Restore a deleted record."),
    change("POST", "/records/{id:int}/roles/groups", of(RECORD, roles.add_group), "record.permissions", body=models.NewGroupRole,
           answers={201: Nothing, 409: Failure}, summary="Add a group role to a record."),
    change("POST", "/records/{id:int}/roles/users", of(RECORD, roles.add_user), "record.permissions", body=models.NewUserRole,
           answers={201: Nothing, 409: Failure}, summary="Add a user role to a record."),
    change("PATCH", "/records/{id:int}", of(RECORD, nouns.update), "record.update", body=models.RecordChange,
           answers={200: models.Record, 409: Failure}, summary="Update a record."),
    change("PATCH", "/records/{id:int}/roles/groups/{group_id:int}", of(RECORD, roles.change_group), "record.permissions",
           body=models.RoleName, answers={204: None, 409: Failure}, summary="Change a group role of a record."),
    change("PATCH", "/records/{id:int}/roles/users/{user_id:int}", of(RECORD, roles.change_user), "record.permissions",
           body=models.RoleName, answers={204: None, 409: Failure}, summary="Change a user role of a record."),
    change("DELETE", "/records/{id:int}", of(RECORD, trash.discard), "record.delete", answers={204: None},
           summary="Mark a record as deleted."),
    change("DELETE", "/records/{id:int}/roles/groups/{group_id:int}", of(RECORD, roles.remove_group), "record.permissions",
           answers={204: None}, summary="Remove a group role from a record."),
    change("DELETE", "/records/{id:int}/roles/users/{user_id:int}", of(RECORD, roles.remove_user), "record.permissions",
           answers={204: None, 409: Failure}, summary="Remove a user role from a record."),
)  # fmt: skip

# Files and uploads of records (files.py, uploads.py).
BYTES = Answer(media="application/octet-stream", text="The bytes, with the media type of the file.", further=("*/*",))
ARCHIVE = Answer(media="application/zip", text="An archive of all files.")
CONTENT: dict[int, Any] = {200: BYTES, 206: BYTES, 304: None, 412: Failure, 416: Failure}
FILES = (
    listing("/records/files/{id:uuid}", files.get_file_directly, "record.read",
            answers={200: models.File, 403: Failure, 404: Failure}, summary="Get a file of a record directly by its ID."),
    get("/records/{id:int}/files", files.list_files, "record.read", query=models.FileFilter,
        answers={200: PageOf[models.File]}, summary="Get files of a record."),
    get("/records/{id:int}/files/download", files.download_all, "record.read", answers={200: ARCHIVE, 503: Failure},
        summary="Download all files of a record."),
    get("/records/{id:int}/files/revisions", files.list_revisions, "record.read", query=models.Paged,
        answers={200: PageOf[models.Revision]}, summary="Get file revisions of a record."),
    get("/records/{id:int}/uploads", uploads.list_uploads, "record.update", answers={200: models.Uploads},
        summary="Get all active and processing uploads of a record."),
    get("/records/{record_id:int}/files/name/{filename:path}", files.get_file_by_name, "record.read",
        answers={200: models.File}, summary="Get a file of a record by its name."),
    get("/records/{record_id:int}/files/revisions/{revision_id:int}", files.get_revision, "record.read", query=models.Compared,
        answers={200: models.Revision}, summary="Get a file revision."),
    get("/records/{record_id:int}/files/{file_id:uuid}", files.get_file, "record.read", answers={200: models.File},
        summary="Get a file of a record."),
    get("/records/{record_id:int}/files/{file_id:uuid}/download", files.download_file, "record.read", answers=CONTENT,
        summary="Download a file of a record."),
    get("/records/{record_id:int}/uploads/{upload_id:uuid}", uploads.get_upload, "record.update", answers={200: models.Upload},
        summary="Get an upload of a record."),
    change("POST", "/records/{id:int}/uploads", uploads.begin, "record.update", body=models.NewUpload,
           answers={201: models.Upload, 409: models.NameTaken, 413: Failure}, summary="Upload a new file to a record."),
    change("POST", "/records/{record_id:int}/uploads/{upload_id:uuid}", uploads.finish, "record.update",
           answers={202: models.Upload, 400: Failure, 503: Failure}, summary="Finish a chunked upload."),
    change("PATCH", "/records/{record_id:int}/files/{file_id:uuid}", files.edit_metadata, "record.update", body=models.FileChange,
           answers={200: models.File, 409: Failure}, summary="Update the metadata of a file of a record."),
    change("PUT", "/records/{record_id:int}/files/{file_id:uuid}", files.replace_data, "record.update", body=models.NewData,
           answers={201: models.Upload, 413: Failure}, summary="Update the data of a file of a record."),
    change("PUT", "/records/{record_id:int}/uploads/{upload_id:uuid}", uploads.send_data, "record.update",
           body="application/octet-stream", headers=models.ChunkHeaders,
           answers={200: models.Upload, 201: models.File, 400: Failure, 409: models.NameTaken, 503: Failure},
           summary="Upload the data of an upload."),
    change("DELETE", "/records/{record_id:int}/files/{file_id:uuid}", files.delete_file, "record.update", answers={204: None},
           summary="Delete a file of a record."),
    change("DELETE", "/records/{record_id:int}/uploads/{upload_id:uuid}", uploads.delete_upload, "record.update",
           answers={204: None}, summary="Delete an upload of a record."),
)  # fmt: skip

USERS = (
    listing("/users", users.list_users, "user.read", query=models.UserSearch, answers={200: PageOf[models.User]},
            summary="Get registered users."),
    listing("/users/me", users.get_current_user, "user.read", answers={200: models.User}, summary="Get the current user."),
    listing("/users/{identity_type}/{username}", users.find_user, "user.read", answers={200: models.User, 404: Failure},
            summary="Get the user with an identity type and username."),
    listing("/users/{id:int}", users.get_user, "user.read", answers={200: models.User, 404: Failure}, summary="Get a user."),
    listing("/users/{id:int}/collections", users.list_user_collections, "user.read", "collection.read", query=models.ObjectsOfUser,
            answers={200: PageOf[collection_models.Collection], 404: Failure}, summary="Get created or shared collections of a user."),
    listing("/users/{id:int}/groups", users.list_user_groups, "user.read", "group.read", query=group_models.GroupsOfUser,
            answers={200: PageOf[models.Group], 404: Failure}, summary="Get created or common groups of a user."),
    listing("/users/{id:int}/identities", users.list_identities, "user.read", answers={200: list[models.Identity], 404: Failure},
            summary="Get all identities of a user."),
    listing("/users/{id:int}/records", users.list_user_records, "user.read", "record.read", query=models.ObjectsOfUser,
            answers={200: PageOf[models.Record], 404: Failure}, summary="Get created or shared records of a user."),
    listing("/users/{id:int}/templates", users.list_user_templates, "user.read", "template.read", query=models.ObjectsOfUser,
            answers={200: PageOf[template_models.Template], 404: Failure}, summary="Get created or shared templates of a user."),
)  # fmt: skip

MISC = (
    listing("", misc.index, answers={200: dict[str, str]}, summary="Get all base API endpoints."),
    listing("/info", misc.info, answers={200: models.Info}, summary="Get information about the Kadi instance."),
    listing("/licenses", misc.list_licenses, query=models.Filtered, answers={200: PageOf[models.License]},
            summary="Get available licenses."),
    listing("/roles", misc.list_roles, answers={200: dict[str, list[models.Role]]},
            summary="Get all possible roles and corresponding permissions of all resources."),
    listing("/tags", misc.list_tags, query=models.TagSearch, answers={200: PageOf[models.Named]},
            summary="Get tags of resources the current user can access."),
    listing("/trash", trash.list_trash, "misc.manage_trash", query=models.Filtered, answers={200: PageOf[models.TrashItem]},
            summary="Get deleted resources the current user created."),
)  # fmt: skip

ROUTES: tuple[Route, ...] = (
    *RECORDS, *FILES, *export_routes.ROUTES, *record_link_routes.ROUTES, *collection_routes.ROUTES, *template_routes.ROUTES, *USERS,
    *group_routes.ROUTES, *MISC,
)  # fmt: skip
