import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { importOfBytes, insertImport, mappingById } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { admitted } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import { FILE_BYTES_MAX, FILE_NAME_LENGTH_MAX, FILES_AT_ONCE_MAX } from '../limits.ts'
import { withoutCardsInCells, withoutCardsInFlow } from './line-filter.ts'
import { type FileEncoding, FileTooLarge, receiveFile } from './receive-file.ts'

interface Asked {
  readonly format: 'FLOW' | 'CSV'
  readonly day: string
  readonly name: string
  readonly mapping: {
    readonly id: string
    readonly value: object
    readonly encoding: FileEncoding
    readonly delimiter: string
  } | null
}

/**
 * `POST /imports/files?format=FLOW|CSV&day=2026-11-27&name=…[&mapping=map_…]` takes an acquirer's file as it is
 * (`application/octet-stream` or `text/csv`) and streams it to disk, without card numbers; the worker reads it then. The
 * same bytes again are answered with the import that they have. It is a file and larger than any document, so it does
 * not go through GraphQL.
 */
export async function uploadRoute(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  let underWay = 0
  const forbidden = 'You may not import files of the acquirer.'
  const admission = { allowedOrigins, permission: 'file:import', acquirersOnly: true, forbidden } as const
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    // the body stays a stream
    inner.addContentTypeParser(['application/octet-stream', 'text/csv'], (_request, _payload, done) => done(null))
    inner.post('/imports/files', { config: { isLong: true } }, async (request, reply) => {
      const operation = await admitted(house, request, reply, admission)
      if (operation === null) return reply
      try {
        const asked = await askedFor(operation, request)
        if (typeof asked === 'string') return await reply.code(400).send(errorBody('BAD_USER_INPUT', asked, request.id))
        if (Number(request.headers['content-length'] ?? 0) > FILE_BYTES_MAX) return await tooLarge(request, reply)
        if (underWay >= FILES_AT_ONCE_MAX)
          return await reply
            .code(503)
            .header('retry-after', '10')
            .send(errorBody('OVERLOADED', 'Other files are being received; try again in a moment.', request.id))
        underWay++
        try {
          return await received(operation, request, reply, asked)
        } finally {
          underWay--
        }
      } finally {
        await operation.end()
      }
    })
  })
}

async function received(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { format, day, name, mapping }: Asked,
): Promise<FastifyReply> {
  const { house, viewer } = operation
  const acquirerId = viewer.person.path
  const id = house.newId('fileImport')
  const path = importPath(house.filesFolder, id)
  const masked = mapping === null ? withoutCardsInFlow : (line: string) => withoutCardsInCells(line, mapping.delimiter)
  try {
    const file = await receiveFile(request.raw, path, mapping?.encoding ?? 'utf-8', masked)
    const { lines: _lines, ...facts } = file
    if (file.originalBytes === 0) {
      await rm(path, { force: true })
      return await reply.code(400).send(errorBody('BAD_USER_INPUT', 'The file is empty.', request.id))
    }
    const outcome = await operation.write(async (unit) => {
      const made = await insertImport(unit, {
        id,
        acquirerId,
        name,
        format,
        mapping: mapping?.value ?? null,
        mappingId: mapping?.id ?? null,
        businessDate: day,
        ...facts,
        createdBy: viewer.person.id,
      })
      return made ? null : await importOfBytes(unit, acquirerId, file.originalSha256)
    })
    if (outcome !== null) await rm(path, { force: true })
    reply.code(outcome === null ? 201 : 200).header('cache-control', 'no-store')
    return await reply.send({
      id: outcome?.id ?? id,
      replayed: outcome !== null,
      bytes: file.originalBytes,
      lines: file.lines,
      sha256: file.originalSha256.toString('hex'),
    })
  } catch (fault) {
    if (fault instanceof FileTooLarge) return await tooLarge(request, reply)
    throw fault
  }
}

function tooLarge(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `A file has at most ${FILE_BYTES_MAX} bytes.`
  // what is still on its way is not read
  return reply
    .code(413)
    .header('connection', 'close')
    .send(errorBody('BAD_USER_INPUT', message, request.id))
}

/** Where the filtered copy of a file lies. */
export function importPath(folder: string, importId: string): string {
  return join(folder, 'imports', `${importId}.txt`)
}

/** What the address asks for, or what is wrong with it. */
async function askedFor(operation: Operation, request: FastifyRequest): Promise<Asked | string> {
  const query = request.query as Readonly<Record<string, unknown>>
  const { format, day, name = '', mapping } = query
  if (format !== 'FLOW' && format !== 'CSV') return 'format: FLOW or CSV'
  if (typeof day !== 'string' || !isDay(day)) return 'day: the business day of the file, as 2026-11-27'
  if (typeof name !== 'string' || name.length > FILE_NAME_LENGTH_MAX || /\p{Cc}/u.test(name))
    return 'name: a short text'
  if (format === 'FLOW') return { format, day, name, mapping: null }
  const id = typeof mapping === 'string' ? idOf('csvMapping', mapping) : null
  const found = id === null ? null : await operation.read((db) => mappingById(db, id))
  if (found === null) return 'mapping: a saved mapping of this acquirer'
  const { delimiter = ',', encoding = 'utf-8' } = found.mapping as { delimiter?: string; encoding?: FileEncoding }
  return { format, day, name, mapping: { id: found.id, value: found.mapping, encoding, delimiter } }
}

function isDay(text: string): boolean {
  return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
}
