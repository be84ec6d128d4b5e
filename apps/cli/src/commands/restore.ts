import { resolve } from 'node:path'
import { readRecoveryKey, restoreBackup } from '@budeng/backup'
import type { Environment } from '../environment.ts'
import { openDatabase } from '../house/database.ts'
import { ensureDataFolder } from '../house/data-folder.ts'
import { print } from '../output.ts'
import { consoleProgress } from '../progress.ts'
import { seconds, withTarget } from './backup.ts'
import { restored } from './restored.ts'

export interface RestoreOptions {
  readonly from?: string
  readonly key: string
  readonly name?: string
  readonly checkpoints?: readonly string[]
  readonly publicKey?: string
}

/**
 * `restore`: a backup comes back into an empty database, with files and keys, is brought to the newest schema, and is proven
 * as `restored` does it, in one command.
 */
export async function restore(environment: Environment, options: RestoreOptions): Promise<number> {
  const { keysDir: keysFolder, filesDir: filesFolder, dataDir } = environment
  return await withTarget(environment, options.from, async (target) => {
    const identity = readRecoveryKey(resolve(options.key))
    ensureDataFolder(dataDir)
    const database = await openDatabase(environment, consoleProgress())
    try {
      const startedMs = performance.now()
      const place = { databaseUrl: database.url, keysFolder, filesFolder }
      const done = await restoreBackup({ target, name: options.name, identity, ...place })
      const { tables, files, migrations } = done.manifest
      print(
        `${done.name} is back: ${done.rows} rows of ${tables.length} tables, each with the count and the hash of then,`,
      )
      print(
        `${files.length} files and the keys, in ${seconds(performance.now() - startedMs)} s. It was made at ${migrations.at(-1)}.`,
      )
      return await restored({ ...environment, databaseUrl: database.url }, options)
    } finally {
      await database.stop()
    }
  })
}
