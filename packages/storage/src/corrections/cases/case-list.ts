import type { CaseState, CorrectionKind, RuleId, Severity } from '@budeng/corrections'
import { type Level, Params, scopeLanes } from '../../lists/level.ts'
import { columnList, type CaseHitRow, caseHitTable, type CorrectionCaseRow } from '../../rows/index.ts'
import type { Scoped } from '../../unit.ts'
import { CASE_COLUMNS } from './cases.ts'

/** NEWEST: of all cases; OLDEST and MONEY (the most first): of those that are open. */
export type CaseOrder = 'NEWEST' | 'OLDEST' | 'MONEY'

/** Where a page ends. `amount`: for MONEY only. */
export interface CaseKey {
  readonly openedAt: number
  readonly amount: bigint | null
  readonly id: string
}

export interface CaseListQuery {
  readonly level: Level
  /** Empty: all. */
  readonly states: readonly CaseState[]
  readonly severities: readonly Severity[]
  readonly rules: readonly RuleId[]
  /** Any of these would put it right; left out: whatever. */
  readonly kinds?: readonly CorrectionKind[]
  /** Only those on which this person works. */
  readonly claimedBy?: string | null
  readonly terminalId: string | null
  /** At least so much at stake. */
  readonly amountMin: bigint | null
  readonly order: CaseOrder
  readonly after: CaseKey | null
  readonly limit: number
}

const OPEN_STATES = `c.state in ('OPEN', 'PROPOSED', 'SUPPRESSED')`

/** One page of cases under an organisation. */
export async function listCases(db: Scoped, query: CaseListQuery): Promise<CorrectionCaseRow[]> {
  const { level, limit, order } = query
  const params = new Params()
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const conditions = [`c.${column} = lane.scope_id`, ...wishes(query, params), ...keyCondition(query, params)]
  if (order !== 'NEWEST') conditions.push(OPEN_STATES)
  const max = params.add(limit)
  const { inner, outer } = ORDERS[order]
  return await db.query<CorrectionCaseRow>(
    `select page.* from (select scope_id from ${sql}) as lane cross join lateral (
       select ${CASE_COLUMNS} from correction_case c where ${conditions.join(' and ')} order by ${inner} limit ${max}
     ) as page order by ${outer} limit ${max}`,
    params.values,
  )
}

const ORDERS: Readonly<Record<CaseOrder, { readonly inner: string; readonly outer: string }>> = {
  NEWEST: { inner: 'c.opened_at desc, c.id desc', outer: 'page."openedAt" desc, page.id desc' },
  OLDEST: { inner: 'c.opened_at, c.id', outer: 'page."openedAt", page.id' },
  MONEY: { inner: 'c.amount desc nulls last, c.id', outer: 'page.amount desc nulls last, page.id' },
}

function wishes(query: CaseListQuery, params: Params): string[] {
  const { states, severities, rules, terminalId, amountMin, kinds = [], claimedBy = null } = query
  const conditions: string[] = []
  if (states.length > 0) conditions.push(`c.state = any(${params.add([...states])}::text[])`)
  if (severities.length > 0) conditions.push(`c.severity = any(${params.add([...severities])}::text[])`)
  if (rules.length > 0) conditions.push(`c.rule = any(${params.add([...rules])}::text[])`)
  if (terminalId !== null) conditions.push(`c.terminal_id = ${params.add(terminalId)}`)
  if (amountMin !== null) conditions.push(`c.amount >= ${params.add(String(amountMin))}::bigint`)
  if (kinds.length > 0)
    conditions.push(
      `exists (select from jsonb_array_elements(c.facts->'hits') h where h->>'kind' = any(${params.add([...kinds])}::text[]))`,
    )
  if (claimedBy !== null)
    conditions.push(
      `exists (select from case_claim k where k.case_id = c.id and k.person_id = ${params.add(claimedBy)})`,
    )
  return conditions
}

function keyCondition({ order, after }: CaseListQuery, params: Params): string[] {
  if (after === null) return []
  const id = params.add(after.id)
  if (order === 'MONEY') {
    if (after.amount === null) return [`c.amount is null and c.id > ${id}`]
    const amount = `${params.add(String(after.amount))}::bigint`
    return [`(c.amount < ${amount} or (c.amount = ${amount} and c.id > ${id}) or c.amount is null)`]
  }
  const at = params.add(new Date(after.openedAt))
  return order === 'NEWEST' ? [`(c.opened_at, c.id) < (${at}, ${id})`] : [`(c.opened_at, c.id) > (${at}, ${id})`]
}

/** Open cases under an organisation by state and severity, and the money in them by currency. Goes over all that are open. */
export interface CaseCount {
  readonly nodeId: string
  readonly state: CaseState
  readonly severity: Severity
  readonly currency: string | null
  readonly exponent: number | null
  readonly count: number
  readonly amount: bigint
  readonly oldestAt: number
}

/** What is open under an organisation. */
export async function countCases(db: Scoped, level: Level): Promise<CaseCount[]> {
  const { sql, column, param } = scopeLanes(level)
  return await db.query<CaseCount>(
    `select $2::text as "nodeId", c.state, c.severity, c.currency, c.exponent, count(*)::int as count, coalesce(sum(c.amount), 0) as amount, min(c.opened_at) as "oldestAt"
     from correction_case c where ${OPEN_STATES} and c.${column} in (select scope_id from ${sql})
     group by c.state, c.severity, c.currency, c.exponent order by c.state, c.severity, c.currency`,
    [param, level.id],
  )
}

/** All that rules said of cases, the oldest first: at most so many of each. */
export async function hitsOfCases(
  db: Scoped,
  caseIds: readonly string[],
  limit: number,
): Promise<readonly CaseHitRow[]> {
  return await db.query<CaseHitRow>(
    `select found.* from unnest($1::text[]) as n (id) cross join lateral (
       select ${columnList(caseHitTable, 'h')} from case_hit h where h.case_id = n.id order by h.found_at, h.hash limit $2
     ) as found order by found."caseId", found."foundAt", found.hash`,
    [caseIds, limit],
  )
}

/** Open cases of terminals, the oldest first. */
export async function openCasesOfTerminals(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<readonly CorrectionCaseRow[]> {
  return await db.query<CorrectionCaseRow>(
    `select ${CASE_COLUMNS} from correction_case c where terminal_id = any($1::text[]) and ${OPEN_STATES} order by c.opened_at, c.id`,
    [terminalIds],
  )
}
