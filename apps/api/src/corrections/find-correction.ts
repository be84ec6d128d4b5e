import type { CorrectionRow } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type CorrectionView, correctionView } from './correction-view.ts'

/** A correction that the viewer may see. */
export async function findCorrection(operation: Operation, id: string): Promise<CorrectionView | null> {
  const known = idOf('correction', id)
  if (known === null || !mayRead(operation)) return null
  return viewOf(operation, await operation.load.correction.load(known))
}

export function viewOf(operation: Operation, row: CorrectionRow | null): CorrectionView | null {
  return row === null ? null : correctionView(row, operation.reader)
}

export function mayRead({ authority }: Operation): boolean {
  return authority.permits.has('correction:read')
}
