/**
 * What a terminal holds stands beside what is wished for it, so that drift is found by an index and not by reading every
 * heartbeat. `told`: that it drifts is known as a fault.
 */
export const sql = `
alter table terminal_parameters
  add column reported text collate "C",
  add column drift_since timestamptz,
  add column told boolean not null default false;
create index terminal_parameters_drifting on terminal_parameters (drift_since) where drift_since is not null and not told;
create index terminal_parameters_settled on terminal_parameters (terminal_id) where drift_since is null and told;
grant update (told) on terminal_parameters to budeng_worker;
grant select, update (reported, drift_since) on terminal_parameters to budeng_gateway;
create policy gateway on terminal_parameters to budeng_gateway using (true) with check (true);
`
