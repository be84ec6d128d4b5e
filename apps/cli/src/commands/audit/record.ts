import { readFileSync } from 'node:fs'
import { isCheckpointVerifier, KeyFault, readAuditVerifiers } from '@budeng/protocol'
import { openStorage, type Storage } from '@budeng/storage'
import { runningEmbedded } from '@budeng/storage/embedded'
import { processClock } from '../../clock.ts'
import type { Environment } from '../../environment.ts'
import { CommandFault, EXIT } from '../../exit-codes.ts'
import { openDatabase } from '../../house/database.ts'
import { placesIn } from '../../house/places.ts'
import { consoleProgress } from '../../progress.ts'

/** Connections that read the record side by side. */
const READERS = 6

/**
 * Does something with the whole record: of `DATABASE_URL`, of the house that runs here, or of the embedded database that
 * stands still. As the owner, who sees every organisation.
 */
export async function withRecord<T>(environment: Environment, work: (storage: Storage) => Promise<T>): Promise<T> {
  return await withDatabase(environment, async (url) => {
    const storage = await openStorage({
      ...processClock(1, 0),
      url,
      role: 'owner',
      poolMax: READERS,
    }).catch((fault: unknown) => {
      throw new CommandFault(EXIT.unreachable, `The database cannot be reached: ${String(fault)}`)
    })
    return await work(storage).finally(() => storage.close())
  })
}

/** The same, for whoever opens connections of its own. */
export async function withDatabase<T>(environment: Environment, work: (url: string) => Promise<T>): Promise<T> {
  const running = environment.databaseUrl ?? runningHere(environment)
  const database =
    running === null
      ? await openDatabase(environment, consoleProgress())
      : { url: running, stop: () => Promise.resolve() }
  try {
    return await work(database.url)
  } finally {
    await database.stop()
  }
}

function runningHere({ dataDir, keysDir }: Environment): string | null {
  return runningEmbedded(placesIn(dataDir, keysDir).database, () => {})
}

/** Public keys of checkpoints, of the file that was named or of the keys folder. */
export function verifiers({ keysDir }: Environment, file: string | undefined): string[] {
  if (file === undefined) {
    try {
      return readAuditVerifiers(keysDir)
    } catch (fault) {
      throw fault instanceof KeyFault ? new CommandFault(EXIT.usage, fault.message) : fault
    }
  }
  const lines = readText(file)
    .split(/\s*\n/)
    .filter((line) => line !== '')
  if (lines.length > 0 && lines.every(isCheckpointVerifier)) return lines
  throw new CommandFault(EXIT.usage, `${file} is not a list of public keys of checkpoints (audit.pub).`)
}

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (fault) {
    throw new CommandFault(EXIT.usage, `${file} cannot be read (${(fault as NodeJS.ErrnoException).code}).`)
  }
}
