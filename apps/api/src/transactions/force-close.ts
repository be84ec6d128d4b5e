import { reasonProblem } from '@budeng/fleet'
import { type BatchRow, lockBatch, saveBatches, type Unit } from '@budeng/storage'
import { type Batch, type BatchEvent, decideBatch } from '@budeng/transactions'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, permit, Refused, told } from '../graphql/wish.ts'
import type { BatchForceCloseInput, BatchForceClosePayload } from './batch-close.type.ts'
import { findBatch } from './find-batch.ts'

/** A checker ends a batch on which the two sides do not agree. What differs stays open: only the batch is over. */
export async function forceCloseBatch(
  operation: Operation,
  input: BatchForceCloseInput,
): Promise<BatchForceClosePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'batchForceClose', key, input: rest, stepUp }, (unit) =>
    close(operation, unit, input),
  )
  return { batch: await findBatch(operation, input.batchId), ...told(operation, outcome) }
}

async function close(operation: Operation, unit: Unit, input: BatchForceCloseInput): Promise<{ batchId: string }> {
  const { batchId, reason, expectedVersion } = input
  const id = idOf('batch', batchId)
  const row = id === null ? null : await lockBatch(unit, id)
  if (row === null) throw notFound('batchId')
  permit(operation.authority, 'batch:close')
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const decision = decideBatch(coreOf(row), { kind: 'FORCE_CLOSE', isChecker: true, reason })
  // whoever may close it is a checker and has said why: that it is over is all that is left
  if (!decision.ok) throw new Refused({ code: 'BATCH_OVER', path: ['input', 'batchId'] })
  if (row.version !== expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  await confirmLarge(operation, unit, 'batchForceClose', input)
  for (const event of decision.events) if (event.type === 'BatchForceClosed') await save(operation, unit, row, event)
  return { batchId: row.id }
}

async function save(
  operation: Operation,
  unit: Unit,
  row: BatchRow,
  { type, from, reason }: Extract<BatchEvent, { type: 'BatchForceClosed' }>,
): Promise<void> {
  const at = unit.clock.now()
  const closedBy = operation.viewer.realPerson.id
  await saveBatches(unit, [{ ...row, state: 'FORCE_CLOSED', closedAt: at, closedBy, reason }])
  const { id, path, terminalId, epoch, batchNo: batch, throughSeq } = row
  unit.append([
    { type, subject: id, terminal: row, path, at, data: { terminalId, epoch, batch, throughSeq, from, reason } },
  ])
}

/** As much of a batch as the rule for a forced close looks at. */
function coreOf({ epoch, batchNo: batch, state, throughSeq, uploadedThrough }: BatchRow): Batch {
  return { epoch, batch, state, throughSeq, uploadedThrough, terminal: null, own: null, imbalances: [], late: [] }
}
