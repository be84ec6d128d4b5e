import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { printFlowLine } from '@budeng/transactions'
import type { Pool } from 'pg'
import { FILE_SLICE_LINES } from '../limits.ts'

/** The business day of sales and files. */
export const DAY = '2026-11-15'
/** What the core knows of a sale that was written and not told of by anybody else; `n` is its number. */
const FACTS = `jsonb_build_object('founding', jsonb_build_object('seq', n, 'type', 'PURCHASE', 'outcome', 'APPROVED', 'scope', 'DOMESTIC',
  'money', jsonb_build_object('minor', (100 + n)::text, 'currency', 'CNY', 'exponent', 2), 'cardType', null, 'original', null))`

export interface SoldTerminal {
  readonly tid: string
  readonly acquirerId: string
}

/** Sales of an acquirer's terminals in turn: each has those from one number to another. */
export interface Sales {
  readonly terminals: readonly SoldTerminal[]
  readonly from: number
  readonly lines: number
}

/** All terminals of one acquirer, in the order in which they sell. */
export async function sellers(pool: Pool): Promise<SoldTerminal[]> {
  const { rows } = await pool.query<SoldTerminal>(
    `select t.tid, t.acquirer_id as "acquirerId" from terminal t join node a on a.id = t.acquirer_id where a.code = 'huaxin' order by t.tid`,
  )
  return rows
}

/** Numbers that each terminal sells for so many lines. */
export function numbersOf({ terminals, lines }: Pick<Sales, 'terminals' | 'lines'>): number {
  return Math.ceil(lines / terminals.length)
}

/** Puts approved transactions there by SQL, each with its line in the explorer, which stands in its month. */
export async function sell(pool: Pool, sales: Sales): Promise<void> {
  const { terminals, from } = sales
  const to = from + numbersOf(sales) - 1
  await pool.query(
    `select record_month_make(date '${DAY.slice(0, 7)}-01') where to_regclass('partition.record_line_${DAY.slice(0, 7).replace('-', '_')}') is null`,
  )
  await pool.query(
    `with sold as (
       insert into transaction (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, id, epoch, batch_no, stan, msg_class, seq, type,
         auth_state, reversal_state, follow_up_state, settlement_state, sync_state, amount, net_amount, currency, exponent, tid, rrn, occurred_at, recorded_at, effective_date, seqs, facts, changed_at)
       select t.id, acquirer_id, agent_id, merchant_id, store_id, path, 'txn_' || lpad(n::text, 12, '0') || tid, 1, '000001', lpad(n::text, 6, '0'), 'FIN', n, 'PURCHASE',
         'APPROVED', 'NONE', 'NONE', 'SETTLED', 'ACKNOWLEDGED', 100 + n, 100 + n, 'CNY', 2, tid, tid || lpad(n::text, 4, '0'), timestamptz '${DAY} 04:00Z', now(), '${DAY}', array[n], ${FACTS}, now()
       from generate_series($3::int, $4::int) n, terminal t where t.tid = any($1) and t.acquirer_id = $2 order by n, t.tid
       returning *)
     insert into record_line (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, at, id, batch_no, stan, rrn, type,
       auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at)
     select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, occurred_at, id, batch_no, stan, rrn, type,
       auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, false, recorded_at
     from sold`,
    [terminals.map(({ tid }) => tid), terminals[0]?.acquirerId, from, to],
  )
  await pool.query('vacuum analyze transaction, record_line')
}

/** What was written: a file is told by its bytes. */
export interface Written {
  readonly bytes: number
  readonly sha256: Buffer
}

/** Writes the file that says the same of these sales, some lines at once: the largest is no text of one piece. */
export function writeFlowFile(path: string, sales: Sales): Written {
  const hash = createHash('sha256')
  const file = openSync(path, 'w')
  let bytes = 0
  try {
    for (let first = 0; first < sales.lines; first += FILE_SLICE_LINES) {
      const count = Math.min(FILE_SLICE_LINES, sales.lines - first)
      const slice = Buffer.from(
        Array.from({ length: count }, (_, place) => `${lineOf(sales, first + place)}\n`).join(''),
      )
      hash.update(slice)
      writeSync(file, slice)
      bytes += slice.length
    }
  } finally {
    closeSync(file)
  }
  return { bytes, sha256: hash.digest() }
}

function lineOf({ terminals, from }: Sales, place: number): string {
  const { tid = '' } = terminals[place % terminals.length] ?? {}
  const n = from + Math.floor(place / terminals.length)
  return printFlowLine({
    ...{ acquirer: '48020000', forwarder: '48020000', stan: String(n).padStart(6, '0'), time: '1115120000' },
    ...{ pan: '622848******0014', amount: String(100 + n), mti: '0200', processingCode: '000000', mcc: '5411', tid },
    ...{ mid: '898000000000001', rrn: `${tid}${String(n).padStart(4, '0')}`, conditionCode: '00' },
    ...{ authCode: 'A00000', receiver: '01020000', responseCode: '00', entryMode: '051' },
  })
}
