/** What was seen of machines under one identity, and since when a device is held because two of it were alive. [domain §3] */
export const sql = `
alter table connection add column behind_at timestamptz, add column well_since boolean;
alter table device add column held_at timestamptz;
`
