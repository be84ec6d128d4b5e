import { AGENT_TERMINALS_MAX, STAFF_TERMINALS_MAX, TECHNICIAN_TERMINALS_MAX } from './limits.ts'
import { type Permission, PERMISSIONS } from './permissions.ts'
import type { Role } from './role-names.ts'

/** What a role may do, within its node's subtree. The one table: nothing else grants anything. */
export interface RoleRule {
  readonly permits: readonly Permission[]
  /** Most terminals that one action may touch. */
  readonly terminalsMax: number
  /** The merchant must be proven present before a re-login of one terminal. */
  readonly presenceRequired: boolean
}

const READING = PERMISSIONS.filter((permission) => permission.endsWith(':read'))
const FLEET_READING = ['organisation:read', 'terminal:read', 'command:read', 'event:read'] as const
/** Commands that only read, and those that can be undone by doing them again. */
const RECOVERING = [
  'command:STATUS_GET',
  'command:SELF_TEST',
  'command:BACKUP',
  'command:PRESENCE_SHOW',
  'command:MESSAGE_SHOW',
  'command:RELOGIN',
  'command:APP_RESTART',
  'command:REBOOT',
  'command:cancel',
] as const

const RULES: Readonly<Record<Role, RoleRule>> = {
  ADMIN: { permits: PERMISSIONS, terminalsMax: STAFF_TERMINALS_MAX, presenceRequired: false },
  OPERATIONS: {
    permits: PERMISSIONS.filter(
      (permission) =>
        permission !== 'person:write' && permission !== 'organisation:write' && permission !== 'grant:write',
    ),
    terminalsMax: STAFF_TERMINALS_MAX,
    presenceRequired: false,
  },
  // an agent is the one whom an impostor would pretend to be
  AGENT: {
    permits: [...FLEET_READING, ...RECOVERING, 'action:bulk', 'grant:read'],
    terminalsMax: AGENT_TERMINALS_MAX,
    presenceRequired: true,
  },
  TECHNICIAN: {
    permits: [...FLEET_READING, ...RECOVERING, 'grant:read'],
    terminalsMax: TECHNICIAN_TERMINALS_MAX,
    presenceRequired: false,
  },
  CORRECTION_MAKER: { permits: FLEET_READING, terminalsMax: 0, presenceRequired: false },
  CORRECTION_CHECKER: { permits: FLEET_READING, terminalsMax: 0, presenceRequired: false },
  AUDITOR: { permits: READING, terminalsMax: 0, presenceRequired: false },
  VIEWER: { permits: FLEET_READING, terminalsMax: 0, presenceRequired: false },
}

export function roleRule(role: Role): RoleRule {
  return RULES[role]
}
