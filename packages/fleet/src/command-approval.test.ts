import type { Authority } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { commandApprovalRefusal, commandHash } from './command-approval.ts'
import { decideCommand } from './decide.ts'
import { evolveCommand } from './evolve.ts'
import { APPROVAL_LAPSE_MS } from './limits.ts'
import { bulkSizeRefusal, needsApproval } from './permission.ts'
import { decideRequest } from './request.ts'
import { OPS, request, T0 } from './testing.ts'

const PROGRAM: Authority = { ...OPS, personId: 'usr_program', humanId: null, isService: true }
const CHECKER = { ...OPS, personId: 'usr_chen', humanId: 'chen', permits: new Set(['action:approve']) }

function asked(authority: Authority = PROGRAM) {
  const decision = decideRequest(request({ type: 'LOCK', params: {}, authority, reason: 'lost' }))
  if (!decision.ok) throw new Error(decision.refusal.code)
  return decision.command
}

describe('a command that waits for a person', () => {
  test('whatever is more than reversible waits when a program asks, and not when a person does', () => {
    expect(asked()).toMatchObject({ state: 'PENDING_APPROVAL', needsApproval: true, approvedBy: null })
    expect(asked(OPS)).toMatchObject({ state: 'QUEUED', needsApproval: false })
    expect(needsApproval(PROGRAM, 'RELOGIN', 1, 200)).toBe(false)
    expect(needsApproval(PROGRAM, 'RELOGIN', 201, 200)).toBe(true)
  })
  test.each([
    [undefined, CHECKER, ['program']],
    ['NOT_PERMITTED', { ...CHECKER, permits: new Set<string>() }, ['program']],
    ['NOT_PERMITTED', { ...CHECKER, isService: true }, ['program']],
    ['OWN_REQUEST', { ...CHECKER, personId: 'usr_program' }, []],
    ['OWN_REQUEST', CHECKER, ['chen']],
  ])('%s', (code, authority, humans) => {
    expect(commandApprovalRefusal(asked(), authority, T0, humans)?.refusal.code).toBe(code)
  })
  test('lapses, is decided once, and goes with its action when it belongs to one', () => {
    expect(commandApprovalRefusal(asked(), CHECKER, T0 + APPROVAL_LAPSE_MS, [])?.refusal.code).toBe('APPROVAL_LAPSED')
    expect(commandApprovalRefusal(asked(OPS), CHECKER, T0, [])?.refusal.code).toBe('NOT_PENDING')
    expect(commandApprovalRefusal({ ...asked(), bulkId: 'blk_1' }, CHECKER, T0, [])?.refusal.code).toBe('PART_OF_BULK')
  })
  test('keeps who released it, for the one who signs', () => {
    const command = asked()
    const decision = decideCommand(command, { kind: 'approve', at: T0, by: 'usr_chen' })
    if (!decision.ok) throw new Error('refused')
    expect(decision.events.reduce(evolveCommand, command)).toMatchObject({
      state: 'QUEUED',
      approvedBy: 'usr_chen',
      breakGlassId: null,
    })
    const own = { kind: 'approve', at: T0, by: 'usr_program' } as const
    expect(decideCommand(command, own)).toMatchObject({ ok: false, refusal: { code: 'OWN_REQUEST' } })
    const forced = decideCommand(command, { ...own, breakGlassId: 'brk_1' })
    if (!forced.ok) throw new Error('refused')
    expect(forced.events.reduce(evolveCommand, command)).toMatchObject({
      approvedBy: 'usr_program',
      breakGlassId: 'brk_1',
    })
  })
  test('its hash covers what is ordered, for which terminal and why', () => {
    const command = asked()
    for (const other of [
      { type: 'UNLOCK' },
      { params: { x: 1 } },
      { reason: 'x' },
      { terminalId: 't' },
      { notAfter: 1 },
    ] as const)
      expect(commandHash({ ...command, ...other })).not.toBe(commandHash(command))
    expect(commandHash({ ...command, version: 9, state: 'QUEUED' })).toBe(commandHash(command))
  })
})

describe('whoever must prove presence does not call one terminal many', () => {
  const agent = { ...OPS, presenceRequired: true }
  test.each([
    ['one command of two terminals', { authority: agent, type: 'RELOGIN', terminalsInAction: 2 }, 1, 2, true],
    ['two of two', { authority: agent, type: 'RELOGIN', terminalsInAction: 2 }, 2, 2, false],
    ['nine, where ten are many', { authority: agent, type: 'RELOGIN', terminalsInAction: 9 }, 9, 10, true],
    [
      'one terminal: presence itself is asked',
      { authority: agent, type: 'RELOGIN', terminalsInAction: 1 },
      1,
      10,
      false,
    ],
    ['a type that asks for none', { authority: agent, type: 'STATUS_GET', terminalsInAction: 2 }, 1, 10, false],
    ['the staff', { authority: OPS, type: 'RELOGIN', terminalsInAction: 2 }, 1, 10, false],
  ] as const)('%s', (_name, action, commands, bulkFrom, refused) => {
    expect(bulkSizeRefusal(action, commands, bulkFrom)?.code).toBe(refused ? 'BULK_TOO_SMALL' : undefined)
  })
})
