import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actionsFor } from './actions.ts'
import { COMMAND_TYPES, REQUESTABLE_TYPES } from './command.ts'
import { commandType } from './command-types/index.ts'
import { evolveCommand } from './evolve.ts'
import { actionHash, classify, type PlannedAction, previewOf, willCreate } from './preview.ts'
import { decideRequest } from './request.ts'
import { OPS, request, requested, sent, signed, situation, T0 } from './testing.ts'

const action: PlannedAction = { at: T0, type: 'RELOGIN', authority: OPS, terminalsInAction: 3, bulkRaise: 200 }
const perhapsSent = evolveCommand(requested('RELOGIN', { id: 'cmd_9' }), signed)
const inFlight = evolveCommand(perhapsSent, sent)

describe('each terminal falls into one class', () => {
  test.each([
    ['idle', {}, [], { kind: 'RUN_NOW', code: '' }],
    ['offline', { connected: false }, [], { kind: 'QUEUED_OFFLINE', code: '' }],
    [
      'offline in a sale, as last heard',
      { connected: false, inTransaction: true },
      [],
      { kind: 'QUEUED_OFFLINE', code: '' },
    ],
    ['in a sale', { inTransaction: true }, [], { kind: 'DEFERRED', code: 'IN_TRANSACTION' }],
    ['not registered at the host', { hostResponseCode: '97' }, [], { kind: 'NOT_HELPFUL', code: '97' }],
    ['merchant unknown at the host', { hostResponseCode: '03' }, [], { kind: 'NOT_HELPFUL', code: '03' }],
    ['batch out of step: that is what it is for', { hostResponseCode: '77' }, [], { kind: 'RUN_NOW', code: '' }],
    ['one is on its way', {}, [inFlight], { kind: 'CONFLICTING', code: 'RELOGIN' }],
    ['one is signed and perhaps sent', {}, [perhapsSent], { kind: 'CONFLICTING', code: 'RELOGIN' }],
    ['one is queued: it will be superseded', {}, [requested()], { kind: 'RUN_NOW', code: '' }],
    [
      'retired, and much else',
      { state: 'RETIRED', connected: false, hostResponseCode: '97' },
      [inFlight],
      { kind: 'NOT_ALLOWED', code: 'TERMINAL_NOT_ACTIVE' },
    ],
  ] as const)('%s', (_, changed, open, expected) => {
    expect(classify(action, { terminal: situation(changed), open })).toMatchObject(expected)
  })
  test.each(['SOFTWARE_UPDATE', 'KEYS_RENEW', 'APP_CLEAR'] as const)('%s waits for an open batch', (type) => {
    const found = (changed: Parameters<typeof situation>[0]) =>
      classify({ ...action, type }, { terminal: situation(changed), open: [] })
    expect(found({ unsettledBatch: true })).toEqual({ kind: 'DEFERRED', code: 'UNSETTLED_BATCH' })
    // in the order in which the terminal says it [P-9.7]
    expect(found({ unsettledBatch: true, busy: true }).code).toBe('BUSY')
    expect(found({ unsettledBatch: true, connected: false }).kind).toBe('QUEUED_OFFLINE')
    expect(found({}).kind).toBe('RUN_NOW')
  })
  test.each(['RELOGIN', 'REBOOT', 'PARAMETERS_PULL', 'NETWORK_RESET'] as const)('%s does not', (type) => {
    const found = classify({ ...action, type }, { terminal: situation({ unsettledBatch: true }), open: [] })
    expect(found.kind).toBe('RUN_NOW')
  })
  test('97 says nothing about a restart', () => {
    expect(
      classify({ ...action, type: 'REBOOT' }, { terminal: situation({ hostResponseCode: '97' }), open: [] }).kind,
    ).toBe('RUN_NOW')
  })
  test("outside the window is told by the store's own clock", () => {
    const always = { ...action, window: { from: '00:00', to: '23:59' } }
    expect(classify(always, { terminal: situation({}), open: [], zone: 'Asia/Shanghai' }).kind).toBe('RUN_NOW')
    const never = { ...action, at: Date.parse('2026-11-28T04:00:00Z'), window: { from: '02:00', to: '05:00' } }
    expect(classify(never, { terminal: situation({}), open: [], zone: 'Asia/Shanghai' }).kind).toBe('OUTSIDE_WINDOW')
    expect(classify(never, { terminal: situation({}), open: [], zone: 'UTC' }).kind).toBe('RUN_NOW')
  })
})

const situations = fc.record({
  state: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'RETIRED' as const),
  connected: fc.boolean(),
  inTransaction: fc.boolean(),
  unsettledBatch: fc.boolean(),
  deviceId: fc.constantFrom('dev_1', 'dev_1', null),
  signOn: fc.constantFrom('SIGNED_ON' as const, 'LOCKED' as const),
  supports: fc.constantFrom(null, ['RELOGIN'], []),
  hostResponseCode: fc.constantFrom(null, '77', '97'),
  backupAt: fc.constantFrom(null, T0),
})
const authorities = fc.record({
  permits: fc.constantFrom(OPS.permits, new Set(['command:RELOGIN'])),
  terminalsMax: fc.constantFrom(1, 1_000),
  presenceRequired: fc.boolean(),
  granted: fc.constant([]),
  standsFor: fc.constant([]),
})

describe('preview, buttons and requests come from one rule', () => {
  test('the lines add up, and what will be created is what requests accept', () => {
    fc.assert(
      fc.property(
        fc.array(situations, { maxLength: 30 }),
        fc.constantFrom(...COMMAND_TYPES),
        authorities,
        (many, type, changed) => {
          const authority = { ...OPS, ...changed }
          const planned = { ...action, type, authority, terminalsInAction: Math.max(2, many.length) }
          if (type === 'PRESENCE_SHOW') return
          const terminals = many.map((one, index) => ({
            terminal: situation({ ...one, terminalId: `trm_${index}` }),
            open: [],
          }))
          const preview = previewOf(planned, terminals)
          expect(preview.total).toBe(many.length)
          expect(preview.lines.reduce((sum, { count }) => sum + count, 0)).toBe(many.length)
          for (const { terminal } of terminals) {
            const decision = decideRequest(
              request({
                terminal,
                type,
                authority,
                params: commandType(type).paramsDefault,
                terminalsInAction: planned.terminalsInAction,
              }),
            )
            const found = classify(planned, { terminal, open: [] })
            if (found.kind === 'NOT_ALLOWED')
              expect(decision).toMatchObject({ ok: false, refusal: { code: found.code } })
            if (willCreate(found)) expect(decision.ok).toBe(true)
          }
        },
      ),
    )
  })
  test('a button is enabled exactly when the request is accepted', () => {
    fc.assert(
      fc.property(situations, authorities, (one, changed) => {
        const authority = { ...OPS, ...changed }
        const terminal = situation(one)
        for (const offer of actionsFor(authority, terminal, 200)) {
          const { type, presence, reasons } = offer
          const decision = decideRequest(
            request({
              terminal,
              type,
              authority,
              params: commandType(type).paramsDefault,
              presence: presence ? 'PROVEN' : 'NOT_NEEDED',
            }),
          )
          expect(decision.ok).toBe(offer.allowed)
          if (!decision.ok) expect(reasons).toContainEqual(decision.refusal)
        }
      }),
    )
  })
})

test('buttons: everything that may be asked for by name, with presence and second person', () => {
  const offers = actionsFor({ ...OPS, presenceRequired: true }, situation(), 200)
  expect(offers.map(({ type }) => type)).toEqual(REQUESTABLE_TYPES)
  expect(offers.filter(({ presence }) => presence).map(({ type }) => type)).toEqual(['RELOGIN'])
  const destructive = COMMAND_TYPES.filter((type) => commandType(type).tier === 'R3')
  expect(offers.filter(({ secondPerson }) => secondPerson).map(({ type }) => type)).toEqual(destructive)
})

test('the estimate grows with the number, and nothing to run takes no time', () => {
  const many = (count: number, changed = {}) =>
    Array.from({ length: count }, () => ({ terminal: situation(changed), open: [] }))
  const estimate = (count: number, changed = {}) => previewOf(action, many(count, changed)).estimateMs
  expect(estimate(3, { connected: false })).toBe(0)
  expect(estimate(2_000)).toBeGreaterThan(estimate(20))
  expect(estimate(20, { backupAt: null })).toBeGreaterThan(estimate(20))
})

test('an approval is bound to type, parameters, reason, life and terminals, in whatever order', () => {
  const base = {
    type: 'RELOGIN' as const,
    params: { level: 'TERMINAL' },
    reason: 'r',
    notAfterMs: 1,
    terminalIds: ['a', 'b'],
  }
  expect(actionHash({ ...base, terminalIds: ['b', 'a'] })).toBe(actionHash(base))
  const others = [
    { type: 'REBOOT' as const },
    { params: {} },
    { reason: 's' },
    { notAfterMs: 2 },
    { terminalIds: ['a'] },
    { terminalIds: ['a', 'c'] },
    { parameters: { set: { apn: 'x' }, remove: [] } },
    { parameters: { set: {}, remove: ['apn'] } },
  ]
  expect(new Set([base, ...others.map((changed) => ({ ...base, ...changed }))].map(actionHash)).size).toBe(
    others.length + 1,
  )
})
