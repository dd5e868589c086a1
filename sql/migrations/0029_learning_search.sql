-- Subjects and topics are found by the words of their names.

create index subjects_by_words on subjects using gin (placed_words(name)) where deleted_at is null;
create index topics_by_words on topics using gin (placed_words(name)) where deleted_at is null;
