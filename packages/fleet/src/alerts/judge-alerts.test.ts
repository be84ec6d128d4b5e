import { type Authority, HOUR, MINUTE, PLATFORM } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { METRICS } from '../health/metrics.ts'
import type { Alert } from './alert.ts'
import { type AlertRule, defaultRule, ruleProblem } from './alert-rule.ts'
import { type CareInput, decideCare, evolveCare } from './decide-care.ts'
import { evolveAlert } from './evolve-alert.ts'
import { type AlertKnowledge, type AlertWatch, judgeAlerts, type Watched } from './judge-alerts.ts'

const T0 = 1_800_000_000_000
const well: Watched = {
  presence: 'ONLINE',
  presenceSince: T0 - HOUR,
  faults: [],
  metrics: null,
  active: true,
  overdueVisits: [],
}
const jam = (since: number): Watched => ({ ...well, faults: [{ code: 'HW_PRINTER_FAIL', since, severity: null }] })
const opened: Watched = { ...well, faults: [{ code: 'SEC_TAMPER', since: T0, severity: null }] }
const signal = (value: number): Watched => ({
  ...well,
  metrics: METRICS.map((metric) => (metric === 'SIGNAL' ? value : null)),
})
const weak: AlertRule = { ...defaultRule('SIGNAL'), enabled: true, raiseAt: -115, clearAt: -110, holdMs: 10 * MINUTE }

/** A terminal's alerts through the day: each step is a moment with its state. */
class Desk {
  alerts: Alert[] = []
  watches: readonly AlertWatch[] = []
  readonly log: string[] = []
  readonly knowledge: Partial<AlertKnowledge>

  constructor(knowledge: Partial<AlertKnowledge> = {}) {
    this.knowledge = knowledge
  }

  see(minute: number, watched: Watched): this {
    const at = T0 + minute * MINUTE
    const known: AlertKnowledge = {
      ...{ alerts: this.alerts, watches: this.watches, mutes: [], incidentId: null, rule: defaultRule },
      ...this.knowledge,
    }
    const { changes, watches } = judgeAlerts(watched, known, at)
    this.watches = watches
    for (const change of changes) {
      const id = 'alert' in change ? change.alert.id : `a${this.alerts.length + 1}`
      const alert = evolveAlert('t', change, at, id)
      this.alerts = [...this.alerts.filter((each) => each.id !== id), alert]
      this.log.push(`${minute} ${change.kind} ${alert.subject}`)
    }
    return this
  }
}

describe('raised and cleared by itself', () => {
  test('a fault raises after its time, once, and clears when it has stayed away', () => {
    const desk = new Desk().see(0, jam(T0)).see(1, jam(T0)).see(2, jam(T0)).see(3, jam(T0)).see(4, well).see(5, well)
    expect(desk.log).toEqual(['2 RAISE HW_PRINTER_FAIL', '4 OVER HW_PRINTER_FAIL', '5 CLEAR HW_PRINTER_FAIL'])
  })
  test('a visit that is overdue raises once, also where the terminal rests, and is over when it was made', () => {
    const missed: Watched = { ...well, active: false, overdueVisits: [{ kind: 'INSPECTION', since: T0 }] }
    const desk = new Desk().see(0, missed).see(1, missed).see(2, well).see(3, well)
    expect(desk.log).toEqual(['0 RAISE INSPECTION_OVERDUE', '2 OVER INSPECTION_OVERDUE', '2 CLEAR INSPECTION_OVERDUE'])
  })
  test('what is over before its time raised nothing', () => {
    expect(new Desk().see(0, jam(T0)).see(1, well).log).toEqual([])
  })
  test('it says when it must be looked at again', () => {
    expect(new Desk().see(0, jam(T0)).watches).toEqual([
      { subject: 'HW_PRINTER_FAIL', since: T0, dueAt: T0 + 2 * MINUTE },
    ])
  })
  test('what comes back within a quarter of an hour is the same alert', () => {
    const desk = new Desk()
      .see(2, jam(T0))
      .see(3, well)
      .see(4, well)
      .see(8, jam(T0 + 5 * MINUTE))
    expect(desk.alerts).toMatchObject([{ id: 'a1', state: 'RAISED', raises: 2 }])
    expect(
      desk
        .see(20, well)
        .see(21, well)
        .see(60, jam(T0 + 50 * MINUTE)).alerts,
    ).toHaveLength(2)
  })
  test('a terminal that flaps all day has one alert', () => {
    const desk = new Desk()
    for (let minute = 0; minute < 720; minute++)
      desk.see(minute, minute % 6 < 4 ? jam(T0 + (minute - (minute % 6)) * MINUTE) : well)
    expect(desk.alerts).toHaveLength(1)
    expect(desk.alerts[0]?.raises).toBeGreaterThan(50)
  })
  test('a warning raises nothing, a fault that only its terminal knows what the terminal says of it', () => {
    const strange = (severity: 'WARNING' | 'CRITICAL'): Watched => ({
      ...well,
      faults: [{ code: 'HW_STRANGE', since: T0, severity }],
    })
    expect(new Desk().see(60, strange('WARNING')).log).toEqual([])
    expect(new Desk().see(0, strange('CRITICAL')).log).toEqual(['0 RAISE HW_STRANGE'])
  })
  test('security waits for a person', () => {
    const desk = new Desk().see(0, opened).see(1, well).see(600, well)
    expect(desk.alerts).toMatchObject([{ state: 'RAISED', standing: false }])
  })
  test('a terminal that is out of work is not missed', () => {
    const gone: Watched = { ...well, presence: 'OFFLINE', presenceSince: T0, active: false }
    expect(new Desk().see(0, gone).see(60, gone).log).toEqual([])
    expect(new Desk().see(0, { ...gone, active: true }).see(5, { ...gone, active: true }).log).toEqual([
      '5 RAISE OFFLINE',
    ])
  })
})

describe('a figure', () => {
  const rules = { rule: (subject: string) => (subject === 'SIGNAL' ? weak : defaultRule(subject)) }
  test('must be beyond its line all the time; on the stretch between nothing changes', () => {
    const desk = new Desk(rules).see(0, signal(-116)).see(5, signal(-113)).see(10, signal(-116)).see(30, signal(-112))
    expect(desk.log).toEqual(['10 RAISE SIGNAL'])
    expect(desk.see(40, signal(-109)).see(41, signal(-112)).see(42, signal(-112)).log.slice(1)).toEqual([
      '40 OVER SIGNAL',
      '41 CLEAR SIGNAL',
    ])
  })
  test('a good value in between starts the count anew', () => {
    expect(new Desk(rules).see(0, signal(-116)).see(5, signal(-100)).see(10, signal(-116)).log).toEqual([])
  })
})

test('who is muted has its alert marked so', () => {
  const mutes = [{ subject: null, until: T0 + HOUR }]
  expect(new Desk({ mutes }).see(0, opened).alerts).toMatchObject([{ mutedUntil: T0 + HOUR }])
  expect(new Desk({ mutes: [{ subject: 'OFFLINE', until: T0 + HOUR }] }).see(0, opened).alerts).toMatchObject([
    { mutedUntil: null },
  ])
})

describe('an outage', () => {
  const gone: Watched = { ...well, presence: 'OFFLINE', presenceSince: T0 }
  const during = { incidentId: 'inc' }
  test('says it for all: nothing is raised of it, what is raised of something else stands alone', () => {
    expect(new Desk(during).see(60, { ...gone, faults: opened.faults }).alerts).toMatchObject([
      { subject: 'SEC_TAMPER', incidentId: null },
    ])
  })
  test('takes in what was raised before it, and lets it go when it ends', () => {
    const desk = new Desk().see(5, gone)
    const folded = new Desk(during)
    folded.alerts = desk.alerts
    expect(folded.see(6, gone).alerts).toMatchObject([{ subject: 'OFFLINE', incidentId: 'inc' }])
    const after = new Desk()
    after.alerts = folded.alerts
    expect(after.see(9, gone).alerts).toMatchObject([{ subject: 'OFFLINE', incidentId: null, state: 'RAISED' }])
  })
  test('what is left when it ends is raised then', () => {
    expect(new Desk().see(30, gone).log).toEqual(['30 RAISE OFFLINE'])
  })
})

test.each<[Partial<AlertRule>, string | null]>([
  [{}, null],
  [{ subject: 'COFFEE' }, 'UNKNOWN_SUBJECT'],
  [{ subject: 'HW_COFFEE' }, 'THRESHOLD_OF_FAULT'],
  [{ clearAt: null }, 'THRESHOLD_MISSING'],
  [{ clearAt: -116 }, 'THRESHOLDS_CROSSED'],
  [{ holdMs: -1 }, 'HOLD_OUT_OF_RANGE'],
])('a rule with %j: %s', (over, problem) => {
  expect(ruleProblem({ ...weak, ...over })).toBe(problem)
})

describe('a person', () => {
  const li: Authority = { ...PLATFORM, personId: 'li', permits: new Set(['alert:handle']) }
  const raised = new Desk().see(0, opened).alerts[0] as Alert
  const over = new Desk().see(0, opened).see(1, well).alerts[0] as Alert
  const types = (alert: Alert, input: CareInput, who = li) => {
    const decision = decideCare(alert, input, who, T0)
    return decision.ok ? decision.events.map(({ type }) => type) : decision.refusal.code
  }
  test.each<[string, Alert, CareInput, string | string[]]>([
    ['acknowledges', raised, { kind: 'acknowledge' }, ['Acknowledged']],
    ['acknowledges twice', { ...raised, state: 'ACKNOWLEDGED' }, { kind: 'acknowledge' }, []],
    ['claims, which acknowledges', raised, { kind: 'claim' }, ['Acknowledged', 'Claimed']],
    ['claims their own', { ...raised, state: 'ACKNOWLEDGED', claimedBy: 'li' }, { kind: 'claim' }, []],
    [
      'hands over with a word',
      raised,
      { kind: 'handOver', to: 'wang', note: 'your shift' },
      ['Acknowledged', 'HandedOver'],
    ],
    ['hands over without', raised, { kind: 'handOver', to: 'wang', note: ' ' }, 'REASON_MISSING'],
    ['clears what stands', raised, { kind: 'clear', note: 'seen' }, 'STILL_STANDING'],
    ['clears what is over', over, { kind: 'clear', note: 'looked at the seals' }, ['Cleared']],
    ['writes a card number', raised, { kind: 'comment', note: 'card 4111 1111 1111 1111' }, 'CARD_NUMBER_IN_TEXT'],
    ['comments what is cleared', { ...over, state: 'CLEARED' }, { kind: 'comment', note: 'swapped' }, ['Commented']],
    ['claims what is cleared', { ...over, state: 'CLEARED' }, { kind: 'claim' }, 'ALREADY_FINAL'],
  ])('%s', (_, alert, input, expected) => {
    expect(types(alert, input)).toEqual(expected)
  })
  test('without the permission nothing', () => {
    expect(types(raised, { kind: 'acknowledge' }, { ...li, permits: new Set() })).toBe('NOT_PERMITTED')
  })
  test('the facts stay on it', () => {
    const decision = decideCare(raised, { kind: 'handOver', to: 'wang', note: 'x' }, li, T0)
    const after = decision.ok ? decision.events.reduce((alert, event) => evolveCare(alert, event), raised) : raised
    expect(after).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedBy: 'li', claimedBy: 'wang' })
  })
})
