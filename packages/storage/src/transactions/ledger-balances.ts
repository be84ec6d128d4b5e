import { columnList, type LedgerAccountKind, type LedgerAccountRow, ledgerAccountTable } from '../rows/index.ts'
import { type Level, Params, standsAt } from '../lists/level.ts'
import type { Scoped } from '../unit.ts'

const ACCOUNT = columnList(ledgerAccountTable, 'account')

/** Under row-level security a comparison with `coalesce` is not taken for the index (it might leak), one with `case` is. */
const orFirst = (day: string) => `case when ${day} is null then '-infinity' else ${day} end`

/** What stands on accounts at the end of a business day, or now. Debit is positive. */
export async function balancesOf(
  db: Scoped,
  accountIds: readonly number[],
  asOf: string | null = null,
): Promise<ReadonlyMap<number, bigint>> {
  const rows = asOf === null ? await standing(db, accountIds) : await standingAt(db, accountIds, asOf)
  return new Map(rows.map(({ accountId, balance }) => [accountId, balance]))
}

interface Balance {
  readonly accountId: number
  readonly balance: bigint
}

/** What is added up, and what came within the last seconds. */
async function standing(db: Scoped, accountIds: readonly number[]): Promise<readonly Balance[]> {
  return await db.query<Balance>(
    `with tail as materialized (select * from ledger_tail($1::bigint[], $2::date))
     select wanted.account_id as "accountId", coalesce(standing.minor, 0) + coalesce(tail.moved, 0) as balance
     from unnest($1::bigint[]) as wanted (account_id)
     left join ledger_standing standing on standing.account_id = wanted.account_id
     left join tail on tail.account_id = wanted.account_id`,
    [accountIds, null],
  )
}

/** The last sealed balance, the days since, and what came within the last seconds: one statement, so all is of one moment. */
async function standingAt(db: Scoped, accountIds: readonly number[], asOf: string): Promise<readonly Balance[]> {
  return await db.query<Balance>(
    `with tail as materialized (select * from ledger_tail($1::bigint[], $2::date))
     select wanted.account_id as "accountId", coalesce(sealed.closing, 0)::numeric + coalesce(days.moved, 0) + coalesce(tail.moved, 0) as balance
     from unnest($1::bigint[]) as wanted (account_id)
     left join lateral (select closing, effective_date from ledger_balance b where b.account_id = wanted.account_id and b.closing is not null
       and b.effective_date <= coalesce($2::date, 'infinity') order by b.effective_date desc limit 1) as sealed on true
     left join lateral (select sum(debit - credit) as moved from ledger_balance b where b.account_id = wanted.account_id
       and b.effective_date > ${orFirst('sealed.effective_date')} and b.effective_date <= coalesce($2::date, 'infinity')) as days on true
     left join tail on tail.account_id = wanted.account_id`,
    [accountIds, asOf],
  )
}

/**
 * What stood on accounts as it was known at a moment: nothing that was recorded later counts, however it is dated. Reads
 * the postings of the days that were open then.
 */
export async function balancesRecorded(
  db: Scoped,
  accountIds: readonly number[],
  recordedBy: number,
): Promise<ReadonlyMap<number, bigint>> {
  const rows = await db.query<{ accountId: number; balance: bigint }>(
    `select account.id as "accountId", coalesce(sealed.closing, 0)::numeric + coalesce(since.moved, 0) as balance
     from ledger_account account
     left join lateral (select max(business_date) as through from ledger_period where acquirer_id = account.acquirer_id
       and closed_at <= $2 and sealed_at is not null) as known on true
     left join lateral (select closing from ledger_balance b where b.account_id = account.id and b.closing is not null
       and b.effective_date <= known.through order by b.effective_date desc limit 1) as sealed on true
     left join lateral (select sum(p.minor) as moved from ledger_posting p join ledger_entry e on e.id = p.entry_id
       where p.account_id = account.id and p.effective_date > ${orFirst('known.through')} and e.recorded_at <= $2) as since on true
     where account.id = any($1::bigint[])`,
    [accountIds, new Date(recordedBy)],
  )
  return new Map(rows.map(({ accountId, balance }) => [accountId, balance]))
}

export interface TrialRow {
  readonly kind: LedgerAccountKind
  readonly currency: string
  /** Debit is positive; the rows of one currency sum to zero. */
  readonly balance: bigint
}

/** The accounts of one acquirer by kind and currency, at the end of a business day or now. */
export async function trialBalance(db: Scoped, acquirerId: string, asOf: string | null = null): Promise<TrialRow[]> {
  return await db.query<TrialRow>(
    `with recursive pair as (
       (select kind, currency from ledger_total where acquirer_id = $1 order by kind, currency limit 1)
       union all
       select next.kind, next.currency from pair cross join lateral (select kind, currency from ledger_total
         where acquirer_id = $1 and (kind, currency) > (pair.kind, pair.currency) order by kind, currency limit 1) as next
     ), tail as materialized (select * from ledger_tail(null, $2::date)),
     parts as (
       select kind, currency, coalesce(sealed.closing, 0)::numeric + coalesce(days.moved, 0) as balance
       from pair
       left join lateral (select closing, effective_date from ledger_total t where t.acquirer_id = $1 and t.kind = pair.kind
         and t.currency = pair.currency and t.closing is not null and t.effective_date <= coalesce($2::date, 'infinity')
         order by t.effective_date desc limit 1) as sealed on true
       left join lateral (select sum(debit - credit) as moved from ledger_total t where t.acquirer_id = $1 and t.kind = pair.kind
         and t.currency = pair.currency and t.effective_date > ${orFirst('sealed.effective_date')}
         and t.effective_date <= coalesce($2::date, 'infinity')) as days on true
       union all
       select a.kind, a.currency, sum(tail.moved) from tail join ledger_account a on a.id = tail.account_id
       where a.acquirer_id = $1 group by a.kind, a.currency
     )
     select kind, currency, sum(balance) as balance from parts group by kind, currency order by currency, kind`,
    [acquirerId, asOf],
  )
}

export interface AccountQuery {
  readonly level: Level
  readonly kind: LedgerAccountKind | null
  /** Go on after this number. */
  readonly afterId: number | null
  readonly limit: number
}

/** Accounts under an organisation, in the order in which they were opened. */
export async function listAccounts(
  db: Scoped,
  { level, kind, afterId, limit }: AccountQuery,
): Promise<LedgerAccountRow[]> {
  const params = new Params()
  const { lanes, column } = lanesOf(level, params)
  const conditions = [`account.${column} = lane.id`]
  // a merchant's accounts hold those of its other stores' terminals
  if (level.kind === 'STORE') conditions.push(`account.path <@ ${params.add(level.path)}::ltree`)
  if (kind !== null) conditions.push(`account.kind = ${params.add(kind)}`)
  if (afterId !== null) conditions.push(`account.id > ${params.add(afterId)}`)
  const max = params.add(limit)
  return await db.query<LedgerAccountRow>(
    `select page.* from ${lanes} cross join lateral (
       select ${ACCOUNT} from ledger_account account where ${conditions.join(' and ')} order by account.id limit ${max}
     ) as page order by page.id limit ${max}`,
    params.values,
  )
}

function lanesOf(level: Level, params: Params): { readonly lanes: string; readonly column: string } {
  switch (level.kind) {
    case 'ACQUIRER':
      return { lanes: `(select ${params.add(level.id)}::text as id) as lane`, column: 'acquirer_id' }
    case 'AGENT':
      return {
        lanes: `(select id from node where kind = 'AGENT' and ${standsAt(params.add(level.path))}) as lane`,
        column: 'agent_id',
      }
    case 'MERCHANT':
      return { lanes: `(select ${params.add(level.id)}::text as id) as lane`, column: 'merchant_id' }
    case 'STORE':
      return {
        lanes: `(select merchant_id as id from terminal where store_id = ${params.add(level.id)} limit 1) as lane`,
        column: 'merchant_id',
      }
  }
}

export async function accountsByIds(db: Scoped, ids: readonly number[]): Promise<LedgerAccountRow[]> {
  return await db.query<LedgerAccountRow>(
    `select ${ACCOUNT} from ledger_account account where id = any($1::bigint[])`,
    [ids],
  )
}
