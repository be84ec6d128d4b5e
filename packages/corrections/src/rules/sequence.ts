import { groupBy } from '@budeng/kernel'
import { HOST_FILLED, STAN_MAX } from '@budeng/transactions'
import { ofTransaction, rule } from './rule.ts'
import { GAP_GRACE_MS, STAN_GAP_GRACE_MS, STAN_GAP_MAX } from './thresholds.ts'
import type { UsedNumber } from './view.ts'

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

/** A hole in the STANs that a terminal without dense numbers used at its host, of whatever message each of them was. */
export const stanGap = rule({
  id: 'R02',
  name: 'STAN_GAP',
  severity: 'WARN',
  kinds: ['MISSING_IN_BACKOFFICE'],
  find: ({ numbers, now }) =>
    [...groupBy(numbers, ({ tid }) => tid)].flatMap(([tid, own]) =>
      stanHoles(own, now).map(({ batch, after, count }) => ({
        // of no epoch: it has no journal
        cause: `gap:${tid}:0:${batch}:${after}`,
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

function stanHoles(numbers: readonly UsedNumber[], now: number): Hole[] {
  const own = numbers.toSorted((a, b) => a.at - b.at)
  const used = new Set(own.map(({ stan }) => Number(stan)))
  const last = own.at(-1)?.batch
  return own.slice(1).flatMap(({ batch, stan, at }, place) => {
    const before = own[place]
    if (before === undefined || before.batch !== batch) return []
    // of a batch that is over nothing more comes
    if (batch === last && now - at < STAN_GAP_GRACE_MS) return []
    const from = Number(before.stan)
    // 999999 is followed by 1
    const distance = (Number(stan) - from + STAN_MAX) % STAN_MAX
    if (distance < 2 || distance > STAN_GAP_MAX) return []
    const between = Array.from({ length: distance - 1 }, (_, step) => ((from + step) % STAN_MAX) + 1)
    const count = between.filter((each) => !used.has(each)).length
    return count === 0 ? [] : [{ batch, after: before.stan, count }]
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
    conflicts.flatMap(({ tid, epoch, key, seq, fields }) => {
      const real = fields.filter((field) => !(HOST_FILLED as ReadonlySet<string>).has(field))
      if (real.length === 0) return []
      return [
        {
          cause: ofTransaction(`${tid}:${key}`),
          subjects: [`${tid}:${epoch}:${key}`],
          kind: null,
          atStake: null,
          explanation: { code: 'KEY_CONFLICT', facts: { tid, key, epoch, seq, fields: real.join(' ') } },
        },
      ]
    }),
})
