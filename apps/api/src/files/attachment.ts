import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ATTACHMENT_BYTES_MAX, type AttachmentProblem, attachmentSteps } from '@budeng/corrections'
import type { EvidenceRow } from '@budeng/storage'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { admitted, type Admission } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import { EVIDENCE_AT_ONCE_MAX } from '../limits.ts'
import { ATTACHMENT_WORDS } from './evidence-words.ts'
import { inTurns } from './in-turns.ts'
import { Bomb, unfolded } from './unfold.ts'

/** Where the bytes of an attachment lie: under their own hash, whoever sent them. */
export function evidencePath(folder: string, sha256: string): string {
  return join(folder, 'evidence', sha256.slice(0, 2), sha256)
}

/** An address at which attachments are taken or given. */
export interface AttachmentAddress extends Admission {
  readonly address: string
  readonly house: House
}

let underWay = 0

/** Takes attachments at an address: bytes, whatever they say that they are, a few at once. */
export async function takeAttachments(
  app: FastifyInstance,
  { address, house, ...admission }: AttachmentAddress,
  received: (operation: Operation, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): Promise<void> {
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    // one more than is taken, so that the words are ours
    const bodyLimit = ATTACHMENT_BYTES_MAX + 1
    inner.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    inner.post(address, { config: { isLong: true }, bodyLimit }, async (request, reply) => {
      const operation = await admitted(house, request, reply, admission)
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
    })
  })
}

/** Gives attachments at an address, each by the hash in it, to whoever finds the row. */
export function giveAttachments<Params extends { readonly sha256: string }>(
  app: FastifyInstance,
  { address, house, ...admission }: AttachmentAddress,
  find: (operation: Operation, params: Params) => Promise<EvidenceRow | null>,
): void {
  app.get(address, async (request, reply) => {
    const operation = await admitted(house, request, reply, admission)
    if (operation === null) return reply
    try {
      const params = request.params as Params
      const row = /^[0-9a-f]{64}$/.test(params.sha256) ? await find(operation, params) : null
      const path = evidencePath(house.filesFolder, params.sha256)
      const bytes = row === null ? null : await readFile(path).catch(() => null)
      if (row === null || bytes === null)
        return await reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is no such file.', request.id))
      return await reply
        .type(row.type)
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`)
        .send(bytes)
    } finally {
      await operation.end()
    }
  })
}

/** What is known of an attachment whose bytes are safe. */
export type Kept = Pick<EvidenceRow, 'sha256' | 'name' | 'type' | 'bytes' | 'createdBy'>

/** Looks an attachment through and keeps its bytes; null when it is none, and the answer is given. */
export async function keptAttachment(
  { house, viewer, asker }: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, types }: { readonly name: string; readonly types?: readonly string[] },
): Promise<Kept | null> {
  const [header = ''] = (request.headers['content-type'] ?? '').split(';')
  const type = header.trim().toLowerCase()
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const problem = types?.includes(type) === false ? 'TYPE_NOT_ALLOWED' : await problemOfAttachment(name, type, bytes)
  if (problem !== null) {
    const words = ATTACHMENT_WORDS[asker.language][problem]
    reply.code(problem === 'TOO_LARGE' ? 413 : 422).send(errorBody('BAD_USER_INPUT', words, request.id))
    return null
  }
  const sha256 = createHash('sha256').update(bytes).digest()
  await keepBytes(evidencePath(house.filesFolder, sha256.toString('hex')), bytes)
  return { sha256, name, type, bytes: bytes.length, createdBy: viewer.person.id }
}

/** Says that an attachment is kept, and whether it was before. */
export async function sayKept(
  reply: FastifyReply,
  { sha256, name, type, bytes }: Kept,
  isNew: boolean,
): Promise<FastifyReply> {
  return await reply
    .code(isNew ? 201 : 200)
    .header('cache-control', 'no-store')
    .send({ sha256: sha256.toString('hex'), replayed: !isNew, name, type, bytes })
}

/** What is wrong with an attachment as it is, or with what lies folded in it; nothing is unfolded of what is not taken anyway. */
export async function problemOfAttachment(
  name: string,
  type: string,
  bytes: Buffer,
): Promise<AttachmentProblem | null> {
  const first = await inTurns(attachmentSteps({ name, type, bytes }))
  if (first !== null) return first
  try {
    return await inTurns(attachmentSteps({ name, type, bytes, unfolded: await unfolded(type, bytes) }))
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
