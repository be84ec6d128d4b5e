/** Addresses of people who never came are forgotten. */
export const sql = `
revoke select (path) on invitation from budeng_worker;
grant select (id, path, expires_at, accepted_at), delete on invitation to budeng_worker;
`
