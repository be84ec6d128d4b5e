import type { Client } from 'pg'
import { type BackedTable, BackupFault, nameOf } from './tables.ts'

/** Which function makes the months of a table; each table's own knows its bounds, its policies and its room. */
const MAKERS: Readonly<Record<string, string>> = {
  event: 'event_month_make',
  record_line: 'record_month_make',
  ledger_posting: 'ledger_month_make',
  file_line: 'file_month_make',
}
const MONTH = /^(event|record_line|ledger_posting|file_line)_(\d{4})_(0[1-9]|1[0-2])(_archived)?$/

/** Months come and go while the platform runs; no migration makes those that a backup holds. @throws BackupFault */
export async function makeMissingPartitions(client: Client, tables: readonly BackedTable[]): Promise<void> {
  for (const table of tables) {
    if (table.schema !== 'partition' || (await isThere(client, table))) continue
    const [, of = '', year, month, archived] = MONTH.exec(table.name) ?? []
    const maker = MAKERS[of]
    if (maker === undefined) throw new BackupFault(`${nameOf(table)} of the backup is no partition that we know.`)
    await client.query(`select ${maker}($1::date)`, [`${year}-${month}-01`])
    if (archived === undefined) continue
    // as `ledger_month_archive` leaves it behind
    const made = `${of}_${year}_${month}`
    await client.query(`alter table public.${of} detach partition partition.${made}`)
    await client.query(`alter table partition.${made} rename to ${table.name}`)
  }
  // the makers are impatient, for the platform's sake
  await client.query('set local lock_timeout = 0')
}

async function isThere(client: Client, table: BackedTable): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    nameOf(table),
  ])
  return rows[0]?.there === true
}
