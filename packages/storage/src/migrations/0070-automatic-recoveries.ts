/** Recoveries that begin by themselves: the policy, and how many have. */
export const sql = `
alter table node_policy drop constraint node_policy_kind_check;
alter table node_policy add constraint node_policy_kind_check check (kind in ('PRESENCE', 'STEP_UP', 'BULK_RAISE', 'BREAK_GLASS', 'RECOVERY'));
-- what an organisation lets go by itself
create index recovery_automatic on recovery (acquirer_id, started_at) where started_by is null;
-- the worker goes by it
grant select on node_policy to budeng_worker;
`
