import { permissionRefusal } from '@budeng/access'
import { type BatchRow, COMPARE_ASKED_EVENT, lockBatch, type TerminalView, type Unit } from '@budeng/storage'
import { mayCompare } from '@budeng/transactions'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import type { BatchCompareInput, BatchComparePayload } from './batch-compare.type.ts'
import { findBatch } from './find-batch.ts'

/** Asks the terminal, by way of the gateway that holds it, for digests of a batch: what differs is located. */
export async function compareBatch(operation: Operation, input: BatchCompareInput): Promise<BatchComparePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'batchCompare', key, input: rest }, (unit) =>
    ask(operation, unit, rest.batchId),
  )
  return { batch: await findBatch(operation, input.batchId), ...told(operation, outcome) }
}

type Closing = Pick<BatchRow, 'state' | 'throughSeq' | 'closedAt'>

/** Why a batch is not compared now, or null: the one rule of button and mutation. */
export function compareRefusal(
  { authority }: Operation,
  { state, throughSeq, closedAt }: Closing,
  terminal: Pick<TerminalView, 'presence' | 'level'> | null,
  at: number,
): AnyRefusal | null {
  const forbidden = permissionRefusal(authority, 'command:JOURNAL_SYNC')
  if (forbidden !== null) return forbidden
  const seen = terminal && {
    connected: terminal.presence !== 'OFFLINE',
    comparesJournals: terminal.level !== 'L0' && terminal.level !== 'L1',
  }
  const answer = mayCompare({ batch: { state, throughSeq, closedAt }, terminal: seen, at })
  return answer.ok ? null : answer.refusal
}

async function ask(operation: Operation, unit: Unit, batchId: string): Promise<{ batchId: string }> {
  const id = idOf('batch', batchId)
  const row = id === null ? null : await lockBatch(unit, id)
  if (row === null) throw notFound('batchId')
  const terminal = await operation.load.terminal.load(row.terminalId)
  const at = unit.clock.now()
  const refusal = compareRefusal(operation, row, terminal, at)
  if (refusal !== null) throw new Refused({ ...refusal, path: ['input', 'batchId'] })
  const { path, epoch, batchNo: batch, openSeq, throughSeq } = row
  const data = { batch, epoch, fromSeq: openSeq ?? 1, throughSeq }
  unit.append([{ type: COMPARE_ASKED_EVENT, subject: row.id, terminal: row, path, at, data }])
  return { batchId: row.id }
}
