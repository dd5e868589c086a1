"""Every noun that has bytes is copied, counted as needed, and forgotten, or the sweep would take what it has."""

import re

WITHOUT_BYTES_OF_THEIR_OWN = {"discarded_blobs", "stored_objects"}


async def test_every_table_with_bytes_asks_for_copies_and_is_needed(pool):
    tables = {row["relname"] for row in await pool.fetch(
        """select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid
            where a.attname = 'blob_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"""
    )} - WITHOUT_BYTES_OF_THEIR_OWN  # fmt: skip
    asking = {row["relname"] for row in await pool.fetch(
        """select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
             join pg_proc p on p.oid = t.tgfoid where p.proname = 'ask_for_copy'"""
    )}  # fmt: skip
    view = await pool.fetchval("select pg_get_viewdef('needed_blobs'::regclass)")
    assert {"files", "topic_files"} <= tables == asking == set(re.findall(r"FROM (\w+)", view))
