import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FaultRecord } from '../health/fault-book.ts'
import { FAULT_RULES } from '../health/fault-rules.ts'
import { FAULT_CODES, type FaultCode } from '../health/fault-table.ts'
import { HOST_FAULTS } from '../health/response-codes.ts'
import { situation, T0 } from '../testing.ts'
import type { TerminalSituation } from '../terminal.ts'
import { CAUSE_CODES, CAUSE_OF_FAULT, type CauseCode, CAUSES } from './causes.ts'
import { diagnose } from './diagnose.ts'
import { LIKELIHOODS, type Neighbours, type Symptoms } from './symptoms.ts'

const fault = (code: string, source: 'REPORTED' | 'DERIVED' = 'DERIVED', since = T0 - 10 * MINUTE): FaultRecord => ({
  ...{ code, since, severity: null, detail: null },
  reportedAt: source === 'REPORTED' ? since : null,
  derivedAt: source === 'DERIVED' ? since : null,
})

function symptoms(changed: Partial<TerminalSituation> = {}, rest: Partial<Symptoms> = {}): Symptoms {
  return {
    ...{ at: T0, situation: situation({ signOn: 'SIGNED_ON', ...changed }), presence: 'ONLINE' },
    ...{ presenceSince: T0 - HOUR, faults: [], contradictions: [], neighbours: [], incident: null },
    ...{ tried: [], ordered: [] },
    ...rest,
  }
}
const told = (changed: Partial<TerminalSituation>, rest: Partial<Symptoms> = {}) =>
  diagnose(symptoms(changed, rest)).causes.map(({ code, likelihood }) => `${code} ${likelihood}`)
const neighbours = (changed: Partial<Neighbours>): Neighbours => ({
  ...{ kind: 'HOST', others: 100, offline: 0, faults: {}, ...changed },
})

/** What the host must have said for its faults to stand, and what else a fault brings with it. */
const WITH: Readonly<Partial<Record<FaultCode, Partial<TerminalSituation>>>> = {
  AUTH_SIGNON_FAILED: { signOn: 'SIGNED_OFF', hostResponseCode: '22' },
  AUTH_BATCH_MISMATCH: { signOn: 'SIGNED_OFF', hostResponseCode: '77' },
  AUTH_MAC_ERROR: { signOn: 'SIGNED_OFF', hostResponseCode: 'A0', hostRoute: 'RELOGIN' },
  AUTH_TERMINAL_UNREGISTERED: { signOn: 'SIGNED_OFF', hostResponseCode: '97' },
  AUTH_MERCHANT_INVALID: { signOn: 'SIGNED_OFF', hostResponseCode: '03' },
  NET_HOST_ILL: { signOn: 'SIGNED_OFF', hostResponseCode: '96' },
  AUTH_LOGGED_OUT: { signOn: 'EXPIRED' },
  AUTH_OPERATOR_LOCKED: { signOn: 'LOCKED' },
}

describe('each fault of the table, alone', () => {
  test.each(FAULT_CODES)('%s: its cause is the first, and no cause is certain that it does not speak for', (code) => {
    const { causes } = diagnose(symptoms(WITH[code], { faults: [fault(code)] }))
    expect(causes[0]?.code).toBe(CAUSE_OF_FAULT[code])
    expect(causes[0]?.likelihood).toBe(code === 'NET_HOST_ILL' ? 'LIKELY' : 'STRONG')
    expect(causes[0]?.evidence.length).toBeGreaterThan(0)
    expect(causes[0]?.playbook).toBe(CAUSES[CAUSE_OF_FAULT[code]].playbook)
    expect(causes.slice(1).filter(({ likelihood }) => likelihood === 'STRONG')).toEqual([])
  })
  const seenByUs = FAULT_RULES.map(({ code }) => code).filter((code) => !HOST_FAULTS.has(code))
  test.each(seenByUs)('%s by the terminal’s word alone is likely: we would have seen it', (code) => {
    const { causes } = diagnose(symptoms({}, { faults: [fault(code, 'REPORTED')] }))
    expect([causes[0]?.code, causes[0]?.likelihood]).toEqual([CAUSE_OF_FAULT[code], 'LIKELY'])
  })
  test.each(FAULT_CODES)('%s of a terminal that is gone is what was last known', (code) => {
    const { causes } = diagnose(symptoms(WITH[code], { presence: 'OFFLINE', faults: [fault(code)] }))
    const doubtless: readonly CauseCode[] = ['SIGN_ON_LOCKED', 'NOT_REGISTERED', 'SIGN_ON_LOST']
    const strong = causes.filter((one) => one.likelihood === 'STRONG' && !doubtless.includes(one.code))
    expect(strong).toEqual([])
    expect(causes.map((one) => one.code)).toContain('UNREACHABLE')
  })
})

const DENIED = { code: 'FAULT_YET_PART_OK', fault: 'HW_PRINTER_JAM' } as const
const STORE_DOWN = neighbours({ kind: 'STORE', others: 4, offline: 3 })

describe('mixtures', () => {
  test.each<[string, Partial<TerminalSituation>, Partial<Symptoms>, readonly string[]]>([
    ['healthy', {}, {}, []],
    ['not in use', { state: 'SUSPENDED', signOn: 'EXPIRED' }, {}, []],
    ['no device', { deviceId: null, signOn: 'EXPIRED' }, {}, []],
    ['signed out a moment ago: nobody has seen it last', { signOn: 'SIGNED_OFF' }, {}, ['SIGN_ON_LOST LIKELY']],
    ['signed out, the host says why', { signOn: 'SIGNED_OFF', hostResponseCode: '77' }, {}, ['SIGN_ON_LOST STRONG']],
    ['signed on, and the host is said to have refused', { hostResponseCode: '77' }, {}, ['SIGN_ON_LOST LIKELY']],
    [
      'a code that nobody has explained',
      { signOn: 'SIGNED_OFF', hostResponseCode: '5X' },
      { faults: [fault('AUTH_SIGNON_FAILED'), fault('AUTH_LOGGED_OUT')] },
      ['SIGN_ON_LOST POSSIBLE', 'UNKNOWN UNKNOWN'],
    ],
    [
      'a code that this acquirer has explained',
      { signOn: 'SIGNED_OFF', hostResponseCode: '5X', hostRoute: 'RELOGIN' },
      {},
      ['SIGN_ON_LOST STRONG'],
    ],
    ['a fault that only its terminal knows', {}, { faults: [fault('HW_COFFEE', 'REPORTED')] }, ['UNKNOWN UNKNOWN']],
    [
      'tampered: keys and sign-on are gone with it',
      { signOn: 'SIGNED_OFF' },
      { faults: [fault('SEC_TAMPER'), fault('SEC_KEYS_MISSING'), fault('AUTH_LOGGED_OUT')] },
      ['TAMPERED STRONG', 'KEYS POSSIBLE', 'SIGN_ON_LOST POSSIBLE'],
    ],
    [
      'tampered by one word, whole by another: told, not made light of, not certain',
      {},
      { faults: [fault('SEC_TAMPER')], contradictions: [{ code: 'TAMPERED_YET_PED_OK', fault: null }] },
      ['TAMPERED LIKELY'],
    ],
    [
      'a jam by report, paper by heartbeat',
      {},
      { faults: [fault('HW_PRINTER_JAM', 'REPORTED')], contradictions: [DENIED] },
      ['PAPER POSSIBLE'],
    ],
    [
      'no SIM: what follows from it is no cause',
      { signOn: 'EXPIRED', reversalPending: true },
      {
        faults: ['NET_NO_SIM', 'NET_HOST_UNREACHABLE', 'AUTH_LOGGED_OUT', 'TXN_REVERSAL_STUCK'].map((code) =>
          fault(code),
        ),
      },
      ['SIM STRONG', 'HOST_UNREACHABLE POSSIBLE', 'SIGN_ON_LOST POSSIBLE', 'QUEUE_STUCK POSSIBLE'],
    ],
    [
      'two that have nothing to do with each other are both certain',
      { signOn: 'SIGNED_OFF', hostResponseCode: '77' },
      { faults: [fault('HW_PRINTER_JAM')] },
      ['SIGN_ON_LOST STRONG', 'PAPER STRONG'],
    ],
    [
      'full storage brings applications down',
      {},
      { faults: [fault('SYS_STORAGE_FULL'), fault('SYS_APP_CRASH')] },
      ['STORAGE STRONG', 'APPLICATION POSSIBLE'],
    ],
    [
      'a storm: everything broken at once is not everything broken',
      {},
      {
        faults: [
          'HW_DISPLAY',
          'HW_READER_ICC',
          'HW_PRINTER_FAIL',
          'HW_BATTERY',
          'SYS_STORAGE_FULL',
          'SYS_CLOCK_SKEW',
        ].map((code) => fault(code)),
      },
      ['STORAGE LIKELY', 'CLOCK LIKELY', 'BATTERY LIKELY', 'PRINTER LIKELY', 'READER LIKELY', 'SCREEN_OR_KEYS LIKELY'],
    ],
    [
      'our clock was set back: a moment to come has not stood a while',
      {},
      { faults: [fault('SYS_ANR', 'REPORTED', T0 + DAY)] },
      ['APPLICATION LIKELY'],
    ],
    ['the terminal’s clock is wrong', {}, { faults: [fault('SYS_CLOCK_SKEW')] }, ['CLOCK STRONG']],
    ['connection and heartbeat disagree', {}, { presence: 'DEGRADED' }, ['UNREACHABLE POSSIBLE']],
    [
      'gone with an empty battery',
      {},
      { presence: 'OFFLINE', faults: [fault('HW_BATTERY')] },
      ['BATTERY LIKELY', 'UNREACHABLE POSSIBLE'],
    ],
    [
      'gone like the others of its store',
      {},
      { presence: 'OFFLINE', neighbours: [STORE_DOWN] },
      ['OUTAGE LIKELY', 'UNREACHABLE POSSIBLE'],
    ],
    [
      'one of an incident',
      { signOn: 'EXPIRED' },
      { incident: { kind: 'OPERATOR', hit: 40, population: 60 }, faults: [fault('AUTH_LOGGED_OUT')] },
      ['OUTAGE STRONG', 'SIGN_ON_LOST POSSIBLE'],
    ],
    [
      'in an incident, with a jam of its own',
      {},
      { incident: { kind: 'HOST', hit: 40, population: 60 }, faults: [fault('HW_PRINTER_JAM')] },
      ['PAPER STRONG'],
    ],
    [
      'the host is ill for everybody',
      { signOn: 'SIGNED_OFF', hostResponseCode: '91' },
      { neighbours: [neighbours({ faults: { NET_HOST_ILL: 60 } })], faults: [fault('NET_HOST_ILL')] },
      ['HOST_ILL STRONG', 'OUTAGE LIKELY', 'SIGN_ON_LOST POSSIBLE'],
    ],
    [
      'what has come back twice is not solved by coming a third time',
      { signOn: 'SIGNED_OFF', hostResponseCode: '77' },
      {
        tried: [
          { playbook: 'AUTH', end: 'RECOVERED' },
          { playbook: 'AUTH', end: 'RECOVERED' },
        ],
      },
      ['SIGN_ON_LOST LIKELY'],
    ],
  ])('%s', (_name, changed, rest, expected) => {
    expect(told(changed, rest)).toEqual(expected)
  })
})

test.each<[string, Partial<TerminalSituation>, Partial<Symptoms>, string | null]>([
  ['healthy', {}, {}, null],
  ['it may', { signOn: 'SIGNED_OFF', hostResponseCode: '77' }, {}, null],
  ['not registered', { signOn: 'SIGNED_OFF', hostResponseCode: '97' }, {}, 'HOST_DOES_NOT_KNOW_IT'],
  ['ill', { signOn: 'SIGNED_OFF', hostResponseCode: '68' }, {}, 'HOST_IS_ILL'],
  ['locked', { signOn: 'LOCKED' }, {}, 'SIGN_ON_IS_LOCKED'],
  ['gone', { signOn: 'SIGNED_OFF' }, { presence: 'OFFLINE' }, 'TERMINAL_NOT_REACHED'],
  ['outage', { signOn: 'EXPIRED' }, { incident: { kind: 'CELL', hit: 30, population: 40 } }, 'PART_OF_OUTAGE'],
  ['opened', { signOn: 'EXPIRED' }, { faults: [fault('SEC_TAMPER')] }, 'KEYS_ARE_GONE'],
  ['no SIM', { signOn: 'EXPIRED' }, { faults: [fault('NET_NO_SIM')] }, 'HOST_NOT_REACHED'],
  ['signed on', {}, { faults: [fault('HW_PRINTER_JAM')] }, 'IS_SIGNED_ON'],
  ['unknown code', { signOn: 'SIGNED_OFF', hostResponseCode: '5X' }, {}, 'CODE_NOT_KNOWN'],
  ['in vain', { signOn: 'SIGNED_OFF' }, { tried: [{ playbook: 'AUTH', end: 'ESCALATED' }] }, 'TRIED_IN_VAIN'],
])('why a re-login would not help: %s', (_name, changed, rest, expected) => {
  expect(diagnose(symptoms(changed, rest)).relogin?.code ?? null).toBe(expected)
})

test('what people were sent for is as certain as before, and says that their work order is open', () => {
  const lost = { signOn: 'SIGNED_OFF', hostResponseCode: '77' } as const
  const evidence = (ordered: Symptoms['ordered']) => diagnose(symptoms(lost, { ordered })).causes[0]
  expect(evidence(['AUTH'])).toMatchObject({
    ...{ code: 'SIGN_ON_LOST', likelihood: 'STRONG' },
    evidence: expect.arrayContaining([{ code: 'WORK_ORDER_OPEN', params: {} }]),
  })
  expect(JSON.stringify(evidence(['NET']))).not.toContain('WORK_ORDER_OPEN')
})

test('whatever stands at once: every answer has evidence and its place, and a consequence is never certain', () => {
  const some = fc.uniqueArray(fc.constantFrom(...FAULT_CODES, 'HW_COFFEE', 'X'), { maxLength: 12 })
  const signOn = fc.constantFrom('SIGNED_ON', 'SIGNED_OFF', 'EXPIRED', 'LOCKED', 'NEVER')
  const hostResponseCode = fc.constantFrom(null, '00', '77', '97', '96', '5X')
  fc.assert(
    fc.property(
      some,
      signOn,
      hostResponseCode,
      fc.constantFrom('ONLINE', 'DEGRADED', 'OFFLINE'),
      (codes, state, code, presence) => {
        const faults = codes.map((one, index) => fault(one, index % 2 === 0 ? 'DERIVED' : 'REPORTED'))
        const { causes } = diagnose(symptoms({ signOn: state, hostResponseCode: code }, { faults, presence }))
        expect(new Set(causes.map((one) => one.code)).size).toBe(causes.length)
        expect(causes.every(({ evidence }) => evidence.length > 0)).toBe(true)
        const ranks = causes.map((one) => LIKELIHOODS.indexOf(one.likelihood) * 100 + CAUSE_CODES.indexOf(one.code))
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
        for (const { code: after, likelihood } of causes)
          if (likelihood === 'STRONG')
            for (const before of causes)
              expect(before.likelihood === 'STRONG' && CAUSES[after].after.includes(before.code)).toBe(false)
      },
    ),
  )
})
