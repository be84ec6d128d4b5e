import type { Scoped } from '../../unit.ts'

/** Where a terminal stands, as files and hosts name it. */
export interface Place {
  readonly tid: string
  readonly terminalId: string
  readonly agentId: string | null
  readonly merchantId: string
  readonly path: string
}

/** Terminals of one acquirer by their TIDs; those that we do not know are left out. */
export async function placesByTid(
  db: Scoped,
  acquirerId: string,
  tids: readonly string[],
): Promise<ReadonlyMap<string, Place>> {
  const rows = await db.query<Place>(
    `select tid, id as "terminalId", agent_id as "agentId", merchant_id as "merchantId", path::text as path from terminal
     where acquirer_id = $1 and tid = any($2::text[])`,
    [acquirerId, [...new Set(tids)]],
  )
  return new Map(rows.map((row) => [row.tid, row]))
}
