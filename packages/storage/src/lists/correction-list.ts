import { CORRECTION_STATES, type CorrectionKind, type CorrectionState, isCorrectionOver } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import {
  columnList,
  type CorrectionDecisionRow,
  correctionDecisionTable,
  type CorrectionRow,
  correctionTable,
} from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { boundedPage, type BoundedPage, type MomentKey } from './bounded-page.ts'
import { type Level, Params, scopeLanes } from './level.ts'

/** Somebody who might be the second person: what waits for them is looked for. */
export interface InboxOf {
  /** The account, the human, and whomever they stand for. */
  readonly ids: readonly string[]
  readonly organisationId: string
  readonly now: Instant
}

/** What a list of corrections may be narrowed by. Null: not narrowed. */
export interface CorrectionFilter {
  readonly states: readonly CorrectionState[] | null
  readonly kinds: readonly CorrectionKind[] | null
  readonly tier: number | null
  readonly makerId: string | null
  readonly inboxOf: InboxOf | null
  readonly merchantId: string | null
  readonly terminalId: string | null
  readonly transactionId: string | null
  readonly caseId: string | null
  readonly since: Instant | null
  readonly until: Instant | null
}

export interface CorrectionListQuery {
  readonly level: Level
  readonly filter: CorrectionFilter
  readonly isOldestFirst: boolean
  readonly after: MomentKey | null
  readonly limit: number
}

/** In these something still happens to it; an index of its own holds them. */
const OPEN_STATES = CORRECTION_STATES.filter((state) => !isCorrectionOver(state) || state === 'WAIVED')

/** One page of corrections under an organisation, by when they were drafted. */
export async function listCorrections(
  db: Scoped,
  { level, filter, isOldestFirst, after, limit }: CorrectionListQuery,
): Promise<BoundedPage<CorrectionRow>> {
  const params = new Params()
  const walk = walked(level, filter, params)
  const fits = fitting(filter, params)
  return await boundedPage(
    db,
    { table: correctionTable, moment: 'drafted_at', walk, fits, after, limit, isOldestFirst },
    params,
  )
}

/** The narrowest index that has all of them. */
function walked(level: Level, filter: CorrectionFilter, params: Params) {
  const one = (column: string, value: string) => ({
    lanes: `(select ${params.add(value)}::text as scope_id) as scope`,
    match: [`line.${column} = lane.scope_id`, `line.path <@ ${params.add(level.path)}::ltree`],
    isDense: false,
  })
  if (filter.transactionId !== null) return one('transaction_id', filter.transactionId)
  if (filter.caseId !== null) return one('case_id', filter.caseId)
  if (filter.terminalId !== null) return one('terminal_id', filter.terminalId)
  if (filter.merchantId !== null) return one('merchant_id', filter.merchantId)
  const states = filter.inboxOf === null ? filter.states : (['PENDING_APPROVAL'] as const)
  if (states?.every((state) => OPEN_STATES.includes(state)) === true) {
    const [acquirerId = ''] = level.path.split('.')
    const open = OPEN_STATES.map((state) => `'${state}'`).join(', ')
    const { lanes, match } = one('acquirer_id', acquirerId)
    return { lanes, match: [...match, `line.state in (${open})`], isDense: true }
  }
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  return { lanes: sql, match: [`line.${column} = lane.scope_id`], isDense: level.kind === 'ACQUIRER' }
}

function fitting(filter: CorrectionFilter, params: Params): string[] {
  const { states, kinds, tier, makerId, inboxOf, since, until } = filter
  return [
    ...(states === null ? [] : [`line.state = any(${params.add(states)})`]),
    ...(kinds === null ? [] : [`line.kind = any(${params.add(kinds)})`]),
    ...(tier === null ? [] : [`line.tier = ${params.add(tier)}`]),
    ...(makerId === null ? [] : [`line.maker_id = ${params.add(makerId)}`]),
    ...(filter.merchantId === null ? [] : [`line.merchant_id = ${params.add(filter.merchantId)}`]),
    ...(filter.terminalId === null ? [] : [`line.terminal_id = ${params.add(filter.terminalId)}`]),
    ...(filter.caseId === null ? [] : [`line.case_id = ${params.add(filter.caseId)}`]),
    ...(since === null ? [] : [`line.drafted_at >= ${params.add(new Date(since))}`]),
    ...(until === null ? [] : [`line.drafted_at < ${params.add(new Date(until))}`]),
    ...(inboxOf === null ? [] : waitingFor('line', inboxOf, params)),
  ]
}

/** What the rule of the second person leaves to somebody, as far as rows tell; the core decides when they say something. */
function waitingFor(row: string, { ids, organisationId, now }: InboxOf, params: Params): string[] {
  const own = `${params.add(ids)}::text[]`
  const organisation = `${params.add(organisationId)}::text`
  return [
    `${row}.state = 'PENDING_APPROVAL'`,
    `${row}.lapses_at > ${params.add(new Date(now))}`,
    `not exists (select from jsonb_array_elements(${row}.facts->'makers') m where m->>'humanId' = any(${own}) or m->>'personId' = any(${own}))`,
    `not exists (select from jsonb_array_elements(${row}.facts->'approvals') a where a->>'humanId' = any(${own}))`,
    `((${row}.facts->'requirement'->>'otherOrganisation') = 'false' or not (${row}.facts->'beneficiaries' ? ${organisation}
       or exists (select from jsonb_array_elements(${row}.facts->'makers') m where m->>'organisationId' = ${organisation})))`,
  ]
}

/** How many wait for somebody under an organisation, counted up to a limit. */
export async function countInbox(db: Scoped, path: string, inbox: InboxOf, max: number): Promise<number> {
  const params = new Params()
  const [acquirerId = ''] = path.split('.')
  const conditions = [
    `c.acquirer_id = ${params.add(acquirerId)}`,
    `c.path <@ ${params.add(path)}::ltree`,
    ...waitingFor('c', inbox, params),
  ]
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (select from correction c where ${conditions.join(' and ')} limit ${params.add(max)}) as waiting`,
    params.values,
  )
  return row?.count ?? 0
}

/** What people said to corrections, in their order. */
export async function decisionsOfCorrections(db: Scoped, ids: readonly string[]): Promise<CorrectionDecisionRow[]> {
  return await db.query<CorrectionDecisionRow>(
    `select ${columnList(correctionDecisionTable, 'd')} from correction_decision d where d.correction_id = any($1::text[]) order by d.correction_id, d.place`,
    [ids],
  )
}

/** Corrections by the cases that they are of, the oldest first. */
export async function correctionsOfCases(db: Scoped, caseIds: readonly string[]): Promise<CorrectionRow[]> {
  return await db.query<CorrectionRow>(
    `select ${columnList(correctionTable, 'c')} from correction c where c.case_id = any($1::text[]) order by c.case_id, c.drafted_at, c.id`,
    [caseIds],
  )
}
