-- Webhooks: who is told of which events, what was sent, and how each attempt ended.

create table webhook_endpoints (
    id                bigint generated always as identity primary key,
    -- Its name in the settings; null: made in the web app. What the settings say is written here at each start.
    setting_name      text constraint webhook_endpoints_setting_once unique,
    name              text not null constraint webhook_endpoints_name_length check (char_length(name) between 1 and 150),
    url               text not null constraint webhook_endpoints_url_length check (char_length(url) between 1 and 2048),
    events            text[] not null constraint webhook_endpoints_events_known
                      check (events <@ array['user.registered', 'training.created', 'registration.completed'] and cardinality(events) > 0),
    -- Sealed for this row. Null: the settings have it.
    sealed_secret     text,
    -- Signs too until then, so that a receiver has time to learn the new one.
    sealed_old_secret text,
    old_secret_until  timestamptz,
    is_active         boolean not null default true,
    -- Why it is off: an administrator (off), or the receiver answered that it is gone for good (gone).
    off_reason        text constraint webhook_endpoints_off_known check (off_reason in ('off', 'gone')),
    off_at            timestamptz,
    created_by        bigint references accounts (id),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    -- Out of every list; the row stays while its deliveries do.
    removed_at        timestamptz,
    -- The job that sends to it just now. It counts for as long as that job runs.
    served_by         bigint,
    constraint webhook_endpoints_off_has_reason check (is_active = (off_reason is null) and is_active = (off_at is null)),
    constraint webhook_endpoints_has_secret check (setting_name is not null or sealed_secret is not null or removed_at is not null)
);

-- One message to one endpoint. Its bytes and id are fixed when the event happens; every attempt sends the same.
create table webhook_deliveries (
    id          bigint generated always as identity primary key,
    endpoint_id bigint not null references webhook_endpoints (id),
    message_id  text not null default 'msg_' || replace(gen_random_uuid()::text, '-', '')
                constraint webhook_deliveries_message_once unique,
    event       text not null,
    body        text not null,
    -- ended: its endpoint was switched off or removed before it arrived.
    state       text not null default 'waiting' constraint webhook_deliveries_state_known check (state in ('waiting', 'delivered', 'dead', 'ended')),
    attempts    integer not null default 0,
    -- Attempts since it began or was last sent again; the pauses follow from it.
    tries       integer not null default 0,
    due_at      timestamptz not null default now(),
    created_at  timestamptz not null default now(),
    finished_at timestamptz,
    constraint webhook_deliveries_finished_when_over check ((state = 'waiting') = (finished_at is null))
);
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, due_at, id) where state = 'waiting';
create index webhook_deliveries_by_endpoint on webhook_deliveries (endpoint_id, id);
create index webhook_deliveries_by_state on webhook_deliveries (state, id);
create index webhook_deliveries_by_event on webhook_deliveries (event, id);
create index webhook_deliveries_over on webhook_deliveries (created_at) where state <> 'waiting';

-- How one attempt ended: with a status, or without an answer for a reason.
create table webhook_attempts (
    delivery_id bigint not null references webhook_deliveries (id) on delete cascade,
    attempt     integer not null,
    ended_at    timestamptz not null default now(),
    seconds     double precision not null,
    status      integer,
    reason      text,
    constraint webhook_attempts_once primary key (delivery_id, attempt)
);
