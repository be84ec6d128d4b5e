/** A terminal's device is found after its keys were revoked, as while it is assigned. */
export const sql = `
create index device_blocked on device (terminal_id) where state = 'BLOCKED';
`
