import { reasonProblem } from '@budeng/corrections/public'

/** Why a transfer is not noted under that reference; null: it may be. */
export function referenceProblem(text: string): 'MISSING' | 'CARD_NUMBER' | null {
  if (text.trim() === '') return 'MISSING'
  return reasonProblem(text) === 'CARD_NUMBER_IN_TEXT' ? 'CARD_NUMBER' : null
}
