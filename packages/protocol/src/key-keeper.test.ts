import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  changeRoot,
  ensureFolderUnder,
  KeyFault,
  KeyKeeper,
  type KeyListMemory,
  type KeyPair,
  type KeyUse,
  nameNextRoot,
  newKeyPair,
  readKeyListFile,
  readRootFile,
  retireKey,
  rotateKey,
  signCancel,
  type UsedKeyList,
  verifyCancel,
  writeNewRoot,
} from './index.ts'

const NOW = 1_800_000_000_000
const DAY = 24 * 60 * 60 * 1_000
const cancel = {
  v: 1 as const,
  id: 'cmd_01h455vb4pex5vsknk084sn02q',
  attempt: 1,
  acquirer: 'demo',
  tid: '10000001',
  device: 'dev_01h455vb4pex5vsknk084sn02q',
  issuedAt: NOW,
}

let base: string
let folder: string
let root: KeyPair
const keepers: KeyKeeper[] = []
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'budeng-keys-'))
  folder = join(base, 'keys')
  root = writeNewRoot(join(base, 'root.key'))
  ensureFolderUnder(folder, root, { nowMs: NOW, lastMs: 365 * DAY })
})
afterEach(async () => {
  for (const keeper of keepers.splice(0)) await keeper.close()
  rmSync(base, { recursive: true, force: true })
})

function memory(): KeyListMemory & { readonly lists: UsedKeyList[] } {
  const lists: UsedKeyList[] = []
  return {
    lists,
    known: async () => lists,
    use: async (list) => {
      if (!lists.some(({ version }) => version === list.version)) lists.push(list)
    },
  }
}

async function keeperOf(used: KeyListMemory, uses: readonly KeyUse[] = ['command', 'clock']): Promise<KeyKeeper> {
  const log = { info: () => undefined, error: () => undefined }
  const keeper = await KeyKeeper.open({ folder, uses, memory: used, log })
  keepers.push(keeper)
  return keeper
}

const rotate = (use: KeyUse, overlapMs = 30 * DAY) =>
  rotateKey(folder, root, { use, nowMs: NOW, overlapMs, lastMs: 365 * DAY })
const kidsOf = (use: KeyUse) =>
  readKeyListFile(folder)
    .list.keys.filter((key) => key.use === use)
    .map(({ kid }) => kid)

describe('what is done with the root', () => {
  test('the root lies apart, and is never overwritten', () => {
    expect(readRootFile(join(base, 'root.key')).x).toBe(root.x)
    expect(() => writeNewRoot(join(base, 'root.key'))).toThrow(/is there already/)
    expect(() => readFileSync(join(folder, 'root.key'))).toThrow(/ENOENT/)
  })

  test('a rotation adds a key, ends the older with the overlap, raises the version, and needs this root', () => {
    const [first = ''] = kidsOf('command')
    const { kid, list } = rotate('command')
    expect(kidsOf('command')).toEqual([first, kid])
    expect(list).toMatchObject({ version: 2 })
    expect(list.keys.find((key) => key.kid === first)?.to).toBe(NOW + 30 * DAY)
    expect(kidsOf('clock')).toHaveLength(1)
    expect(() => rotateKey(folder, newKeyPair(), { use: 'clock', nowMs: NOW, overlapMs: 0, lastMs: DAY })).toThrow(
      KeyFault,
    )
  })

  test('a key is retired when it has ended, or at once; the last one in force never', () => {
    const [first = ''] = kidsOf('clock')
    expect(() => retireKey(folder, root, first, { nowMs: NOW, atOnce: true })).toThrow(/only clock key/)
    const { kid } = rotate('clock')
    expect(() => retireKey(folder, root, first, { nowMs: NOW, atOnce: false })).toThrow(/in force until/)
    expect(retireKey(folder, root, first, { nowMs: NOW + 30 * DAY, atOnce: false }).list.version).toBe(3)
    expect(kidsOf('clock')).toEqual([kid])
    expect(() => readFileSync(join(folder, 'clock.key'))).toThrow(/ENOENT/)
  })

  test('the root changes in two steps, and only to the one that was named', () => {
    const next = newKeyPair()
    expect(() => changeRoot(folder, next)).toThrow(/does not name this root/)
    nameNextRoot(folder, root, next.x)
    expect(readKeyListFile(folder)).toMatchObject({ rootX: root.x, list: { version: 2, nextRoot: next.x } })
    changeRoot(folder, next)
    expect(readKeyListFile(folder)).toMatchObject({ rootX: next.x, list: { version: 3 } })
    expect(() => rotate('command')).toThrow(/not the root/)
  })
})

describe('the keys of a running process', () => {
  test('it signs for each terminal with a key that this terminal has', async () => {
    const used = memory()
    const keeper = await keeperOf(used)
    const first = readKeyListFile(folder).list
    const [before = ''] = kidsOf('command')
    const { kid } = rotate('command')
    await keeper.look()
    expect(keeper.ring.signer('command', 1, NOW)?.kid).toBe(before)
    expect(keeper.ring.signer('command', 2, NOW)?.kid).toBe(kid)
    const signed = keeper.ring.signer('command', 1, NOW)
    expect(signed === null || verifyCancel(signCancel(cancel, signed), first).ok).toBe(true)
    // the overlap is over, or the terminal's list is not known: the newest list goes ahead
    expect(keeper.ring.signer('command', 1, NOW + 31 * DAY)?.kid).toBe(kid)
    expect(keeper.ring.signer('command', 99, NOW)?.kid).toBe(kid)
    // a key in wrong hands signs nothing more, though some terminals would still obey it
    retireKey(folder, root, before, { nowMs: NOW, atOnce: true })
    await keeper.look()
    expect(keeper.ring.signer('command', 1, NOW)?.kid).toBe(kid)
    expect(keeper.ring.endOf('command', NOW + 400 * DAY)).toBeNull()
    expect(keeper.ring.signer('correction', 1, NOW)).toBeNull()
  })

  test('it leads a terminal over the roots that this one missed', async () => {
    const keeper = await keeperOf(memory())
    const [one, two, three] = [newKeyPair(), newKeyPair(), readKeyListFile(folder).jws]
    const lists = [three]
    for (const [signer, next] of [
      [root, one],
      [one, two],
    ] as const) {
      lists.push(nameNextRoot(folder, signer, next.x).jws)
      await keeper.look()
      lists.push(changeRoot(folder, next).jws)
      await keeper.look()
    }
    expect(keeper.ring.version).toBe(5)
    expect(keeper.ring.pathFrom(5)).toEqual([])
    expect(keeper.ring.pathFrom(4)).toEqual([lists[4]])
    // version 3 is under the first new root and may be left out: version 4 names the second one
    expect(keeper.ring.pathFrom(1)).toEqual([lists[1], lists[3], lists[4]])
    expect(keeper.ring.pathFrom(77)).toEqual([])
  })

  test('it misses no root, however many changes lie between two looks', async () => {
    const used = memory()
    const keeper = await keeperOf(used)
    const [one, two] = [newKeyPair(), newKeyPair()]
    nameNextRoot(folder, root, one.x)
    changeRoot(folder, one)
    nameNextRoot(folder, one, two.x)
    changeRoot(folder, two)
    await keeper.look()
    expect([keeper.ring.version, keeper.refused]).toEqual([5, null])
    expect(keeper.ring.pathFrom(1)).toHaveLength(3)
    expect(used.lists.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5])
  })

  test('a list older than one that was used is refused: at the start, and by a process that runs', async () => {
    const used = memory()
    const keeper = await keeperOf(used)
    copyFileSync(join(folder, 'key-list.jws'), join(base, 'old.jws'))
    rotate('clock')
    await keeper.look()
    expect(keeper.ring.version).toBe(2)
    copyFileSync(join(base, 'old.jws'), join(folder, 'key-list.jws'))
    await keeper.look()
    expect(keeper.ring.version).toBe(2)
    expect(keeper.refused).toMatch(/KEY_LIST_ROLLED_BACK/)
    await expect(keeperOf(used)).rejects.toThrow(/KEY_LIST_ROLLED_BACK/)
  })

  test('another list of the same version, and one under a root that nobody named, are refused', async () => {
    const used = memory()
    await keeperOf(used)
    const other = join(base, 'other')
    const stranger = newKeyPair()
    ensureFolderUnder(other, stranger, { nowMs: NOW, lastMs: DAY })
    const mine = folder
    folder = other
    await expect(keeperOf(used)).rejects.toThrow(/KEY_LIST_FORKED/)
    rotateKey(other, stranger, { use: 'clock', nowMs: NOW, overlapMs: 0, lastMs: DAY })
    await expect(keeperOf(used)).rejects.toThrow(/KEY_LIST_UNCONNECTED/)
    folder = mine
    expect(used.lists.map(({ version }) => version)).toEqual([1])
  })

  test('a folder that is broken while it runs changes nothing, and is used once it is whole', async () => {
    const keeper = await keeperOf(memory())
    const { jws } = rotate('command')
    writeFileSync(join(folder, 'key-list.jws'), 'nonsense')
    await keeper.look()
    expect([keeper.ring.version, keeper.refused]).toEqual([1, expect.stringMatching(/not a key list/)])
    writeFileSync(join(folder, 'key-list.jws'), jws)
    await keeper.look()
    expect([keeper.ring.version, keeper.refused]).toEqual([2, null])
  })

  test('a process without a key of its use does not start', async () => {
    rmSync(join(folder, 'clock.key'))
    await expect(keeperOf(memory())).rejects.toThrow(/holds no clock….key/)
  })
})
