import { closeSync, openSync, writeSync } from 'node:fs'
import type pg from 'pg'
import type { AckedJournal } from './truth-tail.ts'

/** How far each journal is stored without a gap. */
const STORED = `
  select d.id as device, s.epoch, s.through_seq::int as through
  from journal_stream s join device d on d.terminal_id = s.terminal_id where d.id = any($1)`

/** Acknowledged and not stored: none may be, at any moment. What was acknowledged is read before what is stored. */
export async function lostRecords(client: pg.Client, acked: readonly AckedJournal[]): Promise<string[]> {
  const { rows } = await client.query<{ device: string; epoch: number; through: number }>(STORED, [
    acked.map(({ device }) => device),
  ])
  const through = new Map(rows.map((row) => [`${row.device} ${row.epoch}`, row.through]))
  return acked
    .filter((journal) => (through.get(`${journal.device} ${journal.epoch}`) ?? 0) < journal.acked)
    .map(
      ({ device, epoch, acked: seq }) =>
        `${device}/${epoch}: acknowledged through ${seq}, stored through ${through.get(`${device} ${epoch}`) ?? 0}`,
    )
}

export async function countStored(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from journal_record')
  return rows[0]?.count ?? 0
}

const JOURNALS = `
  select s.terminal_id as "terminalId", a.code as acquirer, t.tid, s.epoch, s.through_seq::int as "throughSeq",
    s.ahead::text[] as ahead, s.unproven, encode(s.root, 'hex') as root
  from journal_stream s join terminal t on t.id = s.terminal_id join node a on a.id = t.acquirer_id order by 2, 3, 4`

const RECORDS = `
  select count(*)::int as count, count(*) filter (where not proven)::int as unproven,
    count(*) filter (where state <> 'TAKEN')::int as "notTaken",
    string_agg(encode(leaf, 'hex'), '' order by seq) as leaves,
    encode(sha256(convert_to(string_agg(body, E'\\n' order by seq), 'UTF8')), 'hex') as bodies
  from journal_record where terminal_id = $1 and epoch = $2`

const BATCHES = `
  select b.batch_no as batch, b.state, b.through_seq::int as "throughSeq", b.record_count as count,
    encode(b.root_host, 'hex') as root,
    coalesce((select jsonb_agg(jsonb_build_object('currency', currency, 'exponent', exponent, 'scope', card_scope, 'side', side,
      'count', count, 'amount', amount::text, 'saidCount', said_count, 'saidAmount', said_amount::text)
      order by currency, exponent, card_scope, side) from batch_total where batch_id = b.id), '[]') as totals
  from batch b where b.terminal_id = $1 and b.epoch = $2 order by b.batch_no`

/** What the books say of each terminal: entries that stand, those that were taken back left out, and the sums of all postings. */
const ENTRIES = `
  select e.terminal_id as "terminalId", count(*)::int as entries from ledger_entry e
  left join ledger_entry back on back.reverses_entry_id = e.id where e.kind = 'BOOKED' and e.book = 'TRADE' and back.id is null group by 1`

const SUMS = `
  select e.terminal_id as "terminalId", a.kind, p.currency, sum(p.minor)::text as minor
  from ledger_entry e join ledger_posting p on p.entry_id = e.id and p.effective_date = e.effective_date join ledger_account a on a.id = p.account_id
  where e.book = 'TRADE' group by 1, 2, 3`

/** What is agreed with the terminal's merchant: of all that is told, the one thing that no history holds. */
const TARIFFS = `
  select t.id as "terminalId", t.agent_id is not null as "hasAgent", coalesce(jsonb_agg(jsonb_build_object('cardType', f.card_type, 'product', f.product,
      'currency', f.currency, 'percentBps', v.percent_bps, 'cap', v.cap_minor, 'minimum', v.minimum_minor, 'agentShareBps', v.agent_share_bps))
      filter (where f.id is not null), '[]') as tariffs
  from terminal t left join tariff f on f.merchant_id = t.merchant_id left join tariff_version v on v.tariff_id = f.id and v.version = f.version group by t.id`

interface Priced {
  readonly terminalId: string
  readonly hasAgent: boolean
  readonly tariffs: readonly object[]
}

/** Writes what the platform stores of each journal, a JSON line each: check.py says what a line means. */
export async function exportStored(client: pg.Client, path: string): Promise<void> {
  const file = openSync(path, 'w', 0o600)
  try {
    await client.query(`set work_mem = '256MB'`)
    const entries = new Map(
      (await client.query<{ terminalId: string; entries: number }>(ENTRIES)).rows.map((row) => [
        row.terminalId,
        row.entries,
      ]),
    )
    const sums = new Map<string, Record<string, Record<string, string>>>()
    for (const { terminalId, kind, currency, minor } of (await client.query<Sum>(SUMS)).rows) {
      const known = sums.get(terminalId) ?? {}
      sums.set(terminalId, { ...known, [kind]: { ...known[kind], [currency]: minor } })
    }
    const priced = new Map((await client.query<Priced>(TARIFFS)).rows.map((row) => [row.terminalId, row]))
    const { rows: journals } = await client.query<{ terminalId: string; epoch: number }>(JOURNALS)
    for (const { terminalId, ...journal } of journals) {
      const place = [terminalId, journal.epoch]
      const { rows: records } = await client.query<object>(RECORDS, place)
      const { rows: batches } = await client.query<object>(BATCHES, place)
      const books = { sums: sums.get(terminalId) ?? {}, entries: entries.get(terminalId) ?? 0 }
      const { hasAgent = false, tariffs = [] } = priced.get(terminalId) ?? {}
      const line = { ...journal, records: records[0], batches, books, hasAgent, tariffs }
      writeSync(file, `${JSON.stringify(line)}\n`)
    }
  } finally {
    closeSync(file)
  }
}

interface Sum {
  readonly terminalId: string
  readonly kind: string
  readonly currency: string
  readonly minor: string
}
