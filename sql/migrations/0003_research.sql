-- Research data, first part: groups (they hold roles), records with roles and revisions, licenses, tags, trash.

create table licenses (
    name  text primary key,
    title text not null,
    url   text
);
create index licenses_by_title on licenses (title, name);

-- An admin of research may do everything with every object.
create view research_admins as
select account_id
  from role_assignments
 where role = 'admin' and (domain is null or domain = 'research')
   and effective_from <= now() and (effective_until is null or effective_until > now());

create function administers_research(reader bigint) returns boolean language sql stable as $$
    select exists (select from research_admins o where o.account_id = reader)
$$;

-- A guest reads what is public or shared with him.
create view research_guests as
select account_id
  from role_assignments
 where role = 'guest' and domain = 'research' and effective_from <= now() and (effective_until is null or effective_until > now());

-- A person as the research surface shows him. One whose account lacks the domain stands in no list, but his objects name him.
create view researchers as
select a.id, a.username, a.display_name, a.orcid, a.email, a.email_verified_at, a.is_email_public, a.created_at,
       d.account_id is not null as is_listed, a.is_active and coalesce(d.is_active, false) as is_active,
       case when exists (select from research_admins o where o.account_id = a.id) then 'admin'
            when exists (select from research_guests o where o.account_id = a.id) then 'guest'
            else 'member' end as system_role
  from accounts a
  left join account_domains d on d.account_id = a.id and d.domain = 'research';
create index accounts_by_creation on accounts (created_at, id);

create table groups (
    id                bigint generated always as identity primary key,
    creator_id        bigint not null references accounts (id),
    identifier        text not null constraint groups_identifier_form check (identifier ~ '^[a-z0-9_-]{1,50}$'),
    title             text not null constraint groups_title_length check (char_length(title) between 1 and 150),
    description       text not null default '' constraint groups_description_length check (char_length(description) <= 50000),
    plain_description text not null default '',
    visibility        text not null default 'private' constraint groups_visibility_known check (visibility in ('private', 'public')),
    state             text not null default 'active' constraint groups_state_known check (state in ('active', 'deleted', 'purged')),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    deleted_at        timestamptz,
    constraint groups_deleted_since check ((state = 'active') = (deleted_at is null))
);
-- Deleted groups keep their identifier until they are purged.
create unique index groups_identifier_once on groups (identifier) where state <> 'purged';
create index groups_by_creator on groups (creator_id);

-- A group with its creator, as every answer shows it.
create view described_groups as
select g.id, g.identifier, g.title, g.description, g.plain_description, g.visibility, g.state, g.created_at, g.updated_at, g.deleted_at,
       g.creator_id, p.display_name as creator_display_name, p.username as creator_username, p.orcid as creator_orcid,
       p.is_active as creator_is_active, p.email as creator_email, p.email_verified_at is not null as creator_email_confirmed,
       p.is_email_public as creator_is_email_public, p.created_at as creator_created_at
  from groups g
  join researchers p on p.id = g.creator_id;

create table memberships (
    group_id   bigint not null references groups (id) on delete cascade,
    account_id bigint not null references accounts (id),
    role       text not null constraint memberships_role_known check (role in ('member', 'editor', 'admin')),
    created_at timestamptz not null default now(),
    constraint memberships_once primary key (group_id, account_id)
);
create index memberships_by_account on memberships (account_id, group_id);

create table records (
    id                bigint generated always as identity primary key,
    creator_id        bigint not null references accounts (id),
    identifier        text not null constraint records_identifier_form check (identifier ~ '^[a-z0-9_-]{1,50}$'),
    title             text not null constraint records_title_length check (char_length(title) between 1 and 150),
    type              text constraint records_type_length check (char_length(type) between 1 and 50),
    description       text not null default '' constraint records_description_length check (char_length(description) <= 50000),
    plain_description text not null default '',
    license           text constraint records_license_known references licenses (name) on update cascade,
    -- Sorted, without duplicates.
    tags              text[] not null default '{}',
    -- The canonical text that domain/extras made; json, not jsonb: it goes out as it came in.
    extras            json not null default '[]',
    visibility        text not null default 'private' constraint records_visibility_known check (visibility in ('private', 'public')),
    state             text not null default 'active' constraint records_state_known check (state in ('active', 'deleted', 'purged')),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    deleted_at        timestamptz,
    constraint records_deleted_since check ((state = 'active') = (deleted_at is null))
);
-- Deleted records keep their identifier until they are purged.
create unique index records_identifier_once on records (identifier) where state <> 'purged';
-- One index per documented sort; with what decides of reading in it, most rows need not be fetched to be passed over.
create index records_by_update on records (updated_at, id) include (visibility, creator_id) where state = 'active';
create index records_by_creation on records (created_at, id) include (visibility, creator_id) where state = 'active';
create index records_by_title on records (lower(title), id) include (visibility, creator_id) where state = 'active';
create index records_by_identifier on records (identifier, id) include (visibility, creator_id) where state = 'active';
-- The smallest one that can answer how many a reader may see.
create index records_by_visibility on records (visibility, id, creator_id) where state = 'active';
create index records_by_creator on records (creator_id, updated_at, id) where state = 'active';
create index records_by_type on records (type, id) where state = 'active' and type is not null;
create index records_by_tags on records using gin (tags) where state = 'active';
create index records_in_trash on records (creator_id, deleted_at, id) where state = 'deleted';
create index records_by_deletion on records (deleted_at) where state <> 'active';

-- A record with its creator, as every answer shows it.
create view described_records as
select r.id, r.identifier, r.title, r.type, r.description, r.plain_description, r.license, r.tags, r.extras, r.visibility, r.state,
       r.created_at, r.updated_at, r.deleted_at, r.creator_id, p.display_name as creator_display_name, p.username as creator_username,
       p.orcid as creator_orcid, p.is_active as creator_is_active, p.email as creator_email,
       p.email_verified_at is not null as creator_email_confirmed, p.is_email_public as creator_is_email_public, p.created_at as creator_created_at
  from records r
  join researchers p on p.id = r.creator_id;

create table record_account_roles (
    record_id  bigint not null references records (id) on delete cascade,
    account_id bigint not null references accounts (id),
    role       text not null constraint record_account_roles_role_known check (role in ('member', 'collaborator', 'editor', 'admin')),
    created_at timestamptz not null default now(),
    constraint record_account_roles_once primary key (record_id, account_id)
);
create index record_account_roles_by_account on record_account_roles (account_id, record_id);

create table record_group_roles (
    record_id  bigint not null references records (id) on delete cascade,
    group_id   bigint not null references groups (id) on delete cascade,
    role       text not null constraint record_group_roles_role_known check (role in ('member', 'collaborator', 'editor', 'admin')),
    created_at timestamptz not null default now(),
    constraint record_group_roles_once primary key (record_id, group_id)
);
create index record_group_roles_by_group on record_group_roles (group_id, record_id);

-- The creator of an object is its admin as long as it is there. Argument: the table of the objects' creators.
create function keep_creator_admin() returns trigger language plpgsql as $$
declare
    creator bigint;
begin
    if tg_argv[0] = 'records' then
        select r.creator_id into creator from records r where r.id = old.record_id;
    else
        select g.creator_id into creator from groups g where g.id = old.group_id;
    end if;
    if creator = old.account_id and (tg_op = 'DELETE' or new is distinct from old) then
        raise exception 'the creator stays admin' using errcode = 'check_violation', constraint = tg_argv[0] || '_creator_is_admin';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger keep_creator_admin before update or delete on record_account_roles
    for each row execute function keep_creator_admin('records');
create trigger keep_creator_admin before update or delete on memberships
    for each row execute function keep_creator_admin('groups');

-- What a record was after each change; `data` holds the tracked fields under the names of the interface.
create table record_revisions (
    id         bigint generated always as identity primary key,
    record_id  bigint not null references records (id) on delete cascade,
    account_id bigint not null references accounts (id),
    data       json not null,
    created_at timestamptz not null default now()
);
create index record_revisions_by_record on record_revisions (record_id, id);

create function record_snapshot(r records) returns json language sql stable as $$
    select json_build_object(
        'description', r.description, 'extras', r.extras, 'identifier', r.identifier, 'license', r.license,
        'linked_from', '[]'::json, 'links_to', '[]'::json, 'state', r.state, 'tags', r.tags, 'title', r.title,
        'type', r.type, 'visibility', r.visibility)
$$;

-- The gate, in two forms of one rule. Functions of a single select, so that the planner sees through them.

create function role_strength(role text) returns integer language sql immutable as $$
    select case role when 'admin' then 4 when 'editor' then 3 when 'collaborator' then 2 when 'member' then 1 else 0 end
$$;

-- What `reader` may do with one record, whatever its state: one row.
create function record_actions(record_id bigint, reader bigint) returns table (actions text[]) language sql stable as $$
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
$$;

-- What `reader` may do with one group.
create function group_actions(group_id bigint, reader bigint) returns table (actions text[]) language sql stable as $$
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
$$;

-- Active groups that `reader` may read.
create function visible_groups(reader bigint) returns setof groups language sql stable as $$
    select g.* from groups g
     where g.state = 'active'
       and (g.visibility = 'public'
            or g.id in (select m.group_id from memberships m where m.account_id = $1)
            or exists (select from research_admins o where o.account_id = $1))
$$;

-- Records that `reader` holds a role on, himself or through a group.
create function records_shared_with(reader bigint) returns table (record_id bigint) language sql stable as $$
    select o.record_id from record_account_roles o where o.account_id = $1
     union all
    select o.record_id
      from memberships m
      join groups g on g.id = m.group_id and g.state = 'active'
      join record_group_roles o on o.group_id = m.group_id
     where m.account_id = $1
$$;

-- Active records that `reader` may read. One scan, so that it can go along the index of any sort; what is shared
-- becomes a hash table, made when the first private record of somebody else comes along. A creator holds a role on
-- what he made, so asking for him first changes nothing but the time.
create function visible_records(reader bigint) returns setof records language sql stable as $$
    select r.* from records r
     where r.state = 'active'
       and (r.visibility = 'public' or r.creator_id = $1
            or r.id in (select s.record_id from records_shared_with($1) s)
            or exists (select from research_admins o where o.account_id = $1))
$$;
