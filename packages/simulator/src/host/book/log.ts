import { closeSync, existsSync, openSync, readFileSync, readSync, truncateSync, writeSync } from 'node:fs'
import type { HostFact } from './facts.ts'

/** All facts of a host, in their order. */
export interface HostLog {
  /** Position of the newest fact; 0 when there is none. */
  readonly last: number
  append(fact: HostFact): void
  /** Facts behind a position, in order, at most `limit` of them. */
  read(after: number, limit: number): readonly HostFact[]
  close(): void
}

/** Facts that live as long as the process: for tests, load and simulations. */
export function memoryHostLog(): HostLog {
  const facts: HostFact[] = []
  return {
    get last() {
      return facts.length
    },
    append: (fact) => void facts.push(fact),
    read: (after, limit) => facts.slice(after, after + limit),
    close: () => {},
  }
}

/**
 * Facts in a file (mode 0600), a JSON line each; a line has left this process when `append` returns, so it outlives a
 * kill -9. In memory stands only where each line begins. Half a line at the end, from a kill, is cut off.
 */
export function openHostLog(path: string): HostLog {
  const starts = existsSync(path) ? lineStarts(path) : [0]
  if (existsSync(path)) truncateSync(path, starts.at(-1) ?? 0)
  const file = openSync(path, 'a+', 0o600)
  return {
    get last() {
      return starts.length - 1
    },
    append(fact) {
      const line = Buffer.from(`${JSON.stringify(fact)}\n`)
      writeSync(file, line)
      starts.push((starts.at(-1) ?? 0) + line.length)
    },
    read: (after, limit) => readFacts(file, starts, after, limit),
    close: () => closeSync(file),
  }
}

/** All facts of a log, a page in memory at a time. */
export function* readPages(log: Pick<HostLog, 'last' | 'read'>): Generator<HostFact> {
  for (let after = 0; after < log.last; after += READ_AT_ONCE) yield* log.read(after, READ_AT_ONCE)
}

const READ_AT_ONCE = 1_000

/** A log of another process, as far as it is written now: read only, and never mended. */
export function readHostLog(path: string): Pick<HostLog, 'last' | 'read' | 'close'> {
  const starts = lineStarts(path)
  const file = openSync(path, 'r')
  return {
    last: starts.length - 1,
    read: (after, limit) => readFacts(file, starts, after, limit),
    close: () => closeSync(file),
  }
}

/** Where each whole line begins, and where the next one will. */
function lineStarts(path: string): number[] {
  const bytes = readFileSync(path)
  const starts = [0]
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, end + 1)) starts.push(end + 1)
  return starts
}

function readFacts(file: number, starts: readonly number[], after: number, limit: number): readonly HostFact[] {
  const from = starts[after]
  const to = starts[Math.min(after + limit, starts.length - 1)]
  if (from === undefined || to === undefined || to <= from) return []
  const bytes = Buffer.alloc(to - from)
  readSync(file, bytes, 0, bytes.length, from)
  return bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HostFact)
}
