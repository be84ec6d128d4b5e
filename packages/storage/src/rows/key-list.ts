import type { Instant } from '@budeng/kernel'
import { column, primary, table } from './table.ts'

/** A list of the platform's public keys that a process used. */
export interface KeyListRow {
  version: number
  jws: string
  /** Public half of the root that signed it. */
  rootX: string
  firstUsedAt: Instant
}

export const keyListTable = table<KeyListRow>('key_list', {
  version: primary('int'),
  jws: column('text'),
  rootX: column('text'),
  firstUsedAt: column('instant'),
})
