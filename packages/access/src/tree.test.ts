import { describe, expect, test } from 'vitest'
import { authorityOf } from './authority.ts'
import type { NodeKind } from './organisation.ts'
import type { Role } from './role-names.ts'
import { factsRefusal, moveRefusal, type OrganisationFacts, terminalMoveRefusal } from './tree.ts'

const facts: OrganisationFacts = {
  code: 'm-001',
  name: '海底捞（徐汇店）',
  timeZone: 'Asia/Shanghai',
  phone: '+86 21 5555-0001',
  address: '徐汇区 1 号',
  contact: null,
  openingHours: [{ day: 'MO', from: '09:00', to: '22:00' }],
}
const mover = (role: Role = 'ADMIN', path = 'a') => ({
  path,
  authority: authorityOf({ id: 'usr_1', humanId: 'usr_1', role, path, disabledAt: null }, []),
})
const node = (kind: NodeKind, path: string) => ({ id: path.split('.').at(-1) ?? '', kind, path })

test.each([
  [null, {}],
  ['CODE_MALFORMED', { code: '' }],
  ['CODE_MALFORMED', { code: 'with space' }],
  ['CODE_MALFORMED', { code: 'x'.repeat(65) }],
  ['NAME_MALFORMED', { name: ' ' }],
  ['NAME_MALFORMED', { name: 'a\u0000b' }],
  ['TIME_ZONE_UNKNOWN', { timeZone: 'Mars/Base' }],
  ['PHONE_MALFORMED', { phone: 'call me' }],
  ['TEXT_MALFORMED', { address: 'x'.repeat(301) }],
  ['HOURS_MALFORMED', { openingHours: [{ day: 'MO' as const, from: '22:00', to: '06:00' }] }],
])('facts: %s', (code, changed) => {
  expect(factsRefusal({ ...facts, ...changed })?.code ?? null).toBe(code)
})

describe('moves', () => {
  const refusal = (changed: Partial<Parameters<typeof moveRefusal>[0]> = {}) =>
    moveRefusal({
      mover: mover(),
      node: node('MERCHANT', 'a.b.m'),
      parent: node('AGENT', 'a.c'),
      agentLevels: 0,
      ...changed,
    })?.code ?? null
  test('a merchant goes from one agent to another', () => {
    expect(refusal()).toBeNull()
    expect(refusal({ parent: node('ACQUIRER', 'a') })).toBeNull()
  })
  test.each([
    ['NOT_PERMITTED', { mover: mover('OPERATIONS') }],
    ['MOVE_OF_OWN', { mover: mover('ADMIN', 'a.b.m') }],
    ['MOVE_INTO_ITSELF', { node: node('AGENT', 'a.b'), parent: node('AGENT', 'a.b.c') }],
    ['MOVE_INTO_ITSELF', { node: node('AGENT', 'a.b'), parent: node('AGENT', 'a.b') }],
    ['MOVE_NOWHERE', { parent: node('AGENT', 'a.b') }],
    ['PARENT_KIND', { parent: node('STORE', 'a.c.m.s') }],
    ['PARENT_KIND', { node: node('STORE', 'a.b.m.s'), parent: node('AGENT', 'a.c') }],
    ['AGENTS_TOO_DEEP', { node: node('AGENT', 'a.x'), parent: node('AGENT', 'a.1.2.3.4.5.6'), agentLevels: 3 }],
  ])('%s', (code, changed) => {
    expect(refusal(changed)).toBe(code)
  })
  test('terminals stand at stores', () => {
    expect(terminalMoveRefusal(mover('OPERATIONS'), 's', node('STORE', 'a.m.t'))).toBeNull()
    expect(terminalMoveRefusal(mover('OPERATIONS'), 's', node('MERCHANT', 'a.m'))).toMatchObject({
      code: 'MOVE_TO_STORE',
    })
    expect(terminalMoveRefusal(mover('OPERATIONS'), 't', node('STORE', 'a.m.t'))).toMatchObject({
      code: 'MOVE_NOWHERE',
    })
    expect(terminalMoveRefusal(mover('AGENT'), 's', node('STORE', 'a.m.t'))).toMatchObject({ code: 'NOT_PERMITTED' })
  })
})
