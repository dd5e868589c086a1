"""The line about exports of templates."""

from typing import Any

from server.api.kadi import template_exports
from server.api.kadi.export_models import Dated, ExportFilter
from server.api.kadi.lines import get
from server.http.routing import Answer, Route


class ExportedTemplate(Dated):
    id: int
    identifier: str
    title: str
    description: str
    type: str
    data: list[Any] | dict[str, Any]


EXPORTED = Answer(ExportedTemplate | dict[str, Any], text="The exported template, or a JSON Schema.", further=("text/turtle",))

ROUTES: tuple[Route, ...] = (
    get("/templates/{id:int}/export/{export_type}", template_exports.export_template, "template.read", query=ExportFilter,
        answers={200: EXPORTED}, summary="Export a template."),
)  # fmt: skip
