/** What is selected in a list: rows by id, or everything that matches the filter (then the server holds the set). */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** The row that a range extends from. */
  readonly anchor: string | null
  readonly allMatching: boolean
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null, allMatching: false }

export type SelectionStep =
  | { readonly kind: 'toggle'; readonly id: string }
  /** From the anchor to this row, inclusive, in the order shown. */
  | { readonly kind: 'range'; readonly to: string; readonly order: readonly string[] }
  /** All rows shown, or none of them when all are selected already. */
  | { readonly kind: 'page'; readonly order: readonly string[] }
  | { readonly kind: 'allMatching' }
  | { readonly kind: 'clear' }

/** One step of selecting. Any step on single rows ends "all matching". */
export function select(selection: Selection, step: SelectionStep): Selection {
  switch (step.kind) {
    case 'toggle':
      return { ids: toggled(selection.ids, step.id), anchor: step.id, allMatching: false }
    case 'range':
      return extended(selection, step.to, step.order)
    case 'page': {
      const whole = step.order.length > 0 && step.order.every((id) => selection.ids.has(id))
      return whole
        ? NOTHING_SELECTED
        : { ids: new Set([...selection.ids, ...step.order]), anchor: null, allMatching: false }
    }
    case 'allMatching':
      return { ...selection, allMatching: true }
    case 'clear':
      return NOTHING_SELECTED
  }
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return next
}

function extended(selection: Selection, to: string, order: readonly string[]): Selection {
  const end = order.indexOf(to)
  const start = selection.anchor === null ? -1 : order.indexOf(selection.anchor)
  if (end < 0) return selection
  if (start < 0) return { ids: new Set([...selection.ids, to]), anchor: to, allMatching: false }
  const range = order.slice(Math.min(start, end), Math.max(start, end) + 1)
  return { ids: new Set([...selection.ids, ...range]), anchor: selection.anchor, allMatching: false }
}
