import { HOST_FILLED, STAN_MAX } from '@budeng/transactions'
import { ofTransaction, rule } from './rule.ts'
import { GAP_GRACE_MS, STAN_GAP_GRACE_MS, STAN_GAP_MAX } from './thresholds.ts'
import type { View } from './view.ts'

/** A number is missing below one that is here. Numbers are dense: every gap is real. */
export const seqGap = rule({
  id: 'R01',
  name: 'SEQ_GAP',
  severity: 'HIGH',
  isExact: true,
  kinds: ['MISSING_IN_BACKOFFICE'],
  find: ({ journals, now }) =>
    journals.flatMap(({ tid, epoch, gaps }) =>
      gaps
        .filter(({ since }) => now - since >= GAP_GRACE_MS)
        .map(({ first, last }) => ({
          cause: `gap:${tid}:${epoch}:${first}`,
          subjects: [`${tid}:${epoch}:${first}`],
          kind: 'MISSING_IN_BACKOFFICE' as const,
          atStake: null,
          explanation: { code: 'SEQ_GAP', facts: { tid, first, last, count: last - first + 1 } },
        })),
    ),
})

/** A hole in the STANs of a terminal that has no dense numbers. Numbers of messages that are no sales are used too. */
export const stanGap = rule({
  id: 'R02',
  name: 'STAN_GAP',
  severity: 'WARN',
  kinds: ['MISSING_IN_BACKOFFICE'],
  find: (view) =>
    view.journals
      .filter(({ isLegacy }) => isLegacy)
      .flatMap(({ tid, epoch, watermark }) =>
        stanHoles(view, tid, watermark).map(({ batch, after, count }) => ({
          cause: `gap:${tid}:${epoch}:${batch}:${after}`,
          subjects: [`${tid}:${batch}:${after}`],
          kind: 'MISSING_IN_BACKOFFICE' as const,
          atStake: null,
          explanation: { code: 'STAN_GAP', facts: { tid, batch, after, count } },
        })),
      ),
})

interface Hole {
  readonly batch: string
  readonly after: string
  readonly count: number
}

function stanHoles({ transactions, batches, now }: View, tid: string, watermark: number): Hole[] {
  const own = transactions
    .filter(
      (each) => each.tid === tid && each.record?.stan !== undefined && (each.facts.founding?.seq ?? 0) <= watermark,
    )
    .toSorted((a, b) => (a.facts.founding?.seq ?? 0) - (b.facts.founding?.seq ?? 0))
  const used = new Set(own.flatMap(({ record, usedStans }) => [Number(record?.stan), ...(usedStans ?? []).map(Number)]))
  return own.slice(1).flatMap((each, place) => {
    const before = own[place]
    const batch = each.facts.key.batch
    if (before === undefined || before.facts.key.batch !== batch) return []
    const isClosed = batches.some((one) => one.tid === tid && one.batch === batch && one.isClosed)
    if (!isClosed && now - each.receivedAt < STAN_GAP_GRACE_MS) return []
    const from = Number(before.record?.stan)
    // 999999 is followed by 1
    const distance = (Number(each.record?.stan) - from + STAN_MAX) % STAN_MAX
    if (distance < 2 || distance > STAN_GAP_MAX) return []
    const between = Array.from({ length: distance - 1 }, (_, step) => ((from + step) % STAN_MAX) + 1)
    const count = between.filter((stan) => !used.has(stan)).length
    return count === 0 ? [] : [{ batch, after: String(from).padStart(6, '0'), count }]
  })
}

/** One key, two payloads. What the host fills in later may differ. */
export const keyConflict = rule({
  id: 'R03',
  name: 'KEY_CONFLICT',
  severity: 'HIGH',
  isExact: true,
  kinds: [],
  find: ({ conflicts }) =>
    conflicts.flatMap(({ tid, epoch, key, fields }) => {
      const real = fields.filter((field) => !(HOST_FILLED as ReadonlySet<string>).has(field))
      if (real.length === 0) return []
      return [
        {
          cause: ofTransaction(`${tid}:${key}`),
          subjects: [`${tid}:${epoch}:${key}`],
          kind: null,
          atStake: null,
          explanation: { code: 'KEY_CONFLICT', facts: { tid, key, fields: real.join(' ') } },
        },
      ]
    }),
})
