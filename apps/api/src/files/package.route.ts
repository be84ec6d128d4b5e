import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { commandType, FILE_BYTES_MAX } from '@budeng/fleet'
import { FILE_PART_BYTES_MAX, isPackageGenuine } from '@budeng/protocol'
import { insertPackage, packagePath } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { admitted } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import type { AnyRefusal } from '../graphql/refused.ts'
import type { AnyRefusalCode } from '../language/catalogue.ts'
import { userError } from '../language/language.ts'
import { openFile } from './receive-part.ts'

/**
 * `POST /packages?model=…&version=…&signature=…[&sha256=…][&key=…]` takes a vendor's package as it is, and compares it with
 * what its manifest says and with the vendor's key where they are told; the same bytes again are the same package, other
 * bytes under the same name are refused. `GET /files/{command}/{ticket}` with a range gives a part of it to the terminal that was told to take it. [P-25.2]
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

/** What the address says of the package. Its hash and the vendor's key may be left out: then nobody compares. */
interface Asked {
  readonly model: string
  readonly version: string
  readonly signature: string
  readonly sha256: string | null
  readonly vendorKey: string | null
}

/** Hash and key are both 32 bytes, base64url. */
const BYTES_32 = /^[0-9A-Za-z_-]{43}$/

function askedOf(query: Readonly<Record<string, unknown>>): Asked | null {
  const { model, version, signature, sha256 = null, key = null } = query
  const about = { model, version, signature, bytes: 1, sha256: 'A'.repeat(43) }
  const isKnown = (text: unknown): text is string | null =>
    text === null || (typeof text === 'string' && BYTES_32.test(text))
  if (!commandType('SOFTWARE_UPDATE').checkParams(about).ok || !isKnown(sha256) || !isKnown(key)) return null
  return { model: String(model), version: String(version), signature: String(signature), sha256, vendorKey: key }
}

async function received(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { house, viewer } = operation
  const no = (status: number, code: AnyRefusalCode, params: AnyRefusal['params'] = {}) =>
    refused(operation, request, reply, status, { code, params })
  const asked = askedOf(request.query as Readonly<Record<string, unknown>>)
  if (asked === null) return await no(400, 'PACKAGE_MALFORMED')
  const id = house.newId('softwarePackage')
  const draft = packagePath(house.filesFolder, `${id}.part`)
  try {
    const file = await take(request.raw, draft)
    if (file === null) return await no(413, 'PACKAGE_SIZE', { max: FILE_BYTES_MAX.SOFTWARE })
    const problem = manifestProblem(asked, file)
    if (problem !== null) return await no(422, problem)
    const { model, version, signature, vendorKey } = asked
    const outcome = await operation.write((unit) =>
      insertPackage(unit, {
        ...{ id, path: viewer.person.path, model, version, signature, vendorKey, ...file },
        ...{ createdBy: viewer.person.id, createdAt: unit.clock.now() },
      }),
    )
    if (outcome.kind === 'OTHER' || outcome.kind === 'WITHDRAWN')
      return await no(409, outcome.kind === 'OTHER' ? 'PACKAGE_VERSION_TAKEN' : 'PACKAGE_WITHDRAWN', { model, version })
    // a row whose bytes were lost gets them back by the same package once more
    await rename(draft, packagePath(house.filesFolder, file.sha256))
    reply.code(outcome.kind === 'MADE' ? 201 : 200).header('cache-control', 'no-store')
    return await reply.send({ id: outcome.id, ...file, replayed: outcome.kind === 'SAME' })
  } finally {
    // what was refused, or whose sender went away, stays nowhere
    await rm(draft, { force: true })
  }
}

/** Whether what came is what the vendor's manifest speaks of, as far as that was told. */
function manifestProblem(
  { model, version, signature, sha256, vendorKey }: Asked,
  file: { readonly bytes: number; readonly sha256: string },
): 'PACKAGE_OTHER_BYTES' | 'PACKAGE_NOT_SIGNED' | null {
  const came = Buffer.from(file.sha256, 'hex').toString('base64url')
  if (sha256 !== null && sha256 !== came) return 'PACKAGE_OTHER_BYTES'
  const manifest = { model, version, signature, bytes: file.bytes, sha256: came }
  return vendorKey === null || isPackageGenuine(manifest, vendorKey) ? null : 'PACKAGE_NOT_SIGNED'
}

async function refused(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  refusal: AnyRefusal,
): Promise<FastifyReply> {
  const { message } = userError(refusal, operation.reader)
  return await reply
    .code(status)
    .header('connection', 'close')
    .send(errorBody('BAD_USER_INPUT', message, request.id))
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
