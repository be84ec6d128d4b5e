import { migrate } from '@budeng/storage'
import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { openDatabase } from '../house/database.ts'
import { ensureDataFolder } from '../house/data-folder.ts'
import { consoleProgress } from '../progress.ts'

/** `migrate`: brings the database of the environment (or the embedded one) to the newest schema. */
export async function migrateDatabase(environment: Environment): Promise<number> {
  const progress = consoleProgress()
  ensureDataFolder(environment.dataDir)
  const database = await progress.step(
    'database',
    () => openDatabase(environment, progress),
    ({ about }) => about,
  )
  try {
    await progress.step(
      'schema',
      () => migrate(database.url),
      () => 'up to date',
    )
  } finally {
    await database.stop()
  }
  return EXIT.ok
}
