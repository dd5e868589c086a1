-- Links between records as answers show them; the hierarchy of collections has no circles.

-- A link with its creator.
create view described_record_links as
select l.id as link_id, l.from_id, l.to_id, l.name as link_name, l.term as link_term, l.created_at as link_created_at,
       l.updated_at as link_updated_at, l.creator_id as link_creator_id, p.display_name as link_creator_display_name,
       p.username as link_creator_username, p.orcid as link_creator_orcid, p.is_active as link_creator_is_active,
       p.email as link_creator_email, p.email_verified_at is not null as link_creator_email_confirmed,
       p.is_email_public as link_creator_is_email_public, p.created_at as link_creator_created_at,
       p.system_role as link_creator_system_role
  from record_links l
  join researchers p on p.id = l.creator_id;

-- No collection is below itself. Changes of the hierarchy go one after the other: two at once, each of them fine, could
-- close a circle that neither sees. (Statements of a trigger see what was committed before the lock was got.)
create function keep_hierarchy() returns trigger language plpgsql as $$
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

create trigger keep_hierarchy before update of parent_id on collections
    for each row when (new.parent_id is not null and new.parent_id is distinct from old.parent_id) execute function keep_hierarchy();

-- A collection and, if wanted, those of its descendants that `reader` may read. What is in the trash hides what is below it;
-- what the reader may not read does not.
create function readable_family(root bigint, reader bigint, with_children boolean) returns table (collection_id bigint) language sql stable as $$
    with recursive tree as (
        select $1 as id
         union
        select c.id from tree t join collections c on c.parent_id = t.id and c.state = 'active' where $3
    )
    select $1
     union all
    select v.id from tree t join visible_collections($2) v on v.id = t.id where $3 and t.id <> $1
$$;
