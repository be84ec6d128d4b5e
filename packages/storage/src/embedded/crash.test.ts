import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { serverAccount, spawnIdentity } from './account.ts'
import { installation, runnableBinaries } from './binaries.ts'
import { openHome } from './home.ts'
import type { Incident } from './index.ts'
import { freePort } from './port.ts'
import { isAlive } from './process.ts'
import { readPostmaster } from './postmaster.ts'
import { serverArguments } from './settings.ts'
import { firstRow, started, startedElsewhere, until, usedFolder } from './workbench.fixture.ts'

test('a killed server comes back on its port with everything that was committed', async () => {
  const incidents: Incident[] = []
  const server = await started({ dataDir: await usedFolder(), supervise: (incident) => incidents.push(incident) })
  const first = server.pid
  await firstRow(server.url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n')
  for (const round of [1, 2, 3]) {
    await firstRow(server.url, `INSERT INTO kept VALUES (${1_000 + round})`)
    process.kill(server.pid, 'SIGKILL')
    await until(() => incidents.filter(({ kind }) => kind === 'restarted').length === round)
    expect(await firstRow(server.url, 'SELECT count(*)::int AS n FROM kept')).toEqual({ n: 1_000 + round })
  }
  expect(incidents[0]).toMatchObject({ kind: 'died', pid: first, ending: { signal: 'SIGKILL' } })
  expect(server.pid).not.toBe(first)
})

test('a server that is stopped while it is being restarted stays down', async () => {
  const incidents: Incident[] = []
  const dataDir = await usedFolder()
  const server = await started({ dataDir, supervise: (incident) => incidents.push(incident) })
  process.kill(server.pid, 'SIGKILL')
  await until(() => incidents.length > 0)
  await server.stop()
  expect(
    existsSync(join(dataDir, 'cluster', 'postmaster.pid')) &&
      isAlive(readPostmaster(join(dataDir, 'cluster'))?.pid ?? 0),
  ).toBe(false)
})

test('without a supervisor a killed server stays down', async () => {
  const server = await started({ dataDir: await usedFolder() })
  process.kill(server.pid, 'SIGKILL')
  await until(() => !isAlive(server.pid))
  await expect(firstRow(server.url, 'SELECT 1')).rejects.toThrow()
})

test('a killed parent takes its server along, and the next start keeps the data', async () => {
  const dataDir = await usedFolder()
  const { parent, url, pid } = await startedElsewhere(dataDir)
  await firstRow(url, 'CREATE TABLE kept AS SELECT 1 AS one')
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  const next = await started({ dataDir })
  expect(isAlive(pid)).toBe(false)
  expect(await firstRow(next.url, 'SELECT one FROM kept')).toEqual({ one: 1 })
})

test('a server that outlived its parent is stopped by the next start', async () => {
  const dataDir = await usedFolder()
  const orphan = await startedByHand(dataDir, (home, port) => serverArguments(home, port, false))
  const next = await started({ dataDir })
  expect(next.pid).not.toBe(orphan)
  expect(isAlive(orphan)).toBe(false)
})

test("somebody else's server on our data is named and left alone", async () => {
  const dataDir = await usedFolder()
  const foreign = await startedByHand(dataDir, (home, port) => [
    '-D',
    home.cluster,
    '-p',
    String(port),
    '-k',
    home.cluster,
  ])
  await expect(started({ dataDir })).rejects.toThrow(`PostgreSQL with pid ${foreign} uses`)
  expect(isAlive(foreign)).toBe(true)
})

test.each([
  ['of a process that is gone', 4_194_303],
  ['that another program has by now', process.pid],
])('a lock with the pid %s is removed', async (_, pid) => {
  const dataDir = await usedFolder()
  writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), `${pid}\n${join(dataDir, 'cluster')}\n`)
  const next = await started({ dataDir })
  expect(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).toMatch(new RegExp(`^${next.pid}\n`))
})

test('a claim whose process died, and whose pid is in use again, is void', async () => {
  const dataDir = await usedFolder()
  writeFileSync(join(dataDir, 'launcher.json'), JSON.stringify({ pid: process.pid, bornAt: 'long ago' }))
  await started({ dataDir })
  expect(JSON.parse(readFileSync(join(dataDir, 'launcher.json'), 'utf8'))).toMatchObject({ pid: process.pid })
})

/** Starts PostgreSQL on the cluster past our launcher, as nothing that would end with us. */
async function startedByHand(
  dataDir: string,
  args: (home: ReturnType<typeof openHome>, port: number) => string[],
): Promise<number> {
  const home = openHome(dataDir, serverAccount(), () => {})
  const { postgres } = runnableBinaries(installation(), home.account, () => {})
  const child = spawn(postgres, args(home, await freePort()), {
    ...spawnIdentity(home.account),
    cwd: '/',
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: 'ignore',
  })
  onTestFinished(() => void child.kill('SIGINT'))
  await until(() => readPostmaster(home.cluster)?.status === 'ready')
  return child.pid ?? 0
}
