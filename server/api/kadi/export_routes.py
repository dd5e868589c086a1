"""The lines about exports of records and collections."""

from server.api.kadi import export_models, exports
from server.api.kadi.export_models import ExportFilter
from server.api.kadi.lines import get
from server.api.kadi.models import Failure
from server.http.routing import Route

ROUTES: tuple[Route, ...] = (
    get("/records/{id:int}/export/{export_type}", exports.export_record, "record.read", query=ExportFilter,
        answers={200: export_models.RECORD, 413: Failure, 503: Failure}, summary="Export a record."),
    get("/records/{id:int}/extras/export/{export_type}", exports.export_extras, "record.read", query=ExportFilter,
        answers={200: export_models.EXTRAS}, summary="Export the extras of a record."),
    get("/collections/{id:int}/export/{export_type}", exports.export_collection, "collection.read", query=ExportFilter,
        answers={200: export_models.COLLECTION, 413: Failure, 503: Failure}, summary="Export a collection."),
)  # fmt: skip
