-- What identity providers say of people: whether they vouch for an address, in which order they said it, and which of their
-- messages were handled.

alter table identities
    -- Does the provider vouch for the address? Null: it does not say.
    add column is_email_verified boolean,
    -- The account was made for this identity, and follows it while it has no password.
    add column made_account boolean not null default false,
    -- The provider's own time of the newest thing it said: what is older does not count.
    add column told_at timestamptz,
    -- Tokens issued before that do not count: the provider had deleted the person.
    add column tokens_from timestamptz,
    -- It was this identity's deletion that made the account inactive.
    add column ended_account boolean not null default false;

update identities i
   set made_account = true
  from accounts a
 where a.id = i.account_id and a.made_by_provider = i.issuer
   and not exists (select 1 from identities o where o.account_id = i.account_id and o.issuer = i.issuer and o.id < i.id);

-- Who waits for the owner of an address, and what was only claimed.
create index identities_waiting on identities (lower(email)) where account_id is null;
create index identities_claimed on identities (created_at) where not is_verified;

-- Messages of a provider that were handled: each counts once.
create table provider_messages (
    issuer      text not null,
    message_id  text not null,
    received_at timestamptz not null default now(),
    constraint provider_messages_once primary key (issuer, message_id)
);
create index provider_messages_by_age on provider_messages (received_at);
