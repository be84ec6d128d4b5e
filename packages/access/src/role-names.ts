/** What a person is at one node of the tree. */
export const ROLES = [
  'ADMIN',
  'OPERATIONS',
  'AGENT',
  'TECHNICIAN',
  'CORRECTION_MAKER',
  'CORRECTION_CHECKER',
  'AUDITOR',
  'VIEWER',
] as const
export type Role = (typeof ROLES)[number]
