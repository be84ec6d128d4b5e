import type { Look } from '../../ui/Mark.tsx'

/** The four answers of a board, the good one first. */
export const FIGURES = [
  { key: 'equal', look: { tone: 'good', icon: 'check' } },
  { key: 'different', look: { tone: 'bad', icon: 'cross' } },
  { key: 'unknown', look: { tone: 'warn', icon: 'question' } },
  { key: 'without', look: { tone: 'quiet', icon: 'minus' } },
] as const satisfies readonly { readonly key: string; readonly look: Look }[]
