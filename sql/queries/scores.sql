-- name: get_source(owner_id, id) -> one
-- What a test of a session is scored from: its answers and norms, and its definition, the company's own or else the master's.
-- No row without a definition.
select s.results, s.norm_id_1, s.norm_id_2, s.norm_id_3, s.percentage_of_questions_answered,
       t.screens, t.scales, t.score_rules, t.norms, t.plugin_data,
       t.before_script ~ '\S' or t.after_script ~ '\S' or t.before_norming_script ~ '\S' or t.after_norming_script ~ '\S'
       or t.scoring_script ~ '\S' or t.pre_360_script ~ '\S' or t.per_360_script ~ '\S' or t.post_360_script ~ '\S' as has_scripts
  from session_tests s
  join tests t on t.id = s.test_id and t.owner_id in (s.owner_id, '00000000-0000-0000-0000-000000000000')
 where s.owner_id = $1 and s.id = $2
 order by t.owner_id = s.owner_id desc
 limit 1;

-- name: save(owner_id, id, scores, percentage) -> run
update session_tests
   set scores = $3, percentage_of_questions_answered = $4
 where owner_id = $1 and id = $2 and (scores, percentage_of_questions_answered) is distinct from ($3, $4);
