import {
  type CaseClaimRow,
  caseClaimTable,
  columnList,
  type CorrectionCaseRow,
  unnestInsert,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

/** Somebody works on a case; whoever did before does no more. */
export async function claimCase(
  unit: Unit,
  { id: caseId, path }: Pick<CorrectionCaseRow, 'id' | 'path'>,
  personId: string,
): Promise<void> {
  const at = unit.clock.now()
  await unnestInsert(unit, caseClaimTable, [{ caseId, path, personId, at }], {
    onConflict: 'on conflict (case_id) do update set person_id = excluded.person_id, at = excluded.at',
  })
  unit.append([{ type: 'CaseClaimed', subject: caseId, path, at, data: {} }])
}

/** Nobody works on it any more. */
export async function releaseCase(
  unit: Unit,
  { id: caseId, path }: Pick<CorrectionCaseRow, 'id' | 'path'>,
): Promise<void> {
  await unit.execute('delete from case_claim where case_id = $1', [caseId])
  unit.append([{ type: 'CaseReleased', subject: caseId, path, at: unit.clock.now(), data: {} }])
}

/** Who works on which of these. */
export async function claimsOfCases(db: Scoped, caseIds: readonly string[]): Promise<CaseClaimRow[]> {
  return await db.query<CaseClaimRow>(
    `select ${columnList(caseClaimTable, 'c')} from case_claim c where c.case_id = any($1::text[])`,
    [caseIds],
  )
}
