-- The schema after all migrations; written by `make schema`, compared by tests/test_schema.py. Not edited by hand.

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;

COMMENT ON EXTENSION fuzzystrmatch IS 'determine similarities and distance between strings';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';

CREATE FUNCTION public.administers_research(reader bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select exists (select from research_admins o where o.account_id = reader)
$$;

CREATE FUNCTION public.ask_for_copy() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into stored_objects (blob_id) select new.blob_id from object_store where is_on on conflict do nothing;
    if found then
        insert into jobs (kind, key) values ('objects.copy', 'waiting')
        on conflict (kind, key) where key is not null and state = 'waiting' do nothing;
        perform pg_notify('jobs', '');
    end if;
    return null;
end $$;

CREATE FUNCTION public.collection_actions(collection_id bigint, reader bigint) RETURNS TABLE(actions text[])
    LANGUAGE sql STABLE
    AS $_$
    select case max(held.strength)
               when 4 then '{read,link,update,permissions,delete}'::text[]
               when 3 then '{read,link,update}'::text[]
               when 2 then '{read,link}'::text[]
               when 1 then '{read}'::text[]
               else '{}'::text[]
           end
      from (select role_strength(o.role) from collection_account_roles o where o.collection_id = $1 and o.account_id = $2
             union all
            select role_strength(o.role)
              from collection_group_roles o
              join groups g on g.id = o.group_id and g.state = 'active'
              join memberships m on m.group_id = o.group_id and m.account_id = $2
             where o.collection_id = $1
             union all
            select 1 from collections c where c.id = $1 and c.visibility = 'public'
             union all
            select 4 from research_admins o where o.account_id = $2) held (strength)
$_$;

CREATE TABLE public.collections (
    id bigint NOT NULL,
    creator_id bigint NOT NULL,
    parent_id bigint,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    identifier text NOT NULL,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    plain_description text DEFAULT ''::text NOT NULL,
    visibility text DEFAULT 'private'::text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT collections_deleted_since CHECK (((state = 'active'::text) = (deleted_at IS NULL))),
    CONSTRAINT collections_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT collections_identifier_form CHECK ((identifier ~ '^[a-z0-9_-]{1,50}$'::text)),
    CONSTRAINT collections_not_its_own_parent CHECK ((parent_id <> id)),
    CONSTRAINT collections_state_known CHECK ((state = ANY (ARRAY['active'::text, 'deleted'::text, 'purged'::text]))),
    CONSTRAINT collections_title_length CHECK (((char_length(title) >= 1) AND (char_length(title) <= 150))),
    CONSTRAINT collections_visibility_known CHECK ((visibility = ANY (ARRAY['private'::text, 'public'::text])))
);

CREATE FUNCTION public.collection_snapshot(o public.collections) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select json_build_object('description', o.description, 'identifier', o.identifier, 'state', o.state, 
        'record_template', null::json, 'tags', o.tags, 'title', o.title, 'visibility', o.visibility)
$$;

CREATE FUNCTION public.collections_shared_with(reader bigint) RETURNS TABLE(collection_id bigint)
    LANGUAGE sql STABLE
    AS $_$
    select o.collection_id from collection_account_roles o where o.account_id = $1
     union all
    select o.collection_id
      from memberships m
      join groups g on g.id = m.group_id and g.state = 'active'
      join collection_group_roles o on o.group_id = m.group_id
     where m.account_id = $1
$_$;

CREATE FUNCTION public.count_file() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    before bigint := 0;
    after  bigint := 0;
begin
    if tg_op <> 'INSERT' and old.state = 'active' then before := old.size_bytes; end if;
    if tg_op <> 'DELETE' and new.state = 'active' then after := new.size_bytes; end if;
    perform count_storage(case when tg_op = 'DELETE' then old.creator_id else new.creator_id end, after - before);
    return null;
end $$;

CREATE FUNCTION public.count_storage(account bigint, difference bigint) RETURNS void
    LANGUAGE sql
    AS $$
    insert into storage_usage (account_id, used_bytes) select account, difference where difference <> 0
    on conflict (account_id) do update set used_bytes = storage_usage.used_bytes + excluded.used_bytes
$$;

CREATE FUNCTION public.count_topic_file() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    before bigint := 0;
    after  bigint := 0;
begin
    if tg_op <> 'INSERT' and old.deleted_at is null then before := old.size_bytes; end if;
    if tg_op <> 'DELETE' and new.deleted_at is null then after := new.size_bytes; end if;
    perform count_storage(case when tg_op = 'DELETE' then old.uploaded_by else new.uploaded_by end, after - before);
    return null;
end $$;

CREATE FUNCTION public.count_topic_upload() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' then
        perform count_storage(old.account_id, -old.reserved_bytes) where exists (select from accounts a where a.id = old.account_id);
    else
        perform count_storage(new.account_id, new.reserved_bytes);
    end if;
    return null;
end $$;

CREATE FUNCTION public.count_upload() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    before bigint := 0;
    after  bigint := 0;
begin
    if tg_op <> 'INSERT' and old.state <> 'inactive' then before := old.reserved_bytes; end if;
    if tg_op <> 'DELETE' and new.state <> 'inactive' then after := new.reserved_bytes; end if;
    perform count_storage(case when tg_op = 'DELETE' then old.creator_id else new.creator_id end, after - before);
    return null;
end $$;

CREATE FUNCTION public.delete_unfinished_copy() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    delete from assessment_audit a
     using persons p, assessment_sessions s
     where p.id = old.person_id and s.owner_id = p.company_id and s.id = old.token_session_id and s.session_type = 1 and s.status < 30
       and a.owner_id = s.owner_id and a.session_id = s.id;
    delete from assessment_sessions s
     using persons p
     where p.id = old.person_id and s.owner_id = p.company_id and s.id = old.token_session_id and s.session_type = 1 and s.status < 30;
    return null;
end
$$;

CREATE FUNCTION public.discard_blob() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_table_name = 'files' then
        insert into discarded_blobs (blob_id, remove_after) values (old.blob_id, now()) on conflict do nothing;
    else
        insert into discarded_blobs (blob_id, remove_after) values (old.id, now()) on conflict do nothing;
    end if;
    return null;
end $$;

CREATE FUNCTION public.discard_object() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update stored_objects set state = 'discarded', remove_after = now() where blob_id = old.blob_id;
    return null;
end $$;

CREATE FUNCTION public.discard_object_file() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if not exists (select from needed_blobs n where n.blob_id = old.blob_id) then
        insert into discarded_blobs (blob_id, remove_after) values (old.blob_id, now() + interval '1 hour') on conflict do nothing;
    end if;
    return null;
end $$;

CREATE FUNCTION public.distinct_words(given text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
begin
    return (select coalesce(array_agg(distinct left(w.word, 60)), '{}')
              from unnest(string_to_array(spaced_words(given), ' ')) w (word)
             where w.word <> '');
end $$;

CREATE FUNCTION public.drop_texts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.extra_entries(extras jsonb) RETURNS TABLE(path_id bigint, path text, type text, text_id bigint, words text[], number double precision, unit text, truth boolean, instant timestamp with time zone)
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
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

CREATE TABLE public.files (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    record_id bigint NOT NULL,
    creator_id bigint NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    mimetype text NOT NULL,
    magic_mimetype text NOT NULL,
    size_bytes bigint NOT NULL,
    checksum text,
    blob_id uuid NOT NULL,
    sha256 bytea,
    scrubbed_at timestamp with time zone,
    damaged_at timestamp with time zone,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT files_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT files_mimetype_length CHECK ((char_length(mimetype) <= 256)),
    CONSTRAINT files_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 256))),
    CONSTRAINT files_size_not_negative CHECK ((size_bytes >= 0)),
    CONSTRAINT files_state_known CHECK ((state = ANY (ARRAY['active'::text, 'inactive'::text])))
);

CREATE FUNCTION public.file_snapshot(f public.files) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select json_build_object('checksum', f.checksum, 'description', f.description, 'mimetype', f.mimetype, 'name', f.name,
                             'size', f.size_bytes, 'state', f.state)
$$;

CREATE FUNCTION public.free_seat() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.status <> 'cancelled' then
        update trainings set seats_taken = seats_taken - 1 where id = old.training_id;
    end if;
    return old;
end $$;

CREATE FUNCTION public.group_actions(group_id bigint, reader bigint) RETURNS TABLE(actions text[])
    LANGUAGE sql STABLE
    AS $_$
    select case max(held.strength)
               when 4 then '{read,update,members,delete}'::text[]
               when 3 then '{read,update}'::text[]
               when 1 then '{read}'::text[]
               else '{}'::text[]
           end
      from (select role_strength(m.role) from memberships m where m.group_id = $1 and m.account_id = $2
             union all
            select 1 from groups g where g.id = $1 and g.visibility = 'public'
             union all
            select 4 from research_admins o where o.account_id = $2) held (strength)
$_$;

CREATE TABLE public.groups (
    id bigint NOT NULL,
    creator_id bigint NOT NULL,
    identifier text NOT NULL,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    plain_description text DEFAULT ''::text NOT NULL,
    visibility text DEFAULT 'private'::text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT groups_deleted_since CHECK (((state = 'active'::text) = (deleted_at IS NULL))),
    CONSTRAINT groups_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT groups_identifier_form CHECK ((identifier ~ '^[a-z0-9_-]{1,50}$'::text)),
    CONSTRAINT groups_state_known CHECK ((state = ANY (ARRAY['active'::text, 'deleted'::text, 'purged'::text]))),
    CONSTRAINT groups_title_length CHECK (((char_length(title) >= 1) AND (char_length(title) <= 150))),
    CONSTRAINT groups_visibility_known CHECK ((visibility = ANY (ARRAY['private'::text, 'public'::text])))
);

CREATE FUNCTION public.group_snapshot(o public.groups) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select json_build_object('description', o.description, 'identifier', o.identifier, 'state', o.state, 'title', o.title, 'visibility', o.visibility)
$$;

CREATE FUNCTION public.is_too_long(given text, allowed integer, usual integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(allowed, usual) > 0 and length(given) > coalesce(allowed, usual)
$$;

CREATE FUNCTION public.keep_creator_admin() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    creator bigint;
begin
    if tg_argv[0] = 'records' then
        select o.creator_id into creator from records o where o.id = old.record_id;
    elsif tg_argv[0] = 'collections' then
        select o.creator_id into creator from collections o where o.id = old.collection_id;
    elsif tg_argv[0] = 'templates' then
        select o.creator_id into creator from templates o where o.id = old.template_id;
    else
        select o.creator_id into creator from groups o where o.id = old.group_id;
    end if;
    if creator = old.account_id and (tg_op = 'DELETE' or new is distinct from old) then
        raise exception 'the creator stays admin' using errcode = 'check_violation', constraint = tg_argv[0] || '_creator_is_admin';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

CREATE FUNCTION public.keep_extras() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.keep_hierarchy() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(hashtextextended('collections.parent_id', 0));
    if exists (
        with recursive above as (
            select new.parent_id as id
             union
            select c.parent_id from above a join collections c on c.id = a.id where c.parent_id is not null
        )
        select from above a where a.id = new.id
    ) then
        raise exception 'a collection is not below itself' using errcode = 'check_violation', constraint = 'collections_without_circle';
    end if;
    return new;
end $$;

CREATE FUNCTION public.keep_last_admin() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    concerned boolean;
begin
    if tg_table_name = 'accounts' then
        concerned := exists (
            select 1 from role_assignments
             where account_id = old.id and role = 'admin' and domain is null and effective_until is null);
    else
        concerned := old.role = 'admin' and old.domain is null and old.effective_until is null;
    end if;
    if not concerned then
        return null;
    end if;
    perform 1 from admin_guard where id = 1 for update;
    if not exists (
        select 1
          from role_assignments r
          join accounts a on a.id = r.account_id
         where r.role = 'admin' and r.domain is null and r.effective_until is null and r.effective_from <= clock_timestamp()
           and a.is_active)
    then
        raise exception 'the last admin of everything stays' using errcode = 'check_violation', constraint = 'last_admin_stays';
    end if;
    return null;
end $$;

CREATE FUNCTION public.keep_texts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.learn_words(given text[], in_title boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    insert into search_words (word, is_title)
    select w.word, in_title
      from unnest(given) w (word)
     where not exists (select from search_words s where s.word = w.word and s.is_title = in_title);
end $$;

CREATE FUNCTION public.may_know(word text, reader bigint, noun text, in_title boolean) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
    asked tsquery := ('''' || word || '''')::tsquery;
begin
    if noun = 'record' then
        if exists (select from record_texts t join records o on o.id = t.record_id and o.state = 'active' and o.visibility = 'public'
                    where t.title_words @@ asked) then
            return true;
        end if;
        if exists (select from record_texts t join records o on o.id = t.record_id and o.state = 'active'
                    cross join lateral record_actions(o.id, reader) g
                    where t.title_words @@ asked and 'read' = any (g.actions)) then
            return true;
        end if;
        return not in_title and (
            exists (select from record_texts t join records o on o.id = t.record_id and o.state = 'active'
                     cross join lateral record_actions(o.id, reader) g
                     where t.text_words @@ asked and 'read' = any (g.actions))
            or exists (select from extra_values v join records o on o.id = v.record_id and o.state = 'active'
                        cross join lateral record_actions(o.id, reader) g
                        where v.words @@ asked and 'read' = any (g.actions))
            or exists (select from extra_paths k join extra_values v on v.path_id = k.id
                         join records o on o.id = v.record_id and o.state = 'active'
                        cross join lateral record_actions(o.id, reader) g
                        where k.words @@ asked and 'read' = any (g.actions)));
    end if;
    if noun = 'collection' then
        return exists (select from collection_texts t join collections o on o.id = t.collection_id and o.state = 'active'
                        cross join lateral collection_actions(o.id, reader) g
                        where (t.title_words @@ asked or not in_title and t.text_words @@ asked) and 'read' = any (g.actions));
    end if;
    if noun = 'template' then
        return exists (select from template_texts t join templates o on o.id = t.template_id and o.state = 'active'
                        cross join lateral template_actions(o.id, reader) g
                        where (t.title_words @@ asked or not in_title and t.text_words @@ asked) and 'read' = any (g.actions));
    end if;
    if noun = 'group' then
        return exists (select from group_texts t join groups o on o.id = t.group_id and o.state = 'active'
                        cross join lateral group_actions(o.id, reader) g
                        where (t.title_words @@ asked or not in_title and t.text_words @@ asked) and 'read' = any (g.actions));
    end if;
    return false;
end $$;

CREATE FUNCTION public.passes_filters(name text, description text, is_active boolean, created_at timestamp with time zone, updated_at timestamp with time zone, wanted text, wanted_active boolean, created_from timestamp with time zone, created_to timestamp with time zone, updated_from timestamp with time zone, updated_to timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((wanted IS NULL) OR (name ~~* wanted) OR (description ~~* wanted)) AND ((wanted_active IS NULL) OR (is_active = wanted_active)) AND ((created_from IS NULL) OR (created_at >= created_from)) AND ((created_to IS NULL) OR (created_at < created_to)) AND ((updated_from IS NULL) OR (updated_at >= updated_from)) AND ((updated_to IS NULL) OR (updated_at < updated_to)));

CREATE FUNCTION public.placed_pairs(word text, by integer) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
begin
    return (select coalesce(array_agg((n + by) || substr(word, n, 2)), '{}') from generate_series(1, char_length(word) - 1) n);
end $$;

CREATE FUNCTION public.placed_words(given text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    return (select coalesce(string_agg('''' || w.word || ''':' || least(w.place, 16383), ' '), '')::tsvector
              from unnest(words_in_order(given)) with ordinality w (word, place));
end $$;

CREATE FUNCTION public.readable_family(root bigint, reader bigint, with_children boolean) RETURNS TABLE(collection_id bigint)
    LANGUAGE sql STABLE
    AS $_$
    with recursive tree as (
        select $1 as id
         union
        select c.id from tree t join collections c on c.parent_id = t.id and c.state = 'active' where $3
    )
    select $1
     union all
    select v.id from tree t join visible_collections($2) v on v.id = t.id where $3 and t.id <> $1
$_$;

CREATE FUNCTION public.record_actions(record_id bigint, reader bigint) RETURNS TABLE(actions text[])
    LANGUAGE sql STABLE
    AS $_$
    select case max(held.strength)
               when 4 then '{read,link,update,permissions,delete}'::text[]
               when 3 then '{read,link,update}'::text[]
               when 2 then '{read,link}'::text[]
               when 1 then '{read}'::text[]
               else '{}'::text[]
           end
      from (select role_strength(o.role) from record_account_roles o where o.record_id = $1 and o.account_id = $2
             union all
            select role_strength(o.role)
              from record_group_roles o
              join groups g on g.id = o.group_id and g.state = 'active'
              join memberships m on m.group_id = o.group_id and m.account_id = $2
             where o.record_id = $1
             union all
            select 1 from records r where r.id = $1 and r.visibility = 'public'
             union all
            select 4 from research_admins o where o.account_id = $2) held (strength)
$_$;

CREATE TABLE public.records (
    id bigint NOT NULL,
    creator_id bigint NOT NULL,
    identifier text NOT NULL,
    title text NOT NULL,
    type text,
    description text DEFAULT ''::text NOT NULL,
    plain_description text DEFAULT ''::text NOT NULL,
    license text,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    extras json DEFAULT '[]'::json NOT NULL,
    visibility text DEFAULT 'private'::text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT records_deleted_since CHECK (((state = 'active'::text) = (deleted_at IS NULL))),
    CONSTRAINT records_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT records_identifier_form CHECK ((identifier ~ '^[a-z0-9_-]{1,50}$'::text)),
    CONSTRAINT records_state_known CHECK ((state = ANY (ARRAY['active'::text, 'deleted'::text, 'purged'::text]))),
    CONSTRAINT records_title_length CHECK (((char_length(title) >= 1) AND (char_length(title) <= 150))),
    CONSTRAINT records_type_length CHECK (((char_length(type) >= 1) AND (char_length(type) <= 50))),
    CONSTRAINT records_visibility_known CHECK ((visibility = ANY (ARRAY['private'::text, 'public'::text])))
);

CREATE FUNCTION public.record_snapshot(r public.records) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select json_build_object(
        'description', r.description, 'extras', r.extras, 'identifier', r.identifier, 'license', r.license,
        'linked_from', coalesce((
            select json_agg(json_build_object('id', l.id, 'name', l.name, 'record_from_id', l.from_id, 'term', l.term) order by l.id)
              from record_links l where l.to_id = r.id), '[]'::json),
        'links_to', coalesce((
            select json_agg(json_build_object('id', l.id, 'name', l.name, 'record_to_id', l.to_id, 'term', l.term) order by l.id)
              from record_links l where l.from_id = r.id), '[]'::json),
        'state', r.state, 'tags', r.tags, 'title', r.title, 'type', r.type, 'visibility', r.visibility)
$$;

CREATE FUNCTION public.records_shared_with(reader bigint) RETURNS TABLE(record_id bigint)
    LANGUAGE sql STABLE
    AS $_$
    select o.record_id from record_account_roles o where o.account_id = $1
     union all
    select o.record_id
      from memberships m
      join groups g on g.id = m.group_id and g.state = 'active'
      join record_group_roles o on o.group_id = m.group_id
     where m.account_id = $1
$_$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% rows are final', tg_table_name using errcode = 'restrict_violation';
end
$$;

CREATE FUNCTION public.role_strength(role text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
    select case role when 'admin' then 4 when 'editor' then 3 when 'collaborator' then 2 when 'member' then 1 else 0 end
$$;

CREATE FUNCTION public.spaced_words(given text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    select case when octet_length($1) = char_length($1) then regexp_replace(lower($1), '[^a-z0-9]+', ' ', 'g')
           else regexp_replace(
               regexp_replace(lower(unaccent('unaccent', normalize($1, nfkc))),
                              '([\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff])', ' \1 ', 'g'),
               '[\u0001-\u002f\u003a-\u0060\u007b-\u00b4\u00b6-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u3003\u3008-\u3020\u30fb\ufeff\uff00-\uff0f]+',
               ' ', 'g') end
$_$;

CREATE FUNCTION public.take_seat() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' and old.training_id is distinct from new.training_id then
        raise exception 'a registration keeps its training' using errcode = 'check_violation', constraint = 'registrations_keep_training';
    end if;
    if new.status <> 'cancelled' and (tg_op = 'INSERT' or old.status = 'cancelled') then
        update trainings set seats_taken = seats_taken + 1 where id = new.training_id and seats_taken < max_participants;
        if not found then
            raise exception 'no seat is free' using errcode = 'check_violation', constraint = 'registrations_seat_free';
        end if;
    elsif new.status = 'cancelled' and tg_op = 'UPDATE' and old.status <> 'cancelled' then
        update trainings set seats_taken = seats_taken - 1 where id = new.training_id;
    end if;
    return new;
end $$;

CREATE FUNCTION public.template_actions(template_id bigint, reader bigint) RETURNS TABLE(actions text[])
    LANGUAGE sql STABLE
    AS $_$
    select case max(held.strength)
               when 4 then '{read,update,permissions,delete}'::text[]
               when 3 then '{read,update}'::text[]
               when 1 then '{read}'::text[]
               else '{}'::text[]
           end
      from (select role_strength(o.role) from template_account_roles o where o.template_id = $1 and o.account_id = $2
             union all
            select role_strength(o.role)
              from template_group_roles o
              join groups g on g.id = o.group_id and g.state = 'active'
              join memberships m on m.group_id = o.group_id and m.account_id = $2
             where o.template_id = $1
             union all
            select 1 from templates c where c.id = $1 and c.visibility = 'public'
             union all
            select 4 from research_admins o where o.account_id = $2) held (strength)
$_$;

CREATE TABLE public.templates (
    id bigint NOT NULL,
    creator_id bigint NOT NULL,
    type text NOT NULL,
    data json NOT NULL,
    identifier text NOT NULL,
    title text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    plain_description text DEFAULT ''::text NOT NULL,
    visibility text DEFAULT 'private'::text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT templates_deleted_since CHECK (((state = 'active'::text) = (deleted_at IS NULL))),
    CONSTRAINT templates_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT templates_identifier_form CHECK ((identifier ~ '^[a-z0-9_-]{1,50}$'::text)),
    CONSTRAINT templates_state_known CHECK ((state = ANY (ARRAY['active'::text, 'deleted'::text, 'purged'::text]))),
    CONSTRAINT templates_title_length CHECK (((char_length(title) >= 1) AND (char_length(title) <= 150))),
    CONSTRAINT templates_type_known CHECK ((type = ANY (ARRAY['record'::text, 'extras'::text]))),
    CONSTRAINT templates_visibility_known CHECK ((visibility = ANY (ARRAY['private'::text, 'public'::text])))
);

CREATE FUNCTION public.template_snapshot(o public.templates) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select json_build_object('data', o.data, 'description', o.description, 'identifier', o.identifier, 'state', o.state, 
        'title', o.title, 'visibility', o.visibility)
$$;

CREATE FUNCTION public.templates_shared_with(reader bigint) RETURNS TABLE(template_id bigint)
    LANGUAGE sql STABLE
    AS $_$
    select o.template_id from template_account_roles o where o.account_id = $1
     union all
    select o.template_id
      from memberships m
      join groups g on g.id = m.group_id and g.state = 'active'
      join template_group_roles o on o.group_id = m.group_id
     where m.account_id = $1
$_$;

CREATE FUNCTION public.text_key(given text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    select ('x' || encode(substr(sha256(convert_to($1, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
$_$;

CREATE FUNCTION public.touch_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update accounts set updated_at = now()
     where id = case when tg_op = 'DELETE' then old.account_id else new.account_id end and updated_at < now();
    return null;
end $$;

CREATE FUNCTION public.visible_collections(reader bigint) RETURNS SETOF public.collections
    LANGUAGE sql STABLE
    AS $_$
    select c.* from collections c
     where c.state = 'active'
       and (c.visibility = 'public' or c.creator_id = $1
            or c.id in (select s.collection_id from collections_shared_with($1) s)
            or exists (select from research_admins o where o.account_id = $1))
$_$;

CREATE FUNCTION public.visible_groups(reader bigint) RETURNS SETOF public.groups
    LANGUAGE sql STABLE
    AS $_$
    select g.* from groups g
     where g.state = 'active'
       and (g.visibility = 'public'
            or g.id in (select m.group_id from memberships m where m.account_id = $1)
            or exists (select from research_admins o where o.account_id = $1))
$_$;

CREATE FUNCTION public.visible_records(reader bigint) RETURNS SETOF public.records
    LANGUAGE sql STABLE
    AS $_$
    select r.* from records r
     where r.state = 'active'
       and (r.visibility = 'public' or r.creator_id = $1
            or r.id in (select s.record_id from records_shared_with($1) s)
            or exists (select from research_admins o where o.account_id = $1))
$_$;

CREATE FUNCTION public.visible_templates(reader bigint) RETURNS SETOF public.templates
    LANGUAGE sql STABLE
    AS $_$
    select c.* from templates c
     where c.state = 'active'
       and (c.visibility = 'public' or c.creator_id = $1
            or c.id in (select s.template_id from templates_shared_with($1) s)
            or exists (select from research_admins o where o.account_id = $1))
$_$;

CREATE FUNCTION public.words_in_order(given text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
begin
    return (select coalesce(array_agg(left(w.word, 60) order by w.place), '{}')
              from unnest(string_to_array(spaced_words(given), ' ')) with ordinality w (word, place)
             where w.word <> '');
end $$;

CREATE TABLE public.access_tokens (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name character varying(150) NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[],
    login_id uuid,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.access_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.access_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_domains (
    account_id bigint NOT NULL,
    domain text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    is_active boolean GENERATED ALWAYS AS ((state = 'active'::text)) STORED NOT NULL,
    given_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT account_domains_known CHECK ((domain = ANY (ARRAY['research'::text, 'training'::text, 'learning'::text, 'assessment'::text]))),
    CONSTRAINT account_domains_state_known CHECK ((state = ANY (ARRAY['active'::text, 'inactive'::text, 'suspended'::text])))
);

CREATE TABLE public.accounts (
    id bigint NOT NULL,
    uuid uuid DEFAULT gen_random_uuid() NOT NULL,
    username text NOT NULL,
    email text,
    email_verified_at timestamp with time zone,
    last_verified_email text,
    display_name character varying(200) NOT NULL,
    given_name character varying(200),
    family_name character varying(200),
    password_hash text,
    password_changed_at timestamp with time zone,
    is_active boolean DEFAULT true NOT NULL,
    managed_by_company uuid,
    made_by_provider text,
    wrong_codes integer DEFAULT 0 NOT NULL,
    paused_until timestamp with time zone,
    language character varying(10) DEFAULT 'en'::character varying NOT NULL,
    office_location character varying(50),
    department character varying(50),
    phone character varying(50),
    bio text,
    image_url character varying(2048),
    orcid character varying(19),
    is_email_public boolean DEFAULT false NOT NULL,
    plan character varying(50),
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT accounts_email_form CHECK ((((char_length(email) >= 3) AND (char_length(email) <= 254)) AND (email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$'::text))),
    CONSTRAINT accounts_plan_known CHECK (((plan)::text = ANY ((ARRAY['FREE'::character varying, 'PRO'::character varying, 'ENTERPRISE'::character varying])::text[]))),
    CONSTRAINT accounts_username_form CHECK ((((char_length(username) >= 1) AND (char_length(username) <= 50)) AND (username !~ '[/[:cntrl:]]'::text) AND (username !~ '^\s'::text) AND (username !~ '\s$'::text))),
    CONSTRAINT accounts_username_with_at_is_email CHECK (((POSITION(('@'::text) IN (username)) = 0) OR (lower(username) = lower(COALESCE(email, ''::text))))),
    CONSTRAINT accounts_verified_has_email CHECK (((email IS NOT NULL) OR (email_verified_at IS NULL)))
);

CREATE TABLE public.role_assignments (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    domain text,
    effective_from timestamp with time zone DEFAULT now() NOT NULL,
    effective_until timestamp with time zone,
    assigned_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT role_assignments_end_after_start CHECK (((effective_until IS NULL) OR (effective_until >= effective_from))),
    CONSTRAINT role_assignments_role_in_domain CHECK ((((role = 'admin'::text) AND ((domain IS NULL) OR (domain = ANY (ARRAY['research'::text, 'training'::text, 'learning'::text, 'assessment'::text])))) OR ((domain IS NOT NULL) AND (((((role = 'guest'::text) AND (domain = 'research'::text)) OR ((role = 'knowledge_manager'::text) AND (domain = 'training'::text))) OR ((role = 'mentor'::text) AND (domain = 'learning'::text))) OR ((role = 'learner'::text) AND (domain = 'learning'::text))))))
);

CREATE VIEW public.account_actors AS
 SELECT id AS account_id,
    uuid AS account_uuid,
    username,
    display_name,
    email,
    language,
    is_active,
    ARRAY( SELECT d.domain
           FROM public.account_domains d
          WHERE ((d.account_id = a.id) AND d.is_active)) AS domains,
    ARRAY( SELECT d.domain
           FROM public.account_domains d
          WHERE ((d.account_id = a.id) AND (NOT d.is_active))) AS inactive_domains,
    ARRAY( SELECT ((COALESCE(r.domain, '*'::text) || ':'::text) || r.role)
           FROM public.role_assignments r
          WHERE ((r.account_id = a.id) AND (r.effective_from <= statement_timestamp()) AND ((r.effective_until IS NULL) OR (r.effective_until > statement_timestamp())))) AS roles,
    plan
   FROM public.accounts a;

ALTER TABLE public.accounts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.accounts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.admin_guard (
    id integer NOT NULL,
    CONSTRAINT admin_guard_id_check CHECK ((id = 1))
);

CREATE TABLE public.assessment_audit (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    object_id uuid NOT NULL,
    of_company_id uuid NOT NULL,
    user_id uuid NOT NULL,
    object_type integer DEFAULT 0 NOT NULL,
    old_data text DEFAULT ''::text NOT NULL,
    new_data text DEFAULT ''::text NOT NULL,
    audit_message character varying(250) DEFAULT ''::character varying NOT NULL,
    message_id smallint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    session_id uuid,
    is_by_server boolean DEFAULT false NOT NULL,
    CONSTRAINT assessment_audit_instants_in_range CHECK (((created_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.assessment_sessions (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    group_session_id uuid NOT NULL,
    group_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_type smallint DEFAULT 0 NOT NULL,
    description character varying(200) DEFAULT ''::character varying NOT NULL,
    goal character varying(200) DEFAULT ''::character varying NOT NULL,
    used_battery_ids text DEFAULT ''::text NOT NULL,
    user_defined_fields text DEFAULT ''::text NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    session_state text DEFAULT ''::text NOT NULL,
    allowed_from timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    allowed_until timestamp with time zone DEFAULT '2100-01-01 08:00:00+00'::timestamp with time zone NOT NULL,
    started_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    status integer DEFAULT 1 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    email_notification_addresses character varying(200) DEFAULT ''::character varying NOT NULL,
    enforces_end boolean DEFAULT false NOT NULL,
    managed_by_user_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    email_notifications_include_results boolean DEFAULT false CONSTRAINT assessment_sessions_email_notifications_include_result_not_null NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    created_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    short_login_code character varying(40) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT assessment_sessions_instants_in_range CHECK (((LEAST(allowed_from, allowed_until, started_at, ended_at, created_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(allowed_from, allowed_until, started_at, ended_at, created_at) < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.audit_entries (
    id bigint NOT NULL,
    happened_at timestamp with time zone DEFAULT now() NOT NULL,
    actor_kind text NOT NULL,
    actor_name text DEFAULT ''::text NOT NULL,
    account_id bigint,
    person_id uuid,
    company_id uuid,
    credential_id bigint,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_entries_action_form CHECK ((action ~ '^[a-z_]+(\.[a-z_]+)*$'::text))
);

ALTER TABLE public.audit_entries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.batteries (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    battery_name character varying(200) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    invoice_code character varying(20) DEFAULT ''::character varying NOT NULL,
    before_battery_script text DEFAULT ''::text NOT NULL,
    after_battery_script text DEFAULT ''::text NOT NULL,
    report_mail_address character varying(200) DEFAULT ''::character varying NOT NULL,
    battery_costs smallint DEFAULT 0 NOT NULL,
    battery_reports text DEFAULT ''::text NOT NULL,
    battery_tests text DEFAULT ''::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    notifies_when_complete boolean DEFAULT false NOT NULL,
    mails_reports_when_complete boolean DEFAULT true NOT NULL,
    mails_report_to_candidate boolean DEFAULT true NOT NULL,
    battery_type smallint,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    remarks text,
    managed_by_user_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL
);

CREATE TABLE public.collection_account_roles (
    collection_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT collection_account_roles_role_known CHECK ((role = ANY (ARRAY['member'::text, 'collaborator'::text, 'editor'::text, 'admin'::text])))
);

CREATE TABLE public.collection_group_roles (
    collection_id bigint NOT NULL,
    group_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT collection_group_roles_role_known CHECK ((role = ANY (ARRAY['member'::text, 'collaborator'::text, 'editor'::text, 'admin'::text])))
);

CREATE TABLE public.collection_records (
    collection_id bigint NOT NULL,
    record_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.collection_revisions (
    id bigint NOT NULL,
    collection_id bigint NOT NULL,
    account_id bigint NOT NULL,
    data json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.collection_revisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.collection_revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collection_texts (
    collection_id bigint NOT NULL,
    title_words tsvector NOT NULL,
    text_words tsvector NOT NULL
)
WITH (toast_tuple_target='128');

ALTER TABLE public.collections ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.collections_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.companies (
    id uuid NOT NULL,
    company_name character varying(200) NOT NULL,
    company_country character varying(200) NOT NULL,
    international_vat_nr character varying(200) NOT NULL,
    vat_percentage double precision DEFAULT 0 NOT NULL,
    mail_address text DEFAULT ''::text NOT NULL,
    visiting_address text DEFAULT ''::text NOT NULL,
    invoice_address text DEFAULT ''::text NOT NULL,
    administrative_id character varying(200) DEFAULT ''::character varying NOT NULL,
    company_logo character varying(200) NOT NULL,
    contact_person character varying(200) NOT NULL,
    contact_phone character varying(50) NOT NULL,
    contact_email character varying(200) NOT NULL,
    test_taking_discount integer DEFAULT 0 NOT NULL,
    costs_per_test_in_units integer DEFAULT 0 NOT NULL,
    yearly_license_discount integer DEFAULT 0 NOT NULL,
    yearly_license_fee integer NOT NULL,
    invoice_currency character varying(50) NOT NULL,
    current_credit_level bigint DEFAULT 0 NOT NULL,
    low_credit_warning_level bigint DEFAULT 500 NOT NULL,
    concurrent_open_sessions integer DEFAULT 0 NOT NULL,
    company_variables text DEFAULT ''::text NOT NULL,
    additional_person_fields text DEFAULT ''::text NOT NULL,
    additional_group_fields text DEFAULT ''::text NOT NULL,
    additional_session_fields text DEFAULT ''::text NOT NULL,
    allow_negative_credits boolean DEFAULT true NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    license_starts_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    license_ends_at timestamp with time zone DEFAULT '2100-01-01 08:00:00+00'::timestamp with time zone NOT NULL,
    no_public_tests boolean DEFAULT false NOT NULL,
    exit_url character varying(255),
    plugin_data text DEFAULT '{}'::text NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    cc_email character varying(200) DEFAULT ''::character varying NOT NULL,
    mfa_enabled boolean DEFAULT false NOT NULL,
    price_per_credit_unit double precision DEFAULT 0.1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT companies_instants_in_range CHECK (((LEAST(license_starts_at, license_ends_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(license_starts_at, license_ends_at) < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.credit_grants (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    company_id uuid NOT NULL,
    granted_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    user_description character varying(200) DEFAULT ''::character varying NOT NULL,
    credits_granted smallint DEFAULT 0 NOT NULL,
    is_paid boolean DEFAULT true NOT NULL,
    CONSTRAINT credit_grants_instants_in_range CHECK (((granted_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (granted_at < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.credit_usages (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    of_company_id uuid NOT NULL,
    invoice_code character varying(50) NOT NULL,
    original_ticks smallint NOT NULL,
    discounted_ticks smallint NOT NULL,
    total_ticks smallint NOT NULL,
    used_at timestamp with time zone NOT NULL,
    session_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    user_name character varying(200) NOT NULL,
    session_name character varying(200) NOT NULL,
    CONSTRAINT credit_usages_instants_in_range CHECK (((used_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (used_at < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE VIEW public.research_admins AS
 SELECT account_id
   FROM public.role_assignments
  WHERE ((role = 'admin'::text) AND ((domain IS NULL) OR (domain = 'research'::text)) AND (effective_from <= now()) AND ((effective_until IS NULL) OR (effective_until > now())));

CREATE VIEW public.research_guests AS
 SELECT account_id
   FROM public.role_assignments
  WHERE ((role = 'guest'::text) AND (domain = 'research'::text) AND (effective_from <= now()) AND ((effective_until IS NULL) OR (effective_until > now())));

CREATE VIEW public.researchers AS
 SELECT a.id,
    a.username,
    a.display_name,
    a.orcid,
    a.email,
    a.email_verified_at,
    a.is_email_public,
    a.created_at,
    (d.account_id IS NOT NULL) AS is_listed,
    (a.is_active AND COALESCE(d.is_active, false)) AS is_active,
        CASE
            WHEN (EXISTS ( SELECT
               FROM public.research_admins o
              WHERE (o.account_id = a.id))) THEN 'admin'::text
            WHEN (EXISTS ( SELECT
               FROM public.research_guests o
              WHERE (o.account_id = a.id))) THEN 'guest'::text
            ELSE 'member'::text
        END AS system_role
   FROM (public.accounts a
     LEFT JOIN public.account_domains d ON (((d.account_id = a.id) AND (d.domain = 'research'::text))));

CREATE VIEW public.described_collections AS
 SELECT o.id,
    o.identifier,
    o.title,
    o.description,
    o.plain_description,
    o.visibility,
    o.state,
    o.parent_id,
    o.tags,
    o.created_at,
    o.updated_at,
    o.deleted_at,
    o.creator_id,
    p.display_name AS creator_display_name,
    p.username AS creator_username,
    p.orcid AS creator_orcid,
    p.is_active AS creator_is_active,
    p.email AS creator_email,
    (p.email_verified_at IS NOT NULL) AS creator_email_confirmed,
    p.is_email_public AS creator_is_email_public,
    p.created_at AS creator_created_at
   FROM (public.collections o
     JOIN public.researchers p ON ((p.id = o.creator_id)));

CREATE VIEW public.described_files AS
 SELECT f.id,
    f.record_id,
    f.name,
    f.description,
    f.mimetype,
    f.magic_mimetype,
    f.size_bytes,
    f.checksum,
    f.blob_id,
    f.state AS file_state,
    f.created_at,
    f.updated_at,
    f.creator_id,
    p.display_name AS creator_display_name,
    p.username AS creator_username,
    p.orcid AS creator_orcid,
    p.is_active AS creator_is_active,
    p.email AS creator_email,
    (p.email_verified_at IS NOT NULL) AS creator_email_confirmed,
    p.is_email_public AS creator_is_email_public,
    p.created_at AS creator_created_at
   FROM (public.files f
     JOIN public.researchers p ON ((p.id = f.creator_id)));

CREATE VIEW public.described_groups AS
 SELECT g.id,
    g.identifier,
    g.title,
    g.description,
    g.plain_description,
    g.visibility,
    g.state,
    g.created_at,
    g.updated_at,
    g.deleted_at,
    g.creator_id,
    p.display_name AS creator_display_name,
    p.username AS creator_username,
    p.orcid AS creator_orcid,
    p.is_active AS creator_is_active,
    p.email AS creator_email,
    (p.email_verified_at IS NOT NULL) AS creator_email_confirmed,
    p.is_email_public AS creator_is_email_public,
    p.created_at AS creator_created_at
   FROM (public.groups g
     JOIN public.researchers p ON ((p.id = g.creator_id)));

CREATE TABLE public.record_links (
    id bigint NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    creator_id bigint NOT NULL,
    name text NOT NULL,
    term text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT record_links_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 150))),
    CONSTRAINT record_links_not_to_itself CHECK ((from_id <> to_id)),
    CONSTRAINT record_links_term_length CHECK (((char_length(term) >= 1) AND (char_length(term) <= 2048)))
);

CREATE VIEW public.described_record_links AS
 SELECT l.id AS link_id,
    l.from_id,
    l.to_id,
    l.name AS link_name,
    l.term AS link_term,
    l.created_at AS link_created_at,
    l.updated_at AS link_updated_at,
    l.creator_id AS link_creator_id,
    p.display_name AS link_creator_display_name,
    p.username AS link_creator_username,
    p.orcid AS link_creator_orcid,
    p.is_active AS link_creator_is_active,
    p.email AS link_creator_email,
    (p.email_verified_at IS NOT NULL) AS link_creator_email_confirmed,
    p.is_email_public AS link_creator_is_email_public,
    p.created_at AS link_creator_created_at,
    p.system_role AS link_creator_system_role
   FROM (public.record_links l
     JOIN public.researchers p ON ((p.id = l.creator_id)));

CREATE VIEW public.described_records AS
 SELECT r.id,
    r.identifier,
    r.title,
    r.type,
    r.description,
    r.plain_description,
    r.license,
    r.tags,
    r.extras,
    r.visibility,
    r.state,
    r.created_at,
    r.updated_at,
    r.deleted_at,
    r.creator_id,
    p.display_name AS creator_display_name,
    p.username AS creator_username,
    p.orcid AS creator_orcid,
    p.is_active AS creator_is_active,
    p.email AS creator_email,
    (p.email_verified_at IS NOT NULL) AS creator_email_confirmed,
    p.is_email_public AS creator_is_email_public,
    p.created_at AS creator_created_at
   FROM (public.records r
     JOIN public.researchers p ON ((p.id = r.creator_id)));

CREATE VIEW public.described_templates AS
 SELECT o.id,
    o.identifier,
    o.title,
    o.description,
    o.plain_description,
    o.visibility,
    o.state,
    o.type,
    o.data,
    o.created_at,
    o.updated_at,
    o.deleted_at,
    o.creator_id,
    p.display_name AS creator_display_name,
    p.username AS creator_username,
    p.orcid AS creator_orcid,
    p.is_active AS creator_is_active,
    p.email AS creator_email,
    (p.email_verified_at IS NOT NULL) AS creator_email_confirmed,
    p.is_email_public AS creator_is_email_public,
    p.created_at AS creator_created_at
   FROM (public.templates o
     JOIN public.researchers p ON ((p.id = o.creator_id)));

CREATE TABLE public.uploads (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    record_id bigint NOT NULL,
    creator_id bigint NOT NULL,
    file_id uuid,
    name text NOT NULL,
    description text,
    mimetype text,
    magic_mimetype text,
    size_bytes bigint NOT NULL,
    reserved_bytes bigint NOT NULL,
    checksum text,
    upload_type text NOT NULL,
    chunk_bytes bigint NOT NULL,
    chunk_count integer NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    process_id uuid,
    finisher_id uuid,
    claimed_at timestamp with time zone,
    outcome text,
    failure_code text,
    failure_details json,
    result_file_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT uploads_chunk_count_positive CHECK ((chunk_count > 0)),
    CONSTRAINT uploads_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT uploads_finished_once CHECK (((outcome IS NULL) OR (state = 'inactive'::text))),
    CONSTRAINT uploads_mimetype_length CHECK ((char_length(mimetype) <= 256)),
    CONSTRAINT uploads_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 256))),
    CONSTRAINT uploads_outcome_known CHECK ((outcome = ANY (ARRAY['success'::text, 'failure'::text]))),
    CONSTRAINT uploads_reserved_not_negative CHECK ((reserved_bytes >= 0)),
    CONSTRAINT uploads_size_not_negative CHECK ((size_bytes >= 0)),
    CONSTRAINT uploads_state_known CHECK ((state = ANY (ARRAY['active'::text, 'processing'::text, 'inactive'::text]))),
    CONSTRAINT uploads_type_known CHECK ((upload_type = ANY (ARRAY['direct'::text, 'chunked'::text])))
);

CREATE VIEW public.described_uploads AS
 SELECT u.id,
    u.record_id,
    u.file_id,
    u.name,
    u.description,
    u.mimetype,
    u.size_bytes,
    u.reserved_bytes,
    u.checksum,
    u.upload_type,
    u.chunk_bytes,
    u.chunk_count,
    u.state AS upload_state,
    u.process_id,
    u.finisher_id,
    u.outcome,
    u.failure_code,
    u.failure_details,
    u.result_file_id,
    u.created_at,
    u.updated_at,
    u.creator_id,
    p.display_name AS creator_display_name,
    p.username AS creator_username,
    p.orcid AS creator_orcid,
    p.is_active AS creator_is_active,
    p.email AS creator_email,
    (p.email_verified_at IS NOT NULL) AS creator_email_confirmed,
    p.is_email_public AS creator_is_email_public,
    p.created_at AS creator_created_at
   FROM (public.uploads u
     JOIN public.researchers p ON ((p.id = u.creator_id)));

CREATE TABLE public.discarded_blobs (
    blob_id uuid NOT NULL,
    remove_after timestamp with time zone NOT NULL
);

CREATE TABLE public.education_levels (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(200) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    image_url character varying(2048),
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT education_levels_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT education_levels_name_form CHECK ((((name)::text = btrim((name)::text)) AND ((name)::text <> ''::text)))
);

CREATE TABLE public.educations (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    education_group character varying(200) DEFAULT ''::character varying NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    education_type smallint DEFAULT 0 NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL
);

CREATE TABLE public.enrollments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_id bigint NOT NULL,
    subject_id uuid NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    message text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by bigint,
    reason text,
    CONSTRAINT enrollments_message_length CHECK ((char_length(message) <= 5000)),
    CONSTRAINT enrollments_reason_length CHECK ((char_length(reason) <= 5000)),
    CONSTRAINT enrollments_reviewed_when_decided CHECK (((status = 'pending'::text) = (reviewed_at IS NULL))),
    CONSTRAINT enrollments_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text])))
);

CREATE TABLE public.extra_paths (
    id bigint NOT NULL,
    path text NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.extra_values (
    record_id bigint NOT NULL,
    path_id bigint NOT NULL,
    type text NOT NULL,
    text_id bigint,
    words tsvector,
    number double precision,
    unit text,
    truth boolean,
    instant timestamp with time zone
);

CREATE TABLE public.file_revisions (
    id bigint NOT NULL,
    file_id uuid NOT NULL,
    account_id bigint NOT NULL,
    data json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.file_revisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.file_revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gathered_data (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    of_company_id uuid NOT NULL,
    session_id uuid NOT NULL,
    test_id uuid NOT NULL,
    person_data text DEFAULT ''::text NOT NULL,
    group_data text DEFAULT ''::text NOT NULL,
    session_data text DEFAULT ''::text NOT NULL,
    test_data text DEFAULT ''::text NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    session_description character varying(200) DEFAULT ''::character varying NOT NULL,
    test_description character varying(200) DEFAULT ''::character varying NOT NULL,
    company_description character varying(200) DEFAULT ''::character varying NOT NULL,
    group_description character varying(200) DEFAULT ''::character varying NOT NULL,
    session_ended_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    CONSTRAINT gathered_data_instants_in_range CHECK (((session_ended_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (session_ended_at < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.generated_reports (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    linked_object_id uuid NOT NULL,
    report_text text DEFAULT ''::text NOT NULL,
    report_title character varying(200) DEFAULT ''::character varying NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL
);

CREATE TABLE public.grades (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    education_level_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    level text DEFAULT 'primary'::text NOT NULL,
    image_url character varying(2048),
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT grades_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT grades_level_known CHECK ((level = ANY (ARRAY['primary'::text, 'secondary'::text, 'higher'::text]))),
    CONSTRAINT grades_name_form CHECK ((((name)::text = btrim((name)::text)) AND ((name)::text <> ''::text)))
);

CREATE TABLE public.persons (
    id uuid NOT NULL,
    company_id uuid NOT NULL,
    email character varying(200) DEFAULT ''::character varying NOT NULL,
    password_hash text,
    has_login boolean DEFAULT false NOT NULL,
    first_name character varying(200) DEFAULT ''::character varying NOT NULL,
    initials character varying(200) DEFAULT ''::character varying NOT NULL,
    last_name character varying(200) DEFAULT ''::character varying NOT NULL,
    titles_before character varying(200) DEFAULT ''::character varying NOT NULL,
    titles_after character varying(200) DEFAULT ''::character varying NOT NULL,
    education_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    user_defined_fields text DEFAULT ''::text NOT NULL,
    organisation_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    nationality_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    preferred_language character varying(10) DEFAULT 'E'::character varying NOT NULL,
    sex integer DEFAULT 3 NOT NULL,
    last_test_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    birth_on date DEFAULT '2000-01-01'::date NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    managed_by_user_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    age integer DEFAULT 0 NOT NULL,
    person_type smallint DEFAULT 0 NOT NULL,
    last_login_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT persons_dates_in_range CHECK (((last_test_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (last_test_at < '9999-12-31 00:00:00+00'::timestamp with time zone) AND ((birth_on >= '0001-01-01'::date) AND (birth_on <= '9999-12-31'::date))))
);

CREATE VIEW public.group_members AS
 SELECT s.owner_id,
    s.id AS parent_session_id,
    s.created_at,
    m.id AS session_id,
    m.status AS session_status,
    m.session_type,
    p.id,
    p.email,
    p.first_name,
    p.initials,
    p.last_name,
    p.titles_before,
    p.titles_after,
    p.education_id,
    p.organisation_id,
    p.nationality_id,
    p.preferred_language,
    p.sex,
    p.last_test_at,
    p.birth_on,
    p.age,
    p.company_id,
    p.is_active,
    p.managed_by_user_id,
    p.user_defined_fields,
    p.person_type,
    p.remarks
   FROM ((public.assessment_sessions s
     JOIN public.assessment_sessions m ON (((m.owner_id = s.owner_id) AND (m.group_session_id = s.id))))
     JOIN public.persons p ON (((p.company_id = m.owner_id) AND (p.id = m.person_id))))
  WHERE (((s.session_type >= 100) AND (s.session_type <= 1900)) AND (((s.session_type)::integer % 100) = 0));

CREATE TABLE public.group_revisions (
    id bigint NOT NULL,
    group_id bigint NOT NULL,
    account_id bigint NOT NULL,
    data json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.group_revisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.group_revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.group_session_overviews AS
 SELECT s.owner_id,
    s.id,
    s.description,
    s.is_active,
    s.allowed_from,
    s.allowed_until,
    s.session_type,
    s.status,
    s.created_at,
    s.managed_by_user_id,
    s.group_id,
    s.goal,
    s.session_state,
    s.started_at,
    s.ended_at,
    s.user_defined_fields,
    m.ready_count,
    m.in_progress_count,
    m.done_count
   FROM (public.assessment_sessions s
     CROSS JOIN LATERAL ( SELECT count(*) FILTER (WHERE (m_1.status <= 10)) AS ready_count,
            count(*) FILTER (WHERE ((m_1.status > 10) AND (m_1.status < 30))) AS in_progress_count,
            count(*) FILTER (WHERE (m_1.status >= 30)) AS done_count
           FROM public.assessment_sessions m_1
          WHERE ((m_1.owner_id = s.owner_id) AND (m_1.group_session_id = s.id))) m)
  WHERE (((s.session_type >= 100) AND (s.session_type <= 1900)) AND (((s.session_type)::integer % 100) = 0));

CREATE TABLE public.group_texts (
    group_id bigint NOT NULL,
    title_words tsvector NOT NULL,
    text_words tsvector NOT NULL
)
WITH (toast_tuple_target='128');

ALTER TABLE public.groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identities (
    id bigint NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id bigint,
    wanted_by bigint,
    email text,
    given_name character varying(200),
    family_name character varying(200),
    image_url character varying(2048),
    is_verified boolean DEFAULT false NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    is_email_verified boolean,
    made_account boolean DEFAULT false NOT NULL,
    told_at timestamp with time zone,
    tokens_from timestamp with time zone,
    ended_account boolean DEFAULT false NOT NULL
);

ALTER TABLE public.identities ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.identities_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.job_schedules (
    kind text NOT NULL,
    every_seconds double precision NOT NULL,
    next_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone,
    CONSTRAINT job_schedules_positive CHECK ((every_seconds > (0)::double precision))
);

CREATE TABLE public.jobs (
    id bigint NOT NULL,
    kind text NOT NULL,
    key text,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    sealed_payload text,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    claimed_by text,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT jobs_claimed_while_running CHECK (((state = 'running'::text) = (claimed_by IS NOT NULL))),
    CONSTRAINT jobs_finished_when_over CHECK (((state = ANY (ARRAY['done'::text, 'dead'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT jobs_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'dead'::text])))
)
WITH (fillfactor='80');

ALTER TABLE public.jobs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jwt_tokens (
    jti uuid NOT NULL,
    account_id bigint NOT NULL,
    purpose text NOT NULL,
    family uuid NOT NULL,
    has_second_factor boolean DEFAULT false NOT NULL,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT jwt_tokens_purpose_known CHECK ((purpose = ANY (ARRAY['access'::text, 'refresh'::text])))
);

CREATE VIEW public.learners AS
 SELECT a.id,
    a.uuid,
    a.email,
    COALESCE(a.given_name,
        CASE
            WHEN (a.family_name IS NULL) THEN a.display_name
            ELSE NULL::character varying
        END) AS given_name,
    a.family_name,
    lower(((((((COALESCE(a.email, ''::text) || ' '::text) || (COALESCE(a.given_name, ''::character varying))::text) || ' '::text) || (COALESCE(a.family_name, ''::character varying))::text) || ' '::text) || (a.display_name)::text)) AS words,
    a.image_url,
    a.phone,
    a.bio,
    a.plan,
    a.created_at,
    a.updated_at,
    (d.account_id IS NOT NULL) AS is_listed,
        CASE
            WHEN (d.state <> 'active'::text) THEN d.state
            WHEN (a.is_active AND (d.state IS NOT NULL)) THEN 'active'::text
            ELSE 'inactive'::text
        END AS state,
    ( SELECT i.subject
           FROM public.identities i
          WHERE (i.account_id = a.id)
          ORDER BY i.id
         LIMIT 1) AS subject,
    ARRAY( SELECT DISTINCT r.role
           FROM public.role_assignments r
          WHERE ((r.account_id = a.id) AND ((r.domain = 'learning'::text) OR ((r.domain IS NULL) AND (r.role = 'admin'::text))) AND (r.effective_from <= statement_timestamp()) AND ((r.effective_until IS NULL) OR (r.effective_until > statement_timestamp())))
          ORDER BY r.role) AS roles
   FROM (public.accounts a
     LEFT JOIN public.account_domains d ON (((d.account_id = a.id) AND (d.domain = 'learning'::text))));

CREATE TABLE public.licenses (
    name text NOT NULL,
    title text NOT NULL,
    url text
);

CREATE TABLE public.logins (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    company_id uuid NOT NULL,
    user_openings_screen character varying(200) DEFAULT ''::character varying NOT NULL,
    user_rights text DEFAULT ''::text NOT NULL,
    user_parameters text DEFAULT ''::text NOT NULL,
    preferred_language character varying(10) DEFAULT 'E'::character varying NOT NULL,
    mail_address text DEFAULT ''::text NOT NULL,
    visiting_address text DEFAULT ''::text NOT NULL,
    invoice_address text DEFAULT ''::text NOT NULL,
    information_address text DEFAULT ''::text NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    password_expires_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    license_starts_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    license_ends_at timestamp with time zone DEFAULT '2100-01-01 08:00:00+00'::timestamp with time zone NOT NULL,
    last_login_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    last_refresh_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    is_test_taking_user boolean DEFAULT false NOT NULL,
    is_office_user boolean DEFAULT false NOT NULL,
    is_organisation_supervisor boolean DEFAULT false NOT NULL,
    is_test_author boolean DEFAULT false NOT NULL,
    is_report_author boolean DEFAULT false NOT NULL,
    is_test_screen_template_author boolean DEFAULT false NOT NULL,
    is_translator boolean DEFAULT false NOT NULL,
    may_order_credits boolean DEFAULT false NOT NULL,
    may_work_with_batteries_only boolean DEFAULT false NOT NULL,
    do_not_renew_license boolean DEFAULT false NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    user_culture character varying(20) DEFAULT 'en'::character varying NOT NULL,
    session_pool integer DEFAULT 1 NOT NULL,
    may_work_with_own_objects_only boolean DEFAULT false NOT NULL,
    security_template_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid,
    has_personal_credit_pool boolean DEFAULT false NOT NULL,
    current_personal_credit_level integer DEFAULT 0 NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    is_password_manager boolean DEFAULT false NOT NULL,
    api_key text DEFAULT ''::text NOT NULL,
    is_researcher boolean DEFAULT false NOT NULL,
    has_testing_office_access boolean DEFAULT true NOT NULL,
    has_educational_office_access boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT logins_instants_in_range CHECK (((LEAST(password_expires_at, license_starts_at, license_ends_at, last_login_at, last_refresh_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(password_expires_at, license_starts_at, license_ends_at, last_login_at, last_refresh_at) < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE VIEW public.login_rows AS
 SELECT l.id,
    l.account_id,
    l.company_id,
    l.user_openings_screen,
    l.user_rights,
    l.user_parameters,
    l.preferred_language,
    l.mail_address,
    l.visiting_address,
    l.invoice_address,
    l.information_address,
    l.remarks,
    l.password_expires_at,
    l.license_starts_at,
    l.license_ends_at,
    l.last_login_at,
    l.last_refresh_at,
    l.is_test_taking_user,
    l.is_office_user,
    l.is_organisation_supervisor,
    l.is_test_author,
    l.is_report_author,
    l.is_test_screen_template_author,
    l.is_translator,
    l.may_order_credits,
    l.may_work_with_batteries_only,
    l.do_not_renew_license,
    l.is_active,
    l.user_culture,
    l.session_pool,
    l.may_work_with_own_objects_only,
    l.security_template_id,
    l.has_personal_credit_pool,
    l.current_personal_credit_level,
    l.plugin_data,
    l.is_password_manager,
    l.api_key,
    l.is_researcher,
    l.has_testing_office_access,
    l.has_educational_office_access,
    l.created_at,
    COALESCE(a.email, ''::text) AS email,
    a.display_name,
    (EXISTS ( SELECT 1
           FROM public.role_assignments r
          WHERE ((r.account_id = a.id) AND (r.role = 'admin'::text) AND ((r.domain IS NULL) OR (r.domain = 'assessment'::text)) AND (r.effective_from <= statement_timestamp()) AND ((r.effective_until IS NULL) OR (r.effective_until > statement_timestamp()))))) AS is_master_user
   FROM (public.logins l
     JOIN public.accounts a ON ((a.id = l.account_id)));

CREATE TABLE public.memberships (
    group_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT memberships_role_known CHECK ((role = ANY (ARRAY['member'::text, 'editor'::text, 'admin'::text])))
);

CREATE TABLE public.mentor_applications (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_id bigint NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    motivation text NOT NULL,
    experience text,
    subjects text[] DEFAULT '{}'::text[] NOT NULL,
    submitted_at timestamp with time zone DEFAULT now() NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by bigint,
    reason text,
    CONSTRAINT mentor_applications_experience_length CHECK ((char_length(experience) <= 20000)),
    CONSTRAINT mentor_applications_motivation_length CHECK (((char_length(motivation) >= 1) AND (char_length(motivation) <= 20000))),
    CONSTRAINT mentor_applications_reason_length CHECK ((char_length(reason) <= 5000)),
    CONSTRAINT mentor_applications_reviewed_when_decided CHECK (((status = 'pending'::text) = (reviewed_at IS NULL))),
    CONSTRAINT mentor_applications_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text]))),
    CONSTRAINT mentor_applications_subjects_count CHECK ((cardinality(subjects) <= 100))
);

CREATE VIEW public.mentors AS
 SELECT a.id,
    a.uuid,
    a.display_name,
    a.email
   FROM (public.accounts a
     JOIN public.account_domains d ON (((d.account_id = a.id) AND (d.domain = 'learning'::text) AND (d.state = 'active'::text))))
  WHERE (a.is_active AND (EXISTS ( SELECT
           FROM public.role_assignments r
          WHERE ((r.account_id = a.id) AND (r.role = 'mentor'::text) AND (r.domain = 'learning'::text) AND (r.effective_from <= now()) AND ((r.effective_until IS NULL) OR (r.effective_until > now()))))));

CREATE TABLE public.migrations (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.nationalities (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    nationality_name character varying(200) DEFAULT ''::character varying NOT NULL,
    nationality_code character varying(10) NOT NULL,
    translations text DEFAULT ''::text NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    nationality_type smallint DEFAULT 0 NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL
);

CREATE TABLE public.object_files (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    object_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    size_bytes bigint NOT NULL,
    blob_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    scrubbed_at timestamp with time zone,
    damaged_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT object_files_kind_form CHECK (((kind)::text ~ '^[A-Z0-9_-]{1,40}$'::text)),
    CONSTRAINT object_files_name_form CHECK (((name)::text ~ '^[a-z0-9.]{1,200}$'::text)),
    CONSTRAINT object_files_size_not_negative CHECK ((size_bytes >= 0))
);

CREATE TABLE public.topic_files (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    topic_id uuid NOT NULL,
    kind text NOT NULL,
    name character varying(256) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    content_type character varying(256) NOT NULL,
    size_bytes bigint NOT NULL,
    blob_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    uploaded_by bigint NOT NULL,
    scrubbed_at timestamp with time zone,
    damaged_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT topic_files_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT topic_files_kind_known CHECK ((kind = ANY (ARRAY['document'::text, 'video'::text]))),
    CONSTRAINT topic_files_name_form CHECK (((name)::text <> ''::text)),
    CONSTRAINT topic_files_size_not_negative CHECK ((size_bytes >= 0))
);

CREATE VIEW public.needed_blobs AS
 SELECT f.blob_id,
    f.size_bytes,
    f.sha256,
    f.damaged_at
   FROM public.files f
  WHERE (f.state = 'active'::text)
UNION ALL
 SELECT t.blob_id,
    t.size_bytes,
    t.sha256,
    t.damaged_at
   FROM public.topic_files t
  WHERE (t.deleted_at IS NULL)
UNION ALL
 SELECT o.blob_id,
    o.size_bytes,
    o.sha256,
    o.damaged_at
   FROM public.object_files o;

CREATE TABLE public.oauth_answered_forms (
    nonce_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.oauth_applications (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    client_id text NOT NULL,
    client_secret_hash bytea NOT NULL,
    name character varying(150) NOT NULL,
    website_url character varying(2048) DEFAULT ''::character varying NOT NULL,
    redirect_uris text[] NOT NULL,
    scopes text[],
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.oauth_applications ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.oauth_applications_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.oauth_codes (
    code_hash bytea NOT NULL,
    application_id bigint NOT NULL,
    account_id bigint NOT NULL,
    login_id uuid,
    redirect_uri text NOT NULL,
    scopes text[],
    code_challenge text,
    code_challenge_method text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT oauth_codes_method_known CHECK ((code_challenge_method = ANY (ARRAY['S256'::text, 'plain'::text])))
);

CREATE TABLE public.oauth_tokens (
    id bigint NOT NULL,
    application_id bigint NOT NULL,
    account_id bigint NOT NULL,
    login_id uuid,
    access_hash bytea NOT NULL,
    refresh_hash bytea NOT NULL,
    scopes text[],
    access_expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.oauth_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.oauth_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.oauth_used_tokens (
    refresh_hash bytea NOT NULL,
    application_id bigint NOT NULL,
    account_id bigint NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.object_store (
    is_only boolean DEFAULT true NOT NULL,
    installation_id uuid DEFAULT gen_random_uuid() NOT NULL,
    place text,
    is_on boolean DEFAULT false NOT NULL,
    CONSTRAINT object_store_one_row CHECK (is_only)
);

CREATE TABLE public.organisations (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    name character varying(200) DEFAULT ''::character varying NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    logo character varying(200) DEFAULT ''::character varying NOT NULL,
    contact_person character varying(200) DEFAULT ''::character varying NOT NULL,
    contact_phone character varying(200) DEFAULT ''::character varying NOT NULL,
    contact_email character varying(200) DEFAULT ''::character varying NOT NULL,
    remarks text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    organisation_type smallint DEFAULT 0 NOT NULL
);

CREATE TABLE public.person_groups (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    description character varying(200) DEFAULT ''::character varying NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    user_defined_fields text DEFAULT ''::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    managed_by_user_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    group_type smallint DEFAULT 0 NOT NULL
);

CREATE VIEW public.placed_grades AS
 SELECT g.id,
    g.education_level_id,
    g.name,
    g.description,
    g.level,
    g.image_url,
    g.is_active,
    g.created_at,
    g.updated_at,
    g.deleted_at,
    l.name AS level_name,
    (g.is_active AND l.is_active) AS is_open
   FROM (public.grades g
     JOIN public.education_levels l ON ((l.id = g.education_level_id)))
  WHERE (g.deleted_at IS NULL);

CREATE VIEW public.placed_levels AS
 SELECT id,
    name,
    description,
    image_url,
    is_active,
    created_at,
    updated_at,
    deleted_at,
    is_active AS is_open
   FROM public.education_levels l
  WHERE (deleted_at IS NULL);

CREATE TABLE public.subjects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    grade_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    image_url character varying(2048),
    mentor_id bigint,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT subjects_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT subjects_name_form CHECK ((((name)::text = btrim((name)::text)) AND ((name)::text <> ''::text)))
);

CREATE VIEW public.placed_subjects AS
 SELECT s.id,
    s.grade_id,
    s.name,
    s.description,
    s.image_url,
    s.mentor_id,
    s.is_active,
    s.created_at,
    s.updated_at,
    s.deleted_at,
    g.name AS grade_name,
    l.id AS education_level_id,
    l.name AS level_name,
    m.uuid AS mentor_uuid,
    m.email AS mentor_email,
    m.display_name AS mentor_name,
    (s.is_active AND g.is_active AND l.is_active) AS is_open
   FROM (((public.subjects s
     JOIN public.grades g ON ((g.id = s.grade_id)))
     JOIN public.education_levels l ON ((l.id = g.education_level_id)))
     LEFT JOIN public.accounts m ON ((m.id = s.mentor_id)))
  WHERE (s.deleted_at IS NULL);

CREATE TABLE public.topics (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    subject_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT topics_content_length CHECK ((char_length(content) <= 1000000)),
    CONSTRAINT topics_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT topics_name_form CHECK ((((name)::text = btrim((name)::text)) AND ((name)::text <> ''::text)))
);

CREATE VIEW public.placed_topics AS
 SELECT t.id,
    t.subject_id,
    t.name,
    t.description,
    t.content,
    t.is_active,
    t.created_at,
    t.updated_at,
    t.deleted_at,
    s.name AS subject_name,
    s.mentor_id,
    g.id AS grade_id,
    g.name AS grade_name,
    l.id AS education_level_id,
    l.name AS level_name,
    (t.is_active AND s.is_active AND g.is_active AND l.is_active) AS is_open,
    (EXISTS ( SELECT
           FROM public.topic_files v
          WHERE ((v.topic_id = t.id) AND (v.kind = 'video'::text) AND (v.deleted_at IS NULL)))) AS has_video
   FROM (((public.topics t
     JOIN public.subjects s ON ((s.id = t.subject_id)))
     JOIN public.grades g ON ((g.id = s.grade_id)))
     JOIN public.education_levels l ON ((l.id = g.education_level_id)))
  WHERE (t.deleted_at IS NULL);

CREATE TABLE public.plan_reservations (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    month date NOT NULL,
    reserved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.plan_reservations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.plan_reservations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plan_usage (
    account_id bigint NOT NULL,
    month date NOT NULL,
    calls bigint DEFAULT 0 NOT NULL,
    uploads bigint DEFAULT 0 NOT NULL,
    CONSTRAINT plan_usage_calls_not_negative CHECK ((calls >= 0)),
    CONSTRAINT plan_usage_first_of_month CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT plan_usage_uploads_not_negative CHECK ((uploads >= 0))
);

CREATE TABLE public.provider_messages (
    issuer text NOT NULL,
    message_id text NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE UNLOGGED TABLE public.rate_counters (
    key bytea NOT NULL,
    hits integer NOT NULL,
    resets_at timestamp with time zone NOT NULL
)
WITH (fillfactor='50');

CREATE TABLE public.record_account_roles (
    record_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT record_account_roles_role_known CHECK ((role = ANY (ARRAY['member'::text, 'collaborator'::text, 'editor'::text, 'admin'::text])))
);

CREATE TABLE public.record_group_roles (
    record_id bigint NOT NULL,
    group_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT record_group_roles_role_known CHECK ((role = ANY (ARRAY['member'::text, 'collaborator'::text, 'editor'::text, 'admin'::text])))
);

ALTER TABLE public.record_links ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.record_links_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.record_revisions (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    account_id bigint NOT NULL,
    data json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.record_revisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.record_revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.record_texts (
    record_id bigint NOT NULL,
    title_words tsvector NOT NULL,
    text_words tsvector NOT NULL
)
WITH (toast_tuple_target='128');

CREATE TABLE public.record_wordings (
    record_id bigint NOT NULL,
    wording text NOT NULL
);

ALTER TABLE public.records ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.records_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registrations (
    id bigint NOT NULL,
    training_id bigint NOT NULL,
    account_id bigint NOT NULL,
    status text DEFAULT 'registered'::text NOT NULL,
    registered_at timestamp with time zone DEFAULT now() NOT NULL,
    attended_at timestamp with time zone,
    completed_at timestamp with time zone,
    feedback_score integer,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT registrations_feedback_known CHECK (((feedback_score >= 1) AND (feedback_score <= 5))),
    CONSTRAINT registrations_status_known CHECK ((status = ANY (ARRAY['registered'::text, 'attended'::text, 'cancelled'::text, 'completed'::text])))
);

ALTER TABLE public.registrations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.registrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.report_definitions (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    test_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    report_type smallint DEFAULT 10 NOT NULL,
    description character varying(200) DEFAULT ''::character varying NOT NULL,
    explanation text DEFAULT ''::text NOT NULL,
    invoice_code character varying(50) DEFAULT ''::character varying NOT NULL,
    costs_in_ticks smallint DEFAULT 0 NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    report_language character varying(50) DEFAULT ''::character varying NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    before_report_script text DEFAULT ''::text NOT NULL,
    after_report_script text DEFAULT ''::text NOT NULL,
    per_candidate_report_script text DEFAULT ''::text NOT NULL,
    report_text text DEFAULT ''::text NOT NULL,
    report_graphs text DEFAULT '{}'::text NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    test_ids text DEFAULT ''::text NOT NULL,
    generation integer DEFAULT 1 NOT NULL
);

CREATE TABLE public.reset_tokens (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    account_id bigint,
    person_id uuid,
    identity_id bigint,
    email text,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reset_tokens_purpose_known CHECK ((purpose = ANY (ARRAY['first_admin'::text, 'set_up'::text, 'reset'::text, 'verify_email'::text, 'join_identity'::text]))),
    CONSTRAINT reset_tokens_subject CHECK ((((purpose = 'first_admin'::text) AND (account_id IS NULL) AND (person_id IS NULL)) OR ((purpose <> 'first_admin'::text) AND ((account_id IS NULL) <> (person_id IS NULL)))))
);

ALTER TABLE public.reset_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.reset_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rights_templates (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    description character varying(200) DEFAULT ''::character varying NOT NULL,
    comments text DEFAULT ''::text NOT NULL,
    contents text DEFAULT ''::text NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL
);

ALTER TABLE public.role_assignments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.role_assignments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.screen_templates (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    html_content text DEFAULT ''::text NOT NULL,
    html_content_pnp text DEFAULT ''::text NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    description character varying(200) DEFAULT ''::character varying NOT NULL,
    template_type smallint DEFAULT 0 NOT NULL,
    explanation text DEFAULT ''::text NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    is_frozen boolean DEFAULT false NOT NULL,
    is_released boolean DEFAULT false NOT NULL,
    template_variables text DEFAULT ''::text NOT NULL,
    get_value_snippet text DEFAULT ''::text NOT NULL,
    set_value_snippet text DEFAULT ''::text NOT NULL,
    init_value_snippet text DEFAULT ''::text NOT NULL,
    generator_snippet text DEFAULT ''::text NOT NULL,
    generator_pnp_snippet text DEFAULT ''::text NOT NULL,
    validation_snippet text DEFAULT ''::text NOT NULL,
    is_answered_snippet text DEFAULT ''::text NOT NULL,
    generator_summary_snippet text DEFAULT ''::text NOT NULL,
    html_content_summary text DEFAULT ''::text NOT NULL,
    get_value_as_html_snippet text DEFAULT ''::text NOT NULL,
    custom_template_actions_snippet text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.search_words (
    word text NOT NULL COLLATE pg_catalog."C",
    is_title boolean NOT NULL
);

CREATE TABLE public.second_factors (
    account_id bigint NOT NULL,
    sealed_secret text NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.service_requests (
    account_id bigint NOT NULL,
    name text NOT NULL,
    state_hash bytea NOT NULL,
    sealed_verifier text NOT NULL,
    redirect_uri text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT service_requests_name_form CHECK ((name ~ '^[a-z0-9-]{1,50}$'::text))
);

CREATE TABLE public.services (
    account_id bigint NOT NULL,
    name text NOT NULL,
    sealed_tokens text,
    access_expires_at timestamp with time zone,
    generation uuid DEFAULT gen_random_uuid() NOT NULL,
    renewed_until timestamp with time zone,
    connected_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT services_name_form CHECK ((name ~ '^[a-z0-9-]{1,50}$'::text))
);

CREATE VIEW public.session_overviews AS
 SELECT s.owner_id,
    s.id,
    s.description,
    p.email,
    p.first_name,
    p.last_name,
    p.initials,
    s.is_active,
    s.allowed_from,
    s.allowed_until,
    s.started_at,
    s.ended_at,
    s.created_at,
    s.status,
    s.session_type,
    s.person_id,
    s.group_session_id,
    s.group_id,
    s.session_state,
    s.goal,
    s.managed_by_user_id,
    s.user_defined_fields,
    p.titles_before,
    p.titles_after,
    p.education_id,
    p.organisation_id,
    p.nationality_id,
    p.preferred_language,
    p.sex,
    p.last_test_at,
    p.birth_on,
    p.user_defined_fields AS person_user_defined_fields,
    p.is_active AS is_person_active,
    p.age,
    p.person_type
   FROM (public.assessment_sessions s
     JOIN public.persons p ON (((p.company_id = s.owner_id) AND (p.id = s.person_id))));

CREATE TABLE public.session_tests (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    test_id uuid NOT NULL,
    person_id uuid NOT NULL,
    sequence smallint DEFAULT 0 NOT NULL,
    test_language character varying(10) NOT NULL,
    results text DEFAULT ''::text NOT NULL,
    scores text DEFAULT ''::text NOT NULL,
    norm_id_1 uuid,
    norm_id_2 uuid,
    norm_id_3 uuid,
    started_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    percentage_of_questions_answered integer DEFAULT 0 NOT NULL,
    total_test_time bigint DEFAULT 0 NOT NULL,
    status integer DEFAULT 1 NOT NULL,
    current_page integer DEFAULT 0 NOT NULL,
    total_pages integer DEFAULT 0 NOT NULL,
    how_the_test_is_taken integer DEFAULT 1 NOT NULL,
    warning_message character varying(200) DEFAULT ''::character varying NOT NULL,
    warning_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    is_billed boolean DEFAULT false NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    open_in character varying(100),
    CONSTRAINT session_tests_instants_in_range CHECK (((LEAST(started_at, ended_at, warning_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(started_at, ended_at, warning_at) < '9999-12-31 00:00:00+00'::timestamp with time zone)))
)
WITH (fillfactor='80');

CREATE VIEW public.session_test_overviews AS
 SELECT t.owner_id,
    t.id,
    t.session_id,
    t.test_id,
    t.person_id,
    t.sequence,
    t.test_language,
    t.norm_id_1,
    t.norm_id_2,
    t.norm_id_3,
    t.started_at AS test_started_at,
    t.ended_at AS test_ended_at,
    t.percentage_of_questions_answered,
    t.total_test_time,
    t.status,
    t.current_page,
    t.total_pages,
    t.how_the_test_is_taken,
    t.warning_message,
    t.warning_at,
    t.is_billed,
    p.email,
    p.first_name,
    p.initials,
    p.last_name,
    p.titles_before,
    p.titles_after,
    p.preferred_language,
    p.sex,
    p.birth_on,
    p.age,
    p.person_type,
    s.description,
    s.session_type,
    s.status AS session_status,
    s.is_active,
    s.allowed_from,
    s.allowed_until,
    s.started_at,
    s.ended_at,
    s.created_at
   FROM ((public.session_tests t
     JOIN public.persons p ON (((p.company_id = t.owner_id) AND (p.id = t.person_id))))
     JOIN public.assessment_sessions s ON (((s.owner_id = t.owner_id) AND (s.id = t.session_id))));

CREATE TABLE public.session_test_saves (
    owner_id uuid NOT NULL,
    session_test_id uuid NOT NULL,
    browser_id character varying(100) NOT NULL,
    last_number bigint NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.sessions (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    cookie_hash bytea,
    token_session_id uuid DEFAULT gen_random_uuid() NOT NULL,
    made_by text NOT NULL,
    account_id bigint,
    person_id uuid,
    login_id uuid,
    is_poll boolean DEFAULT false NOT NULL,
    owes_company boolean DEFAULT false NOT NULL,
    owes_code boolean DEFAULT false NOT NULL,
    has_second_factor boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    idle_seconds integer NOT NULL,
    expires_at timestamp with time zone,
    user_agent character varying(500) DEFAULT ''::character varying NOT NULL,
    address character varying(100) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT sessions_login_needs_account CHECK (((login_id IS NULL) OR (account_id IS NOT NULL))),
    CONSTRAINT sessions_made_by_known CHECK ((made_by = ANY (ARRAY['app'::text, 'itr'::text]))),
    CONSTRAINT sessions_of_account_or_person CHECK (((account_id IS NULL) <> (person_id IS NULL)))
);

CREATE VIEW public.session_tokens AS
 SELECT s.id,
    COALESCE(s.login_id, s.person_id, a.uuid) AS user_id,
    COALESCE(l.company_id, p.company_id) AS company_id,
    s.last_used_at AS validated_at,
    ((s.person_id IS NOT NULL) OR COALESCE(l.is_test_taking_user, false)) AS is_test_taking_user,
    s.token_session_id
   FROM (((public.sessions s
     LEFT JOIN public.accounts a ON ((a.id = s.account_id)))
     LEFT JOIN public.logins l ON ((l.id = s.login_id)))
     LEFT JOIN public.persons p ON ((p.id = s.person_id)))
  WHERE (((s.last_used_at + make_interval(secs => (s.idle_seconds)::double precision)) > statement_timestamp()) AND ((s.expires_at IS NULL) OR (s.expires_at > statement_timestamp())));

ALTER TABLE public.sessions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.storage_usage (
    account_id bigint NOT NULL,
    used_bytes bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.stored_objects (
    blob_id uuid NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    size_bytes bigint,
    sha256 bytea,
    modified_at timestamp with time zone,
    process_id uuid,
    claim_id uuid,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    stored_at timestamp with time zone,
    remove_after timestamp with time zone,
    CONSTRAINT stored_objects_known_when_stored CHECK (((state <> 'stored'::text) OR ((size_bytes IS NOT NULL) AND (sha256 IS NOT NULL) AND (modified_at IS NOT NULL)))),
    CONSTRAINT stored_objects_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'copying'::text, 'stored'::text, 'kept'::text, 'discarded'::text])))
);

CREATE TABLE public.system_settings (
    id bigint NOT NULL,
    company_id uuid,
    name character varying(50) NOT NULL,
    value text,
    is_protected boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    CONSTRAINT system_settings_name_form CHECK (((name)::text ~ '^[^[:cntrl:]]{1,50}$'::text))
);

ALTER TABLE public.system_settings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.system_settings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.template_account_roles (
    template_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT template_account_roles_role_known CHECK ((role = ANY (ARRAY['member'::text, 'editor'::text, 'admin'::text])))
);

CREATE TABLE public.template_group_roles (
    template_id bigint NOT NULL,
    group_id bigint NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT template_group_roles_role_known CHECK ((role = ANY (ARRAY['member'::text, 'editor'::text, 'admin'::text])))
);

CREATE TABLE public.template_revisions (
    id bigint NOT NULL,
    template_id bigint NOT NULL,
    account_id bigint NOT NULL,
    data json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.template_revisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.template_revisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.template_texts (
    template_id bigint NOT NULL,
    title_words tsvector NOT NULL,
    text_words tsvector NOT NULL
)
WITH (toast_tuple_target='128');

ALTER TABLE public.templates ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.templates_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tests (
    company_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    id uuid NOT NULL,
    test_name character varying(50) DEFAULT ''::character varying NOT NULL,
    description character varying(200) DEFAULT ''::character varying NOT NULL,
    explanation text DEFAULT ''::text NOT NULL,
    catalog_information text DEFAULT ''::text NOT NULL,
    copyrights text DEFAULT ''::text NOT NULL,
    costs smallint DEFAULT 0 NOT NULL,
    test_type smallint DEFAULT 0 NOT NULL,
    author_info text DEFAULT ''::text NOT NULL,
    invoice_code character varying(50) DEFAULT ''::character varying NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    starts_at timestamp with time zone DEFAULT '2000-01-01 05:00:00+00'::timestamp with time zone NOT NULL,
    ends_at timestamp with time zone DEFAULT '2100-01-01 08:00:00+00'::timestamp with time zone NOT NULL,
    is_frozen boolean DEFAULT false NOT NULL,
    is_released boolean DEFAULT false NOT NULL,
    is_open_source boolean DEFAULT false NOT NULL,
    is_commercial boolean DEFAULT false NOT NULL,
    is_external boolean DEFAULT false NOT NULL,
    is_banned boolean DEFAULT false NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    supports_test_taking boolean DEFAULT true NOT NULL,
    supports_test_scoring boolean DEFAULT true NOT NULL,
    supports_only_renorming boolean DEFAULT true NOT NULL,
    is_restartable boolean DEFAULT true NOT NULL,
    supports_360_degrees boolean DEFAULT true NOT NULL,
    candidate_can_do_360_too boolean DEFAULT true NOT NULL,
    shows_closure_screen boolean DEFAULT true NOT NULL,
    total_time_available_for_this_test smallint NOT NULL,
    min_percentage_of_answers_required integer DEFAULT 0 NOT NULL,
    total_number_of_experiments smallint DEFAULT 0 NOT NULL,
    before_script text DEFAULT ''::text NOT NULL,
    after_script text DEFAULT ''::text NOT NULL,
    before_norming_script text DEFAULT ''::text NOT NULL,
    after_norming_script text DEFAULT ''::text NOT NULL,
    scoring_script text DEFAULT ''::text NOT NULL,
    pre_360_script text DEFAULT ''::text NOT NULL,
    per_360_script text DEFAULT ''::text NOT NULL,
    post_360_script text DEFAULT ''::text NOT NULL,
    required_pars_person text DEFAULT ''::text NOT NULL,
    required_pars_session text DEFAULT ''::text NOT NULL,
    required_pars_group text DEFAULT ''::text NOT NULL,
    required_pars_organisation text DEFAULT ''::text NOT NULL,
    plugin_data text DEFAULT '{}'::text NOT NULL,
    screens text DEFAULT ''::text NOT NULL,
    scales text DEFAULT ''::text NOT NULL,
    norms text DEFAULT ''::text NOT NULL,
    documents text DEFAULT ''::text NOT NULL,
    score_rules text DEFAULT ''::text NOT NULL,
    graphs text DEFAULT ''::text NOT NULL,
    media text DEFAULT ''::text NOT NULL,
    files text DEFAULT ''::text NOT NULL,
    language_support character varying(200) DEFAULT ''::character varying NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    is_protected boolean DEFAULT true NOT NULL,
    CONSTRAINT tests_instants_in_range CHECK (((LEAST(starts_at, ends_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(starts_at, ends_at) < '9999-12-31 00:00:00+00'::timestamp with time zone)))
);

CREATE TABLE public.topic_uploads (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_id bigint NOT NULL,
    reserved_bytes bigint NOT NULL,
    process_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT topic_uploads_reserved_not_negative CHECK ((reserved_bytes >= 0))
);

CREATE VIEW public.trainees AS
 SELECT a.id,
    a.username,
    a.email,
    a.display_name,
    a.office_location,
    a.department,
    a.created_at,
    GREATEST(a.updated_at, d.updated_at, ( SELECT max(GREATEST(r.created_at,
                CASE
                    WHEN (r.effective_until <= now()) THEN r.effective_until
                    ELSE NULL::timestamp with time zone
                END)) AS max
           FROM public.role_assignments r
          WHERE ((r.account_id = a.id) AND ((r.domain = 'training'::text) OR (r.domain IS NULL))))) AS updated_at,
    (d.account_id IS NOT NULL) AS is_listed,
    (a.is_active AND COALESCE(d.is_active, false)) AS is_active,
        CASE
            WHEN (EXISTS ( SELECT
               FROM public.role_assignments r
              WHERE ((r.account_id = a.id) AND (r.role = 'admin'::text) AND ((r.domain IS NULL) OR (r.domain = 'training'::text)) AND (r.effective_from <= now()) AND ((r.effective_until IS NULL) OR (r.effective_until > now()))))) THEN 'ADMIN'::text
            WHEN (EXISTS ( SELECT
               FROM public.role_assignments r
              WHERE ((r.account_id = a.id) AND (r.role = 'knowledge_manager'::text) AND (r.effective_from <= now()) AND ((r.effective_until IS NULL) OR (r.effective_until > now()))))) THEN 'KNOWLEDGE_MANAGER'::text
            ELSE 'EMPLOYEE'::text
        END AS role
   FROM (public.accounts a
     LEFT JOIN public.account_domains d ON (((d.account_id = a.id) AND (d.domain = 'training'::text))));

CREATE TABLE public.trainings (
    id bigint NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    category text NOT NULL,
    level text NOT NULL,
    status text NOT NULL,
    duration_minutes integer NOT NULL,
    credits integer NOT NULL,
    instructor_id bigint NOT NULL,
    max_participants integer NOT NULL,
    seats_taken integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT trainings_category_known CHECK ((category = ANY (ARRAY['security'::text, 'leadership'::text, 'technical'::text, 'compliance'::text]))),
    CONSTRAINT trainings_credits_not_negative CHECK ((credits >= 0)),
    CONSTRAINT trainings_description_length CHECK ((char_length(description) <= 50000)),
    CONSTRAINT trainings_duration_positive CHECK ((duration_minutes >= 1)),
    CONSTRAINT trainings_level_known CHECK ((level = ANY (ARRAY['beginner'::text, 'intermediate'::text, 'advanced'::text]))),
    CONSTRAINT trainings_participants_positive CHECK ((max_participants >= 1)),
    CONSTRAINT trainings_seats_not_negative CHECK ((seats_taken >= 0)),
    CONSTRAINT trainings_status_known CHECK ((status = ANY (ARRAY['published'::text, 'draft'::text]))),
    CONSTRAINT trainings_title_length CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);

ALTER TABLE public.trainings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.trainings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.translations (
    language character varying(20) NOT NULL,
    key character varying(400) NOT NULL,
    value text NOT NULL,
    original_value text DEFAULT ''::text NOT NULL,
    value_as_original boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT translations_key_form CHECK (((key)::text <> ''::text)),
    CONSTRAINT translations_language_form CHECK (((language)::text ~ '^[a-z]{2,3}(-[a-z0-9]{2,8})?$'::text))
);

CREATE TABLE public.upload_chunks (
    upload_id uuid NOT NULL,
    index integer NOT NULL,
    size_bytes bigint,
    checksum bytea,
    side_id uuid,
    claim_id uuid,
    claim_process_id uuid,
    claim_is_side boolean,
    claim_seen_at timestamp with time zone,
    CONSTRAINT upload_chunks_index_not_negative CHECK ((index >= 0)),
    CONSTRAINT upload_chunks_registered_whole CHECK (((size_bytes IS NULL) = (checksum IS NULL))),
    CONSTRAINT upload_chunks_size_not_negative CHECK ((size_bytes >= 0))
);

CREATE VIEW public.usable_logins AS
 SELECT l.id,
    l.account_id,
    l.company_id,
    c.company_name,
    c.mfa_enabled,
    l.last_login_at,
    array_remove(ARRAY[
        CASE
            WHEN l.is_test_taking_user THEN 'is_test_taking_user'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_office_user THEN 'is_office_user'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_organisation_supervisor THEN 'is_organisation_supervisor'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_test_author THEN 'is_test_author'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_report_author THEN 'is_report_author'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_test_screen_template_author THEN 'is_test_screen_template_author'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_translator THEN 'is_translator'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.may_order_credits THEN 'may_order_credits'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.may_work_with_batteries_only THEN 'may_work_with_batteries_only'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.do_not_renew_license THEN 'do_not_renew_license'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.may_work_with_own_objects_only THEN 'may_work_with_own_objects_only'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.has_personal_credit_pool THEN 'has_personal_credit_pool'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_password_manager THEN 'is_password_manager'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.is_researcher THEN 'is_researcher'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.has_testing_office_access THEN 'has_testing_office_access'::text
            ELSE NULL::text
        END,
        CASE
            WHEN l.has_educational_office_access THEN 'has_educational_office_access'::text
            ELSE NULL::text
        END], NULL::text) AS flags
   FROM (public.logins l
     JOIN public.companies c ON ((c.id = l.company_id)))
  WHERE (l.is_active AND (l.license_ends_at > statement_timestamp()) AND c.is_active);

CREATE TABLE public.video_positions (
    account_id bigint NOT NULL,
    topic_id uuid NOT NULL,
    seconds double precision NOT NULL,
    duration double precision,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT video_positions_duration_positive CHECK ((duration > (0)::double precision)),
    CONSTRAINT video_positions_not_negative CHECK ((seconds >= (0)::double precision))
);

CREATE TABLE public.webhook_attempts (
    delivery_id bigint NOT NULL,
    attempt integer NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    seconds double precision NOT NULL,
    status integer,
    reason text
);

CREATE TABLE public.webhook_deliveries (
    id bigint NOT NULL,
    endpoint_id bigint NOT NULL,
    message_id text DEFAULT ('msg_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text)) NOT NULL,
    event text NOT NULL,
    body text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT webhook_deliveries_finished_when_over CHECK (((state = 'waiting'::text) = (finished_at IS NULL))),
    CONSTRAINT webhook_deliveries_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text, 'ended'::text])))
);

ALTER TABLE public.webhook_deliveries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_deliveries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_endpoints (
    id bigint NOT NULL,
    setting_name text,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    sealed_secret text,
    sealed_old_secret text,
    old_secret_until timestamp with time zone,
    is_active boolean DEFAULT true NOT NULL,
    off_reason text,
    off_at timestamp with time zone,
    created_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    removed_at timestamp with time zone,
    served_by bigint,
    CONSTRAINT webhook_endpoints_events_known CHECK (((events <@ ARRAY['user.registered'::text, 'training.created'::text, 'registration.completed'::text]) AND (cardinality(events) > 0))),
    CONSTRAINT webhook_endpoints_has_secret CHECK (((setting_name IS NOT NULL) OR (sealed_secret IS NOT NULL) OR (removed_at IS NOT NULL))),
    CONSTRAINT webhook_endpoints_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 150))),
    CONSTRAINT webhook_endpoints_off_has_reason CHECK (((is_active = (off_reason IS NULL)) AND (is_active = (off_at IS NULL)))),
    CONSTRAINT webhook_endpoints_off_known CHECK ((off_reason = ANY (ARRAY['off'::text, 'gone'::text]))),
    CONSTRAINT webhook_endpoints_url_length CHECK (((char_length(url) >= 1) AND (char_length(url) <= 2048)))
);

ALTER TABLE public.webhook_endpoints ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_endpoints_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE public.wrong_passwords (
    key bytea NOT NULL,
    wrong integer NOT NULL,
    resets_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_token_once UNIQUE (token_hash);

ALTER TABLE ONLY public.account_domains
    ADD CONSTRAINT account_domains_once PRIMARY KEY (account_id, domain);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_uuid_once UNIQUE (uuid);

ALTER TABLE ONLY public.admin_guard
    ADD CONSTRAINT admin_guard_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_audit
    ADD CONSTRAINT assessment_audit_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.assessment_sessions
    ADD CONSTRAINT assessment_sessions_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.batteries
    ADD CONSTRAINT batteries_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.collection_account_roles
    ADD CONSTRAINT collection_account_roles_once PRIMARY KEY (collection_id, account_id);

ALTER TABLE ONLY public.collection_group_roles
    ADD CONSTRAINT collection_group_roles_once PRIMARY KEY (collection_id, group_id);

ALTER TABLE ONLY public.collection_records
    ADD CONSTRAINT collection_records_once PRIMARY KEY (collection_id, record_id);

ALTER TABLE ONLY public.collection_revisions
    ADD CONSTRAINT collection_revisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_texts
    ADD CONSTRAINT collection_texts_pkey PRIMARY KEY (collection_id);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.companies
    ADD CONSTRAINT companies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.credit_grants
    ADD CONSTRAINT credit_grants_once PRIMARY KEY (id);

ALTER TABLE ONLY public.credit_usages
    ADD CONSTRAINT credit_usages_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.discarded_blobs
    ADD CONSTRAINT discarded_blobs_pkey PRIMARY KEY (blob_id);

ALTER TABLE ONLY public.education_levels
    ADD CONSTRAINT education_levels_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.educations
    ADD CONSTRAINT educations_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.enrollments
    ADD CONSTRAINT enrollments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.file_revisions
    ADD CONSTRAINT file_revisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gathered_data
    ADD CONSTRAINT gathered_data_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.gathered_data
    ADD CONSTRAINT gathered_data_once_per_test UNIQUE (owner_id, session_id, test_id);

ALTER TABLE ONLY public.generated_reports
    ADD CONSTRAINT generated_reports_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.grades
    ADD CONSTRAINT grades_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.group_revisions
    ADD CONSTRAINT group_revisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.group_texts
    ADD CONSTRAINT group_texts_pkey PRIMARY KEY (group_id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_once UNIQUE (issuer, subject);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.job_schedules
    ADD CONSTRAINT job_schedules_once PRIMARY KEY (kind);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jwt_tokens
    ADD CONSTRAINT jwt_tokens_pkey PRIMARY KEY (jti);

ALTER TABLE ONLY public.licenses
    ADD CONSTRAINT licenses_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.logins
    ADD CONSTRAINT logins_one_per_company UNIQUE (account_id, company_id);

ALTER TABLE ONLY public.logins
    ADD CONSTRAINT logins_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_once PRIMARY KEY (group_id, account_id);

ALTER TABLE ONLY public.mentor_applications
    ADD CONSTRAINT mentor_applications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.nationalities
    ADD CONSTRAINT nationalities_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.oauth_answered_forms
    ADD CONSTRAINT oauth_answered_forms_pkey PRIMARY KEY (nonce_hash);

ALTER TABLE ONLY public.oauth_applications
    ADD CONSTRAINT oauth_applications_client_id_once UNIQUE (client_id);

ALTER TABLE ONLY public.oauth_applications
    ADD CONSTRAINT oauth_applications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_pkey PRIMARY KEY (code_hash);

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_access_once UNIQUE (access_hash);

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_one_pair UNIQUE (account_id, application_id);

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_refresh_once UNIQUE (refresh_hash);

ALTER TABLE ONLY public.oauth_used_tokens
    ADD CONSTRAINT oauth_used_tokens_pkey PRIMARY KEY (refresh_hash);

ALTER TABLE ONLY public.object_files
    ADD CONSTRAINT object_files_id_once PRIMARY KEY (id);

ALTER TABLE ONLY public.object_files
    ADD CONSTRAINT object_files_once UNIQUE (owner_id, object_id, kind, name);

ALTER TABLE ONLY public.object_store
    ADD CONSTRAINT object_store_once PRIMARY KEY (is_only);

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.person_groups
    ADD CONSTRAINT person_groups_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_reservations
    ADD CONSTRAINT plan_reservations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_usage
    ADD CONSTRAINT plan_usage_once PRIMARY KEY (account_id, month);

ALTER TABLE ONLY public.provider_messages
    ADD CONSTRAINT provider_messages_once PRIMARY KEY (issuer, message_id);

ALTER TABLE ONLY public.rate_counters
    ADD CONSTRAINT rate_counters_once PRIMARY KEY (key);

ALTER TABLE ONLY public.record_account_roles
    ADD CONSTRAINT record_account_roles_once PRIMARY KEY (record_id, account_id);

ALTER TABLE ONLY public.record_group_roles
    ADD CONSTRAINT record_group_roles_once PRIMARY KEY (record_id, group_id);

ALTER TABLE ONLY public.record_links
    ADD CONSTRAINT record_links_once UNIQUE (from_id, to_id, name);

ALTER TABLE ONLY public.record_links
    ADD CONSTRAINT record_links_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.record_revisions
    ADD CONSTRAINT record_revisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.record_texts
    ADD CONSTRAINT record_texts_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY public.record_wordings
    ADD CONSTRAINT record_wordings_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY public.records
    ADD CONSTRAINT records_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.report_definitions
    ADD CONSTRAINT report_definitions_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.reset_tokens
    ADD CONSTRAINT reset_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reset_tokens
    ADD CONSTRAINT reset_tokens_token_once UNIQUE (token_hash);

ALTER TABLE ONLY public.rights_templates
    ADD CONSTRAINT rights_templates_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.role_assignments
    ADD CONSTRAINT role_assignments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.screen_templates
    ADD CONSTRAINT screen_templates_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.service_requests
    ADD CONSTRAINT service_requests_once PRIMARY KEY (account_id, name);

ALTER TABLE ONLY public.services
    ADD CONSTRAINT services_once PRIMARY KEY (account_id, name);

ALTER TABLE ONLY public.session_test_saves
    ADD CONSTRAINT session_test_saves_once PRIMARY KEY (owner_id, session_test_id, browser_id);

ALTER TABLE ONLY public.session_tests
    ADD CONSTRAINT session_tests_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_cookie_once UNIQUE (cookie_hash);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_once UNIQUE (token_hash);

ALTER TABLE ONLY public.storage_usage
    ADD CONSTRAINT storage_usage_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.stored_objects
    ADD CONSTRAINT stored_objects_once PRIMARY KEY (blob_id);

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.system_settings
    ADD CONSTRAINT system_settings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.template_account_roles
    ADD CONSTRAINT template_account_roles_once PRIMARY KEY (template_id, account_id);

ALTER TABLE ONLY public.template_group_roles
    ADD CONSTRAINT template_group_roles_once PRIMARY KEY (template_id, group_id);

ALTER TABLE ONLY public.template_revisions
    ADD CONSTRAINT template_revisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.template_texts
    ADD CONSTRAINT template_texts_pkey PRIMARY KEY (template_id);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tests
    ADD CONSTRAINT tests_once PRIMARY KEY (owner_id, id);

ALTER TABLE ONLY public.topic_files
    ADD CONSTRAINT topic_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.topic_uploads
    ADD CONSTRAINT topic_uploads_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.trainings
    ADD CONSTRAINT trainings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.translations
    ADD CONSTRAINT translations_once PRIMARY KEY (language, key);

ALTER TABLE ONLY public.upload_chunks
    ADD CONSTRAINT upload_chunks_once PRIMARY KEY (upload_id, index);

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.video_positions
    ADD CONSTRAINT video_positions_once PRIMARY KEY (account_id, topic_id);

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_once PRIMARY KEY (delivery_id, attempt);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_message_once UNIQUE (message_id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_setting_once UNIQUE (setting_name);

ALTER TABLE ONLY public.wrong_passwords
    ADD CONSTRAINT wrong_passwords_pkey PRIMARY KEY (key);

CREATE INDEX access_tokens_by_account ON public.access_tokens USING btree (account_id);

CREATE INDEX access_tokens_by_login ON public.access_tokens USING btree (login_id) WHERE (login_id IS NOT NULL);

CREATE INDEX account_domains_by_domain ON public.account_domains USING btree (domain, account_id);

CREATE INDEX accounts_by_change ON public.accounts USING btree (updated_at, id);

CREATE INDEX accounts_by_creation ON public.accounts USING btree (created_at, id);

CREATE INDEX accounts_by_email ON public.accounts USING btree (lower(email)) WHERE (email IS NOT NULL);

CREATE INDEX accounts_by_managing_company ON public.accounts USING btree (managed_by_company) WHERE (managed_by_company IS NOT NULL);

CREATE INDEX accounts_by_words ON public.accounts USING gin (lower(((((((COALESCE(email, ''::text) || ' '::text) || (COALESCE(given_name, ''::character varying))::text) || ' '::text) || (COALESCE(family_name, ''::character varying))::text) || ' '::text) || (display_name)::text)) public.gin_trgm_ops);

CREATE INDEX accounts_in_order_of_email ON public.accounts USING btree (lower(email), id);

CREATE INDEX accounts_in_order_of_family_name ON public.accounts USING btree (lower((family_name)::text), id);

CREATE INDEX accounts_in_order_of_given_name ON public.accounts USING btree (lower((COALESCE(given_name,
CASE
    WHEN (family_name IS NULL) THEN display_name
    ELSE NULL::character varying
END))::text), id);

CREATE UNIQUE INDEX accounts_username_once ON public.accounts USING btree (lower(username));

CREATE UNIQUE INDEX accounts_verified_email_once ON public.accounts USING btree (lower(email)) WHERE (email_verified_at IS NOT NULL);

CREATE INDEX assessment_audit_by_creation ON public.assessment_audit USING btree (owner_id, created_at, id);

CREATE INDEX assessment_audit_by_object ON public.assessment_audit USING btree (owner_id, object_id, created_at);

CREATE INDEX assessment_audit_by_session ON public.assessment_audit USING btree (owner_id, session_id, created_at);

CREATE INDEX assessment_audit_by_type ON public.assessment_audit USING btree (owner_id, object_type, created_at);

CREATE INDEX assessment_audit_of_no_object ON public.assessment_audit USING btree (created_at) WHERE (object_type > 1000);

CREATE INDEX assessment_sessions_by_creation ON public.assessment_sessions USING btree (owner_id, created_at, allowed_from, lower((description)::text), id);

CREATE INDEX assessment_sessions_by_description ON public.assessment_sessions USING btree (owner_id, lower((description)::text), id);

CREATE INDEX assessment_sessions_by_end ON public.assessment_sessions USING btree (owner_id, ended_at, id);

CREATE INDEX assessment_sessions_by_group ON public.assessment_sessions USING btree (owner_id, group_session_id);

CREATE INDEX assessment_sessions_by_person ON public.assessment_sessions USING btree (owner_id, person_id);

CREATE INDEX assessment_sessions_by_start ON public.assessment_sessions USING btree (owner_id, started_at, id);

CREATE INDEX assessment_sessions_by_status ON public.assessment_sessions USING btree (owner_id, status, session_type);

CREATE INDEX assessment_sessions_by_text ON public.assessment_sessions USING gin ((((((((((((COALESCE((description)::text, ''::text) || '
'::text) || COALESCE((goal)::text, ''::text)) || '
'::text) || COALESCE(session_state, ''::text)) || '
'::text) || COALESCE((status)::text, ''::text)) || '
'::text) || COALESCE((email_notification_addresses)::text, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE UNIQUE INDEX assessment_sessions_poll_code_once ON public.assessment_sessions USING btree (short_login_code) WHERE (((short_login_code)::text <> ''::text) AND (session_type = ANY (ARRAY[200, 1200])) AND is_active);

CREATE INDEX audit_entries_by_account ON public.audit_entries USING btree (account_id, id) WHERE (account_id IS NOT NULL);

CREATE INDEX audit_entries_by_action ON public.audit_entries USING btree (action, id);

CREATE INDEX audit_entries_by_object ON public.audit_entries USING btree (object_type, object_id, id);

CREATE INDEX batteries_by_battery_name ON public.batteries USING btree (owner_id, lower((battery_name)::text), id);

CREATE INDEX batteries_by_text ON public.batteries USING gin ((((((((((COALESCE((battery_name)::text, ''::text) || '
'::text) || COALESCE(description, ''::text)) || '
'::text) || COALESCE((invoice_code)::text, ''::text)) || '
'::text) || COALESCE((report_mail_address)::text, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX collection_account_roles_by_account ON public.collection_account_roles USING btree (account_id, collection_id);

CREATE INDEX collection_group_roles_by_group ON public.collection_group_roles USING btree (group_id, collection_id);

CREATE INDEX collection_records_by_record ON public.collection_records USING btree (record_id, collection_id);

CREATE INDEX collection_revisions_by_account ON public.collection_revisions USING btree (account_id);

CREATE INDEX collection_revisions_by_collection ON public.collection_revisions USING btree (collection_id, id);

CREATE INDEX collection_texts_by_text ON public.collection_texts USING gin (text_words) WITH (gin_pending_list_limit='256');

CREATE INDEX collection_texts_by_title ON public.collection_texts USING gin (title_words) WITH (gin_pending_list_limit='256');

CREATE INDEX collections_by_creation ON public.collections USING btree (created_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX collections_by_creator ON public.collections USING btree (creator_id, updated_at, id) WHERE (state = 'active'::text);

CREATE INDEX collections_by_deletion ON public.collections USING btree (deleted_at) WHERE (state <> 'active'::text);

CREATE INDEX collections_by_identifier ON public.collections USING btree (identifier, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX collections_by_parent ON public.collections USING btree (parent_id, id) WHERE (parent_id IS NOT NULL);

CREATE INDEX collections_by_tags ON public.collections USING gin (tags) WHERE (state = 'active'::text);

CREATE INDEX collections_by_title ON public.collections USING btree (lower(title), id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX collections_by_update ON public.collections USING btree (updated_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX collections_by_visibility ON public.collections USING btree (visibility, id, creator_id) WHERE (state = 'active'::text);

CREATE UNIQUE INDEX collections_identifier_once ON public.collections USING btree (identifier) WHERE (state <> 'purged'::text);

CREATE INDEX collections_in_trash ON public.collections USING btree (creator_id, deleted_at, id) WHERE (state = 'deleted'::text);

CREATE INDEX companies_by_administrative_id ON public.companies USING btree (lower((administrative_id)::text)) WHERE ((administrative_id)::text <> ''::text);

CREATE INDEX credit_grants_by_company ON public.credit_grants USING btree (company_id, granted_at, id);

CREATE INDEX credit_grants_by_time ON public.credit_grants USING btree (granted_at, id);

CREATE INDEX credit_usages_by_time ON public.credit_usages USING btree (owner_id, used_at, id);

CREATE INDEX credit_usages_of_company ON public.credit_usages USING btree (of_company_id, used_at);

CREATE INDEX discarded_blobs_by_time ON public.discarded_blobs USING btree (remove_after);

CREATE INDEX education_levels_by_change ON public.education_levels USING btree (updated_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX education_levels_by_creation ON public.education_levels USING btree (created_at, id) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX education_levels_name_once ON public.education_levels USING btree (name) WHERE (deleted_at IS NULL);

CREATE INDEX educations_by_name ON public.educations USING btree (owner_id, lower((name)::text), id);

CREATE INDEX educations_by_text ON public.educations USING gin ((((((COALESCE((name)::text, ''::text) || '
'::text) || COALESCE((education_group)::text, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX enrollments_by_account ON public.enrollments USING btree (account_id, requested_at, id);

CREATE INDEX enrollments_by_status ON public.enrollments USING btree (status, requested_at, id);

CREATE INDEX enrollments_by_subject ON public.enrollments USING btree (subject_id, status);

CREATE UNIQUE INDEX enrollments_live_once ON public.enrollments USING btree (account_id, subject_id) WHERE (status <> 'rejected'::text);

CREATE INDEX extra_paths_by_id ON public.extra_paths USING btree (id);

CREATE INDEX extra_paths_by_words ON public.extra_paths USING gin (words) WITH (gin_pending_list_limit='256');

CREATE INDEX extra_values_by_instant ON public.extra_values USING btree (path_id, instant) INCLUDE (record_id) WHERE (instant IS NOT NULL);

CREATE INDEX extra_values_by_number ON public.extra_values USING btree (path_id, number) INCLUDE (record_id) WHERE (number IS NOT NULL);

CREATE INDEX extra_values_by_path ON public.extra_values USING btree (path_id, type, record_id);

CREATE INDEX extra_values_by_record ON public.extra_values USING btree (record_id);

CREATE INDEX extra_values_by_text ON public.extra_values USING btree (text_id, path_id, record_id) WHERE (text_id IS NOT NULL);

CREATE INDEX extra_values_by_truth ON public.extra_values USING btree (path_id, truth, record_id) WHERE (truth IS NOT NULL);

CREATE INDEX extra_values_by_words ON public.extra_values USING gin (words) WITH (gin_pending_list_limit='256') WHERE (words IS NOT NULL);

CREATE INDEX file_revisions_by_account ON public.file_revisions USING btree (account_id);

CREATE INDEX file_revisions_by_file ON public.file_revisions USING btree (file_id, id);

CREATE UNIQUE INDEX files_blob_once ON public.files USING btree (blob_id) WHERE (state = 'active'::text);

CREATE INDEX files_by_creator ON public.files USING btree (creator_id);

CREATE INDEX files_by_mimetype ON public.files USING btree (mimetype, record_id) WHERE (state = 'active'::text);

CREATE INDEX files_by_record ON public.files USING btree (record_id, updated_at, id) WHERE (state = 'active'::text);

CREATE INDEX files_by_scrub ON public.files USING btree (scrubbed_at) WHERE ((state = 'active'::text) AND (sha256 IS NOT NULL));

CREATE UNIQUE INDEX files_name_once_per_record ON public.files USING btree (record_id, name) WHERE (state = 'active'::text);

CREATE INDEX files_without_sha256 ON public.files USING btree (created_at) WHERE ((state = 'active'::text) AND (sha256 IS NULL) AND (damaged_at IS NULL));

CREATE INDEX generated_reports_by_object ON public.generated_reports USING btree (owner_id, linked_object_id, lower((report_title)::text), id);

CREATE INDEX generated_reports_by_report_title ON public.generated_reports USING btree (owner_id, lower((report_title)::text), id);

CREATE INDEX generated_reports_by_text ON public.generated_reports USING gin ((((COALESCE((report_title)::text, ''::text) || '
'::text) || COALESCE(report_text, ''::text))) public.gin_trgm_ops);

CREATE INDEX grades_by_change ON public.grades USING btree (education_level_id, updated_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX grades_by_creation ON public.grades USING btree (education_level_id, created_at, id) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX grades_name_once ON public.grades USING btree (education_level_id, name) WHERE (deleted_at IS NULL);

CREATE INDEX group_revisions_by_account ON public.group_revisions USING btree (account_id);

CREATE INDEX group_revisions_by_group ON public.group_revisions USING btree (group_id, id);

CREATE INDEX group_texts_by_text ON public.group_texts USING gin (text_words) WITH (gin_pending_list_limit='256');

CREATE INDEX group_texts_by_title ON public.group_texts USING gin (title_words) WITH (gin_pending_list_limit='256');

CREATE INDEX groups_by_creation ON public.groups USING btree (created_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX groups_by_creator ON public.groups USING btree (creator_id);

CREATE INDEX groups_by_deletion ON public.groups USING btree (deleted_at) WHERE (state <> 'active'::text);

CREATE INDEX groups_by_identifier ON public.groups USING btree (identifier, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX groups_by_title ON public.groups USING btree (lower(title), id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX groups_by_update ON public.groups USING btree (updated_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX groups_by_visibility ON public.groups USING btree (visibility, id, creator_id) WHERE (state = 'active'::text);

CREATE UNIQUE INDEX groups_identifier_once ON public.groups USING btree (identifier) WHERE (state <> 'purged'::text);

CREATE INDEX groups_in_trash ON public.groups USING btree (creator_id, deleted_at, id) WHERE (state = 'deleted'::text);

CREATE INDEX identities_by_account ON public.identities USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX identities_claimed ON public.identities USING btree (created_at) WHERE (NOT is_verified);

CREATE INDEX identities_waiting ON public.identities USING btree (lower(email)) WHERE (account_id IS NULL);

CREATE INDEX jobs_by_state ON public.jobs USING btree (state, id);

CREATE INDEX jobs_due ON public.jobs USING btree (due_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE UNIQUE INDEX jobs_waiting_once ON public.jobs USING btree (kind, key) WHERE ((key IS NOT NULL) AND (state = 'waiting'::text));

CREATE INDEX jwt_tokens_by_account ON public.jwt_tokens USING btree (account_id);

CREATE INDEX jwt_tokens_by_expiry ON public.jwt_tokens USING btree (expires_at);

CREATE INDEX licenses_by_title ON public.licenses USING btree (title, name);

CREATE INDEX logins_by_company ON public.logins USING btree (company_id);

CREATE INDEX memberships_by_account ON public.memberships USING btree (account_id, group_id);

CREATE INDEX mentor_applications_by_account ON public.mentor_applications USING btree (account_id, submitted_at, id);

CREATE INDEX mentor_applications_by_status ON public.mentor_applications USING btree (status, submitted_at, id);

CREATE UNIQUE INDEX mentor_applications_pending_once ON public.mentor_applications USING btree (account_id) WHERE (status = 'pending'::text);

CREATE INDEX nationalities_by_nationality_name ON public.nationalities USING btree (owner_id, lower((nationality_name)::text), id);

CREATE INDEX nationalities_by_text ON public.nationalities USING gin ((((((((COALESCE((nationality_name)::text, ''::text) || '
'::text) || COALESCE((nationality_code)::text, ''::text)) || '
'::text) || COALESCE(translations, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX oauth_answered_forms_by_expiry ON public.oauth_answered_forms USING btree (expires_at);

CREATE INDEX oauth_applications_by_account ON public.oauth_applications USING btree (account_id);

CREATE INDEX oauth_codes_by_account ON public.oauth_codes USING btree (account_id);

CREATE INDEX oauth_codes_by_application ON public.oauth_codes USING btree (application_id);

CREATE INDEX oauth_tokens_by_application ON public.oauth_tokens USING btree (application_id);

CREATE INDEX oauth_used_tokens_by_account ON public.oauth_used_tokens USING btree (account_id);

CREATE INDEX oauth_used_tokens_by_application ON public.oauth_used_tokens USING btree (application_id);

CREATE INDEX oauth_used_tokens_by_time ON public.oauth_used_tokens USING btree (used_at);

CREATE INDEX object_files_by_blob ON public.object_files USING btree (blob_id);

CREATE INDEX object_files_by_scrub ON public.object_files USING btree (scrubbed_at);

CREATE INDEX organisations_by_name ON public.organisations USING btree (owner_id, lower((name)::text), id);

CREATE INDEX organisations_by_text ON public.organisations USING gin ((((((((((((((COALESCE((name)::text, ''::text) || '
'::text) || COALESCE(address, ''::text)) || '
'::text) || COALESCE((logo)::text, ''::text)) || '
'::text) || COALESCE((contact_person)::text, ''::text)) || '
'::text) || COALESCE((contact_phone)::text, ''::text)) || '
'::text) || COALESCE((contact_email)::text, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX person_groups_by_description ON public.person_groups USING btree (owner_id, lower((description)::text), id);

CREATE INDEX person_groups_by_text ON public.person_groups USING gin ((((((COALESCE((description)::text, ''::text) || '
'::text) || COALESCE(user_defined_fields, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX persons_by_company ON public.persons USING btree (company_id);

CREATE INDEX persons_by_email ON public.persons USING btree (lower((email)::text)) WHERE has_login;

CREATE INDEX persons_by_exact_email ON public.persons USING btree (company_id, email);

CREATE INDEX persons_by_last_name ON public.persons USING btree (company_id, lower((last_name)::text), id);

CREATE INDEX persons_by_lower_email ON public.persons USING btree (company_id, lower((email)::text), id);

CREATE INDEX persons_by_text ON public.persons USING gin ((((((((((((((((((((((COALESCE((email)::text, ''::text) || '
'::text) || COALESCE((first_name)::text, ''::text)) || '
'::text) || COALESCE((initials)::text, ''::text)) || '
'::text) || COALESCE((last_name)::text, ''::text)) || '
'::text) || COALESCE((titles_before)::text, ''::text)) || '
'::text) || COALESCE((titles_after)::text, ''::text)) || '
'::text) || COALESCE((education_id)::text, ''::text)) || '
'::text) || COALESCE(user_defined_fields, ''::text)) || '
'::text) || COALESCE((preferred_language)::text, ''::text)) || '
'::text) || COALESCE((sex)::text, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX plan_reservations_by_age ON public.plan_reservations USING btree (reserved_at);

CREATE INDEX plan_reservations_by_usage ON public.plan_reservations USING btree (account_id, month);

CREATE INDEX provider_messages_by_age ON public.provider_messages USING btree (received_at);

CREATE INDEX record_account_roles_by_account ON public.record_account_roles USING btree (account_id, record_id);

CREATE INDEX record_group_roles_by_group ON public.record_group_roles USING btree (group_id, record_id);

CREATE INDEX record_links_by_creator ON public.record_links USING btree (creator_id);

CREATE INDEX record_links_by_source ON public.record_links USING btree (from_id, updated_at, id);

CREATE INDEX record_links_by_target ON public.record_links USING btree (to_id, updated_at, id);

CREATE INDEX record_revisions_by_account ON public.record_revisions USING btree (account_id);

CREATE INDEX record_revisions_by_record ON public.record_revisions USING btree (record_id, id);

CREATE INDEX record_texts_by_text ON public.record_texts USING gin (text_words) WITH (gin_pending_list_limit='256');

CREATE INDEX record_texts_by_title ON public.record_texts USING gin (title_words) WITH (gin_pending_list_limit='256');

CREATE INDEX records_by_creation ON public.records USING btree (created_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX records_by_creator ON public.records USING btree (creator_id, updated_at, id) WHERE (state = 'active'::text);

CREATE INDEX records_by_deletion ON public.records USING btree (deleted_at) WHERE (state <> 'active'::text);

CREATE INDEX records_by_id ON public.records USING btree (id) INCLUDE (visibility, creator_id, updated_at) WHERE (state = 'active'::text);

CREATE INDEX records_by_identifier ON public.records USING btree (identifier, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX records_by_tags ON public.records USING gin (tags) WHERE (state = 'active'::text);

CREATE INDEX records_by_title ON public.records USING btree (lower(title), id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX records_by_type ON public.records USING btree (type, id) WHERE ((state = 'active'::text) AND (type IS NOT NULL));

CREATE INDEX records_by_update ON public.records USING btree (updated_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX records_by_visibility ON public.records USING btree (visibility, id, creator_id) WHERE (state = 'active'::text);

CREATE UNIQUE INDEX records_identifier_once ON public.records USING btree (identifier) WHERE (state <> 'purged'::text);

CREATE INDEX records_in_trash ON public.records USING btree (creator_id, deleted_at, id) WHERE (state = 'deleted'::text);

CREATE INDEX registrations_by_account ON public.registrations USING btree (account_id, id);

CREATE INDEX registrations_by_status ON public.registrations USING btree (status, id);

CREATE INDEX registrations_by_training ON public.registrations USING btree (training_id, id);

CREATE UNIQUE INDEX registrations_live_once ON public.registrations USING btree (training_id, account_id) WHERE (status <> 'cancelled'::text);

CREATE INDEX report_definitions_by_description ON public.report_definitions USING btree (owner_id, lower((description)::text), id);

CREATE INDEX report_definitions_by_text ON public.report_definitions USING gin ((((((((((((((COALESCE((report_type)::text, ''::text) || '
'::text) || COALESCE((description)::text, ''::text)) || '
'::text) || COALESCE((invoice_code)::text, ''::text)) || '
'::text) || COALESCE((costs_in_ticks)::text, ''::text)) || '
'::text) || COALESCE((report_language)::text, ''::text)) || '
'::text) || COALESCE(remarks, ''::text)) || '
'::text) || COALESCE(explanation, ''::text))) public.gin_trgm_ops);

CREATE INDEX reset_tokens_by_account ON public.reset_tokens USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX reset_tokens_by_person ON public.reset_tokens USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX rights_templates_by_description ON public.rights_templates USING btree (owner_id, lower((description)::text), id);

CREATE INDEX rights_templates_by_text ON public.rights_templates USING gin ((((((COALESCE((description)::text, ''::text) || '
'::text) || COALESCE(comments, ''::text)) || '
'::text) || COALESCE(contents, ''::text))) public.gin_trgm_ops);

CREATE INDEX role_assignments_by_account ON public.role_assignments USING btree (account_id);

CREATE INDEX role_assignments_by_role ON public.role_assignments USING btree (role, domain, account_id);

CREATE UNIQUE INDEX role_assignments_open_once ON public.role_assignments USING btree (account_id, role, COALESCE(domain, ''::text)) WHERE (effective_until IS NULL);

CREATE INDEX screen_templates_by_description ON public.screen_templates USING btree (owner_id, lower((description)::text), id);

CREATE INDEX screen_templates_by_text ON public.screen_templates USING gin ((((((COALESCE((description)::text, ''::text) || '
'::text) || COALESCE(explanation, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE INDEX search_words_by_ending ON public.search_words USING btree (reverse(word));

CREATE INDEX search_words_by_fragment ON public.search_words USING gin (word public.gin_trgm_ops) WITH (fastupdate=off) WHERE is_title;

CREATE INDEX search_words_by_pairs ON public.search_words USING gin (public.placed_pairs(word, 0)) WITH (fastupdate=off);

CREATE INDEX search_words_by_word ON public.search_words USING btree (word, is_title);

CREATE INDEX service_requests_by_expiry ON public.service_requests USING btree (expires_at);

CREATE INDEX session_tests_by_person ON public.session_tests USING btree (owner_id, person_id);

CREATE INDEX session_tests_by_session ON public.session_tests USING btree (owner_id, session_id, sequence, id);

CREATE INDEX session_tests_open_by_person ON public.session_tests USING btree (owner_id, person_id) WHERE (status < 30);

CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX sessions_by_login ON public.sessions USING btree (login_id) WHERE (login_id IS NOT NULL);

CREATE INDEX sessions_by_person ON public.sessions USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX stored_objects_copying ON public.stored_objects USING btree (claim_id) WHERE (state = 'copying'::text);

CREATE INDEX stored_objects_discarded ON public.stored_objects USING btree (remove_after) WHERE (state = 'discarded'::text);

CREATE INDEX stored_objects_kept ON public.stored_objects USING btree (blob_id) WHERE (state = 'kept'::text);

CREATE INDEX stored_objects_stored ON public.stored_objects USING btree (blob_id) WHERE (state = 'stored'::text);

CREATE INDEX stored_objects_waiting ON public.stored_objects USING btree (asked_at, blob_id) WHERE (state = 'waiting'::text);

CREATE INDEX subjects_by_change ON public.subjects USING btree (grade_id, updated_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX subjects_by_creation ON public.subjects USING btree (grade_id, created_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX subjects_by_mentor ON public.subjects USING btree (mentor_id) WHERE ((mentor_id IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX subjects_by_words ON public.subjects USING gin (public.placed_words((name)::text)) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX subjects_name_once ON public.subjects USING btree (grade_id, name) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX system_settings_once ON public.system_settings USING btree (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid), name);

CREATE UNIQUE INDEX system_settings_once_per_owner ON public.system_settings USING btree (owner_id, name);

CREATE INDEX template_account_roles_by_account ON public.template_account_roles USING btree (account_id, template_id);

CREATE INDEX template_group_roles_by_group ON public.template_group_roles USING btree (group_id, template_id);

CREATE INDEX template_revisions_by_account ON public.template_revisions USING btree (account_id);

CREATE INDEX template_revisions_by_template ON public.template_revisions USING btree (template_id, id);

CREATE INDEX template_texts_by_text ON public.template_texts USING gin (text_words) WITH (gin_pending_list_limit='256');

CREATE INDEX template_texts_by_title ON public.template_texts USING gin (title_words) WITH (gin_pending_list_limit='256');

CREATE INDEX templates_by_creation ON public.templates USING btree (created_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX templates_by_creator ON public.templates USING btree (creator_id, updated_at, id) WHERE (state = 'active'::text);

CREATE INDEX templates_by_deletion ON public.templates USING btree (deleted_at) WHERE (state <> 'active'::text);

CREATE INDEX templates_by_identifier ON public.templates USING btree (identifier, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX templates_by_title ON public.templates USING btree (lower(title), id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX templates_by_type ON public.templates USING btree (type, id) WHERE (state = 'active'::text);

CREATE INDEX templates_by_update ON public.templates USING btree (updated_at, id) INCLUDE (visibility, creator_id) WHERE (state = 'active'::text);

CREATE INDEX templates_by_visibility ON public.templates USING btree (visibility, id, creator_id) WHERE (state = 'active'::text);

CREATE UNIQUE INDEX templates_identifier_once ON public.templates USING btree (identifier) WHERE (state <> 'purged'::text);

CREATE INDEX templates_in_trash ON public.templates USING btree (creator_id, deleted_at, id) WHERE (state = 'deleted'::text);

CREATE INDEX tests_by_test_name ON public.tests USING btree (owner_id, lower((test_name)::text), id);

CREATE INDEX tests_by_text ON public.tests USING gin ((((((((((((((COALESCE((test_name)::text, ''::text) || '
'::text) || COALESCE((description)::text, ''::text)) || '
'::text) || COALESCE((costs)::text, ''::text)) || '
'::text) || COALESCE((test_type)::text, ''::text)) || '
'::text) || COALESCE((generation)::text, ''::text)) || '
'::text) || COALESCE(catalog_information, ''::text)) || '
'::text) || COALESCE(remarks, ''::text))) public.gin_trgm_ops);

CREATE UNIQUE INDEX topic_files_blob_once ON public.topic_files USING btree (blob_id) WHERE (deleted_at IS NULL);

CREATE INDEX topic_files_by_scrub ON public.topic_files USING btree (scrubbed_at) WHERE (deleted_at IS NULL);

CREATE INDEX topic_files_by_topic ON public.topic_files USING btree (topic_id, created_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX topic_files_by_uploader ON public.topic_files USING btree (uploaded_by);

CREATE UNIQUE INDEX topic_files_one_video ON public.topic_files USING btree (topic_id) WHERE ((kind = 'video'::text) AND (deleted_at IS NULL));

CREATE INDEX topic_uploads_by_account ON public.topic_uploads USING btree (account_id);

CREATE INDEX topics_by_change ON public.topics USING btree (subject_id, updated_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX topics_by_creation ON public.topics USING btree (subject_id, created_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX topics_by_words ON public.topics USING gin (public.placed_words((name)::text)) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX topics_name_once ON public.topics USING btree (subject_id, name) WHERE (deleted_at IS NULL);

CREATE INDEX trainings_by_category ON public.trainings USING btree (category, id) WHERE (deleted_at IS NULL);

CREATE INDEX trainings_by_instructor ON public.trainings USING btree (instructor_id, id);

CREATE INDEX trainings_by_level ON public.trainings USING btree (level, id) WHERE (deleted_at IS NULL);

CREATE INDEX trainings_by_status ON public.trainings USING btree (status, id) WHERE (deleted_at IS NULL);

CREATE INDEX trainings_by_text ON public.trainings USING gin (title public.gin_trgm_ops, description public.gin_trgm_ops) WHERE (deleted_at IS NULL);

CREATE INDEX trainings_in_order ON public.trainings USING btree (id) WHERE (deleted_at IS NULL);

CREATE INDEX uploads_by_creator ON public.uploads USING btree (creator_id);

CREATE INDEX uploads_by_file ON public.uploads USING btree (file_id) WHERE (file_id IS NOT NULL);

CREATE INDEX uploads_by_record ON public.uploads USING btree (record_id, creator_id, created_at, id) WHERE (state <> 'inactive'::text);

CREATE INDEX uploads_by_result ON public.uploads USING btree (result_file_id) WHERE (result_file_id IS NOT NULL);

CREATE INDEX uploads_by_state ON public.uploads USING btree (state, updated_at);

CREATE INDEX video_positions_by_topic ON public.video_positions USING btree (topic_id);

CREATE INDEX webhook_deliveries_by_endpoint ON public.webhook_deliveries USING btree (endpoint_id, id);

CREATE INDEX webhook_deliveries_by_event ON public.webhook_deliveries USING btree (event, id);

CREATE INDEX webhook_deliveries_by_state ON public.webhook_deliveries USING btree (state, id);

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (endpoint_id, due_at, id) WHERE (state = 'waiting'::text);

CREATE INDEX webhook_deliveries_over ON public.webhook_deliveries USING btree (created_at) WHERE (state <> 'waiting'::text);

CREATE TRIGGER ask_for_copy AFTER INSERT OR UPDATE OF blob_id ON public.files FOR EACH ROW WHEN ((new.state = 'active'::text)) EXECUTE FUNCTION public.ask_for_copy();

CREATE TRIGGER ask_for_copy AFTER INSERT OR UPDATE OF blob_id ON public.object_files FOR EACH ROW EXECUTE FUNCTION public.ask_for_copy();

CREATE TRIGGER ask_for_copy AFTER INSERT OR UPDATE OF blob_id ON public.topic_files FOR EACH ROW WHEN ((new.deleted_at IS NULL)) EXECUTE FUNCTION public.ask_for_copy();

CREATE TRIGGER assessment_audit_is_final BEFORE UPDATE ON public.assessment_audit FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_entries_are_final BEFORE DELETE OR UPDATE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER count_file AFTER INSERT OR DELETE OR UPDATE OF state, size_bytes ON public.files FOR EACH ROW EXECUTE FUNCTION public.count_file();

CREATE TRIGGER count_topic_file AFTER INSERT OR DELETE OR UPDATE OF deleted_at, size_bytes ON public.topic_files FOR EACH ROW EXECUTE FUNCTION public.count_topic_file();

CREATE TRIGGER count_topic_upload AFTER INSERT OR DELETE ON public.topic_uploads FOR EACH ROW EXECUTE FUNCTION public.count_topic_upload();

CREATE TRIGGER count_upload AFTER INSERT OR DELETE OR UPDATE OF state, reserved_bytes ON public.uploads FOR EACH ROW EXECUTE FUNCTION public.count_upload();

CREATE TRIGGER discard_blob AFTER DELETE ON public.files FOR EACH ROW WHEN ((old.state = 'active'::text)) EXECUTE FUNCTION public.discard_blob();

CREATE TRIGGER discard_blob AFTER DELETE ON public.uploads FOR EACH ROW WHEN ((old.state <> 'inactive'::text)) EXECUTE FUNCTION public.discard_blob();

CREATE TRIGGER discard_object AFTER DELETE ON public.discarded_blobs FOR EACH ROW EXECUTE FUNCTION public.discard_object();

CREATE TRIGGER discard_object_file AFTER DELETE OR UPDATE OF blob_id ON public.object_files FOR EACH ROW EXECUTE FUNCTION public.discard_object_file();

CREATE TRIGGER drop_texts AFTER DELETE ON public.collections FOR EACH ROW EXECUTE FUNCTION public.drop_texts();

CREATE TRIGGER drop_texts AFTER DELETE ON public.groups FOR EACH ROW EXECUTE FUNCTION public.drop_texts();

CREATE TRIGGER drop_texts AFTER DELETE ON public.records FOR EACH ROW EXECUTE FUNCTION public.drop_texts();

CREATE TRIGGER drop_texts AFTER DELETE ON public.templates FOR EACH ROW EXECUTE FUNCTION public.drop_texts();

CREATE TRIGGER free_seat AFTER DELETE ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.free_seat();

CREATE TRIGGER keep_creator_admin BEFORE DELETE OR UPDATE ON public.collection_account_roles FOR EACH ROW EXECUTE FUNCTION public.keep_creator_admin('collections');

CREATE TRIGGER keep_creator_admin BEFORE DELETE OR UPDATE ON public.memberships FOR EACH ROW EXECUTE FUNCTION public.keep_creator_admin('groups');

CREATE TRIGGER keep_creator_admin BEFORE DELETE OR UPDATE ON public.record_account_roles FOR EACH ROW EXECUTE FUNCTION public.keep_creator_admin('records');

CREATE TRIGGER keep_creator_admin BEFORE DELETE OR UPDATE ON public.template_account_roles FOR EACH ROW EXECUTE FUNCTION public.keep_creator_admin('templates');

CREATE TRIGGER keep_extras AFTER UPDATE OF extras ON public.records FOR EACH ROW WHEN (((old.extras)::text IS DISTINCT FROM (new.extras)::text)) EXECUTE FUNCTION public.keep_extras();

CREATE TRIGGER keep_hierarchy BEFORE UPDATE OF parent_id ON public.collections FOR EACH ROW WHEN (((new.parent_id IS NOT NULL) AND (new.parent_id IS DISTINCT FROM old.parent_id))) EXECUTE FUNCTION public.keep_hierarchy();

CREATE TRIGGER keep_last_admin_account AFTER UPDATE OF is_active ON public.accounts FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION public.keep_last_admin();

CREATE TRIGGER keep_last_admin_role AFTER DELETE OR UPDATE ON public.role_assignments FOR EACH ROW EXECUTE FUNCTION public.keep_last_admin();

CREATE TRIGGER keep_new_extras AFTER INSERT ON public.records FOR EACH ROW WHEN (((new.extras)::text <> '[]'::text)) EXECUTE FUNCTION public.keep_extras();

CREATE TRIGGER keep_new_texts AFTER INSERT ON public.collections FOR EACH ROW EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_new_texts AFTER INSERT ON public.groups FOR EACH ROW EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_new_texts AFTER INSERT ON public.records FOR EACH ROW EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_new_texts AFTER INSERT ON public.templates FOR EACH ROW EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_texts AFTER UPDATE OF identifier, title, plain_description ON public.collections FOR EACH ROW WHEN ((((old.identifier IS DISTINCT FROM new.identifier) OR (old.title IS DISTINCT FROM new.title)) OR (old.plain_description IS DISTINCT FROM new.plain_description))) EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_texts AFTER UPDATE OF identifier, title, plain_description ON public.groups FOR EACH ROW WHEN ((((old.identifier IS DISTINCT FROM new.identifier) OR (old.title IS DISTINCT FROM new.title)) OR (old.plain_description IS DISTINCT FROM new.plain_description))) EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_texts AFTER UPDATE OF identifier, title, plain_description ON public.records FOR EACH ROW WHEN ((((old.identifier IS DISTINCT FROM new.identifier) OR (old.title IS DISTINCT FROM new.title)) OR (old.plain_description IS DISTINCT FROM new.plain_description))) EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER keep_texts AFTER UPDATE OF identifier, title, plain_description ON public.templates FOR EACH ROW WHEN ((((old.identifier IS DISTINCT FROM new.identifier) OR (old.title IS DISTINCT FROM new.title)) OR (old.plain_description IS DISTINCT FROM new.plain_description))) EXECUTE FUNCTION public.keep_texts();

CREATE TRIGGER sessions_copies_go_too AFTER DELETE ON public.sessions FOR EACH ROW WHEN ((old.person_id IS NOT NULL)) EXECUTE FUNCTION public.delete_unfinished_copy();

CREATE TRIGGER take_seat BEFORE INSERT OR UPDATE OF status, training_id ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.take_seat();

CREATE TRIGGER touch_account AFTER INSERT OR DELETE ON public.account_domains FOR EACH ROW EXECUTE FUNCTION public.touch_account();

CREATE TRIGGER touch_account AFTER INSERT OR UPDATE ON public.role_assignments FOR EACH ROW EXECUTE FUNCTION public.touch_account();

CREATE TRIGGER touch_account_of_state AFTER UPDATE OF state ON public.account_domains FOR EACH ROW EXECUTE FUNCTION public.touch_account();

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.logins(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.account_domains
    ADD CONSTRAINT account_domains_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_domains
    ADD CONSTRAINT account_domains_given_by_fkey FOREIGN KEY (given_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_managed_by_company_fkey FOREIGN KEY (managed_by_company) REFERENCES public.companies(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.assessment_audit
    ADD CONSTRAINT assessment_audit_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.assessment_sessions
    ADD CONSTRAINT assessment_sessions_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.batteries
    ADD CONSTRAINT batteries_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_account_roles
    ADD CONSTRAINT collection_account_roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.collection_account_roles
    ADD CONSTRAINT collection_account_roles_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_group_roles
    ADD CONSTRAINT collection_group_roles_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_group_roles
    ADD CONSTRAINT collection_group_roles_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_records
    ADD CONSTRAINT collection_records_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_records
    ADD CONSTRAINT collection_records_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collection_revisions
    ADD CONSTRAINT collection_revisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.collection_revisions
    ADD CONSTRAINT collection_revisions_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.collections(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.credit_grants
    ADD CONSTRAINT credit_grants_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credit_usages
    ADD CONSTRAINT credit_usages_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.credit_usages
    ADD CONSTRAINT credit_usages_of_company_id_fkey FOREIGN KEY (of_company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.educations
    ADD CONSTRAINT educations_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.enrollments
    ADD CONSTRAINT enrollments_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.enrollments
    ADD CONSTRAINT enrollments_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.enrollments
    ADD CONSTRAINT enrollments_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);

ALTER TABLE ONLY public.file_revisions
    ADD CONSTRAINT file_revisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.file_revisions
    ADD CONSTRAINT file_revisions_file_id_fkey FOREIGN KEY (file_id) REFERENCES public.files(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.gathered_data
    ADD CONSTRAINT gathered_data_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.generated_reports
    ADD CONSTRAINT generated_reports_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.grades
    ADD CONSTRAINT grades_education_level_id_fkey FOREIGN KEY (education_level_id) REFERENCES public.education_levels(id);

ALTER TABLE ONLY public.group_revisions
    ADD CONSTRAINT group_revisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.group_revisions
    ADD CONSTRAINT group_revisions_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_wanted_by_fkey FOREIGN KEY (wanted_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.jwt_tokens
    ADD CONSTRAINT jwt_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.logins
    ADD CONSTRAINT logins_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.logins
    ADD CONSTRAINT logins_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mentor_applications
    ADD CONSTRAINT mentor_applications_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.mentor_applications
    ADD CONSTRAINT mentor_applications_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.nationalities
    ADD CONSTRAINT nationalities_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_applications
    ADD CONSTRAINT oauth_applications_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_application_id_fkey FOREIGN KEY (application_id) REFERENCES public.oauth_applications(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_codes
    ADD CONSTRAINT oauth_codes_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.logins(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_application_id_fkey FOREIGN KEY (application_id) REFERENCES public.oauth_applications(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_tokens
    ADD CONSTRAINT oauth_tokens_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.logins(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.oauth_used_tokens
    ADD CONSTRAINT oauth_used_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.oauth_used_tokens
    ADD CONSTRAINT oauth_used_tokens_application_id_fkey FOREIGN KEY (application_id) REFERENCES public.oauth_applications(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.object_files
    ADD CONSTRAINT object_files_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.person_groups
    ADD CONSTRAINT person_groups_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan_reservations
    ADD CONSTRAINT plan_reservations_usage FOREIGN KEY (account_id, month) REFERENCES public.plan_usage(account_id, month) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan_usage
    ADD CONSTRAINT plan_usage_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.record_account_roles
    ADD CONSTRAINT record_account_roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.record_account_roles
    ADD CONSTRAINT record_account_roles_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.record_group_roles
    ADD CONSTRAINT record_group_roles_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.record_group_roles
    ADD CONSTRAINT record_group_roles_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.record_links
    ADD CONSTRAINT record_links_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.record_links
    ADD CONSTRAINT record_links_from_id_fkey FOREIGN KEY (from_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.record_links
    ADD CONSTRAINT record_links_to_id_fkey FOREIGN KEY (to_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.record_revisions
    ADD CONSTRAINT record_revisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.record_revisions
    ADD CONSTRAINT record_revisions_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.records
    ADD CONSTRAINT records_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.records
    ADD CONSTRAINT records_license_known FOREIGN KEY (license) REFERENCES public.licenses(name) ON UPDATE CASCADE;

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_training_id_fkey FOREIGN KEY (training_id) REFERENCES public.trainings(id);

ALTER TABLE ONLY public.report_definitions
    ADD CONSTRAINT report_definitions_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reset_tokens
    ADD CONSTRAINT reset_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reset_tokens
    ADD CONSTRAINT reset_tokens_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES public.identities(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reset_tokens
    ADD CONSTRAINT reset_tokens_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.persons(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.rights_templates
    ADD CONSTRAINT rights_templates_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.role_assignments
    ADD CONSTRAINT role_assignments_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.role_assignments
    ADD CONSTRAINT role_assignments_assigned_by_fkey FOREIGN KEY (assigned_by) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.screen_templates
    ADD CONSTRAINT screen_templates_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.service_requests
    ADD CONSTRAINT service_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.services
    ADD CONSTRAINT services_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session_test_saves
    ADD CONSTRAINT session_test_saves_of_test FOREIGN KEY (owner_id, session_test_id) REFERENCES public.session_tests(owner_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session_tests
    ADD CONSTRAINT session_tests_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session_tests
    ADD CONSTRAINT session_tests_of_session FOREIGN KEY (owner_id, session_id) REFERENCES public.assessment_sessions(owner_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.logins(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.persons(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.storage_usage
    ADD CONSTRAINT storage_usage_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_grade_id_fkey FOREIGN KEY (grade_id) REFERENCES public.grades(id);

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_mentor_id_fkey FOREIGN KEY (mentor_id) REFERENCES public.accounts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.system_settings
    ADD CONSTRAINT system_settings_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.template_account_roles
    ADD CONSTRAINT template_account_roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.template_account_roles
    ADD CONSTRAINT template_account_roles_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.templates(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.template_group_roles
    ADD CONSTRAINT template_group_roles_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.template_group_roles
    ADD CONSTRAINT template_group_roles_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.templates(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.template_revisions
    ADD CONSTRAINT template_revisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.template_revisions
    ADD CONSTRAINT template_revisions_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.templates(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.tests
    ADD CONSTRAINT tests_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topic_files
    ADD CONSTRAINT topic_files_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES public.topics(id);

ALTER TABLE ONLY public.topic_files
    ADD CONSTRAINT topic_files_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.topic_uploads
    ADD CONSTRAINT topic_uploads_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);

ALTER TABLE ONLY public.trainings
    ADD CONSTRAINT trainings_instructor_id_fkey FOREIGN KEY (instructor_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.upload_chunks
    ADD CONSTRAINT upload_chunks_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES public.uploads(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_file_id_fkey FOREIGN KEY (file_id) REFERENCES public.files(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.records(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_result_file_id_fkey FOREIGN KEY (result_file_id) REFERENCES public.files(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.video_positions
    ADD CONSTRAINT video_positions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.video_positions
    ADD CONSTRAINT video_positions_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES public.topics(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.webhook_deliveries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES public.webhook_endpoints(id);

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);
