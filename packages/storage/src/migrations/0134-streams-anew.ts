/**
 * A machine that enrols anew may count its reports and replies from one again. What is held of it from before would be
 * taken for the same messages: acknowledged, and never done.
 */
export const sql = `
create function streams_begin_anew(devices text[]) returns setof text
language sql security definer set search_path = public, pg_temp as $$
  with anew as (
    select d.id from device d where d.id = any(devices) and d.enrolled_at is not null
      and not exists (select from uplink u where u.device_id = d.id and u.received_at >= d.enrolled_at)
  ), gone as (
    delete from uplink using anew where uplink.device_id = anew.id
  ), begun as (
    update uplink_state set through_seq = 0, ahead = '{}' from anew where uplink_state.device_id = anew.id
  )
  select id from anew
$$;
revoke execute on function streams_begin_anew from public;
grant execute on function streams_begin_anew to budeng_gateway;
`
