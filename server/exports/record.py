"""A record as every format of export takes it: the JSON export as a Python dict, before it is written.

    {"id": 2, "identifier": "x-1", "title": "…", "type": "experiment" | None, "description": "… (Markdown)", "license": "CC-BY-4.0" | None,
     "tags": ["a", "b"], "extras": [entries as domain/extras makes them], "created_at": datetime, "last_modified": datetime,
     "creator": {"id": 1, "displayname": "Ada", "orcid": "0000-0002-…" | None},
     "files": [{"id": "uuid as text", "name", "description", "mimetype", "magic_mimetype", "size": 3, "checksum": "…" | None,
                "created_at", "last_modified", "creator"}, …],
     "links": [{"id": 7, "name": "…", "term": "https://…" | None, "created_at", "last_modified", "creator",
                "record_to" | "record_from": {a record without "files" and "links"}}, …]}

Datetimes are aware, in UTC; texts may be of any script and hold line breaks. `creator` is absent wherever users are left
out, `links` is absent when links are left out. Files come newest change first, links newest first; both hold only what the
reader may read and what is active. `extras` are decoded and already masked.

What a format needs beyond this (addresses of licenses, the base of the site) it gets beside the record, as arguments.
"""
