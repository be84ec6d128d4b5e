import { rmSync } from 'node:fs'
import { EmbeddedFault, removeEmbedded } from '@budeng/storage/embedded'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { placesIn } from '../house/places.ts'

/** Removes the demonstration: embedded database, keys that we made, machines. Never touches a server of `DATABASE_URL`. */
export async function reset(environment: Environment): Promise<number> {
  if (environment.production) throw new CommandFault(EXIT.usage, 'A reset is refused when NODE_ENV is production.')
  const places = placesIn(environment.dataDir, environment.keysDir)
  try {
    await removeEmbedded(places.database, (_level, message) => process.stderr.write(`  ${message}\n`))
  } catch (error) {
    if (error instanceof EmbeddedFault) throw new CommandFault(EXIT.failed, error.message)
    throw error
  }
  rmSync(places.demo, { recursive: true, force: true })
  if (!environment.keysGiven) rmSync(places.keys, { recursive: true, force: true })
  process.stdout.write(`Emptied ${environment.dataDir}.\n`)
  if (environment.databaseUrl !== null) process.stdout.write('The database of DATABASE_URL was left as it is.\n')
  return EXIT.ok
}
