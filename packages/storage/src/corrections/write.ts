import {
  type Changes,
  type Correction,
  type CorrectionRefusal,
  type CorrectionKind,
  type DayUsage,
  decideCorrection,
  draftCorrection,
  evolveCorrection,
  type Evidence,
  KIND_RULES,
  type Maker,
  type Proposal,
  type RuleName,
  type Target,
} from '@budeng/corrections'
import { type Money, refuse, type Refusal } from '@budeng/kernel'
import type { CorrectionRow } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { insertCorrection, loadCorrections, saveCorrection, sayToCorrection } from './corrections.ts'
import { moneyRulesOf } from './money-rules.ts'
import { placeOfTerminal, type CorrectionPlace } from './place.ts'
import { formProblems, previewCorrection } from './preview.ts'
import { correctionOf, moniesOf, proposalOf, shownImpact } from './stored.ts'

/** What somebody, or a rule, wants corrected. */
export interface CorrectionWish {
  readonly place: CorrectionPlace
  readonly kind: CorrectionKind
  readonly target: Target | null
  readonly transactionId: string | null
  readonly baseVersion: number
  readonly patch: Proposal['patch']
  readonly moveTo: string | null
  readonly tariff: Proposal['tariff']
  readonly reason: string
  readonly evidence: readonly Evidence[]
  readonly caseId: string | null
  readonly correctsId: string | null
  readonly differenceId: string | null
  readonly maker: Maker | null
  readonly automatic: RuleName | null
}

/** The correction as it is now, or why not. */
export type CorrectionAnswer =
  | { readonly ok: true; readonly row: CorrectionRow }
  | { readonly ok: false; readonly refusal: Refusal<CorrectionRefusal> }

export function proposalOfWish(wish: CorrectionWish, id: string): Proposal {
  const { kind, baseVersion, patch, moveTo, tariff, reason, evidence, caseId, correctsId, maker, automatic } = wish
  const target = KIND_RULES[kind].flow === 'CLAIM' ? null : wish.target
  return {
    id,
    kind,
    target,
    baseVersion,
    patch,
    moveTo,
    tariff,
    reason,
    evidence,
    caseId,
    correctsId,
    maker,
    automatic,
  }
}

/** Begins a correction, with what it would do. */
export async function createCorrection(unit: Unit, wish: CorrectionWish): Promise<CorrectionAnswer> {
  const proposal = proposalOfWish(wish, unit.newId('correction'))
  const wrong = formProblems(proposal)
  if (wrong.length > 0) return refuse('WRONG_FIELD', { problems: wrong.join(' ') }, ['patch'])
  const preview = await previewCorrection(unit, wish.place, proposal)
  const decision = draftCorrection(proposal, preview, unit.clock.now(), preview.rules.tiers)
  if (!decision.ok) return decision
  const { transactionId, differenceId } = wish
  const impact = shownImpact(preview.impact)
  const row = await insertCorrection(unit, wish.place.scope, decision.events, { impact, transactionId, differenceId })
  return { ok: true, row }
}

/** Changes a draft; what it would do is reckoned anew. */
export async function editCorrection(
  unit: Unit,
  id: string,
  by: Maker,
  changes: Changes,
): Promise<CorrectionAnswer | null> {
  const held = await hold(unit, id)
  if (held === null) return null
  const proposal = { ...proposalOf(held.correction), ...changes }
  const wrong = formProblems(proposal)
  if (wrong.length > 0) return refuse('WRONG_FIELD', { problems: wrong.join(' ') }, ['patch'])
  const { impact, diffHash, beneficiaries, rules } = await previewCorrection(unit, held.place, proposal)
  const at = unit.clock.now()
  return answerOf(
    await sayToCorrection(
      unit,
      held.row,
      { kind: 'edit', at, by, changes, impact, diffHash, beneficiaries },
      { impact: shownImpact(impact) },
      rules.tiers,
    ),
  )
}

/** Hands a draft in: caps are counted under a lock of the human, others on the transaction under one of it. */
export async function submitCorrection(unit: Unit, id: string, by: Maker): Promise<CorrectionAnswer | null> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`correction-maker:${by.humanId}`])
  const held = await hold(unit, id)
  if (held === null) return null
  const { row, place } = held
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `correction-target:${row.terminalId} ${row.epoch} ${row.batchNo} ${row.stan} ${row.msgClass}`,
  ])
  const at = unit.clock.now()
  const usage = await usageOfMaker(unit, by.humanId, place.timeZone)
  const { caps } = await moneyRulesOf(unit, row.acquirerId)
  const submitted = decideCorrection(held.correction, {
    kind: 'submit',
    at,
    by,
    usage,
    caps,
    others: await othersUnderWay(unit, row),
  })
  if (!submitted.ok) return submitted
  const waiting = submitted.events.reduce<Correction>(evolveCorrection, held.correction)
  const preview = await previewCorrection(unit, place, proposalOf(waiting))
  const current = { version: preview.loaded.version, diffHash: preview.diffHash }
  const validated = decideCorrection(waiting, {
    kind: 'validate',
    at,
    problems: preview.problems,
    current,
    automatic: null,
  })
  const events = [...submitted.events, ...(validated.ok ? validated.events : [])]
  return { ok: true, row: await saveCorrection(unit, row, events, { impact: shownImpact(preview.impact) }) }
}

/** Whoever made it takes it back. */
export async function withdrawCorrection(
  unit: Unit,
  id: string,
  by: Pick<Maker, 'personId' | 'humanId'>,
): Promise<CorrectionAnswer | null> {
  const [row] = await loadCorrections(unit, [id], 'update')
  if (row === undefined) return null
  return answerOf(await sayToCorrection(unit, row, { kind: 'withdraw', at: unit.clock.now(), by }))
}

/** A correction that is locked, and where it is made. */
export interface HeldCorrection {
  readonly row: CorrectionRow
  readonly correction: Correction
  readonly place: CorrectionPlace
}

export async function hold(unit: Unit, id: string): Promise<HeldCorrection | null> {
  const [row] = await loadCorrections(unit, [id], 'update')
  const place = row === undefined ? null : await placeOfTerminal(unit, row.terminalId)
  return row === undefined || place === null ? null : { row, correction: correctionOf(row), place }
}

export function answerOf({ row, decision }: Awaited<ReturnType<typeof sayToCorrection>>): CorrectionAnswer {
  return decision.ok ? { ok: true, row } : decision
}

/** What a human has asked for today so far, with whichever account. */
export async function usageOfMaker(db: Scoped, humanId: string, timeZone: string): Promise<DayUsage> {
  const rows = await db.query<{ stake: readonly Money[] }>(
    `select stake from correction_usage($1, date_trunc('day', $2::timestamptz at time zone $3) at time zone $3)`,
    [humanId, new Date(db.clock.now()), timeZone],
  )
  return { count: rows.length, stake: rows.flatMap(({ stake }) => moniesOf(stake)) }
}

/** Corrections of the same transaction that somebody else has under way. */
export async function othersUnderWay(unit: Unit, row: CorrectionRow): Promise<number> {
  if (row.stan === null) return 0
  const [found] = await unit.query<{ count: number }>(
    `select count(*)::int as count from correction where terminal_id = $1 and epoch = $2 and batch_no = $3 and stan = $4 and msg_class = $5 and id <> $6
       and state in ('SUBMITTED', 'PENDING_APPROVAL', 'APPROVED', 'POST_FAILED')`,
    [row.terminalId, row.epoch, row.batchNo, row.stan, row.msgClass, row.id],
  )
  return found?.count ?? 0
}
