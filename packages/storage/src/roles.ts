/** What a process may do in the database: each kind of process has a role of its own, and each role its policies. */
export const ROLES = ['owner', 'app', 'gateway', 'worker', 'feed'] as const
export type Role = (typeof ROLES)[number]

/** The role's name in the server. Roles belong to the whole server, tables to one database. */
export function roleName(role: Role): string {
  return `budeng_${role}`
}
