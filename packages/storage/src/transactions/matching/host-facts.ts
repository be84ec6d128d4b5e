import type { Instant } from '@budeng/kernel'
import { type HostDecision, TYPE_RULES } from '@budeng/transactions'
import type { TransactionRow } from '../../rows/transaction.ts'
import type { Scoped } from '../../unit.ts'

/** A fact of a host, as far as matching asks. */
export interface HostFactKey {
  readonly acquirerId: string
  readonly position: number
  readonly at: Instant
  readonly terminalId: string | null
  readonly path: string
  readonly type: string | null
  readonly fate: string | null
  readonly batchNo: string
  readonly stan: string
  readonly rrn: string | null
  readonly amount: bigint | null
  readonly currency: string | null
  readonly settlementDate: string | null
  readonly originalBatch: string | null
  readonly originalStan: string | null
}

const COLUMNS = `h.acquirer_id as "acquirerId", h.position, h.at, h.terminal_id as "terminalId", h.path::text as path, h.type, h.fate, h.batch_no as "batchNo", h.stan, h.rrn,
  h.amount::numeric as amount, h.currency, h.settlement_date as "settlementDate", h.original ->> 'batch' as "originalBatch", h.original ->> 'stan' as "originalStan"`

/** What a host decided of trades after a position, in its order. */
export async function hostFactsAfter(
  db: Scoped,
  acquirerId: string,
  after: number,
  limit: number,
): Promise<readonly (HostFactKey & { readonly isTrade: boolean })[]> {
  return await db.query(
    `select ${COLUMNS}, h.fact = 'trade' as "isTrade" from host_record h where h.acquirer_id = $1 and h.position > $2 order by h.position limit $3`,
    [acquirerId, after, limit],
  )
}

/** Facts at their positions. */
export async function hostFactsAt(
  db: Scoped,
  places: readonly { readonly acquirerId: string; readonly position: number }[],
): Promise<readonly HostFactKey[]> {
  return await db.query(
    `select ${COLUMNS} from unnest($1::text[], $2::bigint[]) as n (acquirer_id, position)
     join host_record h on h.acquirer_id = n.acquirer_id and h.position = n.position`,
    [places.map(({ acquirerId }) => acquirerId), places.map(({ position }) => position)],
  )
}

/** The transactions that facts are of, by number and batch, else by RRN: pairs of a fact's place in the list and an id. */
export async function transactionsOfFacts(
  db: Scoped,
  facts: readonly HostFactKey[],
): Promise<readonly { readonly place: number; readonly id: string }[]> {
  const numbers = facts.map((fact) => ({ ...fact, ...targetOf(fact) }))
  return await db.query(
    `select n.place::int - 1 as place, t.id
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) with ordinality as n (terminal_id, stan, batch_no, rrn, at, place)
     cross join lateral (
       select id from transaction where terminal_id = n.terminal_id and stan = n.stan and batch_no = n.batch_no
       union
       select id from record_line l where n.rrn is not null and l.rrn = n.rrn and l.terminal_id = n.terminal_id
         and l.at between n.at - interval '7 days' and n.at + interval '7 days'
     ) as t`,
    [
      numbers.map(({ terminalId }) => terminalId),
      numbers.map(({ stan }) => stan),
      numbers.map(({ batchNo }) => batchNo),
      numbers.map(({ type, rrn }) => (type === 'REVERSAL' ? null : rrn)),
      numbers.map(({ at }) => new Date(at)),
    ],
  )
}

const ADJUSTS = new Set(['OFFLINE_ADJUST', 'TIP_ADJUST'])

/** Whose number a fact moves: a reversal and an adjustment that of their original. */
function targetOf({ type, batchNo, stan, originalBatch, originalStan }: HostFactKey) {
  const isOfOriginal = type === 'REVERSAL' || ADJUSTS.has(type ?? '')
  return isOfOriginal && originalStan !== null ? { batchNo: originalBatch, stan: originalStan } : { batchNo, stan }
}

type Told = HostFactKey & { readonly id: string }

/** All that hosts decided of these transactions, by their ids: under their number, of it as an original, and by RRN. */
export async function decisionsOf(
  db: Scoped,
  rows: readonly TransactionRow[],
): Promise<ReadonlyMap<string, readonly (HostDecision & { readonly fact: HostFactKey })[]>> {
  const told = await db.query<Told>(
    `select n.id, told.* from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as n (id, terminal_id, stan, batch_no, rrn)
     cross join lateral (
       select ${COLUMNS} from host_record h where h.terminal_id = n.terminal_id and h.stan = n.stan and h.batch_no = n.batch_no and h.fact = 'trade'
       union
       select ${COLUMNS} from host_record h where h.terminal_id = n.terminal_id and h.original is not null
         and h.original ->> 'stan' = n.stan and h.original ->> 'batch' = n.batch_no and h.fact = 'trade'
       union
       select ${COLUMNS} from host_record h where n.rrn is not null and h.rrn = n.rrn and h.terminal_id = n.terminal_id and h.fact = 'trade'
     ) as told`,
    [
      rows.map(({ id }) => id),
      rows.map(({ terminalId }) => terminalId),
      rows.map(({ stan }) => stan),
      rows.map(({ batchNo }) => batchNo),
      rows.map(({ rrn }) => rrn),
    ],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  const decisions = new Map<string, (HostDecision & { readonly fact: HostFactKey })[]>()
  for (const { id, ...fact } of told) {
    const row = byId.get(id)
    const isOfOriginal = row === undefined ? null : relationOf(fact, row)
    if (isOfOriginal === null) continue
    const { position, at, amount: minor, currency } = fact
    const decision = { position, at, type: fact.type ?? '', fate: fact.fate ?? '', minor, currency, isOfOriginal, fact }
    decisions.set(id, [...(decisions.get(id) ?? []), decision])
  }
  return decisions
}

/** Whether a fact speaks of the transaction as of its original (true) or of itself (false); null: it is another one's. */
function relationOf(fact: HostFactKey, { batchNo, stan, rrn, msgClass }: TransactionRow): boolean | null {
  const isOriginal = fact.originalStan === stan && fact.originalBatch === batchNo
  if (fact.type === 'REVERSAL') {
    const sharesNumber = fact.originalStan === null && fact.stan === stan && fact.batchNo === batchNo
    return isOriginal || sharesNumber ? true : null
  }
  // of numbers that came round again, or in two journals of one terminal, the RRN tells which
  const isOwn = (fact.stan === stan && fact.batchNo === batchNo) || (rrn !== null && fact.rrn === rrn)
  const fits = rrn === null || fact.rrn === null || fact.rrn === rrn
  if (isOwn && fits && classOf(fact.type) === msgClass) return false
  return isOriginal ? true : null
}

function classOf(type: string | null): string {
  return TYPE_RULES[(type ?? 'PURCHASE') as 'PURCHASE']?.msgClass ?? 'FIN'
}
