-- name: get_for_host(name, host) -> value
-- The value for whoever asks under this host name: of the company whose administrative id it is, else the master's.
select s.value
  from system_settings s
  left join companies c on c.id = s.company_id
 where s.name = $1 and s.value <> '' and not s.is_protected
   and (s.company_id is null or (c.is_active and c.administrative_id <> '' and lower(c.administrative_id) = lower($2)))
 order by s.company_id nulls last
 limit 1;
