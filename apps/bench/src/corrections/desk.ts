import {
  approveCorrection,
  createCorrection,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  placeOfTerminal,
  type Storage,
  submitCorrection,
  targetOfTransaction,
} from '@budeng/storage'
import { CORRECTIONS_PER_MAKER } from '../limits.ts'

const CHECKER = {
  ...{ personId: 'usr_checker', humanId: 'hum_checker', organisationId: 'org_acquirer' },
  permits: new Set(['correction:approve']),
  standsFor: [],
  roleSince: 0,
  factorSince: 0,
}

/** A sale that is to be corrected. */
export interface BenchSale {
  readonly id: string
  readonly terminalId: string
  readonly acquirerId: string
  readonly amount: bigint
}

/** Sales that are approved, of terminals that can be told, each of which nobody corrected yet. */
export async function salesToCorrect(owner: Storage, count: number): Promise<BenchSale[]> {
  return await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<BenchSale>(
      `select t.id, t.terminal_id as "terminalId", t.acquirer_id as "acquirerId", t.amount::numeric as amount from transaction t
       join journal_stream s on s.terminal_id = t.terminal_id and s.epoch = t.epoch and s.newest and s.through_seq >= t.seq
       where t.type = 'PURCHASE' and t.auth_state = 'APPROVED' and t.reversal_state = 'NONE' and t.follow_up_state = 'NONE' and t.amount > 500
         and t.amount < 40000 and not exists (select from correction c where c.transaction_id = t.id) order by md5(t.id) limit ${count}`,
    ),
  )
}

/** One fen less, written by one person and agreed to by another: up to what the worker takes over. Answers its id. */
export async function correctAmount(app: Storage, sale: BenchSale, place: number): Promise<string> {
  const name = Math.floor(place / CORRECTIONS_PER_MAKER)
  const maker = { personId: `usr_m${name}`, humanId: `hum_m${name}`, organisationId: 'org_agent' }
  const scope = { path: sale.acquirerId }
  const drafted = await app.write(scope, PLATFORM_ACTOR, async (unit) => {
    const where = await placeOfTerminal(unit, sale.terminalId)
    const target = await targetOfTransaction(unit, sale.id)
    if (where === null || target === null) throw new Error('the sale is not there')
    return await createCorrection(unit, {
      ...{ place: where, kind: 'WRONG_AMOUNT' as const, target: target.target, transactionId: sale.id },
      ...{ baseVersion: target.postedVersion, patch: { amount: String(sale.amount - 1n) }, moveTo: null, tariff: null },
      reason: 'the slip says otherwise',
      evidence: (['HOST', 'FILE'] as const).map((source) => ({ id: source, source, agrees: true, recordKey: null })),
      ...{ caseId: null, correctsId: null, differenceId: null, maker, automatic: null },
    })
  })
  if (!drafted.ok) throw new Error(drafted.refusal.code)
  const { id } = drafted.row
  const submitted = await app.write(scope, PLATFORM_ACTOR, (unit) => submitCorrection(unit, id, maker))
  if (submitted?.ok !== true) throw new Error(submitted?.refusal.code)
  const { diffHash } = submitted.row
  const approved = await app.write(scope, PLATFORM_ACTOR, (unit) => approveCorrection(unit, id, CHECKER, diffHash))
  if (approved?.ok !== true) throw new Error(approved?.refusal.code)
  return id
}
