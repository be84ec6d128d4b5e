import { CORRECTION_STATES, type CorrectionState, isCorrectionOver } from '@budeng/corrections'
import type { CorrectionRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { loadCases, sayToCase } from './cases.ts'
import { endDecidedConflicts } from './seen-to.ts'

/** From here on somebody stands behind it. */
const UNDER_WAY: ReadonlySet<CorrectionState> = new Set<CorrectionState>(['SUBMITTED', 'PENDING_APPROVAL', 'APPROVED'])

/** Tells the case of a correction what became of it; under the correction's lock, which comes before that of its case. */
export async function followCorrection(
  unit: Unit,
  { id, caseId, state, makerId, proofId }: Pick<CorrectionRow, 'id' | 'caseId' | 'state' | 'makerId' | 'proofId'>,
  before: CorrectionState,
): Promise<void> {
  const isEnd = isCorrectionOver(state)
  if (caseId === null || state === before || !(isEnd || UNDER_WAY.has(state))) return
  const [row] = await loadCases(unit, [caseId], 'update')
  if (row === undefined) return
  // of several corrections of one case the last one ends it
  if (isEnd && (await hasOthers(unit, caseId, id))) return
  const at = unit.clock.now()
  const said = await sayToCase(
    unit,
    row,
    isEnd
      ? { kind: 'correctionMoved', at, correctionId: id, state, isAutomatic: makerId === null }
      : { kind: 'propose', at, correctionId: id },
  )
  // what was given up stays open, and what went by itself nobody has judged yet
  if (state === 'CLOSED' && said.row.verdict !== null) await endDecidedConflicts(unit, said.row, proofId)
}

async function hasOthers(unit: Unit, caseId: string, id: string): Promise<boolean> {
  const [other] = await unit.query(
    'select from correction where case_id = $1 and id <> $2 and state <> all($3::text[]) limit 1',
    [caseId, id, CORRECTION_STATES.filter(isCorrectionOver)],
  )
  return other !== undefined
}
