-- What has been done to this database's schema.

-- name: has_ledger() -> value
-- Null before the first migration.
select to_regclass('migrations')::text;

-- name: make_ledger() -> run
create table if not exists migrations (
    number     integer primary key,
    name       text not null,
    checksum   text not null,
    applied_at timestamptz not null default now()
);

-- name: list_applied() -> many
select number, name, checksum
  from migrations
 order by number;

-- name: insert(number, name, checksum) -> run
insert into migrations (number, name, checksum)
values ($1, $2, $3);

-- name: lock(key) -> run
-- Held until the transaction ends, so that two processes do not migrate at once.
select pg_advisory_xact_lock($1::bigint);

-- name: server() -> one
-- The server's version and the encoding of this database.
select current_setting('server_version_num')::int as version, current_setting('server_version') as version_name,
       getdatabaseencoding() as encoding;

-- name: list_public() -> many
-- Tables that stand in a database which never saw a migration: it belongs to something else.
select tablename
  from pg_tables
 where schemaname = current_schema()
 order by tablename;
