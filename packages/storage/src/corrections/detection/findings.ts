import { happenedAt, type Hit, openCase, type RuleMode } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { CASE_HITS_MAX } from '../../limits.ts'
import type { CorrectionCaseRow, RuleSuppressionRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { withdrawDrafts } from '../cases/by-hand.ts'
import { CASE_COLUMNS, hitHash, keepHits, loadCases, openCases, sayToCase } from '../cases/cases.ts'
import type { CaseScope } from '../cases/stored-case.ts'
import { isSuppressed } from '../rules/suppressions.ts'

/** What rules found in one look. */
export interface Findings {
  readonly acquirerId: string
  readonly found: readonly { readonly hit: Hit; readonly mode: RuleMode }[]
  readonly suppressions: readonly RuleSuppressionRow[]
  readonly scopeOf: (hit: Hit) => CaseScope
  /** Cases that were open before, and whether rules have looked at all that one is of. */
  readonly cases: readonly CorrectionCaseRow[]
  readonly isCovered: (row: CorrectionCaseRow) => boolean
  /** Causes of how something is, and not of a record, at all that was looked at. */
  readonly conditions: readonly string[]
}

/** How many cases a look opened and closed. */
export interface Kept {
  readonly opened: number
  readonly gone: number
}

/**
 * Makes cases of hits: one a cause. What is there already is made fuller; what people have judged, or what was corrected,
 * does not come up again; what is not found any more is closed by itself.
 */
export async function keepFindings(unit: Unit, findings: Findings): Promise<Kept> {
  const { acquirerId, found, suppressions, scopeOf, conditions } = findings
  const loud = new Map<string, Hit[]>()
  const quiet = new Set<string>()
  for (const { hit, mode } of found) {
    const { rule, cause } = hit
    if (mode === 'SHADOW') continue
    if (isSuppressed(suppressions, { rule, cause, path: scopeOf(hit).path })) quiet.add(cause)
    else loud.set(cause, [...(loud.get(cause) ?? []), hit].slice(0, CASE_HITS_MAX))
  }
  const rows = await openAt(unit, acquirerId, [...new Set(found.map(({ hit }) => hit.cause))])
  for (const row of rows) await sayFound(unit, row, loud.get(row.cause) ?? [])
  const made = await openNew(unit, findings, loud, new Set(rows.map(({ cause }) => cause)))
  const byCause = new Map([...rows, ...made].map((row) => [row.cause, row]))
  await keepHits(
    unit,
    found.flatMap(({ hit, mode }) => {
      const row = byCause.get(hit.cause)
      return row === undefined ? [] : [{ caseId: row.id, path: row.path, hit, mode }]
    }),
  )
  const gone = await closeGone(unit, findings, new Set([...loud.keys(), ...quiet]))
  const wrong = new Set(found.map(({ hit }) => hit.cause))
  await lapse(
    unit,
    acquirerId,
    conditions.filter((cause) => !wrong.has(cause)),
  )
  return { opened: made.length, gone }
}

async function openAt(unit: Unit, acquirerId: string, causes: readonly string[]): Promise<CorrectionCaseRow[]> {
  if (causes.length === 0) return []
  return await unit.query<CorrectionCaseRow>(
    `select ${CASE_COLUMNS} from correction_case c where acquirer_id = $1 and cause = any($2::text[]) and state in ('OPEN', 'PROPOSED', 'SUPPRESSED')
     order by id for no key update`,
    [acquirerId, causes],
  )
}

async function sayFound(unit: Unit, row: CorrectionCaseRow, hits: readonly Hit[]): Promise<void> {
  if (hits.length > 0) await sayToCase(unit, row, { kind: 'found', at: unit.clock.now(), hits })
}

async function openNew(
  unit: Unit,
  { acquirerId, scopeOf }: Findings,
  loud: ReadonlyMap<string, readonly Hit[]>,
  known: ReadonlySet<string>,
): Promise<readonly CorrectionCaseRow[]> {
  const fresh = [...loud].filter(([cause]) => !known.has(cause))
  if (fresh.length === 0) return []
  const judged = await judgedHashes(
    unit,
    acquirerId,
    fresh.map(([cause]) => cause),
  )
  const at = unit.clock.now()
  const opened = fresh.flatMap(([cause, hits]) => {
    const [first] = hits
    const isNews = hits.some((hit) => {
      const judgedAt = judged.get(cause)?.get(hitHash(hit))
      return judgedAt === undefined || judgedAt < (happenedAt(hit) ?? judgedAt)
    })
    if (first === undefined || !isNews) return []
    return [{ scope: scopeOf(first), event: openCase(unit.newId('case'), hits, at) }]
  })
  const made = await openCases(unit, opened)
  // somebody else opened it in this very moment
  const there = new Set(made.map(({ cause }) => cause))
  const missed = opened.flatMap(({ event }) =>
    event.type === 'CaseOpened' && !there.has(event.cause) ? [event.cause] : [],
  )
  const others = await openAt(unit, acquirerId, missed)
  for (const row of others) await sayFound(unit, row, loud.get(row.cause) ?? [])
  return [...made, ...others]
}

/** What was judged and is well again: the next time is another. */
async function lapse(unit: Unit, acquirerId: string, causes: readonly string[]): Promise<void> {
  if (causes.length === 0) return
  await unit.execute(
    `update correction_case set lapsed_at = $3
     where acquirer_id = $1 and cause = any($2::text[]) and state in ('CLOSED', 'DISMISSED') and lapsed_at is null`,
    [acquirerId, causes, new Date(unit.clock.now())],
  )
}

/** Findings of causes on which there is a decision that still holds, and since when: by people, or a correction went through. */
async function judgedHashes(
  unit: Unit,
  acquirerId: string,
  causes: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Instant>>> {
  const rows = await unit.query<{ cause: string; hash: string; closedAt: Instant }>(
    `select c.cause, h.hash, c.closed_at as "closedAt" from correction_case c join case_hit h on h.case_id = c.id
     where c.acquirer_id = $1 and c.cause = any($2::text[]) and c.state in ('CLOSED', 'DISMISSED') and c.lapsed_at is null
       and (c.verdict is not null or jsonb_array_length(c.facts -> 'correctionIds') > 0)
     order by c.closed_at`,
    [acquirerId, causes],
  )
  const hashes = new Map<string, Map<string, Instant>>()
  for (const { cause, hash, closedAt } of rows)
    hashes.set(cause, (hashes.get(cause) ?? new Map<string, Instant>()).set(hash, closedAt))
  return hashes
}

/** Closes what the rules looked at and do not find any more. What a person corrects goes its way. */
async function closeGone(unit: Unit, { cases, isCovered }: Findings, causes: ReadonlySet<string>): Promise<number> {
  const vanished = cases.filter((row) => row.state !== 'SUPPRESSED' && !causes.has(row.cause) && isCovered(row))
  if (vanished.length === 0) return 0
  const ids = vanished.map(({ id }) => id)
  await withdrawDrafts(unit, ids)
  let gone = 0
  for (const row of await loadCases(unit, ids, 'update')) {
    const said = await sayToCase(unit, row, { kind: 'gone', at: unit.clock.now() })
    if (said.row.state === 'CLOSED') gone++
  }
  return gone
}
