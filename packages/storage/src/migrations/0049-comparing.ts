/** What it cost to locate a difference: round trips, and bytes of questions and answers; and batches that nobody has closed. */
export const sql = `
alter table open_difference add column round_trips int, add column wire_bytes int;
create index batch_unsettled_acquirer on batch (acquirer_id, opened_at, id) where closed_at is null;
create index batch_unsettled_agent on batch (agent_id, opened_at, id) where closed_at is null and agent_id is not null;
create index batch_unsettled_merchant on batch (merchant_id, opened_at, id) where closed_at is null;
create index batch_unsettled_store on batch (store_id, opened_at, id) where closed_at is null;
`
