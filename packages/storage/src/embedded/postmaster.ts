import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { EmbeddedFault } from './fault.ts'
import { SHUTDOWN_TIMEOUT_MS, STATUS_POLL_MS } from './limits.ts'
import type { EmbeddedLog } from './log.ts'
import { commandLine, isAlive, workingFolder } from './process.ts'

/** Stands on the command line of every server we start, so that a later start knows it again. */
export const CLUSTER_NAME = 'budeng-embedded'

/** What `postmaster.pid` says of the server of a cluster. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `stopping`; empty before the server has got that far. */
  readonly status: string
}

/** Reads the lock file that a PostgreSQL server keeps in its cluster; null when there is none. */
export function readPostmaster(cluster: string): Postmaster | null {
  try {
    const lines = readFileSync(lockFile(cluster), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' }
  } catch {
    return null
  }
}

/**
 * Makes way for a new server: a lock left by a crash is removed, a server that a killed Budeng left running is
 * stopped.
 * @throws EmbeddedFault when a server that we did not start uses the cluster
 */
export async function clearTheWay(cluster: string, log: EmbeddedLog): Promise<void> {
  const left = readPostmaster(cluster)
  if (left === null) return
  const user = isAlive(left.pid) ? userOf(cluster, left.pid) : 'nobody'
  if (user === 'somebody else')
    throw new EmbeddedFault(
      `PostgreSQL with pid ${left.pid} uses ${cluster} and was not started by Budeng. Stop it (kill -INT ${left.pid}) and start again.`,
    )
  if (user === 'us') {
    log('info', `stopping the PostgreSQL (pid ${left.pid}) that a killed Budeng left behind`)
    await interruptAndWait(left.pid)
  }
  rmSync(lockFile(cluster), { force: true })
}

function lockFile(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}

/** Pids are used again after a crash or a reboot, so a living pid alone says nothing. */
function userOf(cluster: string, pid: number): 'us' | 'somebody else' | 'nobody' {
  const command = commandLine(pid)
  if (command === null) return 'somebody else'
  if (!/postgres|postmaster/.test(command)) return 'nobody'
  const folder = workingFolder(pid)
  if (folder !== null && folder !== realpathSync(cluster)) return 'nobody'
  return command.includes(`cluster_name=${CLUSTER_NAME}`) ? 'us' : 'somebody else'
}

async function interruptAndWait(pid: number): Promise<void> {
  const deadline = performance.now() + SHUTDOWN_TIMEOUT_MS
  trySignal(pid, 'SIGINT')
  while (isAlive(pid)) {
    if (performance.now() > deadline)
      throw new EmbeddedFault(`PostgreSQL (pid ${pid}) does not stop. End it with: kill -QUIT ${pid}`)
    await wait(STATUS_POLL_MS)
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone already, or not ours to end: the wait that follows tells which
  }
}
