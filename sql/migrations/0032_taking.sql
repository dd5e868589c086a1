-- A public session is taken as a copy of its own for each token. A copy that was not finished goes with its token, however that
-- ends: signed out, swept, taken away.
create function delete_unfinished_copy() returns trigger language plpgsql as $$
begin
    delete from assessment_audit a
     using persons p, assessment_sessions s
     where p.id = old.person_id and s.owner_id = p.company_id and s.id = old.token_session_id and s.session_type = 1 and s.status < 30
       and a.owner_id = s.owner_id and a.session_id = s.id;
    delete from assessment_sessions s
     using persons p
     where p.id = old.person_id and s.owner_id = p.company_id and s.id = old.token_session_id and s.session_type = 1 and s.status < 30;
    return null;
end
$$;
create trigger sessions_copies_go_too after delete on sessions
   for each row when (old.person_id is not null) execute function delete_unfinished_copy();

-- Who is still expected: tests of a person that are not done.
create index session_tests_open_by_person on session_tests (owner_id, person_id) where status < 30;

-- Is a text longer than a company's setting allows? Without the setting: than the usual. 0 is no limit.
create function is_too_long(given text, allowed integer, usual integer) returns boolean language sql immutable as $$
    select coalesce(allowed, usual) > 0 and length(given) > coalesce(allowed, usual)
$$;
