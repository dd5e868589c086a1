-- Applications that act for people (OAuth2): consent forms that were answered, and since when an application may act.

-- A consent form counts once. What it stands for is signed; only its number is kept, until it would be too old anyway.
create table oauth_answered_forms (
    nonce_hash bytea primary key,
    expires_at timestamptz not null
);
create index oauth_answered_forms_by_expiry on oauth_answered_forms (expires_at);

-- When the living pair was first given; a refresh makes a new pair and leaves this as it was.
alter table oauth_tokens add column granted_at timestamptz not null default now();

create index oauth_codes_by_application on oauth_codes (application_id);
create index oauth_tokens_by_application on oauth_tokens (application_id);
create index oauth_used_tokens_by_application on oauth_used_tokens (application_id);
create index oauth_used_tokens_by_account on oauth_used_tokens (account_id);
create index oauth_used_tokens_by_time on oauth_used_tokens (used_at);
