-- Lists of objects by who made them and with whom they are shared: what the reader may read of them.

-- name: list_records(reader, creator_id, shared_with, group_id, text, sort, limit, offset) -> many
-- A page of records that the reader may read: made by somebody, shared with a person by a role (his own or a group's), or with a
-- group. Null filters do not count. The ids are found first, so that rows passed over need not be fetched.
with found as (
    select page.id, row_number() over () as place
      from (select o.id
              from visible_records($1) o
             where ($2::bigint is null or o.creator_id = $2)
               and ($3::bigint is null or o.id in (select s.record_id from records_shared_with($3) s))
               and ($4::bigint is null or o.id = any (array(select g.record_id from record_group_roles g where g.group_id = $4)))
               and ($5::text is null or strpos(lower(o.title), lower($5)) > 0 or strpos(o.identifier, lower($5)) > 0)
             order by case when $6 = 'last_modified' then o.updated_at end, case when $6 = '-last_modified' then o.updated_at end desc,
                      case when $6 = 'created_at' then o.created_at end, case when $6 = '-created_at' then o.created_at end desc,
                      case when $6 = 'title' then lower(o.title) end, case when $6 = '-title' then lower(o.title) end desc,
                      case when $6 = 'identifier' then o.identifier end, case when $6 = '-identifier' then o.identifier end desc,
                      case when left($6, 1) = '-' then o.id end desc, o.id
             limit $7 offset $8) page
)
select d.*, case when exists (select from research_admins a where a.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from found
  join described_records d on d.id = found.id
 order by found.place;

-- name: count_records(reader, creator_id, shared_with, group_id, text) -> value
-- How many `list_records` finds on all its pages.
select count(*)
  from visible_records($1) o
 where ($2::bigint is null or o.creator_id = $2)
   and ($3::bigint is null or o.id in (select s.record_id from records_shared_with($3) s))
   and ($4::bigint is null or o.id = any (array(select g.record_id from record_group_roles g where g.group_id = $4)))
   and ($5::text is null or strpos(lower(o.title), lower($5)) > 0 or strpos(o.identifier, lower($5)) > 0);

-- name: list_collections(reader, creator_id, shared_with, group_id, text, sort, limit, offset) -> many
-- A page of collections that the reader may read: made by somebody, shared with a person by a role (his own or a group's), or with a
-- group. Null filters do not count. The ids are found first, so that rows passed over need not be fetched.
with found as (
    select page.id, row_number() over () as place
      from (select o.id
              from visible_collections($1) o
             where ($2::bigint is null or o.creator_id = $2)
               and ($3::bigint is null or o.id in (select s.collection_id from collections_shared_with($3) s))
               and ($4::bigint is null or o.id = any (array(select g.collection_id from collection_group_roles g where g.group_id = $4)))
               and ($5::text is null or strpos(lower(o.title), lower($5)) > 0 or strpos(o.identifier, lower($5)) > 0)
             order by case when $6 = 'last_modified' then o.updated_at end, case when $6 = '-last_modified' then o.updated_at end desc,
                      case when $6 = 'created_at' then o.created_at end, case when $6 = '-created_at' then o.created_at end desc,
                      case when $6 = 'title' then lower(o.title) end, case when $6 = '-title' then lower(o.title) end desc,
                      case when $6 = 'identifier' then o.identifier end, case when $6 = '-identifier' then o.identifier end desc,
                      case when left($6, 1) = '-' then o.id end desc, o.id
             limit $7 offset $8) page
)
select d.*, case when exists (select from research_admins a where a.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role,
       (select v.id from visible_collections($1) v where v.id = d.parent_id) as readable_parent_id
  from found
  join described_collections d on d.id = found.id
 order by found.place;

-- name: count_collections(reader, creator_id, shared_with, group_id, text) -> value
-- How many `list_collections` finds on all its pages.
select count(*)
  from visible_collections($1) o
 where ($2::bigint is null or o.creator_id = $2)
   and ($3::bigint is null or o.id in (select s.collection_id from collections_shared_with($3) s))
   and ($4::bigint is null or o.id = any (array(select g.collection_id from collection_group_roles g where g.group_id = $4)))
   and ($5::text is null or strpos(lower(o.title), lower($5)) > 0 or strpos(o.identifier, lower($5)) > 0);

-- name: list_templates(reader, creator_id, shared_with, group_id, text, sort, limit, offset) -> many
-- A page of templates that the reader may read: made by somebody, shared with a person by a role (his own or a group's), or with a
-- group. Null filters do not count. The ids are found first, so that rows passed over need not be fetched.
with found as (
    select page.id, row_number() over () as place
      from (select o.id
              from visible_templates($1) o
             where ($2::bigint is null or o.creator_id = $2)
               and ($3::bigint is null or o.id in (select s.template_id from templates_shared_with($3) s))
               and ($4::bigint is null or o.id = any (array(select g.template_id from template_group_roles g where g.group_id = $4)))
               and ($5::text is null or strpos(lower(o.title), lower($5)) > 0 or strpos(o.identifier, lower($5)) > 0)
             order by case when $6 = 'last_modified' then o.updated_at end, case when $6 = '-last_modified' then o.updated_at end desc,
                      case when $6 = 'created_at' then o.created_at end, case when $6 = '-created_at' then o.created_at end desc,
                      case when $6 = 'title' then lower(o.title) end, case when $6 = '-title' then lower(o.title) end desc,
                      case when $6 = 'identifier' then o.identifier end, case when $6 = '-identifier' then o.identifier end desc,
                      case when left($6, 1) = '-' then o.id end desc, o.id
             limit $7 offset $8) page
)
select d.*, case when exists (select from research_admins a where a.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from found
  join described_templates d on d.id = found.id
 order by found.place;

-- name: count_templates(reader, creator_id, shared_with, group_id, text) -> value
-- How many `list_templates` finds on all its pages.
select count(*)
  from visible_templates($1) o
 where ($2::bigint is null or o.creator_id = $2)
   and ($3::bigint is null or o.id in (select s.template_id from templates_shared_with($3) s))
   and ($4::bigint is null or o.id = any (array(select g.template_id from template_group_roles g where g.group_id = $4)))
   and ($5::text is null or strpos(lower(o.title), lower($5)) > 0 or strpos(o.identifier, lower($5)) > 0);

-- name: list_groups(reader, creator_id, member_id, text, limit, offset) -> many
-- A page of groups that the reader may read: made by somebody, or those of which both are members. Newest change first.
with found as (
    select page.id, row_number() over () as place
      from (select o.id
              from visible_groups($1) o
             where ($2::bigint is null or o.creator_id = $2)
               and ($3::bigint is null or o.id = any (array(
                       select m.group_id
                         from memberships m
                         join memberships own on own.group_id = m.group_id and own.account_id = $1
                        where m.account_id = $3)))
               and ($4::text is null or strpos(lower(o.title), lower($4)) > 0 or strpos(o.identifier, lower($4)) > 0)
             order by o.updated_at desc, o.id desc
             limit $5 offset $6) page
)
select d.*, case when exists (select from research_admins a where a.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from found
  join described_groups d on d.id = found.id
 order by found.place;

-- name: count_groups(reader, creator_id, member_id, text) -> value
-- How many `list_groups` finds on all its pages.
select count(*)
  from visible_groups($1) o
 where ($2::bigint is null or o.creator_id = $2)
   and ($3::bigint is null or o.id = any (array(
           select m.group_id
             from memberships m
             join memberships own on own.group_id = m.group_id and own.account_id = $1
            where m.account_id = $3)))
   and ($4::text is null or strpos(lower(o.title), lower($4)) > 0 or strpos(o.identifier, lower($4)) > 0);
