import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../embedded/process.ts'

const PREFIX = 'budeng-test-'
const MEMORY = '/dev/shm'

/** What a run may need at most, with room to spare; containers often have 64 MB of it. */
const MEMORY_BYTES_MIN = 2 * 1024 ** 3

/**
 * A folder for the data of one test run, in memory where there is enough of it: creating and copying databases is
 * twice as fast there. What killed runs left behind is removed.
 */
export function testFolder(): string {
  const parent = roomInMemory() ? MEMORY : tmpdir()
  for (const name of readdirSync(parent)) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : Number.NaN)
    if (pid > 0 && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true })
  }
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`))
  chmodSync(folder, 0o711)
  return folder
}

function roomInMemory(): boolean {
  try {
    const { bsize, bavail } = statfsSync(MEMORY)
    return bsize * bavail >= MEMORY_BYTES_MIN
  } catch {
    return false
  }
}
