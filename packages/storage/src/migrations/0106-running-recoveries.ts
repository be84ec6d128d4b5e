/** What runs is found among all that ever ran: few rows, whatever the history. */
export const sql = `
create index recovery_running_acquirer on recovery (acquirer_id, started_at, id) where step is not null;
create index recovery_running_agent on recovery (agent_id, started_at, id) where step is not null and agent_id is not null;
create index recovery_running_merchant on recovery (merchant_id, started_at, id) where step is not null;
create index recovery_running_store on recovery (store_id, started_at, id) where step is not null;
`
