-- What searches look things up in: words of titles and descriptions, a vocabulary for typing errors, and the metadata of
-- records taken apart. Triggers fill all of it in the transaction that changes the row, so a search finds what was
-- committed before it. Everything here follows from the rows and could be made anew from them.

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists fuzzystrmatch;

-- Words: lower case, without accents. What separates them is listed, so that no locale of a database changes it;
-- ideographs and Hiragana are words of one character each, as they are written without blanks.

create function spaced_words(given text) returns text language sql immutable strict parallel safe as $$
    select case when octet_length($1) = char_length($1) then regexp_replace(lower($1), '[^a-z0-9]+', ' ', 'g')
           else regexp_replace(
               regexp_replace(lower(unaccent('unaccent', normalize($1, nfkc))),
                              '([\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff])', ' \1 ', 'g'),
               '[\u0001-\u002f\u003a-\u0060\u007b-\u00b4\u00b6-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u3003\u3008-\u3020\u30fb\ufeff\uff00-\uff0f]+',
               ' ', 'g') end
$$;

-- Each word is cut at 60 characters, the longest of which an edit distance is counted. (plpgsql keeps the plans.)
create function distinct_words(given text) returns text[] language plpgsql immutable strict parallel safe as $$
begin
    return (select coalesce(array_agg(distinct left(w.word, 60)), '{}')
              from unnest(string_to_array(spaced_words(given), ' ')) w (word)
             where w.word <> '');
end $$;

create function words_in_order(given text) returns text[] language plpgsql immutable strict parallel safe as $$
begin
    return (select coalesce(array_agg(left(w.word, 60) order by w.place), '{}')
              from unnest(string_to_array(spaced_words(given), ' ')) with ordinality w (word, place)
             where w.word <> '');
end $$;

-- The words with their places, so that a part of a text can be found as a phrase.
create function placed_words(given text) returns tsvector language plpgsql immutable strict parallel safe as $$
begin
    return (select coalesce(string_agg('''' || w.word || ''':' || least(w.place, 16383), ' '), '')::tsvector
              from unnest(words_in_order(given)) with ordinality w (word, place));
end $$;

-- Every pair of neighbouring letters with its place: `abc` → 1ab, 2bc; `by` moves the places.
create function placed_pairs(word text, by integer) returns text[] language plpgsql immutable strict parallel safe as $$
begin
    return (select coalesce(array_agg((n + by) || substr(word, n, 2)), '{}') from generate_series(1, char_length(word) - 1) n);
end $$;

-- 64 bits that stand for a text of any length in an index.
create function text_key(given text) returns bigint language sql immutable strict parallel safe as $$
    select ('x' || encode(substr(sha256(convert_to($1, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
$$;

-- Every word that ever stood in a title or identifier (`is_title`), or in a description or in metadata. Only the look for
-- near words reads it, and what that finds is looked up again, so words need not go away. It has no unique index on
-- purpose: writers neither wait for each other nor deadlock; two at once may leave a word twice.
create table search_words (
    word     text collate "C" not null,
    is_title boolean not null
);

-- The words of one object: of its identifier and title, and of its description. Rows are narrow (long values lie aside),
-- because ranking visits the row of every hit but never reads the words.
create table record_texts (
    record_id   bigint primary key,
    title_words tsvector not null,
    text_words  tsvector not null
) with (toast_tuple_target = 128);
-- A record's description as words with single blanks between and around them, where phrases are looked up: long texts take
-- time to bring into this form, and of records there are many.
create table record_wordings (
    record_id bigint primary key,
    wording   text not null
);
create table collection_texts (
    collection_id bigint primary key,
    title_words   tsvector not null,
    text_words    tsvector not null
) with (toast_tuple_target = 128);
create table template_texts (
    template_id bigint primary key,
    title_words tsvector not null,
    text_words  tsvector not null
) with (toast_tuple_target = 128);
create table group_texts (
    group_id    bigint primary key,
    title_words tsvector not null,
    text_words  tsvector not null
) with (toast_tuple_target = 128);

-- Every path that ever occurred in metadata, like the vocabulary.
create table extra_paths (
    id    bigint not null,
    path  text not null,
    words tsvector not null
);

-- The metadata of records, one row for each entry at any depth.
create table extra_values (
    record_id bigint not null,
    path_id   bigint not null,
    type      text not null,
    -- Of a text: the key of the whole, for exact search; its words, for the other kind.
    text_id   bigint,
    words     tsvector,
    number    double precision,
    unit      text,
    truth     boolean,
    instant   timestamptz
);

-- The entries of `extras` at any depth: keys joined by dots, places in lists counted from 1. A path is cut at 1,000 characters.
create function extra_entries(extras jsonb)
returns table (path_id bigint, path text, type text, text_id bigint, words text[], number double precision, unit text, truth boolean,
               instant timestamptz)
language plpgsql immutable strict parallel safe as $$
begin
    return query
    with recursive entries (path, type, entry) as (
        select left(e.entry ->> 'key', 1000), e.entry ->> 'type', e.entry from jsonb_array_elements(extras) e (entry)
         union all
        select left(above.path || '.' || coalesce(e.entry ->> 'key', e.place::text), 1000), e.entry ->> 'type', e.entry
          from entries above
         cross join lateral jsonb_array_elements(above.entry -> 'value') with ordinality e (entry, place)
         where above.type in ('dict', 'list')
    )
    select text_key(e.path), e.path, e.type, case when e.type = 'str' then text_key(e.entry ->> 'value') end,
           case when e.type = 'str' then distinct_words(left(e.entry ->> 'value', 50000)) end,
           case when e.type in ('int', 'float') then (e.entry ->> 'value')::double precision end, e.entry ->> 'unit',
           case when e.type = 'bool' then (e.entry ->> 'value')::boolean end,
           case when e.type = 'date' then (e.entry ->> 'value')::timestamptz end
      from entries e;
end $$;

-- What is there already.

insert into record_texts (record_id, title_words, text_words)
select id, array_to_tsvector(distinct_words(identifier || ' ' || title)), array_to_tsvector(distinct_words(plain_description)) from records;
insert into record_wordings (record_id, wording) select id, ' ' || btrim(spaced_words(plain_description)) || ' ' from records;
insert into collection_texts (collection_id, title_words, text_words)
select id, array_to_tsvector(distinct_words(identifier || ' ' || title)), array_to_tsvector(distinct_words(plain_description)) from collections;
insert into template_texts (template_id, title_words, text_words)
select id, array_to_tsvector(distinct_words(identifier || ' ' || title)), array_to_tsvector(distinct_words(plain_description)) from templates;
insert into group_texts (group_id, title_words, text_words)
select id, array_to_tsvector(distinct_words(identifier || ' ' || title)), array_to_tsvector(distinct_words(plain_description)) from groups;
insert into extra_values (record_id, path_id, type, text_id, words, number, unit, truth, instant)
select r.id, e.path_id, e.type, e.text_id, array_to_tsvector(e.words), e.number, e.unit, e.truth, e.instant
  from records r cross join lateral extra_entries(r.extras::jsonb) e;
insert into extra_paths (id, path, words)
select p.path_id, p.path, placed_words(p.path)
  from (select distinct e.path_id, e.path from records r cross join lateral extra_entries(r.extras::jsonb) e) p;
insert into search_words (word, is_title)
select distinct w.word, t.is_title
  from (select title_words, true from record_texts union all select text_words, false from record_texts
         union all select title_words, true from collection_texts union all select text_words, false from collection_texts
         union all select title_words, true from template_texts union all select text_words, false from template_texts
         union all select title_words, true from group_texts union all select text_words, false from group_texts
         union all select words, false from extra_values where words is not null
         union all select words, false from extra_paths) t (words, is_title)
 cross join lateral unnest(tsvector_to_array(t.words)) w (word);

-- Each GIN index may keep 256 kB of rows that are not sorted in yet: writing takes half the time, and a search reads that much
-- in a tenth of a millisecond. The vocabulary, which one search looks into a hundred times, keeps none.

create index search_words_by_word on search_words (word, is_title);
create index search_words_by_ending on search_words (reverse(word) collate "C");
create index search_words_by_pairs on search_words using gin (placed_pairs(word, 0)) with (fastupdate = off);
create index search_words_by_fragment on search_words using gin (word gin_trgm_ops) with (fastupdate = off) where is_title;
create index record_texts_by_title on record_texts using gin (title_words) with (gin_pending_list_limit = 256);
create index record_texts_by_text on record_texts using gin (text_words) with (gin_pending_list_limit = 256);
create index collection_texts_by_title on collection_texts using gin (title_words) with (gin_pending_list_limit = 256);
create index collection_texts_by_text on collection_texts using gin (text_words) with (gin_pending_list_limit = 256);
create index template_texts_by_title on template_texts using gin (title_words) with (gin_pending_list_limit = 256);
create index template_texts_by_text on template_texts using gin (text_words) with (gin_pending_list_limit = 256);
create index group_texts_by_title on group_texts using gin (title_words) with (gin_pending_list_limit = 256);
create index group_texts_by_text on group_texts using gin (text_words) with (gin_pending_list_limit = 256);
create index extra_paths_by_id on extra_paths (id);
create index extra_paths_by_words on extra_paths using gin (words) with (gin_pending_list_limit = 256);
create index extra_values_by_record on extra_values (record_id);
create index extra_values_by_path on extra_values (path_id, type, record_id);
create index extra_values_by_number on extra_values (path_id, number) include (record_id) where number is not null;
create index extra_values_by_instant on extra_values (path_id, instant) include (record_id) where instant is not null;
create index extra_values_by_truth on extra_values (path_id, truth, record_id) where truth is not null;
create index extra_values_by_text on extra_values (text_id, path_id, record_id) where text_id is not null;
create index extra_values_by_words on extra_values using gin (words) with (gin_pending_list_limit = 256) where words is not null;
-- What the gate asks of a hit, and what decides between equal ones, without visiting the record.
create index records_by_id on records (id) include (visibility, creator_id, updated_at) where state = 'active';

-- From now on.

create function learn_words(given text[], in_title boolean) returns void language plpgsql as $$
begin
    insert into search_words (word, is_title)
    select w.word, in_title
      from unnest(given) w (word)
     where not exists (select from search_words s where s.word = w.word and s.is_title = in_title);
end $$;

create function keep_texts() returns trigger language plpgsql as $$
declare
    in_title text[] := distinct_words(new.identifier || ' ' || new.title);
    in_text  text[] := distinct_words(new.plain_description);
begin
    perform learn_words(in_title, true), learn_words(in_text, false);
    if tg_table_name = 'records' then
        insert into record_texts as t (record_id, title_words, text_words)
        values (new.id, array_to_tsvector(in_title), array_to_tsvector(in_text))
        on conflict (record_id) do update set title_words = excluded.title_words, text_words = excluded.text_words;
        insert into record_wordings as t (record_id, wording) values (new.id, ' ' || btrim(spaced_words(new.plain_description)) || ' ')
        on conflict (record_id) do update set wording = excluded.wording;
    elsif tg_table_name = 'collections' then
        insert into collection_texts as t (collection_id, title_words, text_words)
        values (new.id, array_to_tsvector(in_title), array_to_tsvector(in_text))
        on conflict (collection_id) do update set title_words = excluded.title_words, text_words = excluded.text_words;
    elsif tg_table_name = 'templates' then
        insert into template_texts as t (template_id, title_words, text_words)
        values (new.id, array_to_tsvector(in_title), array_to_tsvector(in_text))
        on conflict (template_id) do update set title_words = excluded.title_words, text_words = excluded.text_words;
    else
        insert into group_texts as t (group_id, title_words, text_words)
        values (new.id, array_to_tsvector(in_title), array_to_tsvector(in_text))
        on conflict (group_id) do update set title_words = excluded.title_words, text_words = excluded.text_words;
    end if;
    return null;
end $$;

create function keep_extras() returns trigger language plpgsql as $$
declare
    learned text[];
begin
    if tg_op = 'UPDATE' then
        delete from extra_values v where v.record_id = new.id;
    end if;
    with entries as materialized (
        select * from extra_entries(new.extras::jsonb)
    ), made as (
        insert into extra_values (record_id, path_id, type, text_id, words, number, unit, truth, instant)
        select new.id, e.path_id, e.type, e.text_id, array_to_tsvector(e.words), e.number, e.unit, e.truth, e.instant from entries e
    ), met as (
        insert into extra_paths (id, path, words)
        select p.path_id, p.path, placed_words(p.path)
          from (select distinct e.path_id, e.path from entries e) p
         where not exists (select from extra_paths k where k.id = p.path_id)
        returning words
    )
    select coalesce(array_agg(distinct w.word), '{}')
      into learned
      from (select words from entries union all select tsvector_to_array(words) from met) t
     cross join lateral unnest(t.words) w (word);
    perform learn_words(learned, false);
    return null;
end $$;

create function drop_texts() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'records' then
        delete from record_texts t where t.record_id = old.id;
        delete from record_wordings t where t.record_id = old.id;
        delete from extra_values v where v.record_id = old.id;
    elsif tg_table_name = 'collections' then
        delete from collection_texts t where t.collection_id = old.id;
    elsif tg_table_name = 'templates' then
        delete from template_texts t where t.template_id = old.id;
    else
        delete from group_texts t where t.group_id = old.id;
    end if;
    return null;
end $$;

create trigger keep_new_texts after insert on records for each row execute function keep_texts();
create trigger keep_texts after update of identifier, title, plain_description on records for each row
    when ((old.identifier, old.title, old.plain_description) is distinct from (new.identifier, new.title, new.plain_description))
    execute function keep_texts();
create trigger keep_new_extras after insert on records for each row
    when (new.extras::text <> '[]') execute function keep_extras();
create trigger keep_extras after update of extras on records for each row
    when (old.extras::text is distinct from new.extras::text) execute function keep_extras();
create trigger drop_texts after delete on records for each row execute function drop_texts();

create trigger keep_new_texts after insert on collections for each row execute function keep_texts();
create trigger keep_texts after update of identifier, title, plain_description on collections for each row
    when ((old.identifier, old.title, old.plain_description) is distinct from (new.identifier, new.title, new.plain_description))
    execute function keep_texts();
create trigger drop_texts after delete on collections for each row execute function drop_texts();

create trigger keep_new_texts after insert on templates for each row execute function keep_texts();
create trigger keep_texts after update of identifier, title, plain_description on templates for each row
    when ((old.identifier, old.title, old.plain_description) is distinct from (new.identifier, new.title, new.plain_description))
    execute function keep_texts();
create trigger drop_texts after delete on templates for each row execute function drop_texts();

create trigger keep_new_texts after insert on groups for each row execute function keep_texts();
create trigger keep_texts after update of identifier, title, plain_description on groups for each row
    when ((old.identifier, old.title, old.plain_description) is distinct from (new.identifier, new.title, new.plain_description))
    execute function keep_texts();
create trigger drop_texts after delete on groups for each row execute function drop_texts();
