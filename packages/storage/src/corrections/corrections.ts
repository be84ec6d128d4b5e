import {
  type Correction,
  type CorrectionDecision,
  type CorrectionEvent,
  type CorrectionInput,
  decideCorrection,
  evolveCorrection,
  type TierLimits,
} from '@budeng/corrections'
import { columnList, type CorrectionRow, correctionTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'
import { followCorrection } from './cases/follow.ts'
import { columnsOf, correctionOf, feedEvent } from './stored.ts'

const COLUMNS = columnList(correctionTable, 'c')

/** Corrections by id, as far as they are in scope, in the order of ids; locked on wish. */
export async function loadCorrections(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<CorrectionRow[]> {
  const locking = lock === undefined ? '' : 'for no key update'
  return await db.query<CorrectionRow>(
    `select ${COLUMNS} from correction c where id = any($1::text[]) order by id ${locking}`,
    [ids],
  )
}

/** Corrections of one transaction, the oldest first. */
export async function correctionsOfTransactions(
  db: Scoped,
  transactionIds: readonly string[],
): Promise<readonly CorrectionRow[]> {
  return await db.query<CorrectionRow>(
    `select ${COLUMNS} from correction c where transaction_id = any($1::text[]) order by transaction_id, drafted_at, id`,
    [transactionIds],
  )
}

/** Those of these states whose time it is to go on, the longest untouched first; locked, others' work left out. */
export async function claimCorrections(
  unit: Unit,
  condition: string,
  params: readonly unknown[],
  limit: number,
): Promise<CorrectionRow[]> {
  return await unit.query<CorrectionRow>(
    `select ${COLUMNS} from correction c where ${condition} order by changed_at, id limit ${limit} for no key update skip locked`,
    params,
  )
}

/** Stores a correction that has begun. */
export async function insertCorrection(
  unit: Unit,
  scope: TerminalScope,
  begun: readonly CorrectionEvent[],
  shown: Pick<CorrectionRow, 'impact' | 'transactionId' | 'differenceId'>,
): Promise<CorrectionRow> {
  const correction = begun.reduce<Correction | null>(evolveCorrection, null)
  if (correction === null) throw new RangeError('a correction begins with a fact')
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = scope
  const row: CorrectionRow = {
    ...{ terminalId, acquirerId, agentId, merchantId, storeId, path },
    ...columnsOf(correction),
    ...shown,
    changedAt: unit.clock.now(),
    proofId: null,
  }
  await unnestInsert(unit, correctionTable, [row])
  unit.append(begun.map((event) => feedEvent(event, scope, null, correction)))
  return row
}

const CHANGING = [
  'state',
  'patch',
  'diffHash',
  'impact',
  'stake',
  'flow',
  'tier',
  'makerId',
  'makerHuman',
  'makerOrganisationId',
  'transactionId',
  'submittedAt',
  'lapsesAt',
  'postedAt',
  'closedAt',
  'changedAt',
  'proofId',
  'facts',
  'version',
] as const satisfies readonly (keyof CorrectionRow)[]

/** Stores what follows from facts; under the row's lock. Without facts nothing is written. */
export async function saveCorrection(
  unit: Unit,
  row: CorrectionRow,
  events: readonly CorrectionEvent[],
  change: Partial<Pick<CorrectionRow, 'impact' | 'transactionId' | 'proofId'>> = {},
): Promise<CorrectionRow> {
  if (events.length === 0) return row
  let correction = correctionOf(row)
  for (const event of events) {
    const before = correction.state
    correction = evolveCorrection(correction, event)
    unit.append([feedEvent(event, row, before, correction)])
  }
  const next: CorrectionRow = { ...row, ...columnsOf(correction), ...change, changedAt: unit.clock.now() }
  await unnestUpdate(unit, correctionTable, [next], CHANGING)
  await followCorrection(unit, next, row.state)
  return next
}

/** Says something to a correction that is locked: decided by the core, stored with its events. `limits`: of its acquirer, where money decides. */
export async function sayToCorrection(
  unit: Unit,
  row: CorrectionRow,
  input: CorrectionInput,
  change: Partial<Pick<CorrectionRow, 'impact' | 'transactionId' | 'proofId'>> = {},
  limits?: TierLimits,
): Promise<{ readonly row: CorrectionRow; readonly decision: CorrectionDecision }> {
  const decision = decideCorrection(correctionOf(row), input, limits)
  return { row: decision.ok ? await saveCorrection(unit, row, decision.events, change) : row, decision }
}
