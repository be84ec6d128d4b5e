import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import { deriveSecrets, ensureKeyFiles, fromBase64url, readKeyListFile, readSealKeys } from '@budeng/protocol'
import { ALL_HEALTHY, type EnrolledDevice, enrolPlanned, planFleet } from '@budeng/simulator'
import {
  nodesByKey,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  seedNodes,
  type SeedPerson,
  seedPeople,
  seedPolicy,
  seedTerminals,
} from '@budeng/storage'
import { SEED_SLICE } from '../limits.ts'
import { withPool, withStorage } from '../servers/database.ts'

/** What a load connection needs to speak as a terminal. */
export interface Device {
  readonly id: string
  readonly mqttSecret: string
  readonly acquirer: string
  readonly tid: string
  /** Key of the tag of every upward message. */
  readonly up: Buffer
}

const SEED = 42

/** Makes a fleet as a demonstration has it, all healthy, with devices that have enrolled. Answers them. */
export async function seedFleet(databaseUrl: string, keysFolder: string, count: number): Promise<Device[]> {
  ensureKeyFiles(keysFolder, Date.now())
  const plan = planFleet({ seed: SEED, count, scenario: ALL_HEALTHY })
  const keys = {
    keyList: readKeyListFile(keysFolder),
    sealLink: readSealKeys(keysFolder, 'link'),
    sealPresence: readSealKeys(keysFolder, 'presence'),
  }
  const newId = idMaker(Date.now, randomBytes)
  const devices: Device[] = []
  await withStorage(databaseUrl, 'owner', async (storage) => {
    for (const nodes of slices(plan.nodes))
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedNodes(unit, nodes))
    // as the demonstration's: what is measured is not somebody typing a code
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      seedPolicy(unit, 'STEP_UP', { singleR1: ['AGENT', 'TECHNICIAN'] }),
    )
    const byKey = await storage.read(PLATFORM_SCOPE, nodesByKey)
    for (const planned of slices(plan.terminals)) {
      const enrolled = planned.map((one) => enrolPlanned(one, keys, newId))
      const rows = enrolled.map(({ planned: terminal, identity, ...device }) => ({
        ...terminal,
        device: { ...device, id: identity.device },
      }))
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedTerminals(unit, byKey, rows))
      devices.push(...enrolled.map(toDevice))
    }
  })
  await withPool(databaseUrl, (pool) => pool.query('analyze'))
  return devices
}

/** People with a password each; their organisations are there already. */
export async function seedPersons(databaseUrl: string, people: readonly SeedPerson[]): Promise<void> {
  await withStorage(databaseUrl, 'owner', (storage) =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => seedPeople(unit, await nodesByKey(unit), people)),
  )
}

function toDevice({ identity: { device, mqttSecret, acquirer, tid, k } }: EnrolledDevice): Device {
  return { id: device, mqttSecret, acquirer, tid, up: deriveSecrets(fromBase64url(k) ?? Buffer.alloc(0)).up }
}

function* slices<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += SEED_SLICE) yield items.slice(from, from + SEED_SLICE)
}
