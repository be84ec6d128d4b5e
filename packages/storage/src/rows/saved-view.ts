import type { SavedView } from '@budeng/fleet'
import { column, primary, table } from './table.ts'

export type SavedViewRow = SavedView

export const savedViewTable = table<SavedViewRow>('saved_view', {
  id: primary('text'),
  personId: column('text'),
  nodeId: column('text'),
  path: column('ltree'),
  name: column('text'),
  terms: column('json'),
  shared: column('boolean'),
  createdAt: column('instant'),
  changedAt: column('instant'),
  version: column('int'),
})
