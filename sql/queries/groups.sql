-- name: get(id, reader) -> one
-- A group of any state but purged, with what the reader may do with it.
select g.*, a.actions
  from described_groups g
  cross join lateral group_actions(g.id, $2) a
 where g.id = $1 and g.state <> 'purged';

-- name: exists(id) -> value
-- Is there such a group, the trash included?
select true from groups where id = $1 and state <> 'purged';
