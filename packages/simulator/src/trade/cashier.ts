import { type Clock, DAY, HOUR } from '@budeng/kernel'
import { sha256 } from '@budeng/protocol'
import type { Order, Scheduler, Sold, Till } from '@budeng/terminal'
import type { JournalRecord } from '@budeng/transactions'
import {
  CASHIER_LATE_MS,
  CASHIER_TRIES_MAX,
  HOST_ZONE_HOURS,
  RUSH_LOOK_MS,
  RUSH_SETTLE_RETRY_MS,
  SETTLE_RETRY_MS,
  SETTLE_TRIES_MAX,
  TILL_GAP_MS,
} from '../limits.ts'
import { CardBox, maskPan, panTokenOf, testCard, tokenKeyOf } from './cards.ts'
import { type Intent, planDay } from './day.ts'
import { currencyOf, merchantKindOf } from './kinds.ts'
import type { JournalCount, Rush } from './rush.ts'

/** How much is sold, and by which chances. */
export interface TradeSettings {
  readonly seed: number
  /** Mean over opening hours; 0 for none. */
  readonly salesPerHour: number
  readonly clock: Clock
  /** Shared by all cashiers of a fleet; without it they keep to the times of their plans. */
  readonly rush?: Rush
}

/** What a cashier does in his own way. */
export interface CashierHabits {
  /** Thousandths of card sales that are made without the host. */
  readonly offline?: number
  /** After 77 he waits for somebody to sign the terminal on again. */
  readonly waitsForRelogin?: boolean
}

/** The terminal before a cashier, which may be another run of it tomorrow. */
export interface Counter {
  readonly acquirer: string
  readonly tid: string
  readonly mid: string
  readonly scheduler: Scheduler
  readonly till: Till | null
  readonly journal: JournalCount
  signOn(): Promise<unknown>
  /** The host says that its batch is another one. */
  outOfStep(is: boolean): void
}

const ZONE_MS = HOST_ZONE_HOURS * HOUR
const OUT_OF_STEP: readonly string[] = ['77', '22']
const EXPONENT = 2

/** One thing after the other, as the day's plan says: sells, voids, refunds, closes the batch at night. */
export class Cashier {
  readonly #counter: Counter
  readonly #settings: TradeSettings
  readonly #habits: CashierHabits
  readonly #cards = new CardBox()
  #date = ''
  #plan: readonly Intent[] = []
  #place = 0
  /** What was approved today, by its place in the plan. */
  #done = new Map<number, { readonly seq: number; readonly record: JournalRecord; readonly card: number | null }>()
  #stopped = false
  /** Records that the rush knows of. */
  #told = 0

  constructor(counter: Counter, settings: TradeSettings, habits: CashierHabits = {}) {
    this.#counter = counter
    this.#settings = settings
    this.#habits = habits
  }

  /** Comes to work: what the plan had for earlier is over. */
  start(): void {
    if (this.#settings.salesPerHour <= 0) return
    this.#takeDay(this.#localNow())
    if (this.#settings.rush !== undefined) return this.#nextInRush(this.#settings.rush)
    this.#place = this.#plan.findIndex(({ atMs }) => atMs >= this.#msOfDay())
    if (this.#place === -1) this.#place = this.#plan.length
    this.#next()
  }

  stop(): void {
    this.#stopped = true
  }

  #localNow(): number {
    return this.#settings.clock.now() + ZONE_MS
  }

  #msOfDay(): number {
    return this.#localNow() - Date.parse(this.#date)
  }

  #takeDay(localNow: number): void {
    const { acquirer, tid, mid } = this.#counter
    const { seed, salesPerHour } = this.#settings
    this.#date = new Date(localNow).toISOString().slice(0, 10)
    this.#plan = planDay({
      seed,
      acquirer,
      tid,
      date: this.#date,
      kind: merchantKindOf(mid),
      salesPerHour,
      ...(this.#habits.offline === undefined ? {} : { offline: this.#habits.offline }),
    })
    this.#place = 0
    this.#done = new Map()
  }

  /** Waits for the next thing of the plan, or for midnight. */
  #next(): void {
    if (this.#stopped) return
    const intent = this.#plan[this.#place]
    const waitMs = (intent?.atMs ?? DAY) - this.#msOfDay()
    if (waitMs > 0) {
      this.#counter.scheduler.after(waitMs, () => this.#next())
      return
    }
    if (intent === undefined) {
      this.#takeDay(this.#localNow())
      return this.#next()
    }
    const place = this.#place++
    // whoever could not be served in time has left; the batch is closed however late
    if (-waitMs > CASHIER_LATE_MS && intent.act !== 'CLOSE_BATCH') return this.#next()
    void this.#serve(intent, place).then(() => this.#pause(TILL_GAP_MS))
  }

  #pause(ms: number): void {
    this.#counter.scheduler.after(ms, () => this.#next())
  }

  /** The next customer at once, unless the platform has to catch up. When enough is sold the batch is closed, and that is all. */
  #nextInRush(rush: Rush): void {
    if (this.#stopped) return
    const { journal } = this.#counter
    rush.add(journal.written - this.#told)
    this.#told = journal.written
    const again = (ms: number) => void this.#counter.scheduler.after(ms, () => this.#nextInRush(rush))
    if (rush.isOver) return void this.#closeBatch()
    if (rush.isAhead(journal)) return again(RUSH_LOOK_MS)
    const place = this.#place++
    const intent = this.#plan[place]
    if (intent === undefined) {
      this.#takeDay(Date.parse(this.#date) + DAY)
      return again(0)
    }
    void this.#serve(intent, place).then(() => again(this.#counter.till === null ? RUSH_LOOK_MS : 0))
  }

  async #serve(intent: Intent, place: number): Promise<void> {
    if (intent.act === 'CLOSE_BATCH') return this.#closeBatch()
    const order = 'of' in intent ? this.#followUp(intent) : this.#sale(intent, place)
    if (order === null) return
    for (let tries = 1; tries <= CASHIER_TRIES_MAX && !this.#stopped; tries++) {
      const sold = await this.#order(intent, order)
      if (sold === null) return
      if (sold.ok) return this.#sold(sold, place, order)
      if (sold.refusal.code === 'NO_BATCH') await this.#counter.signOn()
      else if (!PASSING.includes(sold.refusal.code)) return
      await this.#later(TILL_GAP_MS)
    }
  }

  async #order(intent: Intent & { readonly amount: bigint }, { order }: Asked): Promise<Sold | null> {
    const { till } = this.#counter
    if (till === null) return null
    if (intent.act === 'CLOSE_BATCH') return null
    if (intent.act === 'OFFLINE_SALE') {
      const { card: _, ...kept } = order
      return till.offline('OFFLINE_SALE', kept)
    }
    // what is laid over an offline sale goes behind it
    if (intent.act === 'OFFLINE_ADJUST') return till.offline('OFFLINE_ADJUST', order)
    return till.online(intent.act, order)
  }

  #sold({ seq, record }: Extract<Sold, { ok: true }>, place: number, { card }: Asked): void {
    const { outcome, responseCode } = record
    if (outcome === 'APPROVED' || outcome === 'OFFLINE_APPROVED') this.#done.set(place, { seq, record, card })
    if (outcome === 'APPROVED') this.#counter.outOfStep(false)
    if (outcome !== 'DECLINED' || responseCode === undefined || !OUT_OF_STEP.includes(responseCode)) return
    this.#counter.outOfStep(true)
    if (this.#habits.waitsForRelogin !== true) void this.#counter.signOn()
  }

  /** A sale, a QR payment, a pre-authorisation: with a card of this shop, or a code. */
  #sale({ act, amount, card }: Extract<Intent, { card: number }>, place: number): Asked {
    const { acquirer, tid, mid } = this.#counter
    const currency = currencyOf(mid)
    const money = { amount: String(amount), currency, exponent: EXPONENT }
    if (act === 'QR_PAY') {
      const merchantOrder = `T${tid}D${this.#date.slice(5).replace('-', '')}N${place}`
      return { card: null, order: { ...money, merchantOrder, entryMode: '032', scope: 'DOMESTIC' } }
    }
    const { pan, expiry, panSeq, cardType, scope } = testCard(this.#settings.seed, card)
    const atc = this.#cards.use(card, this.#settings.clock.now())
    const cryptogramHash = sha256(`cryptogram|${pan}|${atc}|${amount}`).toString('hex')
    const order: Order = {
      ...(act === 'BALANCE_INQUIRY' ? {} : money),
      panMasked: maskPan(pan),
      panToken: panTokenOf(tokenKeyOf(acquirer), pan),
      panSeq,
      cardType,
      scope,
      entryMode: amount < CONTACTLESS_MAX ? '071' : '051',
      atc,
      cryptogramHash,
      card: { pan, expiry },
    }
    return { card, order }
  }

  /** Void, refund, completion, adjustment of what was approved today. */
  #followUp({ act, amount, of }: Extract<Intent, { of: number }>): Asked | null {
    const original = this.#done.get(of)
    if (original === undefined) return null
    const { record, seq, card } = original
    const { batch, stan, type, rrn, authCode, localTime } = record
    if (batch === undefined || stan === undefined) return null
    const { panMasked, panToken, panSeq, cardType, scope, currency, exponent, merchantOrder, channelOrder } = record
    const order: Order = defined({
      amount: String(amount),
      currency,
      exponent,
      panMasked,
      panToken,
      panSeq,
      cardType,
      scope,
      entryMode: card === null ? '032' : '051',
      merchantOrder: merchantOrder === undefined ? undefined : `${merchantOrder}R`,
      channelOrder,
      original: { batch, stan, type, seq },
      originalSlip: defined({ rrn, authCode, localTime }),
      card: card === null || act === 'OFFLINE_ADJUST' ? undefined : { pan: testCard(this.#settings.seed, card).pan },
    })
    return { card, order }
  }

  /** Settles, however long it takes, and opens the next day's batch. */
  async #closeBatch(): Promise<void> {
    for (let tries = 1; tries <= SETTLE_TRIES_MAX && !this.#stopped; tries++) {
      const settled = (await this.#counter.till?.settle()) ?? null
      if (settled === null) return
      if (settled.ok) return void (await this.#counter.signOn())
      if (settled.refusal.code === 'NO_BATCH') return
      await this.#later(this.#settings.rush === undefined ? SETTLE_RETRY_MS : RUSH_SETTLE_RETRY_MS)
    }
  }

  #later(ms: number): Promise<void> {
    return new Promise((resolve) => this.#counter.scheduler.after(ms, resolve))
  }
}

interface Asked {
  readonly order: Order
  /** Number of the card, or null for a code. */
  readonly card: number | null
}

/** Refusals of the till that pass in a moment. */
const PASSING: readonly string[] = ['BUSY', 'REVERSAL_PENDING', 'NOT_READY']
/** Cards are held to the reader up to ¥1,000. */
const CONTACTLESS_MAX = 100_000n

/** The members that have a value. */
function defined<Value extends object>(value: { [Key in keyof Value]: Value[Key] | undefined }): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value
}
