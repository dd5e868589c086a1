"""The lines about links of records with other records and with collections, in the order of Kadi's documentation."""

from server.api.kadi import collection_models, collections, models, record_links
from server.api.kadi.lines import change, get, listing
from server.api.kadi.models import Failure, Nothing, PageOf
from server.api.kadi.record_link_models import LinkFilter, NewRecordLink, RecordLink, RecordLinkChange, RecordLinkFilter
from server.http.routing import Route

ROUTES: tuple[Route, ...] = (
    listing("/records/records/{id:int}", record_links.get_link_directly, "record.read",
            answers={200: RecordLink, 403: Failure, 404: Failure}, summary="Get a record link directly by its ID."),
    get("/records/{id:int}/collections", collections.list_collections_of_record, "record.read", "collection.read", query=LinkFilter,
        answers={200: PageOf[collection_models.Collection]}, summary="Get collections a record is part of."),
    get("/records/{id:int}/records", record_links.list_links, "record.read", query=RecordLinkFilter,
        answers={200: PageOf[RecordLink]}, summary="Get the record links of a record."),
    get("/records/{record_id:int}/records/{link_id:int}", record_links.get_link, "record.read",
        answers={200: RecordLink}, summary="Get a record link."),
    change("POST", "/records/{id:int}/collections", collections.add_record_to_collection, "record.link", body=models.Id,
           answers={201: Nothing, 409: Failure}, summary="Add a record to a collection."),
    change("POST", "/records/{id:int}/records", record_links.create_link, "record.link", body=NewRecordLink,
           answers={201: RecordLink, 409: Failure}, summary="Create a new record link."),
    change("PATCH", "/records/{record_id:int}/records/{link_id:int}", record_links.update_link, "record.link", body=RecordLinkChange,
           answers={200: RecordLink, 409: Failure}, summary="Update a record link."),
    change("DELETE", "/records/{record_id:int}/collections/{collection_id:int}", collections.remove_record_from_collection, "record.link",
           answers={204: None}, summary="Remove a record from a collection."),
    change("DELETE", "/records/{record_id:int}/records/{link_id:int}", record_links.remove_link, "record.link",
           answers={204: None}, summary="Remove a record link."),
)  # fmt: skip
