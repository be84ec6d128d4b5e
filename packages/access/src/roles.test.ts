import { describe, expect, test } from 'vitest'
import { authorityOf, authorityUnder, permissionRefusal } from './authority.ts'
import { type Permission, PERMISSIONS } from './permissions.ts'
import { defaultPolicies } from './policy.ts'
import { ROLES, type Role } from './role-names.ts'
import { roleRule } from './roles.ts'

const holding = (permission: Permission) => ROLES.filter((role) => roleRule(role).permits.includes(permission))
const authority = (role: Role, disabledAt: number | null = null) =>
  authorityOf({ id: 'usr_1', humanId: 'usr_h', role, path: 'org_a', disabledAt }, [])

describe('the table of roles', () => {
  test.each<[Permission, readonly Role[]]>([
    ['command:LOCK', ['ADMIN', 'OPERATIONS']],
    ['command:UNLOCK', ['ADMIN', 'OPERATIONS']],
    ['command:RELOGIN', ['ADMIN', 'OPERATIONS', 'AGENT', 'TECHNICIAN']],
    ['terminal:label', ['ADMIN', 'OPERATIONS', 'AGENT']],
    ['care:plan', ['ADMIN', 'OPERATIONS']],
    ['care:record', ['ADMIN', 'OPERATIONS', 'AGENT', 'TECHNICIAN']],
    ['view:share', ['ADMIN', 'OPERATIONS', 'AGENT']],
    ['command:cancel', ['ADMIN', 'OPERATIONS', 'AGENT', 'TECHNICIAN']],
    ['alert:handle', ['ADMIN', 'OPERATIONS', 'AGENT', 'TECHNICIAN']],
    ['alert:mute', ['ADMIN', 'OPERATIONS', 'AGENT']],
    ['alert:rule', ['ADMIN', 'OPERATIONS']],
    ['message:text', ['ADMIN', 'OPERATIONS']],
    ['action:bulk', ['ADMIN', 'OPERATIONS', 'AGENT']],
    ['action:approve', ['ADMIN', 'OPERATIONS']],
    ['device:revoke', ['ADMIN', 'OPERATIONS']],
    ['person:write', ['ADMIN']],
    ['policy:write', ['ADMIN']],
    ['key:write', ['ADMIN']],
    ['key:read', ['ADMIN', 'AUDITOR']],
    ['policy:read', ['ADMIN', 'OPERATIONS', 'AUDITOR']],
    ['change:approve', ['ADMIN']],
    ['breakglass:use', ['ADMIN']],
    ['breakglass:review', ['ADMIN', 'OPERATIONS']],
    ['tariff:write', ['ADMIN', 'OPERATIONS']],
    ['batch:close', ['ADMIN', 'CORRECTION_CHECKER']],
    ['correction:make', ['ADMIN', 'CORRECTION_MAKER']],
    ['correction:approve', ['ADMIN', 'CORRECTION_CHECKER']],
    ['rule:change', ['ADMIN']],
    ['ledger:write', ['ADMIN', 'OPERATIONS', 'CORRECTION_MAKER']],
    ['file:import', ['ADMIN', 'OPERATIONS']],
    ['file:read', ['ADMIN', 'OPERATIONS', 'AUDITOR']],
    ['person:read', ['ADMIN', 'OPERATIONS', 'AUDITOR']],
    ['terminal:read', ROLES],
  ])('%s: %j', (permission, roles) => {
    expect(holding(permission)).toEqual(roles)
  })
  test('an auditor reads everything and changes nothing', () => {
    expect(roleRule('AUDITOR').permits).toEqual(PERMISSIONS.filter((permission) => permission.endsWith(':read')))
  })
  test('who may command touches at least one terminal, and nobody else touches any', () => {
    for (const role of ROLES) {
      const { permits, terminalsMax } = roleRule(role)
      expect(terminalsMax > 0).toBe(permits.includes('command:STATUS_GET'))
    }
  })
  test('the cap of an agent is smaller than that of the staff, and a technician works on one terminal', () => {
    expect(roleRule('AGENT').terminalsMax).toBe(50)
    expect(roleRule('TECHNICIAN').terminalsMax).toBe(1)
    expect(roleRule('TECHNICIAN').permits).not.toContain('action:bulk')
  })
  test('presence is asked of agents', () => {
    expect(ROLES.filter((role) => authority(role).presenceRequired)).toEqual(['AGENT'])
  })
  test('nobody holds a right that has no name', () => {
    for (const role of ROLES) for (const permission of roleRule(role).permits) expect(PERMISSIONS).toContain(permission)
  })
})

describe('authority', () => {
  test('is the role, in the words of the kernel', () => {
    const { permits, ...rest } = authority('AGENT')
    expect(rest).toEqual({
      personId: 'usr_1',
      humanId: 'usr_h',
      isService: false,
      terminalsMax: 50,
      presenceRequired: true,
      granted: [],
      standsFor: [],
    })
    expect(permits.has('command:RELOGIN')).toBe(true)
  })
  test('somebody who is disabled may do nothing', () => {
    for (const role of ROLES) expect(authority(role, 1)).toMatchObject({ permits: new Set(), terminalsMax: 0 })
  })
  test('presence follows the policy of the place', () => {
    const policies = defaultPolicies(200)
    const free = { ...policies, PRESENCE: { ...policies.PRESENCE, requiredFor: [] } }
    expect(authorityUnder(authority('AGENT'), 'AGENT', free).presenceRequired).toBe(false)
    expect(authorityUnder(authority('ADMIN'), 'ADMIN', policies).presenceRequired).toBe(false)
    expect(authorityUnder(authority('AGENT'), 'AGENT', policies)).toEqual(authority('AGENT'))
  })
  test('a missing permission is named', () => {
    expect(permissionRefusal(authority('VIEWER'), 'terminal:read')).toBeNull()
    expect(permissionRefusal(authority('VIEWER'), 'action:approve')).toEqual({
      code: 'NOT_PERMITTED',
      params: { permission: 'action:approve' },
    })
  })
})
