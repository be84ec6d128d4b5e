import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Permission } from '@budeng/access'
import type { FileKind, FileWhole } from '@budeng/fleet'
import { FILE_HEADERS, FILE_PART_BYTES_MAX, fromBase64url } from '@budeng/protocol'
import { terminalFilesOf } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { idOf } from '../graphql/ids.ts'
import type { House } from '../house.ts'
import { admitted } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import { FILE_MISSES_PER_MINUTE, TERMINAL_FILES_AT_ONCE_MAX } from '../limits.ts'
import { openFile, type PartAnswer, takePart } from './receive-part.ts'
import { terminalFilePath } from './screen-file.ts'

interface Address {
  readonly command: string
  readonly ticket: string
}

/**
 * `PATCH` and `HEAD /files/{command}/{ticket}`: a terminal sends the file that a command asked for, part by part. The
 * ticket is the right, known to the signed command only; anything else is answered alike. [P-23]
 * `GET /terminal-files/{command}` gives what is kept of it to whoever may ask for such a file.
 */
export async function terminalFileRoutes(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  const misses = new RateLimiterMemory({ keyPrefix: 'file', points: FILE_MISSES_PER_MINUTE, duration: 60 })
  let underWay = 0
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    const parsing = { parseAs: 'buffer' as const, bodyLimit: FILE_PART_BYTES_MAX }
    inner.addContentTypeParser('*', parsing, (_request, body, done) => done(null, body))
    inner.patch<{ Params: Address }>(
      '/files/:command/:ticket',
      { bodyLimit: FILE_PART_BYTES_MAX },
      async (request, reply) => {
        if (await isOverLimit(misses, request.ip)) return reply.code(429).header('retry-after', '60').send()
        if (underWay >= TERMINAL_FILES_AT_ONCE_MAX) return reply.code(503).header('retry-after', '5').send()
        const whole = wholeOf(request)
        const offset = numberIn(request, FILE_HEADERS.offset)
        if (whole === null || offset === null) return reply.code(400).send({ code: 'BAD_HEADERS' })
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        underWay++
        try {
          return await told(reply, misses, request, await takePart(house, request.params, { offset, bytes, whole }))
        } finally {
          underWay--
        }
      },
    )
  })
  app.head<{ Params: Address }>('/files/:command/:ticket', async (request, reply) => {
    if (await isOverLimit(misses, request.ip)) return reply.code(429).send()
    const row = await openFile(house, request.params)
    if (row === null) return await told(reply, misses, request, { kind: 'GONE' })
    return reply.code(200).header(FILE_HEADERS.offset, row.received).header('cache-control', 'no-store').send()
  })
  app.get<{ Params: { command: string } }>('/terminal-files/:command', async (request, reply) =>
    give(house, request, reply, allowedOrigins),
  )
}

async function told(
  reply: FastifyReply,
  misses: RateLimiterMemory,
  request: FastifyRequest,
  answer: PartAnswer,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  switch (answer.kind) {
    case 'GONE':
      await misses.consume(request.ip).catch(() => undefined)
      return await reply.code(404).send({ code: 'GONE' })
    case 'WHOLE':
      return await reply.code(201).send({})
    case 'AT':
      return await reply.code(409).header(FILE_HEADERS.offset, answer.offset).send({ code: 'OFFSET' })
    case 'TAKEN':
      return await reply.code(204).header(FILE_HEADERS.offset, answer.offset).send()
    case 'LATER':
      return await reply.code(503).header('retry-after', '5').send()
    case 'REFUSED':
      return await reply.code(answer.code === 'TOO_LARGE' ? 413 : 422).send({ code: answer.code })
  }
}

/** The whole as the headers have it; null when they are none. */
function wholeOf(request: FastifyRequest): FileWhole | null {
  const bytes = numberIn(request, FILE_HEADERS.length)
  const hash = request.headers[FILE_HEADERS.sha256]
  const sha256 = typeof hash === 'string' ? fromBase64url(hash) : null
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  if (bytes === null || bytes === 0 || sha256?.length !== 32) return null
  return { bytes, sha256: sha256.toString('hex'), type: type.trim().toLowerCase() }
}

function numberIn(request: FastifyRequest, name: string): number | null {
  const text = request.headers[name]
  const number = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : null
  return number
}

async function isOverLimit(misses: RateLimiterMemory, address: string): Promise<boolean> {
  const spent = await misses.get(address)
  return spent instanceof RateLimiterRes && spent.remainingPoints <= 0
}

const PERMISSIONS = {
  LOGS: 'command:LOGS_UPLOAD',
  SCREEN: 'command:SCREEN_CAPTURE',
  // a package is given to terminals only: nothing of it is kept here
  SOFTWARE: 'command:SOFTWARE_UPDATE',
  // it is the vendor's, for the terminal: nobody takes it
  BACKUP: null,
} as const satisfies Record<FileKind, Permission | null>

async function give(
  house: House,
  request: FastifyRequest<{ Params: { command: string } }>,
  reply: FastifyReply,
  allowedOrigins: readonly string[],
): Promise<FastifyReply> {
  const admission = { allowedOrigins, permission: PERMISSIONS.LOGS, forbidden: 'You may not take files of terminals.' }
  const operation = await admitted(house, request, reply, admission)
  if (operation === null) return reply
  try {
    const id = idOf('command', request.params.command)
    const [row] = id === null ? [] : await operation.read((db) => terminalFilesOf(db, [id]))
    const permission = row === undefined ? null : PERMISSIONS[row.kind]
    const mayHave = row !== undefined && permission !== null && operation.authority.permits.has(permission)
    const path = mayHave ? terminalFilePath(house.filesFolder, row.commandId) : null
    const size =
      path === null
        ? null
        : await stat(path).then(
            ({ size: found }) => found,
            () => null,
          )
    if (row === undefined || path === null || size === null || row.keptBytes !== size)
      return await reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is no such file.', request.id))
    const isPicture = row.type === 'image/png'
    return await reply
      .type(isPicture ? 'image/png' : 'text/plain; charset=utf-8')
      .header('content-length', size)
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header(
        'content-disposition',
        `attachment; filename="${row.kind.toLowerCase()}-${row.commandId}.${isPicture ? 'png' : 'txt'}"`,
      )
      .send(createReadStream(path))
  } finally {
    await operation.end()
  }
}
