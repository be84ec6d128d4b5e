/**
 * Terminals that are out of use, or were never enrolled, stand in no list of who is offline: so the indexes of those lists
 * lead past them, however many there come to be.
 */
export const sql = `
drop index terminal_presence;
drop index terminal_agent_presence;
create index terminal_presence on terminal (acquirer_id, presence, sign_on, tid, id) where state in ('ACTIVE', 'SUSPENDED');
create index terminal_agent_presence on terminal (agent_id, presence, sign_on, tid, id) where state in ('ACTIVE', 'SUSPENDED');
drop index terminal_presence_since;
drop index terminal_agent_presence_since;
create index terminal_presence_since on terminal (acquirer_id, (state in ('ACTIVE', 'SUSPENDED')), presence, presence_since, id);
create index terminal_agent_presence_since on terminal (agent_id, (state in ('ACTIVE', 'SUSPENDED')), presence, presence_since, id);
`
