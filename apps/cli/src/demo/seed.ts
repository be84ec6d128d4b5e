import { mkdirSync } from 'node:fs'
import type { GrantTerms, StepUpPolicy } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { readKeyListFile, readSealKeys } from '@budeng/protocol'
import { enrolPlanned, type FleetPlan, openMachineFile, planFleet, type Scenario } from '@budeng/simulator'
import {
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  readSetting,
  seedCounts,
  seedGrants,
  type SeedNode,
  seedNodes,
  seedPackages,
  seedPeople,
  seedPolicy,
  seedTariffs,
  seedTerminals,
  seedTotps,
  type Storage,
  writeSetting,
} from '@budeng/storage'
import type { Places } from '../house/places.ts'
import { DEMO_GRANT_LIFE_MS, TERMINALS_PER_SEED_MAX } from '../limits.ts'
import { demoPackages, writeDemoPackages } from './packages.ts'
import { demoPeople, seedOf, totpsOf } from './people.ts'
import { demoTariffs } from './tariffs.ts'

export interface SeedOptions {
  readonly storage: Storage
  readonly places: Places
  /** Where the platform keeps files. */
  readonly filesFolder: string
  readonly seed: number
  /** Terminals that shall stand there in all; those that do are kept. */
  readonly terminals: number
  readonly scenario: Scenario
}

/** What a seeding found and did. */
export interface Seeded {
  readonly before: number
  readonly added: number
}

const SEEDED = 'demoSeeded'

/** Somebody else's data: a demonstration is never put beside it. */
export class ForeignDataError extends Error {
  override name = 'ForeignDataError'
  override message =
    'The database holds organisations that no demonstration made. Nothing was changed; choose another DATABASE_URL.'
}

/**
 * Makes the demonstration: organisations, people, and terminals up to the wanted number. A second time it adds only what
 * is missing. The machines' secrets are in their file before the rows are committed: a kill between the two leaves
 * machines that nobody knows, never terminals that nobody can play.
 * @throws ForeignDataError when the database holds organisations that no demonstration made
 */
export async function seedDemo({
  storage,
  places,
  filesFolder,
  seed,
  terminals,
  scenario,
}: SeedOptions): Promise<Seeded> {
  mkdirSync(places.demo, { recursive: true, mode: 0o700 })
  const { standing, isDemo } = await storage.read(PLATFORM_SCOPE, async (db) => ({
    standing: await seedCounts(db),
    isDemo: (await readSetting(db, SEEDED)) !== undefined,
  }))
  if (standing.size > 0 && !isDemo) throw new ForeignDataError()
  const before = [...standing.values()].reduce((sum, { terminals: count }) => sum + count, 0)
  if (!isDemo) await seedFirst(storage, places)
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedPolicy(unit, 'STEP_UP', DEMO_STEP_UP))
  await seedAuthenticators(storage, places)
  await seedSoftware(storage, filesFolder)
  let added = 0
  while (before + added < terminals) {
    const count = Math.min(terminals - before - added, TERMINALS_PER_SEED_MAX)
    const now = await storage.read(PLATFORM_SCOPE, seedCounts)
    const plan = planFleet({ seed: seed + before + added, count, scenario, standing: now })
    added += (await addPlanned(storage, places, plan, openMachineFile(places.machines))).length
    await giveDemoGrants(storage)
  }
  return { before, added }
}

async function seedFirst(storage: Storage, places: Places): Promise<void> {
  const people = await seedOf(demoPeople(places), storage.clock.now())
  const { nodes, spares } = planFleet({ seed: 0, count: 0, scenario: {} })
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const byKey = await seedNodes(unit, nodes)
    await seedPeople(unit, byKey, people)
    await seedGrants(unit, demoTerms(unit.clock.now()), 'demo')
    await seedTerminals(
      unit,
      byKey,
      spares.map((spare) => ({ ...spare, device: null })),
    )
    await writeSetting(unit, SEEDED, true)
  })
}

/** A first visitor logs a terminal in again within a minute; agents and technicians confirm as everywhere. */
export const DEMO_STEP_UP: StepUpPolicy = { singleR1: ['AGENT', 'TECHNICIAN'] }

/** To agents of the demonstration that have none yet. */
export async function giveDemoGrants(storage: Storage): Promise<void> {
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedGrants(unit, demoTerms(unit.clock.now()), 'demo'))
}

/** What agents of the demonstration may do: bring terminals back, some fifty a day. */
function demoTerms(at: Instant): GrantTerms {
  const types = ['APP_RESTART', 'MESSAGE_SHOW', 'REBOOT', 'RELOGIN']
  return { types, tierMax: 'R1', budgetHour: 20, budgetDay: 50, terminalsMax: 20, expiresAt: at + DEMO_GRANT_LIFE_MS }
}

/** At each start, so that a demonstration of before gets them too. */
async function seedAuthenticators(storage: Storage, places: Places): Promise<void> {
  const totps = totpsOf(demoPeople(places), readSealKeys(places.keys, 'people'), storage.clock.now())
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedTotps(unit, totps))
}

/** At each start too. The bytes first: a row without them would be a package that nobody can fetch. */
async function seedSoftware(storage: Storage, filesFolder: string): Promise<void> {
  const packages = demoPackages()
  writeDemoPackages(filesFolder, packages)
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedPackages(unit, packages))
}

/** Makes what was planned, with the machines that play it in a file of their own; answers the ids of its terminals. */
export async function addPlanned(
  storage: Storage,
  places: Places,
  plan: Pick<FleetPlan, 'terminals'> & { readonly nodes: readonly SeedNode[] },
  machines: ReturnType<typeof openMachineFile>,
): Promise<readonly string[]> {
  const keys = {
    keyList: readKeyListFile(places.keys),
    sealLink: readSealKeys(places.keys, 'link'),
    sealPresence: readSealKeys(places.keys, 'presence'),
  }
  const devices = plan.terminals.map((planned) => enrolPlanned(planned, keys, storage.newId))
  for (const { identity, planned } of devices)
    machines.set(identity.device, { identity, mid: planned.mid, model: planned.model, behaviour: planned.behaviour })
  machines.close()
  const terminals = devices.map(({ planned, identity, ...device }) => ({
    ...planned,
    device: { ...device, id: identity.device },
  }))
  return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const nodes = await seedNodes(unit, plan.nodes)
    // of what was planned alone: other merchants have their own
    await seedTariffs(unit, demoTariffs(plan.nodes.flatMap(({ key }) => nodes.get(key) ?? [])))
    return await seedTerminals(unit, nodes, terminals)
  })
}
