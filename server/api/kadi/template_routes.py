"""The lines about templates, in the order of Kadi's documentation."""

from server.api.kadi import (
    models,
    nouns,
    revisions,
    roles,
    search_models,
    searches,
    template_exports,
    template_models,
    trash,
)
from server.api.kadi.export_models import ExportFilter
from server.api.kadi.lines import change, get, listing
from server.api.kadi.models import Failure, Nothing, PageOf
from server.api.kadi.nouns import of
from server.api.kadi.template_export_models import EXPORTED
from server.domain.nouns import TEMPLATE
from server.http.routing import Route

ROUTES: tuple[Route, ...] = (
    listing("/templates", searches.list_templates, "template.read", query=search_models.TemplateSearch,
            answers={200: PageOf[template_models.Template], 400: Failure, 502: Failure},
            summary="Search and filter for templates."),
    listing("/templates/identifier/{identifier}", of(TEMPLATE, nouns.find), "template.read",
            answers={200: template_models.Template, 403: Failure, 404: Failure}, summary="Get the template with an identifier."),
    get("/templates/{id:int}", of(TEMPLATE, nouns.get), "template.read", answers={200: template_models.Template},
        summary="Get a template."),
    get("/templates/{id:int}/export/{export_type}", template_exports.export_template, "template.read", query=ExportFilter,
        answers={200: EXPORTED}, summary="Export a template."),
    get("/templates/{id:int}/revisions", of(TEMPLATE, revisions.list_revisions), "template.read", query=models.Paged,
        answers={200: PageOf[models.Revision]}, summary="Get the revisions of a template."),
    get("/templates/{id:int}/roles/groups", of(TEMPLATE, roles.list_groups), "template.read", "group.read", query=models.Filtered,
        answers={200: PageOf[models.GroupRole]}, summary="Get the group roles of a template."),
    get("/templates/{id:int}/roles/users", of(TEMPLATE, roles.list_users), "template.read", "user.read", query=models.UserFilter,
        answers={200: PageOf[models.UserRole]}, summary="Get the user roles of a template."),
    get("/templates/{template_id:int}/revisions/{revision_id:int}", of(TEMPLATE, revisions.get_revision), "template.read",
        query=models.Compared, answers={200: models.Revision}, summary="Get a template revision."),
    change("POST", "/templates", of(TEMPLATE, nouns.create), "template.create", body=template_models.NewTemplate,
           answers={201: template_models.Template, 409: Failure}, summary="Create a new template."),
    change("POST", "/templates/{id:int}/purge", of(TEMPLATE, trash.purge), "misc.manage_trash",
           answers={204: None, 503: Failure}, summary="Purge a deleted template."),
    change("POST", "/templates/{id:int}/restore", of(TEMPLATE, trash.restore), "misc.manage_trash",
           answers={200: template_models.Template}, summary="Restore a deleted template."),
    change("POST", "/templates/{id:int}/roles/groups", of(TEMPLATE, roles.add_group), "template.permissions",
           body=models.NewTemplateGroup,
           answers={201: Nothing, 409: Failure}, summary="Add a group role to a template."),
    change("POST", "/templates/{id:int}/roles/users", of(TEMPLATE, roles.add_user), "template.permissions",
           body=models.NewMember,
           answers={201: Nothing, 409: Failure}, summary="Add a user role to a template."),
    change("PATCH", "/templates/{id:int}", of(TEMPLATE, nouns.update), "template.update", body=template_models.TemplateChange,
           answers={200: template_models.Template, 409: Failure}, summary="Update a template."),
    change("PATCH", "/templates/{template_id:int}/roles/groups/{group_id:int}", of(TEMPLATE, roles.change_group),
           "template.permissions",
           body=models.MemberRoleName, answers={204: None, 409: Failure}, summary="Change a group role of a template."),
    change("PATCH", "/templates/{template_id:int}/roles/users/{user_id:int}", of(TEMPLATE, roles.change_user),
           "template.permissions",
           body=models.MemberRoleName, answers={204: None, 409: Failure}, summary="Change a user role of a template."),
    change("DELETE", "/templates/{id:int}", of(TEMPLATE, trash.discard), "template.delete", answers={204: None},
           summary="Mark a template as deleted."),
    change("DELETE", "/templates/{template_id:int}/roles/groups/{group_id:int}", of(TEMPLATE, roles.remove_group),
           "template.permissions",
           answers={204: None}, summary="Remove a group role from a template."),
    change("DELETE", "/templates/{template_id:int}/roles/users/{user_id:int}", of(TEMPLATE, roles.remove_user),
           "template.permissions",
           answers={204: None, 409: Failure}, summary="Remove a user role from a template."),
)  # fmt: skip
