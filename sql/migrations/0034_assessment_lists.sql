-- The office looks at what ended last and what began last: three of many, several times a minute.
create index assessment_sessions_by_end on assessment_sessions (owner_id, ended_at, id);
create index assessment_sessions_by_start on assessment_sessions (owner_id, started_at, id);
