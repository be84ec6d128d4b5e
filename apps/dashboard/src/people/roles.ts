import type { Role } from '../api/generated/graphql.ts'

/** What a person can be, the widest first. */
export const ROLES = [
  'ADMIN',
  'OPERATIONS',
  'AGENT',
  'TECHNICIAN',
  'CORRECTION_MAKER',
  'CORRECTION_CHECKER',
  'AUDITOR',
  'VIEWER',
] as const satisfies readonly Role[]
