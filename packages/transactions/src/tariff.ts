import { divideHalfUp, type Money, money } from '@budeng/kernel'
import type { CardType } from './record-fields.ts'
import type { RecordType } from './record-types.ts'

/** By card or by code: they are priced apart. */
export const PRODUCTS = ['CARD', 'QR'] as const
export type Product = (typeof PRODUCTS)[number]

/** What a merchant pays for one transaction, and what of it is the agent's. Hundredths of a percent. */
export interface TariffTerms {
  readonly percentBps: number
  readonly capMinor: bigint | null
  readonly minimumMinor: bigint
  readonly agentShareBps: number
}

/** Terms from a business day on. A version is never changed; a new one is added. */
export interface TariffVersion extends TariffTerms {
  readonly version: number
  /** `2026-11-28` */
  readonly validFrom: string
}

/** Which tariff a transaction falls under, beside its merchant. `ANY` stands for every type of card that has none of its own. */
export interface TariffKey {
  readonly cardType: CardType | 'ANY'
  readonly product: Product
  readonly currency: string
}

const WHOLE_BPS = 10_000n

export function productOf(type: RecordType): Product {
  return type === 'QR_PAY' || type === 'QR_REFUND' ? 'QR' : 'CARD'
}

/** Of a merchant's tariffs the one for this transaction, the one for its very card type first; null for none. */
export function tariffFor<Tariff extends TariffKey>(
  tariffs: readonly Tariff[],
  key: { readonly cardType: CardType | null; readonly product: Product; readonly currency: string },
): Tariff | null {
  const fitting = tariffs.filter(({ product, currency }) => product === key.product && currency === key.currency)
  const exact = fitting.find(({ cardType }) => cardType === key.cardType)
  return exact ?? fitting.find(({ cardType }) => cardType === 'ANY') ?? null
}

/** The version that holds on a business day: of those that have begun the newest; null before the first. */
export function versionOn<Version extends Pick<TariffVersion, 'version' | 'validFrom'>>(
  versions: readonly Version[],
  businessDay: string,
): Version | null {
  return versions
    .filter(({ validFrom }) => validFrom <= businessDay)
    .reduce<Version | null>((newest, each) => (newest === null || each.version > newest.version ? each : newest), null)
}

/** A fee in its parts, which add up to it. */
export interface Fee {
  readonly fee: Money
  readonly agent: Money
  readonly acquirer: Money
}

/**
 * The fee of one transaction: percent, half up to the minor unit, then the minimum, then the cap, and never more than the
 * amount itself. The agent's part is half up too, what remains is the acquirer's.
 */
export function feeOf(terms: TariffTerms, gross: Money, hasAgent = true): Fee {
  const { currency, exponent } = gross
  const of = (minor: bigint) => money(minor, currency, exponent)
  const byPercent = divideHalfUp(gross.minor * BigInt(terms.percentBps), WHOLE_BPS)
  const atLeast = byPercent > terms.minimumMinor ? byPercent : terms.minimumMinor
  const atMost = terms.capMinor !== null && atLeast > terms.capMinor ? terms.capMinor : atLeast
  const fee = atMost > gross.minor ? gross.minor : atMost
  const agent = hasAgent ? divideHalfUp(fee * BigInt(terms.agentShareBps), WHOLE_BPS) : 0n
  return { fee: of(fee), agent: of(agent), acquirer: of(fee - agent) }
}

export const TARIFF_PROBLEMS = ['PERCENT', 'AGENT_SHARE', 'MINIMUM', 'CAP', 'CAP_BELOW_MINIMUM'] as const
export type TariffProblem = (typeof TARIFF_PROBLEMS)[number]

/** What is wrong with terms that a person gives. */
export function tariffProblems(terms: TariffTerms): TariffProblem[] {
  const isBps = (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= Number(WHOLE_BPS)
  const { capMinor, minimumMinor } = terms
  const problems: (TariffProblem | false)[] = [
    !isBps(terms.percentBps) && 'PERCENT',
    !isBps(terms.agentShareBps) && 'AGENT_SHARE',
    minimumMinor < 0n && 'MINIMUM',
    capMinor !== null && capMinor < 0n && 'CAP',
    capMinor !== null && capMinor >= 0n && capMinor < minimumMinor && 'CAP_BELOW_MINIMUM',
  ]
  return problems.filter((problem) => problem !== false)
}
