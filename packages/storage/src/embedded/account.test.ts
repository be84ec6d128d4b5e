import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { closedFolder, lentAccount, serverAccount, spawnIdentity } from './account.ts'
import { installation, runnableBinaries } from './binaries.ts'
import { copyForEverybody } from './copy.ts'
import { firstRow, started, startedElsewhere, temporaryFolder } from './workbench.fixture.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = lentAccount(65_534, 65_534)
const ORDINARY_UID = 1_000
/** A process of an ordinary user needs a way to our sources. */
const isPrivate = isRoot && closedFolder(import.meta.dirname, lentAccount(ORDINARY_UID, ORDINARY_UID)) !== null

test('a private folder on the way is found, wherever it stands', () => {
  const folder = temporaryFolder()
  const inside = join(folder, 'home', 'checkout', 'data')
  expect(closedFolder(inside, NOBODY)).toBeNull()
  mkdirSync(join(folder, 'home'), { mode: 0o700 })
  expect(closedFolder(inside, NOBODY)).toBe(join(folder, 'home'))
  expect(closedFolder(inside, { ...NOBODY, lent: false })).toBeNull()
  chmodSync(join(folder, 'home'), 0o711)
  expect(closedFolder(inside, NOBODY)).toBeNull()
})

describe.skipIf(!isRoot)('for root', () => {
  test('the server runs as nobody', async () => {
    const dataDir = temporaryFolder()
    await started({ dataDir })
    expect(statSync(join(dataDir, 'cluster')).uid).toBe(NOBODY.uid)
  })

  test('a data folder that we made private is opened for walking, not for reading', async () => {
    const dataDir = temporaryFolder(0o700)
    const server = await started({ dataDir })
    expect(server.warnings).toEqual([])
    expect(statSync(dataDir).mode & 0o777).toBe(0o711)
  })

  test('under a private home the data moves out, says so, and is found again', async () => {
    const dataDir = join(temporaryFolder(0o700), 'checkout', 'data')
    const first = await started({ dataDir })
    const place = first.warnings[0]?.match(/is kept in (\S+)$/)?.[1] ?? ''
    onTestFinished(() => rmSync(place, { recursive: true, force: true }))
    expect(first.warnings).toHaveLength(1)
    expect(statSync(place).mode & 0o777).toBe(0o711)
    await firstRow(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
    await first.stop()
    const second = await started({ dataDir })
    expect(await firstRow(second.url, 'SELECT one FROM kept')).toEqual({ one: 1 })
  })

  test.skipIf(isPrivate)('a cluster of an ordinary user is served as that user', async () => {
    const dataDir = temporaryFolder(0o777)
    const { parent, url, uid } = await startedElsewhere(dataDir, ORDINARY_UID)
    expect(uid).toBe(ORDINARY_UID)
    await firstRow(url, 'CREATE TABLE kept AS SELECT 1 AS one')
    parent.kill('SIGTERM')
    await new Promise((resolve) => parent.once('exit', resolve))
    const server = await started({ dataDir })
    expect(await firstRow(server.url, 'SELECT one FROM kept')).toEqual({ one: 1 })
    expect(statSync(join(dataDir, 'cluster')).uid).toBe(ORDINARY_UID)
  })

  test.skipIf(isPrivate)("an ordinary user is told that root's cluster is not theirs", async () => {
    const dataDir = temporaryFolder(0o777)
    await (await started({ dataDir })).stop()
    await expect(startedElsewhere(dataDir, ORDINARY_UID)).rejects.toThrow('belongs to uid 65534')
  })
})

describe('the programs', () => {
  let temporary: string
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'budeng-programs-'))
    chmodSync(temporary, 0o755)
    vi.stubEnv('TMPDIR', temporary)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(temporary, { recursive: true, force: true })
  })

  test.skipIf(!isRoot)('run from a copy when the checkout is private, links repaired, made once', () => {
    const { native, version } = installation()
    const checkout = join(temporary, 'home')
    mkdirSync(checkout, { mode: 0o700 })
    const hidden = join(checkout, 'native')
    cpSync(native, hidden, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() })
    const { postgres } = runnableBinaries({ native: hidden, version }, NOBODY, () => {})
    expect(postgres.startsWith(`${temporary}/budeng-postgres-`)).toBe(true)
    expect(spawnSync(postgres, ['--version'], { ...spawnIdentity(serverAccount()), encoding: 'utf8' }).stdout).toMatch(
      /^postgres \(PostgreSQL\) \d+/,
    )
    const { ctimeMs } = statSync(postgres)
    expect(runnableBinaries({ native: hidden, version }, NOBODY, () => {}).postgres).toBe(postgres)
    expect(statSync(postgres).ctimeMs).toBe(ctimeMs)
  })

  test('a copy that lost a file is made anew', () => {
    const source = temporaryFolder()
    mkdirSync(join(source, 'bin'), { mode: 0o700 })
    writeFileSync(join(source, 'bin', 'tool'), '#!', { mode: 0o700 })
    const copy = copyForEverybody(source, 'copied')
    expect(statSync(join(copy, 'bin')).mode & 0o777).toBe(0o755)
    expect(statSync(join(copy, 'bin', 'tool')).mode & 0o777).toBe(0o755)
    rmSync(join(copy, 'bin', 'tool'))
    expect(copyForEverybody(source, 'copied')).toBe(copy)
    expect(existsSync(join(copy, 'bin', 'tool'))).toBe(true)
    expect(readdirSync(temporary)).toEqual([basename(copy)])
  })

  test('a folder that anybody may write is not trusted', () => {
    const source = temporaryFolder()
    writeFileSync(join(source, 'tool'), '#!')
    const copy = copyForEverybody(source, 'copied')
    chmodSync(copy, 0o777)
    const other = copyForEverybody(source, 'copied')
    expect(other).not.toBe(copy)
    expect(existsSync(join(other, 'tool'))).toBe(true)
  })
})
