import { keepPhoto, photoCount, photosOfOrders, workOrdersByIds } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { errorBody } from '../http/json-error.ts'
import { PHOTOS_PER_ORDER_MAX } from '../limits.ts'
import { giveAttachments, keptAttachment, sayKept, takeAttachments } from './attachment.ts'

const PHOTO_TYPES = ['image/jpeg', 'image/png'] as const

/** Where a photograph is fetched. */
export function photoAddress(workOrderId: string, sha256: Buffer): string {
  return `/work-orders/${workOrderId}/photos/${sha256.toString('hex')}`
}

/**
 * `POST /work-orders/{id}/photos?name=…` keeps a photograph of what was found or done on the spot; `GET` with its hash
 * gives it to whoever sees the work order.
 */
export async function photoRoutes(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  const about = { house, allowedOrigins, forbidden: 'You have no part in work orders.' }
  await takeAttachments(
    app,
    { ...about, address: '/work-orders/:order/photos', permission: 'workorder:write' },
    received,
  )
  giveAttachments<{ order: string; sha256: string }>(
    app,
    { ...about, address: '/work-orders/:order/photos/:sha256', permission: 'terminal:read' },
    async (operation, { order, sha256 }) => {
      const id = idOf('workOrder', order)
      const photos = id === null ? [] : await operation.read((db) => photosOfOrders(db, [id]))
      return photos.find((photo) => photo.sha256.toString('hex') === sha256) ?? null
    },
  )
}

async function received(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { order } = request.params as { readonly order: string }
  const { name } = request.query as Readonly<Record<string, unknown>>
  const refuse = (message: string) => reply.code(400).send(errorBody('BAD_USER_INPUT', message, request.id))
  const id = idOf('workOrder', order)
  const [seen] = id === null ? [] : await operation.read((db) => workOrdersByIds(db, [id]))
  if (seen === undefined) return await refuse('work order: one of yours')
  if (typeof name !== 'string') return await refuse('name: a short text')
  const kept = await keptAttachment(operation, request, reply, { name, types: PHOTO_TYPES })
  if (kept === null) return reply
  const isNew = await operation.write(async (unit) => {
    const [locked] = await workOrdersByIds(unit, [seen.id], 'update')
    if (locked === undefined || (await photoCount(unit, seen.id)) >= PHOTOS_PER_ORDER_MAX) return null
    return await keepPhoto(unit, locked, kept)
  })
  return isNew === null
    ? await refuse(`work order: it has its ${PHOTOS_PER_ORDER_MAX} photographs`)
    : await sayKept(reply, kept, isNew)
}
