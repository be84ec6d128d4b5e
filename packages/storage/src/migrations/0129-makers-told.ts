/** A message about a correction says who made it: the worker may read the names of people, and nothing else of them. */
export const sql = `
revoke select (path) on person from budeng_worker;
grant select (id, name, path) on person to budeng_worker;
`
