-- Who changed something once: people without the domain are found by id only where a row names them.

create index record_revisions_by_account on record_revisions (account_id);
create index file_revisions_by_account on file_revisions (account_id);
