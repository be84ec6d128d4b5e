import { MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { COMMAND_TYPES, type CommandType } from '../command.ts'
import { situation } from '../testing.ts'
import { commandType } from './index.ts'

const typesWith = (holds: (type: CommandType) => boolean) => COMMAND_TYPES.filter(holds)

describe('the table of types', () => {
  test('tiers', () => {
    expect(typesWith((type) => commandType(type).tier === 'R0')).toEqual([
      'STATUS_GET',
      'SELF_TEST',
      'BACKUP',
      'PRESENCE_SHOW',
    ])
    expect(typesWith((type) => commandType(type).tier === 'R1')).toEqual([
      'MESSAGE_SHOW',
      'RELOGIN',
      'APP_RESTART',
      'REBOOT',
      'JOURNAL_SYNC',
      'LOGS_UPLOAD',
      'PARAMETERS_PULL',
    ])
    expect(typesWith((type) => commandType(type).tier === 'R2')).toEqual([
      'LOCK',
      'UNLOCK',
      'SETTLE',
      'NETWORK_RESET',
      'REBOOT_FORCED',
      'SCREEN_CAPTURE',
      'SOFTWARE_UPDATE',
      'CORRECTION_APPLY',
    ])
    expect(typesWith((type) => commandType(type).tier === 'R3')).toEqual(['APP_CLEAR', 'KEYS_RENEW'])
  })
  test('the slot is for what changes the terminal; a lock waits for nothing', () => {
    expect(typesWith((type) => commandType(type).needsSlot)).toEqual([
      'RELOGIN',
      'APP_RESTART',
      'REBOOT',
      'UNLOCK',
      'SETTLE',
      'NETWORK_RESET',
      'REBOOT_FORCED',
      'APP_CLEAR',
      'KEYS_RENEW',
      'PARAMETERS_PULL',
      'SOFTWARE_UPDATE',
      'CORRECTION_APPLY',
    ])
    expect(
      commandType('LOCK').deferredBy(situation({ inTransaction: true, busy: true, reversalPending: true })),
    ).toBeNull()
  })
  test('backups come before what disturbs', () => {
    expect(typesWith((type) => commandType(type).needsBackup)).toEqual([
      'RELOGIN',
      'APP_RESTART',
      'REBOOT',
      'NETWORK_RESET',
      'REBOOT_FORCED',
      'APP_CLEAR',
      'KEYS_RENEW',
      'SOFTWARE_UPDATE',
    ])
  })
  test('restarts happen at most once', () => {
    expect(typesWith((type) => commandType(type).effect === 'at-most-once')).toEqual([
      'APP_RESTART',
      'REBOOT',
      'REBOOT_FORCED',
    ])
  })
  test('every rule is filed under its own type, and its default parameters are right', () => {
    for (const type of COMMAND_TYPES) {
      const rule = commandType(type)
      expect(rule.type).toBe(type)
      expect(rule.checkParams(rule.paramsDefault)).toEqual({ ok: true, params: rule.paramsDefault })
    }
  })
  test('contradictions are mutual', () => {
    for (const type of COMMAND_TYPES)
      for (const rival of commandType(type).conflictsWith) expect(commandType(rival).conflictsWith).toContain(type)
    expect(commandType('LOCK').conflictsWith).toEqual(['UNLOCK'])
  })
})

describe('parameters', () => {
  test.each<[CommandType, unknown, unknown]>([
    ['REBOOT', {}, {}],
    ['REBOOT', undefined, {}],
    ['NETWORK_RESET', {}, { revertAfterSec: 300 }],
    ['NETWORK_RESET', { revertAfterSec: 60 }, { revertAfterSec: 60 }],
    ['RELOGIN', { level: 'BOTH' }, { level: 'BOTH' }],
    ['MESSAGE_SHOW', { template: 'CHECK_PAPER' }, { template: 'CHECK_PAPER' }],
    ['MESSAGE_SHOW', { text: '  请换纸 Room 12-3 ' }, { text: '请换纸 Room 12-3' }],
  ])('%s takes %j', (type, params, stored) => {
    expect(commandType(type).checkParams(params)).toEqual({ ok: true, params: stored })
  })
  test.each<[CommandType, unknown, string, string[]]>([
    ['REBOOT', { force: true }, 'UNKNOWN', ['params', 'force']],
    ['NETWORK_RESET', { revertAfterSec: 59 }, 'OUT_OF_RANGE', ['params', 'revertAfterSec']],
    ['LOGS_UPLOAD', { sinceHours: 169 }, 'OUT_OF_RANGE', ['params', 'sinceHours']],
    ['NETWORK_RESET', { apn: 'x' }, 'UNKNOWN', ['params', 'apn']],
    ['REBOOT', 'now', 'NOT_AN_OBJECT', ['params']],
    ['RELOGIN', null, 'NOT_AN_OBJECT', ['params']],
    ['RELOGIN', [], 'NOT_AN_OBJECT', ['params']],
    ['RELOGIN', {}, 'UNKNOWN_LEVEL', ['params', 'level']],
    ['RELOGIN', { level: 'POS' }, 'UNKNOWN_LEVEL', ['params', 'level']],
    ['RELOGIN', { level: 'BOTH', ticket: 'x' }, 'UNKNOWN', ['params', 'ticket']],
    ['MESSAGE_SHOW', {}, 'TEMPLATE_OR_TEXT', ['params']],
    ['MESSAGE_SHOW', { template: 'CHECK_PAPER', text: 'x' }, 'TEMPLATE_OR_TEXT', ['params']],
    ['MESSAGE_SHOW', { template: 'constructor' }, 'UNKNOWN_TEMPLATE', ['params', 'template']],
    ['MESSAGE_SHOW', { text: 12 }, 'NOT_A_TEXT', ['params', 'text']],
    ['MESSAGE_SHOW', { text: 'code 1 2-3 4' }, 'FOUR_DIGITS', ['params', 'text']],
  ])('%s refuses %j', (type, params, problem, path) => {
    expect(commandType(type).checkParams(params)).toEqual({
      ok: false,
      refusal: { code: 'BAD_PARAMS', params: { problem }, path },
    })
  })
  test('what the terminal gets', () => {
    expect(commandType('MESSAGE_SHOW').wireParams({ template: 'CHECK_PAPER' })).toEqual({
      text: '请检查打印纸。 Please check the printer paper.',
    })
    expect(commandType('MESSAGE_SHOW').wireParams({ text: 'hello' })).toEqual({ text: 'hello' })
    expect(commandType('PRESENCE_SHOW').wireParams({})).toEqual({ showSec: 300 })
    expect(commandType('LOGS_UPLOAD').wireParams({ sinceHours: 24 })).toEqual({ sinceHours: 24, bytesMax: 16_777_216 })
    expect(commandType('RELOGIN').wireParams({ level: 'BOTH' })).toEqual({ level: 'BOTH' })
  })
})

describe('what puts a command off', () => {
  test.each([
    [{ inTransaction: true, busy: true }, 'IN_TRANSACTION'],
    [{ busy: true }, 'BUSY'],
    [{ reversalPending: true, signOn: 'SIGNED_ON' }, 'REVERSAL_PENDING'],
    [{ reversalPending: true, signOn: 'SIGNED_OFF' }, null],
    [{}, null],
  ] as const)('a re-login, at %j: %s', (changed, reason) => {
    expect(commandType('RELOGIN').deferredBy(situation(changed))).toBe(reason)
  })
  test('a self-test waits for a sale, not for a reversal', () => {
    expect(commandType('SELF_TEST').deferredBy(situation({ inTransaction: true }))).toBe('IN_TRANSACTION')
    expect(commandType('SELF_TEST').deferredBy(situation({ reversalPending: true, signOn: 'SIGNED_ON' }))).toBeNull()
  })
  test('a settlement waits for a sale, and tells a pending reversal itself', () => {
    const { deferredBy } = commandType('SETTLE')
    expect(deferredBy(situation({ inTransaction: true }))).toBe('IN_TRANSACTION')
    expect(deferredBy(situation({ busy: true }))).toBe('BUSY')
    expect(deferredBy(situation({ reversalPending: true, signOn: 'SIGNED_ON' }))).toBeNull()
  })
  test('screens wait for a sale', () => {
    for (const type of ['MESSAGE_SHOW', 'PRESENCE_SHOW'] as const) {
      expect(commandType(type).deferredBy(situation({ inTransaction: true }))).toBe('IN_TRANSACTION')
      expect(commandType(type).deferredBy(situation({ busy: true }))).toBeNull()
    }
  })
})

test('evidence and timers by level of re-login', () => {
  const { evidence, timers } = commandType('RELOGIN')
  expect(evidence({ level: 'OPERATOR' })).toEqual(['PLATFORM_SIGN_ON'])
  for (const level of ['TERMINAL', 'BOTH']) expect(evidence({ level })).toContain('HOST_SIGN_ON')
  expect(timers({ level: 'TERMINAL' }).verifyMs).toBe(3 * MINUTE)
  for (const level of ['OPERATOR', 'BOTH'])
    expect(timers({ level })).toMatchObject({ runningMs: 15 * MINUTE, verifyMs: 15 * MINUTE })
})
