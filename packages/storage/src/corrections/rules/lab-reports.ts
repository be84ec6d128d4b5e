import { LAB_WINDOW_MS, type LabReport, type RuleId } from '@budeng/corrections'
import { columnList, type RuleLabRow, ruleLabTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

export const LAB_COLUMNS = columnList(ruleLabTable, 'l')

/** Which version is tried, beside which. */
export interface LabWish {
  readonly acquirerId: string
  readonly rule: RuleId
  readonly ruleVersion: number
  readonly againstVersion: number
  readonly requestedBy: string
}

/** Asks for a version to be tried over the last 90 days. */
export async function requestLab(unit: Unit, wish: LabWish): Promise<RuleLabRow> {
  const requestedAt = unit.clock.now()
  const row: RuleLabRow = {
    ...wish,
    id: unit.newId('lab'),
    path: wish.acquirerId,
    state: 'WAITING',
    fromAt: requestedAt - LAB_WINDOW_MS,
    toAt: requestedAt,
    position: '',
    looked: 0,
    found: {},
    report: null,
    problem: null,
    requestedAt,
    finishedAt: null,
    version: 1,
  }
  await unnestInsert(unit, ruleLabTable, [row])
  const { id, acquirerId, rule, ruleVersion, againstVersion } = row
  const data = { rule, ruleVersion, againstVersion }
  unit.append([{ type: 'RuleLabRequested', subject: id, path: acquirerId, at: requestedAt, data }])
  return row
}

/** Reports of an acquirer, the newest first: all, or of one rule. */
export async function labReports(
  db: Scoped,
  acquirerId: string,
  rule: RuleId | null,
  after: { readonly requestedAt: number; readonly id: string } | null,
  limit: number,
): Promise<readonly RuleLabRow[]> {
  return await db.query<RuleLabRow>(
    `select ${LAB_COLUMNS} from rule_lab l where acquirer_id = $1 and ($2::text is null or rule = $2)
       and ($3::timestamptz is null or (requested_at, id) < ($3, $4::text)) order by requested_at desc, id desc limit $5`,
    [acquirerId, rule, after === null ? null : new Date(after.requestedAt), after?.id ?? '', limit],
  )
}

export async function labReportsByIds(db: Scoped, ids: readonly string[]): Promise<readonly RuleLabRow[]> {
  return await db.query<RuleLabRow>(`select ${LAB_COLUMNS} from rule_lab l where id = any($1::text[]) order by id`, [
    ids,
  ])
}

/** Whether a version was run over days that are not long past: what it would do now is known. */
export async function isRuleTried(db: Scoped, acquirerId: string, rule: RuleId, ruleVersion: number): Promise<boolean> {
  const [row] = await db.query(
    `select from rule_lab where acquirer_id = $1 and rule = $2 and rule_version = $3 and state = 'DONE' and to_at >= $4 limit 1`,
    [acquirerId, rule, ruleVersion, new Date(db.clock.now() - LAB_WINDOW_MS)],
  )
  return row !== undefined
}

/** What a report says; causes are counted, the first of them named. Amounts are minor units as texts. */
export type StoredLabReport = Omit<LabReport, 'moneyAtRisk' | 'gained' | 'lost'> & {
  readonly moneyAtRisk: readonly { readonly minor: string; readonly currency: string; readonly exponent: number }[]
  readonly gained: readonly string[]
  readonly gainedCount: number
  readonly lost: readonly string[]
  readonly lostCount: number
}

export function storedReport({ report }: RuleLabRow): StoredLabReport | null {
  return report as StoredLabReport | null
}
