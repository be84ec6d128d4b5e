import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type BatchView, batchView } from './record-view.ts'

/** A batch that the viewer may see. */
export async function findBatch(operation: Operation, id: string): Promise<BatchView | null> {
  const known = idOf('batch', id)
  if (known === null || !operation.authority.permits.has('transaction:read')) return null
  const row = await operation.load.batch.load(known)
  return row === null ? null : batchView(row)
}
