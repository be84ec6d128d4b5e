import type { Money } from '@budeng/kernel'
import { authOf, effectiveMoney, isEffective, reversalOf, type TransactionFacts } from '@budeng/transactions'
import type { Evidence } from '../evidence.ts'
import { ofTransaction, proof, rule } from './rule.ts'
import { ORPHAN_AFTER_MS, UNREVERSED_AFTER_MS } from './thresholds.ts'
import { acknowledged, lastWords, pairsOf, placeOf, type SeenTransaction, type View } from './view.ts'

/** A reversal whose original never came. One that comes late is told by nothing, since it may. */
export const orphanReversal = rule({
  id: 'R09',
  name: 'ORPHAN_REVERSAL',
  severity: 'WARN',
  isExact: true,
  kinds: [],
  find: ({ transactions, now }) =>
    transactions
      .filter(
        ({ facts, receivedAt }) =>
          facts.founding === null && facts.reversal !== 'NONE' && now - receivedAt >= ORPHAN_AFTER_MS,
      )
      .map((own) => ({
        cause: ofTransaction(placeOf(own)),
        subjects: [placeOf(own)],
        kind: null,
        atStake: null,
        explanation: { code: 'ORPHAN_REVERSAL', facts: { place: placeOf(own), state: own.facts.reversal } },
      })),
})

/** The terminal does not hold it for paid, and no reversal has reached the host. */
function isOpenAtTerminal(facts: TransactionFacts): boolean {
  const reversal = reversalOf(facts)
  if (reversal === 'CONFIRMED' || reversal === 'NOT_NEEDED') return false
  return authOf(facts) === 'UNKNOWN' || reversal === 'ABANDONED' || reversal === 'REQUIRED' || reversal === 'SENT'
}

function isDrained({ journals, now }: View, tid: string, at: number): boolean {
  const drainedAt = journals.find((each) => each.tid === tid)?.drainedAt ?? null
  // its reversal would have come by then: what was written later is here
  return drainedAt !== null && drainedAt >= at + UNREVERSED_AFTER_MS && now - at >= UNREVERSED_AFTER_MS
}

/** The host holds money for which nobody has a slip. */
export const unreversed = rule({
  id: 'R10',
  name: 'UNREVERSED',
  severity: 'HIGH',
  isExact: true,
  kinds: ['UNREVERSED'],
  find: (view) => {
    const hosts = lastWords(view.hosts)
    return acknowledged(view).flatMap((own) => {
      const host = hosts.get(placeOf(own))
      const stands = host === undefined ? own.findings.includes('STANDS_THERE') : host.outcome === 'APPROVED'
      if (!stands || !isOpenAtTerminal(own.facts) || !isDrained(view, own.tid, own.at)) return []
      const place = placeOf(own)
      const [auth, reversal] = [authOf(own.facts), reversalOf(own.facts)]
      return [
        {
          cause: ofTransaction(place),
          subjects: [place],
          kind: 'UNREVERSED' as const,
          atStake: host?.money ?? effectiveMoney(own.facts),
          explanation: { code: 'UNREVERSED', facts: { place, auth, reversal, rrn: host?.rrn ?? '' } },
          patch: {},
          evidence: [
            proof('TERMINAL', `journal:${place}`, true, place),
            ...(host === undefined ? [] : [proof('HOST', host.id)]),
            ...fileProof(own, true),
          ],
        },
      ]
    })
  },
})

/** The host or a file took back what a slip was printed for. */
export const falseReversal = rule({
  id: 'R11',
  name: 'FALSE_REVERSAL',
  severity: 'HIGH',
  isExact: true,
  kinds: ['FALSE_REVERSAL'],
  find: (view) => {
    const hosts = lastWords(view.hosts)
    return acknowledged(view).flatMap((own) => {
      const host = hosts.get(placeOf(own))
      const isReversed = host?.outcome === 'REVERSED' || own.findings.includes('REVERSED_THERE')
      if (!isReversed || !isEffective(own.facts)) return []
      return [
        {
          cause: ofTransaction(placeOf(own)),
          subjects: [placeOf(own)],
          kind: 'FALSE_REVERSAL' as const,
          atStake: effectiveMoney(own.facts),
          explanation: {
            code: 'FALSE_REVERSAL',
            facts: {
              place: placeOf(own),
              source: host?.outcome === 'REVERSED' ? 'HOST' : 'FILE',
              rrn: host?.rrn ?? '',
            },
          },
          patch: {},
          evidence: [
            ...(host === undefined ? [] : [proof('HOST', host.id, host.outcome === 'REVERSED')]),
            ...(own.rows.length === 0
              ? []
              : [proof('FILE', `file:${placeOf(own)}`, own.findings.includes('REVERSED_THERE'))]),
          ],
        },
      ]
    })
  },
})

/** What files say of it: they agree when it stands there as it should. */
function fileProof(own: SeenTransaction, shouldStand: boolean): Evidence[] {
  if (own.rows.length === 0) return []
  const stands = !own.rows.some(({ type }) => type === 'REVERSAL')
  return [proof('FILE', `file:${placeOf(own)}`, stands === shouldStand)]
}

/** One side says approved, the other declined. What the terminal left open, and the host approved, is to be reversed. */
export const statusMismatch = rule({
  id: 'R25',
  name: 'STATUS_MISMATCH',
  severity: 'HIGH',
  kinds: ['STATUS_MISMATCH'],
  find: (view) =>
    pairsOf(view).flatMap(({ own, host }) => {
      const auth = authOf(own.facts)
      const isDeclinedThere = host.outcome === 'DECLINED' && (auth === 'APPROVED' || auth === 'UNKNOWN')
      const isApprovedThere = host.outcome === 'APPROVED' && auth === 'DECLINED'
      if (!(isDeclinedThere || isApprovedThere) || reversalOf(own.facts) !== 'NONE') return []
      if (auth === 'UNKNOWN' && !isDrained(view, own.tid, own.at)) return []
      const atStake: Money | null = auth === 'UNKNOWN' ? null : host.money
      return [
        {
          cause: ofTransaction(placeOf(own)),
          subjects: [placeOf(own)],
          kind: 'STATUS_MISMATCH' as const,
          atStake,
          explanation: { code: 'STATUS_MISMATCH', facts: { place: placeOf(own), terminal: auth, host: host.outcome } },
          patch: { outcome: host.outcome === 'APPROVED' ? 'APPROVED' : 'DECLINED' },
          evidence: [proof('HOST', host.id), ...fileProof(own, host.outcome === 'APPROVED')],
        },
      ]
    }),
})

/** Stored as something that it was not. */
export const wrongType = rule({
  id: 'R22',
  name: 'WRONG_TYPE',
  severity: 'HIGH',
  kinds: ['WRONG_TYPE'],
  find: (view) => {
    const hosts = lastWords(view.hosts)
    return acknowledged(view).flatMap((own) => {
      const host = hosts.get(placeOf(own))
      const mine = own.facts.founding?.type
      const inFile = own.rows.find(({ type }) => type !== 'REVERSAL')?.type
      const there =
        host !== undefined && host.type !== mine ? host.type : own.findings.includes('TYPE') ? inFile : undefined
      if (mine === undefined || there === undefined || there === mine) return []
      return [
        {
          cause: ofTransaction(placeOf(own)),
          subjects: [placeOf(own)],
          kind: 'WRONG_TYPE' as const,
          atStake: effectiveMoney(own.facts),
          explanation: { code: 'WRONG_TYPE', facts: { place: placeOf(own), terminal: mine, there } },
          patch: { type: there },
          evidence: [
            ...(host === undefined ? [] : [proof('HOST', host.id, host.type === there)]),
            ...(inFile === undefined ? [] : [proof('FILE', `file:${placeOf(own)}`, inFile === there)]),
          ],
        },
      ]
    })
  },
})

/** The card in the record is not the one that the host authorised. */
export const wrongCardRef = rule({
  id: 'R24',
  name: 'WRONG_CARD_REF',
  severity: 'WARN',
  kinds: ['WRONG_CARD_REF'],
  find: (view) =>
    pairsOf(view).flatMap(({ own, host }) => {
      const texts: Readonly<Record<string, string | undefined>> = Object.assign(
        { panToken: own.record?.panToken, panMasked: own.record?.panMasked },
        ...own.facts.amendments.map(({ patch }) => patch),
      )
      const tokenDiffers =
        host.panToken !== null && texts['panToken'] !== undefined && texts['panToken'] !== host.panToken
      const maskDiffers =
        host.panMasked !== null && texts['panMasked'] !== undefined && texts['panMasked'] !== host.panMasked
      if (!tokenDiffers && !maskDiffers) return []
      const row = own.rows.find(({ panMasked }) => panMasked !== null)
      return [
        {
          cause: ofTransaction(placeOf(own)),
          subjects: [placeOf(own)],
          kind: 'WRONG_CARD_REF' as const,
          atStake: null,
          explanation: {
            code: 'WRONG_CARD_REF',
            facts: { place: placeOf(own), terminal: texts['panMasked'] ?? '', host: host.panMasked ?? '' },
          },
          patch: {
            ...(host.panToken === null ? {} : { panToken: host.panToken }),
            ...(host.panMasked === null ? {} : { panMasked: host.panMasked }),
          },
          evidence: [
            proof('HOST', host.id),
            ...(row === undefined ? [] : [proof('FILE', `file:${placeOf(own)}`, row.panMasked === host.panMasked)]),
          ],
        },
      ]
    }),
})
