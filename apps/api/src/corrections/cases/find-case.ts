import type { CorrectionCaseRow } from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { mayRead } from '../find-correction.ts'
import { type CaseView, caseView } from './case-view.ts'

/** A case that the viewer may see. */
export async function findCase(operation: Operation, id: string): Promise<CaseView | null> {
  const known = idOf('case', id)
  if (known === null || !mayRead(operation)) return null
  const row: CorrectionCaseRow | null = await operation.load.correctionCase.load(known)
  return row === null ? null : caseView(row, operation.reader)
}
