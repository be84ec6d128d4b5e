import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@budeng/storage'
import { type EmbeddedServer, startEmbedded } from '@budeng/storage/embedded'
import { afterAll } from 'vitest'
import { type House, openHouse } from './house.ts'

/** For the head of a file of tests: a house on a database server of its own, which they may kill. Gone after the last one. */
export async function openOwnServer(deviceCount: number): Promise<{ server: EmbeddedServer; house: House }> {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-outage-'))
  const quiet = { log: () => undefined, supervise: () => undefined }
  const server = await startEmbedded({ dataDir: join(folder, 'data'), fsync: false, ...quiet })
  await migrate(server.url)
  const house = await openHouse(deviceCount, { url: server.url, drop: async () => undefined })
  afterAll(async () => {
    await house.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return { server, house }
}
