import {
  type Case,
  type Evidence,
  EVIDENCE_MAX,
  type Hit,
  KIND_RULES,
  proposalOfHit,
  readPlace,
  type RuleMode,
  type RuleName,
} from '@budeng/corrections'
import { recordOfTexts, type RecordType } from '@budeng/transactions'
import type { CorrectionCaseRow, TransactionRow } from '../../rows/index.ts'
import { PROPOSALS_OF_CASE_MAX } from '../../limits.ts'
import { NOTHING, termsOf } from '../../transactions/booking.ts'
import { factsOf } from '../../transactions/matching/observed.ts'
import { tariffsOfMerchants } from '../../transactions/tariffs.ts'
import type { Scoped } from '../../unit.ts'
import { newestAt } from '../cases/sides.ts'
import { placeOfTerminal, targetOfKey, targetOfTransaction } from '../place.ts'
import type { CorrectionWish } from '../write.ts'

/** A hit from which a correction may be drafted, and how far its rule may go. */
export interface Draftable {
  readonly hit: Hit
  readonly mode: Exclude<RuleMode, 'SHADOW'>
}

/** What of a case may be drafted: of several hits on one record the one that goes furthest, and says most. */
export function draftables(one: Case, modeOf: (hit: Hit) => RuleMode): readonly Draftable[] {
  const byRecord = new Map<string, Draftable>()
  for (const hit of one.hits) {
    const mode = modeOf(hit)
    const [subject] = hit.subjects
    if (mode === 'SHADOW' || hit.kind === null || subject === undefined) continue
    const fields = KIND_RULES[hit.kind].fields
    if (hit.patch === null && fields.length > 0) continue
    const known = byRecord.get(subject)
    if (known === undefined || weightOf({ hit, mode }) > weightOf(known)) byRecord.set(subject, { hit, mode })
  }
  return [...byRecord.values()].slice(0, PROPOSALS_OF_CASE_MAX)
}

function weightOf({ hit, mode }: Draftable): number {
  return (mode === 'AUTO' ? 1_000 : 0) + hit.evidence.length
}

/** The wish that a hit comes to, at the place where its record stands; null: nothing there can be corrected by it. */
export async function wishOfHit(db: Scoped, row: CorrectionCaseRow, hit: Hit): Promise<CorrectionWish | null> {
  const named = readPlace(hit.subjects[0] ?? '')
  if (named === null || hit.kind === null) return null
  const terminalId = await terminalOf(db, row, named.tid)
  const place = terminalId === null ? null : await placeOfTerminal(db, terminalId)
  if (terminalId === null || place === null) return null
  const { batch, stan, msgClass } = named.key
  const [own] = await newestAt(db, [{ terminalId, batchNo: batch, stan, msgClass }])
  const found = own === undefined ? null : await targetOfTransaction(db, own.id)
  const type = (hit.patch?.type ?? 'PURCHASE') as RecordType
  const target = found?.target ?? targetOfKey(terminalId, place.epoch, { batch, stan, type })
  const automatic: RuleName = { rule: hit.rule, version: hit.version }
  const proposing = {
    ...{
      id: '',
      target,
      baseVersion: found?.postedVersion ?? 0,
      moveTo: null,
      reason: '',
      caseId: row.id,
      maker: null,
    },
    tariff: hit.kind === 'WRONG_FEE' && own !== undefined ? await tariffOf(db, own) : null,
  }
  const proposal = proposalOfHit({ ...hit, evidence: capped(hit.evidence) }, { ...proposing, isAutomatic: true })
  if (proposal === null) return null
  // an inserted record must be one
  if (KIND_RULES[hit.kind].effect === 'INSERT' && !recordOfTexts(proposal.patch).ok) return null
  const { kind, baseVersion, patch, tariff, evidence } = proposal
  return {
    ...{ place, kind, target, transactionId: own?.id ?? null, baseVersion, patch, moveTo: null, tariff, reason: '' },
    ...{ evidence, caseId: row.id, correctsId: null, differenceId: null, maker: null, automatic },
  }
}

const capped = (evidence: readonly Evidence[]) => evidence.slice(0, EVIDENCE_MAX)

async function terminalOf(db: Scoped, row: CorrectionCaseRow, tid: string): Promise<string | null> {
  const [found] = await db.query<{ id: string }>('select id from terminal where acquirer_id = $1 and tid = $2', [
    row.acquirerId,
    tid,
  ])
  return found?.id ?? null
}

/** The tariff that held on the day of a transaction. */
async function tariffOf(
  db: Scoped,
  row: TransactionRow,
): Promise<{ readonly id: string; readonly version: number } | null> {
  const tariffs = (await tariffsOfMerchants(db, [row.merchantId])).get(row.merchantId) ?? []
  return termsOf(tariffs, factsOf(row), row.effectiveDate, NOTHING)?.name ?? null
}
