import type { CaseHand, CaseInput, CorrectionRefusal } from '@budeng/corrections'
import type { Instant, Refusal } from '@budeng/kernel'
import type { CorrectionCaseRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { loadCorrections, sayToCorrection } from '../corrections.ts'
import { loadCases, sayToCase } from './cases.ts'
import { endDecidedConflicts, endSettledTotals } from './seen-to.ts'

/** The case as it is now, or why not. */
export type CaseAnswer =
  | { readonly ok: true; readonly row: CorrectionCaseRow }
  | { readonly ok: false; readonly refusal: Refusal<CorrectionRefusal> }

/** "Not now": it has an owner and an end, and comes back then. Null: there is no such case in scope. */
export async function suppressCase(
  unit: Unit,
  id: string,
  by: CaseHand,
  until: Instant,
  reason: string,
): Promise<CaseAnswer | null> {
  return await sayByHand(unit, id, { kind: 'suppress', at: unit.clock.now(), by, until, reason })
}

/** "The rule was wrong": a verdict. */
export async function dismissCase(unit: Unit, id: string, by: CaseHand, note: string): Promise<CaseAnswer | null> {
  return await sayVerdict(unit, id, { kind: 'dismiss', at: unit.clock.now(), by, note })
}

/** "The rule was right, and I have seen to it": a verdict on what no correction would put right. */
export async function settleCase(unit: Unit, id: string, by: CaseHand, note: string): Promise<CaseAnswer | null> {
  const answer = await sayVerdict(unit, id, { kind: 'settle', at: unit.clock.now(), by, note })
  if (answer?.ok === true) await endSettledTotals(unit, answer.row)
  return answer
}

/** A verdict on what was corrected by itself. */
export async function judgeCase(
  unit: Unit,
  id: string,
  by: CaseHand,
  isRight: boolean,
  note: string,
): Promise<CaseAnswer | null> {
  return await sayVerdict(unit, id, { kind: 'judge', at: unit.clock.now(), by, isRight, note })
}

/** What a checker has judged is decided: nothing of it stays a difference for want of a correction. */
async function sayVerdict(unit: Unit, id: string, input: CaseInput): Promise<CaseAnswer | null> {
  const answer = await sayByHand(unit, id, input)
  if (answer?.ok === true) await endDecidedConflicts(unit, answer.row, null)
  return answer
}

async function sayByHand(unit: Unit, id: string, input: CaseInput): Promise<CaseAnswer | null> {
  await withdrawDrafts(unit, [id])
  const [row] = await loadCases(unit, [id], 'update')
  if (row === undefined) return null
  const said = await sayToCase(unit, row, input)
  return said.decision.ok ? { ok: true, row: said.row } : said.decision
}

/** What the platform drafted for cases and nobody made his own is taken back: its ground may be gone. */
export async function withdrawDrafts(unit: Unit, caseIds: readonly string[]): Promise<void> {
  const drafts = await unit.query<{ id: string }>(
    `select id from correction where case_id = any($1::text[]) and state = 'DRAFT' and maker_id is null and rule is not null order by id`,
    [caseIds],
  )
  if (drafts.length === 0) return
  const rows = await loadCorrections(
    unit,
    drafts.map(({ id }) => id),
    'update',
  )
  for (const row of rows) await sayToCorrection(unit, row, { kind: 'withdraw', at: unit.clock.now(), by: null })
}
