import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { EmbeddedFault } from './fault.ts'
import type { Home } from './home.ts'
import { bornAt, isAlive } from './process.ts'

/** Which process runs the server of a home. */
interface Launcher {
  readonly pid: number
  /** Tells a process from a later one that got the same pid; null where the system does not say. */
  readonly bornAt: string | null
}

/**
 * Claims the home for this process, so that two starts never work on one database. The claim of a process that died
 * is void.
 * @returns gives the claim back
 * @throws EmbeddedFault when another process that still runs has it
 */
export function claimHome(home: Home): () => void {
  const mine: Launcher = { pid: process.pid, bornAt: bornAt(process.pid) }
  const draft = `${home.launcherFile}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 })
  try {
    for (;;) {
      if (linked(draft, home.launcherFile)) return () => rmSync(home.launcherFile, { force: true })
      const other = readLauncher(home)
      if (other !== null && stillRuns(other))
        throw new EmbeddedFault(
          `Budeng already runs on ${home.folder} (pid ${other.pid}). Stop it first, or choose another BUDENG_DATA_DIR.`,
        )
      rmSync(home.launcherFile, { force: true })
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

function linked(draft: string, target: string): boolean {
  try {
    linkSync(draft, target)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readLauncher(home: Home): Launcher | null {
  try {
    return JSON.parse(readFileSync(home.launcherFile, 'utf8')) as Launcher
  } catch {
    return null
  }
}

function stillRuns(launcher: Launcher): boolean {
  return isAlive(launcher.pid) && (launcher.bornAt === null || launcher.bornAt === bornAt(launcher.pid))
}
