import { mkdirSync } from 'node:fs'
import { EmbeddedFault, type Incident, startEmbedded } from '@budeng/storage/embedded'
import { CommandFault, EXIT } from '../exit-codes.ts'
import type { Environment } from '../environment.ts'
import type { Progress } from '../progress.ts'
import { placesIn } from './places.ts'

/** The server that the house works on. */
export interface Database {
  /** Holds a password: not for a log. */
  readonly url: string
  /** For people. */
  readonly about: string
  stop(): Promise<void>
}

/**
 * The server of `DATABASE_URL`, else the embedded one in the data folder, kept running.
 * @throws CommandFault when the embedded one cannot run
 */
export async function openDatabase(environment: Environment, progress: Progress): Promise<Database> {
  if (environment.databaseUrl !== null)
    return { url: environment.databaseUrl, about: 'the server of DATABASE_URL', stop: async () => {} }
  mkdirSync(environment.dataDir, { recursive: true })
  try {
    const server = await startEmbedded({
      dataDir: placesIn(environment.dataDir, environment.keysDir).database,
      fsync: true,
      log: (_level, message) => progress.note(message),
      supervise: (incident) => progress.note(describe(incident)),
    })
    return { url: server.url, about: `embedded PostgreSQL on port ${server.port}`, stop: () => server.stop() }
  } catch (error) {
    if (error instanceof EmbeddedFault) throw new CommandFault(EXIT.unreachable, error.message)
    throw error
  }
}

function describe(incident: Incident): string {
  switch (incident.kind) {
    case 'died':
      return `database: ended (${incident.ending.signal ?? `code ${incident.ending.code}`}), started again`
    case 'restarted':
      return `database: back after ${incident.downMs} ms`
    case 'restart failed':
      return `database: does not start (attempt ${incident.attempt}): ${incident.reason}`
  }
}
