import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { commandType, FILE_BYTES_MAX } from '@budeng/fleet'
import { FILE_PART_BYTES_MAX } from '@budeng/protocol'
import { insertPackage, packagePath } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { admitted } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import { openFile } from './receive-part.ts'

/**
 * `POST /packages?model=…&version=…&signature=…` takes a vendor's package as it is; the same bytes again are the same
 * package, other bytes under the same name are refused. `GET /files/{command}/{ticket}` with a range gives a part of it to the terminal that was told to take it. [P-25.2]
 */
export async function packageRoutes(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  const forbidden = 'You may not add software.'
  const admission = { allowedOrigins, permission: 'command:SOFTWARE_UPDATE', acquirersOnly: true, forbidden } as const
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    // the body stays a stream
    inner.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null))
    inner.post('/packages', { config: { isLong: true } }, async (request, reply) => {
      const operation = await admitted(house, request, reply, admission)
      if (operation === null) return reply
      try {
        return await received(operation, request, reply)
      } finally {
        await operation.end()
      }
    })
  })
  app.get<{ Params: { command: string; ticket: string } }>('/files/:command/:ticket', async (request, reply) => {
    const row = await openFile(house, request.params)
    const range = /^bytes=(\d{1,10})-(\d{1,10})$/.exec(request.headers.range ?? '')
    if (row === null || row.kind !== 'SOFTWARE' || row.sha256 === null || row.bytes === null)
      return reply.code(404).send({ code: 'GONE' })
    if (range === null) return reply.code(416).send({ code: 'RANGE' })
    const [from, to] = [Number(range[1]), Math.min(Number(range[2]), row.bytes - 1)]
    const path = packagePath(house.filesFolder, row.sha256)
    const size = await sizeOf(path)
    if (size !== row.bytes) return reply.code(404).send({ code: 'GONE' })
    if (from > to || to - from >= FILE_PART_BYTES_MAX) return reply.code(416).send({ code: 'RANGE' })
    return reply
      .code(206)
      .type('application/octet-stream')
      .header('cache-control', 'no-store')
      .header('content-range', `bytes ${from}-${to}/${size}`)
      .header('content-length', to - from + 1)
      .send(createReadStream(path, { start: from, end: to }))
  })
}

async function sizeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ size }) => size,
    () => null,
  )
}

async function received(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { house, viewer } = operation
  const { model, version, signature } = request.query as Readonly<Record<string, unknown>>
  const about = { model, version, signature, bytes: 1, sha256: 'A'.repeat(43) }
  if (!commandType('SOFTWARE_UPDATE').checkParams(about).ok)
    return await bad(request, reply, 400, 'model, version, signature: as the vendor signed them')
  const id = house.newId('softwarePackage')
  const draft = packagePath(house.filesFolder, `${id}.part`)
  const file = await take(request.raw, draft)
  if (file === null) {
    await rm(draft, { force: true })
    return await bad(request, reply, 413, `A package has 1 to ${FILE_BYTES_MAX.SOFTWARE} bytes.`)
  }
  const outcome = await operation.write((unit) =>
    insertPackage(unit, {
      ...{ id, path: viewer.person.path, model: String(model), version: String(version) },
      ...{ bytes: file.bytes, sha256: file.sha256, signature: String(signature) },
      ...{ createdBy: viewer.person.id, createdAt: unit.clock.now() },
    }),
  )
  if (outcome === 'OTHER') {
    await rm(draft, { force: true })
    return await bad(request, reply, 409, 'This model has that version already, with other bytes.')
  }
  // a row whose bytes were lost gets them back by the same package once more
  await rename(draft, packagePath(house.filesFolder, file.sha256))
  reply.code(outcome === 'MADE' ? 201 : 200).header('cache-control', 'no-store')
  return await reply.send({ ...file, replayed: outcome === 'SAME' })
}

async function bad(request: FastifyRequest, reply: FastifyReply, status: number, words: string): Promise<FastifyReply> {
  return await reply
    .code(status)
    .header('connection', 'close')
    .send(errorBody('BAD_USER_INPUT', words, request.id))
}

/** To the disk as it comes; null when it is empty or too large. */
async function take(
  source: AsyncIterable<Buffer>,
  path: string,
): Promise<{ readonly bytes: number; readonly sha256: string } | null> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
  const file = await open(path, 'w', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > FILE_BYTES_MAX.SOFTWARE) return null
      hash.update(piece)
      await file.write(piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return bytes === 0 ? null : { bytes, sha256: hash.digest('hex') }
}
