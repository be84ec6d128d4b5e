import { join } from 'node:path'
import { type Arrival, makeFileMonths, makeLedgerMonths, makeRecordMonths, migrate, type Unit } from '@budeng/storage'
import { startEmbedded } from '@budeng/storage/embedded'
import { makeBranch, makeTerminals, scopeAt } from '@budeng/storage/fleet-fixture'
import { newDataDir } from '../../house.ts'
import { isBesideAnother, isWithoutJournal } from './plans.ts'

/** A terminal in the database. */
export interface Place {
  readonly tid: string
  readonly base: Omit<Arrival, 'records' | 'epoch' | 'fence'>
  /** Of its device, where one has enrolled. */
  readonly leafKey: Uint8Array | null
}

/** A database on which a month is lived. */
export interface Ground {
  readonly url: string
  stop(): Promise<void>
}

/** An empty one. */
export async function newGround(): Promise<Ground> {
  const ground = await groundIn(join(newDataDir(), 'postgres'))
  await migrate(ground.url)
  return ground
}

/** That of a house which stands still. */
export async function groundIn(folder: string): Promise<Ground> {
  return await startEmbedded({ dataDir: folder, fsync: false, log: () => {} })
}

/** Terminals without devices, each of a merchant of its own but for those that stand beside another one. */
export async function fixturePlaces(unit: Unit, count: number): Promise<Place[]> {
  const places: Place[] = []
  const first = await makeBranch(unit, 'm0')
  let branch = first
  for (let number = 0; number < count; number++) {
    if (number > 0 && !isBesideAnother(number)) branch = await makeBranch(unit, `m${number}`, first.acquirer)
    const prefix = String(number).padStart(5, '0')
    const { terminalIds, deviceIds } = await makeTerminals(unit, branch, 1, prefix)
    const scope = scopeAt(branch, terminalIds[0] ?? '')
    const tid = `${prefix}000`
    const base = { terminalId: scope.terminalId, scope, tid, deviceId: deviceIds[0] ?? '' }
    places.push({ tid, leafKey: null, base })
  }
  await sayLevels(
    unit,
    places.map(({ base }) => base.terminalId),
  )
  return places
}

/** Whoever sends journals has said what its software can do; the others, in their order here, never spoke. */
export async function sayLevels(unit: Unit, terminalIds: readonly string[]): Promise<void> {
  const able = terminalIds.filter((_, number) => !isWithoutJournal(number))
  await unit.execute(`update terminal set level = 'L3' where id = any($1::text[])`, [able])
}

/** Partitions for what is written around now. */
export async function makeMonths(unit: Unit): Promise<void> {
  for (const months of [makeRecordMonths, makeLedgerMonths, makeFileMonths]) await months(unit)
}
