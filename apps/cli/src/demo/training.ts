import { mkdirSync } from 'node:fs'
import type { Instant } from '@budeng/kernel'
import { readSealKeys } from '@budeng/protocol'
import { openMachineFile, planTraining, TRAINING_KEYS } from '@budeng/simulator'
import {
  countSeededTerminals,
  nodesByKey,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  seedPeople,
  seedPolicy,
  seedTotps,
  type Storage,
} from '@budeng/storage'
import { processClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { type Places, placesIn } from '../house/places.ts'
import { type DemoPerson, seedOf, totpsOf, trainees } from './people.ts'
import { addPlanned, DEMO_STEP_UP, giveDemoGrants } from './seed.ts'

/** A house with its training, and the people of the demonstration who learn; nobody in production. */
export interface Trained {
  readonly added: number
  readonly people: readonly DemoPerson[]
}

/**
 * Terminals on which people learn, up to the wanted number, at an acquirer of their own: real devices do not get in, and
 * these get nowhere else. In production the acquirer is made before, with its administrator, by `users create-admin
 * --training`; in the demonstration it is made here.
 * @throws CommandFault in production where there is no such acquirer
 */
export async function prepareTraining(
  environment: Environment,
  { databaseUrl, clockOrigin, count }: { databaseUrl: string; clockOrigin: number; count: number },
): Promise<Trained> {
  const places = placesIn(environment.dataDir, environment.keysDir)
  const time = processClock(environment.clockFactor, clockOrigin)
  const storage = await openStorage({ ...time, url: databaseUrl, role: 'owner', poolMax: 2 })
  try {
    mkdirSync(places.demo, { recursive: true, mode: 0o700 })
    const acquirer = (await storage.read(PLATFORM_SCOPE, nodesByKey)).get(TRAINING_KEYS.acquirer)
    if (acquirer !== undefined && acquirer.training !== true)
      throw new CommandFault(EXIT.usage, `The acquirer ${TRAINING_KEYS.acquirer} is not one for training.`)
    if (acquirer === undefined && environment.production)
      throw new CommandFault(
        EXIT.usage,
        `There is nobody who trains: users create-admin --acquirer ${TRAINING_KEYS.acquirer} --acquirer-name … --training`,
      )
    const added = await addTerminals(storage, places, count)
    return { added, people: environment.production ? [] : await addTrainees(storage, places, time.clock.now()) }
  } finally {
    await storage.close()
  }
}

async function addTerminals(storage: Storage, places: Places, count: number): Promise<number> {
  const standing = await storage.read(PLATFORM_SCOPE, (db) => countSeededTerminals(db, TRAINING_KEYS.acquirer))
  if (standing >= count) return 0
  const { nodes, terminals } = planTraining(count - standing, standing)
  const flagged = nodes.map((node) => (node.kind === 'ACQUIRER' ? { ...node, training: true } : node))
  const machines = openMachineFile(places.trainingMachines)
  return (await addPlanned(storage, places, { nodes: flagged, terminals }, machines)).length
}

async function addTrainees(storage: Storage, places: Places, at: Instant): Promise<readonly DemoPerson[]> {
  const people = trainees(places)
  const [rows, totps] = [await seedOf(people, at), totpsOf(people, readSealKeys(places.keys, 'people'), at)]
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await seedPeople(unit, await nodesByKey(unit), rows)
    await seedPolicy(unit, 'STEP_UP', DEMO_STEP_UP)
    await seedTotps(unit, totps)
  })
  await giveDemoGrants(storage)
  return people
}
