import { inScope, parentVisible, policiesOf, type TableRules } from './table-rules.ts'

const visible = (table: string) => parentVisible(table, 'terminal_id', 'terminal')

const rules: readonly TableRules[] = [
  {
    table: 'terminal_fault',
    where: visible('terminal_fault'),
    app: 'select',
    gateway: 'select, insert, update, delete',
    worker: 'select, insert, update, delete',
  },
  {
    table: 'terminal_trait',
    where: visible('terminal_trait'),
    app: 'select',
    gateway: 'select, insert, update',
    worker: 'select',
  },
  { table: 'health_sample', where: visible('health_sample'), app: 'select', gateway: 'insert', worker: 'select' },
  { table: 'health_hour', where: visible('health_hour'), app: 'select', worker: 'select, insert' },
  { table: 'health_day', where: visible('health_day'), app: 'select', worker: 'select, insert' },
  {
    table: 'response_code',
    where: inScope,
    app: 'select, insert, update, delete',
    gateway: 'select',
    worker: 'select',
  },
  { table: 'work_position', worker: 'select, insert, update' },
]

/** How many partitions each ring of history has: those kept, the present one, and one that is empty for the next. */
const RINGS = { health_sample: 4, health_hour: 9, health_day: 12 } as const

/**
 * Health of terminals. History stands in rings: a row's slot is its period modulo the ring's size, and what is past its
 * time goes with its whole partition, which is emptied and comes round again. No partition is ever made or dropped.
 */
export const sql = `
-- faults that stand; what was is in the events
create table terminal_fault (
  terminal_id text collate "C" not null references terminal (id), code text collate "C" not null,
  since timestamptz not null, severity text, detail text, reported_at timestamptz, derived_at timestamptz,
  primary key (terminal_id, code),
  check (reported_at is not null or derived_at is not null)
);
create index terminal_fault_since on terminal_fault (since);
insert into terminal_fault (terminal_id, code, since, reported_at)
  select id, code, changed_at, changed_at from terminal, unnest(faults) as code on conflict do nothing;

create table terminal_trait (
  terminal_id text collate "C" primary key references terminal (id),
  acquirer_id text collate "C" not null, operator text collate "C", cell text collate "C", app text collate "C"
);
create index terminal_trait_operator on terminal_trait (acquirer_id, operator) where operator is not null;
create index terminal_trait_cell on terminal_trait (acquirer_id, cell) where cell is not null;
create index terminal_trait_app on terminal_trait (acquirer_id, app) where app is not null;

create table health_sample (
  slot int not null, terminal_id text collate "C" not null, at timestamptz not null, points bytea not null,
  primary key (slot, terminal_id, at)
) partition by list (slot);
create table health_hour (
  slot int not null, terminal_id text collate "C" not null, at timestamptz not null, points bytea not null,
  primary key (slot, terminal_id, at)
) partition by list (slot);
create table health_day (
  slot int not null, terminal_id text collate "C" not null, at timestamptz not null, points bytea not null,
  primary key (slot, terminal_id, at)
) partition by list (slot);
-- who told something new lately, whoever it is
create index health_sample_at on health_sample using brin (at) with (pages_per_range = 8);

do $$
declare
  ring record;
begin
  for ring in select * from (values ${Object.entries(RINGS)
    .map(([name, slots]) => `('${name}', ${slots})`)
    .join(', ')}) as rings (name, slots) loop
    for slot in 0 .. ring.slots - 1 loop
      execute format('create table partition.%s_%s partition of public.%I for values in (%s)', ring.name, slot, ring.name, slot);
      execute format('alter table partition.%s_%s enable row level security', ring.name, slot);
      execute format('alter table partition.%s_%s force row level security', ring.name, slot);
      execute format('create policy owner on partition.%s_%s to budeng_owner using (true) with check (true)', ring.name, slot);
    end loop;
  end loop;
end $$;

-- Empties the partition that comes next; never one that is in use, which only the caller's clock can tell.
create function health_ring_empty(ring text, slot int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if ring not in (${Object.keys(RINGS)
    .map((name) => `'${name}'`)
    .join(', ')}) then raise exception 'no such ring: %', ring; end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('truncate partition.%I', ring || '_' || slot);
end $$;
revoke execute on function health_ring_empty from public;
grant execute on function health_ring_empty to budeng_worker;

create table response_code (
  acquirer_id text collate "C" not null references node (id), code text collate "C" not null, path ltree not null,
  route text not null, fault text, changed_at timestamptz not null,
  primary key (acquirer_id, code)
);
-- how far each work of the worker has come
create table work_position (name text collate "C" primary key, position text collate "C" not null);

${rules.map(policiesOf).join('\n')}
-- faults by sight and by the host's answers
grant select, update (faults, fault_mark, changed_at, version) on terminal to budeng_worker;
`
