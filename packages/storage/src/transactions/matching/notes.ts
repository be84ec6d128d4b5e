import { FINDINGS_NAMED_MAX } from '../../limits.ts'
import { type RecordMatchRow, recordMatchTable, type TransactionRow, unnestInsert } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'

export type MatchSource = RecordMatchRow['source']
export type MatchNote = RecordMatchRow['state']

/** What was noted of transactions before, by their ids. */
export async function notesOf(
  unit: Unit,
  source: MatchSource,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MatchNote>> {
  const rows = await unit.query<{ transactionId: string; state: MatchNote }>(
    `select transaction_id as "transactionId", state from record_match where transaction_id = any($1::text[]) and source = $2`,
    [ids, source],
  )
  return new Map(rows.map(({ transactionId, state }) => [transactionId, state]))
}

/** What the other witness has beside a transaction of ours. */
export interface Theirs {
  readonly amount: bigint | null
  readonly hostPosition: number | null
  /** The line of a file. */
  readonly importId?: string | null
  readonly line?: number | null
}

/** A note of a transaction. */
export function noteOf(
  unit: Unit,
  source: MatchSource,
  row: TransactionRow,
  state: MatchNote,
  theirs: Theirs,
): Omit<RecordMatchRow, 'id'> {
  const at = unit.clock.now()
  return {
    source,
    acquirerId: row.acquirerId,
    agentId: row.agentId,
    merchantId: row.merchantId,
    path: row.path,
    businessDate: row.effectiveDate,
    state,
    terminalId: row.terminalId,
    transactionId: row.id,
    importId: theirs.importId ?? null,
    line: theirs.line ?? null,
    hostPosition: theirs.hostPosition,
    amount: row.amount,
    currency: row.currency,
    theirs: theirs.amount,
    at,
    changedAt: at,
  }
}

/** Writes notes of transactions, one each and source. */
export async function keepNotes(unit: Unit, notes: readonly Omit<RecordMatchRow, 'id'>[]): Promise<void> {
  await unnestInsert(unit, recordMatchTable, notes, {
    onConflict: `on conflict (transaction_id, source) where transaction_id is not null do update set
      state = excluded.state, import_id = excluded.import_id, line = excluded.line, host_position = excluded.host_position, amount = excluded.amount, currency = excluded.currency,
      theirs = excluded.theirs, changed_at = excluded.changed_at`,
  })
}

const FINDINGS: ReadonlySet<MatchNote> = new Set<MatchNote>(['MISSING_HERE', 'MISSING_THERE', 'CONTRADICTING'])

/** One event an acquirer for what does not agree, however much it is. */
export function tellFindings(
  unit: Unit,
  source: MatchSource,
  found: readonly { readonly acquirerId: string; readonly subject: string; readonly state: MatchNote }[],
): void {
  const findings = found.filter(({ state }) => FINDINGS.has(state))
  for (const [acquirerId, ones] of Map.groupBy(findings, (one) => one.acquirerId)) {
    const count = (state: MatchNote) => ones.filter((one) => one.state === state).length
    const data = {
      source,
      missingHere: count('MISSING_HERE'),
      missingThere: count('MISSING_THERE'),
      contradicting: count('CONTRADICTING'),
      first: ones.slice(0, FINDINGS_NAMED_MAX).map(({ subject }) => subject),
    }
    unit.append([{ type: 'RecordsDiffer', subject: acquirerId, path: acquirerId, at: unit.clock.now(), data }])
  }
}
