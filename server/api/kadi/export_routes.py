"""The lines about exports of records and collections; each stands in the table of its resource."""

from server.api.kadi import export_models, exports
from server.api.kadi.export_models import ExportFilter
from server.api.kadi.lines import get
from server.api.kadi.models import Failure
from server.http.routing import Route

RECORDS: tuple[Route, ...] = (
    get("/records/{id:int}/export/{export_type}", exports.export_record, "record.read", query=ExportFilter,
        answers={200: export_models.RECORD, 503: Failure}, summary="Export a record."),
    get("/records/{id:int}/extras/export/{export_type}", exports.export_extras, "record.read", query=ExportFilter,
        answers={200: export_models.EXTRAS}, summary="Export the extras of a record."),
)  # fmt: skip

COLLECTIONS: tuple[Route, ...] = (
    get("/collections/{id:int}/export/{export_type}", exports.export_collection, "collection.read", query=ExportFilter,
        answers={200: export_models.COLLECTION, 503: Failure}, summary="Export a collection."),
)  # fmt: skip
