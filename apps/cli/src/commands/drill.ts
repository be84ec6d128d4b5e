import { resolve } from 'node:path'
import { readRecoveryKey, restoreBackup } from '@budeng/backup'
import { readSigningKeys } from '@budeng/protocol'
import { openStorage, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { silence } from '@budeng/storage/backup'
import { processClock } from '../clock.ts'
import { type DrillPlace, openDrillPlace } from '../drill/place.ts'
import { addDrillTerminal, commandTerminal } from '../drill/terminal.ts'
import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { assertBuilt } from '../house/built.ts'
import { serverPrograms } from '../house/programs.ts'
import { paint, print, table } from '../output.ts'
import { untilAskedToStop } from '../signals.ts'
import { seconds, withTarget } from './backup.ts'
import type { RestoreOptions } from './restore.ts'
import { restored } from './restored.ts'

/**
 * `backup drill`: proves that a backup can be lived on, and leaves nothing behind. It is restored into a database of its own,
 * proven, and worked on: a simulated terminal takes an order that is signed with the command key of the backup.
 */
export async function drill(environment: Environment, options: RestoreOptions): Promise<number> {
  return await withTarget(environment, options.from, async (target) => {
    assertBuilt(serverPrograms(environment, { databaseUrl: '', clockOrigin: 0, bulkRaise: null }))
    const identity = readRecoveryKey(resolve(options.key))
    const place = await openDrillPlace(environment)
    // whoever interrupts it leaves no keys behind
    void untilAskedToStop().then(async () => {
      await place.remove()
      process.exit(EXIT.failed)
    })
    const rows: string[][] = []
    const step = async <T>(name: string, work: () => Promise<T>, tell: (done: T) => string): Promise<T> => {
      const startedMs = performance.now()
      const done = await work()
      rows.push([name, tell(done), `${seconds(performance.now() - startedMs)} s`])
      return done
    }
    try {
      const { databaseUrl, keysDir: keysFolder, filesDir: filesFolder } = place.environment
      await step(
        'restored',
        () => restoreBackup({ target, name: options.name, identity, databaseUrl, keysFolder, filesFolder }),
        ({ name, rows: count, manifest }) =>
          `${name}: ${count} rows of ${manifest.tables.length} tables, ${manifest.files.length} files, the keys`,
      )
      const proven = await step(
        'proven',
        () => restored(place.environment, options),
        (code) => (code === EXIT.ok ? 'record, books, roots of all journals; the era was raised' : 'NOT PROVEN'),
      )
      const isGood = proven === EXIT.ok && (await works(place, step))
      print(table(['drill', 'outcome', 'took'], rows))
      const sign = { json: false, colour: environment.colour }
      print(isGood ? paint(sign, 'green', 'PASSED') : paint(sign, 'red', 'FAILED'))
      return isGood ? EXIT.ok : EXIT.failed
    } finally {
      await place.remove()
    }
  })
}

type Step = <T>(name: string, work: () => Promise<T>, tell: (done: T) => string) => Promise<T>

async function works({ environment }: DrillPlace, step: Step): Promise<boolean> {
  const time = processClock(1, 0)
  const storage = await openStorage({ ...time, url: environment.databaseUrl, role: 'owner', poolMax: 2 })
  try {
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, silence)
    const terminalId = await addDrillTerminal(storage, environment)
    const kid = readSigningKeys(environment.keysDir, 'command')[0]?.kid
    const { state } = await step(
      'works',
      () => commandTerminal(storage, environment, terminalId),
      (done) => `STATUS_GET, signed with ${kid}, on a simulated terminal: ${done.state}`,
    )
    return state === 'SUCCEEDED'
  } finally {
    await storage.close()
  }
}
