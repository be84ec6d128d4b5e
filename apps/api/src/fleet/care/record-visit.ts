import { permissionRefusal } from '@budeng/access'
import { decideVisit } from '@budeng/fleet'
import {
  type CareVisitRow,
  devicesOfTerminals,
  evidenceBy,
  recordVisit,
  terminalsByIds,
  type TerminalView,
  type Unit,
  visitsByIds,
} from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../../graphql/wish.ts'
import type { CareVisitPayload, CareVisitRecordInput } from './care.type.ts'

/** Writes down a visit of a terminal that the asker sees. What it came to is ours to say, from what was answered. */
export async function recordCareVisit(operation: Operation, input: CareVisitRecordInput): Promise<CareVisitPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'careVisitRecord', key, input: rest }, (unit) =>
    record(operation, unit, input),
  )
  if (!outcome.ok) return { visit: null, ...told(operation, outcome) }
  const [visit = null] = await operation.read((db) => visitsByIds(db, [outcome.answer.id]))
  return { visit, ...told(operation, outcome) }
}

async function record(operation: Operation, unit: Unit, input: CareVisitRecordInput): Promise<{ readonly id: string }> {
  const forbidden = permissionRefusal(operation.authority, 'care:record')
  if (forbidden !== null) throw new Refused(forbidden)
  const terminalId = idOf('terminal', input.terminalId)
  const [terminal] = terminalId === null ? [] : await terminalsByIds(unit, [terminalId])
  if (terminal === undefined) throw notFound('terminalId')
  const [device] = await devicesOfTerminals(unit, [terminal.id])
  const at = unit.clock.now()
  const decided = decideVisit(input, { at, serial: device?.serial ?? null })
  if (!decided.ok) throw new Refused(underInput(decided.refusal))
  const { counts, workOrder, ...visit } = decided.visit
  const row: CareVisitRow = {
    ...scopeOf(terminal),
    ...visit,
    ...{ id: unit.newId('careVisit'), kind: input.kind, serial: input.serial.trim(), model: terminal.model },
    ...{ photos: await photosOf(unit, terminal.id, input.photos), doneAt: input.doneAt, recordedAt: at },
    recordedBy: operation.viewer.person.id,
  }
  await recordVisit(unit, row, { counts, workOrder }, terminal.tid)
  return { id: row.id }
}

const SHA256 = /^[0-9a-f]{64}$/

/** Photographs have to be there before a visit names them. */
async function photosOf(unit: Unit, terminalId: string, hashes: readonly string[]): Promise<readonly string[]> {
  const wanted = [...new Set(hashes)]
  for (const hash of wanted)
    if (!SHA256.test(hash) || (await evidenceBy(unit, terminalId, Buffer.from(hash, 'hex'))) === null)
      throw notFound('photos')
  return wanted
}

function scopeOf({ id, acquirerId, agentId, merchantId, storeId, path }: TerminalView) {
  return { terminalId: id, acquirerId, agentId, merchantId, storeId, path }
}
