import { readdirSync, readFileSync } from 'node:fs'

/** A process as the system lists it. */
export interface ListedProcess {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process that the one was the start of: its children, theirs, and itself. */
export function processesBelow(ancestor: number): ListedProcess[] {
  const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]))
  const below = new Set([ancestor])
  for (let grew = true; grew; ) {
    const before = below.size
    for (const [pid, parent] of parents) if (parent !== null && below.has(parent)) below.add(pid)
    grew = below.size > before
  }
  return [...below].flatMap(listed)
}

/** Those of the pids that still run; one that only waits to be counted by its parent does not. */
export function stillRunning(wanted: readonly number[]): ListedProcess[] {
  return wanted.flatMap(listed)
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** Null: it ended while we looked, or only waits to be counted. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? null : Number(parent)
  } catch {
    return null
  }
}

function listed(pid: number): ListedProcess[] {
  const parent = parentOf(pid)
  if (parent === null) return []
  try {
    return [{ pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }]
  } catch {
    return []
  }
}
