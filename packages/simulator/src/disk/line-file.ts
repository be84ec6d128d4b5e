import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'

/**
 * What thousands of simulated machines keep on "disk", in one file: a line `[key, value]` for each change, the last one
 * wins. A change has left this process when `set` returns, so it outlives a kill -9; the file is packed when it is opened.
 */
export interface LineFile<Value> {
  get(key: string): Value | undefined
  /** `null` forgets the key. */
  set(key: string, value: Value | null): void
  entries(): IterableIterator<[string, Value]>
  close(): void
}

/** Opens or makes the file (mode 0600). Half a line at its end, from a kill in the middle, is left out. */
export function openLineFile<Value>(path: string): LineFile<Value> {
  const values = existsSync(path) ? readLines<Value>(path) : new Map<string, Value>()
  pack(path, values)
  const file = openSync(path, 'a', 0o600)
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      writeSync(file, `${JSON.stringify([key, value])}\n`)
      if (value === null) values.delete(key)
      else values.set(key, value)
    },
    entries: () => values.entries(),
    close: () => closeSync(file),
  }
}

/** The same without a file: for load tests and seeded simulations. */
export function memoryLines<Value>(): LineFile<Value> {
  const values = new Map<string, Value>()
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      if (value === null) values.delete(key)
      else values.set(key, value)
    },
    entries: () => values.entries(),
    close: () => {},
  }
}

function readLines<Value>(path: string): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = parseLine<Value>(line)
    if (entry === null) continue
    if (entry[1] === null) values.delete(entry[0])
    else values.set(entry[0], entry[1])
  }
  return values
}

function parseLine<Value>(line: string): [string, Value | null] | null {
  try {
    return line === '' ? null : (JSON.parse(line) as [string, Value | null])
  } catch {
    return null
  }
}

function pack<Value>(path: string, values: ReadonlyMap<string, Value>): void {
  const draft = `${path}.new`
  const file = openSync(draft, 'w', 0o600)
  for (const entry of values) writeSync(file, `${JSON.stringify(entry)}\n`)
  fsyncSync(file)
  closeSync(file)
  renameSync(draft, path)
}
