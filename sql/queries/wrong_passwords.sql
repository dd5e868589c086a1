-- name: count(keys, window_seconds) -> run
-- One more wrong password under each key; a window that is over starts anew.
insert into wrong_passwords as w (key, wrong, resets_at)
select key, 1, now() + make_interval(secs => $2::float8) from unnest($1::bytea[]) as given (key) order by key
on conflict (key) do update
   set wrong = case when w.resets_at <= now() then 1 else w.wrong + 1 end,
       resets_at = case when w.resets_at <= now() then excluded.resets_at else w.resets_at end;

-- name: list(keys) -> many
-- What counts now under these keys.
select key, wrong, extract(epoch from resets_at - now())::float8 as seconds
  from wrong_passwords
 where key = any($1::bytea[]) and resets_at > now();

-- name: delete(keys) -> run
delete from wrong_passwords where key = any($1::bytea[]);

-- name: delete_over() -> run
delete from wrong_passwords where resets_at < now() - interval '1 minute';
