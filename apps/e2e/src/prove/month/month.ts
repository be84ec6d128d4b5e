import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import { seededRandom } from '@budeng/kernel/testing'
import { type FileRow, feeOf, type TariffTerms } from '@budeng/transactions'
import { tradeInOrder } from './day.ts'
import { inject, isTraced } from './faults.ts'
import { Till, type Traces } from './till.ts'
import { type Fault, FAULTS, type Injected } from './truth.ts'
import { dayText, type Place, type World } from './world.ts'

/** Midnight of its first day where the acquirer is. */
const START = Date.parse('2026-08-31T16:00:00Z')
export const DAYS = 30
/** Faults are injected on these days: what comes of the last of them is seen before the month is over. */
const FAULTS_FROM = 1
const FAULTS_THROUGH = 22
/** Moments of trade of each day, by the acquirer's clock. */
const WAVES = [9.5 * HOUR, 14.5 * HOUR, 20 * HOUR]
/** So many of a hundred terminals have no network at a moment: what they wrote comes with the next. */
const OFFLINE = 0.03
const TERMS: Pick<TariffTerms, 'capMinor' | 'minimumMinor' | 'agentShareBps'> = {
  capMinor: null,
  minimumMinor: 0n,
  agentShareBps: 3_000,
}

interface Stand {
  readonly place: Place
  readonly till: Till
  /** What is to go wrong here, and when. */
  readonly plan: { readonly fault: Fault; readonly day: number; readonly wave: number } | null
  held: Traces
}

/** What a month came to. */
export interface Month {
  readonly truth: readonly Injected[]
  readonly records: number
  readonly looked: { readonly records: number; readonly ms: number }
}

const nothing = (): Traces => ({ records: [], host: [], lines: [] })

/** A month of trade at so many terminals, each with at most one fault of its own; nobody else learns which. */
export class Trade {
  readonly #world: World
  readonly #stands: Stand[]
  readonly #truth: Injected[] = []
  #lines: FileRow[] = []
  #records = 0

  constructor(world: World, places: readonly Place[], seed: number, isFaulty: boolean) {
    this.#world = world
    const random = seededRandom(seed)
    let rrn = 0
    const atc = new Map<number, number>()
    this.#stands = places.map((place, number) => {
      const till = new Till(place.tid, seededRandom(Math.floor(random() * 2 ** 31)), () => ++rrn, atc)
      return { place, till, plan: isFaulty ? planOf(number, places.length, till) : null, held: nothing() }
    })
  }

  async run(): Promise<Month> {
    for (let day = 0; day < DAYS; day++) {
      await this.#morning(day)
      for (const wave of WAVES.keys()) await this.#wave(day, wave)
      await this.#evening(day)
      this.#world.at(START + (day + 1) * DAY + 6 * HOUR)
      await this.#world.file(dayText(START, day), this.#lines)
      this.#lines = []
      await this.#world.night()
      if (day % 5 === 4) console.error(`day ${day + 1}: ${this.#records} records`)
    }
    return { truth: this.#truth, records: this.#records, looked: this.#world.looked }
  }

  #planned(day: number, fault: Fault): Stand[] {
    return this.#stands.filter(({ plan }) => plan?.fault === fault && plan.day === day)
  }

  /** Everybody signs on; somebody's journal is gone. */
  async #morning(day: number): Promise<void> {
    const at = START + day * DAY + 8 * HOUR
    this.#world.at(at)
    for (const { place, till } of this.#planned(day, 'JOURNAL_WIPE')) {
      await this.#world.lose(place)
      this.#truth.push({ fault: 'JOURNAL_WIPE', tid: till.tid, cause: `journal:${till.tid}`, minor: null })
      till.lose()
    }
    await this.#world.tell(this.#stands.map(({ till }) => signOn(till, at, till.batchNo)))
  }

  async #wave(day: number, wave: number): Promise<void> {
    const from = START + day * DAY + (WAVES[wave] ?? 0)
    const told: Traces['host'] = []
    const brought = this.#stands.map((stand) => {
      const traces = this.#traces(stand, day, wave, from)
      told.push(...traces.host)
      this.#lines.push(...traces.lines)
      const all = { ...nothing(), records: [...stand.held.records, ...traces.records] }
      const isOffline = wave < WAVES.length - 1 && stand.plan?.day !== day && stand.till.random() < OFFLINE
      stand.held = isOffline ? all : nothing()
      return { place: stand.place, epoch: stand.till.epoch, traces: isOffline ? nothing() : all }
    })
    this.#world.at(from + 20 * MINUTE)
    await this.#world.bring(brought)
    await this.#world.tell(told)
    this.#records += brought.reduce((sum, { traces }) => sum + traces.records.length, 0)
    this.#world.at(from + 24 * MINUTE)
    await this.#world.detect()
    this.#world.at(from + 40 * MINUTE)
    await this.#world.detect()
  }

  #traces({ till, plan }: Stand, day: number, wave: number, from: number): Traces {
    const traces = nothing()
    const isDay = plan !== null && plan.day === day
    if (isDay && plan.fault === 'WRONG_FEE') {
      this.#underOtherTerms(till, traces, from)
      return traces
    }
    const isNow = isDay && plan.wave === wave
    if (isNow && plan.fault === 'MISPOSTED_BATCH') this.#apart(till, traces, from)
    else tradeInOrder(till, traces, from)
    if (isNow && plan.fault === 'LATE_ARRIVAL') this.#late(till, traces, from)
    if (isNow && isTraced(plan.fault)) this.#truth.push(inject(plan.fault, till, traces, from + 15 * MINUTE))
    if (isDay && plan.fault === 'TOTALS_MISMATCH' && wave === 0) till.add(traces, till.sale(from + 14 * MINUTE))
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

  /** The host gave another batch, and its answer was lost: the terminal goes on in its own. */
  #apart(till: Till, traces: Traces, from: number): void {
    const given = String(till.batch + 500).padStart(6, '0')
    traces.host.push(signOn(till, from - 30 * MINUTE, given), signOn(till, from + 18 * MINUTE, till.batchNo))
    const record = till.add(traces, till.sale(from))
    const minor = BigInt(record.amount ?? '0')
    this.#truth.push({ fault: 'MISPOSTED_BATCH', tid: till.tid, cause: `journal:${till.tid}`, minor })
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
    this.#world.at(START + day * DAY + 22.5 * HOUR)
    for (const { place, till } of this.#planned(day, 'PHANTOM')) {
      const stan = String(900_000 + day)
      const made = await this.#world.conjure(place, stan)
      if (made === null) continue
      const cause = `transaction:${till.tid}:${made.batch}:${stan}:FIN`
      this.#truth.push({ fault: 'PHANTOM', tid: till.tid, cause, minor: made.minor })
    }
    for (const { place } of this.#planned(day, 'WRONG_FEE')) await this.#world.tariff(place, dayText(START, day), 80)
    const wrong = new Set(this.#planned(day, 'TOTALS_MISMATCH'))
    await this.#world.settle(
      this.#stands.map((stand) => ({
        ...{ place: stand.place, epoch: stand.till.epoch, batch: stand.till.batchNo },
        extra: wrong.has(stand) ? 100n : 0n,
      })),
    )
    for (const { till } of wrong) {
      const cause = `batch:${till.tid}:${till.epoch}:${till.batchNo}`
      this.#truth.push({ fault: 'TOTALS_MISMATCH', tid: till.tid, cause, minor: 100n })
    }
    for (const { till } of this.#stands) till.batch++
  }
}

function signOn(till: Till, at: number, batch: string) {
  const fact = till.fact({ type: 'SIGN_ON', batch, stan: till.nextStan(), at: new Date(at).toISOString() })
  return { ...fact, fact: 'signOn', type: null, fate: null }
}

/** One fault a terminal, in turn, so that each comes equally often; the last terminals have none. */
function planOf(number: number, count: number, till: Till): Stand['plan'] {
  const each = Math.max(1, Math.min(30, Math.floor((count * 0.9) / FAULTS.length)))
  const fault = FAULTS[number % FAULTS.length]
  if (fault === undefined || number >= each * FAULTS.length) return null
  const wave = fault === 'LATE_ARRIVAL' ? 0 : fault === 'MISPOSTED_BATCH' ? 1 : till.between(0, 1)
  return { fault, day: till.between(FAULTS_FROM, FAULTS_THROUGH), wave }
}
