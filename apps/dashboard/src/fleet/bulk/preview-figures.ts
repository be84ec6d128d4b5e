import type { PreviewFiguresFragment, PreviewKind } from '../../api/generated/graphql.ts'

type Line = PreviewFiguresFragment['lines'][number]

/** Kinds in the order in which they are read: what happens, what waits, what is left out. */
export const PREVIEW_ORDER: readonly PreviewKind[] = [
  'RUN_NOW',
  'QUEUED_OFFLINE',
  'OUTSIDE_WINDOW',
  'DEFERRED',
  'CONFLICTING',
  'NOT_ALLOWED',
  'NOT_HELPFUL',
]

/** Lines in reading order, larger before smaller within a kind. */
export function inOrder<L extends Pick<Line, 'kind' | 'count'>>(lines: readonly L[]): readonly L[] {
  return [...lines].sort(
    (one, other) => PREVIEW_ORDER.indexOf(one.kind) - PREVIEW_ORDER.indexOf(other.kind) || other.count - one.count,
  )
}

/** The sum of the lines; a preview whose sum is not its total must not be acted on. */
export function addsUp(preview: Pick<PreviewFiguresFragment, 'total' | 'lines'>): boolean {
  return preview.lines.reduce((sum, line) => sum + line.count, 0) === preview.total
}

/** Whether what was typed is the number of terminals: grouping marks and full-width digits do not matter. */
export function confirmsCount(typed: string, count: number): boolean {
  return typed.normalize('NFKC').replace(/[\s,.'’]/g, '') === String(count)
}
