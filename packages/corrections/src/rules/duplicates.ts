import { groupBy, isSameKind } from '@budeng/kernel'
import { axesOf, effectiveMoney, isEffective, type RecordType, type TransactionFacts } from '@budeng/transactions'
import { type Found, ofTransaction, proof, rule } from './rule.ts'
import { CROSS_TERMINAL_MS, DOUBLE_CHARGE_INFO_MS, DOUBLE_CHARGE_WARN_MS, SAME_TAP_WINDOW_MS } from './thresholds.ts'
import { type HostRecord, lastWords, placeOf, type SeenTransaction, type View } from './view.ts'

const SALES: ReadonlySet<RecordType> = new Set<RecordType>(['PURCHASE', 'OFFLINE_SALE', 'PREAUTH', 'QR_PAY'])
/** Magnetic stripe, keyed by hand, fallback: no counter of a chip stands behind these. */
const NO_CHIP = /^(01|02|80|90)/

/** What one tap of one card leaves, or one order of a QR payment; null: nothing physical tells. */
function tapOf({ record }: SeenTransaction): string | null {
  if (record === null) return null
  const { type, panToken, panSeq = '', atc, cryptogramHash, entryMode = '', channelOrder } = record
  if (type === 'QR_PAY') return channelOrder === undefined ? null : `qr:${channelOrder}`
  if (panToken === undefined || atc === undefined || cryptogramHash === undefined || NO_CHIP.test(entryMode))
    return null
  return `${type}:${panToken}:${panSeq}:${atc}:${cryptogramHash}`
}

/** It counts, and nobody has taken it back or disputed it yet. */
function stands(facts: TransactionFacts): boolean {
  const { followUp, settlement } = axesOf(facts)
  return isEffective(facts) && followUp !== 'VOIDED' && followUp !== 'REFUNDED' && settlement !== 'DISPUTED'
}

function sales({ transactions }: View): SeenTransaction[] {
  return transactions
    .filter(({ facts }) => facts.founding !== null && SALES.has(facts.founding.type) && stands(facts))
    .toSorted((a, b) => a.at - b.at || (placeOf(a) < placeOf(b) ? -1 : 1))
}

/** Those of one key together; what has none is left out. */
function groupsBy<Each>(list: readonly Each[], keyOf: (each: Each) => string | null): Each[][] {
  const groups = groupBy(list, keyOf)
  groups.delete(null)
  return [...groups.values()]
}

/** One tap, two records: the chip counts every use of the card, so that an equal counter is one tap. */
export const dupTap = rule({
  id: 'R04',
  name: 'DUP_TAP',
  severity: 'HIGH',
  isExact: true,
  kinds: ['DUPLICATE_RECORD', 'DUPLICATE_CHARGE'],
  find: (view) => {
    const hosts = lastWords(view.hosts)
    return groupsBy(sales(view), tapOf).flatMap(([first, ...copies]) =>
      first === undefined
        ? []
        : copies.filter(({ at }) => at - first.at <= SAME_TAP_WINDOW_MS).map((copy) => sameTap(first, copy, hosts)),
    )
  },
})

function sameTap(first: SeenTransaction, copy: SeenTransaction, hosts: ReadonlyMap<string, HostRecord>): Found {
  const [hostFirst, hostCopy] = [hosts.get(placeOf(first)), hosts.get(placeOf(copy))]
  // the host took money twice for one tap: that is to be given back
  const isCharged = hostFirst?.outcome === 'APPROVED' && hostCopy?.outcome === 'APPROVED'
  const { batch, stan } = first.facts.key
  const atc = copy.record?.atc
  return {
    cause: ofTransaction(placeOf(copy)),
    subjects: [placeOf(copy), placeOf(first)],
    kind: isCharged ? 'DUPLICATE_CHARGE' : 'DUPLICATE_RECORD',
    atStake: effectiveMoney(copy.facts),
    explanation: {
      code: atc === undefined ? 'SAME_ORDER' : 'SAME_TAP',
      facts: { tid: copy.tid, first: placeOf(first), copy: placeOf(copy), atc: atc ?? copy.record?.channelOrder ?? '' },
    },
    patch: { originalBatch: batch, originalStan: stan, originalType: first.record?.type ?? 'PURCHASE' },
    evidence: [
      ...(atc === undefined ? [] : [proof('EMV', `atc:${atc}`)]),
      proof('TERMINAL', placeOf(first), true, placeOf(first)),
      ...(hostFirst === undefined ? [] : [proof('HOST', hostFirst.id, isCharged || hostCopy?.outcome !== 'APPROVED')]),
    ],
  }
}

/** The same card, amount and currency, and two taps. */
function twice(a: SeenTransaction, b: SeenTransaction): boolean {
  const [one, other] = [effectiveMoney(a.facts), effectiveMoney(b.facts)]
  if (a.merchantId !== b.merchantId || a.record?.panToken === undefined || a.record.panToken !== b.record?.panToken)
    return false
  if (one === null || other === null || !isSameKind(one, other) || one.minor !== other.minor) return false
  const tap = tapOf(a)
  return tap === null || tap !== tapOf(b)
}

function doubles(view: View, windowMs: number, isSameTerminal: boolean): Found[] {
  const groups = groupsBy(sales(view), ({ merchantId, record }) =>
    record?.panToken === undefined || view.repeatMerchants.has(merchantId) ? null : `${merchantId}:${record.panToken}`,
  )
  return groups.flatMap((group) =>
    group.flatMap((later, place) => {
      const earlier = group
        .slice(0, place)
        .findLast(
          (each) => (each.tid === later.tid) === isSameTerminal && twice(each, later) && later.at - each.at <= windowMs,
        )
      return earlier === undefined ? [] : [chargedTwice(earlier, later)]
    }),
  )
}

function chargedTwice(earlier: SeenTransaction, later: SeenTransaction): Found {
  const { batch, stan } = earlier.facts.key
  const seconds = Math.round((later.at - earlier.at) / 1_000)
  return {
    cause: ofTransaction(placeOf(later)),
    subjects: [placeOf(later), placeOf(earlier)],
    kind: 'DUPLICATE_CHARGE',
    severity: later.at - earlier.at <= DOUBLE_CHARGE_WARN_MS ? 'WARN' : 'INFO',
    atStake: effectiveMoney(later.facts),
    explanation: {
      code: earlier.tid === later.tid ? 'DOUBLE_CHARGE' : 'CROSS_TERMINAL_DUP',
      facts: { earlier: placeOf(earlier), later: placeOf(later), seconds },
    },
    patch: { originalBatch: batch, originalStan: stan, originalType: earlier.record?.type ?? 'PURCHASE' },
  }
}

/** Two authorisations that may be one sale. Never by itself: only people know. */
export const doubleCharge = rule({
  id: 'R05',
  name: 'DOUBLE_CHARGE',
  severity: 'WARN',
  kinds: ['DUPLICATE_CHARGE'],
  find: (view) => doubles(view, DOUBLE_CHARGE_INFO_MS, true),
})

/** Only what is so close that nobody could have bought twice: fewer, and more often right. */
export const doubleChargeNear = rule({
  id: 'R05',
  name: 'DOUBLE_CHARGE',
  version: 2,
  mode: 'SHADOW',
  severity: 'WARN',
  kinds: ['DUPLICATE_CHARGE'],
  find: (view) => doubles(view, DOUBLE_CHARGE_WARN_MS, true),
})

export const crossTerminalDup = rule({
  id: 'R06',
  name: 'CROSS_TERMINAL_DUP',
  severity: 'WARN',
  kinds: ['DUPLICATE_CHARGE'],
  find: (view) => doubles(view, CROSS_TERMINAL_MS, false),
})
