import { readdirSync, readFileSync } from 'node:fs'

/** A process as the system lists it. */
export interface ListedProcess {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process that the one was the start of: its children, theirs, and itself. */
export function processesBelow(ancestor: number): ListedProcess[] {
  const all = listed()
  const below = new Set([ancestor])
  for (let grew = true; grew; ) {
    const before = below.size
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid)
    grew = below.size > before
  }
  return all.filter(({ pid }) => below.has(pid))
}

/** Those of the pids that still run; one that only waits to be counted by its parent does not. */
export function stillRunning(pids: readonly number[]): ListedProcess[] {
  const wanted = new Set(pids)
  return listed().filter(({ pid }) => wanted.has(pid))
}

function listed(): ListedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (state === 'Z') return []
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return [{ pid: Number(pid), parent: Number(parent), command }]
      } catch {
        return [] // it ended while we looked
      }
    })
}
