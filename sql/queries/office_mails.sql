-- name: insert_trail(company_id, user_id, new_data, session_id) -> run
insert into assessment_audit (company_id, id, object_id, of_company_id, user_id, object_type, message_id, audit_message, new_data,
                              created_at, session_id, is_by_server)
values ($1, gen_random_uuid(), '00000000-0000-0000-0000-000000000000', $1, $2, 1001, 1,
        'EMail sent to %%To%%, cc %%CC%%, bcc %%BCC%% with subject %%Subject%%', $3, clock_timestamp(), $4, true);

-- name: find_consultant(company_id, addresses) -> one
-- Who works in the company's office under one of these addresses (in small letters), with a license that counts now.
select u.id, a.email
  from usable_logins u
  join logins l on l.id = u.id
  join accounts a on a.id = u.account_id
 where u.company_id = $1 and lower(a.email) = any ($2::text[]) and a.is_active and not l.is_test_taking_user
 order by u.last_login_at desc, u.id
 limit 1;

-- name: assign_session(company_id, session_id, login_id) -> run
update assessment_sessions set managed_by_user_id = $3 where owner_id = $1 and id = $2;

-- name: list_tests(company_id, session_id) -> many
select * from session_tests where owner_id = $1 and session_id = $2 order by sequence, id;

-- name: delete_old_trail(keep_days) -> run
delete from assessment_audit where object_type > 1000 and created_at < now() - make_interval(days => $1::integer);
