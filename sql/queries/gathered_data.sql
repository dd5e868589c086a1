-- name: get_source(company_id, session_test_id) -> one
-- What is gathered of a finished test, in the document's spelling. No row where the test's PluginData forbids it (§8.2).
-- `person` has neither name nor address; the session neither addresses nor its code.
select t.session_id, t.test_id, s.description as session_description, s.ended_at, c.company_name,
       coalesce(own.description, central.description, '') as test_description,
       coalesce(own.plugin_data, central.plugin_data, '') as test_plugin_data, coalesce(g.description, '') as group_description,
       json_build_object('Sex', p.sex, 'DateOfLastTest', p.last_test_at, 'BirthDate', p.birth_on, 'Age', p.age,
                         'UserDefinedFields', p.user_defined_fields)::text as person,
       json_build_object(
           'ID', s.id, 'GroupSessionID', s.group_session_id, 'GroupID', s.group_id, 'PersonID', s.person_id, 'SessionType', s.session_type,
           'Description', s.description, 'Goal', s.goal, 'UsedBatteryIDs', s.used_battery_ids, 'UserDefinedFields', s.user_defined_fields,
           'Remarks', s.remarks, 'SessionState', s.session_state, 'AllowedStartDateTime', s.allowed_from,
           'AllowedEndDateTime', s.allowed_until, 'StartedAt', s.started_at, 'EndedAt', s.ended_at, 'Status', s.status,
           'Active', s.is_active, 'EMailNotificationAdresses', '',
           'EnforceSessionEndDateTime', s.enforces_end, 'ManagedByUserID', s.managed_by_user_id,
           'EmailNotificationIncludeResults', s.email_notifications_include_results, 'PluginData', s.plugin_data,
           'CreateDate', s.created_at, 'ShortLoginCode', '')::text as session,
       json_build_object(
           'ID', t.id, 'SessionID', t.session_id, 'TestID', t.test_id, 'PersID', t.person_id, 'Sequence', t.sequence,
           'TestLanguage', t.test_language, 'Results', t.results, 'Scores', t.scores, 'NormID1', t.norm_id_1, 'NormID2', t.norm_id_2,
           'NormID3', t.norm_id_3, 'TestStart', t.started_at, 'TestEnd', t.ended_at,
           'PercentageOfQuestionsAnswered', t.percentage_of_questions_answered, 'TotalTestTime', t.total_test_time, 'Status', t.status,
           'CurrentPage', t.current_page, 'TotalPages', t.total_pages, 'HowTheTestIsTaken', t.how_the_test_is_taken,
           'WarningMessage', t.warning_message, 'WarningTime', t.warning_at, 'Billed', t.is_billed, 'PluginData', t.plugin_data)::text as test,
       case when g.id is null then '' else json_build_object(
           'ID', g.id, 'GroupSessionID', g.group_session_id, 'GroupID', g.group_id, 'PersonID', g.person_id, 'SessionType', g.session_type,
           'Description', g.description, 'Goal', g.goal, 'UsedBatteryIDs', g.used_battery_ids, 'UserDefinedFields', g.user_defined_fields,
           'Remarks', g.remarks, 'SessionState', g.session_state, 'AllowedStartDateTime', g.allowed_from,
           'AllowedEndDateTime', g.allowed_until, 'StartedAt', g.started_at, 'EndedAt', g.ended_at, 'Status', g.status,
           'Active', g.is_active, 'ManagedByUserID', g.managed_by_user_id, 'PluginData', '', 'CreateDate', g.created_at)::text end as parent
  from session_tests t
  join companies c on c.id = t.company_id
  join assessment_sessions s on s.owner_id = t.owner_id and s.id = t.session_id
  left join assessment_sessions g on g.owner_id = t.owner_id and g.id = s.group_session_id
  left join persons p on p.id = t.person_id and p.company_id = t.company_id
  left join tests own on own.owner_id = t.owner_id and own.id = t.test_id
  left join tests central on central.owner_id = '00000000-0000-0000-0000-000000000000' and central.id = t.test_id
 where t.owner_id = $1 and t.id = $2;

-- name: save(company_id, session_id, test_id, person, parent, session, test, session_description, test_description, company_description, group_description, session_ended_at) -> run
-- One row for the company and one for the master; those that are there already are replaced. Ids come from clients: one that
-- another company took before keeps what that company left.
insert into gathered_data (company_id, id, of_company_id, session_id, test_id, person_data, group_data, session_data, test_data,
                           session_description, test_description, company_description, group_description, session_ended_at)
select owner, gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
  from (values ($1::uuid), (null)) as copy (owner)
on conflict (owner_id, session_id, test_id) do update
   set person_data = excluded.person_data, group_data = excluded.group_data, session_data = excluded.session_data,
       test_data = excluded.test_data, session_description = excluded.session_description,
       test_description = excluded.test_description, company_description = excluded.company_description,
       group_description = excluded.group_description, session_ended_at = excluded.session_ended_at
 where gathered_data.of_company_id = excluded.of_company_id;
