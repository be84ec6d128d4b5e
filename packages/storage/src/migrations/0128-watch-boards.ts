/** A board of one watch window ends with it, and reads its place only. [domain §15] */
export const sql = `
alter table session add column watch_id text collate "C" references watch_window (id);
alter table session add check (watch_id is null or kind = 'BOARD');
create index session_watch on session (watch_id, created_at) where watch_id is not null;
`
