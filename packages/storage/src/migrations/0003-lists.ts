/**
 * Indexes that the lists walk: each order and each filter that may be asked for at scale has one, for the acquirer and
 * for its agents. A merchant's or a store's terminals are few, so their lists sort.
 */
export const sql = `
drop index terminal_presence_since;
create index terminal_presence_since on terminal (acquirer_id, presence, presence_since, id);
create index terminal_agent_presence_since on terminal (agent_id, presence, presence_since, id);
create index terminal_mid on terminal (acquirer_id, mid, tid);
create index terminal_faulty on terminal (acquirer_id, tid) where faults <> '{}';
create index command_acquirer_open on command (acquirer_id, requested_at desc, id) where finished_at is null;
create index command_agent_open on command (agent_id, requested_at desc, id) where finished_at is null and agent_id is not null;
create index event_acquirer on event (acquirer_id, ordinal) where acquirer_id is not null;
create index event_agent on event (agent_id, ordinal) where agent_id is not null;
`
