import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { Decrypter } from 'age-encryption'
import { DAY } from '@budeng/kernel'
import { PLATFORM_SCOPE } from '@budeng/storage'
import { handClock, open } from '@budeng/storage/fleet-fixture'
import { describe, expect, test } from 'vitest'
import { backUp } from './back-up.ts'
import { smallPlatform, write } from './backup.fixture.ts'
import { backupName, fileKey, getManifest, keysKey, manifestKey, tableKey } from './manifest.ts'
import { makeRecoveryKey, readRecoveryKey } from './recovery-key.ts'
import { restoreBackup } from './restore.ts'
import { chooseBackup, listBackups, prune } from './stored.ts'
import { openTarget, type Target } from './target.ts'

const { clock, job, place, target, elsewhere, copied } = await smallPlatform()
const NODES = { schema: 'public', name: 'node' }

async function freshBackup(): Promise<string> {
  clock.advance(1_000)
  return (await backUp(job)).name
}
const names = async () => (await listBackups(target)).map(({ name }) => name)
const pathOf = (key: string) => join(place('backups'), key)

async function nodesIn(url: string): Promise<number | undefined> {
  const storage = await open(url, 'owner', handClock(0))
  const [row] = await storage
    .read(PLATFORM_SCOPE, (db) => db.query<{ count: number }>('select count(*) as count from node'))
    .finally(() => storage.close())
  return row?.count
}

describe('a backup', () => {
  test('comes back: rows, files, keys', async () => {
    const done = await backUp(job)
    expect(done).toMatchObject({ name: backupName(clock.now()), files: 2 })
    expect(await names()).toEqual([done.name])

    const to = await elsewhere()
    const restored = await restoreBackup(to)
    expect(restored).toMatchObject({ name: done.name, rows: done.rows })
    expect(await nodesIn(to.databaseUrl)).toBe(4)
    expect(readFileSync(join(to.keysFolder, 'command-1.key'), 'utf8')).toBe('a secret key')
    expect(statSync(join(to.keysFolder, 'command-1.key')).mode & 0o777).toBe(0o600)
    expect(statSync(to.keysFolder).mode & 0o777).toBe(0o700)
    const allFiles = readdirSync(to.filesFolder, { recursive: true, encoding: 'utf8' }).toSorted()
    expect(allFiles).toEqual(['imports', 'imports/one', 'imports/the same'])
    expect(readFileSync(join(to.filesFolder, 'imports/one'))).toEqual(Buffer.alloc(300_000, 'one'))
  })

  test('is what age and zstd open: nothing else is needed to read it', async () => {
    const [name = ''] = await names()
    const decrypter = new Decrypter()
    decrypter.addIdentity(readRecoveryKey(place('recovery.key')))
    const sealed = await readFile(pathOf(tableKey(name, NODES)))
    expect(sealed.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> X25519 /)
    const text = zstdDecompressSync(await decrypter.decrypt(sealed)).toString()
    expect(text.trimEnd().split('\n')).toHaveLength(4)
  })

  test('holds each file once, for all backups, knows one that was changed, and shows no content', async () => {
    const [first = ''] = await names()
    const sizes = [...(await target.list('files/'))]
    expect(sizes).toHaveLength(1)
    write(place('files/imports/one'), Buffer.alloc(300_000, 'two'))
    utimesSync(place('files/imports/one'), 1_900_000_000, 1_900_000_000)
    const [before, after] = [await getManifest(target, first), await getManifest(target, await freshBackup())]
    expect([...(await target.list('files/'))]).toHaveLength(2)
    expect(after.files[0]?.sha256).not.toBe(before.files[0]?.sha256)
    expect(after.files[1]).toEqual(before.files[1])
    for (const key of (await target.list('')).keys())
      expect(readFileSync(pathOf(key)).includes('a secret key'), key).toBe(false)
    expect(statSync(pathOf(manifestKey(first))).mode & 0o777).toBe(0o600)
  })
})

describe('a backup that does not come to its end', () => {
  /** The target after so many contents. */
  const failing = (after: number, fault: Error): Target => {
    let left = after
    return {
      ...target,
      put: async (key, content) => {
        if (left-- > 0) return await target.put(key, content)
        // half of it is there
        content.destroy()
        writeFileSync(`${pathOf(key)}.partial`, 'half')
        throw fault
      },
    }
  }

  test.each([
    ['a full disk', Object.assign(new Error('no space left'), { code: 'ENOSPC' }), /There is no room in .*backups/],
    ['a target that is gone', new Error('socket hang up'), /The backup failed: socket hang up/],
  ])('for %s takes away what it wrote', async (_name, fault, said) => {
    const before = await names()
    clock.advance(1_000)
    const kept = [...(await target.list('')).keys()]
    await expect(backUp({ ...job, target: failing(20, fault) })).rejects.toThrow(said)
    expect(await names()).toEqual(before)
    expect([...(await target.list('')).keys()]).toEqual(kept)
  })

  test('for want of its last content is none, and the next one removes its remains', async () => {
    const killed = await freshBackup()
    rmSync(pathOf(manifestKey(killed)))
    write(pathOf(`backups/${killed}/tables/public.node.zst.age.partial`), 'half')
    write(pathOf('files/abc.zst.age.partial'), 'half')
    write(pathOf('backups/of somebody else/thing'), 'theirs')
    expect(await names()).not.toContain(killed)
    await expect(chooseBackup(target, killed)).rejects.toThrow('There is no whole backup')
    await freshBackup()
    const left = [...(await target.list('')).keys()]
    expect(left.filter((key) => key.includes(killed) || key.endsWith('.partial'))).toEqual([])
    expect(left).toContain('backups/of somebody else/thing')
  })

  test('because it is broken off ends at once, and lets the next one begin', async () => {
    clock.advance(1_000)
    const end = new AbortController()
    const slow: Target = {
      ...target,
      put: async (key, content) => {
        end.abort()
        return await target.put(key, content)
      },
    }
    await expect(backUp({ ...job, target: slow, signal: end.signal })).rejects.toThrow('The backup was broken off.')
    const next = await freshBackup()
    expect(await names()).toContain(next)
  })

  test('is the only one until it is whole and older ones are removed', async () => {
    clock.advance(1_000)
    const said: string[] = []
    const second = () =>
      backUp(job).then(
        ({ name }) => void said.push(name),
        (fault: Error) => void said.push(fault.message),
      )
    const late: Target = {
      ...target,
      put: async (key, content) => {
        if (key.includes('keys.json') || key.includes('manifest.json')) await second()
        return await target.put(key, content)
      },
    }
    const { name } = await backUp({ ...job, target: late, whileAlone: second })
    expect(said).toEqual(
      Array.from({ length: 3 }, () => 'Another backup of this database is under way: wait for its end.'),
    )
    expect((await names())[0]).toBe(name)
  })

  test('a folder that is not there is never made', async () => {
    const gone = await openTarget(place('not mounted'))
    await expect(backUp({ ...job, target: gone })).rejects.toThrow(
      /not mounted for backups is not there: mount the disk/,
    )
    expect(readdirSync(place('.'))).not.toContain('not mounted')
  })

  test.each([
    ['without keys', { keysFolder: 'no keys' }, /keys folder .* cannot be read/],
    ['for no key', { recipient: 'age1abc' }, /no public half/],
  ])('%s is refused', async (_name, change, said) => {
    await expect(backUp({ ...job, ...change })).rejects.toThrow(said)
  })
})

describe('what was damaged is not restored', () => {
  type PathOf = (key: string) => string
  const flipped = (path: string, where: (size: number) => number) => {
    const bytes = readFileSync(path)
    const index = where(bytes.length)
    bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index)
    writeFileSync(path, bytes)
  }
  const middle = (size: number) => Math.floor(size / 2)
  const swapped = (one: string, other: string) => {
    renameSync(one, `${one}.x`)
    renameSync(other, one)
    renameSync(`${one}.x`, other)
  }
  const SETTING = { schema: 'public', name: 'setting' }

  test.each<[string, (name: string, at: PathOf) => void, RegExp]>([
    ['a byte of a table', (name, at) => flipped(at(tableKey(name, NODES)), (size) => size - 20), /node\S* is damaged/],
    ['a byte in the head of a table', (name, at) => flipped(at(tableKey(name, NODES)), () => 40), /node\S* is damaged/],
    ['a byte of the manifest', (name, at) => flipped(at(manifestKey(name)), middle), /manifest.json is damaged/],
    ['a byte of the keys', (name, at) => flipped(at(keysKey(name)), middle), /keys.json\S* is damaged/],
    ['a byte of a file', (_name, at) => flipped(onlyFile(at), middle), /files\/\S* is damaged/],
    ['a table that is not there', (name, at) => rmSync(at(tableKey(name, NODES))), /node\S* is damaged/],
    ['a file that is not there', (_name, at) => rmSync(onlyFile(at)), /files\/\S* is damaged/],
    [
      'a table in the place of another',
      (name, at) => swapped(at(tableKey(name, NODES)), at(tableKey(name, SETTING))),
      /is damaged/,
    ],
  ])('%s', async (_name, harm, said) => {
    const copy = await copied()
    const { name } = await chooseBackup(copy.target)
    harm(name, copy.pathOf)
    const to = await elsewhere(copy.target)
    await expect(restoreBackup(to)).rejects.toThrow(said)
    await expect(nodesIn(to.databaseUrl)).rejects.toThrow()
    expect(() => statSync(to.keysFolder)).toThrow()
  })

  const onlyFile = (at: PathOf) => join(at('files'), readdirSync(at('files'))[0] ?? '')

  test('by another key', async () => {
    await makeRecoveryKey(place('other.key'), new Date(0))
    const to = await elsewhere()
    const identity = readRecoveryKey(place('other.key'))
    await expect(restoreBackup({ ...to, identity })).rejects.toThrow('The recovery key does not open this backup')
    await expect(nodesIn(to.databaseUrl)).rejects.toThrow()
  })

  test('by a key that is no file of a key, or over one', async () => {
    expect(() => readRecoveryKey(place('keys/key-list.jws'))).toThrow('holds no recovery key')
    expect(() => readRecoveryKey(place('nothing'))).toThrow('cannot be read (ENOENT)')
    await expect(makeRecoveryKey(place('recovery.key'), new Date(0))).rejects.toThrow('is there already')
  })

  test('a newer format', async () => {
    const copy = await copied()
    const { name } = await chooseBackup(copy.target)
    const path = copy.pathOf(manifestKey(name))
    const text = readFileSync(path, 'utf8').replace('"format": 1', '"format": 2')
    writeFileSync(path, text)
    writeFileSync(path.replace(/json$/, 'sha256'), `${hash('sha256', text)}  manifest.json\n`)
    await expect(restoreBackup(await elsewhere(copy.target))).rejects.toThrow(/newer format \(2\)/)
  })
})

test('a restore never writes over another key, another file, a database', async () => {
  const key = await elsewhere()
  write(join(key.keysFolder, 'command-1.key'), 'another key')
  await expect(restoreBackup(key)).rejects.toThrow(/command-1.key is another key/)
  const file = { ...key, keysFolder: place('none') }
  write(join(file.filesFolder, 'imports/one'), 'another file')
  await expect(restoreBackup(file)).rejects.toThrow(/imports\/one is another file/)
  const full = { ...file, filesFolder: place('none'), databaseUrl: job.databaseUrl }
  await expect(restoreBackup(full)).rejects.toThrow('not empty')
  expect(readFileSync(join(key.keysFolder, 'command-1.key'), 'utf8')).toBe('another key')
  await expect(nodesIn(key.databaseUrl)).rejects.toThrow()
})

test('older backups go, and files that none of the others names; what is left comes back beside what is the same', async () => {
  rmSync(pathOf('backups'), { recursive: true })
  const oldest = await freshBackup()
  write(place('files/imports/one'), 'small now')
  clock.advance(DAY)
  const newest = await freshBackup()
  expect([...(await target.list('files/'))].length).toBeGreaterThan(2)
  expect(await prune(target, { days: 1, weeks: 0, months: 0 })).toEqual([oldest])
  expect(await names()).toEqual([newest])
  expect((await getManifest(target, newest)).files.map(({ sha256 }) => fileKey(sha256)).toSorted()).toEqual(
    [...(await target.list('files/')).keys()].toSorted(),
  )
  expect(readdirSync(pathOf('backups'))).toEqual([newest])
  const to = { ...(await elsewhere()), keysFolder: job.keysFolder, filesFolder: job.filesFolder }
  await restoreBackup(to)
  expect(await nodesIn(to.databaseUrl)).toBe(4)
})
