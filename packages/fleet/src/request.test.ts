import { HOUR, MINUTE, PLATFORM, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { Command } from './command.ts'
import type { CommandEvent } from './command-events.ts'
import { evolveCommand } from './evolve.ts'
import { backupFor, type CommandRequest, decideRequest } from './request.ts'
import { OPS, request, requested, sent, signed, situation, T0 } from './testing.ts'

const AGENT = {
  ...OPS,
  personId: 'usr_li',
  humanId: 'usr_li',
  isService: false,
  permits: new Set(['command:RELOGIN', 'command:MESSAGE_SHOW']),
  terminalsMax: 50,
  presenceRequired: true,
  granted: [],
  standsFor: [],
}

function accepted(changed: Partial<CommandRequest>) {
  const decision = decideRequest(request(changed))
  if (!decision.ok) throw new Error(decision.refusal.code)
  return decision
}

function refusal(changed: Partial<CommandRequest>) {
  const decision = decideRequest(request(changed))
  return decision.ok ? null : decision.refusal
}

describe('accepted', () => {
  test('one terminal, fresh backup: queued, due at once', () => {
    const { command, events, backup, supersedes } = accepted({ reason: '  signed out  ' })
    expect(command).toMatchObject({
      state: 'QUEUED',
      version: 1,
      tier: 'R1',
      reason: 'signed out',
      requestedBy: 'usr_ops',
      notAfter: T0 + 15 * MINUTE,
      dueAt: T0,
    })
    expect(events).toHaveLength(1)
    expect({ backup, supersedes }).toEqual({ backup: null, supersedes: [] })
  })
  test('the command is what its events make of it', () => {
    const { command, events } = accepted({ terminal: situation({ backupAt: null }) })
    const folded = events.reduce<Command | null>((state, event) => evolveCommand(state, event), null)
    expect(folded).toEqual(command)
  })
  test('an old backup: one goes first, linked both ways, with the same life', () => {
    const { command, backup } = accepted({ terminal: situation({ backupAt: T0 - 10 * MINUTE }), notAfterMs: HOUR })
    expect(command).toMatchObject({ state: 'QUEUED', waitsFor: 'cmd_backup', why: { code: 'WAITS_FOR_BACKUP' } })
    expect(backup?.command).toMatchObject({
      id: 'cmd_backup',
      type: 'BACKUP',
      tier: 'R0',
      causedBy: 'cmd_1',
      requestedBy: null,
      notAfter: T0 + HOUR,
      state: 'QUEUED',
    })
    expect(backup).toEqual(backupFor(command, 'cmd_backup', T0))
  })
  test('a backup that is on its way is waited for', () => {
    const open = [requested('BACKUP', { id: 'cmd_b' })]
    const { command, backup } = accepted({ terminal: situation({ backupAt: null }), open })
    expect({ waitsFor: command.waitsFor, backup }).toEqual({ waitsFor: 'cmd_b', backup: null })
  })
  test('for many: one tier up above the raise, and a second person', () => {
    expect(accepted({ terminalsInAction: 200 }).command).toMatchObject({ tier: 'R1', state: 'QUEUED' })
    expect(accepted({ terminalsInAction: 201 }).command).toMatchObject({ tier: 'R2', state: 'PENDING_APPROVAL' })
    expect(accepted({ type: 'LOCK', params: {} }).command).toMatchObject({ tier: 'R2', state: 'QUEUED' })
    expect(accepted({ type: 'LOCK', params: {}, terminalsInAction: 2 }).command.state).toBe('PENDING_APPROVAL')
    expect(accepted({ type: 'LOCK', params: {}, terminalsInAction: 201 }).command).toMatchObject({
      tier: 'R3',
      state: 'PENDING_APPROVAL',
    })
  })
  test('what waits for a second person asks for no backup yet', () => {
    const { backup, command } = accepted({ terminalsInAction: 201, terminal: situation({ backupAt: null }) })
    expect({ backup, waitsFor: command.waitsFor }).toEqual({ backup: null, waitsFor: null })
  })
  test('an action that was approved as a whole: queued, and the approval is on record', () => {
    const { command, events } = accepted({ terminalsInAction: 201, approvedBy: 'usr_chen' })
    expect(command.state).toBe('QUEUED')
    expect(events.map((event) => event.type)).toEqual(['CommandRequested', 'CommandApproved'])
  })
  test('the platform asks in nobody’s name and needs neither right nor reason', () => {
    expect(accepted({ type: 'STATUS_GET', params: {}, authority: PLATFORM, reason: '' }).command.requestedBy).toBeNull()
  })
  test('what only reads needs no reason', () => {
    expect(refusal({ type: 'STATUS_GET', params: {}, reason: '' })).toBeNull()
  })
})

describe('superseded', () => {
  const fold = (command: Command, ...events: readonly CommandEvent[]) => events.reduce<Command>(evolveCommand, command)
  const ids = (changed: Partial<CommandRequest>) => accepted(changed).supersedes.map(({ id }) => id)

  test('same type, still queued; what is sent stays', () => {
    const open = [
      requested('RELOGIN', { id: 'cmd_a' }),
      fold(requested('RELOGIN', { id: 'cmd_b' }), signed, sent),
      requested('REBOOT', { id: 'cmd_c' }),
      fold(requested('RELOGIN', { id: 'cmd_d' }), signed),
    ]
    expect(ids({ open })).toEqual(['cmd_a'])
    expect(accepted({ open }).supersedes).toEqual([
      { id: 'cmd_a', input: { kind: 'supersede', at: T0, byCommandId: 'cmd_1' } },
    ])
  })
  test('contradicting type: the newest wins', () => {
    expect(ids({ type: 'LOCK', params: {}, open: [requested('UNLOCK', { id: 'cmd_a' })] })).toEqual(['cmd_a'])
  })
  test('a backup for which somebody waits is not taken away', () => {
    const backup = requested('BACKUP', { id: 'cmd_b' })
    const waiting = fold(requested('REBOOT', { id: 'cmd_a' }), {
      type: 'CommandBackupRequired',
      at: T0,
      backupId: 'cmd_b',
    })
    expect(ids({ type: 'BACKUP', params: {}, open: [backup, waiting] })).toEqual([])
    expect(ids({ type: 'BACKUP', params: {}, open: [backup] })).toEqual(['cmd_b'])
  })
})

describe('refused', () => {
  test.each<[string, Partial<CommandRequest>, object]>([
    [
      'no permission',
      { authority: AGENT, type: 'REBOOT', params: {} },
      { code: 'NOT_PERMITTED', params: { permission: 'command:REBOOT' } },
    ],
    [
      'too many',
      { authority: AGENT, terminalsInAction: 51 },
      { code: 'TOO_MANY_TERMINALS', params: { asked: 51, max: 50 } },
    ],
    [
      'not active',
      { terminal: situation({ state: 'SUSPENDED' }) },
      { code: 'TERMINAL_NOT_ACTIVE', params: { state: 'SUSPENDED' } },
    ],
    ['no device', { terminal: situation({ deviceId: null }) }, { code: 'NO_DEVICE' }],
    [
      'not supported',
      { terminal: situation({ supports: ['STATUS_GET'] }) },
      { code: 'NOT_SUPPORTED', params: { type: 'RELOGIN' } },
    ],
    ['sign-on locked', { terminal: situation({ signOn: 'LOCKED' }) }, { code: 'SIGN_ON_LOCKED' }],
    ['no reason', { reason: ' ' }, { code: 'REASON_MISSING', path: ['reason'] }],
    ['long reason', { reason: 'x'.repeat(301) }, { code: 'REASON_TOO_LONG', path: ['reason'] }],
    ['bad level', { params: { level: 'X' } }, { code: 'BAD_PARAMS', path: ['params', 'level'] }],
    [
      'cashier in bulk',
      { params: { level: 'BOTH' }, terminalsInAction: 2 },
      { code: 'OPERATOR_LEVEL_IN_BULK', path: ['params', 'level'] },
    ],
    ['presence in bulk', { type: 'PRESENCE_SHOW', params: {}, terminalsInAction: 2 }, { code: 'PRESENCE_IN_BULK' }],
    [
      'life too short',
      { notAfterMs: 29 * SECOND },
      { code: 'NOT_AFTER_OUT_OF_RANGE', params: { askedMs: 29_000, minMs: 30_000 }, path: ['notAfter'] },
    ],
    ['life too long', { notAfterMs: 169 * HOUR }, { code: 'NOT_AFTER_OUT_OF_RANGE' }],
    ['life of no number', { notAfterMs: Number.NaN }, { code: 'NOT_AFTER_OUT_OF_RANGE' }],
    ['presence missing', { authority: AGENT, presence: 'MISSING' }, { code: 'PRESENCE_REQUIRED' }],
    [
      'presence waved through by the caller',
      { authority: AGENT, presence: 'NOT_NEEDED' },
      { code: 'PRESENCE_REQUIRED' },
    ],
    [
      'own text by an agent',
      { authority: AGENT, type: 'MESSAGE_SHOW', params: { text: 'hello' } },
      { code: 'TEXT_NOT_PERMITTED', path: ['params', 'text'] },
    ],
    ['approved by oneself', { terminalsInAction: 201, approvedBy: 'usr_ops' }, { code: 'OWN_REQUEST' }],
  ])('%s', (_, changed, expected) => {
    expect(refusal(changed)).toMatchObject(expected)
  })
  test('presence: proven is enough, and many terminals are not asked', () => {
    expect(refusal({ authority: AGENT, presence: 'PROVEN' })).toBeNull()
    expect(refusal({ authority: AGENT, terminalsInAction: 2 })).toBeNull()
  })
  test('a template by an agent is fine', () => {
    expect(refusal({ authority: AGENT, type: 'MESSAGE_SHOW', params: { template: 'CHECK_PAPER' } })).toBeNull()
  })
})
