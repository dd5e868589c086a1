-- People as learning knows them, the indexes of their list, and what their plans count.

-- What every credential leads to has the plan beside it, so that counting a call needs no look-up.
create or replace view account_actors as
select a.id as account_id, a.uuid as account_uuid, a.username, a.display_name, a.email, a.language, a.is_active,
       array(select d.domain from account_domains d where d.account_id = a.id and d.is_active) as domains,
       array(select d.domain from account_domains d where d.account_id = a.id and not d.is_active) as inactive_domains,
       array(select coalesce(r.domain, '*') || ':' || r.role
               from role_assignments r
              where r.account_id = a.id and r.effective_from <= statement_timestamp()
                and (r.effective_until is null or r.effective_until > statement_timestamp())) as roles,
       a.plan
  from accounts a;

alter table accounts add constraint accounts_plan_known check (plan in ('FREE', 'PRO', 'ENTERPRISE'));

-- Uploads under way that count already: kept when the file is there, else given back (after a crash by a sweep).
create table plan_reservations (
    id          bigint generated always as identity primary key,
    account_id  bigint not null,
    month       date not null,
    reserved_at timestamptz not null default now(),
    constraint plan_reservations_usage foreign key (account_id, month) references plan_usage (account_id, month) on delete cascade
);
create index plan_reservations_by_usage on plan_reservations (account_id, month);
create index plan_reservations_by_age on plan_reservations (reserved_at);

-- Who lacks the domain stands in no list. Somebody without given and family name goes by the name that the account has.
create view learners as
select a.id, a.uuid, a.email, coalesce(a.given_name, case when a.family_name is null then a.display_name end) as given_name, a.family_name,
       lower(coalesce(a.email, '') || ' ' || coalesce(a.given_name, '') || ' ' || coalesce(a.family_name, '') || ' ' || a.display_name) as words,
       a.image_url, a.phone, a.bio, a.plan, a.created_at, a.updated_at,
       d.account_id is not null as is_listed,
       case when d.state <> 'active' then d.state when a.is_active and d.state is not null then 'active' else 'inactive' end as state,
       (select i.subject from identities i where i.account_id = a.id order by i.id limit 1) as subject,
       array(select distinct r.role from role_assignments r
              where r.account_id = a.id and (r.domain = 'learning' or (r.domain is null and r.role = 'admin'))
                and r.effective_from <= statement_timestamp() and (r.effective_until is null or r.effective_until > statement_timestamp())
              order by r.role) as roles
  from accounts a
  left join account_domains d on d.account_id = a.id and d.domain = 'learning';

create index accounts_by_change on accounts (updated_at, id);
create index accounts_in_order_of_email on accounts (lower(email), id);
create index accounts_in_order_of_given_name on accounts (
    lower(coalesce(given_name, case when family_name is null then display_name end)), id);
create index accounts_in_order_of_family_name on accounts (lower(family_name), id);
create index accounts_by_words on accounts using gin (
    lower(coalesce(email, '') || ' ' || coalesce(given_name, '') || ' ' || coalesce(family_name, '') || ' ' || display_name) gin_trgm_ops);

-- An account whose roles or domains change has changed: `updated_at` says so, lists go by it.
create function touch_account() returns trigger language plpgsql as $$
begin
    update accounts set updated_at = now()
     where id = case when tg_op = 'DELETE' then old.account_id else new.account_id end and updated_at < now();
    return null;
end $$;

create trigger touch_account after insert or update on role_assignments for each row execute function touch_account();
create trigger touch_account after insert or delete on account_domains for each row execute function touch_account();
create trigger touch_account_of_state after update of state on account_domains for each row execute function touch_account();
