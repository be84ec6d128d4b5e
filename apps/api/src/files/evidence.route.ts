import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ATTACHMENT_BYTES_MAX, type AttachmentProblem, attachmentProblem } from '@budeng/corrections'
import { evidenceBy, keepEvidence, loadCases, placeOfTerminal, type TerminalScope } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { admitted } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import { EVIDENCE_AT_ONCE_MAX } from '../limits.ts'
import { ATTACHMENT_WORDS } from './evidence-words.ts'
import { Bomb, unfolded } from './unfold.ts'

const NO_PART = 'You have no part in corrections, nor in visits of terminals.'

/** Where the bytes of an attachment lie: under their own hash, whoever sent them. */
export function evidencePath(folder: string, sha256: string): string {
  return join(folder, 'evidence', sha256.slice(0, 2), sha256)
}

interface Asked {
  readonly place: TerminalScope
  readonly name: string
  readonly type: string
  readonly caseId: string | null
}

/**
 * `POST /evidence?terminal=trm_…&name=…[&case=cas_…]` keeps an attachment (the body, under its content type) for the
 * corrections of a terminal, or a photograph for a visit there: looked through for card numbers, also where it is compressed, and kept under its hash.
 * `GET /evidence/{terminal}/{sha256}` gives it to whoever sees the terminal's corrections or visits it.
 */
export async function evidenceRoutes(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  let underWay = 0
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    // whatever it says that it is, it is bytes; one more than is taken, so that the words are ours
    const parsing = { parseAs: 'buffer' as const, bodyLimit: ATTACHMENT_BYTES_MAX + 1 }
    inner.addContentTypeParser('*', parsing, (_request, body, done) => done(null, body))
    inner.post(
      '/evidence',
      { config: { isLong: true }, bodyLimit: ATTACHMENT_BYTES_MAX + 1 },
      async (request, reply) => {
        const operation = await admitted(house, request, reply, {
          allowedOrigins,
          permission: ['correction:make', 'care:record'],
          forbidden: NO_PART,
        })
        if (operation === null) return reply
        try {
          if (underWay >= EVIDENCE_AT_ONCE_MAX)
            return await reply
              .code(503)
              .header('retry-after', '5')
              .send(errorBody('OVERLOADED', 'Other files are being received; try again in a moment.', request.id))
          underWay++
          try {
            return await received(operation, request, reply)
          } finally {
            underWay--
          }
        } finally {
          await operation.end()
        }
      },
    )
  })
  app.get<{ Params: { terminal: string; sha256: string } }>('/evidence/:terminal/:sha256', async (request, reply) => {
    const operation = await admitted(house, request, reply, {
      allowedOrigins,
      permission: ['correction:read', 'care:record'],
      forbidden: NO_PART,
    })
    if (operation === null) return reply
    try {
      return await sent(operation, request.params, request, reply)
    } finally {
      await operation.end()
    }
  })
}

async function received(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { house, viewer } = operation
  const asked = await askedFor(operation, request)
  if (typeof asked === 'string') return await reply.code(400).send(errorBody('BAD_USER_INPUT', asked, request.id))
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const { place, name, type, caseId } = asked
  const problem = problemOf(name, type, bytes)
  if (problem !== null) {
    const words = ATTACHMENT_WORDS[operation.asker.language][problem]
    return await reply.code(problem === 'TOO_LARGE' ? 413 : 422).send(errorBody('BAD_USER_INPUT', words, request.id))
  }
  const sha256 = createHash('sha256').update(bytes).digest()
  await keepBytes(evidencePath(house.filesFolder, sha256.toString('hex')), bytes)
  const isNew = await operation.write((unit) =>
    keepEvidence(unit, { place, caseId, sha256, name, type, bytes: bytes.length, createdBy: viewer.person.id }),
  )
  return await reply
    .code(isNew ? 201 : 200)
    .header('cache-control', 'no-store')
    .send({ sha256: sha256.toString('hex'), replayed: !isNew, name, type, bytes: bytes.length })
}

function problemOf(name: string, type: string, bytes: Buffer): AttachmentProblem | null {
  // nothing is unfolded of what is not taken anyway
  const first = attachmentProblem({ name, type, bytes })
  if (first !== null) return first
  try {
    return attachmentProblem({ name, type, bytes, unfolded: unfolded(type, bytes) })
  } catch (fault) {
    if (fault instanceof Bomb) return 'TOO_LARGE'
    throw fault
  }
}

/** Whole and safe before anything names it. The same bytes are there once. */
async function keepBytes(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const part = `${path}.${process.pid}.${performance.now()}.part`
  const file = await open(part, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}

async function sent(
  operation: Operation,
  { terminal, sha256 }: { readonly terminal: string; readonly sha256: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const terminalId = idOf('terminal', terminal)
  const isHash = /^[0-9a-f]{64}$/.test(sha256)
  const row =
    terminalId === null || !isHash
      ? null
      : await operation.read((db) => evidenceBy(db, terminalId, Buffer.from(sha256, 'hex')))
  const bytes =
    row === null ? null : await readFile(evidencePath(operation.house.filesFolder, sha256)).catch(() => null)
  if (row === null || bytes === null)
    return await reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is no such file.', request.id))
  return await reply
    .type(row.type)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`)
    .send(bytes)
}

/** What the address asks for, or what is wrong with it. */
async function askedFor(operation: Operation, request: FastifyRequest): Promise<Asked | string> {
  const { terminal, name = '', case: shownIn } = request.query as Readonly<Record<string, unknown>>
  const terminalId = typeof terminal === 'string' ? idOf('terminal', terminal) : null
  const place = terminalId === null ? null : await operation.read((db) => placeOfTerminal(db, terminalId))
  if (place === null) return 'terminal: one of yours'
  if (typeof name !== 'string') return 'name: a short text'
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  const about = { place: place.scope, name, type: type.trim().toLowerCase() }
  if (shownIn === undefined) return { ...about, caseId: null }
  const caseId = typeof shownIn === 'string' ? idOf('case', shownIn) : null
  const [found] = caseId === null ? [] : await operation.read((db) => loadCases(db, [caseId]))
  if (found === undefined || found.terminalId !== place.scope.terminalId) return 'case: one of this terminal'
  return { ...about, caseId }
}
