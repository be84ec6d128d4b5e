import { holdsCardNumber } from '@budeng/kernel'
import { MESSAGE_LENGTH_MAX, REASON_LENGTH_MAX } from './form-limits.ts'

/** Digits with the separators that people put between them. Four in a row on a screen could pass for a presence code. */
const FOUR_DIGITS = /\p{Nd}(?:[\s.·-]*\p{Nd}){3}/u
const CONTROL = /\p{Cc}/u

export type TextProblem = 'NOT_A_TEXT' | 'EMPTY' | 'TOO_LONG' | 'CONTROL_CHARACTER' | 'FOUR_DIGITS'

/** What is wrong with a message for a terminal's screen, or null. */
export function messageTextProblem(text: unknown): TextProblem | null {
  if (typeof text !== 'string') return 'NOT_A_TEXT'
  const trimmed = text.trim()
  if (trimmed === '') return 'EMPTY'
  if ([...trimmed].length > MESSAGE_LENGTH_MAX) return 'TOO_LONG'
  if (CONTROL.test(trimmed)) return 'CONTROL_CHARACTER'
  return FOUR_DIGITS.test(trimmed) ? 'FOUR_DIGITS' : null
}

/** What is wrong with the reason that a person gives, or null. */
export function reasonProblem(reason: string): 'REASON_MISSING' | 'REASON_TOO_LONG' | 'CARD_NUMBER_IN_TEXT' | null {
  const trimmed = reason.trim()
  if (trimmed === '') return 'REASON_MISSING'
  if ([...trimmed].length > REASON_LENGTH_MAX) return 'REASON_TOO_LONG'
  return holdsCardNumber(trimmed) ? 'CARD_NUMBER_IN_TEXT' : null
}

export { holdsCardNumber }
