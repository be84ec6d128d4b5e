import { AGENT_TERMINALS_MAX, STAFF_TERMINALS_MAX, TECHNICIAN_TERMINALS_MAX } from './limits.ts'
import { type Permission, PERMISSIONS } from './permissions.ts'
import type { Role } from './role-names.ts'

/** What a role may do, within its node's subtree. The one table: nothing else grants anything. */
export interface RoleRule {
  readonly permits: readonly Permission[]
  /** Most terminals that one action may touch. */
  readonly terminalsMax: number
}

const READING = PERMISSIONS.filter((permission) => permission.endsWith(':read'))
const MONEY_READING = ['transaction:read', 'correction:read', 'ledger:read'] as const
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
  'command:JOURNAL_SYNC',
  'command:LOGS_UPLOAD',
  'command:PARAMETERS_PULL',
  'command:cancel',
  'workorder:write',
  'care:record',
] as const

/** Who people are, what they may do, what two must agree on, and what ends without agreement. */
const ADMINS_ONLY: readonly Permission[] = [
  'key:read',
  'key:write',
  'grant:write',
  'organisation:write',
  'person:write',
  'policy:write',
  'change:approve',
  'breakglass:use',
  'batch:close',
  'rule:change',
]
/** Who writes and who agrees are two people with two roles; an administrator has both, and is never both of one correction. */
const CORRECTING: readonly Permission[] = ['correction:make', 'correction:approve']

const RULES: Readonly<Record<Role, RoleRule>> = {
  ADMIN: { permits: PERMISSIONS, terminalsMax: STAFF_TERMINALS_MAX },
  OPERATIONS: {
    permits: PERMISSIONS.filter((permission) => ![...ADMINS_ONLY, ...CORRECTING].includes(permission)),
    terminalsMax: STAFF_TERMINALS_MAX,
  },
  // an agent is the one whom an impostor would pretend to be
  AGENT: {
    permits: [
      ...FLEET_READING,
      ...RECOVERING,
      'alert:handle',
      'alert:mute',
      'dispatch:stop',
      'terminal:label',
      'view:share',
      'action:bulk',
      'grant:read',
      'transaction:read',
      'correction:read',
    ],
    terminalsMax: AGENT_TERMINALS_MAX,
  },
  TECHNICIAN: {
    permits: [...FLEET_READING, ...RECOVERING, 'alert:handle', 'grant:read'],
    terminalsMax: TECHNICIAN_TERMINALS_MAX,
  },
  CORRECTION_MAKER: {
    permits: [...FLEET_READING, ...MONEY_READING, 'correction:make', 'ledger:write'],
    terminalsMax: 0,
  },
  CORRECTION_CHECKER: {
    permits: [...FLEET_READING, ...MONEY_READING, 'batch:close', 'correction:approve'],
    terminalsMax: 0,
  },
  AUDITOR: { permits: READING, terminalsMax: 0 },
  VIEWER: { permits: [...FLEET_READING, 'transaction:read', 'correction:read'], terminalsMax: 0 },
}

export function roleRule(role: Role): RoleRule {
  return RULES[role]
}
