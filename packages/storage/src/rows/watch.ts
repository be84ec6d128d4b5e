import type { WatchReport, WatchWindow } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface WatchWindowRow extends WatchWindow {
  readonly plannedBy: string
  readonly plannedAt: Instant
  readonly endedAt: Instant | null
  /** Null: its time was over. */
  readonly endedBy: string | null
  readonly report: WatchReport | null
  readonly version: number
}

export const watchWindowTable = table<WatchWindowRow>('watch_window', {
  id: primary('text'),
  nodeId: column('text'),
  path: column('ltree'),
  name: column('text'),
  startsAt: column('instant'),
  endsAt: column('instant'),
  zone: column('text'),
  patience: column('int'),
  heartbeatMs: nullable('int'),
  allowsRollouts: column('boolean'),
  state: column('text'),
  plannedBy: column('text'),
  plannedAt: column('instant'),
  endedAt: nullable('instant'),
  endedBy: nullable('text'),
  report: nullable('json'),
  version: column('int'),
})
