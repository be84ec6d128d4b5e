import type { DispatchStop } from '@budeng/fleet'
import { column, nullable, primary, table } from './table.ts'

/** A stop, and whether the commands below it have been told. */
export interface StopRow extends DispatchStop {
  readonly swept: boolean
}

export const stopTable = table<StopRow>('dispatch_stop', {
  id: primary('text'),
  nodeId: column('text'),
  path: column('ltree'),
  setAtId: column('text'),
  since: column('instant'),
  by: column('text'),
  byName: column('text'),
  reason: column('text'),
  liftedAt: nullable('instant'),
  liftedBy: nullable('text'),
  liftedByName: nullable('text'),
  liftReason: nullable('text'),
  swept: column('boolean'),
  version: column('int'),
})
