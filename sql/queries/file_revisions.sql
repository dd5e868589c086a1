-- name: list(record_id, reader, limit, offset) -> many
-- A page of the revisions of all files of a record, deleted files too, newest first, each with the data of the one before
-- and the ids of its neighbours. Always at least one row (state, actions, total); no row: no such record.
with gate as (
    select r.state, g.actions
      from records r
      cross join lateral record_actions(r.id, $2) g
     where r.id = $1 and r.state <> 'purged'
), page as (
    select v.id, v.file_id, v.account_id, v.data, v.created_at
      from file_revisions v
      join files f on f.id = v.file_id
     where f.record_id = $1
     order by v.created_at desc, v.id desc
     limit $3::bigint offset $4::bigint
)
select gate.state, gate.actions,
       (select count(*) from file_revisions v join files f on f.id = v.file_id where f.record_id = $1) as total,
       v.id as revision_id, v.file_id as object_id, v.account_id, v.data, v.created_at as revised_at, p.*,
       parent.id as parent_id, parent.data as compared_data,
       (select min(c.id) from file_revisions c where c.file_id = v.file_id and c.id > v.id) as child_id
  from gate
  left join page v on true
  left join researchers p on p.id = v.account_id
  left join lateral (select b.id, b.data from file_revisions b where b.file_id = v.file_id and b.id < v.id
                      order by b.id desc limit 1) parent on true
 order by v.created_at desc, v.id desc;

-- name: get(record_id, id, compared, reader) -> one
-- A revision of one of the record's files, compared with another one of the same file, else with the one before. The
-- revision's columns are null when there is none.
select r.state, g.actions, v.id as revision_id, v.file_id as object_id, v.account_id, v.data, v.created_at as revised_at, p.*,
       parent.id as parent_id, coalesce(chosen.data, parent.data) as compared_data,
       (select min(c.id) from file_revisions c where c.file_id = v.file_id and c.id > v.id) as child_id
  from records r
  cross join lateral record_actions(r.id, $4) g
  left join lateral (select w.id, w.file_id, w.account_id, w.data, w.created_at
                       from file_revisions w
                       join files f on f.id = w.file_id
                      where f.record_id = r.id and w.id = $2) v on true
  left join researchers p on p.id = v.account_id
  left join file_revisions chosen on chosen.id = $3::bigint and chosen.file_id = v.file_id
  left join lateral (select b.id, b.data from file_revisions b where b.file_id = v.file_id and b.id < v.id
                      order by b.id desc limit 1) parent on true
 where r.id = $1 and r.state <> 'purged';
