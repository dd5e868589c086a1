-- name: get_session(owner_id, id, managed_by) -> one
-- A session with its person, for who may see it: everybody's, or those that `managed_by` (text) manages.
select s.id, s.description, s.goal, s.status, s.session_type, s.started_at, s.ended_at, s.person_id, c.company_name,
       p.first_name, p.initials, p.last_name, p.titles_before, p.titles_after, p.email, p.birth_on, p.age
  from assessment_sessions s
  join companies c on c.id = s.company_id
  left join persons p on p.id = s.person_id and p.company_id = s.company_id
 where s.owner_id = $1 and s.id = $2 and ($3::text is null or s.managed_by_user_id::text = $3);

-- name: list_tests(owner_id, session_id) -> many
-- The tests of a session in their order, each with its definition: the company's own, else the master's, else none.
select s.id, s.test_id, s.status, s.is_billed, s.started_at, s.ended_at, s.percentage_of_questions_answered, s.scores,
       coalesce(t.test_name, '') as test_name, coalesce(t.description, '') as description, coalesce(t.scales, '') as scales,
       coalesce(t.plugin_data, '') as plugin_data,
       coalesce(t.before_script ~ '\S' or t.after_script ~ '\S' or t.before_norming_script ~ '\S' or t.after_norming_script ~ '\S'
                or t.scoring_script ~ '\S' or t.pre_360_script ~ '\S' or t.per_360_script ~ '\S' or t.post_360_script ~ '\S', false)
       as has_scripts
  from session_tests s
  left join lateral (
       select * from tests
        where id = s.test_id and owner_id in (s.owner_id, '00000000-0000-0000-0000-000000000000')
        order by owner_id = s.owner_id desc
        limit 1) t on true
 where s.owner_id = $1 and s.session_id = $2
 order by s.sequence, s.id;

-- name: get_report(owner_id, id) -> one
-- A report definition: the company's own, else the master's.
select id, test_id, description, report_text, report_language,
       before_report_script ~ '\S' or after_report_script ~ '\S' or per_candidate_report_script ~ '\S' as has_scripts
  from report_definitions
 where id = $2 and owner_id in ($1, '00000000-0000-0000-0000-000000000000')
 order by owner_id = $1 desc
 limit 1;

-- name: insert_generated(company_id, report_id, session_id, title, text) -> value
insert into generated_reports (company_id, id, report_id, linked_object_id, report_title, report_text)
values ($1, gen_random_uuid(), $2, $3, $4, $5)
returning id;
