/**
 * A line changes when its batch is settled, and nothing of that stands in an index: with room beside it the line stays on
 * its page. Without it each of them was written anew, into fourteen indexes. The same for
 * when a transaction is to be looked at again.
 */
export const sql = `
do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'public.record_line'::regclass loop
    execute format('alter table %s set (fillfactor = 75)', part);
  end loop;
end $$;
alter table detection_place set (fillfactor = 75);

create or replace function record_month_make(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  name text := 'record_line_' || to_char(first, 'YYYY_MM');
  starts timestamptz := first::timestamp at time zone 'UTC';
  ends timestamptz := (first + interval '1 month') at time zone 'UTC';
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.record_line in share row exclusive mode;
  execute format('create table partition.%I (like public.record_line including defaults including constraints) with (fillfactor = 75)', name);
  execute format('with moved as (delete from partition.record_line_rest where at >= %L and at < %L returning *) insert into partition.%I select * from moved',
    starts, ends, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.record_line attach partition partition.%I for values from (%L) to (%L)', name, starts, ends);
  return true;
end $$;
`
