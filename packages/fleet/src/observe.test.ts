import { SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { Command, CommandType } from './command.ts'
import { evolveCommand } from './evolve.ts'
import { HOST_POLL_MS } from './limits.ts'
import { evidenceFor, type Observation } from './observe.ts'
import { requested, sent, signed, T0, TICKET } from './testing.ts'
import { nextLook, waitsForJournal } from './timers.ts'

const published = (type: CommandType = 'RELOGIN', params?: object): Command =>
  [signed, sent].reduce<Command>(evolveCommand, requested(type, params ? { params: { ...params } } : {}))
const kinds = (command: Command, observation: Observation) =>
  evidenceFor(command, observation).map(({ kind, witness }) => `${kind} ${witness}`)
const signOn: Observation = {
  kind: 'platformSignOn',
  at: T0 + 1,
  ticketHash: TICKET,
  conn: 7,
  batch: '000727',
  kcv: 'A1B2C3',
}

describe('a re-login', () => {
  test.each<[string, Observation, string[]]>([
    ['a sign-on with its ticket', signOn, ['PLATFORM_SIGN_ON PLATFORM']],
    ['a sign-on with another ticket', { ...signOn, ticketHash: 'b2'.repeat(32) }, []],
    ['a sign-on without a ticket', { ...signOn, ticketHash: null }, []],
    ['the host’s word', { kind: 'hostSignOn', at: T0 + 1, batch: '000727', kcv: 'A1B2C3' }, ['HOST_SIGN_ON HOST']],
    ['the host’s echo', { kind: 'hostEcho', at: T0 + 1 }, ['HOST_ECHO HOST']],
    ['a heartbeat SIGNED_ON', { kind: 'heartbeat', at: T0 + 1, signOn: 'SIGNED_ON' }, ['HEARTBEAT_SIGNED_ON TERMINAL']],
    ['a heartbeat SIGNED_OFF', { kind: 'heartbeat', at: T0 + 1, signOn: 'SIGNED_OFF' }, []],
    ['a restart is not what it asks for', { kind: 'hello', at: T0 + 1, boot: 4, conn: 8 }, []],
  ])('%s', (_, observation, expected) => {
    expect(kinds(published(), observation)).toEqual(expected)
  })
  test('a command without a ticket takes no sign-on, not even one without a ticket', () => {
    expect(kinds({ ...published(), ticketHash: null }, { ...signOn, ticketHash: null })).toEqual([])
  })
  test('of a cashier: only the sign-on counts', () => {
    const command = published('RELOGIN', { level: 'OPERATOR' })
    expect(kinds(command, signOn)).toEqual(['PLATFORM_SIGN_ON PLATFORM'])
    expect(kinds(command, { kind: 'hostEcho', at: T0 + 1 })).toEqual([])
  })
})

describe('time', () => {
  test('what was before the publish proves nothing', () => {
    expect(kinds(published(), { ...signOn, at: T0 - 1 })).toEqual([])
    expect(kinds(requested(), signOn)).toEqual([])
  })
  test('the host’s clock may be five seconds behind', () => {
    expect(kinds(published(), { kind: 'hostEcho', at: T0 - 5 * SECOND })).toHaveLength(1)
    expect(kinds(published(), { kind: 'hostEcho', at: T0 - 5 * SECOND - 1 })).toEqual([])
  })
})

test('a publish that a killed gateway never noted: the terminal was at the host before the second one', () => {
  const late = { ...sent, at: T0 + 20 * SECOND } as const
  const command = [signed, late].reduce<Command>(evolveCommand, requested())
  const atHost: Observation = { kind: 'hostSignOn', at: T0 + SECOND, batch: '000727', kcv: 'A1B2C3' }
  expect(kinds(command, atHost)).toEqual(['HOST_SIGN_ON HOST'])
  expect(kinds(command, { ...atHost, at: T0 - 5 * SECOND - 1 })).toEqual([])
  expect(kinds(command, { ...signOn, at: T0 + SECOND })).toEqual(['PLATFORM_SIGN_ON PLATFORM'])
  expect(kinds(command, { kind: 'heartbeat', at: T0 + SECOND, signOn: 'SIGNED_ON' })).toEqual([])
  const unnoted = evolveCommand(requested(), signed)
  expect(kinds(unnoted, signOn)).toEqual(['PLATFORM_SIGN_ON PLATFORM'])
  expect(kinds(unnoted, { kind: 'heartbeat', at: T0 + SECOND, signOn: 'SIGNED_ON' })).toEqual([])
})

describe('a restart', () => {
  test.each<[string, Observation, string[]]>([
    [
      'counter and connection',
      { kind: 'hello', at: T0 + 1, boot: 4, conn: 8 },
      ['BOOT_ROSE TERMINAL', 'CONNECTION_RENEWED PLATFORM'],
    ],
    ['a new connection alone', { kind: 'hello', at: T0 + 1, boot: 3, conn: 8 }, ['CONNECTION_RENEWED PLATFORM']],
    ['the same connection', { kind: 'hello', at: T0 + 1, boot: 3, conn: 7 }, []],
    ['a boot report', { kind: 'boot', at: T0 + 1, boot: 4 }, ['BOOT_ROSE TERMINAL']],
  ])('%s', (_, observation, expected) => {
    expect(kinds(published('REBOOT'), observation)).toEqual(expected)
  })
  test('who knows no counter from before sees none rise', () => {
    expect(
      kinds(
        { ...published('REBOOT'), bootBefore: null, connBefore: null },
        { kind: 'hello', at: T0 + 1, boot: 4, conn: 8 },
      ),
    ).toEqual([])
  })
})

test('backups and digits prove their own command only', () => {
  const backup: Observation = { kind: 'backupMatched', at: T0 + 1, commandId: 'cmd_1', sha256: 'ab', chunks: 2 }
  expect(evidenceFor(published('BACKUP'), backup)).toEqual([
    { kind: 'BACKUP_MATCHED', witness: 'PLATFORM', at: T0 + 1, facts: { sha256: 'ab', chunks: 2 } },
  ])
  expect(kinds(published('BACKUP'), { ...backup, commandId: 'cmd_2' })).toEqual([])
  expect(kinds(published('PRESENCE_SHOW'), { kind: 'digitsRight', at: T0 + 1, commandId: 'cmd_1' })).toEqual([
    'DIGITS_RIGHT PLATFORM',
  ])
  expect(kinds(published('PRESENCE_SHOW'), { kind: 'digitsRight', at: T0 + 1, commandId: 'cmd_2' })).toEqual([])
})

describe('what the journal itself shows', () => {
  const answered = (type: CommandType, data: Record<string, unknown>): Command =>
    evolveCommand(published(type), {
      type: 'CommandVerifying',
      at: T0 + 2,
      result: { status: 'SUCCEEDED', code: '', data, at: T0 + 2 },
    })
  const held = (epoch: number, throughSeq: number): Observation => ({
    kind: 'journalHeld',
    at: T0 + 3,
    epoch,
    throughSeq,
  })
  const closing = (batch: string, throughSeq: number): Observation => ({
    kind: 'batchClosing',
    at: T0 + 3,
    epoch: 1,
    batch,
    throughSeq,
  })

  test('a synchronisation is done when everything through the record that the answer names is here', () => {
    const command = answered('JOURNAL_SYNC', { epoch: 1, lastSeq: 5 })
    expect(waitsForJournal(command)).toBe(true)
    expect(nextLook(command, T0 + 2)).toBe(T0 + 2 + HOST_POLL_MS)
    expect(kinds(command, held(1, 5))).toEqual(['JOURNAL_COMPLETE PLATFORM'])
    expect(kinds(command, held(1, 4))).toEqual([])
    expect(kinds(command, held(2, 5))).toEqual([])
    // without an answer nothing is named
    expect(kinds(published('JOURNAL_SYNC'), held(1, 5))).toEqual([])
    expect(waitsForJournal(published('JOURNAL_SYNC'))).toBe(false)
  })

  test('a settlement is done when the closing that the answer names is here', () => {
    const command = answered('SETTLE', { epoch: 1, batch: '000727', throughSeq: 9 })
    expect(kinds(command, closing('000727', 9))).toEqual(['BATCH_CLOSED PLATFORM'])
    for (const other of [closing('000727', 8), closing('000726', 9), held(1, 9)])
      expect(kinds(command, other)).toEqual([])
  })
})
