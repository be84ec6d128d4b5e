import { holdsCardNumber, reasonProblem } from '@budeng/fleet'
import { Refused } from '../graphql/wish.ts'

/** A no needs a word to the person who asked; a yes may have one. @throws Refused */
export function checkedNote(note: string | null | undefined, mayBeEmpty: boolean): string {
  const text = (note ?? '').trim()
  const problem = text === '' && mayBeEmpty ? null : reasonProblem(text)
  if (problem !== null || holdsCardNumber(text))
    throw new Refused({ code: problem ?? 'CARD_NUMBER_IN_TEXT', path: ['input', 'note'] })
  return text
}
