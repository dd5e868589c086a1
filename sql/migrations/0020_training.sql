-- Training administration: trainings and who is registered for them.

create table trainings (
    id               bigint generated always as identity primary key,
    title            text not null constraint trainings_title_length check (char_length(title) between 1 and 200),
    description      text not null constraint trainings_description_length check (char_length(description) <= 50000),
    category         text not null constraint trainings_category_known check (category in ('security', 'leadership', 'technical', 'compliance')),
    level            text not null constraint trainings_level_known check (level in ('beginner', 'intermediate', 'advanced')),
    status           text not null constraint trainings_status_known check (status in ('published', 'draft')),
    duration_minutes integer not null constraint trainings_duration_positive check (duration_minutes >= 1),
    credits          integer not null constraint trainings_credits_not_negative check (credits >= 0),
    instructor_id    bigint not null references accounts (id),
    max_participants integer not null constraint trainings_participants_positive check (max_participants >= 1),
    -- Registrations that are not cancelled; a trigger counts. More than there are seats only after the seats became fewer.
    seats_taken      integer not null default 0 constraint trainings_seats_not_negative check (seats_taken >= 0),
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    deleted_at       timestamptz
);
create index trainings_in_order on trainings (id) where deleted_at is null;
create index trainings_by_category on trainings (category, id) where deleted_at is null;
create index trainings_by_level on trainings (level, id) where deleted_at is null;
create index trainings_by_status on trainings (status, id) where deleted_at is null;
create index trainings_by_instructor on trainings (instructor_id, id);
create index trainings_by_text on trainings using gin (title gin_trgm_ops, description gin_trgm_ops) where deleted_at is null;

create table registrations (
    id             bigint generated always as identity primary key,
    training_id    bigint not null references trainings (id),
    account_id     bigint not null references accounts (id),
    status         text not null default 'registered'
                   constraint registrations_status_known check (status in ('registered', 'attended', 'cancelled', 'completed')),
    registered_at  timestamptz not null default now(),
    -- Kept once they are set.
    attended_at    timestamptz,
    completed_at   timestamptz,
    feedback_score integer constraint registrations_feedback_known check (feedback_score between 1 and 5),
    updated_at     timestamptz not null default now()
);
-- One that counts for a person and a training.
create unique index registrations_live_once on registrations (training_id, account_id) where status <> 'cancelled';
create index registrations_by_training on registrations (training_id, id);
create index registrations_by_account on registrations (account_id, id);
create index registrations_by_status on registrations (status, id);

-- A registration that counts takes a seat, or is refused. The update waits for others of the same training and looks
-- again, so seats are never sold twice, whoever asks.
create function take_seat() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.training_id is distinct from new.training_id then
        raise exception 'a registration keeps its training' using errcode = 'check_violation', constraint = 'registrations_keep_training';
    end if;
    if new.status <> 'cancelled' and (tg_op = 'INSERT' or old.status = 'cancelled') then
        update trainings set seats_taken = seats_taken + 1 where id = new.training_id and seats_taken < max_participants;
        if not found then
            raise exception 'no seat is free' using errcode = 'check_violation', constraint = 'registrations_seat_free';
        end if;
    elsif new.status = 'cancelled' and tg_op = 'UPDATE' and old.status <> 'cancelled' then
        update trainings set seats_taken = seats_taken - 1 where id = new.training_id;
    end if;
    return new;
end $$;

create function free_seat() returns trigger language plpgsql as $$
begin
    if old.status <> 'cancelled' then
        update trainings set seats_taken = seats_taken - 1 where id = old.training_id;
    end if;
    return old;
end $$;

create trigger take_seat before insert or update of status, training_id on registrations for each row execute function take_seat();
create trigger free_seat after delete on registrations for each row execute function free_seat();

-- People as training administration knows them. One whose account lacks the domain stands in no list.
create view trainees as
select a.id, a.username, a.email, a.display_name, a.office_location, a.department, a.created_at,
       greatest(a.updated_at, d.updated_at, (
           select max(greatest(r.created_at, case when r.effective_until <= now() then r.effective_until end))
             from role_assignments r
            where r.account_id = a.id and (r.domain = 'training' or r.domain is null))) as updated_at,
       d.account_id is not null as is_listed, a.is_active and coalesce(d.is_active, false) as is_active,
       case when exists (select from role_assignments r
                          where r.account_id = a.id and r.role = 'admin' and (r.domain is null or r.domain = 'training')
                            and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now()))
            then 'ADMIN'
            when exists (select from role_assignments r
                          where r.account_id = a.id and r.role = 'knowledge_manager'
                            and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now()))
            then 'KNOWLEDGE_MANAGER'
            else 'EMPLOYEE' end as role
  from accounts a
  left join account_domains d on d.account_id = a.id and d.domain = 'training';
