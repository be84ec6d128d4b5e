import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { hasEnded, type House, newDataDir, spawnBudeng, startHouse } from './house.ts'
import { until } from './until.ts'

/** A drill starts a platform: on a busy machine it takes its time. */
const PATIENCE_MS = 200_000

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const folder = newDataDir()
const place = join(folder, 'backups')
const key = join(folder, 'recovery.key')
let house: House

async function run(...args: string[]): Promise<{ code: number | null; said: string }> {
  const { child, output } = await spawnBudeng(args, { BUDENG_DATA_DIR: house.dataDir, NO_COLOR: '1' })
  await until(() => hasEnded(child), { what: () => `${args.join(' ')} ends:\n${output()}`, timeoutMs: PATIENCE_MS })
  return { code: child.exitCode, said: output() }
}

beforeAll(async () => {
  mkdirSync(place)
  house = await startHouse({ terminals: 4, args: ['--scenario', 'healthy', '--sales-per-hour', '3600'] })
})
afterAll(async () => {
  await house.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a house that runs is backed up, and its backup is lived on: a terminal takes an order signed with the restored key', async () => {
  const made = await run('backup', 'key', '--out', key)
  const recipient = /BUDENG_BACKUP_RECIPIENT=(age1\w+)/.exec(made.said)?.[1] ?? ''
  const backup = await run('backup', '--to', place, '--recipient', recipient)
  expect(backup.said).toMatch(/rows of \d+ tables, \d+ files, the keys/)

  // one that is killed in the middle is none, and the next one removes its remains
  const [first = ''] = readdirSync(join(place, 'backups'))
  const { child } = await spawnBudeng(['backup', '--to', place, '--recipient', recipient], {
    BUDENG_DATA_DIR: house.dataDir,
  })
  const parts = () => readdirSync(join(place, 'backups'), { recursive: true, encoding: 'utf8' })
  const isOfSecond = (path: string) => path.endsWith('.age') && !path.startsWith(first)
  await until(() => parts().some(isOfSecond), { what: () => 'the second backup has begun', everyMs: 5 })
  child.kill('SIGKILL')
  await until(() => hasEnded(child), { what: () => 'it is dead' })
  const remains = readdirSync(join(place, 'backups')).filter((name) => name !== first)
  const listed = await run('backup', 'list', '--from', place)
  expect(listed.said).toContain(first)
  for (const name of remains) expect(listed.said).not.toContain(name)
  let next = { code: 1 as number | null, said: '' }
  await until(
    async () => {
      // the database may not have noticed yet that nobody holds its snapshot
      next = await run('backup', '--to', place, '--recipient', recipient)
      return next.code === 0
    },
    { what: () => next.said },
  )
  expect(readdirSync(join(place, 'backups')).filter((name) => remains.includes(name))).toEqual([])

  const drill = await run('backup', 'drill', '--from', place, '--key', key)
  expect(drill.said).toMatch(
    /restored +\S+: \d+ rows.*proven +record, books, roots.*works +STATUS_GET, signed with command-\w+, on a simulated terminal: SUCCEEDED/s,
  )
  expect(drill).toMatchObject({ code: 0, said: expect.stringContaining('PASSED') })
})
