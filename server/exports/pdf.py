"""A record as a PDF document: facts, description, metadata, files, links and the QR code of its address."""

from typing import Any


def render(record: dict[str, Any], *, address: str) -> bytes:
    """The document; `record.py` has the form of a record, `address` is its page (`https://host/records/2`).

    The same record gives the same bytes. Takes about a second per 5,000 metadata entries: call it in a thread.
    """
    from server.exports.pdf_record import Document  # loads what draws when the first document is made

    return Document(record, address).render()
