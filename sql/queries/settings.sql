-- name: get_for_host(name, host) -> value
-- The value for whoever asks under this host name: of the company whose administrative id it is, else the master's.
select s.value
  from system_settings s
  left join companies c on c.id = s.company_id
 where s.name = $1 and s.value <> '' and not s.is_protected
   and (s.company_id is null or (c.is_active and c.administrative_id <> '' and lower(c.administrative_id) = lower($2)))
 order by s.company_id nulls last
 limit 1;

-- name: get(owner_id, name) -> one
select name, value, is_protected from system_settings where owner_id = $1 and name = $2;

-- name: save(company_id, name, value, is_protected) -> value
-- Is it new? A protected one stays that.
insert into system_settings (company_id, name, value, is_protected) values ($1, $2, $3, $4)
    on conflict (owner_id, name) do update
   set value = excluded.value, is_protected = system_settings.is_protected or excluded.is_protected, updated_at = now()
returning xmax = 0;

-- name: delete(owner_id, name) -> run
delete from system_settings where owner_id = $1 and name = $2;

-- name: list_in_force(owner_id, names) -> many
-- What counts for a company: its own value, else the master's.
select distinct on (s.name) s.name, s.value, s.company_id
  from system_settings s
 where s.owner_id in ($1, '00000000-0000-0000-0000-000000000000') and s.name = any ($2::text[]) and s.value <> ''
 order by s.name, s.company_id nulls last;

-- name: list_of_owner(owner_id, names) -> many
select s.name, s.value from system_settings s where s.owner_id = $1 and s.name = any ($2::text[]) and s.value <> '';

-- name: get_copy_address(company_id) -> value
select cc_email from companies where id = $1;

-- name: set_copy_address(company_id, address) -> run
update companies set cc_email = $2 where id = $1;
