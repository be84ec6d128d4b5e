/**
 * The commands of an action on many are made in chunks, each in a transaction of its own. While `selection_id` is set there
 * are terminals whose turn has not come: those behind `made_through`, in the order of ids.
 */
export const sql = `
alter table bulk
  add column selection_id text collate "C",
  add column made_through text collate "C",
  add column made_count int not null default 0,
  add column bulk_raise int not null default 200,
  add column unfinished boolean not null default false;
update bulk set made_count = command_count;
create index bulk_unfinished on bulk (requested_at, id) where unfinished;
create index bulk_selection on bulk (selection_id) where selection_id is not null;
grant select on selection_terminal to budeng_worker;
create policy worker on selection_terminal for select to budeng_worker using (true);
`
