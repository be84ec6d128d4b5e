/** How many times longer than usual a terminal was told to wait between heartbeats, at its last welcome. [domain §16] */
export const sql = `
alter table connection add column slowed int not null default 1;
`
