import type { UploadDetail } from '@budeng/terminal'

/** One transaction in F48 of 0320: scope, STAN, what is shown of the card, amount. No type, no time, no RRN. */
export interface Detail {
  readonly scope: 'DOMESTIC' | 'FOREIGN'
  readonly stan: string
  readonly amount: string
}

const SCOPE_CODES = { DOMESTIC: '00', FOREIGN: '01' } as const
const CARD_CHARS = 20
const DETAIL = /^(\d{2})(\d{6})(.{20})(\d{12})$/

/** F48 of 0320: how many in two digits, then forty characters each. The place of the card holds its masked number. */
export function f48OfDetails(details: readonly UploadDetail[]): string {
  const each = details.map(({ scope, stan, panMasked = '', amount }) => {
    const card = panMasked.padEnd(CARD_CHARS, ' ').slice(0, CARD_CHARS)
    return `${SCOPE_CODES[scope]}${stan}${card}${amount.padStart(12, '0')}`
  })
  return `${String(details.length).padStart(2, '0')}${each.join('')}`
}

/** The details of an F48, or null when it is none. */
export function detailsOf(text: string | undefined): Detail[] | null {
  const count = Number(/^\d{2}/.exec(text ?? '')?.[0] ?? Number.NaN)
  if (text === undefined || text.length !== 2 + count * 40) return null
  const details: Detail[] = []
  for (let at = 2; at < text.length; at += 40) {
    const [, scope, stan, , amount] = DETAIL.exec(text.slice(at, at + 40)) ?? []
    if (stan === undefined || amount === undefined) return null
    details.push({
      scope: scope === SCOPE_CODES.FOREIGN ? 'FOREIGN' : 'DOMESTIC',
      stan,
      amount: String(BigInt(amount)),
    })
  }
  return details
}
