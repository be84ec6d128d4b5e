import type { ChangeRequest } from '@budeng/access'
import { canonicalJson } from '@budeng/kernel'
import {
  addTariffVersion,
  lockTariff,
  nodesByIds,
  type NodeRow,
  type TariffPlace,
  tariffsByIds,
  type Unit,
} from '@budeng/storage'
import {
  bookingDay,
  CARD_TYPES,
  currencyExponent,
  PRODUCTS,
  type TariffTerms,
  tariffProblems,
} from '@budeng/transactions'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule } from './change-kinds.ts'

/** What a merchant pays, for one kind of card and product, from a day on. Amounts are decimal texts of minor units. */
export interface TariffWord {
  readonly cardType: string
  readonly product: string
  readonly currency: string
  /** A business day to come. */
  readonly validFrom: string
  readonly percentBps: number
  readonly capMinor: string | null
  readonly minimumMinor: string
  readonly agentShareBps: number
}

/** New terms of a merchant's tariff. Where an agent has a share in it, somebody above that agent must agree. */
export const tariffChange: ChangeRule = {
  permission: 'tariff:write',
  prepare: async (_operation, unit, merchantId, wish) => {
    const { merchant, agent } = await placeOf(unit, merchantId)
    const after = await checkedWord(unit, merchant, wish as TariffWord)
    const known = await lockTariff(unit, placed(merchantId, after))
    const [tariff] = known === null ? [] : await tariffsByIds(unit, [known.id])
    const newest = tariff?.versions.at(-1)
    const before =
      newest === undefined
        ? null
        : {
            ...{
              cardType: after.cardType,
              product: after.product,
              currency: after.currency,
              validFrom: newest.validFrom,
            },
            ...{ percentBps: newest.percentBps, capMinor: newest.capMinor?.toString() ?? null },
            ...{ minimumMinor: newest.minimumMinor.toString(), agentShareBps: newest.agentShareBps },
          }
    if (canonicalJson(before) === canonicalJson(after))
      throw new Refused({ code: 'NO_CHANGE', path: ['input', 'tariff'] })
    const path = agent?.path ?? merchant.path
    return { path, before, after, version: known?.version ?? 0, needsAbove: agent !== null }
  },
  versionNow: async (unit, { subject, after }) =>
    (await lockTariff(unit, placed(subject, after as TariffWord)))?.version ?? 0,
  apply: async (_operation, unit, change) => {
    await applied(unit, change)
  },
}

async function applied(unit: Unit, { id, subject: merchantId, before, after }: ChangeRequest): Promise<void> {
  const { merchant, agent } = await placeOf(unit, merchantId)
  // the day may have begun while it waited: what was booked on it stays as it was
  const word = await checkedWord(unit, merchant, after as TariffWord)
  const place = placed(merchantId, word)
  const terms = { ...termsOf(word), validFrom: word.validFrom, changeId: id }
  const acquirerId = merchant.path.split('.')[0] ?? ''
  const tariffId = await addTariffVersion(
    unit,
    await lockTariff(unit, place),
    { ...place, acquirerId, agentId: agent?.id ?? null, path: merchant.path },
    terms,
  )
  const data = { tariffId, before, after, changeId: id }
  unit.append([{ type: 'TariffChanged', subject: merchantId, path: merchant.path, at: unit.clock.now(), data }])
}

const placed = (merchantId: string, { cardType, product, currency }: TariffWord): TariffPlace => ({
  merchantId,
  cardType,
  product,
  currency,
})

async function placeOf(unit: Unit, merchantId: string): Promise<{ merchant: NodeRow; agent: NodeRow | null }> {
  const [merchant] = await nodesByIds(unit, [merchantId])
  if (merchant?.kind !== 'MERCHANT') throw notFound('merchantId')
  // whoever stands below an agent sees it, whoever asks from there may not see what is above
  const line = await nodesByIds(unit, merchant.path.split('.'))
  const agents = line.filter(({ kind }) => kind === 'AGENT').toSorted((a, b) => a.path.length - b.path.length)
  return { merchant, agent: agents.at(-1) ?? null }
}

function termsOf({ percentBps, capMinor, minimumMinor, agentShareBps }: TariffWord): TariffTerms {
  return {
    percentBps,
    capMinor: capMinor === null ? null : BigInt(capMinor),
    minimumMinor: BigInt(minimumMinor),
    agentShareBps,
  }
}

const MINOR = /^\d{1,12}$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** The wish in its one spelling. @throws Refused */
async function checkedWord(unit: Unit, merchant: NodeRow, wish: TariffWord): Promise<TariffWord> {
  const { cardType, product, currency, validFrom, percentBps, capMinor, minimumMinor, agentShareBps } = wish
  const bad = (member: string) =>
    new Refused({ code: 'BAD_TARIFF', params: { member }, path: ['input', 'tariff', member] })
  if (![...CARD_TYPES, 'ANY'].includes(cardType)) throw bad('cardType')
  if (!(PRODUCTS as readonly string[]).includes(product)) throw bad('product')
  if (currencyExponent(currency) === null) throw bad('currency')
  if (capMinor !== null && !MINOR.test(capMinor)) throw bad('capMinor')
  if (!MINOR.test(minimumMinor)) throw bad('minimumMinor')
  const [problem] = tariffProblems(termsOf(wish))
  if (problem !== undefined) throw bad(MEMBERS[problem])
  if (!DAY.test(validFrom) || Number.isNaN(Date.parse(`${validFrom}T00:00:00Z`))) throw bad('validFrom')
  const today = bookingDay(unit.clock.now(), merchant.timeZone)
  if (validFrom <= today)
    throw new Refused({ code: 'TARIFF_DATE', params: { today }, path: ['input', 'tariff', 'validFrom'] })
  return { cardType, product, currency, validFrom, percentBps, capMinor, minimumMinor, agentShareBps }
}

const MEMBERS = {
  PERCENT: 'percentBps',
  AGENT_SHARE: 'agentShareBps',
  MINIMUM: 'minimumMinor',
  CAP: 'capMinor',
  CAP_BELOW_MINIMUM: 'capMinor',
} as const
