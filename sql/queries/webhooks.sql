-- name: announce(event, body) -> many
-- One delivery for each endpoint that chose the event.
insert into webhook_deliveries (endpoint_id, event, body)
select id, $1, $2
  from webhook_endpoints
 where is_active and removed_at is null and $1 = any (events)
 order by id
returning endpoint_id;
