import { BELL_CHANNEL, PLATFORM_ACTOR, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import type { Client, Pool } from 'pg'

/** How long a commit of one small row takes, one after the other, in milliseconds. */
export async function measureCommits(pool: Pool, count: number): Promise<number[]> {
  await pool.query(
    'create table if not exists bench_commit (id bigint generated always as identity primary key, said text)',
  )
  const figures: number[] = []
  while (figures.length < count) {
    const startedAt = performance.now()
    await pool.query('insert into bench_commit (said) values ($1)', ['a small row'])
    figures.push(performance.now() - startedAt)
  }
  return figures
}

/** How long after its commit an event's bell rings: the sequencer's tick and its own commit, in milliseconds. */
export async function measureBells(storage: Storage, listener: Client, count: number): Promise<number[]> {
  const [acquirer] = await storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string; path: string }>(`select id, path from node where kind = 'ACQUIRER' limit 1`),
  )
  if (acquirer === undefined) throw new Error('there is no acquirer whose bell could ring')
  const rung: { readonly position: number; readonly at: number }[] = []
  let onRing = () => {}
  listener.on('notification', ({ payload }) => {
    rung.push({ position: Number(payload), at: performance.now() })
    onRing()
  })
  await listener.query(`listen ${BELL_CHANNEL}`)
  const figures: number[] = []
  while (figures.length < count) {
    rung.length = 0
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      unit.append([{ type: 'BenchRang', subject: acquirer.id, path: acquirer.path, at: unit.clock.now(), data: {} }])
    })
    const committedAt = performance.now()
    const position = await positionOfNewest(storage)
    for (;;) {
      const ring = rung.find((one) => one.position >= position)
      if (ring !== undefined) {
        figures.push(Math.max(0, ring.at - committedAt))
        break
      }
      await new Promise<void>((resolve) => (onRing = resolve))
    }
  }
  await listener.query('unlisten *')
  return figures
}

/** Asked until the sequencer has placed it; the bell rings with that very commit. */
async function positionOfNewest(storage: Storage): Promise<number> {
  for (;;) {
    const [row] = await storage.read(PLATFORM_SCOPE, (db) =>
      db.query<{ position: number | null }>(
        `select o.position from event e left join event_order o on o.event_id = e.id where e.type = 'BenchRang' order by e.ordinal desc limit 1`,
      ),
    )
    if (row?.position !== null && row?.position !== undefined) return row.position
  }
}
