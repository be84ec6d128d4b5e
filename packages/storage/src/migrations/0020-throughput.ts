import { parentVisible } from './table-rules.ts'

/** Tables that were as visible as their parent by EXISTS: a database of before learns the new words. */
const HANGING = [
  ['device_link_secret', 'device_id', 'device'],
  ['device_presence_secret', 'device_id', 'device'],
  ['connection', 'terminal_id', 'terminal'],
  ['heartbeat', 'terminal_id', 'terminal'],
  ['dispatch', 'command_id', 'command'],
  ['selection_terminal', 'selection_id', 'selection'],
  ['presence_lock', 'terminal_id', 'terminal'],
  ['event_order', 'event_id', 'event'],
] as const

const policies = HANGING.map(([child, column, parent]) => {
  const rows = parentVisible(child, column, parent)
  return `alter policy app on ${child} using (${rows}) with check (${rows});`
})

/**
 * What a report costs. A change of `faults` moved a terminal's row in all eleven of its indexes, because one of them
 * asked for it; now one asks for a mark that is set with the first fault and taken away long after the last, so a fault
 * that comes and goes changes the row in its place.
 */
export const sql = `
alter table terminal add column fault_mark boolean not null default false; -- true: has a fault, or had one lately
update terminal set fault_mark = true where faults <> '{}';
alter table terminal add constraint terminal_fault_marked check (fault_mark or faults = '{}');
drop index terminal_faulty;
create index terminal_fault_mark on terminal (acquirer_id, tid) where fault_mark;

-- A terminal's own events are found by its terminal_id.
drop index event_subject;
create index event_subject on event (subject, ordinal) where subject is distinct from terminal_id;
${policies.join('\n')}
`
