import { CARD_TYPES, parseMoney, tariffProblems, type TariffProblem } from '@budeng/transactions/public'

/** What the form holds: text as it was typed. */
export interface TariffForm {
  readonly percent: string
  readonly minimum: string
  readonly cap: string
  readonly agentShare: string
  readonly validFrom: string
}

/** Terms as the API takes them: hundredths of a percent, minor units. */
export interface TariffTermsWish {
  readonly validFrom: string
  readonly percentBps: number
  readonly minimumMinor: string
  readonly capMinor: string | null
  readonly agentShareBps: number
}

/** For which cards a tariff may be. */
export const TARIFF_CARD_TYPES = [...CARD_TYPES, 'ANY'] as const

/** Currencies in which a first tariff is made, with the digits after the point. */
export const TARIFF_CURRENCIES = { CNY: 2, HKD: 2, MOP: 2, USD: 2, EUR: 2, JPY: 0 } as const
export type TariffCurrency = keyof typeof TARIFF_CURRENCIES

const PERCENT = /^\d{1,3}(?:\.\d{1,2})?$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** `0.60` percent is 60 hundredths; null for what is none. */
export function bpsOf(text: string): number | null {
  const clean = text.normalize('NFKC').replace('%', '').trim()
  if (!PERCENT.test(clean)) return null
  const [whole = '0', fraction = ''] = clean.split('.')
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}

/** `60` hundredths read `0.60 %`. */
export function percentText(bps: number): string {
  return `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')} %`
}

/** What is wrong with the form, or the wish that it holds. */
export function readTariff(
  form: TariffForm,
  money: { readonly currency: string; readonly exponent: number },
): { readonly wish: TariffTermsWish | null; readonly problems: readonly TariffProblem[] } {
  const percentBps = bpsOf(form.percent)
  const agentShareBps = bpsOf(form.agentShare)
  const minor = (text: string) => parseMoney(text.normalize('NFKC'), money.currency, money.exponent)?.minor ?? null
  const minimumMinor = form.minimum.trim() === '' ? 0n : minor(form.minimum)
  const capMinor = form.cap.trim() === '' ? null : minor(form.cap)
  const isCapUnread = form.cap.trim() !== '' && capMinor === null
  const unread: (TariffProblem | false)[] = [
    percentBps === null && 'PERCENT',
    agentShareBps === null && 'AGENT_SHARE',
    minimumMinor === null && 'MINIMUM',
    isCapUnread && 'CAP',
  ]
  const found = unread.filter((one) => one !== false)
  if (percentBps === null || agentShareBps === null || minimumMinor === null || isCapUnread)
    return { wish: null, problems: found }
  const problems = tariffProblems({ percentBps, agentShareBps, minimumMinor, capMinor })
  if (problems.length > 0 || !DAY.test(form.validFrom)) return { wish: null, problems }
  const wish = { validFrom: form.validFrom, percentBps, agentShareBps, minimumMinor: String(minimumMinor) }
  return { wish: { ...wish, capMinor: capMinor === null ? null : String(capMinor) }, problems: [] }
}
