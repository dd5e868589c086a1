-- name: hit(keys, windows) -> many
-- Counts one request on every key (sorted, so that two requests never wait for each other crosswise); a window that is
-- over starts anew. What each key stands at now and the seconds until it resets.
insert into rate_counters as c (key, hits, resets_at)
select key, 1, clock_timestamp() + make_interval(secs => seconds)
  from unnest($1::bytea[], $2::float8[]) as asked (key, seconds)
 order by key
on conflict (key) do update
   set hits = case when c.resets_at <= clock_timestamp() then 1 else c.hits + 1 end,
       resets_at = case when c.resets_at <= clock_timestamp() then excluded.resets_at else c.resets_at end
returning key, hits, extract(epoch from resets_at - clock_timestamp())::float8 as seconds;

-- name: delete_over() -> run
-- Windows that are over count nothing any more.
delete from rate_counters where resets_at < now() - interval '1 minute';
