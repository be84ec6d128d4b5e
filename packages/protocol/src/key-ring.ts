import type { Instant } from '@budeng/kernel'
import type { KeyObject } from 'node:crypto'
import type { SigningKey } from './jws.ts'
import { followingKeyList, type KeyList, type KeyUse, type ListedKey } from './keylist.ts'

/** The key list as terminals get it, and what it says. */
export interface KeyListFile {
  readonly jws: string
  readonly list: KeyList
  /** Public half of the root that signed it. */
  readonly rootX: string
}

/**
 * What a process may sign with, and every key list that was ever in use: a terminal that was away obeys the keys of the
 * list that it knows, not those of the newest.
 */
export class KeyRing {
  readonly newest: KeyListFile
  readonly #history: readonly KeyListFile[]
  readonly #held: ReadonlyMap<string, KeyObject>

  /** @param history lists that were in use, in any order @param held private halves by the public half, base64url */
  constructor(
    newest: KeyListFile,
    history: readonly KeyListFile[] = [],
    held: ReadonlyMap<string, KeyObject> = new Map(),
  ) {
    const others = history.filter(({ list }) => list.version !== newest.list.version)
    this.newest = newest
    this.#history = [...others, newest].toSorted((a, b) => a.list.version - b.list.version)
    this.#held = held
  }

  get version(): number {
    return this.newest.list.version
  }

  /**
   * The key to sign with for a terminal that has the list of this version: one that its list names and the newest still
   * names, both in force; the one that began last. A terminal that has none of them learns the newest list before it gets
   * what is signed, so then it is the newest list's. Null when no key of that use is held.
   */
  signer(use: KeyUse, version: number, at: Instant): SigningKey | null {
    const known = this.#history.find(({ list }) => list.version === version)?.list.keys ?? []
    const held = this.#heldKeys(use)
    const inForce = held.filter((key) => isInForce(key, at))
    const shared = inForce.filter(({ x }) => known.some((key) => key.x === x && key.use === use && isInForce(key, at)))
    const [best] = [...shared, ...inForce, ...held]
    const privateKey = best === undefined ? undefined : this.#held.get(best.x)
    return best === undefined || privateKey === undefined ? null : { kid: best.kid, privateKey }
  }

  /** When the last key of that use ends which this process can sign with; null when there is none in force. */
  endOf(use: KeyUse, at: Instant): Instant | null {
    const ends = this.#heldKeys(use)
      .filter((key) => isInForce(key, at))
      .map(({ to }) => to)
    return ends.length === 0 ? null : Math.max(...ends)
  }

  /**
   * What leads a terminal from the list that it has to the newest: the newest itself where it can check it, and before it
   * those that name the roots in between. Empty when it has the newest; the newest alone when we do not know its list.
   * [P-4.3]
   */
  pathFrom(version: number): readonly string[] {
    if (version >= this.version) return []
    const start = this.#history.find(({ list }) => list.version === version)
    if (start === undefined) return [this.newest.jws]
    const path: string[] = []
    let { list, rootX } = start
    while (list.version < this.version) {
      const next = this.#farthestAfter(list, rootX)
      if (next === null) return [this.newest.jws] // broken history: it may still have the root that signed the newest
      path.push(next.jws)
      ;({ list, rootX } = next)
    }
    return path
  }

  /** The newest list that whoever has this one can check. */
  #farthestAfter(list: KeyList, rootX: string): KeyListFile | null {
    return this.#history.findLast(({ jws }) => followingKeyList(jws, list, rootX) !== null) ?? null
  }

  #heldKeys(use: KeyUse): readonly ListedKey[] {
    return this.newest.list.keys
      .filter((key) => key.use === use && this.#held.has(key.x))
      .toReversed()
      .toSorted((a, b) => b.from - a.from)
  }
}

function isInForce({ from, to }: ListedKey, at: Instant): boolean {
  return at >= from && at < to
}
