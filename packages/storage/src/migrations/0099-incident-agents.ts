/** Agents that an outage has reached and that were told of their part of it; empty where it is one store's. */
export const sql = `
alter table incident add column agents text[] not null default '{}';
`
