-- name: refresh(id) -> value
-- A session that lives in some company was used just now.
update sessions s set last_used_at = now()
  from session_tokens t
 where s.id = $1 and t.id = s.id and t.company_id is not null
returning true;

-- name: find(id) -> one
-- A session that lives in some company.
select s.id, s.made_by, s.account_id, s.person_id, t.company_id
  from sessions s
  join session_tokens t on t.id = s.id
 where s.id = $1 and t.company_id is not null
   for update of s;
