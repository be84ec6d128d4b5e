import type { ScenarioName } from '@budeng/simulator'
import { migrate } from '@budeng/storage'
import { processClock } from '../clock.ts'
import { prepareDemo } from '../demo/prepare.ts'
import { prepareTraining } from '../demo/training.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { openDatabase } from '../house/database.ts'
import { ensureDataFolder } from '../house/data-folder.ts'
import { prepareKeys } from '../house/keys.ts'
import { consoleProgress } from '../progress.ts'

/** `seed`: the demonstration's organisations, people and terminals, without starting anything; and those to learn on. */
export async function seed(
  environment: Environment,
  options: {
    readonly terminals: number
    readonly seed: number
    readonly scenario: ScenarioName
    /** And terminals on which people learn; in production these alone. */
    readonly training?: number
  },
): Promise<number> {
  const { training = 0 } = options
  if (environment.production && training === 0)
    throw new CommandFault(EXIT.usage, 'Demo people and terminals are refused when NODE_ENV is production.')
  const progress = consoleProgress()
  const clockOrigin = environment.clockOrigin ?? Date.now()
  ensureDataFolder(environment.dataDir)
  // in force from when this clock says
  const { clock } = processClock(environment.clockFactor, clockOrigin)
  await progress.step('keys', async () => prepareKeys(environment, clock.now()))
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
    if (!environment.production)
      await progress.step(
        'demo',
        () => prepareDemo(environment, { ...options, databaseUrl: database.url, clockOrigin }),
        ({ before, added }) => `${added} terminals made, ${before + added} in all`,
      )
    if (training > 0)
      await progress.step(
        'training',
        () => prepareTraining(environment, { databaseUrl: database.url, clockOrigin, count: training }),
        ({ added }) => `${added} terminals to learn on`,
      )
  } finally {
    await database.stop()
  }
  return EXIT.ok
}
