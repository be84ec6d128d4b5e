import { randomBytes } from 'node:crypto'
import { idMaker, type NewId } from '@budeng/kernel'
import {
  deriveSecrets,
  ensureKeyFiles,
  fromBase64url,
  readKeyListFile,
  readSealKeys,
  toBase64url,
} from '@budeng/protocol'
import { ALL_HEALTHY, type EnrolledDevice, enrolPlanned, type PlannedTerminal, planFleet } from '@budeng/simulator'
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

/**
 * Makes a fleet as a demonstration has it, all healthy, with devices that have enrolled. Answers them. Where none of them
 * will speak they share the keys of the first one: to make keys takes most of the time that a hundred thousand take.
 */
export async function seedFleet(
  databaseUrl: string,
  keysFolder: string,
  count: number,
  { speaks }: { readonly speaks: boolean } = { speaks: true },
): Promise<Device[]> {
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
    // in one go: each look at what is there already reads all of it
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedNodes(unit, plan.nodes))
    // as the demonstration's: what is measured is not somebody typing a code
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      seedPolicy(unit, 'STEP_UP', { singleR1: ['AGENT', 'TECHNICIAN'] }),
    )
    const byKey = await storage.read(PLATFORM_SCOPE, nodesByKey)
    let first: EnrolledDevice | null = null
    const enrolled = (one: PlannedTerminal): EnrolledDevice => {
      if (first !== null && !speaks) return mute(one, first, newId)
      first = enrolPlanned(one, keys, newId)
      return first
    }
    for (const planned of slices(plan.terminals)) {
      const made = planned.map(enrolled)
      const rows = made.map(({ planned: terminal, identity, ...device }) => ({
        ...terminal,
        device: { ...device, id: identity.device },
      }))
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedTerminals(unit, byKey, rows))
      if (speaks) devices.push(...made.map(toDevice))
    }
  })
  await withPool(databaseUrl, (pool) => pool.query('analyze'))
  return devices
}

/** A device with rows of its own and another one's keys. */
function mute(planned: PlannedTerminal, { identity, ...kept }: EnrolledDevice, newId: NewId): EnrolledDevice {
  const { acquirer, tid, serial } = planned
  return {
    ...kept,
    planned,
    publicKey: toBase64url(randomBytes(KEY_BYTES)),
    mqttSecretHash: randomBytes(KEY_BYTES),
    identity: { ...identity, acquirer, tid, serial, device: newId('device') },
  }
}

const KEY_BYTES = 32

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
