import { observe, tombstone } from '@budeng/transactions'
import { type TransactionRow, transactionTable } from '../../rows/transaction.ts'
import { columnList } from '../../rows/unnest.ts'
import type { Unit } from '../../unit.ts'
import { fromStoredFacts, toStoredFacts } from './facts-text.ts'
import { stateOf, updateTransactions } from './transactions.ts'

/** Tells the transactions of one closed batch that it is closed. Answers its id, or null when none is left to tell. */
export async function settleClosedBatch(unit: Unit): Promise<string | null> {
  const [batch] = await unit.query<{ id: string; terminalId: string; epoch: number; batchNo: string }>(
    `select id, terminal_id as "terminalId", epoch, batch_no as "batchNo" from batch
     where closed_at is not null and settled_at is null order by closed_at, id limit 1 for no key update skip locked`,
  )
  if (batch === undefined) return null
  const rows = await unit.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from journal_record r
     join transaction t on t.terminal_id = r.terminal_id and t.stan = r.stan and t.epoch = r.epoch and t.batch_no = r.batch_no and t.msg_class = r.msg_class
     where r.terminal_id = $1 and r.epoch = $2 and r.batch_no = $3 and r.stan is not null order by t.id for no key update of t`,
    [batch.terminalId, batch.epoch, batch.batchNo],
  )
  await updateTransactions(
    unit,
    rows.flatMap((was) => {
      const key = { batch: was.batchNo, stan: was.stan, msgClass: was.msgClass as 'FIN' }
      const before = fromStoredFacts(was.facts, tombstone(key))
      if (before.isBatchClosed) return []
      const facts = observe(before, { kind: 'BATCH_CLOSED' })
      const row = {
        ...was,
        ...stateOf(facts),
        facts: toStoredFacts(facts),
        changedAt: unit.clock.now(),
        version: was.version + 1,
      }
      return [{ was, row }]
    }),
  )
  await unit.execute('update batch set settled_at = $2, version = version + 1 where id = $1', [
    batch.id,
    new Date(unit.clock.now()),
  ])
  return batch.id
}
