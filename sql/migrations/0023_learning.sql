-- Learning: the education tree, its documents and videos, who learns what, who wants to be a mentor.
-- Rows of the tree are never removed: a deleted one keeps its place for those who look back, and gives its name free.

create table education_levels (
    id          uuid primary key default gen_random_uuid(),
    name        varchar(200) not null constraint education_levels_name_form check (name = btrim(name) and name <> ''),
    description text not null default '' constraint education_levels_description_length check (char_length(description) <= 50000),
    image_url   varchar(2048),
    is_active   boolean not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index education_levels_name_once on education_levels (name) where deleted_at is null;
create index education_levels_by_creation on education_levels (created_at, id) where deleted_at is null;

create table grades (
    id                 uuid primary key default gen_random_uuid(),
    education_level_id uuid not null references education_levels (id),
    name               varchar(200) not null constraint grades_name_form check (name = btrim(name) and name <> ''),
    description        text not null default '' constraint grades_description_length check (char_length(description) <= 50000),
    level              text not null default 'primary' constraint grades_level_known check (level in ('primary', 'secondary', 'higher')),
    image_url          varchar(2048),
    is_active          boolean not null default true,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    deleted_at         timestamptz
);
create unique index grades_name_once on grades (education_level_id, name) where deleted_at is null;
create index grades_by_creation on grades (education_level_id, created_at, id) where deleted_at is null;

create table subjects (
    id          uuid primary key default gen_random_uuid(),
    grade_id    uuid not null references grades (id),
    name        varchar(200) not null constraint subjects_name_form check (name = btrim(name) and name <> ''),
    description text not null default '' constraint subjects_description_length check (char_length(description) <= 50000),
    image_url   varchar(2048),
    -- Who may change its topics besides the administrators.
    mentor_id   bigint references accounts (id) on delete set null,
    is_active   boolean not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index subjects_name_once on subjects (grade_id, name) where deleted_at is null;
create index subjects_by_creation on subjects (grade_id, created_at, id) where deleted_at is null;
create index subjects_by_mentor on subjects (mentor_id) where mentor_id is not null and deleted_at is null;

create table topics (
    id          uuid primary key default gen_random_uuid(),
    subject_id  uuid not null references subjects (id),
    name        varchar(200) not null constraint topics_name_form check (name = btrim(name) and name <> ''),
    description text not null default '' constraint topics_description_length check (char_length(description) <= 50000),
    -- Markdown.
    content     text not null default '' constraint topics_content_length check (char_length(content) <= 1000000),
    is_active   boolean not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    deleted_at  timestamptz
);
create unique index topics_name_once on topics (subject_id, name) where deleted_at is null;
create index topics_by_creation on topics (subject_id, created_at, id) where deleted_at is null;

-- Documents of a topic, and its one video. Bytes lie in the same store as those of research.
create table topic_files (
    id           uuid primary key default gen_random_uuid(),
    topic_id     uuid not null references topics (id),
    kind         text not null constraint topic_files_kind_known check (kind in ('document', 'video')),
    name         varchar(256) not null constraint topic_files_name_form check (name <> ''),
    description  text not null default '' constraint topic_files_description_length check (char_length(description) <= 50000),
    content_type varchar(256) not null,
    size_bytes   bigint not null constraint topic_files_size_not_negative check (size_bytes >= 0),
    blob_id      uuid not null,
    sha256       bytea not null,
    uploaded_by  bigint not null references accounts (id),
    scrubbed_at  timestamptz,
    damaged_at   timestamptz,
    created_at   timestamptz not null default now(),
    deleted_at   timestamptz
);
create unique index topic_files_blob_once on topic_files (blob_id) where deleted_at is null;
create unique index topic_files_one_video on topic_files (topic_id) where kind = 'video' and deleted_at is null;
create index topic_files_by_topic on topic_files (topic_id, created_at, id) where deleted_at is null;
create index topic_files_by_uploader on topic_files (uploaded_by);
create index topic_files_by_scrub on topic_files (scrubbed_at) where deleted_at is null;

-- Where somebody stopped watching.
create table video_positions (
    account_id bigint not null references accounts (id) on delete cascade,
    topic_id   uuid not null references topics (id) on delete cascade,
    seconds    double precision not null constraint video_positions_not_negative check (seconds >= 0),
    -- Of the whole video, as the player measured it.
    duration   double precision constraint video_positions_duration_positive check (duration > 0),
    updated_at timestamptz not null default now(),
    constraint video_positions_once primary key (account_id, topic_id)
);
create index video_positions_by_topic on video_positions (topic_id);

create table enrollments (
    id           uuid primary key default gen_random_uuid(),
    account_id   bigint not null references accounts (id),
    subject_id   uuid not null references subjects (id),
    status       text not null default 'pending' constraint enrollments_status_known check (status in ('pending', 'approved', 'rejected')),
    message      text constraint enrollments_message_length check (char_length(message) <= 5000),
    requested_at timestamptz not null default now(),
    reviewed_at  timestamptz,
    reviewed_by  bigint references accounts (id) on delete set null,
    reason       text constraint enrollments_reason_length check (char_length(reason) <= 5000),
    constraint enrollments_reviewed_when_decided check ((status = 'pending') = (reviewed_at is null))
);
-- One that waits or counts for a person and a subject.
create unique index enrollments_live_once on enrollments (account_id, subject_id) where status <> 'rejected';
create index enrollments_by_status on enrollments (status, requested_at, id);
create index enrollments_by_account on enrollments (account_id, requested_at, id);
create index enrollments_by_subject on enrollments (subject_id, status);

create table mentor_applications (
    id           uuid primary key default gen_random_uuid(),
    account_id   bigint not null references accounts (id),
    status       text not null default 'pending'
                 constraint mentor_applications_status_known check (status in ('pending', 'approved', 'rejected')),
    motivation   text not null constraint mentor_applications_motivation_length check (char_length(motivation) between 1 and 20000),
    experience   text constraint mentor_applications_experience_length check (char_length(experience) <= 20000),
    -- What the applicant would teach, in his own words or as ids of subjects.
    subjects     text[] not null default '{}' constraint mentor_applications_subjects_count check (cardinality(subjects) <= 100),
    submitted_at timestamptz not null default now(),
    reviewed_at  timestamptz,
    reviewed_by  bigint references accounts (id) on delete set null,
    reason       text constraint mentor_applications_reason_length check (char_length(reason) <= 5000),
    constraint mentor_applications_reviewed_when_decided check ((status = 'pending') = (reviewed_at is null))
);
create unique index mentor_applications_pending_once on mentor_applications (account_id) where status = 'pending';
create index mentor_applications_by_status on mentor_applications (status, submitted_at, id);
create index mentor_applications_by_account on mentor_applications (account_id, submitted_at, id);

-- What an account used of its plan in a calendar month (UTC).
create table plan_usage (
    account_id bigint not null references accounts (id) on delete cascade,
    month      date not null constraint plan_usage_first_of_month check (extract(day from month) = 1),
    calls      bigint not null default 0 constraint plan_usage_calls_not_negative check (calls >= 0),
    uploads    bigint not null default 0 constraint plan_usage_uploads_not_negative check (uploads >= 0),
    constraint plan_usage_once primary key (account_id, month)
);
