import type { CorrectionKind, CorrectionState } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import type { House, Room } from '../../house.ts'
import { until } from '../../until.ts'
import { Blows } from './blows.ts'
import { Desk } from './desk.ts'
import { type Machine, switchOn } from './machines.ts'
import { type Reckoned, reckon } from './reckoning.ts'
import { rowsOf } from './rows.ts'
import type { Setting } from './setting.ts'

const END_TIMEOUT_MS = 20 * 60_000
const LOOK_MS = 1_000
const NUDGES_MAX = 6
const BLOWS = 16
const BLOW_EVERY_MIN = 3

/** What people found about a rule in the month before, and how far it may go since. */
export interface JudgedRule {
  readonly rule: string
  readonly judged: number
  readonly right: number
  readonly mode: string
}

export interface Corrected extends Reckoned {
  readonly blows: readonly { readonly room: Room; readonly after: number }[]
  readonly agreed: ReadonlyMap<CorrectionKind, number>
  readonly tookMs: number
}

/** A month's cases corrected by people, who thereby judge the rules; then two administrators let those go by themselves. */
export async function judgeByHand(
  setting: Setting,
  machines: readonly Machine[],
  rules: readonly string[],
  at: Instant,
): Promise<JudgedRule[]> {
  const house = await setting.house(at)
  try {
    for (const machine of machines) machine.load()
    await switchOn(machines, house)
    const desk = new Desk(house, setting.people, { hasPair: true })
    await workAllOff(house, desk)
    await untilOver(house)
    if (desk.problems.length > 0) throw new Error(`warm-up: ${desk.problems.slice(0, 5).join('\n')}`)
    await desk.automatic(rules)
    const admin = await desk.session('ADMIN')
    const { correctionRules } = await admin.ask<{
      correctionRules: { rule: string; effectiveMode: string; precision: { judged: number; right: number } }[]
    }>('{ correctionRules { rule effectiveMode precision { judged right } } }')
    return correctionRules
      .filter(({ rule }) => rules.includes(rule))
      .map(({ rule, effectiveMode: mode, precision }) => ({ rule, mode, ...precision }))
  } finally {
    for (const machine of machines) machine.stop()
    await house.stop({ keepData: true })
    for (const machine of machines) machine.unload()
  }
}

/** Everything that rules found is corrected, while the rooms of the house are killed; then it is reckoned up. */
export async function correctAll(
  setting: Setting,
  machines: readonly Machine[],
  away: ReadonlySet<string>,
  since: Instant,
): Promise<Corrected> {
  const startedAt = performance.now()
  const house = await setting.house(null)
  const here = machines.filter(({ stand }) => !away.has(stand.place.tid))
  try {
    for (const machine of here) machine.load()
    await switchOn(here, house)
    const desk = new Desk(house, setting.people)
    const blows = new Blows(house, await blowEvery(house))
    desk.onAgreed = () => blows.count()
    await workAllOff(house, desk)
    await untilOver(house, away)
    await waiveAway(house, desk, away)
    for (let nudge = 0; nudge < NUDGES_MAX && (nudge === 0 || !(await isOver(house))); nudge++) {
      await powerCycle(here, house)
      await untilOver(house, away)
      await workAllOff(house, desk)
    }
    const left = await desk.settle()
    const reckoned = await reckon(house, desk, here, since)
    const problems = [...desk.problems, ...left.map((each) => `not corrected: ${each}`)]
    const broken = [...problems, ...reckoned.broken]
    return { ...reckoned, broken, blows: blows.struck, agreed: desk.agreed, tookMs: performance.now() - startedAt }
  } finally {
    for (const machine of here) machine.stop()
    await house.stop({ keepData: true })
  }
}

async function blowEvery(house: House): Promise<number> {
  const [waiting] = await rowsOf<{ count: number }>(
    house,
    `select count(*)::int as count from correction_case where state in ('OPEN', 'PROPOSED')`,
  )
  return Math.max(BLOW_EVERY_MIN, Math.floor((waiting?.count ?? 0) / BLOWS))
}

/** Until the worker has drafted all that follows from what it found, and all of it that can be is handed in. */
async function workAllOff(house: House, desk: Desk): Promise<void> {
  for (;;) {
    await until(
      async () => {
        const [due] = await rowsOf<{ count: number }>(
          house,
          'select count(*)::int as count from correction_case where propose_at is not null',
        )
        return due?.count === 0
      },
      { what: () => 'the worker has drafted what follows', timeoutMs: END_TIMEOUT_MS, everyMs: LOOK_MS },
    )
    // what nobody could hand in is told at the end
    if ((await desk.workOff()) === 0) return
  }
}

const MOVING: readonly CorrectionState[] = [
  'SUBMITTED',
  'PENDING_APPROVAL',
  'APPROVED',
  'SENT',
  'TERMINAL_APPLIED',
  'VERIFIED',
]

/** Nothing moves any more by itself; what waits for a later root may still wait. */
async function untilOver(house: House, away: ReadonlySet<string> = new Set()): Promise<void> {
  let moving = ''
  await until(
    async () => {
      const rows = await rowsOf<{ kind: string; state: string; tid: string }>(
        house,
        `select c.kind, c.state, t.tid from correction c left join terminal t on t.id = c.terminal_id where c.state = any($1::text[])
         or (c.state = 'POSTED' and not c.kind = any($2::text[]))`,
        [MOVING, LATER_ROOT],
      )
      const own = rows.filter(({ state, tid }) => !(away.has(tid) && (state === 'POSTED' || state === 'SENT')))
      moving = own
        .slice(0, 5)
        .map(({ kind, state, tid }) => `${kind} ${state} ${tid}`)
        .join('; ')
      return own.length === 0
    },
    { what: () => `every correction comes to its end: ${moving}`, timeoutMs: END_TIMEOUT_MS, everyMs: LOOK_MS },
  )
}

/** Proven by a root behind whatever the terminal writes next. */
const LATER_ROOT: readonly CorrectionKind[] = ['MISSING_IN_BACKOFFICE', 'PHANTOM']

async function isOver(house: House): Promise<boolean> {
  const [open] = await rowsOf<{ count: number }>(
    house,
    `select count(*)::int as count from correction where state = 'POSTED'`,
  )
  return open?.count === 0
}

/** Terminals lose their power, come back, and write one more record. */
async function powerCycle(machines: readonly Machine[], house: House): Promise<void> {
  for (const machine of machines) machine.stop()
  for (const machine of machines) machine.decline(Date.now())
  await switchOn(machines, house)
  await until(() => machines.every(({ isEqual }) => isEqual), {
    what: () => `${machines.filter(({ isEqual }) => !isEqual).length} journals are compared`,
    timeoutMs: END_TIMEOUT_MS,
    everyMs: LOOK_MS,
  })
}

/** What nobody can tell a terminal any more, a checker gives up: their batches are settled. */
async function waiveAway(house: House, desk: Desk, away: ReadonlySet<string>): Promise<void> {
  const rows = await rowsOf<{ id: string }>(
    house,
    `select c.id from correction c join terminal t on t.id = c.terminal_id where t.tid = any($1::text[]) and c.state in ('POSTED', 'SENT', 'UNREACHABLE')`,
    [[...away]],
  )
  const checker = await desk.session('CORRECTION_CHECKER')
  for (const { id } of rows) {
    const input = { correctionId: id, ground: 'BATCH_SETTLED', reason: 'the terminal will not be switched on again' }
    await checker.confirmed('correctionWaive', 'CorrectionWaiveInput', input, 'correction { id }')
  }
}
