/** Digits, also full-width ones, with the separators that people put between them. */
const CARD_LIKE = /\p{Nd}(?:[\s.·-]*\p{Nd}){12,}/gu
// most texts are, and are the same when made plain
const ASCII = /^[\x00-\x7f]*$/
const DIGITS_MIN = 13
const DIGITS_MAX = 19

/**
 * True when the text holds a run of 13 to 19 digits that passes the Luhn check, or such a number of an issued card beside
 * others: card numbers never enter free text.
 */
export function holdsCardNumber(text: string): boolean {
  if (text.length < DIGITS_MIN) return false
  const plain = ASCII.test(text) ? text : text.normalize('NFKC')
  for (const [run] of plain.matchAll(CARD_LIKE)) {
    const digits = run.replace(/\D/g, '')
    if (digits.length > DIGITS_MAX ? [...run.matchAll(ALONE)].some(([one]) => isIssued(one)) : isCardNumber(digits))
      return true
  }
  return false
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

/**
 * Where a card number may stand, full-width digits too: alone; with one sign between digits; with several. In this order, so
 * that a number beside it does not hide it. Whoever writes cells parts them first.
 */
const ALONE = /(?<!\p{Nd})\p{Nd}{13,19}(?!\p{Nd})/gu
const RUNS = [ALONE, /\p{Nd}(?:[ .·-]?\p{Nd}){12,18}(?!\p{Nd})/gu, /\p{Nd}(?:[\s.·-]*\p{Nd}){12,18}(?!\p{Nd})/gu]
/** How numbers of issued cards begin (ISO 7812); of fifteen digits only two kinds, and many merchant numbers have as many. */
const ISSUED = /^(?:[3-6]|2[2-7]|81|9)/
const ISSUED_15 = /^(?:3[47]|1800|2131)/

function isIssued(digits: string): boolean {
  return (digits.length === 15 ? ISSUED_15 : ISSUED).test(digits) && isCardNumber(digits)
}

/** A text without card numbers: of each stand the first six and last four digits. */
export function withoutCards(text: string): string {
  return replaceCards(text, (_run, digits) => maskCardNumber(digits))
}

/**
 * A text with something else in the place of each card number: `write` gets it as it stands there, and its digits alone. Numbers
 * of SIM cards and merchants stay, though one in ten has the check digit of a card.
 */
export function replaceCards(text: string, write: (run: string, digits: string) => string): string {
  if (text.length < DIGITS_MIN) return text
  const replaced = (run: string) => {
    const digits = run.normalize('NFKC').replace(/\D/g, '')
    return isIssued(digits) ? write(run, digits) : run
  }
  return RUNS.reduce((kept, runs) => kept.replace(runs, replaced), text)
}

/** Pieces of a long text, parted anew where no number is: each can be looked through alone. */
export function* betweenNumbers(pieces: Iterable<string>): Generator<string> {
  let held = ''
  for (const piece of pieces) {
    const text = held + piece
    let end = text.length
    while (end > 0 && mayBeOfNumber(text.charCodeAt(end - 1))) end--
    // no card number is so long
    if (end === 0 && text.length > HELD_MAX) end = text.length
    yield text.slice(0, end)
    held = text.slice(end)
  }
  yield held
}

const HELD_MAX = 64 * 1024

/** Digits, what stands between them, and all that is no ASCII. */
function mayBeOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code <= 0x20 || code === 0x2d || code === 0x2e || code >= 0x80
}

/** Every digit as a star, what stands between them as it is: for what must show nothing of a card. */
export function starRun(run: string): string {
  return run.replace(/\p{Nd}/gu, '*')
}
