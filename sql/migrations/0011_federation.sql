-- Accounts at other servers that people connected to theirs.

-- One person at one other server. The name is that of the settings; a row whose name is no longer there counts for nothing.
create table services (
    account_id        bigint not null references accounts (id) on delete cascade,
    name              text not null constraint services_name_form check (name ~ '^[a-z0-9-]{1,50}$'),
    -- Access and refresh token, sealed for this account, name and address. Null: the other server takes them no longer.
    sealed_tokens     text,
    -- Null: it did not say.
    access_expires_at timestamptz,
    -- Another one with each new pair of tokens.
    generation        uuid not null default gen_random_uuid(),
    -- Somebody is getting a new pair just now; until then nobody else should.
    renewed_until     timestamptz,
    connected_at      timestamptz not null default now(),
    constraint services_once primary key (account_id, name)
);

-- A connection that is being made: the browser is at the other server and comes back with a code.
create table service_requests (
    account_id      bigint not null references accounts (id) on delete cascade,
    name            text not null constraint service_requests_name_form check (name ~ '^[a-z0-9-]{1,50}$'),
    state_hash      bytea not null,
    sealed_verifier text not null,
    redirect_uri    text not null,
    expires_at      timestamptz not null,
    constraint service_requests_once primary key (account_id, name)
);
create index service_requests_by_expiry on service_requests (expires_at);
