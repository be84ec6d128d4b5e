import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { type Entry, type Identity, MemoryStore, stateToJson, type Store } from '@budeng/terminal'
import { DISK_PACK_BYTES, DISK_PACK_RATIO } from '../limits.ts'

/** The disks of very many terminals. */
export interface SharedDisk {
  /** The store of one terminal, as it was left. */
  storeOf(identity: Identity): Store
  close(): void
}

/** Disks that live as long as the process: for load tests and simulations. */
export function memoryDisk(): SharedDisk {
  const stores = new Map<string, MemoryStore>()
  return {
    storeOf(identity) {
      const store = stores.get(identity.device) ?? new MemoryStore(identity)
      stores.set(identity.device, store)
      return store
    },
    close: () => {},
  }
}

type Line = readonly [device: string, entries: readonly Entry[]]

/**
 * All disks in one file: a line for each append of any terminal. A line has left this process when `append` returns, so it
 * outlives a kill -9; not a power cut, since nothing is forced to the medium (the reference terminal's own store does that).
 */
export function openSharedDisk(path: string): SharedDisk {
  const kept = existsSync(path) ? readLines(path) : new Map<string, Entry[]>()
  const stores = new Map<string, MemoryStore>()
  let file = openSync(path, 'a', 0o600)
  let size = 0
  let packAbove = DISK_PACK_BYTES

  const write = (line: Line) => {
    size += writeSync(file, `${JSON.stringify(line)}\n`)
    if (size > packAbove) pack()
  }
  const pack = () => {
    const draft = `${path}.new`
    const next = openSync(draft, 'w', 0o600)
    size = 0
    for (const [device, store] of stores) size += writeSync(next, `${JSON.stringify(snapshot(device, store))}\n`)
    for (const [device, entries] of kept) size += writeSync(next, `${JSON.stringify([device, entries])}\n`)
    renameSync(draft, path)
    closeSync(file)
    file = next
    packAbove = Math.max(DISK_PACK_BYTES, size * DISK_PACK_RATIO)
  }
  pack()

  return {
    storeOf(identity) {
      const opened = stores.get(identity.device)
      if (opened !== undefined) return opened
      const store = new RecordingStore(identity, (entries) => write([identity.device, entries]))
      store.restore(kept.get(identity.device) ?? [])
      kept.delete(identity.device)
      stores.set(identity.device, store)
      return store
    },
    close: () => closeSync(file),
  }
}

function snapshot(device: string, store: MemoryStore): Line {
  return [device, [{ e: 'snapshot', state: stateToJson(store.state) }]]
}

/** Writes before it changes, as the reference terminal's store does. */
class RecordingStore extends MemoryStore {
  readonly #record: (entries: readonly Entry[]) => void

  constructor(identity: Identity, record: (entries: readonly Entry[]) => void) {
    super(identity)
    this.#record = record
  }

  restore(entries: readonly Entry[]): void {
    super.append(...entries)
  }

  override append(...entries: readonly Entry[]): void {
    this.#record(entries)
    super.append(...entries)
  }
}

/** What each terminal wrote, from its last snapshot on. Half a line at the end, from a kill, is left out. */
function readLines(path: string): Map<string, Entry[]> {
  const kept = new Map<string, Entry[]>()
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const line = parseLine(text)
    if (line === null) continue
    const [device, entries] = line
    if (entries[0]?.e === 'snapshot') kept.set(device, [...entries])
    else kept.set(device, (kept.get(device) ?? []).concat(entries))
  }
  return kept
}

function parseLine(text: string): Line | null {
  try {
    return text === '' ? null : (JSON.parse(text) as Line)
  } catch {
    return null
  }
}
