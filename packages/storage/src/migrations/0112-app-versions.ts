/**
 * Number and agent stand beside what a terminal has in common with others, as they do beside its labels: a list of those that
 * run one version is walked in the order of numbers.
 */
export const sql = `
alter table terminal_trait add column agent_id text collate "C", add column tid text collate "C";
update terminal_trait trait set agent_id = t.agent_id, tid = t.tid from terminal t where t.id = trait.terminal_id;
alter table terminal_trait alter column tid set not null;
drop index terminal_trait_app;
create index terminal_trait_app on terminal_trait (acquirer_id, app, tid) where app is not null;
create index terminal_trait_agent_app on terminal_trait (agent_id, app, tid) where app is not null and agent_id is not null;
grant update (agent_id, app) on terminal_trait to budeng_app;
grant update (agent_id) on terminal_trait to budeng_worker;
`
