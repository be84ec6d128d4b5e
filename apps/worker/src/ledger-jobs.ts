import {
  asLeader,
  closeLedgerDay,
  daysToClose,
  foldLedger,
  type Job,
  LEDGER_FOLD_BLOCKS,
  LEDGER_SEAL_ROWS,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  sealLedgerDay,
  type Storage,
  tellPaid,
  tellReturned,
  type Unit,
} from '@budeng/storage'
import {
  LEDGER_CLOSE_GRACE_MS,
  LEDGER_DAYS_FASTEST_MS,
  LEDGER_DAYS_MS,
  LEDGER_FOLD_MS,
  PAYOUT_TOLD_ROWS,
  PAYOUTS_LOOK_MS,
} from './limits.ts'

/** What the ledger needs besides its writers: balances added up, days closed and sealed, and who was paid told so. */
export function ledgerJobs(
  storage: Storage,
  clockFactor: number,
): Readonly<Record<'fold' | 'days' | 'payouts', () => Promise<number>>> {
  const led = <T>(job: Job, work: (unit: Unit) => Promise<T>) =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => asLeader(unit, job, () => work(unit)))
  const daysMs = Math.max(LEDGER_DAYS_MS / clockFactor, LEDGER_DAYS_FASTEST_MS)
  return {
    fold: async () => {
      const blocks = (await led('fold', (unit) => foldLedger(unit, LEDGER_FOLD_BLOCKS))) ?? 0
      return blocks === LEDGER_FOLD_BLOCKS ? 0 : LEDGER_FOLD_MS
    },
    payouts: async () => {
      const looked = await led(
        'payouts',
        async (unit) => (await tellReturned(unit, PAYOUT_TOLD_ROWS)) ?? (await tellPaid(unit, PAYOUT_TOLD_ROWS)),
      )
      return looked === PAYOUT_TOLD_ROWS ? 0 : PAYOUTS_LOOK_MS
    },
    days: async () => {
      const due = await storage.read(PLATFORM_SCOPE, (db) =>
        daysToClose(db, storage.clock.now(), LEDGER_CLOSE_GRACE_MS),
      )
      // a transaction each: whoever writes waits for one day of one acquirer only
      for (const day of due) await led('days', (unit) => closeLedgerDay(unit, day))
      const sealed = await led('days', (unit) => sealLedgerDay(unit, LEDGER_SEAL_ROWS))
      return due.length > 0 || (sealed ?? null) !== null ? 0 : daysMs
    },
  }
}
