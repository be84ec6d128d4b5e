import type { CorrectionCaseRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { CASE_COLUMNS, sayToCase } from '../cases/cases.ts'

/** Cases whose suppression is over come back; answers how many. */
export async function wakeSuppressed(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await unit.query<CorrectionCaseRow>(
    `select ${CASE_COLUMNS} from correction_case c where state = 'SUPPRESSED' and suppressed_until <= $1 order by suppressed_until, id limit $2 for no key update skip locked`,
    [new Date(at), limit],
  )
  for (const row of rows) await sayToCase(unit, row, { kind: 'tick', at })
  return rows.length
}
