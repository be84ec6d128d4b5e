import { MINUTE } from '@budeng/kernel'
import type { Till, Traces } from './till.ts'

/** A moment of trade in which nothing is wrong, with what is usual: voids, refunds, declines, time-outs that were reversed. */
export function tradeInOrder(till: Till, traces: Traces, from: number): void {
  const count = till.between(1, 2)
  for (let place = 0; place < count; place++) {
    const at = from + place * 6 * MINUTE + till.between(0, 100) * 1_000
    const dice = till.random()
    if (dice < 0.03) till.add(traces, till.sale(at, { outcome: 'DECLINED', responseCode: '51' }))
    else if (dice < 0.06) timedOut(till, traces, at)
    else if (dice < 0.09) {
      const sale = till.add(traces, till.sale(at))
      till.add(traces, till.follow('PURCHASE_VOID', sale, at + 90_000))
    } else if (dice < 0.12) {
      const sale = till.add(traces, till.sale(at))
      till.add(traces, till.follow('REFUND', sale, at + 2 * MINUTE))
    } else till.add(traces, till.sale(at))
  }
}

/** No answer came: the terminal reversed it, and the host did what it asked. */
function timedOut(till: Till, traces: Traces, at: number): void {
  const sale = till.sale(at, { outcome: 'UNKNOWN' })
  till.write(traces, sale)
  traces.host.push(till.fact(sale, { fate: 'APPROVED' }))
  const original = { batch: sale.batch ?? '', stan: sale.stan ?? '', type: sale.type }
  const later = new Date(at + 40_000).toISOString()
  till.write(traces, {
    type: 'REVERSAL',
    batch: sale.batch ?? '',
    stan: till.nextStan(),
    outcome: 'REQUIRED',
    original,
    at: later,
  })
  traces.host.push(till.reversed(sale, 42_000))
  till.write(traces, {
    type: 'REVERSAL_STATUS',
    outcome: 'CONFIRMED',
    original,
    at: new Date(at + 45_000).toISOString(),
  })
}

/** A moment at a terminal that sends no journal: what its host and the acquirer's file know of it is all there is. */
export function tradeWithoutJournal(till: Till, traces: Traces, from: number): void {
  const count = till.between(1, 2)
  for (let place = 0; place < count; place++) {
    const at = from + place * 6 * MINUTE + till.between(0, 100) * 1_000
    const isDeclined = till.random() < 0.05
    till.add(traces, till.sale(at, isDeclined ? { outcome: 'DECLINED', responseCode: '51' } : {}))
  }
}

/** So many within five minutes are unusual anywhere. */
const STORM = 12

/** One card after the other is declined. */
export function stormOfDeclines(till: Till, traces: Traces, from: number): void {
  for (let place = 0; place < STORM; place++)
    till.add(traces, till.sale(from + place * 20_000, { outcome: 'DECLINED', responseCode: '51' }))
}

/** One sale after the other gets no answer and is reversed. */
export function stormOfReversals(till: Till, traces: Traces, from: number): void {
  for (let place = 0; place < STORM; place++) timedOut(till, traces, from + place * 20_000)
}
