import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort, removeEmbedded } from './index.ts'
import { isAlive } from './process.ts'
import { firstRow, started, temporaryFolder, usedFolder } from './workbench.fixture.ts'

describe('the first start', () => {
  test('gives a database that sorts and searches by Unicode', async () => {
    const server = await started({ dataDir: join(temporaryFolder(), 'postgres') })
    const row = await firstRow(
      server.url,
      `SELECT current_database() AS name, current_setting('server_version_num')::int >= 150000 AS supported,
              (SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()) AS provider`,
    )
    expect(row).toEqual({ name: 'budeng', supported: true, provider: 'i' })
    await firstRow(server.url, 'CREATE EXTENSION pg_trgm')
    const trigrams = await firstRow(server.url, `SELECT cardinality(show_trgm('徐汇区第一食品商店')) AS count`)
    expect(trigrams?.['count']).toBeGreaterThan(5)
  })

  test('keeps the password to itself and lets nobody in without it', async () => {
    const dataDir = temporaryFolder()
    const server = await started({ dataDir })
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'cluster')).mode & 0o777).toBe(0o700)
    expect(readdirSync(dataDir).toSorted()).toEqual(['cluster', 'launcher.json', 'password'])
    const wrong = new URL(server.url)
    wrong.password = 'postgres'
    await expect(firstRow(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  })

  test('answers after the commit is on disk, except in tests', async () => {
    const settings = `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit`
    const safe = await started({ dataDir: await usedFolder(), fsync: true })
    expect(await firstRow(safe.url, settings)).toEqual({ fsync: 'on', pages: 'on', commit: 'on' })
    const fast = await started({ dataDir: await usedFolder(), fsync: false })
    expect(await firstRow(fast.url, settings)).toEqual({ fsync: 'off', pages: 'off', commit: 'on' })
  })

  test('leaves the rest of a start that was killed half way behind', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'cluster.new-1a2b3c4d.password'), 'left')
    await started({ dataDir })
    expect(existsSync(join(dataDir, 'cluster.new-1a2b3c4d.password'))).toBe(false)
  })
})

describe('a later start', () => {
  test('finds what the earlier one stored, and the port that it is given', async () => {
    const dataDir = await usedFolder()
    const first = await started({ dataDir })
    await firstRow(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)
    const port = await freePort()
    const second = await started({ dataDir, port })
    expect(second.port).toBe(port)
    expect(await firstRow(second.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 })
  })

  test('is refused while the earlier one runs, which goes on', async () => {
    const dataDir = await usedFolder()
    const first = await started({ dataDir })
    await expect(started({ dataDir })).rejects.toThrow(`already runs on ${dataDir} (pid ${process.pid})`)
    expect(await firstRow(first.url, 'SELECT 1 AS one')).toEqual({ one: 1 })
  })

  test('finds an empty folder after the data was removed', async () => {
    const dataDir = await usedFolder()
    const first = await started({ dataDir })
    await expect(removeEmbedded(dataDir, () => {})).rejects.toThrow('already runs')
    await first.stop()
    await removeEmbedded(dataDir, () => {})
    expect(existsSync(dataDir)).toBe(false)
  })
})

test('a port that is taken is named, and nothing is left running', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  const dataDir = await usedFolder()
  await expect(started({ dataDir, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`)
  expect(existsSync(join(dataDir, 'launcher.json'))).toBe(false)
  expect(existsSync(join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false)
  other.close()
})

test('a path that is too long for a socket does not matter', async () => {
  const server = await started({ dataDir: join(temporaryFolder(), 'a'.repeat(120)) })
  expect(await firstRow(server.url, `SELECT current_setting('unix_socket_directories') AS folder`)).toEqual({
    folder: '',
  })
})

test('the server knows nothing of our environment', async () => {
  const server = await started({ dataDir: await usedFolder() })
  if (process.platform !== 'linux') return
  const variables = readFileSync(`/proc/${server.pid}/environ`, 'utf8').split('\0').filter(Boolean)
  expect(variables.map((variable) => variable.split('=')[0])).toEqual(expect.arrayContaining(['PATH', 'LC_ALL']))
  expect(variables.join(' ')).not.toMatch(/npm_|VITEST|HOME=/)
})
