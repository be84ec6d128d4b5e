import { HOUR, MINUTE } from '@budeng/kernel'
import { seededRandom } from '@budeng/kernel/testing'
import { sha256 } from '@budeng/protocol'
import { CARDS_OF_A_SHOP, CLOSE_AFTER_HOURS_MS, NIGHT_CLOSE_HOUR } from '../limits.ts'
import { isOpen, type MerchantKind } from './kinds.ts'
import type { TradeType } from './types.ts'

/** What a cashier will do at a moment of the day. `of` is the place in the day's plan of what it follows. */
export type Intent = { readonly atMs: number } & (
  | { readonly act: 'CLOSE_BATCH' }
  | { readonly act: Founding; readonly amount: bigint; readonly card: number }
  | { readonly act: Following; readonly amount: bigint; readonly of: number }
)
type Founding = Extract<TradeType, 'PURCHASE' | 'QR_PAY' | 'PREAUTH' | 'OFFLINE_SALE' | 'BALANCE_INQUIRY'>
type Following = Exclude<TradeType, Founding>

export interface DayOptions {
  readonly seed: number
  readonly acquirer: string
  readonly tid: string
  /** YYYY-MM-DD in the store's zone. */
  readonly date: string
  readonly kind: MerchantKind
  /** Mean over the opening hours. */
  readonly salesPerHour: number
  /** Thousandths of card sales that are made without the host. */
  readonly offline?: number
}

/** Shares, in thousandths, of what happens to sales everywhere. */
const VOIDS = 18
const BALANCES = 6
const OFFLINE = 8
const ADJUSTS = 150
const PREAUTH_VOIDS = 120
const COMPLETION_VOIDS = 30

/**
 * One terminal's day at the till: the same for the same seed, terminal and date, whatever else is simulated. Follow-ups come after what
 * they follow; the batch is closed after hours.
 */
export function planDay(options: DayOptions): readonly Intent[] {
  const { seed, acquirer, tid, date, kind } = options
  const random = seededRandom(sha256(`day|${seed}|${acquirer}/${tid}|${date}`).readUInt32BE(0))
  const plan: Intent[] = []
  for (let hour = 0; hour < 24; hour++) {
    if (!isOpen(kind, hour)) continue
    const expected = options.salesPerHour * (kind.peaks.includes(hour) ? 2 : 0.75)
    for (let left = poisson(expected, random); left > 0; left--)
      addSale(plan, options, Math.floor((hour + random()) * HOUR), random)
  }
  plan.push({ act: 'CLOSE_BATCH', atMs: closingMs(kind, random) })
  return inOrder(plan)
}

function addSale(
  plan: Intent[],
  { kind, tid, offline = OFFLINE }: DayOptions,
  atMs: number,
  random: () => number,
): void {
  const chance = (thousandths: number) => random() * 1_000 < thousandths
  const amount = amountOf(kind, random)
  const card = (sha256(`shop|${tid}`).readUInt32BE(0) % 100_000) * 1_000 + Math.floor(random() * CARDS_OF_A_SHOP)
  const of = plan.length
  const found = (act: Founding) => plan.push({ act, atMs, amount, card })
  const follow = (act: Following, minutes: number, value: bigint, what = of) =>
    plan.push({ act, atMs: atMs + Math.floor(minutes * MINUTE), amount: value, of: what })
  const part = () => (amount * BigInt(20 + Math.floor(random() * 80))) / 100n || 1n

  if (chance(BALANCES)) return void plan.push({ act: 'BALANCE_INQUIRY', atMs, amount: 0n, card })
  if (chance(kind.preauth)) {
    found('PREAUTH')
    if (chance(PREAUTH_VOIDS)) return void follow('PREAUTH_VOID', 5 + random() * 60, amount)
    const completion = (amount * BigInt(70 + Math.floor(random() * 45))) / 100n
    const minutes = 30 + random() * 300
    follow('PREAUTH_COMPLETION', minutes, completion)
    if (chance(COMPLETION_VOIDS)) follow('COMPLETION_VOID', minutes + 3, completion, of + 1)
    return
  }
  if (chance(kind.qr)) {
    found('QR_PAY')
    if (chance(kind.refunds)) follow('QR_REFUND', 2 + random() * 90, part())
    return
  }
  if (chance(offline)) {
    found('OFFLINE_SALE')
    if (chance(ADJUSTS)) follow('OFFLINE_ADJUST', 2, amount + 100n)
    return
  }
  found('PURCHASE')
  if (chance(VOIDS)) follow('PURCHASE_VOID', 0.5 + random() * 4, amount)
  else if (chance(kind.tips)) follow('TIP_ADJUST', 1 + random() * 10, amount + amount / 10n)
  else if (chance(kind.refunds)) follow('REFUND', 3 + random() * 120, part())
}

/** Amounts are spread as prices are: many small, few large, in steps of the price list. */
function amountOf({ usual, spread, step }: MerchantKind, random: () => number): bigint {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const steps = Math.max(1, Math.round((usual * Math.exp(spread * normal)) / step))
  return BigInt(steps * step)
}

function poisson(mean: number, random: () => number): number {
  let count = 0
  for (let left = random(); left > Math.exp(-mean) && count < 10_000; left *= random()) count++
  return count
}

/** Some time after the last customer; where the door never shuts, in the small hours. */
function closingMs(kind: MerchantKind, random: () => number): number {
  const always = kind.opens === kind.closes
  const after = always ? NIGHT_CLOSE_HOUR * HOUR : kind.closes * HOUR
  return after + Math.floor(random() * CLOSE_AFTER_HOURS_MS)
}

/** By time; `of` follows the places. A follow-up that would come after the batch was closed does not happen. */
function inOrder(plan: readonly Intent[]): readonly Intent[] {
  const order = plan.map((_, place) => place).sort((a, b) => timeOf(plan, a) - timeOf(plan, b) || a - b)
  const placeOf = new Map(order.map((was, is) => [was, is]))
  return order.map((was): Intent => {
    const intent = plan[was] as Intent
    return 'of' in intent ? { ...intent, of: placeOf.get(intent.of) ?? 0 } : intent
  })
}

function timeOf(plan: readonly Intent[], place: number): number {
  return plan[place]?.atMs ?? 0
}
