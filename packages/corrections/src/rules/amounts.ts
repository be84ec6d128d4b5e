import { isSameKind, type Money, moneyText } from '@budeng/kernel'
import {
  amountHint,
  effectiveMoney,
  type FileRow,
  isEffective,
  isRefund,
  followedUp,
  violationsOf,
} from '@budeng/transactions'
import { type Found, ofTransaction, proof, rule } from './rule.ts'
import { TIP_WINDOW_MS } from './thresholds.ts'
import { acknowledged, type HostRecord, lastWords, placeOf, type SeenTransaction } from './view.ts'

/** The host approved a part and said so. */
const PARTLY_APPROVED = '10'

function rowMoney({ minor, currency, exponent }: FileRow): Money {
  return { minor, currency, exponent }
}

function equal(one: Money, other: Money): boolean {
  return isSameKind(one, other) && one.minor === other.minor
}

/** Terminal, host and file, against each other. */
export const amountMismatch = rule({
  id: 'R07',
  name: 'AMOUNT_MISMATCH',
  severity: 'HIGH',
  isExact: true,
  kinds: ['WRONG_AMOUNT', 'WRONG_CURRENCY_EXPONENT'],
  find: (view) => {
    const hosts = lastWords(view.hosts)
    return acknowledged(view).flatMap((own) => {
      const found = isEffective(own.facts) ? amountOf(own, hosts.get(placeOf(own)), view.now) : null
      return found === null ? [] : [found]
    })
  },
})

function amountOf(own: SeenTransaction, host: HostRecord | undefined, now: number): Found | null {
  const mine = effectiveMoney(own.facts)
  const row = own.rows.find(({ type }) => type !== 'REVERSAL')
  const said = [
    ...(host?.outcome === 'APPROVED' ? [{ source: 'HOST' as const, id: host.id, money: host.money }] : []),
    ...(row === undefined ? [] : [{ source: 'FILE' as const, id: `file:${placeOf(own)}`, money: rowMoney(row) }]),
  ]
  const other = said.find(({ money }) => mine !== null && !equal(mine, money))
  if (mine === null || other === undefined || isExplained(own, mine, other.money, now)) return null
  const isKind = !isSameKind(mine, other.money)
  const hint = isKind ? 'EXPONENT' : amountHint(mine.minor, other.money.minor)
  const kind = hint === 'EXPONENT' ? 'WRONG_CURRENCY_EXPONENT' : 'WRONG_AMOUNT'
  const { minor, currency, exponent } = other.money
  // what two others say differently is for people
  const areOne = said.every(({ money }) => equal(money, other.money))
  const patch = {
    amount: String(minor),
    ...(isKind ? { currency, exponent: String(exponent) } : {}),
  }
  return {
    cause: ofTransaction(placeOf(own)),
    subjects: [placeOf(own)],
    kind,
    atStake: isKind ? mine : { ...mine, minor: minor > mine.minor ? minor - mine.minor : mine.minor - minor },
    explanation: {
      code: hint === null ? 'AMOUNT_MISMATCH' : hint === 'EXPONENT' ? 'AMOUNT_TIMES_TEN' : 'AMOUNT_SWAPPED_DIGITS',
      facts: { place: placeOf(own), terminal: moneyText(mine), source: other.source, there: moneyText(other.money) },
    },
    patch: areOne ? patch : null,
    evidence: said.map(({ source, id, money }) => proof(source, id, equal(money, other.money))),
  }
}

/** A part that was approved, a currency that was converted at the till, a tip on its way, an adjustment the file has not. */
function isExplained(own: SeenTransaction, mine: Money, there: Money, now: number): boolean {
  const { record, facts, at } = own
  if (record?.responseCode === PARTLY_APPROVED && isSameKind(mine, there) && there.minor < mine.minor) return true
  if (facts.founding?.scope === 'FOREIGN' && mine.currency !== there.currency) return true
  const recorded = facts.founding?.money
  if (recorded != null && equal(recorded, there) && !equal(recorded, mine) && facts.amendments.length === 0) return true
  const mayBeTipped = record?.type === 'PURCHASE' && isSameKind(mine, there) && there.minor > mine.minor
  return mayBeTipped && own.mayTip === true && now - at < TIP_WINDOW_MS
}

/** The four totals of a closing, after they were summed anew from the records. */
export const totalsMismatch = rule({
  id: 'R08',
  name: 'TOTALS_MISMATCH',
  severity: 'HIGH',
  isExact: true,
  kinds: [],
  find: ({ batches }) =>
    batches.flatMap(({ tid, epoch, batch, terminal, own, isComplete }) => {
      // with a record missing or unreadable that is the cause, and told by its own rule
      if (terminal === null || !isComplete) return []
      const text = (line: (typeof own)[number]) => `${line.currency}/${line.exponent} ${line.scope} ${line.side}`
      const kinds = [...new Set([...terminal, ...own].map(text))]
      return kinds.flatMap((kind) => {
        const [theirs, mine] = [terminal, own].map((totals) => totals.find((line) => text(line) === kind))
        const minor = (theirs?.minor ?? 0n) - (mine?.minor ?? 0n)
        if (minor === 0n && theirs?.count === mine?.count) return []
        const line = theirs ?? mine
        return [
          {
            cause: `batch:${tid}:${epoch}:${batch}`,
            subjects: [`${tid}:${batch}`],
            kind: null,
            atStake:
              line === undefined
                ? null
                : { minor: minor < 0n ? -minor : minor, currency: line.currency, exponent: line.exponent },
            explanation: {
              code: 'TOTALS_MISMATCH',
              facts: { tid, batch, line: kind, terminal: String(theirs?.minor ?? 0n), own: String(mine?.minor ?? 0n) },
            },
          },
        ]
      })
    }),
})

/** Sums that cannot be: more refunded than paid, a void after the close, a completion over the limit. */
export const overRefund = rule({
  id: 'R17',
  name: 'OVER_REFUND',
  severity: 'HIGH',
  isExact: true,
  kinds: [],
  find: (view) =>
    acknowledged(view).flatMap((own) =>
      violationsOf(own.facts).map((violation) => ({
        cause: ofTransaction(placeOf(own)),
        subjects: [placeOf(own)],
        kind: null,
        atStake: followedUp(own.facts, isRefund),
        explanation: { code: violation, facts: { place: placeOf(own) } },
      })),
    ),
})

/** Booked by another tariff than the one that held. */
export const wrongFee = rule({
  id: 'R23',
  name: 'WRONG_FEE',
  severity: 'WARN',
  isExact: true,
  kinds: ['WRONG_FEE'],
  find: ({ transactions }) =>
    transactions.flatMap((own) => {
      const { fee } = own
      if (fee === null || equal(fee.booked, fee.expected)) return []
      const away = fee.expected.minor - fee.booked.minor
      return [
        {
          cause: ofTransaction(placeOf(own)),
          subjects: [placeOf(own)],
          kind: 'WRONG_FEE' as const,
          atStake: { ...fee.booked, minor: away < 0n ? -away : away },
          explanation: {
            code: 'WRONG_FEE',
            facts: { place: placeOf(own), booked: moneyText(fee.booked), expected: moneyText(fee.expected) },
          },
          evidence: [proof('DOCUMENT', `tariff:${own.id}`)],
        },
      ]
    }),
})
