import { type NewPosting, postEntries, type TerminalScope, type Unit } from '@budeng/storage'
import type { Place } from './ground.ts'

/** What stands in the books and nobody sold. */
export interface Conjured {
  readonly batch: string
  readonly minor: bigint
}

/** Copies a terminal's newest sale, under a number of its own, with lines and books; null: it sold nothing. */
export async function conjured(unit: Unit, place: Place, stan: string): Promise<Conjured | null> {
  const id = unit.newId('transaction')
  const columns = (
    await unit.query<{ name: string }>(
      `select quote_ident(column_name) as name from information_schema.columns where table_schema = 'public' and table_name = 'transaction' order by ordinal_position`,
    )
  ).map(({ name }) => name)
  const changed: Readonly<Record<string, string>> = {
    id: '$2',
    stan: '$3',
    seq: '900000',
    seqs: `'{}'::bigint[]`,
    rrn: 'null',
    facts: `jsonb_set(jsonb_set(facts, '{key,stan}', to_jsonb($3::text)), '{founding,seq}', '900000')`,
  }
  const [source] = await unit.query<{ id: string }>(
    `select id from transaction where terminal_id = $1 and type = 'PURCHASE' and auth_state = 'APPROVED' and reversal_state = 'NONE' and follow_up_state = 'NONE'
     order by recorded_at desc, stan desc limit 1`,
    [place.base.terminalId],
  )
  if (source === undefined) return null
  const [row] = await unit.query<{ batch: string; minor: bigint }>(
    `insert into transaction (${columns.join(', ')}) select ${columns.map((name) => changed[name] ?? name).join(', ')} from transaction
     where id = $1 returning batch_no as batch, amount::numeric as minor`,
    [source.id, id, stan],
  )
  await bookLike(unit, source.id, id, place.base.scope)
  await unit.execute(
    `insert into record_line select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, coalesce(occurred_at, recorded_at), id, batch_no, stan, rrn, null, null,
       type, auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at from transaction where id = $1`,
    [id],
  )
  return row ?? null
}

/** The books of a sale once more, for another one. */
async function bookLike(unit: Unit, sourceId: string, transactionId: string, terminal: TerminalScope): Promise<void> {
  const [entry] = await unit.query<{
    businessDate: string
    gross: bigint | null
    fee: bigint | null
    feeBase: bigint | null
    tariffId: string | null
    tariffVersion: number | null
    postings: readonly { readonly account: NewPosting['account']; readonly minor: string; readonly currency: string }[]
  }>(
    `select e.original_date as "businessDate", e.gross_minor::numeric as gross, e.fee_minor::numeric as fee, e.fee_base_minor::numeric as "feeBase",
       e.tariff_id as "tariffId", e.tariff_version as "tariffVersion",
       (select jsonb_agg(jsonb_build_object('account', a.kind, 'minor', p.minor::text, 'currency', p.currency) order by p.line)
        from ledger_posting p join ledger_account a on a.id = p.account_id where p.entry_id = e.id) as postings
     from ledger_entry e where e.transaction_id = $1 and e.kind = 'BOOKED' and e.book = 'TRADE' order by e.version desc limit 1`,
    [sourceId],
  )
  if (entry === undefined) return
  const { tariffId, tariffVersion, postings, ...figures } = entry
  const tariff = tariffId === null || tariffVersion === null ? null : { id: tariffId, version: tariffVersion }
  const minors = postings.map((posting) => ({ ...posting, minor: BigInt(posting.minor) }))
  const dated = { terminal, transactionId, version: 1, occurredAt: null }
  await postEntries(unit, [{ ...dated, ...figures, kind: 'BOOKED', postings: minors, tariff }])
}
