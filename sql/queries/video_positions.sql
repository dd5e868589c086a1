-- name: get(topic_id, account_id) -> one
-- Where the account stopped watching; the columns are null where it never began.
select p.id as topic_id, p.mentor_id, p.is_open, v.seconds, v.duration, v.updated_at
  from placed_topics p
  left join video_positions v on v.topic_id = p.id and v.account_id = $2
 where p.id = $1;

-- name: set(topic_id, account_id, seconds, duration) -> one
-- The last one to say counts, whichever window it came from; never behind the end.
insert into video_positions as v (account_id, topic_id, seconds, duration, updated_at)
values ($2, $1, least($3::double precision, $4::double precision), $4, clock_timestamp())
on conflict (account_id, topic_id) do update
   set seconds = excluded.seconds, duration = coalesce(excluded.duration, v.duration), updated_at = clock_timestamp()
returning seconds, duration, updated_at;
