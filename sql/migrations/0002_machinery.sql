-- What every surface stands on: the audit trail, jobs with their schedules, rate counters.

-- Who did what to which row; written in the transaction that does it, and final. No foreign keys: the trail outlives
-- accounts, persons and companies, so it also keeps the name the actor had.
create table audit_entries (
    id            bigint generated always as identity primary key,
    happened_at   timestamptz not null default now(),
    actor_kind    text not null,
    actor_name    text not null default '',
    account_id    bigint,
    person_id     uuid,
    company_id    uuid,
    -- The row of the credential in the table that its kind says.
    credential_id bigint,
    action        text not null constraint audit_entries_action_form check (action ~ '^[a-z_]+(\.[a-z_]+)*$'),
    object_type   text not null,
    object_id     text not null,
    details       jsonb not null default '{}'
);
create index audit_entries_by_object on audit_entries (object_type, object_id, id);
create index audit_entries_by_account on audit_entries (account_id, id) where account_id is not null;
create index audit_entries_by_action on audit_entries (action, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows are final', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger audit_entries_are_final before update or delete on audit_entries
    for each row execute function refuse_change();

-- Work that follows a change, put here by the transaction that makes the change. A worker claims a row until `due_at`
-- and extends that while it works; a claim that ran out (the server was killed) is open to every worker again.
create table jobs (
    id             bigint generated always as identity primary key,
    kind           text not null,
    -- Of one kind and key at most one waits; null: no such rule.
    key            text,
    payload        jsonb not null default '{}',
    -- A payload with secrets in it (a reset link), sealed with the server's key; opened by the worker only.
    sealed_payload text,
    state          text not null default 'waiting' constraint jobs_state_known check (state in ('waiting', 'running', 'done', 'dead')),
    attempts       integer not null default 0,
    -- Waiting: not before. Running: the end of the claim.
    due_at         timestamptz not null default now(),
    claimed_by     text,
    last_error     text,
    created_at     timestamptz not null default now(),
    finished_at    timestamptz,
    constraint jobs_claimed_while_running check ((state = 'running') = (claimed_by is not null)),
    constraint jobs_finished_when_over check ((state in ('done', 'dead')) = (finished_at is not null))
) with (fillfactor = 80);
create index jobs_due on jobs (due_at, id) where state in ('waiting', 'running');
create unique index jobs_waiting_once on jobs (kind, key) where key is not null and state = 'waiting';
create index jobs_by_state on jobs (state, id);

-- Recurring work: one row per kind; whoever moves `next_at` puts the job.
create table job_schedules (
    kind          text constraint job_schedules_once primary key,
    every_seconds double precision not null constraint job_schedules_positive check (every_seconds > 0),
    next_at       timestamptz not null,
    last_at       timestamptz
);

-- Counters of several server processes. Unlogged: after a crash of the database everybody starts at zero. No index on
-- `resets_at`, so that counting up moves nothing but the row itself.
create unlogged table rate_counters (
    key       bytea constraint rate_counters_once primary key,
    hits      integer not null,
    resets_at timestamptz not null
) with (fillfactor = 50);
