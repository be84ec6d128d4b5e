/** Digits, also full-width ones, with the separators that people put between them. */
const CARD_LIKE = /\p{Nd}(?:[\s.·-]*\p{Nd}){12,}/gu
// most texts are, and are the same when made plain
const ASCII = /^[\x00-\x7f]*$/
const DIGITS_MIN = 13
const DIGITS_MAX = 19

/** True when the text holds a run of 13 to 19 digits that passes the Luhn check: card numbers never enter free text. */
export function holdsCardNumber(text: string): boolean {
  if (text.length < DIGITS_MIN) return false
  const plain = ASCII.test(text) ? text : text.normalize('NFKC')
  return [...plain.matchAll(CARD_LIKE)].some(([run]) => isCardNumber(run.replace(/\D/g, '')))
}

/** True for 13 to 19 digits of which the last checks the others. */
export function isCardNumber(digits: string): boolean {
  return digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX && /^\d+$/.test(digits) && passesLuhn(digits)
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i))
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** First six and last four digits, stars between: all of a card number that may be kept or shown. */
export function maskCardNumber(digits: string): string {
  return `${digits.slice(0, 6)}${'*'.repeat(Math.max(0, digits.length - 10))}${digits.slice(-4)}`
}

/** Digits, full-width ones too, with what people put between them; whoever writes cells parts them first. */
const RUN = /\p{Nd}(?:[ .·-]?\p{Nd}){12,18}(?!\p{Nd})/gu
/** How numbers of issued cards begin (ISO 7812); of fifteen digits only two kinds, and many merchant numbers have as many. */
const ISSUED = /^(?:3[0-9]|4|5[0-5]|2[2-7]|6|81|9)/
const ISSUED_15 = /^(?:3[47]|1800|2131)/

/** A text without card numbers: of each stand the first six and last four digits. */
export function withoutCards(text: string): string {
  if (text.length < 13) return text
  return text.replace(RUN, (run) => {
    const digits = run.normalize('NFKC').replace(/\D/g, '')
    const issued = digits.length === 15 ? ISSUED_15 : ISSUED
    return issued.test(digits) && isCardNumber(digits) ? maskCardNumber(digits) : run
  })
}
