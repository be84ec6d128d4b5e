/**
 * Organisations are entered, imported and moved. A code is unique under one parent: what stands elsewhere, in another
 * acquirer's tree above all, is nobody's business. Run as `budeng_owner`.
 */
export const sql = `
alter table node add column opening_hours jsonb;
create unique index node_code on node (parent_id, code) where parent_id is not null;
`
