import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

const rules: readonly TableRules[] = [
  { table: 'recovery_tally', where: inScope, app: 'select, update (path)', worker: 'select, update (path)' },
]

/** Why a recovery was begun, what came of it in figures, and an acquirer's book of response codes read from below. */
export const sql = `
-- what the diagnosis said when it began; null: begun before it was kept
alter table recovery add column cause text, add column cause_likelihood text;
alter table recovery add check ((cause is null) = (cause_likelihood is null));
create index recovery_ended on recovery (terminal_id, ended_at) where ended_at is not null;

-- what worked: recoveries that ended, by organisation, cause and model
create table recovery_tally (
  node_id text collate "C" not null references node (id), path ltree not null,
  playbook text not null, cause text not null, model text not null,
  ended int not null, recovered int not null,
  primary key (node_id, playbook, cause, model),
  check (recovered between 0 and ended)
) with (fillfactor = 60);

-- counted by the database itself, once for each end, for every organisation above the terminal: whoever ends a recovery
-- cannot write what stands above them
create function recovery_count() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into recovery_tally (node_id, path, playbook, cause, model, ended, recovered)
    select node.id, node.path, new.playbook, new.cause, terminal.model, 1, (new.ended_as in ('RECOVERED', 'RECOVERED_WITH_WARNING'))::int
    from terminal join node on node.path @> new.path
    where terminal.id = new.terminal_id order by node.id
  on conflict (node_id, playbook, cause, model) do update
    set ended = recovery_tally.ended + 1, recovered = recovery_tally.recovered + excluded.recovered;
  return null;
end $$;
revoke execute on function recovery_count from public;
create trigger recovery_counted after update of ended_as on recovery
  for each row when (old.ended_as is null and new.ended_as is not null and new.cause is not null) execute function recovery_count();

${rules.map(policiesOf).join('\n')}
-- what an acquirer says of its host holds for everybody below it
create policy app_above on response_code for select to budeng_app using (${setting('path')}::ltree <@ path);
`
