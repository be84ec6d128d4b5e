import { isCardNumber, maskCardNumber } from '@budeng/kernel'

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

/** A line of a file whose cells are parted by a sign. */
export function withoutCardsInCells(line: string, delimiter: string): string {
  return line.split(delimiter).map(withoutCards).join(delimiter)
}

/** Where the card number stands in a line of the flow file, and how long such a line is. */
const FLOW = { from: 42, to: 61, length: 284 } as const

/** A line of the flow file: whatever stands in the field of the card number is masked, a valid one or not. */
export function withoutCardsInFlow(line: string): string {
  if (line.length !== FLOW.length) return withoutCards(line)
  const field = line.slice(FLOW.from, FLOW.to)
  const card = field.trim()
  const masked = /^\d{11,19}$/.test(card) ? maskCardNumber(card) : withoutCards(card)
  const rest = (text: string) => withoutCardsInCells(text, ' ')
  return `${rest(line.slice(0, FLOW.from))}${masked.padEnd(field.length)}${rest(line.slice(FLOW.to))}`
}
