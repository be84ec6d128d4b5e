import type { Command, Observation } from '@budeng/fleet'
import type { Scoped } from '../../unit.ts'

type Sighting = Extract<Observation, { kind: 'journalHeld' | 'batchClosing' }>

interface Row {
  readonly commandId: string
  readonly epoch: number
  readonly heldThrough: number | null
  readonly batch: string | null
  readonly closedThrough: number | null
}

/** What is here of the journals and batches that the answers of these commands name, by command. */
export async function journalSightings(
  db: Scoped,
  commands: readonly Command[],
  at: number,
): Promise<ReadonlyMap<string, readonly Sighting[]>> {
  const named = commands.flatMap(({ id, terminalId, result }) => {
    const { epoch, batch } = result?.data ?? {}
    return typeof epoch === 'number' && Number.isSafeInteger(epoch)
      ? [{ id, terminalId, epoch, batch: typeof batch === 'string' ? batch : null }]
      : []
  })
  if (named.length === 0) return new Map()
  const rows = await db.query<Row>(
    `select n.id as "commandId", n.epoch, s.through_seq as "heldThrough", b.batch_no as batch, b.through_seq as "closedThrough"
     from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as n (id, terminal_id, epoch, batch_no)
     left join journal_stream s on s.terminal_id = n.terminal_id and s.epoch = n.epoch
     left join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.batch_no = n.batch_no`,
    [
      named.map(({ id }) => id),
      named.map(({ terminalId }) => terminalId),
      named.map(({ epoch }) => epoch),
      named.map(({ batch }) => batch),
    ],
  )
  return new Map(rows.map((row) => [row.commandId, sightingsOf(row, at)]))
}

function sightingsOf({ epoch, heldThrough, batch, closedThrough }: Row, at: number): Sighting[] {
  const held: Sighting = { kind: 'journalHeld', at, epoch, throughSeq: heldThrough ?? 0 }
  if (batch === null || closedThrough === null) return [held]
  return [held, { kind: 'batchClosing', at, epoch, batch, throughSeq: closedThrough }]
}
