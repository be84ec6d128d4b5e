import { moneyText, parseMoney } from '@budeng/transactions/public'
import type { CorrectionLimitsInput, LimitsShownFragment } from '../../api/generated/graphql.ts'
import { moneyOf } from '../../money/amounts.ts'
import { TARIFF_CURRENCIES } from '../../tariffs/tariff-form.ts'

/** Currencies of which an acquirer may say something first, with the digits after the point. */
export const LIMIT_CURRENCIES: Readonly<Record<string, number>> = { ...TARIFF_CURRENCIES, KWD: 3 }

/** Amounts of the form, in the order in which they are read. */
export const LIMIT_AMOUNTS = ['tierOne', 'tierTwo', 'day', 'automatic'] as const
export type LimitMember = (typeof LIMIT_AMOUNTS)[number] | 'dayCount'

/** Text as it was typed. */
export type LimitsForm = Readonly<Record<LimitMember, string>>

export const EMPTY_LIMITS: LimitsForm = { tierOne: '', tierTwo: '', day: '', dayCount: '', automatic: '' }

/** What holds, as it would be typed. */
export function limitsForm(limits: LimitsShownFragment): LimitsForm {
  const text = (name: (typeof LIMIT_AMOUNTS)[number]) => moneyText(moneyOf(limits[name]))
  return {
    ...{ tierOne: text('tierOne'), tierTwo: text('tierTwo'), day: text('day'), automatic: text('automatic') },
    dayCount: String(limits.dayCount),
  }
}

const COUNT = /^\d{1,4}$/

/** The wish that a form holds, or which members keep it from being one. */
export function readLimits(
  form: LimitsForm,
  { currency, exponent }: { readonly currency: string; readonly exponent: number },
): { readonly wish: CorrectionLimitsInput | null; readonly wrong: readonly LimitMember[] } {
  const minor = (name: (typeof LIMIT_AMOUNTS)[number]) => {
    const read = parseMoney(form[name].normalize('NFKC').trim(), currency, exponent)?.minor ?? null
    return read === null || read < 0n ? null : read
  }
  const [tierOne, tierTwo, day, automatic] = [minor('tierOne'), minor('tierTwo'), minor('day'), minor('automatic')]
  const isCount = COUNT.test(form.dayCount.trim())
  const wrong: (LimitMember | false)[] = [
    tierOne === null && 'tierOne',
    (tierTwo === null || (tierOne !== null && tierTwo < tierOne)) && 'tierTwo',
    day === null && 'day',
    !isCount && 'dayCount',
    (automatic === null || (tierOne !== null && automatic > tierOne)) && 'automatic',
  ]
  const found = wrong.filter((one) => one !== false)
  if (found.length > 0 || tierOne === null || tierTwo === null || day === null || automatic === null)
    return { wish: null, wrong: found }
  return {
    wish: {
      ...{ currency, tierOneMinor: String(tierOne), tierTwoMinor: String(tierTwo), dayMinor: String(day) },
      ...{ dayCount: Number(form.dayCount), automaticMinor: String(automatic) },
    },
    wrong: [],
  }
}
