import { MINUTE } from '@budeng/kernel'
import { seededRandom, specification } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import { OPS, situation, T0 } from '../testing.ts'
import { AUTOMATIC_RECOVERY_DEFAULT, automaticObjection, type AutomaticRecoveryPolicy } from './automatic.ts'
import { decideRecovery, decideRecoveryStart, playbookRefusal, playbookTier, type RecoveryRequest } from './decide.ts'
import { evolveRecovery } from './evolve.ts'
import { HUMAN_STEP_MS, JOURNAL_COMPARED_MS, PROBLEM_GONE_MS } from './limits.ts'
import {
  type PlaybookId,
  PLAYBOOK_IDS,
  PLAYBOOKS,
  RECOVERY_ENDS,
  type RecoveryEnd,
  type RecoveryReason,
} from './playbook.ts'
import type { Recovery, RecoveryEvent, RecoveryInput, RecoveryView } from './recovery.ts'
import { leavesWorkOrder, workOrderRefusal } from './work-order.ts'

const given = specification<Recovery, RecoveryInput, RecoveryEvent>(decideRecovery, evolveRecovery)
const well: RecoveryView = {
  situation: situation({ signOn: 'SIGNED_ON' }),
  ...{ presence: 'ONLINE', faults: [], inIncident: false, journal: 'EQUAL' },
}
const request = (changed: Partial<RecoveryRequest> = {}): RecoveryRequest => ({
  ...{ id: 'rec_1', at: T0, playbook: 'AUTH', by: 'usr_li', view: well, root: 'aa', running: null, recent: 0 },
  ...changed,
})
function begun(playbook: PlaybookId, by: string | null = 'usr_li'): Recovery {
  const decision = decideRecoveryStart(request({ playbook, by }))
  if (!decision.ok) throw new Error(decision.refusal.code)
  return decision.events.reduce<Recovery | null>(evolveRecovery, null) as Recovery
}
/** At a step, whose command is `cmd_1`. */
const at = (recovery: Recovery, step: string): Recovery =>
  evolveRecovery(recovery, { type: 'RecoveryStepBegan', at: T0, step, commandId: 'cmd_1' })
const tick = (changed: Partial<RecoveryView> = {}, after = 0): RecoveryInput => ({
  ...{ kind: 'tick', at: T0 + after, root: 'bb' },
  view: { ...well, ...changed },
})
const command = (
  state: 'SUCCEEDED' | 'FAILED' | 'UNKNOWN' | 'RUNNING' | 'EXPIRED',
  commandId = 'cmd_1',
): RecoveryInput => ({
  ...{ kind: 'command', at: T0, commandId, state },
})

describe('a recovery begins', () => {
  test('with the first step of its playbook, and remembers the root of the journal', () => {
    expect(begun('AUTH')).toMatchObject({ step: 'incident', roots: { before: 'aa', after: null }, end: null })
  })
  test.each([
    ['not while somebody pays', { view: { ...well, situation: situation({ inTransaction: true }) } }, 'IN_TRANSACTION'],
    ['not twice at once', { running: 'rec_0' }, 'RECOVERY_RUNNING'],
    ['not a fourth time in a day', { recent: 3 }, 'RECOVERIES_SPENT'],
    ['not of a tampered terminal', { view: { ...well, faults: ['SEC_TAMPER'] } }, 'TAMPERED'],
    ['not without a device', { view: { ...well, situation: situation({ deviceId: null }) } }, 'NO_DEVICE'],
    [
      'not of a retired terminal',
      { view: { ...well, situation: situation({ state: 'RETIRED' }) } },
      'TERMINAL_NOT_ACTIVE',
    ],
    ['not by itself during an incident', { by: null, view: { ...well, inIncident: true } }, 'PART_OF_INCIDENT'],
  ] as const)('%s', (_name, changed, code) => {
    expect(decideRecoveryStart(request(changed))).toMatchObject({ ok: false, refusal: { code } })
  })
  test('of a tampered terminal by locking it only', () => {
    const tampered = { ...well, faults: ['SEC_TAMPER'] }
    expect(decideRecoveryStart(request({ playbook: 'SEC', view: tampered })).ok).toBe(true)
    expect(
      given(at(begun('SEC'), 'lock'))
        .when(command('SUCCEEDED'))
        .state(),
    ).toMatchObject({
      ...{ end: 'ESCALATED', reason: 'TAMPERED' },
    })
  })
})

test('a playbook is started by whoever may ask for all that it asks for, and confirms the worst of it', () => {
  const agent = { ...OPS, permits: new Set(['command:STATUS_GET', 'command:BACKUP', 'command:RELOGIN']) }
  expect(playbookRefusal('AUTH', agent)).toBeNull()
  expect(playbookRefusal('SYS', agent)).toMatchObject({ refusal: { params: { permission: 'command:APP_RESTART' } } })
  expect(playbookRefusal('AUTH', { ...OPS, isService: true })).not.toBeNull()
  const restarts = { ...OPS, permits: new Set([...agent.permits, 'command:REBOOT']) }
  expect(playbookRefusal('NET', restarts)).toBeNull()
  expect([playbookTier('AUTH', OPS), playbookTier('NET', OPS), playbookTier('SEC', OPS)]).toEqual(['R1', 'R2', 'R2'])
  expect(playbookTier('NET', restarts)).toBe('R1')
})

describe('a sign-on is recovered', () => {
  test('step by step, each on record, until the evidence and the journals say so', () => {
    let recovery = begun('AUTH')
    const say = (input: RecoveryInput, step?: string) => {
      recovery = given(step === undefined ? recovery : at(recovery, step))
        .when(input)
        .state()
    }
    say(tick())
    expect(recovery.step).toBe('status')
    say(command('SUCCEEDED'), 'status')
    say(tick())
    say(command('SUCCEEDED'), 'backup')
    say(command('SUCCEEDED'), 'relogin')
    say(tick())
    expect(recovery.step).toBe('compare')
    say(tick())
    expect(recovery).toMatchObject({
      end: 'RECOVERED',
      reason: null,
      roots: { before: 'aa', after: 'bb' },
      warnings: [],
    })
    expect(recovery.steps.map(({ step, outcome }) => [step, outcome])).toEqual(
      ['incident', 'status', 'classify', 'backup', 'relogin', 'verify', 'compare'].map((step) => [step, 'SUCCEEDED']),
    )
  })
  test.each([
    ['97', 'NOT_REGISTERED'],
    ['03', 'NOT_REGISTERED'],
    ['96', 'HOST_ILL'],
  ])('not after response code %s: %s', (hostResponseCode, reason) => {
    const view = { situation: situation({ hostResponseCode }) }
    expect(
      given(at(begun('AUTH'), 'classify'))
        .when(tick(view))
        .state(),
    ).toMatchObject({
      ...{ end: 'NOT_FIXABLE_REMOTELY', reason },
    })
  })
  test('not when what the terminal holds is not safe', () => {
    expect(
      given(at(begun('AUTH'), 'backup'))
        .when(command('FAILED'))
        .state(),
    ).toMatchObject({
      ...{ end: 'NOT_FIXABLE_REMOTELY', reason: 'BACKUP_FAILED' },
    })
  })
  test('with the cashier when the terminal cannot alone; silence counts as failure', () => {
    for (const state of ['FAILED', 'EXPIRED', 'UNKNOWN'] as const)
      expect(
        given(at(begun('AUTH'), 'relogin'))
          .when(command(state))
          .state().step,
      ).toBe('operator')
    expect(
      given(at(begun('AUTH'), 'relogin'))
        .when(command('RUNNING'))
        .then(),
    ).toEqual([])
    const asked = at(begun('AUTH'), 'operator')
    const human = { kind: 'human', at: T0, step: 'operator', note: 'done' } as const
    expect(
      given(asked)
        .when({ ...human, worked: true })
        .state().step,
    ).toBe('verify')
    expect(
      given(asked)
        .when({ ...human, worked: false })
        .state().step,
    ).toBe('keys')
    expect(
      given(asked)
        .when({ ...human, step: 'relogin', worked: true })
        .refused(),
    ).toMatchObject({ code: 'STEP_OVER' })
  })
  test('escalates when nobody answers, and at once where nobody is asked', () => {
    const asked = at(begun('AUTH'), 'operator')
    expect(
      given(asked)
        .when(tick({}, HUMAN_STEP_MS - 1))
        .then(),
    ).toEqual([])
    const keys = given(asked).when(tick({}, HUMAN_STEP_MS)).state()
    expect(keys.step).toBe('keys')
    expect(given(keys).when({ kind: 'notAsked', at: T0, code: 'NOT_PERMITTED' }).state()).toMatchObject({
      ...{ end: 'ESCALATED', reason: 'SIGN_ON_KEEPS_FAILING' },
    })
    expect(
      given(at(begun('AUTH', null), 'operator'))
        .when(tick())
        .state(),
    ).toMatchObject({ end: 'ESCALATED' })
  })
})

describe('the end', () => {
  test('waits for evidence, and is no success without it', () => {
    const out = { situation: situation({ signOn: 'SIGNED_OFF' }) }
    expect(
      given(at(begun('AUTH'), 'verify'))
        .when(tick(out, PROBLEM_GONE_MS - 1))
        .then(),
    ).toEqual([])
    expect(
      given(at(begun('AUTH'), 'verify'))
        .when(tick(out, PROBLEM_GONE_MS))
        .state(),
    ).toMatchObject({
      ...{ end: 'ESCALATED', reason: 'SIGN_ON_KEEPS_FAILING' },
    })
  })
  test.each([
    ['journals differ', { journal: 'DIFFERENT' }, 0, 'JOURNAL_DIFFERS'],
    ['journals were not compared in time', { journal: 'NOT_COMPARED' }, JOURNAL_COMPARED_MS, 'JOURNAL_NOT_COMPARED'],
    ['something else is wrong', { faults: ['HW_PRINTER_NO_PAPER'] }, 0, 'OTHER_FAULTS'],
  ] as const)('warns when %s', (_name, changed, after, warning) => {
    expect(
      given(at(begun('AUTH'), 'compare'))
        .when(tick(changed, after))
        .state(),
    ).toMatchObject({
      ...{ end: 'RECOVERED_WITH_WARNING', warnings: [warning], roots: { after: 'bb' } },
    })
  })
  test('needs no journal of a terminal whose software sends none', () => {
    expect(
      given(at(begun('AUTH'), 'compare'))
        .when(tick({ journal: 'NONE' }))
        .state(),
    ).toMatchObject({
      ...{ end: 'RECOVERED', warnings: [], steps: [{ note: 'NO_JOURNAL' }] },
    })
  })
  test.each(['SWAPPED', 'MOVED', 'RETIRED'] as const)('comes when the terminal is %s meanwhile', (code) => {
    expect(
      given(at(begun('SYS'), 'restart'))
        .when({ kind: 'terminalChanged', at: T0, code })
        .state(),
    ).toMatchObject({
      ...{ end: 'NOT_FIXABLE_REMOTELY', reason: code, step: null },
    })
  })
  test('is one, whatever comes after', () => {
    const over = given(at(begun('AUTH'), 'operator'))
      .when({ kind: 'giveUp', at: T0, note: 'shop closed' })
      .state()
    expect(over).toMatchObject({ end: 'ESCALATED', reason: 'GIVEN_UP' })
    for (const input of [tick(), command('SUCCEEDED'), { kind: 'terminalChanged', at: T0, code: 'SWAPPED' } as const])
      expect(given(over).when(input).then()).toEqual([])
    expect(given(over).when({ kind: 'giveUp', at: T0, note: '' }).refused()).toEqual({ code: 'ALREADY_FINAL' })
  })
  test('a command that could not be asked for counts as one that failed', () => {
    const asked = { ...at(begun('AUTH'), 'backup'), commandId: null }
    expect(given(asked).when({ kind: 'notAsked', at: T0, code: 'BUDGET_SPENT' }).state()).toMatchObject({
      ...{ end: 'NOT_FIXABLE_REMOTELY', reason: 'BACKUP_FAILED', steps: [{ step: 'backup', note: 'BUDGET_SPENT' }] },
    })
    expect(
      given(at(begun('AUTH'), 'backup'))
        .when({ kind: 'notAsked', at: T0, code: 'X' })
        .then(),
    ).toEqual([])
  })
  test('a command of another step changes nothing', () => {
    expect(
      given(at(begun('AUTH'), 'relogin'))
        .when(command('FAILED', 'cmd_9'))
        .then(),
    ).toEqual([])
  })
})

test.each<[string | null, string | null]>([
  [null, 'PART_OF_INCIDENT'],
  ['usr_li', null],
])('when an outage hits many, the recovery of %s ends: %s', (by, reason) => {
  const during = given(at(begun('AUTH', by), 'backup'))
    .when({ kind: 'outage', at: T0 })
    .state()
  expect(during).toMatchObject({ reason, end: reason === null ? null : 'NOT_FIXABLE_REMOTELY' })
})

describe('every playbook', () => {
  test.each(PLAYBOOK_IDS)('%s: each step is reached, leads on, and no way goes in a circle', (id) => {
    const { steps } = PLAYBOOKS[id]
    const reached = new Set<string>()
    const walk = (step: string, before: readonly string[]) => {
      expect(before).not.toContain(step)
      reached.add(step)
      const found = steps.find((one) => one.id === step)
      if (found === undefined) throw new Error(`no step ${step}`)
      for (const next of [found.onSuccess, found.onFailure])
        if ('step' in next) walk(next.step, [...before, step])
        else expect(RECOVERY_ENDS).toContain(next.end)
    }
    walk(steps[0]?.id ?? '', [])
    expect([...reached].sort()).toEqual(steps.map((step) => step.id).sort())
  })

  test('ends in one of four words, whatever happens', () => {
    const random = seededRandom(7)
    const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
    const ends = new Set<RecoveryEnd>()
    for (let round = 0; round < 2_000; round++) {
      let recovery = begun(one(PLAYBOOK_IDS), one([null, 'usr_li']))
      for (let now = T0, i = 0; recovery.step !== null && i < 200; i++, now += 10 * MINUTE) {
        const step = recovery.step
        if (random() < 0.9) recovery = { ...recovery, commandId: 'cmd_1' }
        const changed: Partial<RecoveryView> = {
          faults: one([[], [], ['AUTH_LOGGED_OUT'], ['NET_WEAK'], ['HW_BATTERY']]),
          inIncident: random() < 0.05,
          journal: one(['NOT_COMPARED', 'DIFFERENT', 'EQUAL', 'NONE']),
          situation: situation({ signOn: one(['SIGNED_ON', 'SIGNED_OFF']), hostResponseCode: one([null, '77', '97']) }),
        }
        const input: RecoveryInput = one<RecoveryInput>([
          { ...(tick(changed) as Extract<RecoveryInput, { kind: 'tick' }>), at: now },
          command(one(['SUCCEEDED', 'FAILED', 'UNKNOWN', 'RUNNING'])),
          { kind: 'human', at: now, step, worked: random() < 0.5, note: '' },
        ])
        const decision = decideRecovery(recovery, input)
        if (decision.ok) recovery = decision.events.reduce(evolveRecovery, recovery)
      }
      expect(recovery.end, JSON.stringify(recovery)).not.toBeNull()
      ends.add(recovery.end as RecoveryEnd)
    }
    expect([...ends].sort()).toEqual([...RECOVERY_ENDS].sort())
  })
})

test.each([
  ['OPEN', { state: 'ASSIGNED', technician: 'Chen', outcome: '' }, null],
  ['OPEN', { state: 'ASSIGNED', technician: '', outcome: '' }, 'TECHNICIAN_MISSING'],
  ['ASSIGNED', { state: 'DONE', technician: 'Chen', outcome: '' }, 'OUTCOME_MISSING'],
  ['ASSIGNED', { state: 'DONE', technician: 'Chen', outcome: 'swapped' }, null],
  ['DONE', { state: 'OPEN', technician: '', outcome: '' }, 'ALREADY_FINAL'],
] as const)('a work order that is %s changes to %j: %s', (state, after, code) => {
  expect(workOrderRefusal(state, after)?.refusal.code ?? null).toBe(code)
})

test.each<[RecoveryEnd, RecoveryReason | null, boolean, boolean]>([
  ['RECOVERED', null, false, false],
  ['RECOVERED_WITH_WARNING', null, false, false],
  ['ESCALATED', 'SYSTEM_KEEPS_FAILING', true, true],
  ['ESCALATED', 'GIVEN_UP', true, true],
  // a person is there, who reads why and decides
  ['NOT_FIXABLE_REMOTELY', 'UNREACHABLE', false, true],
  ['NOT_FIXABLE_REMOTELY', 'BACKUP_FAILED', false, true],
  ['NOT_FIXABLE_REMOTELY', 'NOT_REGISTERED', false, true],
  // nobody has to go there for it
  ['NOT_FIXABLE_REMOTELY', 'HOST_ILL', false, false],
  ['NOT_FIXABLE_REMOTELY', 'PART_OF_INCIDENT', false, false],
  ['NOT_FIXABLE_REMOTELY', 'SWAPPED', false, false],
  ['NOT_FIXABLE_REMOTELY', 'MOVED', false, false],
  ['NOT_FIXABLE_REMOTELY', 'RETIRED', false, false],
])('%s because of %s sends somebody: %j when a person asked, %j when nobody did', (end, reason, asked, byItself) => {
  expect(leavesWorkOrder({ end, reason, startedBy: 'usr_a' })).toBe(asked)
  expect(leavesWorkOrder({ end, reason, startedBy: null })).toBe(byItself)
})

describe('automatic recovery', () => {
  const policy = { playbooks: ['AUTH', 'SEC'], hours: { from: '08:00', to: '22:00' }, perHour: 2, perDay: 5 } as const
  const asked = {
    ...({ playbook: 'AUTH', isStrong: true, at: Date.parse('2026-11-28T04:00:00Z'), zone: 'Asia/Shanghai' } as const),
    ...{ isOrdered: false, inIncident: false, isDispatchStopped: false, spent: { hour: 0, day: 0 } },
  }
  type Changed = Partial<Parameters<typeof automaticObjection>[1]> & { readonly policy?: AutomaticRecoveryPolicy }
  test.each<[string, Changed, string | null]>([
    ['is begun when all of it is so', {}, null],
    ['is off where nobody decided', { policy: AUTOMATIC_RECOVERY_DEFAULT }, 'NOT_IN_POLICY'],
    ['never touches a tampered terminal', { playbook: 'SEC' }, 'NOT_IN_POLICY'],
    ['needs a strong diagnosis', { isStrong: false }, 'NOT_STRONG'],
    ['leaves to people what somebody was sent for', { isOrdered: true }, 'WORK_ORDER_OPEN'],
    ['keeps its hours', { at: Date.parse('2026-11-28T15:00:00Z') }, 'OUTSIDE_HOURS'],
    ['keeps its budget of an hour', { spent: { hour: 2, day: 2 } }, 'HOUR_SPENT'],
    ['keeps its budget of a day', { spent: { hour: 0, day: 5 } }, 'DAY_SPENT'],
    ['holds during an incident', { inIncident: true }, 'PART_OF_INCIDENT'],
    ['holds while dispatch is stopped', { isDispatchStopped: true, inIncident: true }, 'DISPATCH_STOPPED'],
  ])('%s', (_name, changed, objection) => {
    expect(automaticObjection(changed.policy ?? policy, { ...asked, ...changed })).toBe(objection)
  })
})
