-- Settings that people change while the server runs. A company's own value wins over the master's.

create table system_settings (
    id           bigint generated always as identity primary key,
    -- Null: the master's, for everybody who has none of his own.
    company_id   uuid references companies (id) on delete cascade,
    name         varchar(50) not null constraint system_settings_name_form check (name ~ '^[^[:cntrl:]]{1,50}$'),
    value        text,
    -- Read by supervisors and master users only, in no list.
    is_protected boolean not null default false,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now()
);
create unique index system_settings_once on system_settings (coalesce(company_id, '00000000-0000-0000-0000-000000000000'::uuid), name);
