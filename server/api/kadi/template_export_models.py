"""What exports of templates give, as a model."""

from typing import Any

from server.api.kadi.export_models import Dated
from server.http.routing import Answer


class ExportedTemplate(Dated):
    id: int
    identifier: str
    title: str
    description: str
    type: str
    data: list[Any] | dict[str, Any]


EXPORTED = Answer(ExportedTemplate | dict[str, Any], text="The exported template, or a JSON Schema.", further=("text/turtle",))
