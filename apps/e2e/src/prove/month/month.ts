import { DAY, HOUR, type Instant, MINUTE } from '@budeng/kernel'
import { seededRandom } from '@budeng/kernel/testing'
import { type FileRow, feeOf, type TariffTerms } from '@budeng/transactions'
import { stormOfDeclines, stormOfReversals, tradeInOrder, tradeWithoutJournal } from './day.ts'
import { inject, isTraced } from './faults.ts'
import type { Place } from './ground.ts'
import type { Plan, Planning } from './plans.ts'
import { Till, type Traces } from './till.ts'
import type { Fault, Injected } from './truth.ts'
import { type Closing, dayText, type World } from './world.ts'

export const DAYS = 30
/** Moments of trade of each day, by the acquirer's clock. */
const WAVES = [9.5 * HOUR, 14.5 * HOUR, 20 * HOUR]
/** So many of a hundred terminals have no network at a moment: what they wrote comes with the next. */
const OFFLINE = 0.03
/** So many of a hundred have no customer at a moment. */
const IDLE = 0.33
/** Storms rage in the quiet after a moment, five minutes each; on no two days of a fortnight at the same time. */
const STORM_AFTER = 40 * MINUTE
const STORM_SLOT = 5 * MINUTE
const STORM_SLOTS = 15
/** How far the host's batch is from the terminal's, where one is. */
const APART = 500
const TERMS: Pick<TariffTerms, 'capMinor' | 'minimumMinor' | 'agentShareBps'> = {
  capMinor: null,
  minimumMinor: 0n,
  agentShareBps: 3_000,
}

/** A terminal, and what it sells with. */
export interface Stand<At extends Place = Place> {
  readonly place: At
  readonly till: Till
}

interface Trading extends Stand {
  readonly plan: Plan
  held: Traces
}

/** What a month came to. */
export interface Month {
  readonly truth: readonly Injected[]
  readonly records: number
  readonly looked: { readonly records: number; readonly ms: number }
}

const nothing = (): Traces => ({ records: [], host: [], lines: [] })

/** Tills of these places; they go on from month to month. */
export function standsOf<At extends Place>(places: readonly At[], seed: number): Stand<At>[] {
  const random = seededRandom(seed)
  let rrn = 0
  const atc = new Map<number, number>()
  return places.map((place) => {
    const till = new Till(place.tid, seededRandom(Math.floor(random() * 2 ** 31)), () => ++rrn, atc)
    return { place, till }
  })
}

/** A month of trade, with what is planned to go wrong; nobody else learns which. */
export class Trade {
  readonly #world: World
  readonly #start: Instant
  readonly #stands: Trading[]
  readonly #truth: Injected[] = []
  #lines: FileRow[] = []
  #records = 0

  /** `start`: midnight of its first day where the acquirer is. */
  constructor(world: World, start: Instant, stands: readonly Stand[], planning: Planning) {
    this.#world = world
    this.#start = start
    this.#stands = stands.map((stand, number) => ({
      ...stand,
      plan: planning(number, stands.length, stand.till),
      held: nothing(),
    }))
  }

  /** Terminals at which a record is wrong, and then its journal is lost, or they are never switched on again. */
  get hopeless(): ReadonlySet<string> {
    return this.#tidsOf(({ faults, isAway }) => isAway || faults.length > 1)
  }

  /** Those that are never switched on again. */
  get away(): ReadonlySet<string> {
    return this.#tidsOf(({ isAway }) => isAway)
  }

  /** Those that send no journal. */
  get legacy(): ReadonlySet<string> {
    return this.#tidsOf(({ isLegacy = false }) => isLegacy)
  }

  #tidsOf(is: (plan: Plan) => boolean): ReadonlySet<string> {
    return new Set(this.#stands.filter(({ plan }) => is(plan)).map(({ till }) => till.tid))
  }

  async run(): Promise<Month> {
    for (let day = 0; day < DAYS; day++) {
      await this.#morning(day)
      for (const wave of WAVES.keys()) await this.#wave(day, wave)
      await this.#evening(day)
      this.#world.at(this.#start + (day + 1) * DAY + 6 * HOUR)
      await this.#world.file(dayText(this.#start, day), this.#lines)
      this.#lines = []
      await this.#world.night()
      if (day % 5 === 4)
        console.error(`${new Date().toISOString().slice(11, 19)} day ${day + 1}: ${this.#records} records`)
    }
    return { truth: this.#truth, records: this.#records, looked: this.#world.looked }
  }

  #planned(day: number, fault: Fault): Trading[] {
    return this.#stands.filter(({ plan }) => plan.faults.some((each) => each.fault === fault && each.day === day))
  }

  /** Everybody signs on; somebody's journal is gone. */
  async #morning(day: number): Promise<void> {
    const at = this.#start + day * DAY + 8 * HOUR
    this.#world.at(at)
    for (const { place, till } of this.#planned(day, 'JOURNAL_WIPE')) {
      await this.#world.lose(place)
      this.#truth.push({ fault: 'JOURNAL_WIPE', tid: till.tid, cause: `journal:${till.tid}`, minor: null })
      till.lose()
    }
    for (const { till } of this.#planned(day, 'CLOCK_SKEW')) {
      till.skewMs = till.between(90, 360) * (till.random() < 0.5 ? -1_000 : 1_000)
      this.#truth.push({ fault: 'CLOCK_SKEW', tid: till.tid, cause: `clock:${till.tid}`, minor: null })
    }
    await this.#world.tell(this.#stands.map(({ till }) => signOn(till, at, till.batchNo)))
  }

  async #wave(day: number, wave: number): Promise<void> {
    const from = this.#start + day * DAY + (WAVES[wave] ?? 0)
    const told: Traces['host'] = []
    const moments = this.#stands.map((stand) => ({ stand, traces: this.#traces(stand, day, wave, from) }))
    this.#across(moments, day, wave, from)
    const brought = moments.map(({ stand, traces }) => {
      told.push(...traces.host)
      this.#lines.push(...traces.lines)
      const records = stand.plan.isLegacy === true ? [] : traces.records
      const all = { ...nothing(), records: [...stand.held.records, ...records] }
      const isPlanned = stand.plan.faults.some((each) => each.day === day)
      const isOffline = wave < WAVES.length - 1 && !isPlanned && stand.till.random() < OFFLINE
      stand.held = isOffline ? all : nothing()
      return { place: stand.place, epoch: stand.till.epoch, traces: isOffline ? nothing() : all }
    })
    this.#world.at(from + 20 * MINUTE)
    await this.#world.bring(brought)
    if (wave === 1) await this.#changeBatches(day)
    await this.#world.tell(told)
    this.#records += brought.reduce((sum, { traces }) => sum + traces.records.length, 0)
    await this.#clones(day, wave, from)
    this.#world.at(from + 40 * MINUTE)
    await this.#world.detect()
    await this.#storms(day, wave, from)
  }

  #now(day: number, wave: number, fault: Fault): Trading[] {
    return this.#stands.filter(({ plan }) =>
      plan.faults.some((each) => each.fault === fault && each.day === day && each.wave === wave),
    )
  }

  /** One card pays the same at two terminals of one merchant, a minute and a half apart. */
  #across(moments: readonly { stand: Trading; traces: Traces }[], day: number, wave: number, from: number): void {
    const paid = new Set(this.#now(day, wave, 'CROSS_TERMINAL_DUP'))
    for (const [place, { stand, traces }] of moments.entries()) {
      const beside = moments[place - 1]
      if (beside === undefined || !paid.has(stand)) continue
      const { till } = stand
      const first = beside.stand.till.add(beside.traces, beside.stand.till.sale(from + 12 * MINUTE))
      const { panToken = '', panMasked = '', amount = '0' } = first
      const second = till.add(traces, till.sale(from + 13.5 * MINUTE, { panToken, panMasked, amount }))
      const cause = `transaction:${till.place(second)}`
      this.#truth.push({ fault: 'CROSS_TERMINAL_DUP', tid: till.tid, cause, minor: BigInt(amount) })
    }
  }

  /** A second device sells under a terminal's number, and the first one goes on. */
  async #clones(day: number, wave: number, from: number): Promise<void> {
    for (const { place, till } of this.#now(day, wave, 'CLONE')) {
      const twin = { ...place, base: { ...place.base, deviceId: `${place.base.deviceId}-twin` } }
      for (const [turn, at] of [place, twin, place].entries()) {
        const traces = nothing()
        const when = from + (16 + turn) * MINUTE
        till.add(traces, till.sale(when))
        this.#world.at(from + (21 + 2 * turn) * MINUTE)
        await this.#world.bring([{ place: at, epoch: till.epoch, traces }])
        await this.#world.tell(traces.host)
        this.#lines.push(...traces.lines)
        this.#records += traces.records.length
      }
      this.#truth.push({ fault: 'CLONE', tid: till.tid, cause: `journal:${till.tid}`, minor: null })
    }
  }

  /** Many declines, or many that get no answer and are reversed, within minutes; the worker looks when they are over. */
  async #storms(day: number, wave: number, from: number): Promise<void> {
    for (const { place, till } of this.#now(day, wave, 'STORM')) {
      const at = from + STORM_AFTER + (day % STORM_SLOTS) * STORM_SLOT
      const traces = nothing()
      const isOfDeclines = wave === 0
      if (isOfDeclines) stormOfDeclines(till, traces, at)
      else stormOfReversals(till, traces, at)
      this.#world.at(at + STORM_SLOT + MINUTE)
      await this.#world.bring([{ place, epoch: till.epoch, traces }])
      await this.#world.tell(traces.host)
      await this.#world.detect()
      await this.#world.watch()
      this.#records += traces.records.length
      const what = isOfDeclines ? 'DECLINES' : 'REVERSALS'
      const cause = `storm:${place.base.scope.acquirerId}:${what}:${dayText(this.#start, day)}`
      this.#truth.push({ fault: 'STORM', tid: till.tid, cause, minor: null })
    }
  }

  #traces({ till, plan }: Trading, day: number, wave: number, from: number): Traces {
    const traces = nothing()
    const today = plan.faults.filter((each) => each.day === day)
    if (today.some(({ fault }) => fault === 'WRONG_FEE')) {
      this.#underOtherTerms(till, traces, from)
      return traces
    }
    // what is late for a batch needs one that was closed
    const isNeeded = plan.faults.some((each) => each.fault === 'LATE_ARRIVAL' && each.day === day + 1)
    if (today.length === 0 && !isNeeded && till.random() < IDLE) return traces
    const now = today.filter((each) => each.wave === wave).map(({ fault }) => fault)
    if (now.includes('MISPOSTED_BATCH')) this.#apart(till, traces, from)
    else if (plan.isLegacy === true) tradeWithoutJournal(till, traces, from)
    else tradeInOrder(till, traces, from)
    if (now.includes('LATE_ARRIVAL')) this.#late(till, traces, from)
    for (const fault of now.filter(isTraced)) this.#truth.push(inject(fault, till, traces, from + 15 * MINUTE))
    const isShort = wave === 0 && today.some(({ fault }) => fault === 'TOTALS_MISMATCH')
    if (isShort) till.add(traces, till.sale(from + 14 * MINUTE))
    return traces
  }

  /** Sold while another tariff held that nobody had entered yet. */
  #underOtherTerms(till: Till, traces: Traces, at: number): void {
    const record = till.add(traces, till.sale(at, { amount: String(till.between(20_000, 40_000)) }))
    const gross = { minor: BigInt(record.amount ?? '0'), currency: 'CNY', exponent: 2 }
    const [booked, right] = [60, 80].map((percentBps) => feeOf({ ...TERMS, percentBps }, gross).fee.minor)
    const cause = `transaction:${till.place(record)}`
    this.#truth.push({ fault: 'WRONG_FEE', tid: till.tid, cause, minor: (right ?? 0n) - (booked ?? 0n) })
  }

  /** The host gave another batch, and its answer was lost: the terminal goes on in its own until the next sign-on. */
  #apart(till: Till, traces: Traces, from: number): void {
    const given = String(till.batch + APART).padStart(6, '0')
    traces.host.push(signOn(till, from - 30 * MINUTE, given), signOn(till, from + 18 * MINUTE, given))
    const record = till.add(traces, till.sale(from))
    const minor = BigInt(record.amount ?? '0')
    this.#truth.push({ fault: 'MISPOSTED_BATCH', tid: till.tid, cause: `journal:${till.tid}`, minor })
  }

  /** Those that were apart close the batch in which they were, and go on in that which the host gave. */
  async #changeBatches(day: number): Promise<void> {
    const stands = this.#planned(day, 'MISPOSTED_BATCH')
    await this.#world.settle(stands.map((stand) => closingOf(stand, false)))
    for (const { till } of stands) till.batch += APART
  }

  /** Written before yesterday's batch was closed, and sent after. */
  #late(till: Till, traces: Traces, from: number): void {
    const batch = String(till.batch - 1).padStart(6, '0')
    const record = till.add(traces, till.sale(from - 12 * HOUR, { batch }))
    const minor = BigInt(record.amount ?? '0')
    this.#truth.push({ fault: 'LATE_ARRIVAL', tid: till.tid, cause: `transaction:${till.place(record)}`, minor })
  }

  /** Batches are closed; a tariff is entered too late; something stands in the books that nobody sold. */
  async #evening(day: number): Promise<void> {
    this.#world.at(this.#start + day * DAY + 22.5 * HOUR)
    for (const { place, till } of this.#planned(day, 'PHANTOM')) {
      const stan = String(900_000 + day)
      const made = await this.#world.conjure(place, stan)
      if (made === null) continue
      const cause = `transaction:${till.tid}:${made.batch}:${stan}:FIN`
      this.#truth.push({ fault: 'PHANTOM', tid: till.tid, cause, minor: made.minor })
    }
    for (const { place } of this.#planned(day, 'WRONG_FEE'))
      await this.#world.tariff(place, dayText(this.#start, day), 80)
    const wrong = new Set(this.#planned(day, 'TOTALS_MISMATCH'))
    await this.#world.settle(
      this.#stands.filter(({ plan }) => plan.isLegacy !== true).map((stand) => closingOf(stand, wrong.has(stand))),
    )
    for (const { till } of wrong) {
      const cause = `batch:${till.tid}:${till.epoch}:${till.batchNo}`
      this.#truth.push({ fault: 'TOTALS_MISMATCH', tid: till.tid, cause, minor: 100n })
    }
    for (const { till } of this.#stands) till.batch++
  }
}

/** The batch that is open, as its terminal closes it; some add wrongly. */
function closingOf({ place, till }: Stand, isWrong: boolean): Closing {
  const totals = till.totalsOf(till.batchNo)
  const said = isWrong ? totals.map((line, at) => (at === 0 ? { ...line, minor: line.minor + 100n } : line)) : totals
  return { place, epoch: till.epoch, batch: till.batchNo, totals: said }
}

function signOn(till: Till, at: number, batch: string) {
  const fact = till.fact({ type: 'SIGN_ON', batch, stan: till.nextStan(), at: new Date(at).toISOString() })
  return { ...fact, fact: 'signOn', type: null, fate: null }
}
