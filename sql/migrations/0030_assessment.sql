-- Assessment: tests, sessions, reports, credits. A row with a company is that company's, a row without one belongs to the
-- master, from which published tests and templates are read by all. Ids are made by clients, and the same id may be published
-- in the master and kept by a company, or chosen by two companies: the key is (owner, id), so that nobody can notice
-- another's ids. `owner_id` is the company, or zero for the master. What a column may be called outside stands in
-- server/api/itr/entities.py. Instants stay between the years 1 and 9999, because no client can read others.

-- Tests and reports that are given together.
create table batteries (
    company_id                  uuid references companies (id) on delete cascade,
    owner_id                    uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                          uuid not null,
    battery_name                varchar(200) not null,
    description                 text not null default '',
    invoice_code                varchar(20) not null default '',
    before_battery_script       text not null default '',
    after_battery_script        text not null default '',
    report_mail_address         varchar(200) not null default '',
    battery_costs               smallint not null default 0,
    battery_reports             text not null default '',
    battery_tests               text not null default '',
    is_active                   boolean not null default true,
    notifies_when_complete      boolean not null default false,
    mails_reports_when_complete boolean not null default true,
    mails_report_to_candidate   boolean not null default true,
    battery_type                smallint,
    plugin_data                 text not null default '{}',
    remarks                     text,
    managed_by_user_id          uuid not null default '00000000-0000-0000-0000-000000000000',
    constraint batteries_once primary key (owner_id, id)
);
create index batteries_by_battery_name on batteries (owner_id, lower(battery_name), id);
create index batteries_by_text on batteries using gin ((
    coalesce(battery_name::text, '') || E'\n' || coalesce(description::text, '') || E'\n' ||
    coalesce(invoice_code::text, '') || E'\n' || coalesce(report_mail_address::text, '') || E'\n' ||
    coalesce(remarks::text, '')) gin_trgm_ops);

create table educations (
    company_id      uuid references companies (id) on delete cascade,
    owner_id        uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id              uuid not null,
    name            varchar(200) not null,
    education_group varchar(200) not null default '',
    remarks         text not null default '',
    is_active       boolean not null default true,
    education_type  smallint not null default 0,
    plugin_data     text not null default '{}',
    constraint educations_once primary key (owner_id, id)
);
create index educations_by_name on educations (owner_id, lower(name), id);
create index educations_by_text on educations using gin ((
    coalesce(name::text, '') || E'\n' || coalesce(education_group::text, '') || E'\n' ||
    coalesce(remarks::text, '')) gin_trgm_ops);

create table nationalities (
    company_id       uuid references companies (id) on delete cascade,
    owner_id         uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id               uuid not null,
    nationality_name varchar(200) not null default '',
    nationality_code varchar(10) not null,
    translations     text not null default '',
    remarks          text not null default '',
    nationality_type smallint not null default 0,
    plugin_data      text not null default '{}',
    constraint nationalities_once primary key (owner_id, id)
);
create index nationalities_by_nationality_name on nationalities (owner_id, lower(nationality_name), id);
create index nationalities_by_text on nationalities using gin ((
    coalesce(nationality_name::text, '') || E'\n' || coalesce(nationality_code::text, '') || E'\n' ||
    coalesce(translations::text, '') || E'\n' || coalesce(remarks::text, '')) gin_trgm_ops);

create table organisations (
    company_id        uuid references companies (id) on delete cascade,
    owner_id          uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                uuid not null,
    name              varchar(200) not null default '',
    address           text not null default '',
    logo              varchar(200) not null default '',
    contact_person    varchar(200) not null default '',
    contact_phone     varchar(200) not null default '',
    contact_email     varchar(200) not null default '',
    remarks           text not null,
    is_active         boolean not null default true,
    plugin_data       text not null default '{}',
    organisation_type smallint not null default 0,
    constraint organisations_once primary key (owner_id, id)
);
create index organisations_by_name on organisations (owner_id, lower(name), id);
create index organisations_by_text on organisations using gin ((
    coalesce(name::text, '') || E'\n' || coalesce(address::text, '') || E'\n' || coalesce(logo::text, '') || E'\n' ||
    coalesce(contact_person::text, '') || E'\n' || coalesce(contact_phone::text, '') || E'\n' ||
    coalesce(contact_email::text, '') || E'\n' || coalesce(remarks::text, '')) gin_trgm_ops);

-- Groups of candidates (`groups` are those of research).
create table person_groups (
    company_id          uuid references companies (id) on delete cascade,
    owner_id            uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                  uuid not null,
    description         varchar(200) not null default '',
    remarks             text not null default '',
    plugin_data         text not null default '{}',
    user_defined_fields text not null default '',
    is_active           boolean not null default true,
    managed_by_user_id  uuid not null default '00000000-0000-0000-0000-000000000000',
    group_type          smallint not null default 0,
    constraint person_groups_once primary key (owner_id, id)
);
create index person_groups_by_description on person_groups (owner_id, lower(description), id);
create index person_groups_by_text on person_groups using gin ((
    coalesce(description::text, '') || E'\n' || coalesce(user_defined_fields::text, '') || E'\n' ||
    coalesce(remarks::text, '')) gin_trgm_ops);

create table rights_templates (
    company_id  uuid references companies (id) on delete cascade,
    owner_id    uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id          uuid not null,
    description varchar(200) not null default '',
    comments    text not null default '',
    contents    text not null default '',
    plugin_data text not null default '{}',
    constraint rights_templates_once primary key (owner_id, id)
);
create index rights_templates_by_description on rights_templates (owner_id, lower(description), id);
create index rights_templates_by_text on rights_templates using gin ((
    coalesce(description::text, '') || E'\n' || coalesce(comments::text, '') || E'\n' ||
    coalesce(contents::text, '')) gin_trgm_ops);

-- Components and layouts that the pages of tests are made of.
create table screen_templates (
    company_id                      uuid references companies (id) on delete cascade,
    owner_id                        uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                              uuid not null,
    html_content                    text not null default '',
    html_content_pnp                text not null default '',
    plugin_data                     text not null default '{}',
    description                     varchar(200) not null default '',
    template_type                   smallint not null default 0,
    explanation                     text not null default '',
    remarks                         text not null default '',
    is_frozen                       boolean not null default false,
    is_released                     boolean not null default false,
    template_variables              text not null default '',
    get_value_snippet               text not null default '',
    set_value_snippet               text not null default '',
    init_value_snippet              text not null default '',
    generator_snippet               text not null default '',
    generator_pnp_snippet           text not null default '',
    validation_snippet              text not null default '',
    is_answered_snippet             text not null default '',
    generator_summary_snippet       text not null default '',
    html_content_summary            text not null default '',
    get_value_as_html_snippet       text not null default '',
    custom_template_actions_snippet text not null default '',
    constraint screen_templates_once primary key (owner_id, id)
);
create index screen_templates_by_description on screen_templates (owner_id, lower(description), id);
create index screen_templates_by_text on screen_templates using gin ((
    coalesce(description::text, '') || E'\n' || coalesce(explanation::text, '') || E'\n' ||
    coalesce(remarks::text, '')) gin_trgm_ops);

-- Test definitions. Screens, scales, norms, rules are documents of their own, kept as they came.
create table tests (
    company_id                         uuid references companies (id) on delete cascade,
    owner_id                           uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                                 uuid not null,
    test_name                          varchar(50) not null default '',
    description                        varchar(200) not null default '',
    explanation                        text not null default '',
    catalog_information                text not null default '',
    copyrights                         text not null default '',
    costs                              smallint not null default 0,
    test_type                          smallint not null default 0,
    author_info                        text not null default '',
    invoice_code                       varchar(50) not null default '',
    remarks                            text not null default '',
    starts_at                          timestamptz not null default '2000-01-01T05:00:00+00:00',
    ends_at                            timestamptz not null default '2100-01-01T08:00:00+00:00',
    is_frozen                          boolean not null default false,
    is_released                        boolean not null default false,
    is_open_source                     boolean not null default false,
    is_commercial                      boolean not null default false,
    is_external                        boolean not null default false,
    is_banned                          boolean not null default false,
    is_active                          boolean not null default true,
    supports_test_taking               boolean not null default true,
    supports_test_scoring              boolean not null default true,
    supports_only_renorming            boolean not null default true,
    is_restartable                     boolean not null default true,
    supports_360_degrees               boolean not null default true,
    candidate_can_do_360_too           boolean not null default true,
    shows_closure_screen               boolean not null default true,
    total_time_available_for_this_test smallint not null,
    min_percentage_of_answers_required integer not null default 0,
    total_number_of_experiments        smallint not null default 0,
    before_script                      text not null default '',
    after_script                       text not null default '',
    before_norming_script              text not null default '',
    after_norming_script               text not null default '',
    scoring_script                     text not null default '',
    pre_360_script                     text not null default '',
    per_360_script                     text not null default '',
    post_360_script                    text not null default '',
    required_pars_person               text not null default '',
    required_pars_session              text not null default '',
    required_pars_group                text not null default '',
    required_pars_organisation         text not null default '',
    plugin_data                        text not null default '{}',
    screens                            text not null default '',
    scales                             text not null default '',
    norms                              text not null default '',
    documents                          text not null default '',
    score_rules                        text not null default '',
    graphs                             text not null default '',
    media                              text not null default '',
    files                              text not null default '',
    language_support                   varchar(200) not null default '',
    generation                         integer not null default 1,
    is_protected                       boolean not null default true,
    constraint tests_instants_in_range check (least(starts_at, ends_at) >= '0001-01-01T00:00:00Z' and greatest(starts_at, ends_at) < '9999-12-31T00:00:00Z'),
    constraint tests_once primary key (owner_id, id)
);
create index tests_by_test_name on tests (owner_id, lower(test_name), id);
create index tests_by_text on tests using gin ((
    coalesce(test_name::text, '') || E'\n' || coalesce(description::text, '') || E'\n' ||
    coalesce(costs::text, '') || E'\n' || coalesce(test_type::text, '') || E'\n' ||
    coalesce(generation::text, '') || E'\n' || coalesce(catalog_information::text, '') || E'\n' ||
    coalesce(remarks::text, '')) gin_trgm_ops);

create table report_definitions (
    company_id                  uuid references companies (id) on delete cascade,
    owner_id                    uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                          uuid not null,
    test_id                     uuid not null default '00000000-0000-0000-0000-000000000000',
    report_type                 smallint not null default 10,
    description                 varchar(200) not null default '',
    explanation                 text not null default '',
    invoice_code                varchar(50) not null default '',
    costs_in_ticks              smallint not null default 0,
    remarks                     text not null default '',
    report_language             varchar(50) not null default '',
    is_active                   boolean not null default true,
    is_default                  boolean not null default false,
    before_report_script        text not null default '',
    after_report_script         text not null default '',
    per_candidate_report_script text not null default '',
    report_text                 text not null default '',
    report_graphs               text not null default '{}',
    plugin_data                 text not null default '{}',
    test_ids                    text not null default '',
    generation                  integer not null default 1,
    constraint report_definitions_once primary key (owner_id, id)
);
create index report_definitions_by_description on report_definitions (owner_id, lower(description), id);
create index report_definitions_by_text on report_definitions using gin ((
    coalesce(report_type::text, '') || E'\n' || coalesce(description::text, '') || E'\n' ||
    coalesce(invoice_code::text, '') || E'\n' || coalesce(costs_in_ticks::text, '') || E'\n' ||
    coalesce(report_language::text, '') || E'\n' || coalesce(remarks::text, '') || E'\n' ||
    coalesce(explanation::text, '')) gin_trgm_ops);

-- Somebody's appointment with tests, or a group's (`sessions` are those of credentials).
create table assessment_sessions (
    company_id                          uuid references companies (id) on delete cascade,
    owner_id                            uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                                  uuid not null,
    group_session_id                    uuid not null,
    group_id                            uuid not null,
    person_id                           uuid not null,
    session_type                        smallint not null default 0,
    description                         varchar(200) not null default '',
    goal                                varchar(200) not null default '',
    used_battery_ids                    text not null default '',
    user_defined_fields                 text not null default '',
    remarks                             text not null default '',
    session_state                       text not null default '',
    allowed_from                        timestamptz not null default '2000-01-01T05:00:00+00:00',
    allowed_until                       timestamptz not null default '2100-01-01T08:00:00+00:00',
    started_at                          timestamptz not null default '2000-01-01T05:00:00+00:00',
    ended_at                            timestamptz not null default '2000-01-01T05:00:00+00:00',
    status                              integer not null default 1,
    is_active                           boolean not null default true,
    email_notification_addresses        varchar(200) not null default '',
    enforces_end                        boolean not null default false,
    managed_by_user_id                  uuid not null default '00000000-0000-0000-0000-000000000000',
    email_notifications_include_results boolean not null default false,
    plugin_data                         text not null default '{}',
    created_at                          timestamptz not null default '2000-01-01T05:00:00+00:00',
    short_login_code                    varchar(40) not null default '',
    constraint assessment_sessions_instants_in_range check (least(allowed_from, allowed_until, started_at, ended_at, created_at) >= '0001-01-01T00:00:00Z' and greatest(allowed_from, allowed_until, started_at, ended_at, created_at) < '9999-12-31T00:00:00Z'),
    constraint assessment_sessions_once primary key (owner_id, id)
);
create index assessment_sessions_by_description on assessment_sessions (owner_id, lower(description), id);
create index assessment_sessions_by_text on assessment_sessions using gin ((
    coalesce(description::text, '') || E'\n' || coalesce(goal::text, '') || E'\n' ||
    coalesce(session_state::text, '') || E'\n' || coalesce(status::text, '') || E'\n' ||
    coalesce(email_notification_addresses::text, '') || E'\n' || coalesce(remarks::text, '')) gin_trgm_ops);
-- The lists of the office: newest first, of a person, of a group, by state.
create index assessment_sessions_by_creation on assessment_sessions (owner_id, created_at, allowed_from, lower(description), id);
create index assessment_sessions_by_person on assessment_sessions (owner_id, person_id);
create index assessment_sessions_by_group on assessment_sessions (owner_id, group_session_id);
create index assessment_sessions_by_status on assessment_sessions (owner_id, status, session_type);
-- A poll code leads to one open public session of the whole server.
create unique index assessment_sessions_poll_code_once on assessment_sessions (short_login_code)
 where short_login_code <> '' and session_type in (200, 1200) and is_active;

-- One test in one session: its answers and scores. Answers are saved often, so the row has room to change in place.
create table session_tests (
    company_id                       uuid references companies (id) on delete cascade,
    owner_id                         uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                               uuid not null,
    session_id                       uuid not null,
    test_id                          uuid not null,
    person_id                        uuid not null,
    sequence                         smallint not null default 0,
    test_language                    varchar(10) not null,
    results                          text not null default '',
    scores                           text not null default '',
    norm_id_1                        uuid,
    norm_id_2                        uuid,
    norm_id_3                        uuid,
    started_at                       timestamptz not null default '2000-01-01T05:00:00+00:00',
    ended_at                         timestamptz not null default '2000-01-01T05:00:00+00:00',
    percentage_of_questions_answered integer not null default 0,
    total_test_time                  bigint not null default 0,
    status                           integer not null default 1,
    current_page                     integer not null default 0,
    total_pages                      integer not null default 0,
    how_the_test_is_taken            integer not null default 1,
    warning_message                  varchar(200) not null default '',
    warning_at                       timestamptz not null default '2000-01-01T05:00:00+00:00',
    is_billed                        boolean not null default false,
    plugin_data                      text not null default '{}',
    constraint session_tests_instants_in_range check (least(started_at, ended_at, warning_at) >= '0001-01-01T00:00:00Z' and greatest(started_at, ended_at, warning_at) < '9999-12-31T00:00:00Z'),
    -- The browser that a client which numbers its saves runs the test in.
    open_in                          varchar(100),
    constraint session_tests_once primary key (owner_id, id),
    constraint session_tests_of_session foreign key (owner_id, session_id) references assessment_sessions (owner_id, id) on delete cascade
) with (fillfactor = 80);
create index session_tests_by_session on session_tests (owner_id, session_id, sequence, id);
create index session_tests_by_person on session_tests (owner_id, person_id);

-- What a numbering client saved last from each of its browsers: a number counts once and never backwards.
create table session_test_saves (
    owner_id        uuid not null,
    session_test_id uuid not null,
    browser_id      varchar(100) not null,
    last_number     bigint not null,
    saved_at        timestamptz not null default now(),
    constraint session_test_saves_once primary key (owner_id, session_test_id, browser_id),
    constraint session_test_saves_of_test foreign key (owner_id, session_test_id) references session_tests (owner_id, id) on delete cascade
);

create table generated_reports (
    company_id       uuid references companies (id) on delete cascade,
    owner_id         uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id               uuid not null,
    report_id        uuid not null,
    linked_object_id uuid not null,
    report_text      text not null default '',
    report_title     varchar(200) not null default '',
    plugin_data      text not null default '{}',
    constraint generated_reports_once primary key (owner_id, id)
);
create index generated_reports_by_report_title on generated_reports (owner_id, lower(report_title), id);
create index generated_reports_by_text on generated_reports using gin ((
    coalesce(report_title::text, '') || E'\n' || coalesce(report_text::text, '')) gin_trgm_ops);
create index generated_reports_by_object on generated_reports (owner_id, linked_object_id, lower(report_title), id);

-- The trail that the assessment interface shows; final like every trail. Searched by time, object and session, not by words:
-- each save of an answer writes a row.
create table assessment_audit (
    company_id    uuid references companies (id) on delete cascade,
    owner_id      uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id            uuid not null,
    object_id     uuid not null,
    of_company_id uuid not null,
    user_id       uuid not null,
    object_type   integer not null default 0,
    old_data      text not null default '',
    new_data      text not null default '',
    audit_message varchar(250) not null default '',
    message_id    smallint not null default 0,
    created_at    timestamptz not null default '2000-01-01T05:00:00+00:00',
    session_id    uuid,
    -- Written by the server itself: nobody takes it back.
    is_by_server  boolean not null default false,
    constraint assessment_audit_instants_in_range check (created_at >= '0001-01-01T00:00:00Z' and created_at < '9999-12-31T00:00:00Z'),
    constraint assessment_audit_once primary key (owner_id, id)
);
create index assessment_audit_by_creation on assessment_audit (owner_id, created_at, id);
create index assessment_audit_by_object on assessment_audit (owner_id, object_id, created_at);
create index assessment_audit_by_session on assessment_audit (owner_id, session_id, created_at);
create index assessment_audit_by_type on assessment_audit (owner_id, object_type, created_at);
create trigger assessment_audit_is_final before update on assessment_audit for each row execute function refuse_change();

-- Credits given to companies; they live in the master.
create table credit_grants (
    id               uuid not null,
    user_id          uuid not null,
    company_id       uuid not null references companies (id) on delete cascade,
    granted_at       timestamptz not null default '2000-01-01T05:00:00+00:00',
    remarks          text not null default '',
    user_description varchar(200) not null default '',
    credits_granted  smallint not null default 0,
    is_paid          boolean not null default true,
    constraint credit_grants_instants_in_range check (granted_at >= '0001-01-01T00:00:00Z' and granted_at < '9999-12-31T00:00:00Z'),
    constraint credit_grants_once primary key (id)
);
create index credit_grants_by_company on credit_grants (company_id, granted_at, id);
create index credit_grants_by_time on credit_grants (granted_at, id);

-- What a finished test cost: in the company with the candidate's name, in the master without.
create table credit_usages (
    company_id       uuid references companies (id) on delete cascade,
    owner_id         uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id               uuid not null,
    user_id          uuid not null,
    of_company_id    uuid not null references companies (id) on delete cascade,
    invoice_code     varchar(50) not null,
    original_ticks   smallint not null,
    discounted_ticks smallint not null,
    total_ticks      smallint not null,
    used_at          timestamptz not null,
    session_id       uuid not null default '00000000-0000-0000-0000-000000000000',
    user_name        varchar(200) not null,
    session_name     varchar(200) not null,
    constraint credit_usages_instants_in_range check (used_at >= '0001-01-01T00:00:00Z' and used_at < '9999-12-31T00:00:00Z'),
    constraint credit_usages_once primary key (owner_id, id)
);
create index credit_usages_by_time on credit_usages (owner_id, used_at, id);
create index credit_usages_of_company on credit_usages (of_company_id, used_at);

-- Finished tests without names, for research.
create table gathered_data (
    company_id          uuid references companies (id) on delete cascade,
    owner_id            uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    id                  uuid not null,
    of_company_id       uuid not null,
    session_id          uuid not null,
    test_id             uuid not null,
    person_data         text not null default '',
    group_data          text not null default '',
    session_data        text not null default '',
    test_data           text not null default '',
    plugin_data         text not null default '{}',
    session_description varchar(200) not null default '',
    test_description    varchar(200) not null default '',
    company_description varchar(200) not null default '',
    group_description   varchar(200) not null default '',
    session_ended_at    timestamptz not null default '2000-01-01T05:00:00+00:00',
    constraint gathered_data_instants_in_range check (session_ended_at >= '0001-01-01T00:00:00Z' and session_ended_at < '9999-12-31T00:00:00Z'),
    constraint gathered_data_once primary key (owner_id, id),
    constraint gathered_data_once_per_test unique (owner_id, session_id, test_id)
);


-- Persons are here since the beginning; now they are listed and searched.
alter table persons add constraint persons_dates_in_range check (
    last_test_at >= '0001-01-01T00:00:00Z' and last_test_at < '9999-12-31T00:00:00Z' and birth_on between '0001-01-01' and '9999-12-31');
create index persons_by_lower_email on persons (company_id, lower(email), id);
create index persons_by_exact_email on persons (company_id, email);
create index persons_by_text on persons using gin ((
    coalesce(email::text, '') || E'\n' || coalesce(first_name::text, '') || E'\n' ||
    coalesce(initials::text, '') || E'\n' || coalesce(last_name::text, '') || E'\n' ||
    coalesce(titles_before::text, '') || E'\n' || coalesce(titles_after::text, '') || E'\n' ||
    coalesce(education_id::text, '') || E'\n' || coalesce(user_defined_fields::text, '') || E'\n' ||
    coalesce(preferred_language::text, '') || E'\n' || coalesce(sex::text, '') || E'\n' ||
    coalesce(remarks::text, '')) gin_trgm_ops);
alter table companies add constraint companies_instants_in_range check (
    least(license_starts_at, license_ends_at) >= '0001-01-01T00:00:00Z' and greatest(license_starts_at, license_ends_at) < '9999-12-31T00:00:00Z');
alter table logins add constraint logins_instants_in_range check (
    least(password_expires_at, license_starts_at, license_ends_at, last_login_at, last_refresh_at) >= '0001-01-01T00:00:00Z'
    and greatest(password_expires_at, license_starts_at, license_ends_at, last_login_at, last_refresh_at) < '9999-12-31T00:00:00Z');

-- Settings have an owner like everything else here.
alter table system_settings add column owner_id uuid not null
    generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored;
create unique index system_settings_once_per_owner on system_settings (owner_id, name);

-- Words of the interface in each language; English is built into the client.
create table translations (
    language          varchar(20) not null constraint translations_language_form check (language ~ '^[a-z]{2,3}(-[a-z0-9]{2,8})?$'),
    key               varchar(400) not null constraint translations_key_form check (key <> ''),
    value             text not null,
    original_value    text not null default '',
    value_as_original boolean not null default false,
    changed_at        timestamptz not null default now(),
    changed_by        text not null default '',
    constraint translations_once primary key (language, key)
);

-- Files of tests, templates, reports, companies and persons. Bytes lie in the same store as all others.
create table object_files (
    id           uuid not null default gen_random_uuid() constraint object_files_id_once primary key,
    company_id   uuid references companies (id) on delete cascade,
    owner_id     uuid not null generated always as (coalesce(company_id, '00000000-0000-0000-0000-000000000000')) stored,
    object_id    uuid not null,
    kind         varchar(40) not null constraint object_files_kind_form check (kind ~ '^[A-Z0-9_-]{1,40}$'),
    name         varchar(200) not null constraint object_files_name_form check (name ~ '^[a-z0-9.]{1,200}$'),
    size_bytes   bigint not null constraint object_files_size_not_negative check (size_bytes >= 0),
    blob_id      uuid not null,
    sha256       bytea not null,
    scrubbed_at  timestamptz,
    damaged_at   timestamptz,
    created_at   timestamptz not null default now(),
    constraint object_files_once unique (owner_id, object_id, kind, name)
);
create index object_files_by_blob on object_files (blob_id);
create index object_files_by_scrub on object_files (scrubbed_at);

-- Views that the interface lists.

-- Logins as rows of their own: with what they show of their accounts.
create view login_rows as
select l.*, coalesce(a.email, '') as email, a.display_name,
       exists (select 1 from role_assignments r
                where r.account_id = a.id and r.role = 'admin' and (r.domain is null or r.domain = 'assessment')
                  and r.effective_from <= statement_timestamp()
                  and (r.effective_until is null or r.effective_until > statement_timestamp())) as is_master_user
  from logins l
  join accounts a on a.id = l.account_id;

-- Sessions that live now, without their tokens.
create view session_tokens as
select s.id, coalesce(s.login_id, s.person_id, a.uuid) as user_id, coalesce(l.company_id, p.company_id) as company_id,
       s.last_used_at as validated_at, s.person_id is not null or coalesce(l.is_test_taking_user, false) as is_test_taking_user,
       s.token_session_id
  from sessions s
  left join accounts a on a.id = s.account_id
  left join logins l on l.id = s.login_id
  left join persons p on p.id = s.person_id
 where s.last_used_at + make_interval(secs => s.idle_seconds) > statement_timestamp()
   and (s.expires_at is null or s.expires_at > statement_timestamp());

-- Sessions with their person; those without one (groups) are not among them.
create view session_overviews as
select s.owner_id, s.id, s.description, p.email, p.first_name, p.last_name, p.initials, s.is_active, s.allowed_from, s.allowed_until,
       s.started_at, s.ended_at, s.created_at, s.status, s.session_type, s.person_id, s.group_session_id, s.group_id,
       s.session_state, s.goal, s.managed_by_user_id, s.user_defined_fields, p.titles_before, p.titles_after, p.education_id,
       p.organisation_id, p.nationality_id, p.preferred_language, p.sex, p.last_test_at, p.birth_on,
       p.user_defined_fields as person_user_defined_fields, p.is_active as is_person_active, p.age, p.person_type
  from assessment_sessions s
  join persons p on p.company_id = s.owner_id and p.id = s.person_id;

create view session_test_overviews as
select t.owner_id, t.id, t.session_id, t.test_id, t.person_id, t.sequence, t.test_language, t.norm_id_1, t.norm_id_2, t.norm_id_3,
       t.started_at as test_started_at, t.ended_at as test_ended_at, t.percentage_of_questions_answered, t.total_test_time, t.status,
       t.current_page, t.total_pages, t.how_the_test_is_taken, t.warning_message, t.warning_at, t.is_billed,
       p.email, p.first_name, p.initials, p.last_name, p.titles_before, p.titles_after, p.preferred_language, p.sex, p.birth_on, p.age,
       p.person_type, s.description, s.session_type, s.status as session_status, s.is_active, s.allowed_from, s.allowed_until,
       s.started_at, s.ended_at, s.created_at
  from session_tests t
  join persons p on p.company_id = t.owner_id and p.id = t.person_id
  join assessment_sessions s on s.owner_id = t.owner_id and s.id = t.session_id;

create view group_session_overviews as
select s.owner_id, s.id, s.description, s.is_active, s.allowed_from, s.allowed_until, s.session_type, s.status, s.created_at,
       s.managed_by_user_id, s.group_id, s.goal, s.session_state, s.started_at, s.ended_at, s.user_defined_fields,
       m.ready_count, m.in_progress_count, m.done_count
  from assessment_sessions s
 cross join lateral (
       select count(*) filter (where m.status <= 10) as ready_count,
              count(*) filter (where m.status > 10 and m.status < 30) as in_progress_count,
              count(*) filter (where m.status >= 30) as done_count
         from assessment_sessions m
        where m.owner_id = s.owner_id and m.group_session_id = s.id) m
 where s.session_type between 100 and 1900 and s.session_type % 100 = 0;

-- The members of a group session with their persons; one row for each member's session.
create view group_members as
select s.owner_id, s.id as parent_session_id, s.created_at, m.id as session_id, m.status as session_status,
       m.session_type, p.id, p.email, p.first_name, p.initials, p.last_name, p.titles_before, p.titles_after, p.education_id,
       p.organisation_id, p.nationality_id, p.preferred_language, p.sex, p.last_test_at, p.birth_on, p.age, p.company_id, p.is_active,
       p.managed_by_user_id, p.user_defined_fields, p.person_type, p.remarks
  from assessment_sessions s
  join assessment_sessions m on m.owner_id = s.owner_id and m.group_session_id = s.id
  join persons p on p.company_id = m.owner_id and p.id = m.person_id
 where s.session_type between 100 and 1900 and s.session_type % 100 = 0;
