import { Fault, type Instant, type Millis } from '@budeng/kernel'
import { LEDGER_MONTHS_AHEAD, LEDGER_MONTHS_KEPT } from '../limits.ts'
import { monthMaker } from '../months.ts'
import type { Scoped, Unit } from '../unit.ts'
import { dayAfter } from './ledger.ts'

const FOLD = `
  with taken as (
    delete from ledger_pending where block in (select block from ledger_pending order by block limit $1 for update skip locked)
    returning block, first_date, last_date
  ), moved as materialized (
    select p.account_id, p.effective_date, a.acquirer_id, a.path, a.kind, a.currency,
      coalesce(sum(p.minor) filter (where p.minor > 0), 0) as debit, coalesce(-sum(p.minor) filter (where p.minor < 0), 0) as credit,
      count(*) as postings
    from (select array_agg(block) as blocks, array_agg(first_date) as firsts, array_agg(last_date) as lasts from taken) as all_taken
    cross join lateral ledger_block_postings(blocks, firsts, lasts) p
    join ledger_account a on a.id = p.account_id
    group by p.account_id, p.effective_date, a.acquirer_id, a.path, a.kind, a.currency
  ), balances as (
    insert into ledger_balance as b (account_id, effective_date, acquirer_id, path, debit, credit, postings)
      select account_id, effective_date, acquirer_id, path, debit, credit, postings from moved order by account_id, effective_date
    on conflict (account_id, effective_date) do update
      set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit, postings = b.postings + excluded.postings
  ), standing as (
    insert into ledger_standing as s (account_id, path, minor)
      select account_id, path, sum(debit - credit) from moved group by account_id, path order by account_id
    on conflict (account_id) do update set minor = s.minor + excluded.minor
  ), totals as (
    insert into ledger_total as t (acquirer_id, kind, currency, effective_date, path, debit, credit, postings)
      select acquirer_id, kind, currency, effective_date, acquirer_id::ltree, sum(debit), sum(credit), sum(postings) from moved
      group by acquirer_id, kind, currency, effective_date order by 1, 2, 3, 4
    on conflict (acquirer_id, kind, currency, effective_date) do update
      set debit = t.debit + excluded.debit, credit = t.credit + excluded.credit, postings = t.postings + excluded.postings
  )
  select count(*)::int as blocks from taken`

/** Adds up to `limit` blocks of new postings to the balances; answers how many there were. One worker at a time. */
export async function foldLedger(unit: Unit, limit: number): Promise<number> {
  const [row] = await unit.prepared<{ blocks: number }>('ledger-fold', FOLD, [limit])
  return row?.blocks ?? 0
}

/** A business day that is over: nothing is dated into it from now on. */
export interface LedgerDay {
  readonly acquirerId: string
  readonly businessDate: string
}

/** The next day to close of each acquirer whose zone has left it by `graceMs`. */
export async function daysToClose(db: Scoped, now: Instant, graceMs: Millis): Promise<readonly LedgerDay[]> {
  return await db.query<LedgerDay>(
    `select id as "acquirerId", next as "businessDate" from (
       select id, coalesce((select max(business_date) + 1 from ledger_period where acquirer_id = node.id), (created_at at time zone time_zone)::date) as next,
         ($1::timestamptz at time zone time_zone)::date as today
       from node where kind = 'ACQUIRER') as due
     where next < today order by id`,
    [new Date(now - graceMs)],
  )
}

/** First half of the lock that writers share, and a closer takes alone; `ledger_hold_open` has the same. */
const DAY_LOCK = 5_271

/** Closes the day: waits for whoever is writing into it, and lets nobody after that. */
export async function closeLedgerDay(unit: Unit, { acquirerId, businessDate }: LedgerDay): Promise<boolean> {
  await unit.query('select pg_advisory_xact_lock($1, hashtext($2))', [DAY_LOCK, acquirerId])
  const at = unit.clock.now()
  const closed = await unit.execute(
    `insert into ledger_period (acquirer_id, business_date, path, closed_at)
     select $1, $2::date, $1::text::ltree, $3 where not exists (select from ledger_period where acquirer_id = $1 and business_date >= $2::date)
     on conflict do nothing`,
    [acquirerId, businessDate, new Date(at)],
  )
  if (closed === 0) return false
  const data = { businessDate, opens: dayAfter(businessDate) }
  unit.append([{ type: 'LedgerDayClosed', subject: acquirerId, path: acquirerId, at, data }])
  return true
}

const RUNNING = (keys: string, table: string) => `
  update ${table} as target set closing = due.closing from (
    select ${keys}, effective_date,
      coalesce((select was.closing from ${table} was where (${keys.replaceAll(/(\w+)/g, 'was.$1')}) = (${keys.replaceAll(/(\w+)/g, 'open.$1')})
        and was.closing is not null order by was.effective_date desc limit 1), 0)
      + sum(debit - credit) over (partition by ${keys} order by effective_date) as closing
    from ${table} open where closing is null and effective_date <= $2::date and acquirer_id = $1`

const SEAL_ACCOUNTS = `${RUNNING('account_id', 'ledger_balance')}
    and account_id in (select account_id from ledger_balance where acquirer_id = $1 and effective_date <= $2::date and closing is null
      order by effective_date, account_id limit $3)
  ) as due where target.account_id = due.account_id and target.effective_date = due.effective_date`

const SEAL_TOTALS = `${RUNNING('acquirer_id, kind, currency', 'ledger_total')}
  ) as due where target.acquirer_id = due.acquirer_id and target.kind = due.kind and target.currency = due.currency and target.effective_date = due.effective_date`

/**
 * Makes balances of the oldest closed day final, so many at once. Null: there is nothing to seal, or postings of the day
 * are still to be added up; else whether the day is sealed now.
 */
export async function sealLedgerDay(unit: Unit, limit: number): Promise<boolean | null> {
  const [day] = await unit.query<LedgerDay>(
    `select acquirer_id as "acquirerId", business_date as "businessDate" from ledger_period where sealed_at is null
     order by business_date, acquirer_id limit 1`,
  )
  if (day === undefined) return null
  const { acquirerId, businessDate } = day
  const [pending] = await unit.query('select from ledger_pending where first_date <= $1::date limit 1', [businessDate])
  if (pending !== undefined) return null
  if ((await unit.execute(SEAL_ACCOUNTS, [acquirerId, businessDate, limit])) > 0) return false
  await unit.execute(SEAL_TOTALS, [acquirerId, businessDate])
  await checkSealed(unit, day)
  const at = unit.clock.now()
  await unit.execute('update ledger_period set sealed_at = $3 where acquirer_id = $1 and business_date = $2::date', [
    acquirerId,
    businessDate,
    new Date(at),
  ])
  const [moved] = await unit.query<{ debit: bigint; postings: bigint }>(
    `select coalesce(sum(debit), 0) as debit, coalesce(sum(postings), 0) as postings from ledger_total where acquirer_id = $1 and effective_date = $2::date`,
    [acquirerId, businessDate],
  )
  const data = { businessDate, postings: String(moved?.postings), difference: '0' }
  unit.append([{ type: 'LedgerDaySealed', subject: acquirerId, path: acquirerId, at, data }])
  return true
}

/** What is sealed is zero, whatever went wrong before. */
async function checkSealed(unit: Unit, { acquirerId, businessDate }: LedgerDay): Promise<void> {
  const off = await unit.query<{ currency: string; off: bigint }>(
    `select currency, sum(debit - credit) as off from ledger_total where acquirer_id = $1 and effective_date = $2::date
     group by currency having sum(debit - credit) <> 0`,
    [acquirerId, businessDate],
  )
  if (off.length > 0)
    throw new Fault(`the ledger of ${acquirerId} is off on ${businessDate}: ${off[0]?.off} ${off[0]?.currency}`)
}

export const makeLedgerMonths = monthMaker('ledger', LEDGER_MONTHS_AHEAD)

/** Puts the oldest month of postings that is past its life into the archive, with an event to each acquirer; true when one went. */
export async function archiveLedgerMonth(unit: Unit): Promise<boolean> {
  const [oldest] = await unit.query<{ month: string | null }>(
    `select min(replace(substr(c.relname, 16), '_', '-')) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'ledger_posting'::regclass and c.relname ~ '^ledger_posting_\\d{4}_\\d\\d$'
       and c.relname <= ledger_month_name((clock_timestamp() - ($1 + 1) * interval '1 month')::date)`,
    [LEDGER_MONTHS_KEPT],
  )
  if (oldest?.month == null) return false
  const [archived] = await unit.query<{ done: boolean }>('select ledger_month_archive($1::date) as done', [
    `${oldest.month}-01`,
  ])
  if (archived?.done !== true) return false
  const at = unit.clock.now()
  const acquirers = await unit.query<{ id: string }>(`select id from node where kind = 'ACQUIRER'`)
  const data = { month: oldest.month }
  unit.append(acquirers.map(({ id }) => ({ type: 'LedgerMonthArchived', subject: id, path: id, at, data })))
  return true
}
