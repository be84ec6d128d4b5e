import { tombstone, type TransactionFacts } from '@budeng/transactions'
import { type TransactionRow, transactionTable } from '../../rows/transaction.ts'
import { columnList } from '../../rows/unnest.ts'
import type { Unit } from '../../unit.ts'
import { factsText, fromStoredFacts, toStoredFacts } from '../journal/facts-text.ts'
import { OBSERVED, stateOf, type TransactionChange, updateTransactions } from '../journal/transactions.ts'

/** A transaction under its lock, with what is known of it. */
export interface HeldTransaction {
  readonly row: TransactionRow
  readonly facts: TransactionFacts
}

/** Locks transactions in the order of their ids; those that are gone are left out. */
export async function holdTransactions(unit: Unit, ids: readonly string[]): Promise<readonly HeldTransaction[]> {
  if (ids.length === 0) return []
  const rows = await unit.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from transaction t where t.id = any($1::text[]) order by t.id for no key update`,
    [[...new Set(ids)]],
  )
  return rows.map((row) => ({ row, facts: factsOf(row) }))
}

/** What a row knows. */
export function factsOf({
  batchNo,
  stan,
  msgClass,
  facts,
}: Pick<TransactionRow, 'batchNo' | 'stan' | 'msgClass' | 'facts'>): TransactionFacts {
  return fromStoredFacts(facts, tombstone({ batch: batchNo, stan, msgClass: msgClass as 'FIN' }))
}

/** Lays what others saw over transactions; those of which that is nothing new stay as they are. Answers what changed. */
export async function observeTransactions(
  unit: Unit,
  observed: readonly { readonly held: HeldTransaction; readonly after: TransactionFacts }[],
): Promise<readonly TransactionChange[]> {
  const changedAt = unit.clock.now()
  const changes = observed.flatMap(({ held: { row: was, facts: before }, after }): TransactionChange[] => {
    if (after === before || factsText(after) === factsText(before)) return []
    const row = { ...was, ...stateOf(after), facts: toStoredFacts(after), changedAt, version: was.version + 1 }
    return [{ scope: was, before, after, was, row }]
  })
  await updateTransactions(
    unit,
    changes.map(({ was, row }) => ({ was: was ?? row, row })),
    OBSERVED,
  )
  return changes
}
