import type { Correction, KeptApproval } from '@budeng/corrections'
import type { Command } from '@budeng/fleet'
import type { Scoped } from '../unit.ts'
import { loadCorrections } from './corrections.ts'
import { correctionOf } from './stored.ts'

/** A correction with who agreed to it, from the rows that never change. */
export interface OrderedCorrection {
  readonly correction: Correction
  readonly approvals: readonly KeptApproval[]
}

/** The corrections whose orders are among these commands, by the ids of the commands. */
export async function orderedCorrections(
  db: Scoped,
  commands: readonly Pick<Command, 'id' | 'type' | 'params'>[],
): Promise<ReadonlyMap<string, OrderedCorrection>> {
  const orders = commands.filter(({ type }) => type === 'CORRECTION_APPLY')
  if (orders.length === 0) return new Map()
  const ids = [...new Set(orders.map(({ params }) => String(params['correctionId'])))]
  const corrections = new Map((await loadCorrections(db, ids)).map((row) => [row.id, correctionOf(row)]))
  const approvals = await db.query<KeptApproval & { correctionId: string }>(
    `select correction_id as "correctionId", human_id as "humanId", hash from correction_decision
     where correction_id = any($1::text[]) and verdict = 'APPROVED' order by correction_id, place`,
    [ids],
  )
  return new Map(
    orders.flatMap(({ id, params }) => {
      const correction = corrections.get(String(params['correctionId']))
      if (correction === undefined) return []
      return [[id, { correction, approvals: approvals.filter(({ correctionId }) => correctionId === correction.id) }]]
    }),
  )
}
