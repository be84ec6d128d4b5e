import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type * as _testing from '@budeng/storage/testing'
import { Client } from 'pg'
import { inject } from 'vitest'
import { hasEnded, type House, type HouseOptions, spawnBudeng, startHouse } from './house.ts'
import { until } from './until.ts'

/** Any number that no other lock of the run's server has. */
const SEEDING_LOCK = 5_270_002
const SEED_TIMEOUT_MS = 120_000

/** A house on a folder that was seeded before: cluster, schema, keys and people are copied, not made anew. */
export async function journeyHouse(options: Omit<HouseOptions, 'dataDir'>): Promise<House> {
  return await startHouse({ ...options, dataDir: await seededFolder() })
}

/**
 * A copy of a folder that the first journey of the run seeded: with the people of the demonstration, and with so many
 * healthy terminals. It goes with the run at the latest.
 */
export async function seededFolder(terminals = 0): Promise<string> {
  const { folder } = inject('postgres')
  const source = await seededOnce(folder, terminals)
  const copy = mkdtempSync(join(folder, 'house-'))
  // the database's folder keeps its owner, which is not us when we are root
  await promisify(execFile)('cp', ['-a', `${source}/.`, copy])
  return copy
}

/** Two journeys may begin at the same moment: who comes second waits for what the first one makes. */
async function seededOnce(folder: string, terminals: number): Promise<string> {
  const place = join(folder, `seeded-${terminals}`)
  const lock = new Client({ connectionString: `${inject('postgres').serverUrl}postgres` })
  await lock.connect()
  try {
    await lock.query('select pg_advisory_lock($1)', [SEEDING_LOCK])
    if (!existsSync(place)) await seed(`${place}.new`).then(() => renameSync(`${place}.new`, place))
  } finally {
    await lock.end()
  }
  return place

  async function seed(dataDir: string): Promise<void> {
    const args = ['seed', '--terminals', String(terminals), '--scenario', 'healthy']
    const { child, output } = await spawnBudeng(args, { BUDENG_DATA_DIR: dataDir })
    await until(() => hasEnded(child), { what: () => `the seed ends:\n${output()}`, timeoutMs: SEED_TIMEOUT_MS })
    if (child.exitCode !== 0) throw new Error(`the seed failed:\n${output()}`)
  }
}
