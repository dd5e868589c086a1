-- name: take(owner_id, session_id, id, person_id, results, scores, started_at, ended_at, percentage, total_test_time, status, current_page, total_pages, plugin_data, is_change, browser_id, number, takes_over, own_copy) -> one
-- A candidate's save, whole in one statement: checks, counts the client's number, stores, and writes the trail of a running test.
-- The test is held first, so saves of one test happen one after the other, each seeing what the one before it did. No row: it is
-- not there for this person. `verdict` says what is wrong, or null; `is_stored` is false for a number that counted already.
-- `own_copy`: which copy of a public session is the token's own; others of the same person belong to other tokens.
with held as (
    select t.owner_id, t.company_id, t.id, t.test_id, t.session_id, t.person_id, t.status, t.open_in, s.status as session_status,
           s.session_type, s.group_session_id, s.enforces_end,
           now() < s.allowed_from - interval '5 minutes' as is_early, now() > s.allowed_until + interval '5 minutes' as is_late
      from session_tests t
      join assessment_sessions s on s.owner_id = t.owner_id and s.id = t.session_id
     where t.owner_id = $1::uuid and t.session_id = $2::uuid and t.id = $3::uuid and t.person_id = $4::uuid
       for no key update of t
), maxima as (
    select name, case when value ~ '^[0-9]{1,9}$' then value::integer end as maximum,
           row_number() over (partition by name order by company_id nulls last) as rank
      from system_settings
     where owner_id in ($1, '00000000-0000-0000-0000-000000000000')
       and name in ('MAX_RESULTS_LIMIT', 'MAX_SCORES_LIMIT', 'MAX_PLUGINDATA_LIMIT')
), judged as (
    select h.*,
           case when h.session_type in (200, 1200) then 'not_own'
                when h.session_type = 1 and h.session_id is distinct from $19::uuid
                     and exists (select 1 from assessment_sessions p
                                  where p.owner_id = h.owner_id and p.id = h.group_session_id and p.session_type in (200, 1200))
                then 'not_own'
                when is_too_long($5::text, (select maximum from maxima where name = 'MAX_RESULTS_LIMIT' and rank = 1), 1000000)
                then 'results_too_long'
                when is_too_long($6::text, (select maximum from maxima where name = 'MAX_SCORES_LIMIT' and rank = 1), 100000)
                then 'scores_too_long'
                when is_too_long($14::text, (select maximum from maxima where name = 'MAX_PLUGINDATA_LIMIT' and rank = 1), 10000)
                then 'plugin_data_too_long'
                when not $15::boolean then null
                when h.status >= 30 and (coalesce($11::text::integer, h.status) < 30 or h.session_status >= 30
                                         or ($17::bigint is not null and h.open_in is distinct from $16::text)) then 'finished'
                when $17 is not null and h.status < 30 and h.open_in <> $16 and not $18::boolean then 'open_elsewhere'
                when h.is_early then 'not_open_yet'
                when h.is_late and (h.enforces_end or h.session_status < 20) then 'over'
           end as verdict
      from held h
), counted as (
    insert into session_test_saves (owner_id, session_test_id, browser_id, last_number)
    select owner_id, id, $16, $17 from judged where verdict is null and $17 is not null
        on conflict (owner_id, session_test_id, browser_id) do update
       set last_number = excluded.last_number, saved_at = now()
     where session_test_saves.last_number < excluded.last_number
    returning 1
), stored as (
    update session_tests t
       set results = coalesce($5, t.results), scores = coalesce($6, t.scores),
           started_at = coalesce($7::text::timestamptz, t.started_at), ended_at = coalesce($8::text::timestamptz, t.ended_at),
           percentage_of_questions_answered = coalesce($9::text::integer, t.percentage_of_questions_answered),
           total_test_time = coalesce($10::text::bigint, t.total_test_time), status = coalesce($11::text::integer, t.status),
           current_page = coalesce($12::text::integer, t.current_page), total_pages = coalesce($13::text::integer, t.total_pages),
           plugin_data = coalesce($14, t.plugin_data), open_in = case when $17 is null then t.open_in else $16 end
      from judged j
     where t.owner_id = j.owner_id and t.id = j.id and j.verdict is null and ($17 is null or exists (select 1 from counted))
    returning t.company_id, t.test_id, t.session_id, t.person_id, t.status, t.current_page
), trail as (
    insert into assessment_audit (company_id, id, object_id, of_company_id, user_id, object_type, message_id, audit_message, new_data,
                                  created_at, session_id, is_by_server)
    select company_id, gen_random_uuid(), test_id, company_id, person_id, 2, 2,
           'Session test updated for test %%TestID%% for page %%CurrentPage%%',
           '{ "CurrentPage": ' || current_page || ', "TestID" : "' || test_id || '" }', clock_timestamp(), session_id, true
      from stored
     where status < 30
)
select j.verdict, exists (select 1 from stored) as is_stored, (select status from stored) as status from judged j;

-- name: get_last_number(owner_id, id, browser_id) -> value
select last_number from session_test_saves where owner_id = $1 and session_test_id = $2 and browser_id = $3;

-- name: get_state(owner_id, id) -> one
-- A test as it was just saved.
select company_id, session_id, test_id, person_id, status, current_page, is_billed, results
  from session_tests
 where owner_id = $1 and id = $2;

-- name: forget_browser(owner_id, id) -> run
-- A test that the office gives back may be taken in any browser.
update session_tests set open_in = null where owner_id = $1 and id = $2 and open_in is not null;
