import type { Unit } from '../../unit.ts'

/** How far a way of matching has come; the empty text: nowhere yet. */
export async function matchPosition(unit: Unit, name: string): Promise<string> {
  const [row] = await unit.query<{ position: string }>('select position from match_position where name = $1', [name])
  return row?.position ?? ''
}

/** In the transaction of what was matched up to there. */
export async function saveMatchPosition(unit: Unit, name: string, position: string): Promise<void> {
  await unit.execute(
    `insert into match_position (name, position) values ($1, $2) on conflict (name) do update set position = excluded.position`,
    [name, position],
  )
}
