-- People, how they sign in, what they may open. One row of accounts per person who can sign in;
-- candidates of assessments are persons and have no account.

create table companies (
    id                        uuid primary key,
    company_name              varchar(200) not null,
    company_country           varchar(200) not null,
    international_vat_nr      varchar(200) not null,
    vat_percentage            double precision not null default 0,
    mail_address              text not null default '',
    visiting_address          text not null default '',
    invoice_address           text not null default '',
    administrative_id         varchar(200) not null default '',
    company_logo              varchar(200) not null,
    contact_person            varchar(200) not null,
    contact_phone             varchar(50) not null,
    contact_email             varchar(200) not null,
    test_taking_discount      integer not null default 0,
    costs_per_test_in_units   integer not null default 0,
    yearly_license_discount   integer not null default 0,
    yearly_license_fee        integer not null,
    invoice_currency          varchar(50) not null,
    current_credit_level      bigint not null default 0,
    low_credit_warning_level  bigint not null default 500,
    concurrent_open_sessions  integer not null default 0,
    company_variables         text not null default '',
    additional_person_fields  text not null default '',
    additional_group_fields   text not null default '',
    additional_session_fields text not null default '',
    allow_negative_credits    boolean not null default true,
    is_active                 boolean not null default true,
    license_starts_at         timestamptz not null default '2000-01-01T05:00:00+00:00',
    license_ends_at           timestamptz not null default '2100-01-01T08:00:00+00:00',
    no_public_tests           boolean not null default false,
    exit_url                  varchar(255),
    plugin_data               text not null default '{}',
    generation                integer not null default 1,
    cc_email                  varchar(200) not null default '',
    mfa_enabled               boolean not null default false,
    price_per_credit_unit     double precision not null default 0.1,
    created_at                timestamptz not null default now()
);
-- A login may be restricted to the company whose administrative id is the Host that was asked.
create index companies_by_administrative_id on companies (lower(administrative_id)) where administrative_id <> '';

create table accounts (
    id                  bigint generated always as identity primary key,
    uuid                uuid not null default gen_random_uuid() constraint accounts_uuid_once unique,
    username            text not null,
    email               text,
    email_verified_at   timestamptz,
    -- Reset links go here while a newer address is still unverified.
    last_verified_email text,
    display_name        varchar(200) not null,
    given_name          varchar(200),
    family_name         varchar(200),
    -- Null: nobody has set one yet (set-up link, identity provider).
    password_hash       text,
    password_changed_at timestamptz,
    is_active           boolean not null default true,
    -- Set while a company's supervisor may still set the password of this account.
    managed_by_company  uuid references companies (id) on delete set null,
    -- The issuer whose webhook or token made the account.
    made_by_provider    text,
    -- Wrong codes of the second factor in a row, and until when no password door opens.
    wrong_codes         integer not null default 0,
    paused_until        timestamptz,
    language            varchar(10) not null default 'en',
    office_location     varchar(50),
    department          varchar(50),
    phone               varchar(50),
    bio                 text,
    image_url           varchar(2048),
    orcid               varchar(19),
    is_email_public     boolean not null default false,
    -- Label of the learning quotas; null is the setting's default.
    plan                varchar(50),
    preferences         jsonb not null default '{}',
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    constraint accounts_username_form check (
        char_length(username) between 1 and 50 and username !~ '[/[:cntrl:]]' and username !~ '^\s' and username !~ '\s$'),
    constraint accounts_username_with_at_is_email check (
        position('@' in username) = 0 or lower(username) = lower(coalesce(email, ''))),
    constraint accounts_email_form check (char_length(email) between 3 and 254 and email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$'),
    constraint accounts_verified_has_email check (email is not null or email_verified_at is null)
);
create unique index accounts_username_once on accounts (lower(username));
create unique index accounts_verified_email_once on accounts (lower(email)) where email_verified_at is not null;
create index accounts_by_email on accounts (lower(email)) where email is not null;
create index accounts_by_managing_company on accounts (managed_by_company) where managed_by_company is not null;

-- What an account opens. Each domain has its own state.
create table account_domains (
    account_id bigint not null references accounts (id) on delete cascade,
    domain     text not null constraint account_domains_known check (domain in ('research', 'training', 'learning', 'assessment')),
    state      text not null default 'active' constraint account_domains_state_known check (state in ('active', 'inactive', 'suspended')),
    is_active  boolean not null generated always as (state = 'active') stored,
    given_by   bigint references accounts (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint account_domains_once primary key (account_id, domain)
);
create index account_domains_by_domain on account_domains (domain, account_id);

-- Roles with their history: removing one sets its end. A null domain means all of them.
create table role_assignments (
    id              bigint generated always as identity primary key,
    account_id      bigint not null references accounts (id) on delete cascade,
    role            text not null,
    domain          text,
    effective_from  timestamptz not null default now(),
    effective_until timestamptz,
    assigned_by     bigint references accounts (id) on delete set null,
    created_at      timestamptz not null default now(),
    constraint role_assignments_role_in_domain check (
        (role = 'admin' and (domain is null or domain in ('research', 'training', 'learning', 'assessment')))
        or (domain is not null and (role, domain) in (
            ('guest', 'research'), ('knowledge_manager', 'training'), ('mentor', 'learning'), ('learner', 'learning')))),
    constraint role_assignments_end_after_start check (effective_until is null or effective_until >= effective_from)
);
create index role_assignments_by_account on role_assignments (account_id);
create index role_assignments_by_role on role_assignments (role, domain, account_id);
-- One open-ended assignment of a role at a time; overlaps of limited ones are refused under the account's lock.
create unique index role_assignments_open_once on role_assignments (account_id, role, coalesce(domain, '')) where effective_until is null;

-- Whoever takes away an admin of everything holds this row first, so two of them cannot take away each other.
create table admin_guard (
    id integer primary key check (id = 1)
);
insert into admin_guard (id) values (1);

create function keep_last_admin() returns trigger language plpgsql as $$
declare
    concerned boolean;
begin
    if tg_table_name = 'accounts' then
        concerned := exists (
            select 1 from role_assignments
             where account_id = old.id and role = 'admin' and domain is null and effective_until is null);
    else
        concerned := old.role = 'admin' and old.domain is null and old.effective_until is null;
    end if;
    if not concerned then
        return null;
    end if;
    perform 1 from admin_guard where id = 1 for update;
    if not exists (
        select 1
          from role_assignments r
          join accounts a on a.id = r.account_id
         where r.role = 'admin' and r.domain is null and r.effective_until is null and r.effective_from <= clock_timestamp()
           and a.is_active)
    then
        raise exception 'the last admin of everything stays' using errcode = 'check_violation', constraint = 'last_admin_stays';
    end if;
    return null;
end $$;

create trigger keep_last_admin_role after update or delete on role_assignments
    for each row execute function keep_last_admin();
create trigger keep_last_admin_account after update of is_active on accounts
    for each row when (old.is_active and not new.is_active) execute function keep_last_admin();

-- A person's place in a company: what ITR calls a user. Password and second factor belong to the account,
-- name and e-mail are the account's, the master flag is the role admin of assessment.
create table logins (
    id                             uuid primary key,
    account_id                     bigint not null references accounts (id) on delete cascade,
    company_id                     uuid not null references companies (id) on delete cascade,
    user_openings_screen           varchar(200) not null default '',
    user_rights                    text not null default '',
    user_parameters                text not null default '',
    preferred_language             varchar(10) not null default 'E',
    mail_address                   text not null default '',
    visiting_address               text not null default '',
    invoice_address                text not null default '',
    information_address            text not null default '',
    remarks                        text not null default '',
    password_expires_at            timestamptz not null default '2000-01-01T05:00:00+00:00',
    license_starts_at              timestamptz not null default '2000-01-01T05:00:00+00:00',
    license_ends_at                timestamptz not null default '2100-01-01T08:00:00+00:00',
    last_login_at                  timestamptz not null default '2000-01-01T05:00:00+00:00',
    last_refresh_at                timestamptz not null default '2000-01-01T05:00:00+00:00',
    is_test_taking_user            boolean not null default false,
    is_office_user                 boolean not null default false,
    is_organisation_supervisor     boolean not null default false,
    is_test_author                 boolean not null default false,
    is_report_author               boolean not null default false,
    is_test_screen_template_author boolean not null default false,
    is_translator                  boolean not null default false,
    may_order_credits              boolean not null default false,
    may_work_with_batteries_only   boolean not null default false,
    do_not_renew_license           boolean not null default false,
    is_active                      boolean not null default true,
    user_culture                   varchar(20) not null default 'en',
    session_pool                   integer not null default 1,
    may_work_with_own_objects_only boolean not null default false,
    security_template_id           uuid default '00000000-0000-0000-0000-000000000000',
    has_personal_credit_pool       boolean not null default false,
    current_personal_credit_level  integer not null default 0,
    plugin_data                    text not null default '{}',
    is_password_manager            boolean not null default false,
    -- Sealed: only password managers read it in clear.
    api_key                        text not null default '',
    is_researcher                  boolean not null default false,
    has_testing_office_access      boolean not null default true,
    has_educational_office_access  boolean not null default false,
    created_at                     timestamptz not null default now(),
    constraint logins_one_per_company unique (account_id, company_id)
);
create index logins_by_company on logins (company_id);

-- Candidates and teachers of a company. A password belongs to (company, person) and never touches an account.
create table persons (
    id                  uuid primary key,
    company_id          uuid not null references companies (id) on delete cascade,
    email               varchar(200) not null default '',
    password_hash       text,
    -- Whether the person may sign in now; the hash stays when the right ends, so that it can come back.
    has_login           boolean not null default false,
    first_name          varchar(200) not null default '',
    initials            varchar(200) not null default '',
    last_name           varchar(200) not null default '',
    titles_before       varchar(200) not null default '',
    titles_after        varchar(200) not null default '',
    education_id        uuid not null default '00000000-0000-0000-0000-000000000000',
    user_defined_fields text not null default '',
    organisation_id     uuid not null default '00000000-0000-0000-0000-000000000000',
    nationality_id      uuid not null default '00000000-0000-0000-0000-000000000000',
    remarks             text not null default '',
    preferred_language  varchar(10) not null default 'E',
    sex                 integer not null default 3,
    last_test_at        timestamptz not null default '2000-01-01T05:00:00+00:00',
    birth_on            date not null default '2000-01-01',
    is_active           boolean not null default true,
    plugin_data         text not null default '{}',
    managed_by_user_id  uuid not null default '00000000-0000-0000-0000-000000000000',
    age                 integer not null default 0,
    person_type         smallint not null default 0,
    last_login_at       timestamptz,
    created_at          timestamptz not null default now()
);
create index persons_by_company on persons (company_id);
create index persons_by_email on persons (lower(email)) where has_login;

-- Signed-in browsers and tools (SessionID W…). Ended sessions are deleted; the audit trail remembers.
create table sessions (
    id                bigint generated always as identity primary key,
    token_hash        bytea not null constraint sessions_token_once unique,
    -- The same session for what a browser asks by itself.
    cookie_hash       bytea constraint sessions_cookie_once unique,
    -- ITR's TokenSessionID: the id of the public session that this token takes.
    token_session_id  uuid not null default gen_random_uuid(),
    made_by           text not null constraint sessions_made_by_known check (made_by in ('app', 'itr')),
    account_id        bigint references accounts (id) on delete cascade,
    person_id         uuid references persons (id) on delete cascade,
    login_id          uuid references logins (id) on delete set null,
    -- The poll code's session, when a code opened it.
    is_poll           boolean not null default false,
    owes_company      boolean not null default false,
    owes_code         boolean not null default false,
    has_second_factor boolean not null default false,
    created_at        timestamptz not null default now(),
    last_used_at      timestamptz not null default now(),
    idle_seconds      integer not null,
    -- Null: lives as long as it is used.
    expires_at        timestamptz,
    user_agent        varchar(500) not null default '',
    address           varchar(100) not null default '',
    constraint sessions_of_account_or_person check ((account_id is null) <> (person_id is null)),
    constraint sessions_login_needs_account check (login_id is null or account_id is not null)
);
create index sessions_by_account on sessions (account_id) where account_id is not null;
create index sessions_by_person on sessions (person_id) where person_id is not null;
create index sessions_by_login on sessions (login_id) where login_id is not null;

-- Personal access tokens (pat_…).
create table access_tokens (
    id           bigint generated always as identity primary key,
    account_id   bigint not null references accounts (id) on delete cascade,
    name         varchar(150) not null,
    token_hash   bytea not null constraint access_tokens_token_once unique,
    -- Null: everything the account may do.
    scopes       text[],
    -- Company on the assessment surface.
    login_id     uuid references logins (id) on delete set null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz not null default now()
);
create index access_tokens_by_account on access_tokens (account_id);
create index access_tokens_by_login on access_tokens (login_id) where login_id is not null;

-- Applications that act for people (OAuth2) and what they were given.
create table oauth_applications (
    id                 bigint generated always as identity primary key,
    account_id         bigint not null references accounts (id) on delete cascade,
    client_id          text not null constraint oauth_applications_client_id_once unique,
    client_secret_hash bytea not null,
    name               varchar(150) not null,
    website_url        varchar(2048) not null default '',
    redirect_uris      text[] not null,
    -- Null: the 24 scopes of the research surface.
    scopes             text[],
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);
create index oauth_applications_by_account on oauth_applications (account_id);

create table oauth_codes (
    code_hash             bytea primary key,
    application_id        bigint not null references oauth_applications (id) on delete cascade,
    account_id            bigint not null references accounts (id) on delete cascade,
    login_id              uuid references logins (id) on delete set null,
    redirect_uri          text not null,
    scopes                text[],
    code_challenge        text,
    code_challenge_method text constraint oauth_codes_method_known check (code_challenge_method in ('S256', 'plain')),
    created_at            timestamptz not null default now(),
    expires_at            timestamptz not null,
    used_at               timestamptz
);
create index oauth_codes_by_account on oauth_codes (account_id);

-- One living pair per account and application.
create table oauth_tokens (
    id                bigint generated always as identity primary key,
    application_id    bigint not null references oauth_applications (id) on delete cascade,
    account_id        bigint not null references accounts (id) on delete cascade,
    login_id          uuid references logins (id) on delete set null,
    access_hash       bytea not null constraint oauth_tokens_access_once unique,
    refresh_hash      bytea not null constraint oauth_tokens_refresh_once unique,
    scopes            text[],
    access_expires_at timestamptz not null,
    last_used_at      timestamptz,
    created_at        timestamptz not null default now(),
    constraint oauth_tokens_one_pair unique (account_id, application_id)
);

-- Refresh tokens that were replaced, to tell a reused one from an unknown one.
create table oauth_used_tokens (
    refresh_hash   bytea primary key,
    application_id bigint not null references oauth_applications (id) on delete cascade,
    account_id     bigint not null references accounts (id) on delete cascade,
    used_at        timestamptz not null default now()
);

-- JSON web tokens of the training surface: a token counts while its row is there.
create table jwt_tokens (
    jti               uuid primary key,
    account_id        bigint not null references accounts (id) on delete cascade,
    purpose           text not null constraint jwt_tokens_purpose_known check (purpose in ('access', 'refresh')),
    -- The refresh token's jti; ending a sign-in ends its family.
    family            uuid not null,
    has_second_factor boolean not null default false,
    last_used_at      timestamptz,
    expires_at        timestamptz not null,
    created_at        timestamptz not null default now()
);
create index jwt_tokens_by_account on jwt_tokens (account_id);
create index jwt_tokens_by_expiry on jwt_tokens (expires_at);

-- People as identity providers know them. Without an account: waits for its owner to join it.
create table identities (
    id          bigint generated always as identity primary key,
    issuer      text not null,
    subject     text not null,
    account_id  bigint references accounts (id) on delete cascade,
    -- The account whose e-mail this identity brought along; its owner was asked to join them.
    wanted_by   bigint references accounts (id) on delete set null,
    email       text,
    given_name  varchar(200),
    family_name varchar(200),
    image_url   varchar(2048),
    -- False: only claimed by a call without a token; the first verified message overwrites it.
    is_verified boolean not null default false,
    deleted_at  timestamptz,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint identities_once unique (issuer, subject)
);
create index identities_by_account on identities (account_id) where account_id is not null;

-- TOTP. Not confirmed: the secret was shown, no right code came yet.
create table second_factors (
    account_id    bigint primary key references accounts (id) on delete cascade,
    -- Sealed with the server's key.
    sealed_secret text not null,
    confirmed_at  timestamptz,
    -- The last time step that was accepted: no code counts twice.
    last_step     bigint not null default 0,
    created_at    timestamptz not null default now()
);

-- Links in mails and on the terminal: each counts once, until it expires.
create table reset_tokens (
    id          bigint generated always as identity primary key,
    token_hash  bytea not null constraint reset_tokens_token_once unique,
    purpose     text not null constraint reset_tokens_purpose_known
                check (purpose in ('first_admin', 'set_up', 'reset', 'verify_email', 'join_identity')),
    account_id  bigint references accounts (id) on delete cascade,
    person_id   uuid references persons (id) on delete cascade,
    identity_id bigint references identities (id) on delete cascade,
    -- The address the link was mailed to; null when it was printed.
    email       text,
    expires_at  timestamptz not null,
    used_at     timestamptz,
    created_at  timestamptz not null default now(),
    constraint reset_tokens_subject check (
        (purpose = 'first_admin' and account_id is null and person_id is null)
        or (purpose <> 'first_admin' and (account_id is null) <> (person_id is null)))
);
create index reset_tokens_by_account on reset_tokens (account_id) where account_id is not null;
create index reset_tokens_by_person on reset_tokens (person_id) where person_id is not null;

-- Wrong passwords per name and address, for minutes. Nothing is lost when a crash empties it.
create unlogged table wrong_passwords (
    key       bytea primary key,
    wrong     integer not null,
    resets_at timestamptz not null
);

-- What every credential of an account leads to.
create view account_actors as
select a.id as account_id, a.uuid as account_uuid, a.username, a.display_name, a.email, a.language, a.is_active,
       array(select d.domain from account_domains d where d.account_id = a.id and d.is_active) as domains,
       array(select d.domain from account_domains d where d.account_id = a.id and not d.is_active) as inactive_domains,
       array(select coalesce(r.domain, '*') || ':' || r.role
               from role_assignments r
              where r.account_id = a.id and r.effective_from <= statement_timestamp()
                and (r.effective_until is null or r.effective_until > statement_timestamp())) as roles
  from accounts a;

-- Logins that open their company now, with their rights by name.
create view usable_logins as
select l.id, l.account_id, l.company_id, c.company_name, c.mfa_enabled, l.last_login_at,
       array_remove(array[
           case when l.is_test_taking_user then 'is_test_taking_user' end,
           case when l.is_office_user then 'is_office_user' end,
           case when l.is_organisation_supervisor then 'is_organisation_supervisor' end,
           case when l.is_test_author then 'is_test_author' end,
           case when l.is_report_author then 'is_report_author' end,
           case when l.is_test_screen_template_author then 'is_test_screen_template_author' end,
           case when l.is_translator then 'is_translator' end,
           case when l.may_order_credits then 'may_order_credits' end,
           case when l.may_work_with_batteries_only then 'may_work_with_batteries_only' end,
           case when l.do_not_renew_license then 'do_not_renew_license' end,
           case when l.may_work_with_own_objects_only then 'may_work_with_own_objects_only' end,
           case when l.has_personal_credit_pool then 'has_personal_credit_pool' end,
           case when l.is_password_manager then 'is_password_manager' end,
           case when l.is_researcher then 'is_researcher' end,
           case when l.has_testing_office_access then 'has_testing_office_access' end,
           case when l.has_educational_office_access then 'has_educational_office_access' end], null) as flags
  from logins l
  join companies c on c.id = l.company_id
 where l.is_active and l.license_ends_at > statement_timestamp() and c.is_active;
