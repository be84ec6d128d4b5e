import { type CurrencyLimits, limitsInForce, limitsProblem } from '@budeng/corrections'
import { canonicalJson } from '@budeng/kernel'
import { lockLimit, nodesByIds, saveLimit, type Unit } from '@budeng/storage'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule } from './change-kinds.ts'

/** Tiers and caps of one currency. Amounts are decimal texts of its minor units. */
export interface LimitsWord {
  readonly currency: string
  readonly tierOneMinor: string
  readonly tierTwoMinor: string
  readonly dayMinor: string
  readonly dayCount: number
  readonly automaticMinor: string
}

/** How much money one person may correct: said by two people of the acquirer, for it loosens or tightens what guards its books. */
export const correctionLimitsChange: ChangeRule = {
  permission: 'rule:change',
  prepare: async (_operation, unit, acquirerId, wish) => {
    const after = checkedWord(wish as LimitsWord)
    const [acquirer] = await nodesByIds(unit, [acquirerId])
    if (acquirer?.kind !== 'ACQUIRER') throw notFound('acquirerId')
    const known = await lockLimit(unit, acquirerId, after.currency)
    const standing = limitsInForce(known === null ? [] : [known]).find(({ currency }) => currency === after.currency)
    const before = standing === undefined ? null : wordOfLimits(standing)
    if (canonicalJson(before) === canonicalJson(after))
      throw new Refused({ code: 'NO_CHANGE', path: ['input', 'limits'] })
    return { path: acquirer.path, before, after, version: known?.version ?? 0, needsAbove: false }
  },
  versionNow: async (unit, { subject, after }) =>
    (await lockLimit(unit, subject, (after as LimitsWord).currency))?.version ?? 0,
  apply: async (_operation, unit, { id: changeId, subject, before, after, requestedBy: by, reason }) => {
    const word = checkedWord(after as LimitsWord)
    await saveLimit(unit, subject, limitsOfWord(word), { changeId, by })
    tell(unit, subject, { currency: word.currency, before, after: word, changeId, reason, by })
  },
}

function tell(unit: Unit, subject: string, data: object): void {
  unit.append([{ type: 'CorrectionLimitsChanged', subject, path: subject, at: unit.clock.now(), data }])
}

/** Limits as they stand in a change and in the record. */
export function wordOfLimits(limits: CurrencyLimits): LimitsWord {
  const { currency, tierOne, tierTwo, dayStake, dayCount, automatic } = limits
  return {
    ...{ currency, tierOneMinor: String(tierOne), tierTwoMinor: String(tierTwo), dayMinor: String(dayStake) },
    ...{ dayCount, automaticMinor: String(automatic) },
  }
}

function limitsOfWord({
  currency,
  tierOneMinor,
  tierTwoMinor,
  dayMinor,
  dayCount,
  automaticMinor,
}: LimitsWord): CurrencyLimits {
  return {
    ...{ currency, tierOne: BigInt(tierOneMinor), tierTwo: BigInt(tierTwoMinor), dayStake: BigInt(dayMinor) },
    ...{ dayCount, automatic: BigInt(automaticMinor) },
  }
}

/** Members of the core's rule, as the input calls them. */
const MEMBERS = {
  currency: 'currency',
  tierOne: 'tierOneMinor',
  tierTwo: 'tierTwoMinor',
  dayStake: 'dayMinor',
  dayCount: 'dayCount',
  automatic: 'automaticMinor',
} as const

/** The wish in its one spelling. @throws Refused */
function checkedWord(wish: LimitsWord): LimitsWord {
  const limits = limitsOfWord(wish)
  const problem = limitsProblem(limits)
  if (problem === null) return wordOfLimits(limits)
  const member = MEMBERS[problem]
  throw new Refused({ code: 'BAD_LIMITS', params: { member }, path: ['input', 'limits', member] })
}
