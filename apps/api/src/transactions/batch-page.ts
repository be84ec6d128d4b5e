import { DAY } from '@budeng/kernel'
import { type BatchRow, listBatches, terminalIdsByTid } from '@budeng/storage'
import { z } from 'zod'
import { listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { type Place, pageSize } from '../graphql/paging.ts'
import { listOrNull, orNull, parsedInput, textOrNull } from '../graphql/parsed-input.ts'
import { type BoundedConnection, boundedConnectionOf, momentKeyOf } from './bounded-connection.ts'
import { BatchStateEnum } from './enums.ts'
import type { BatchesArgs } from './transaction-input.ts'
import { levelOfMoney, terminalsNamed } from './transaction-page.ts'

const Filter = z.object({
  organisationId: z.string().nullish(),
  tid: textOrNull(/^[\x21-\x7e]{1,8}$/, 'a terminal number has at most eight characters'),
  states: listOrNull(z.enum(BatchStateEnum)),
  batchNo: textOrNull(/^\d{1,6}$/, 'a batch number has at most six digits'),
  flawed: orNull(z.boolean()),
  unsettledFor: orNull(
    z
      .number()
      .min(0)
      .max(366 * DAY),
  ),
})

/** One page of batches that the viewer may see, the newest opened first. */
export async function batchPage(
  operation: Operation,
  args: BatchesArgs,
  place: Place,
  terminalId: string | null = null,
): Promise<BoundedConnection<BatchRow>> {
  const first = pageSize(args.first, place)
  const { organisationId, tid, ...wish } = parsedInput(Filter, args.filter ?? {}, ['filter'])
  const hash = listHash({ ...wish, organisationId: organisationId ?? null, tid, terminalId })
  const after = momentKeyOf(args.after, hash)
  const level = await levelOfMoney(operation, organisationId)
  const page =
    level === null
      ? { rows: [], examinedThrough: null }
      : await operation.read(async (db) => {
          const terminalIds = await terminalsNamed(terminalId, tid, (named) => terminalIdsByTid(db, level, named))
          const filter = {
            terminalIds,
            states: wish.states,
            batchNo: wish.batchNo?.padStart(6, '0') ?? null,
            isFlawed: wish.flawed,
            unsettledSince: wish.unsettledFor === null ? null : operation.now - wish.unsettledFor,
          }
          return await listBatches(db, { level, filter, after, limit: first + 1 })
        })
  return boundedConnectionOf(page, { first, after: args.after, hash }, ({ openedAt }) => openedAt)
}
