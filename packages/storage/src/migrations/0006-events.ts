import { policiesOf, setting, type TableRules } from './table-rules.ts'

/** Whoever is somewhere in the tree may check a proof; what is hashed cannot be read from its hash. */
const somewhere = `${setting('path')} is not null`

const rules: readonly TableRules[] = [
  // append-only: nobody has update or delete
  { table: 'event_leaf', where: somewhere, app: 'select', worker: 'select, insert' },
  { table: 'event_subtree', where: somewhere, app: 'select', worker: 'select, insert' },
  { table: 'event_checkpoint', where: somewhere, app: 'select', worker: 'select, insert' },
  { table: 'event_removal', where: somewhere, app: 'select', gateway: 'select', worker: 'select', feed: 'select' },
]

/**
 * The Merkle log over events, and what outlives them. A month of events can be removed only whole, only by the function
 * that checks that it is sealed and old enough: the worker may call it and has no other way.
 */
export const sql = `
create table event_leaf (position bigint primary key, hash bytea not null check (length(hash) = 32));
-- roots of full subtrees of 256^level leaves; place counts them from 0
create table event_subtree (
  level int not null check (level > 0), place bigint not null, hash bytea not null check (length(hash) = 32),
  primary key (level, place)
);
-- signed notes; a size is signed once
create table event_checkpoint (size bigint primary key, at timestamptz not null, note text not null);
create table event_removal (
  month text collate "C" primary key, through_position bigint not null, events bigint not null, at timestamptz not null
);
-- what people ask the record: what somebody did, for whom, from where
create index event_actor on event (actor_id, ordinal) where actor_kind in ('PERSON', 'SERVICE');
create index event_behalf on event (behalf_of, ordinal) where behalf_of is not null;
create index event_address on event (address, ordinal) where address is not null;

alter table partition.event_rest enable row level security;
alter table partition.event_rest force row level security;
create policy owner on partition.event_rest to budeng_owner using (true) with check (true);

-- The smallest id that an event of this moment can have: 48 bits of milliseconds, the rest 0, as kernel's encodeId writes it.
create function event_id_from(moment timestamptz) returns text language plpgsql immutable as $$
declare
  rest numeric := floor(extract(epoch from moment) * 1000) * 1208925819614629174706176;
  text text := '';
begin
  for i in 1..26 loop
    text := substr('0123456789abcdefghjkmnpqrstvwxyz', mod(rest, 32)::int + 1, 1) || text;
    rest := div(rest, 32);
  end loop;
  return 'evt_' || text;
end $$;

create function event_month_name(month date) returns text language sql immutable as $$
  select 'event_' || to_char(month, 'YYYY_MM')
$$;

-- Makes the month's partition; events that came before it was there are moved in. False: it was there.
create function event_month_make(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  name text := event_month_name(first);
  starts text := event_id_from(first::timestamp at time zone 'UTC');
  ends text := event_id_from((first + interval '1 month') at time zone 'UTC');
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  -- whoever writes an event has chosen its partition when it holds the lock of the parent: nobody may be in between
  lock table public.event in share row exclusive mode;
  execute format('create table partition.%I (like public.event including defaults including constraints)', name);
  execute format('with moved as (delete from partition.event_rest where id >= %L and id < %L returning *) insert into partition.%I select * from moved',
    starts, ends, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.event attach partition partition.%I for values from (%L) to (%L)', name, starts, ends);
  return true;
end $$;

-- Removes a month that is sealed and over a year old; its order, its leaf hashes and all checkpoints stay.
create function event_month_remove(month date, at timestamptz)
returns table (through_position bigint, events bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  name text := event_month_name(first);
begin
  if to_regclass(format('partition.%I', name)) is null then return; end if;
  if first + interval '1 month' > clock_timestamp() at time zone 'UTC' - interval '12 months' then
    raise exception 'events are kept for 12 months at least';
  end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('alter table public.event detach partition partition.%I', name);
  execute format('select max(placed.position), count(*) from partition.%I gone left join event_order placed on placed.event_id = gone.id
    having count(*) = count(placed.position)', name) into through_position, events;
  if events is null or through_position > (select coalesce(max(position), 0) from event_leaf) then
    raise exception 'events of % are not sealed', name;
  end if;
  execute format('drop table partition.%I', name);
  insert into event_removal values (to_char(first, 'YYYY-MM'), coalesce(through_position, 0), events, at);
  return next;
end $$;

revoke execute on function event_month_make, event_month_remove from public;
grant execute on function event_month_make, event_month_remove to budeng_worker;

${rules.map(policiesOf).join('\n')}
`
