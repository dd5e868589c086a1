-- name: names(ids, everybody) -> many
-- Who gives published trainings; with `everybody` also who gives others and who is or was registered.
select id, display_name
  from accounts
 where id = any($1::bigint[])
   and (exists (select from trainings where instructor_id = accounts.id and ($2 or (status = 'published' and deleted_at is null)))
        or ($2 and exists (select from registrations where account_id = accounts.id)))
 order by id;
