/** Who has taken a recovery or a work order on. Rows that were open before it belong to nobody yet. */
export const sql = `
alter table recovery add column claimed_by text collate "C";
alter table work_order add column claimed_by text collate "C";
`
