-- name: lock(owner_id, id) -> one
-- A session as it is before a change; held until the end of the transaction.
select session_type, person_id, status, is_active, allowed_from, allowed_until, managed_by_user_id,
       now() < allowed_from - interval '5 minutes' as is_early, now() > allowed_until + interval '5 minutes' as is_late
  from assessment_sessions
 where owner_id = $1 and id = $2
   for no key update;

-- name: get_kind(owner_id, id) -> one
-- `is_copy`: it is somebody's copy of a public session.
select s.session_type, s.person_id, s.is_active,
       s.session_type = 1 and exists (select 1 from assessment_sessions p
                                       where p.owner_id = s.owner_id and p.id = s.group_session_id
                                         and p.session_type in (200, 1200)) as is_copy
  from assessment_sessions s
 where s.owner_id = $1 and s.id = $2;

-- name: get_notice(owner_id, id) -> one
-- What the mail about a session that is done needs.
select description, session_type, is_active, email_notification_addresses, status
  from assessment_sessions
 where owner_id = $1 and id = $2;

-- name: set_processed(owner_id, id) -> run
update assessment_sessions set status = 31 where owner_id = $1 and id = $2 and status = 30;

-- name: insert_trail(company_id, object_id, user_id, object_type, message_id, message, old_data, new_data, session_id) -> run
-- A line of the trail in the server's own hand.
insert into assessment_audit (company_id, id, object_id, of_company_id, user_id, object_type, message_id, audit_message, old_data,
                              new_data, created_at, session_id, is_by_server)
values ($1::uuid, gen_random_uuid(), $2, coalesce($1, '00000000-0000-0000-0000-000000000000'), $3, $4, $5, $6, $7, $8, clock_timestamp(), $9, true);

-- name: copy_public(company_id, id, copy_id) -> value
-- The public session as one of a token's own; once, however many ask for it at the same time. Null when it is there already.
insert into assessment_sessions (company_id, id, group_session_id, group_id, person_id, session_type, description, goal, used_battery_ids,
                                 user_defined_fields, remarks, session_state, allowed_from, allowed_until, status, is_active,
                                 email_notification_addresses, enforces_end, managed_by_user_id, email_notifications_include_results,
                                 plugin_data, created_at)
select s.company_id, $3, s.id, s.group_id, s.person_id, 1,
       left(s.description, 182) || to_char(now() at time zone 'UTC', ' DD-Mon-YYYY HH24:MI'), s.goal, s.used_battery_ids,
       s.user_defined_fields, s.remarks, s.session_state, s.allowed_from, s.allowed_until, 10, true, s.email_notification_addresses,
       s.enforces_end, s.managed_by_user_id, s.email_notifications_include_results, s.plugin_data, now()
  from assessment_sessions s
 where s.company_id = $1 and s.id = $2
    on conflict (owner_id, id) do nothing
returning id;

-- name: copy_tests(company_id, id, copy_ids) -> run
-- The tests of a session, unanswered, in other sessions of the company; each belongs to the other session's person.
insert into session_tests (company_id, id, session_id, test_id, person_id, sequence, test_language, norm_id_1, norm_id_2, norm_id_3,
                           status, total_pages, how_the_test_is_taken, plugin_data)
select t.company_id, gen_random_uuid(), c.id, t.test_id, c.person_id, t.sequence, t.test_language, t.norm_id_1, t.norm_id_2, t.norm_id_3,
       10, t.total_pages, t.how_the_test_is_taken, t.plugin_data
  from session_tests t
  join assessment_sessions c on c.owner_id = t.owner_id and c.id = any ($3::uuid[])
 where t.owner_id = $1 and t.session_id = $2;

-- name: insert_members(company_id, id, person_ids) -> many
-- A session in the group for each person of the company who has none there: of the group's window, of its members' type.
insert into assessment_sessions (company_id, id, group_session_id, group_id, person_id, session_type, description, goal, used_battery_ids,
                                 user_defined_fields, remarks, session_state, allowed_from, allowed_until, status,
                                 email_notification_addresses, enforces_end, managed_by_user_id, email_notifications_include_results,
                                 plugin_data, created_at)
select g.company_id, gen_random_uuid(), g.id, g.group_id, p.id,
       coalesce((select m.session_type from assessment_sessions m
                  where m.owner_id = g.owner_id and m.group_session_id = g.id order by m.created_at, m.id limit 1),
                case when g.session_type = 1000 then 1002 when g.session_type in (200, 1200) then 1 else 0 end),
       g.description, g.goal, g.used_battery_ids, g.user_defined_fields, g.remarks, g.session_state, g.allowed_from, g.allowed_until, 10,
       g.email_notification_addresses, g.enforces_end, g.managed_by_user_id, g.email_notifications_include_results, g.plugin_data, now()
  from assessment_sessions g
  join persons p on p.company_id = g.company_id and p.id = any ($3::uuid[])
 where g.owner_id = $1 and g.id = $2
   and not exists (select 1 from assessment_sessions m
                    where m.owner_id = g.owner_id and m.group_session_id = g.id and m.person_id = p.id)
returning id, person_id;

-- name: list_strangers(company_id, person_ids) -> many
-- Those ids that no person of the company has.
select given.id
  from unnest($2::uuid[]) as given (id)
 where not exists (select 1 from persons p where p.company_id = $1 and p.id = given.id);

-- name: find_source_of_tests(owner_id, id) -> value
-- The session whose tests a new member of the group gets: the group's own, else the first member's that has some.
select s.id
  from assessment_sessions s
 where s.owner_id = $1 and (s.id = $2 or s.group_session_id = $2)
   and exists (select 1 from session_tests t where t.owner_id = s.owner_id and t.session_id = s.id)
 order by s.id <> $2, s.created_at, s.id
 limit 1;

-- name: list_members(owner_id, id, person_ids) -> many
-- The members' sessions of a group, of these persons (null: of all).
select id, person_id
  from assessment_sessions
 where owner_id = $1 and group_session_id = $2 and id <> $2 and ($3::uuid[] is null or person_id = any ($3::uuid[]));

-- name: set_group_active(owner_id, id, is_active) -> many
-- Archives a group with its members, or brings them back; whose they are.
update assessment_sessions
   set is_active = $3
 where owner_id = $1 and (id = $2 or group_session_id = $2)
returning id, person_id;

-- name: delete_all(owner_id, ids) -> run
-- Sessions with their tests, reports and trail.
with reports as (delete from generated_reports where owner_id = $1 and linked_object_id = any ($2::uuid[])),
     trail as (delete from assessment_audit where owner_id = $1 and session_id = any ($2::uuid[]))
delete from assessment_sessions where owner_id = $1 and id = any ($2::uuid[]);

-- name: delete_ready_tests(owner_id, id) -> run
delete from session_tests where owner_id = $1 and session_id = $2 and status = 10;

-- name: end_idle_persons(company_id, person_ids) -> many
-- Of these persons those without an active session and without a test to do may not sign in any more.
update persons p
   set has_login = false, is_active = false
 where p.company_id = $1 and p.id = any ($2::uuid[]) and (p.has_login or p.is_active)
   and not exists (select 1 from assessment_sessions s where s.owner_id = $1 and s.person_id = p.id and s.is_active)
   and not exists (select 1 from session_tests t where t.owner_id = $1 and t.person_id = p.id and t.status < 30)
returning p.id;

-- name: end_sign_ins(person_ids) -> run
delete from sessions where person_id = any ($1::uuid[]);

-- name: restore_persons(company_id, person_ids) -> many
-- Of these persons those with work left may sign in again, with the password that they had.
update persons p
   set has_login = p.password_hash is not null, is_active = true
 where p.company_id = $1 and p.id = any ($2::uuid[]) and not (p.is_active and (p.has_login or p.password_hash is null))
   and exists (select 1 from assessment_sessions s
                 join session_tests t on t.owner_id = s.owner_id and t.session_id = s.id and t.status < 30
                where s.owner_id = $1 and s.person_id = p.id and s.is_active)
returning p.id;

-- name: list_results(owner_id, id, test_id) -> many
-- What the single takings of a public session answered in one test.
select t.*
  from assessment_sessions m
  join session_tests t on t.owner_id = m.owner_id and t.session_id = m.id and t.test_id = $3
 where m.owner_id = $1 and m.group_session_id = $2 and m.session_type = 1
 order by m.created_at, m.id, t.sequence, t.id;

-- name: is_plugin_data_too_long(company_id, size, usual) -> value
-- Does the company's setting (else the master's, else the usual number) allow fewer characters? 0 allows any.
select coalesce((select value::integer from system_settings
                  where owner_id in ($1, '00000000-0000-0000-0000-000000000000') and name = 'MAX_PLUGINDATA_LIMIT'
                    and value ~ '^[0-9]{1,9}$'
                  order by company_id nulls last limit 1), $3::integer) between 1 and $2::integer - 1;
