import { maskCardNumber, withoutCards } from '@budeng/kernel'

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
