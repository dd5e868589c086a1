-- Collections, templates, links of records, and what groups lacked: search indexes and revisions.

-- The creator of an object is its admin as long as it is there. Argument: the table of the objects' creators.
create or replace function keep_creator_admin() returns trigger language plpgsql as $$
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

-- Collections

create table collections (
    id                bigint generated always as identity primary key,
    creator_id        bigint not null references accounts (id),
    -- The one collection above it.
    parent_id         bigint references collections (id) on delete set null,
    -- Sorted, without duplicates.
    tags              text[] not null default '{}',
    identifier        text not null constraint collections_identifier_form check (identifier ~ '^[a-z0-9_-]{1,50}$'),
    title             text not null constraint collections_title_length check (char_length(title) between 1 and 150),
    description       text not null default '' constraint collections_description_length check (char_length(description) <= 50000),
    plain_description text not null default '',
    visibility        text not null default 'private' constraint collections_visibility_known check (visibility in ('private', 'public')),
    state             text not null default 'active' constraint collections_state_known check (state in ('active', 'deleted', 'purged')),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    deleted_at        timestamptz,
    constraint collections_deleted_since check ((state = 'active') = (deleted_at is null)),
    constraint collections_not_its_own_parent check (parent_id <> id)
);
-- Deleted collections keep their identifier until they are purged.
create unique index collections_identifier_once on collections (identifier) where state <> 'purged';
create index collections_by_update on collections (updated_at, id) include (visibility, creator_id) where state = 'active';
create index collections_by_creation on collections (created_at, id) include (visibility, creator_id) where state = 'active';
create index collections_by_title on collections (lower(title), id) include (visibility, creator_id) where state = 'active';
create index collections_by_identifier on collections (identifier, id) include (visibility, creator_id) where state = 'active';
create index collections_by_visibility on collections (visibility, id, creator_id) where state = 'active';
create index collections_by_creator on collections (creator_id, updated_at, id) where state = 'active';
create index collections_in_trash on collections (creator_id, deleted_at, id) where state = 'deleted';
create index collections_by_deletion on collections (deleted_at) where state <> 'active';
create index collections_by_parent on collections (parent_id, id) where parent_id is not null;
create index collections_by_tags on collections using gin (tags) where state = 'active';

-- A collection with its creator, as every answer shows it.
create view described_collections as
select o.id, o.identifier, o.title, o.description, o.plain_description, o.visibility, o.state, o.parent_id, o.tags, o.created_at, o.updated_at,
       o.deleted_at, o.creator_id, p.display_name as creator_display_name, p.username as creator_username, p.orcid as creator_orcid,
       p.is_active as creator_is_active, p.email as creator_email, p.email_verified_at is not null as creator_email_confirmed,
       p.is_email_public as creator_is_email_public, p.created_at as creator_created_at
  from collections o
  join researchers p on p.id = o.creator_id;

create table collection_account_roles (
    collection_id bigint not null references collections (id) on delete cascade,
    account_id    bigint not null references accounts (id),
    role          text not null constraint collection_account_roles_role_known check (role in ('member', 'collaborator', 'editor', 'admin')),
    created_at    timestamptz not null default now(),
    constraint collection_account_roles_once primary key (collection_id, account_id)
);
create index collection_account_roles_by_account on collection_account_roles (account_id, collection_id);
create table collection_group_roles (
    collection_id bigint not null references collections (id) on delete cascade,
    group_id      bigint not null references groups (id) on delete cascade,
    role          text not null constraint collection_group_roles_role_known check (role in ('member', 'collaborator', 'editor', 'admin')),
    created_at    timestamptz not null default now(),
    constraint collection_group_roles_once primary key (collection_id, group_id)
);
create index collection_group_roles_by_group on collection_group_roles (group_id, collection_id);
create trigger keep_creator_admin before update or delete on collection_account_roles
    for each row execute function keep_creator_admin('collections');

-- Records of a collection. Deleted ones stay in it, hidden, until they are restored or purged.
create table collection_records (
    collection_id bigint not null references collections (id) on delete cascade,
    record_id     bigint not null references records (id) on delete cascade,
    created_at    timestamptz not null default now(),
    constraint collection_records_once primary key (collection_id, record_id)
);
create index collection_records_by_record on collection_records (record_id, collection_id);

create table collection_revisions (
    id         bigint generated always as identity primary key,
    collection_id bigint not null references collections (id) on delete cascade,
    account_id bigint not null references accounts (id),
    data       json not null,
    created_at timestamptz not null default now()
);
create index collection_revisions_by_collection on collection_revisions (collection_id, id);
create index collection_revisions_by_account on collection_revisions (account_id);

create function collection_snapshot(o collections) returns json language sql stable as $$
    select json_build_object('description', o.description, 'identifier', o.identifier, 'state', o.state, 
        'record_template', null::json, 'tags', o.tags, 'title', o.title, 'visibility', o.visibility)
$$;

create function collection_actions(collection_id bigint, reader bigint) returns table (actions text[]) language sql stable as $$
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
$$;

create function collections_shared_with(reader bigint) returns table (collection_id bigint) language sql stable as $$
    select o.collection_id from collection_account_roles o where o.account_id = $1
     union all
    select o.collection_id
      from memberships m
      join groups g on g.id = m.group_id and g.state = 'active'
      join collection_group_roles o on o.group_id = m.group_id
     where m.account_id = $1
$$;

create function visible_collections(reader bigint) returns setof collections language sql stable as $$
    select c.* from collections c
     where c.state = 'active'
       and (c.visibility = 'public' or c.creator_id = $1
            or c.id in (select s.collection_id from collections_shared_with($1) s)
            or exists (select from research_admins o where o.account_id = $1))
$$;

-- Templates

create table templates (
    id                bigint generated always as identity primary key,
    creator_id        bigint not null references accounts (id),
    -- What `data` is: a whole record, or a list of metadata entries. Fixed.
    type              text not null constraint templates_type_known check (type in ('record', 'extras')),
    -- The canonical text, as it goes out.
    data              json not null,
    identifier        text not null constraint templates_identifier_form check (identifier ~ '^[a-z0-9_-]{1,50}$'),
    title             text not null constraint templates_title_length check (char_length(title) between 1 and 150),
    description       text not null default '' constraint templates_description_length check (char_length(description) <= 50000),
    plain_description text not null default '',
    visibility        text not null default 'private' constraint templates_visibility_known check (visibility in ('private', 'public')),
    state             text not null default 'active' constraint templates_state_known check (state in ('active', 'deleted', 'purged')),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    deleted_at        timestamptz,
    constraint templates_deleted_since check ((state = 'active') = (deleted_at is null))
);
-- Deleted templates keep their identifier until they are purged.
create unique index templates_identifier_once on templates (identifier) where state <> 'purged';
create index templates_by_update on templates (updated_at, id) include (visibility, creator_id) where state = 'active';
create index templates_by_creation on templates (created_at, id) include (visibility, creator_id) where state = 'active';
create index templates_by_title on templates (lower(title), id) include (visibility, creator_id) where state = 'active';
create index templates_by_identifier on templates (identifier, id) include (visibility, creator_id) where state = 'active';
create index templates_by_visibility on templates (visibility, id, creator_id) where state = 'active';
create index templates_by_creator on templates (creator_id, updated_at, id) where state = 'active';
create index templates_in_trash on templates (creator_id, deleted_at, id) where state = 'deleted';
create index templates_by_deletion on templates (deleted_at) where state <> 'active';
create index templates_by_type on templates (type, id) where state = 'active';

-- A template with its creator, as every answer shows it.
create view described_templates as
select o.id, o.identifier, o.title, o.description, o.plain_description, o.visibility, o.state, o.type, o.data, o.created_at, o.updated_at,
       o.deleted_at, o.creator_id, p.display_name as creator_display_name, p.username as creator_username, p.orcid as creator_orcid,
       p.is_active as creator_is_active, p.email as creator_email, p.email_verified_at is not null as creator_email_confirmed,
       p.is_email_public as creator_is_email_public, p.created_at as creator_created_at
  from templates o
  join researchers p on p.id = o.creator_id;

create table template_account_roles (
    template_id   bigint not null references templates (id) on delete cascade,
    account_id    bigint not null references accounts (id),
    role          text not null constraint template_account_roles_role_known check (role in ('member', 'editor', 'admin')),
    created_at    timestamptz not null default now(),
    constraint template_account_roles_once primary key (template_id, account_id)
);
create index template_account_roles_by_account on template_account_roles (account_id, template_id);
create table template_group_roles (
    template_id   bigint not null references templates (id) on delete cascade,
    group_id      bigint not null references groups (id) on delete cascade,
    role          text not null constraint template_group_roles_role_known check (role in ('member', 'editor', 'admin')),
    created_at    timestamptz not null default now(),
    constraint template_group_roles_once primary key (template_id, group_id)
);
create index template_group_roles_by_group on template_group_roles (group_id, template_id);
create trigger keep_creator_admin before update or delete on template_account_roles
    for each row execute function keep_creator_admin('templates');

create table template_revisions (
    id         bigint generated always as identity primary key,
    template_id bigint not null references templates (id) on delete cascade,
    account_id bigint not null references accounts (id),
    data       json not null,
    created_at timestamptz not null default now()
);
create index template_revisions_by_template on template_revisions (template_id, id);
create index template_revisions_by_account on template_revisions (account_id);

create function template_snapshot(o templates) returns json language sql stable as $$
    select json_build_object('data', o.data, 'description', o.description, 'identifier', o.identifier, 'state', o.state, 
        'title', o.title, 'visibility', o.visibility)
$$;

create function template_actions(template_id bigint, reader bigint) returns table (actions text[]) language sql stable as $$
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
$$;

create function templates_shared_with(reader bigint) returns table (template_id bigint) language sql stable as $$
    select o.template_id from template_account_roles o where o.account_id = $1
     union all
    select o.template_id
      from memberships m
      join groups g on g.id = m.group_id and g.state = 'active'
      join template_group_roles o on o.group_id = m.group_id
     where m.account_id = $1
$$;

create function visible_templates(reader bigint) returns setof templates language sql stable as $$
    select c.* from templates c
     where c.state = 'active'
       and (c.visibility = 'public' or c.creator_id = $1
            or c.id in (select s.template_id from templates_shared_with($1) s)
            or exists (select from research_admins o where o.account_id = $1))
$$;

-- Groups

create index groups_by_update on groups (updated_at, id) include (visibility, creator_id) where state = 'active';
create index groups_by_creation on groups (created_at, id) include (visibility, creator_id) where state = 'active';
create index groups_by_title on groups (lower(title), id) include (visibility, creator_id) where state = 'active';
create index groups_by_identifier on groups (identifier, id) include (visibility, creator_id) where state = 'active';
create index groups_by_visibility on groups (visibility, id, creator_id) where state = 'active';
create index groups_in_trash on groups (creator_id, deleted_at, id) where state = 'deleted';
create index groups_by_deletion on groups (deleted_at) where state <> 'active';

create table group_revisions (
    id         bigint generated always as identity primary key,
    group_id   bigint not null references groups (id) on delete cascade,
    account_id bigint not null references accounts (id),
    data       json not null,
    created_at timestamptz not null default now()
);
create index group_revisions_by_group on group_revisions (group_id, id);
create index group_revisions_by_account on group_revisions (account_id);

create function group_snapshot(o groups) returns json language sql stable as $$
    select json_build_object('description', o.description, 'identifier', o.identifier, 'state', o.state, 'title', o.title, 'visibility', o.visibility)
$$;

-- Links between records: from one to another, with a name, each once.

create table record_links (
    id         bigint generated always as identity primary key,
    from_id    bigint not null references records (id) on delete cascade,
    to_id      bigint not null references records (id) on delete cascade,
    creator_id bigint not null references accounts (id),
    name       text not null constraint record_links_name_length check (char_length(name) between 1 and 150),
    -- An IRI that says what the name means.
    term       text constraint record_links_term_length check (char_length(term) between 1 and 2048),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint record_links_once unique (from_id, to_id, name),
    constraint record_links_not_to_itself check (from_id <> to_id)
);
create index record_links_by_source on record_links (from_id, updated_at, id);
create index record_links_by_target on record_links (to_id, updated_at, id);
create index record_links_by_creator on record_links (creator_id);

create or replace function record_snapshot(r records) returns json language sql stable as $$
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
