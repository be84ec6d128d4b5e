import type { Scoped, Unit } from '../unit.ts'

/** The event by which a person asks for a comparison of a batch. */
export const COMPARE_ASKED_EVENT = 'BatchCompareAsked'

/** A comparison that somebody asked for: which records of which journal, and the batch that they are of. */
export interface AskedComparison {
  readonly terminalId: string
  readonly batchId: string
  readonly epoch: number
  readonly fromSeq: number
  readonly throughSeq: number
}

/** Comparisons asked for after one position and through another. */
export async function askedComparisons(
  db: Scoped,
  after: bigint,
  through: bigint,
): Promise<readonly AskedComparison[]> {
  return await db.query<AskedComparison>(
    `select e.terminal_id as "terminalId", e.subject as "batchId", (e.data ->> 'epoch')::int as epoch,
            (e.data ->> 'fromSeq')::bigint as "fromSeq", (e.data ->> 'throughSeq')::bigint as "throughSeq"
     from event_order o join event e on e.id = o.event_id
     where o.position > $1 and o.position <= $2 and e.type = $3 and e.terminal_id is not null`,
    [after, through, COMPARE_ASKED_EVENT],
  )
}

/** What an asked comparison found: told, and the batch says when it was compared. */
export async function noteCompared(
  unit: Unit,
  batchId: string,
  found: { readonly differing: number; readonly roundTrips: number; readonly wireBytes: number },
): Promise<void> {
  const at = unit.clock.now()
  const [row] = await unit.query<{
    terminalId: string
    acquirerId: string
    agentId: string
    merchantId: string
    storeId: string
    path: string
    batch: string
  }>(
    `update batch set compared_at = $2, version = version + 1 where id = $1
     returning terminal_id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId",
               store_id as "storeId", path::text as path, batch_no as batch`,
    [batchId, new Date(at)],
  )
  if (row === undefined) return
  const { batch, ...terminal } = row
  unit.append([{ type: 'BatchCompared', subject: batchId, terminal, path: row.path, at, data: { batch, ...found } }])
}
