import type { CommandType } from '@budeng/fleet'
import type { Scoped } from '../unit.ts'

/** A command as a reply is held against it. */
export interface ReplyTarget {
  readonly id: string
  readonly terminalId: string
  readonly deviceId: string | null
  readonly type: CommandType
  readonly attempt: number
}

/** The commands that replies name; ids that name none are left out. */
export async function replyTargets(
  db: Scoped,
  commandIds: readonly string[],
): Promise<ReadonlyMap<string, ReplyTarget>> {
  const rows = await db.query<ReplyTarget>(
    `select id, terminal_id as "terminalId", device_id as "deviceId", type, attempt from command where id = any($1::text[])`,
    [commandIds],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Commands of these types that are on their way or at work at the terminals: what is seen now may prove them. */
export async function commandsAtWork(
  db: Scoped,
  terminalIds: readonly string[],
  types: readonly CommandType[],
): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from command
     where terminal_id = any($1::text[]) and finished_at is null and signed_at is not null and type = any($2::text[]) order by id`,
    [terminalIds, types],
  )
  return rows.map(({ id }) => id)
}
