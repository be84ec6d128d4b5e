import type { CorrectionKind, CorrectionState } from '@budeng/corrections'
import { money, type Money } from '@budeng/kernel'
import { MONTH_END_LINES_MAX } from '../limits.ts'
import type { LedgerAccountKind } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { type DifferenceLine, differenceLines } from './difference-figures.ts'

/** How many corrections of a kind were posted in the month, how they stand now, and the money at stake in them. */
export interface MonthKind {
  readonly kind: CorrectionKind
  readonly state: CorrectionState
  readonly count: number
  readonly automatic: number
  readonly stake: readonly Money[]
}

/** A month of corrections, to be explained to the cent. */
export interface MonthEnd {
  readonly kinds: readonly MonthKind[]
  /** What their entries moved on each kind of account; debit is positive, and all of a currency is zero. */
  readonly books: readonly { readonly account: LedgerAccountKind; readonly currency: string; readonly minor: bigint }[]
  /** Between the frozen totals of settled batches and what stands now. */
  readonly settled: {
    readonly batches: number
    readonly lines: readonly {
      readonly currency: string
      readonly exponent: number
      readonly scope: string
      readonly side: string
      readonly count: number
      readonly minor: bigint
    }[]
  }
  /** Unproven now, whenever it was posted, by name; those that were given up are among them. */
  readonly open: readonly DifferenceLine[]
}

/** The month of an acquirer, an agent or a merchant; from and to are business days, both of them in it. */
export async function monthEnd(db: Scoped, path: string, from: string, to: string): Promise<MonthEnd> {
  const [acquirerId] = path.split('.')
  const params = [acquirerId, path, from, to]
  return {
    kinds: await kindsOf(db, params),
    books: await db.query(
      `select a.kind as account, p.currency, sum(p.minor)::numeric as minor
       from correction_version v join ledger_entry e on e.id = any(v.entry_ids)
       join ledger_posting p on p.entry_id = e.id and p.effective_date = e.effective_date join ledger_account a on a.id = p.account_id
       where ${POSTED} group by 1, 2 having sum(p.minor) <> 0 order by 2, 1`,
      params,
    ),
    settled: await settledOf(db, params),
    open: await differenceLines(db, { kind: 'NODE', path }, MONTH_END_LINES_MAX),
  }
}

const POSTED = `v.acquirer_id = $1 and v.path <@ $2::ltree and v.effective_date between $3::date and $4::date`

async function kindsOf(db: Scoped, params: readonly unknown[]): Promise<MonthKind[]> {
  const counts = await db.query<Omit<MonthKind, 'stake'>>(
    `select c.kind, c.state, count(*)::int as count, (count(*) filter (where c.maker_id is null))::int as automatic
     from correction_version v join correction c on c.id = v.correction_id where ${POSTED} group by 1, 2 order by 1, 2`,
    params,
  )
  const stakes = await db.query<{ kind: string; state: string; currency: string; exponent: number; minor: bigint }>(
    `select c.kind, c.state, s->>'currency' as currency, (s->>'exponent')::int as exponent, sum((s->>'minor')::numeric) as minor
     from correction_version v join correction c on c.id = v.correction_id cross join lateral jsonb_array_elements(c.stake) s
     where ${POSTED} group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    params,
  )
  return counts.map((row) => ({
    ...row,
    stake: stakes
      .filter(({ kind, state }) => kind === row.kind && state === row.state)
      .map(({ minor, currency, exponent }) => money(minor, currency, exponent)),
  }))
}

async function settledOf(db: Scoped, params: readonly unknown[]): Promise<MonthEnd['settled']> {
  const from = `from correction_adjustment a join correction_version v on v.correction_id = a.correction_id where ${POSTED}`
  const [count] = await db.query<{ batches: number }>(
    `select count(distinct a.batch_id)::int as batches ${from}`,
    params,
  )
  const lines = await db.query<MonthEnd['settled']['lines'][number]>(
    `select a.currency, a.exponent, a.card_scope as scope, a.side, sum(a.count)::int as count, sum(a.amount)::numeric as minor ${from}
     group by 1, 2, 3, 4 having sum(a.count) <> 0 or sum(a.amount) <> 0 order by 1, 2, 3, 4`,
    params,
  )
  return { batches: count?.batches ?? 0, lines }
}
