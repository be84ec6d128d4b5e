/**
 * An acquirer's file clears all sales of a day at once: what stands on a page of them changes whole, in one transaction.
 * With a quarter of the page free two lines of three were written anew all the same, each into fourteen indexes; with half
 * of it all stay. A transaction grows a little by what it was told.
 */
export const sql = `
do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'public.record_line'::regclass loop
    execute format('alter table %s set (fillfactor = 50)', part);
  end loop;
end $$;
alter table transaction set (fillfactor = 45);

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
  execute format('create table partition.%I (like public.record_line including defaults including constraints) with (fillfactor = 50)', name);
  execute format('with moved as (delete from partition.record_line_rest where at >= %L and at < %L returning *) insert into partition.%I select * from moved',
    starts, ends, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.record_line attach partition partition.%I for values from (%L) to (%L)', name, starts, ends);
  return true;
end $$;
`
