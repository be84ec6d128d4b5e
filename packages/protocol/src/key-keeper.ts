import type { KeyObject } from 'node:crypto'
import { fingerprintOf, KeyFault } from './key-folder.ts'
import { readHeldKeys, readKeptKeyLists, readKeyListFile, readSigningKeys } from './key-files.ts'
import { type KeyListFile, KeyRing } from './key-ring.ts'
import { followingKeyList, type KeyUse, verifyKeyList } from './keylist.ts'
import { KEYS_LOOK_MS } from './limits.ts'

/** A key list that some process of the platform used. */
export interface UsedKeyList {
  readonly version: number
  readonly jws: string
  /** Public half of the root that signed it. */
  readonly rootX: string
}

/** The platform's memory of key lists: the database. */
export interface KeyListMemory {
  known(): Promise<readonly UsedKeyList[]>
  /** Takes note of a list that is about to be used; one of its version that is known stays. */
  use(list: UsedKeyList): Promise<void>
}

export interface KeyKeeperOptions {
  readonly folder: string
  /** Uses of which this process holds private halves. */
  readonly uses: readonly KeyUse[]
  readonly memory: KeyListMemory
  readonly log: {
    info(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** Further files of the folder that are read again when it changes, e.g. sealing keys. */
  readonly reload?: () => void
}

/**
 * The keys of a running process. It looks at its folder every few seconds, and at once when told: a new list or key is
 * used without a restart. A list older than one that the platform used, another one of the same version, or one that does
 * not follow from the one before is refused: at the start by not starting, later by keeping the one in use.
 */
export class KeyKeeper {
  readonly #options: KeyKeeperOptions
  #ring: KeyRing
  #fingerprint: string
  #refused: string | null = null
  #timer: NodeJS.Timeout
  #looking: Promise<void> = Promise.resolve()

  private constructor(options: KeyKeeperOptions, ring: KeyRing, fingerprint: string) {
    this.#options = options
    this.#ring = ring
    this.#fingerprint = fingerprint
    this.#timer = setInterval(() => void this.look(), KEYS_LOOK_MS).unref()
  }

  /** @throws KeyFault when the folder does not do, or holds a list that must not be used */
  static async open(options: KeyKeeperOptions): Promise<KeyKeeper> {
    const fingerprint = fingerprintOf(options.folder)
    return new KeyKeeper(options, await readRing(options), fingerprint)
  }

  get ring(): KeyRing {
    return this.#ring
  }

  /** Why what lies in the folder now is not used; null when it is. */
  get refused(): string | null {
    return this.#refused
  }

  /** Reads the folder again where it changed. Never throws: what cannot be used is told in the log. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look())
    return this.#looking
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    const { folder, log, reload } = this.#options
    const fingerprint = fingerprintOf(folder)
    if (fingerprint === this.#fingerprint) return
    try {
      reload?.()
      const ring = await readRing(this.#options)
      const before = this.#ring.version
      this.#ring = ring
      this.#fingerprint = fingerprint
      this.#refused = null
      if (ring.version !== before) log.info({ version: ring.version, before }, 'a new key list is in use')
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault)
      // a fault of the folder stays until the folder changes; one of the database is tried again
      if (fault instanceof KeyFault) this.#fingerprint = fingerprint
      if (reason !== this.#refused) log.error({ reason }, 'the keys folder changed and is not used')
      this.#refused = reason
    }
  }
}

async function readRing({ folder, uses, memory }: KeyKeeperOptions): Promise<KeyRing> {
  const newest = readKeyListFile(folder)
  for (const use of uses) readSigningKeys(folder, use)
  const held = new Map<string, KeyObject>()
  for (const use of uses) for (const [x, privateKey] of readHeldKeys(folder, use)) held.set(x, privateKey)
  for (const list of judge(newest, await memory.known(), readKeptKeyLists(folder)))
    await memory.use({ version: list.list.version, jws: list.jws, rootX: list.rootX })
  // another process may have been faster with another list
  return new KeyRing(newest, judge(newest, await memory.known(), []), held)
}

/**
 * The lists that lead to one that may be used, itself the last: those that were used, and those kept in the folder that
 * came after them. @throws KeyFault
 */
function judge(
  newest: KeyListFile,
  used: readonly UsedKeyList[],
  kept: readonly KeyListFile[],
): readonly KeyListFile[] {
  const { version } = newest.list
  const highest = Math.max(0, ...used.map((list) => list.version))
  if (highest > version)
    throw new KeyFault(`KEY_LIST_ROLLED_BACK: the folder has version ${version}, the platform used ${highest} already`)
  if (used.some((list) => list.version === version && list.jws !== newest.jws))
    throw new KeyFault(`KEY_LIST_FORKED: another key list of version ${version} is in use`)
  const lists = new Map(kept.map((list) => [list.list.version, list]))
  for (const { version: known, jws, rootX } of used) {
    const reading = verifyKeyList(jws, [rootX])
    if (reading.ok) lists.set(known, { jws, list: reading.payload, rootX })
  }
  const history = [...lists.values()]
    .filter(({ list }) => list.version < version)
    .toSorted((a, b) => a.list.version - b.list.version)
  const path = [...history, newest]
  for (const [index, next] of path.entries()) {
    const before = path[index - 1]
    if (before === undefined || before.list.version < highest) continue // judged when it came into use
    if (followingKeyList(next.jws, before.list, before.rootX) === null)
      throw new KeyFault(
        `KEY_LIST_UNCONNECTED: version ${next.list.version} is under a root that version ${before.list.version} does not name`,
      )
  }
  return path
}
