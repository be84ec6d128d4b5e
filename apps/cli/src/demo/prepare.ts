import { SCENARIOS, type ScenarioName } from '@budeng/simulator'
import { openStorage } from '@budeng/storage'
import { processClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { placesIn } from '../house/places.ts'
import { type DemoPerson, demoPeople } from './people.ts'
import { ForeignDataError, type Seeded, seedDemo } from './seed.ts'

export interface DemoOptions {
  readonly databaseUrl: string
  readonly clockOrigin: number
  readonly terminals: number
  readonly seed: number
  /** How the terminals behave that are made. */
  readonly scenario: ScenarioName
}

/** The demonstration in the database, and its people. @throws CommandFault when the database holds other data */
export async function prepareDemo(
  environment: Environment,
  options: DemoOptions,
): Promise<Seeded & { readonly people: readonly DemoPerson[] }> {
  if (environment.production)
    throw new CommandFault(EXIT.usage, 'Demo people and terminals are refused when NODE_ENV is production.')
  const places = placesIn(environment.dataDir, environment.keysDir)
  const time = processClock(environment.clockFactor, options.clockOrigin)
  const storage = await openStorage({ ...time, url: options.databaseUrl, role: 'owner', poolMax: 2 })
  try {
    const { seed, terminals } = options
    const scenario = SCENARIOS[options.scenario]
    const seeded = await seedDemo({ storage, places, filesFolder: environment.filesDir, seed, terminals, scenario })
    return { ...seeded, people: demoPeople(places) }
  } catch (error) {
    if (error instanceof ForeignDataError) throw new CommandFault(EXIT.usage, error.message)
    throw error
  } finally {
    await storage.close()
  }
}
