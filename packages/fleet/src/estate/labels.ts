import { refuse, type Refusal } from '@budeng/kernel'
import { holdsCardNumber } from '../free-text.ts'
import { LABEL_LENGTH_MAX, LABELS_MAX } from '../form-limits.ts'
import type { RefusalCode } from '../refusals.ts'

/** A comma parts the labels of a link; control characters are no words. */
const NOT_IN_A_LABEL = /[\p{Cc},，、;；]/u

/** One spelling of a label: full-width letters become ordinary ones, spaces around it go. */
export function foldedLabel(label: string): string {
  return label.normalize('NFKC').trim().replaceAll(/\s+/g, ' ')
}

/** What is wrong with a label as it was typed, or null. */
export function labelProblem(label: string): 'LABEL_MALFORMED' | 'CARD_NUMBER_IN_TEXT' | null {
  const folded = foldedLabel(label)
  if (folded === '' || [...folded].length > LABEL_LENGTH_MAX || NOT_IN_A_LABEL.test(folded)) return 'LABEL_MALFORMED'
  return holdsCardNumber(folded) ? 'CARD_NUMBER_IN_TEXT' : null
}

/** What is put on terminals and what is taken off them; in one spelling, each once. */
export interface LabelChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** A wish as it may be carried out. What is put on and taken off at once is a contradiction. */
export function checkedLabels({
  add,
  remove,
}: LabelChange): { ok: true; change: LabelChange } | { ok: false; refusal: Refusal<RefusalCode> } {
  for (const [member, labels] of Object.entries({ add, remove })) {
    if (labels.length > LABELS_MAX) return refuse('LABELS_TOO_MANY', { max: LABELS_MAX }, [member])
    for (const label of labels) {
      const problem = labelProblem(label)
      if (problem !== null) return refuse(problem, { max: LABEL_LENGTH_MAX }, [member])
    }
  }
  const [added, removed] = [new Set(add.map(foldedLabel)), new Set(remove.map(foldedLabel))]
  if (added.size + removed.size === 0) return refuse('LABELS_NONE', undefined, ['add'])
  if ([...added].some((label) => removed.has(label))) return refuse('LABELS_CONTRADICT', undefined, ['remove'])
  return { ok: true, change: { add: [...added], remove: [...removed] } }
}

/** What a change does to one terminal; null: it would have more labels than fit. */
export function changedLabels(before: readonly string[], { add, remove }: LabelChange): LabelChange | null {
  const added = add.filter((label) => !before.includes(label))
  const removed = remove.filter((label) => before.includes(label))
  return before.length + added.length - removed.length > LABELS_MAX ? null : { add: added, remove: removed }
}
